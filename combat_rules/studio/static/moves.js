// Moves: the sheet of frame data, its numbers edited in place, with what follows beside it.

import { api } from "./net.js";
import { choice, fill, make, named, signed, toast } from "./dom.js";

const NUMBERS = ["feint", "commit", "release", "recovery", "damage", "reach", "hitstun", "blockstun"];
const MORE = ["chip", "stamina_cost", "pushback", "travel", "stagger", "cooldown", "hit_pause"];
const MEASURED = [["startup", "startup"], ["on_hit", "on hit"], ["on_block", "on block"], ["on_whiff", "on whiff"]];
const SIGNED = new Set(["on_hit", "on_block", "on_counter_hit", "on_whiff"]);

export class MovesPage {
  constructor(studio) {
    this.studio = studio;
    this.draft = this.kept();
    this.sorted = ["", 1];
    this.filter = make("input", { type: "search", placeholder: "Filter by name, tag or plugin", id: "filter",
      "aria-label": "Filter", oninput: () => this.rows() });
    this.kind = make("span");
    this.count = make("span", { class: "dim" });
    this.buttons = make("span", { class: "editbuttons" });
    this.table = make("table", { class: "sheet" });
    this.side = make("aside", { class: "panel side", "aria-live": "polite" });
    this.root = make("div", { class: "movespage" },
      make("div", { class: "sheetbar" }, this.filter, this.kind, this.count, make("span", { class: "space" }), this.buttons),
      make("div", { class: "sheetbody" }, make("div", { class: "sheetscroll panel" }, this.table), this.side));
    this.dialog = make("dialog", { class: "wide" });
    document.body.append(this.dialog);
    this.played = { key: "" };
    this.asked = 0;
    this.chosen = "";
    this.who = "";
    fill(this.table, make("caption", { class: "loading", text: "Every move is being measured…" }));
  }

  kept() {
    try { return JSON.parse(sessionStorage.getItem("draft") || "{}"); } catch { return {}; }
  }

  // Other pages play with it as well.
  keep() { sessionStorage.setItem("draft", JSON.stringify(this.draft)); }

  open(move) {
    if (move) this.chosen = move;
    if (!this.sheet) { this.load(); return; }
    this.rows();
    this.aside();
  }

  changed() { this.load(); }

  async load() {
    try {
      this.sheet = await api("/api/moves");
    } catch (error) {
      fill(this.table, make("caption", { class: "bad", text: error.message }));
      return;
    }
    // What stands in the table by now is no change any more.
    const rows = new Map(this.sheet.rows.map((row) => [row.name, row]));
    for (const [path, value] of Object.entries(this.draft)) {
      const at = path.lastIndexOf("."), row = rows.get(path.slice(0, at));
      if (!row || row.values[path.slice(at + 1)] === value) delete this.draft[path];
    }
    this.keep();
    if (!rows.has(this.chosen)) this.chosen = this.sheet.rows.length ? this.sheet.rows[0].name : "";
    const kinds = this.studio.rules ? this.studio.rules.archetypes.map((kind) => kind.name) : [];
    fill(this.kind, choice("Moves of", [["", "all fighters"], ...kinds.map((kind) => [kind, kind])], this.who,
      (value) => { this.who = value; this.rows(); }));
    this.rows();
    this.follow();
  }

  // -- the sheet -----------------------------------------------------------------------------

  rows() {
    if (!this.sheet) return;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = this.sheet.rows.filter((row) => (!this.who || row.known_by.includes(this.who))
      && words.every((word) => [row.name, row.plugin, row.role, ...row.tags].some((one) => one.toLowerCase().includes(word))));
    const [column, way] = this.sorted;
    if (column) shown = [...shown].sort((one, other) => compare(this.value(one, column), this.value(other, column)) * way);
    this.longest = Math.max(1, ...this.sheet.rows.map((row) => row.total));
    fill(this.count, `${shown.length} of ${this.sheet.rows.length}`);
    const head = (id, text, title) => make("th", { scope: "col", "aria-sort": column === id ? (way > 0 ? "ascending" : "descending") : null },
      make("button", { class: "plain", title: title || `Sort by ${text}`, text: `${text}${column === id ? way > 0 ? " ▲" : " ▼" : ""}`,
        onclick: () => { this.sorted = [id, column === id ? -way : 1]; this.rows(); } }));
    fill(this.table, make("thead", {}, make("tr", {}, head("name", "move"),
      make("th", { class: "barhead" }, make("span", { text: "startup · active · recovery" })),
      NUMBERS.map((name) => head(name, name)), MEASURED.map(([name, text]) => head(name, text, `${text}, measured by playing it`)))),
    make("tbody", {}, shown.map((row) => this.row(row))));
    if (!shown.length) this.table.append(make("tfoot", {}, make("tr", {}, make("td", { colspan: 14, class: "empty", text: "No move fits this filter." }))));
    this.tellButtons();
  }

  value(row, column) {
    return column in row.values ? row.values[column] : row[column];
  }

  row(row) {
    const tried = this.tried && this.tried.moves.find((one) => one.name === row.name);
    const now = tried ? tried.after : row;
    return make("tr", { class: row.name === this.chosen ? "chosen" : "", data: { move: row.name }, onclick: (event) => {
      if (event.target.tagName !== "INPUT") this.choose(row.name); } },
    make("th", { scope: "row" }, make("button", { class: "plain name", text: row.name, onclick: () => this.choose(row.name) }),
      make("div", { class: "dim small", text: row.place.editable ? row.plugin : `${row.plugin} · Python` })),
    make("td", {}, this.bar(now)),
    NUMBERS.map((name) => make("td", {}, this.input(row, name))),
    MEASURED.map(([name]) => this.measure(row, now, name)));
  }

  bar(row) {
    const part = (ticks, kind) => {
      const one = make("i", { class: kind });
      one.style.width = `${100 * Math.max(0, ticks) / this.longest}%`;
      return one;
    };
    return make("div", { class: "phasebar", title: `${row.startup} / ${row.hits} / ${row.recovery}, total ${row.total}` },
      part(row.startup - 1, "commit"), part(row.active, "release"), part(row.recovery, "recovery"));
  }

  measure(row, now, name) {
    const text = SIGNED.has(name) ? signed(now[name]) : now[name] ?? "–";
    const changed = now[name] !== row[name];
    return make("td", { class: `number ${SIGNED.has(name) && now[name] !== null ? now[name] < 0 ? "minus" : "plus" : ""} ${changed ? "changed" : ""}`,
      title: changed ? `was ${row[name] ?? "nothing"}` : null }, String(text),
    changed ? make("div", { class: "was", text: SIGNED.has(name) ? signed(row[name]) : String(row[name] ?? "–") }) : null);
  }

  input(row, name) {
    const path = `${row.name}.${name}`, drafted = path in this.draft;
    const input = make("input", { type: "text", inputmode: "numeric", value: String(drafted ? this.draft[path] : row.values[name]),
      class: drafted ? "drafted" : "", "aria-label": `${name} of ${row.name}`, data: { path },
      title: row.place.editable ? (drafted ? `was ${row.values[name]}` : null) : `Written in ${row.place.file}, line ${row.place.line}: it can be tried here, and changed there` });
    input.addEventListener("focus", () => { input.select(); if (this.chosen !== row.name) this.choose(row.name, false); });
    input.addEventListener("input", () => this.edit(row, name, input));
    input.addEventListener("keydown", (event) => this.walk(event, input, row, name));
    return input;
  }

  // Arrows walk through the sheet, and change a number with alt.
  walk(event, input, row, name) {
    if (event.key === "Escape") { delete this.draft[`${row.name}.${name}`]; input.value = row.values[name]; this.edited(); }
    const down = event.key === "ArrowDown" || event.key === "Enter" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!down) return;
    event.preventDefault();
    if (event.altKey) {
      input.value = String((Number(input.value) || 0) - down * 10);
      this.edit(row, name, input);
      return;
    }
    const all = [...this.table.querySelectorAll(`input[data-path$=".${name}"]`)];
    all[all.indexOf(input) + down]?.focus();
  }

  edit(row, name, input) {
    const path = `${row.name}.${name}`, number = Number(input.value);
    const whole = /^-?\d{1,9}$/.test(input.value.trim());
    input.classList.toggle("wrong", !whole);
    if (!whole) return;
    if (number === row.values[name]) delete this.draft[path]; else this.draft[path] = number;
    input.classList.toggle("drafted", path in this.draft);
    this.edited();
  }

  edited() {
    this.keep();
    this.tellButtons();
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.follow(), 120);
  }

  tellButtons() {
    const count = Object.keys(this.draft).length;
    fill(this.buttons, count ? [make("span", { class: "dim", text: `${count} changed, not saved` }),
      make("button", { text: "Forget", onclick: () => { this.draft = {}; this.edited(); this.rows(); } }),
      make("button", { text: "Try in the ring", title: "A new fight with these numbers, which are not written anywhere", onclick: () => this.play() }),
      make("button", { class: "main", id: "save", text: "Save…", onclick: () => this.save() })] : [],
    this.sheet && this.sheet.undo ? make("button", { id: "undo", text: "Undo the last saving", onclick: () => this.undo() }) : null);
  }

  // A fight with the numbers as they are tried, of somebody who knows the move if nobody there does.
  play() {
    const { fight, rules } = this.studio;
    const row = this.sheet.rows.find((one) => one.name === this.chosen);
    let fighters = fight.who.map((one) => ({ archetype: one.kind, controller: one.steered }));
    if (row && row.known_by.length && !fighters.some((one) => row.known_by.includes(one.archetype))) {
      const kind = rules.archetypes.find((one) => one.name === row.known_by[0]);
      fighters = [{ archetype: kind.name, controller: kind.controller }, ...fighters.slice(1)];
    }
    fight.say({ do: "new", set_up: { fighters, seed: 1, distance: null, training: false }, numbers: this.draft });
    fight.say({ do: "play" });
    location.hash = "#ring";
  }

  // -- what follows --------------------------------------------------------------------------

  async follow() {
    const asked = ++this.asked, numbers = { ...this.draft };
    const any = Object.keys(numbers).length > 0;
    this.findings = null;
    this.problem = "";
    if (!any) { this.tried = null; this.refresh(); }
    else {
      try {
        const tried = await api("/api/moves/try", { numbers });
        if (asked !== this.asked) return;
        this.tried = tried;
      } catch (error) {
        if (asked !== this.asked) return;
        this.tried = null;
        this.problem = error.message;
      }
      this.refresh();
    }
    if (this.problem) return;
    // The rest takes longer: it waits until nobody types any more.
    await new Promise((done) => setTimeout(done, any ? 500 : 1200));
    if (asked !== this.asked) return;
    try {
      const findings = await api("/api/moves/findings", { numbers });
      if (asked !== this.asked) return;
      this.findings = findings;
      this.aside();
    } catch (error) { if (asked === this.asked) { this.problem = error.message; this.aside(); } return; }
    // Last of all who beats whom with the move: a fight takes its time, so one asks for one at once.
    if (any) await new Promise((done) => setTimeout(done, 1500));
    if (any && asked === this.asked && !this.playing) this.played.play?.();
  }

  // The measured cells alone are drawn anew: whoever types keeps the cursor.
  refresh() {
    for (const row of this.table.querySelectorAll("tbody tr")) {
      const data = this.sheet.rows.find((one) => one.name === row.dataset.move);
      if (!data) continue;
      const tried = this.tried && this.tried.moves.find((one) => one.name === data.name);
      const now = tried ? tried.after : data;
      row.cells[1].replaceChildren(this.bar(now));
      MEASURED.forEach(([name], at) => row.cells[2 + NUMBERS.length + at].replaceWith(this.measure(data, now, name)));
    }
    this.aside();
  }

  choose(name, focus = true) {
    this.chosen = name;
    for (const row of this.table.querySelectorAll("tbody tr")) row.classList.toggle("chosen", row.dataset.move === name);
    if (focus) history.replaceState(null, "", `#moves/${encodeURIComponent(name)}`);
    this.aside();
  }

  aside() {
    const row = this.sheet && this.sheet.rows.find((one) => one.name === this.chosen);
    if (!row) { fill(this.side, make("p", { class: "dim", text: "Choose a move." })); return; }
    const tried = this.tried && this.tried.moves.find((one) => one.name === row.name);
    const now = tried ? tried.after : row;
    const line = (label, name) => {
      const show = (value) => Array.isArray(value) ? value.join(", ") || "nothing" : SIGNED.has(name) ? signed(value) : String(value ?? "–");
      const before = show(row[name]), after = show(now[name]);
      return make("tr", {}, make("th", { text: label }), before === after ? make("td", { text: after })
        : make("td", { class: "changed" }, make("s", { text: before }), " → ", make("b", { text: after })));
    };
    const other = this.findings ? this.findings.others : [];
    fill(this.side, make("h2", { text: row.title }), make("p", { class: "dim" }, row.description, " ", make("code", { text: row.name })),
      make("p", { class: "small" }, row.place.file ? make("code", { text: `${row.place.file}${row.place.line ? `:${row.place.line}` : ""}` }) : null,
        row.place.editable ? "" : " Its numbers are written in Python: try them here, change them there."),
      this.problem ? make("p", { class: "bad problem", role: "alert", text: this.problem }) : null,
      row.refused ? make("p", { class: "bad", text: row.refused }) : null,
      make("table", { class: "facts" }, line("startup", "startup"), line("active", "hits"), line("recovery", "recovery"), line("total", "total"),
        line("damage", "damage"), line("chip", "chip"), line("reach", "reach"), line("on hit", "on_hit"), line("on block", "on_block"),
        line("on counter hit", "on_counter_hit"), line("on whiff", "on_whiff"), line("punished by", "punished_by")),
      make("details", { open: this.moreOpen, ontoggle: (event) => { this.moreOpen = event.target.open; } },
        make("summary", { text: "More numbers" }), make("div", { class: "morenumbers" },
          MORE.filter((name) => name in row.values).map((name) => make("label", {}, name, this.input(row, name))))),
      other.length ? [make("h3", { text: "Other moves change as well" }), make("ul", { class: "plainlist" }, other.map((one) => make("li", {},
        make("b", { text: one.name }), " ", differences(one.before, one.after))))] : null,
      this.tried ? this.linked() : null, this.found(row.name), this.results(row),
      make("p", { class: "small" }, make("a", { href: `#charts/${encodeURIComponent(row.name)}`, text: "Its chart" }), " · known by ", row.known_by.join(", ") || "nobody"));
  }

  linked() {
    const lines = this.tried.links.flatMap((kind) => [
      ...kind.new.map((link) => make("li", { class: "yes" }, "+ ", make("b", { text: link.replace(">", "→") }), ` of ${kind.archetype}`)),
      ...kind.lost.map((link) => make("li", { class: "no" }, "− ", make("b", { text: link.replace(">", "→") }), ` of ${kind.archetype}`))]);
    return [make("h3", { text: "Links that come and go" }), make("ul", { class: "plainlist" }, lines.length ? lines : make("li", { class: "dim", text: "None." }))];
  }

  found(name) {
    if (!this.findings) return this.problem ? null : make("p", { class: "dim", text: "Checking…" });
    const item = (one, sign, kind) => make("li", { class: kind }, sign, make("b", { text: `${one.code} ` }), `${one.move}: ${one.text}`);
    const own = this.findings.all.filter((one) => one.move === name && !this.findings.new.includes(one));
    const lines = [...this.findings.new.map((one) => item(one, "+ ", "no")), ...this.findings.gone.map((one) => item(one, "− ", "yes")),
      ...own.map((one) => item(one, "", ""))];
    return [make("h3", { text: "What check finds" }), make("ul", { class: "plainlist" }, lines.length ? lines : make("li", { class: "dim", text: "Nothing of this move." }))];
  }

  // What is played on demand stays until the move or the numbers change, whatever else comes in.
  results(row) {
    const key = JSON.stringify([row.name, this.draft, this.sheet.edition]);
    if (this.played.key !== key) {
      this.played = { key };
      this.played.parts = [this.combos(row), this.matchups(row)];
    }
    return this.played.parts;
  }

  // The best combos of whoever knows the move, with the numbers as they are tried.
  combos(row) {
    if (!row.known_by.length) return null;
    const list = make("ul", { class: "plainlist" });
    const ask = async (kind) => {
      fill(list, make("li", { class: "dim", text: "Playing them…" }));
      try {
        const { combos } = await api("/api/moves/combos", { archetype: kind, numbers: this.draft });
        fill(list, combos.length ? combos.map((one) => make("li", {}, make("b", { text: String(one.damage) }), " ", one.moves.join(" → "), one.defeats ? " (defeats)" : ""))
          : make("li", { class: "dim", text: "Nothing connects." }));
        list.scrollIntoView({ block: "nearest" });
      } catch (error) { fill(list, make("li", { class: "bad", text: error.message })); }
    };
    return [make("h3", { text: "Combos" }), make("div", {}, row.known_by.slice(0, 6).map((kind) => make("button", { class: "small", text: kind, title: `The best combos of ${kind}`, onclick: () => ask(kind) }))), list];
  }

  // Who beats whom of those who know the move; with other numbers, what they change, on the same luck.
  matchups(row) {
    if (!row.known_by.length) return null;
    const list = make("div", { class: "matchups", "aria-live": "polite" });
    const ask = async (event) => {
      if (list.children.length) return;
      this.playing = true;
      fill(list, make("p", { class: "dim", text: "Playing them…" }));
      try {
        const found = await api("/api/moves/matchups", { move: row.name, numbers: this.draft });
        const changed = Object.keys(this.draft).length > 0;
        fill(list, found.length ? make("table", { class: "facts" }, make("caption", { class: "dim small", text: `Wins of the left one of a hundred${changed ? ", and what the numbers change" : ""}` }), found.map((one) => make("tr", {},
          make("th", {}, named(one.left), " – ", named(one.right)), make("td", { text: `${one.after.toFixed(0)} %` }),
          changed ? make("td", { class: one.sure ? "changed" : "dim", text: signed(Number(one.change.toFixed(1))),
            title: `before ${one.before} %; surely changed by ${one.low} to ${one.high} points` }) : null)))
          : make("p", { class: "dim", text: "Nobody to fight against." }));
        if (event) list.scrollIntoView({ block: "nearest" });
      } catch (error) { fill(list, make("p", { class: "bad", text: error.message })); }
      this.playing = false;
    };
    this.played.play = ask;
    return [make("h3", { text: "Matchups" }), make("button", { id: "playmatchups", class: "small", text: "Play them",
      title: "Fights of everybody who knows the move, with these numbers and without", onclick: ask }), list];
  }

  // -- saving --------------------------------------------------------------------------------

  async save() {
    const numbers = Object.fromEntries(Object.entries(this.draft).filter(([path]) => this.editable(path)));
    const left = Object.keys(this.draft).length - Object.keys(numbers).length;
    if (!Object.keys(numbers).length) { toast("These moves are written in Python; change them in their file.", "bad"); return; }
    try {
      const { files, mark } = await api("/api/moves/preview", { numbers });
      fill(this.dialog, make("h2", { text: "What will be written" }),
        make("ul", { class: "plainlist" }, Object.entries(numbers).map(([path, value]) => make("li", {}, make("b", { text: path }), ` ${this.written(path)} → ${value}`))),
        files.map((file) => make("div", {}, make("b", { text: file.file }), make("pre", { class: "diff" }, file.diff.map((line) => make("div", {
          class: line.startsWith("+") ? "plusline" : line.startsWith("-") ? "minusline" : "dim", text: line }))))),
        left ? make("p", { class: "dim", text: `${left} of Python moves stay a try.` }) : null,
        make("div", { class: "buttons" }, make("button", { text: "Cancel", onclick: () => this.dialog.close() }),
          make("button", { class: "main", id: "write", text: "Write", onclick: () => this.write(numbers, mark) })));
      this.dialog.showModal();
    } catch (error) { toast(error.message, "bad"); }
  }

  rowOf(path) { return this.sheet.rows.find((one) => one.name === path.slice(0, path.lastIndexOf("."))); }

  editable(path) { return this.rowOf(path)?.place.editable; }

  written(path) { return this.rowOf(path).values[path.slice(path.lastIndexOf(".") + 1)]; }

  async write(numbers, mark) {
    try {
      const { saved } = await api("/api/moves/save", { numbers, mark });
      for (const path of Object.keys(numbers)) delete this.draft[path];
      this.keep();
      this.dialog.close();
      toast(`Saved: ${saved.join(", ")}`);
      this.studio.load();
      await this.load();
    } catch (error) { toast(error.message, "bad"); }
  }

  async undo() {
    try {
      const { undone } = await api("/api/moves/undo", {});
      toast(`As before: ${undone.join(", ")}`);
      this.studio.load();
      await this.load();
    } catch (error) { toast(error.message, "bad"); }
  }
}

function compare(one, other) {
  if (one === null || other === null || one === undefined || other === undefined) return (one ?? null) === null ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function differences(before, after) {
  return Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]) && name !== "safe")
    .map((name) => `${name.replaceAll("_", " ")} ${shown(before[name])} → ${shown(after[name])}`).join("; ");
}

function shown(value) {
  return Array.isArray(value) ? value.join(", ") || "nothing" : String(value ?? "–");
}
