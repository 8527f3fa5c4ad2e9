// Balance: who beats whom, filled in as fights are played; a cell opens a fight of it.

import { Pilots } from "./pilots.js";
import { api } from "./net.js";
import { fill, make, named, signed, toast } from "./dom.js";

export class Balance {
  constructor(studio) {
    this.studio = studio;
    this.fights = make("input", { type: "number", value: 200, min: 10, max: 10000, step: 10, id: "fights" });
    this.start = make("button", { class: "main", id: "startheat", text: "Play the matchups", onclick: () => this.begin() });
    this.progress = make("div", { class: "progress", role: "progressbar", "aria-label": "Fights played" }, make("i", { class: "none" }));
    this.told = make("span", { class: "dim" });
    this.table = make("div", { class: "heatscroll panel" });
    this.side = make("aside", { class: "panel side" });
    this.moment = make("section", { class: "panel", "aria-live": "polite" });
    this.pilots = new Pilots(studio);
    this.root = make("div", { class: "balancepage" },
      make("div", { class: "sheetbar" }, make("label", { for: "fights", text: "Fights of each pairing" }), this.fights, this.start, this.progress, this.told),
      make("div", { class: "heatbody" }, this.table, this.side), this.moment, this.pilots.root);
    this.ask();
    fill(this.table, make("p", { class: "empty", text: "Every archetype fights every other one, each under the same seeds. Nothing was played yet." }));
    this.explain();
  }

  open() { this.poll(); this.pilots.load(); }

  changed() { this.old = true; }

  async begin() {
    try {
      const numbers = JSON.parse(sessionStorage.getItem("draft") || "{}");
      this.heat = await api("/api/heat", { fights: Number(this.fights.value) || 200, numbers });
      this.draw();
      this.poll();
    } catch (error) { toast(error.message, "bad"); }
  }

  async poll() {
    clearTimeout(this.waits);
    if (this.studio.page !== "balance") return;
    try { this.heat = await api("/api/heat"); } catch (error) { fill(this.told, error.message); }
    this.draw();
    if (this.heat && this.heat.running) this.waits = setTimeout(() => this.poll(), 400);
  }

  draw() {
    const heat = this.heat;
    if (!heat) return;
    this.progress.firstChild.style.width = `${heat.wanted ? 100 * heat.played / heat.wanted : 0}%`;
    const changed = Object.keys(heat.numbers).length;
    fill(this.told, heat.running && !heat.played && heat.compiled ? "The rules are being compiled, once for these numbers…" : `${heat.played} of ${heat.wanted} fights${heat.running ? "…" : ""}${changed ? `, with ${changed} changed number${changed > 1 ? "s" : ""}` : ""}${heat.left_out.length ? `, without ${heat.left_out.join(", ")}` : ""}${heat.compiled ? "" : ", live: pip install 'combat-rules[compiled]' is a hundred times as fast"}`);
    if (heat.problem) toast(heat.problem, "bad");
    fill(this.table, make("table", { class: "heat" }, make("caption", { class: "dim small", text: "How many of a hundred fights the row wins against the column (a draw is half)" }),
      make("thead", {}, make("tr", {}, make("th"), heat.kinds.map((kind) => make("th", { scope: "col" }, named(kind))), make("th", { scope: "col", text: "all" }))),
      make("tbody", {}, heat.kinds.map((kind, row) => make("tr", {}, make("th", { scope: "row", text: kind }),
        heat.kinds.map((other, column) => make("td", {}, this.cell(kind, other, heat.cells[row][column]))),
        make("td", {}, this.mean(heat, row)))))));
  }

  mean(heat, row) {
    const cells = heat.cells[row].filter((cell, column) => column !== row && cell[0]);
    if (!cells.length) return make("span", { class: "dim", text: "–" });
    return make("b", { text: (cells.reduce((sum, cell) => sum + cell[1], 0) / cells.length).toFixed(0) });
  }

  cell(kind, other, [fights, share, low, high, ticks]) {
    const itself = kind === other;
    const button = make("button", { title: itself ? `${kind} against itself is even` : fights ? `${kind} against ${other}: ${share} % of ${fights} fights, surely ${low} to ${high} %` : "nothing played yet",
      onclick: () => this.choose(kind, other, [fights, share, low, high, ticks]) },
    fights || itself ? `${Math.round(share)}` : "·", make("small", { text: fights ? `${Math.round(low)}–${Math.round(high)}` : "" }));
    // Blue for the row, orange for the column: told apart by everybody.
    const away = Math.abs(share - 50) / 50;
    const sure = low > 50 || high < 50;
    button.style.background = share >= 50 ? `color-mix(in srgb, #0072B2 ${Math.round(away * 100)}%, #f3f3f3)` : `color-mix(in srgb, #D55E00 ${Math.round(away * 100)}%, #f3f3f3)`;
    button.classList.toggle("dark", away > 0.55);
    if (fights && sure) button.style.borderColor = "var(--ink)";
    return button;
  }

  choose(kind, other, [fights, share, low, high, ticks]) {
    const { rules, fight } = this.studio;
    const bot = (name) => rules.archetypes.find((each) => each.name === name)?.controller || "";
    const go = (seed, person) => {
      fight.say({ do: "new", set_up: { fighters: [{ archetype: kind, controller: person ? "" : bot(kind) }, { archetype: other, controller: bot(other) }], seed, distance: null, training: false } });
      fight.say({ do: "play" });
      location.hash = "#ring";
    };
    fill(this.side, make("h2", { text: `${kind} against ${other}` }),
      fights ? make("table", { class: "facts" }, [["wins of the row", `${share} %`], ["surely between", `${low} and ${high} %`], ["fights", fights], ["half of them last at most", `${(ticks / rules.second).toFixed(1)} s`]]
        .map(([label, value]) => make("tr", {}, make("th", { text: label }), make("td", { text: String(value) })))) : make("p", { class: "dim", text: kind === other ? "Even: both are the same." : "Nothing was played of it yet." }),
      make("h3", { text: "Look at one of its fights" }),
      make("div", { class: "buttons" }, [0, 1, 2, 3, 4].map((seed) => make("button", { text: `seed ${seed}`, onclick: () => go(seed, false) }))),
      make("div", { class: "buttons" }, make("button", { class: "main", text: `Play ${kind} yourself`, onclick: () => go(1 + Math.floor(Math.random() * 9999), true) })));
  }

  // The tick that the ring shows, every option of one against every one of the other.
  ask() {
    fill(this.moment, make("h2", { text: "What to do at the moment of the ring" }),
      make("p", { class: "dim", text: "Every option of each side is played against every one of the other's: how much more health the right one has lost a second later, and how often each should do what." }),
      make("button", { id: "solve", text: "Solve the moment", onclick: () => this.solve() }));
  }

  async solve() {
    fill(this.moment, make("p", { class: "loading", text: "Playing every pair of options…" }));
    try {
      const found = await api("/api/situation", { session: this.studio.fight.session });
      const most = Math.max(1, ...found.payoffs.flat().map(Math.abs));
      const share = (one) => make("span", { class: one.share ? "yes" : "dim", title: one.worse_than ? `${one.worse_than} is always better` : null, text: ` ${one.share.toFixed(0)} %` });
      fill(this.moment, make("h2", { text: `${found.names[0]} against ${found.names[1]} at tick ${found.at}: worth ${signed(found.value)} health to ${found.names[0]}` }),
        make("div", { class: "heatscroll" }, make("table", { class: "heat payoffs" }, make("thead", {}, make("tr", {}, make("th"), found.right.map((one) => make("th", { scope: "col" }, named(one.option), share(one))))),
          make("tbody", {}, found.left.map((one, row) => make("tr", {}, make("th", { scope: "row" }, one.option, share(one)),
            found.payoffs[row].map((gain) => make("td", {}, this.payoff(gain, most)))))))),
        found.left.length + found.right.length === 2 ? make("p", { text: "Neither can start anything at this tick; choose another one on the timeline of the ring." }) : null,
        make("p", { class: "dim small", text: "Percentages are the mixed answer: how often each side should choose it. What is never chosen has a better option, or a foe that is ready for it." }),
        make("button", { id: "solve", text: "Solve the moment again", onclick: () => this.solve() }));
    } catch (error) { this.ask(); this.moment.append(make("p", { class: "bad", text: error.message })); }
  }

  payoff(gain, most) {
    const cell = make("span", { class: "payoff", text: signed(Math.round(gain)) });
    cell.style.background = `color-mix(in srgb, ${gain >= 0 ? "#0072B2" : "#D55E00"} ${Math.round(80 * Math.abs(gain) / most)}%, #f3f3f3)`;
    cell.classList.toggle("dark", Math.abs(gain) / most > 0.7);
    return cell;
  }

  explain() {
    fill(this.side, make("h2", { text: "Reading it" }),
      make("p", { text: "Blue: the row wins. Orange: the column does. The small numbers are where the true share lies, 95 times in a hundred; a frame says that it is surely not even." }),
      make("p", { class: "dim", text: "Numbers that you have changed under Moves and not saved are played with." }));
  }
}
