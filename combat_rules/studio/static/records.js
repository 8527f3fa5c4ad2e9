// Records: the journals and stores of the project: opened in the ring, compared, handed out.

import { api } from "./net.js";
import { fill, make, toast } from "./dom.js";

export class Records {
  constructor(studio) {
    this.studio = studio;
    this.list = make("div", { class: "panel" });
    this.result = make("div", { class: "panel parted", hidden: true, "aria-live": "polite" });
    this.name = make("input", { id: "journalname", placeholder: "a-name", maxlength: 60, pattern: "[A-Za-z0-9][\\w\\-]*" });
    this.root = make("div", { class: "recordspage" },
      make("form", { class: "sheetbar", onsubmit: (event) => { event.preventDefault(); this.keep(); } },
        make("label", { for: "journalname", text: "Keep the fight of the ring as a journal" }), this.name, make("button", { class: "main", text: "Keep" }),
        make("span", { class: "space" }), make("button", { type: "button", text: "Look again", onclick: () => this.load() })),
      this.result, this.list);
    this.picked = [];
    fill(this.list, make("p", { class: "loading", text: "Looking for journals…" }));
  }

  open() { this.load(); }

  async load() {
    let found;
    try { found = await api("/api/records"); } catch (error) { fill(this.list, make("p", { class: "bad", text: error.message })); return; }
    const { records, problems } = found;
    this.picked = this.picked.filter((id) => records.some((one) => one.id === id));
    fill(this.list, records.length ? make("table", { class: "recordlist" },
      make("thead", {}, make("tr", {}, ["compare", "record", "", ""].map((text) => make("th", { text })))),
      make("tbody", {}, records.map((one) => make("tr", {},
        make("td", {}, make("input", { type: "checkbox", checked: this.picked.includes(one.id), "aria-label": `Compare ${one.id}`, onchange: (event) => this.pick(one.id, event.target.checked) })),
        make("td", {}, make("b", { text: one.id })), make("td", { class: "dim", text: one.about || size(one.size) }),
        make("td", {}, make("button", { text: "Open in the ring", onclick: () => this.bring(one.id) }),
          make("a", { class: "button", href: `/api/records/download?id=${encodeURIComponent(one.id)}`, download: "", text: "Download" }))))))
      : make("p", { class: "empty" }, "There is no journal in this project yet. ", make("code", { text: "combat-rules duel --journal fight.jsonl" }), " writes one, and so does Keep above."),
    problems.length ? make("ul", { class: "bad" }, problems.map((one) => make("li", { text: one }))) : null);
  }

  pick(id, on) {
    this.picked = on ? [...this.picked, id].slice(-2) : this.picked.filter((one) => one !== id);
    for (const box of this.list.querySelectorAll("input[type=checkbox]")) {
      box.checked = this.picked.includes(box.getAttribute("aria-label").replace("Compare ", ""));
    }
    if (this.picked.length === 2) this.compare(...this.picked);
  }

  async bring(id) {
    try {
      const { changed } = await api("/api/records/open", { id, session: this.studio.fight.session });
      this.studio.tellChanges(changed);
      location.hash = "#ring";
    } catch (error) { toast(error.message, "bad"); }
  }

  async keep() {
    const name = this.name.value.trim();
    if (!name) { this.name.focus(); return; }
    try {
      const { kept } = await api("/api/records/keep", { name, session: this.studio.fight.session });
      toast(`Kept as ${kept}`);
      this.name.value = "";
      this.load();
    } catch (error) { toast(error.message, "bad"); }
  }

  async compare(old, other) {
    this.result.hidden = false;
    fill(this.result, make("p", { class: "loading", text: "Comparing…" }));
    try {
      const found = await api("/api/records/compare", { old, new: other });
      const fields = (title, rows, marked) => rows.length ? [make("h3", { text: title }), make("table", {}, rows.slice(0, 30).map((one, at) =>
        make("tr", { class: marked && at === 0 ? "firstdifference" : "" }, make("th", { text: one.path }), make("td", { text: one.old }), make("td", { text: "→" }), make("td", { text: one.new }))))] : null;
      const parted = found.parted;
      fill(this.result, make("h2", { text: found.same ? "They are the same, record by record" : parted ? `They part at tick ${parted.at}, record ${parted.record} (${parted.kind})` : "They are set up in different ways" }),
        make("p", { class: "dim", text: `${old}  and  ${other}` }), fields("Set-up", found.settings, !parted),
        found.rules.length ? [make("h3", { text: "Rules" }), make("ul", {}, found.rules.slice(0, 20).map((one) => make("li", { text: one })))] : null,
        parted ? [fields("First difference", parted.fields, true), fields("State after it", parted.state, false),
          parted.unplayed ? make("p", { class: "dim", text: parted.unplayed }) : null,
          parted.led.length ? [make("h3", { text: "What led there" }), make("ol", {}, parted.led.map((one) => make("li", { text: one })))] : null] : null);
    } catch (error) { fill(this.result, make("p", { class: "bad", text: error.message })); }
  }
}

function size(bytes) {
  return bytes < 2048 ? `${bytes} bytes` : bytes < 2 ** 21 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 2 ** 20)} MB`;
}
