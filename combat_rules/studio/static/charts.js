// Charts: every move's statechart with its guards in words, and the path of its last uses.

import { chartOf, svgOf } from "./chartview.js";
import { fill, make } from "./dom.js";

const USES = 10;

export class Charts {
  constructor(studio) {
    this.studio = studio;
    this.filter = make("input", { type: "search", placeholder: "Filter moves", "aria-label": "Filter", oninput: () => this.list() });
    this.names = make("ul", { class: "namelist" });
    this.view = make("section", { class: "panel bigchart", "aria-live": "polite" }, make("p", { class: "loading", text: "Choose a move." }));
    this.root = make("div", { class: "chartspage" }, make("nav", { class: "panel", "aria-label": "Moves" }, this.filter, this.names), this.view);
    this.chosen = "";
    this.key = "";
  }

  open(move) {
    if (move) this.chosen = move;
    this.list();
    if (this.chosen) this.load();
  }

  changed() { this.list(); if (this.chosen) this.load(); }

  show() {
    if (!this.names.children.length) this.open(this.chosen);
    this.paths();
  }

  list() {
    const { rules } = this.studio;
    if (!rules) return;
    const words = this.filter.value.toLowerCase();
    if (!rules.moves.some((move) => move.name === this.chosen)) this.chosen = rules.moves.length ? rules.moves[0].name : "";
    let plugin = "";
    const rows = [];
    for (const move of rules.moves) {
      if (words && !`${move.name} ${move.plugin}`.toLowerCase().includes(words)) continue;
      if (move.plugin !== plugin) rows.push(make("li", { class: "dim small", text: plugin = move.plugin }));
      rows.push(make("li", {}, make("a", { href: `#charts/${encodeURIComponent(move.name)}`, text: move.name,
        "aria-current": move.name === this.chosen ? "true" : null })));
    }
    fill(this.names, rows.length ? rows : make("li", { class: "dim", text: "No move fits." }));
    if (this.chosen && this.loaded !== this.chosen) this.load();
  }

  async load() {
    const name = this.loaded = this.chosen;
    try {
      const chart = await chartOf(name, false);
      if (name !== this.chosen) return;
      const svg = svgOf(chart);
      this.svg = svg;
      this.uses = make("div", { class: "uses" });
      fill(this.view, make("h2", { text: name }), make("p", { text: chart.description }),
        make("p", { class: "small dim", text: `Plugin ${chart.plugin}; it runs on the ${chart.runner} runner; may start if ${chart.validations.join(" and ")}.` }),
        make("div", { class: "bigpicture" }, svg),
        make("div", { class: "chartlower" }, make("div", {}, make("h3", { text: "Transitions" }),
          make("div", { class: "tablescroll" }, make("table", { class: "transitions" }, make("thead", {}, make("tr", {}, ["from", "on", "to", "if", "does"].map((text) => make("th", { text })))),
            make("tbody", {}, chart.arrows.map((arrow) => make("tr", { onmouseenter: () => this.point(arrow.number, true), onmouseleave: () => this.point(arrow.number, false) },
              make("td", { text: arrow.source }), make("td", { text: arrow.events.join(" or ") }), make("td", { text: arrow.target }),
              make("td", {}, arrow.guards.length ? arrow.guards.map((guard) => make("span", { class: "guard plainguard", text: guard })) : arrow.otherwise ? "otherwise" : "always"),
              make("td", { text: arrow.actions.join(", ") }))))))),
        make("div", {}, make("h3", { text: `Its last ${USES} uses in the ring` }), this.uses)));
      this.key = "";
      this.paths();
    } catch (error) { fill(this.view, make("p", { class: "bad", text: error.message })); }
  }

  point(number, on) {
    for (const arrow of this.svg.querySelectorAll("[data-transition]")) {
      if (arrow.dataset.transition.split(" ").includes(String(number))) arrow.classList.toggle("pointed", on);
    }
  }

  // The phases that each of the last uses went through, from the events of the fight.
  paths() {
    const { fight } = this.studio;
    if (!this.uses || !fight.state) return;
    const key = `${fight.cut}|${fight.events.length}|${this.chosen}`;
    if (key === this.key) return;
    this.key = key;
    const uses = [], open = new Map();
    for (const event of fight.events) {
      if (event.name !== this.chosen || !event.who) continue;
      if (event.type === "action_started") { const use = { who: event.who, at: event.at, path: [] }; uses.push(use); open.set(event.who, use); }
      const use = open.get(event.who);
      if (!use) continue;
      if (event.phase && event.type !== "action_interrupted" && event.type !== "action_cancelled") use.path.push(event.phase);
      else if (!event.phase) use.path.push(event.type.replace("action_", "").replace("_", " "));
    }
    const last = uses.slice(-USES).reverse();
    const counts = new Map();
    for (const use of last) for (const step of use.path) counts.set(step, (counts.get(step) || 0) + 1);
    for (const state of this.svg.querySelectorAll("[data-state]")) state.classList.toggle("visited", counts.has(state.dataset.state));
    fill(this.uses, last.length ? make("ol", { class: "plainlist" }, last.map((use) => make("li", {},
      make("a", { href: "#ring", onclick: () => this.studio.look(use.at), text: `${use.who} at ${use.at}` }), " ", use.path.join(" → "))))
      : make("p", { class: "dim", text: "It was not used in this fight yet." }));
  }
}
