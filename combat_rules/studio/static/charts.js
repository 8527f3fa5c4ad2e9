// Charts: every move's statechart with its guards in words, what tests have seen of it, and the path
// of its last uses.

import { api } from "./net.js";
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
      if (words && !`${move.name} ${move.title} ${move.plugin}`.toLowerCase().includes(words)) continue;
      if (move.plugin !== plugin) rows.push(make("li", { class: "dim small", text: plugin = move.plugin }));
      rows.push(make("li", {}, make("a", { href: `#charts/${encodeURIComponent(move.name)}`, text: move.title, title: move.name,
        "aria-current": move.name === this.chosen ? "true" : null })));
    }
    fill(this.names, rows.length ? rows : make("li", { class: "dim", text: "No move fits." }));
    if (this.chosen && this.loaded !== this.chosen) this.load();
  }

  async load() {
    const name = this.loaded = this.chosen;
    try {
      const [chart, tests] = await Promise.all([chartOf(name, false), coverageOf(name)]);
      if (name !== this.chosen) return;
      this.draw(chart, tests);
      this.key = "";
      this.paths();
    } catch (error) { fill(this.view, make("p", { class: "bad", text: error.message })); }
  }

  draw(chart, tests) {
    this.svg = svgOf(chart);
    this.uses = make("div", { class: "uses" });
    const title = this.studio.rules.moves.find((move) => move.name === chart.action)?.title || chart.action;
    fill(this.view, make("h2", {}, title, title === chart.action ? null : [" ", make("code", { class: "dim", text: chart.action })]), make("p", { text: chart.description }),
      make("div", { class: "bigpicture" }, this.svg),
      make("div", { class: "chartlower" },
        make("div", {}, make("h3", { text: "Transitions" }), this.transitions(chart, tests)),
        make("div", {}, make("h3", { text: "Guards in words" }), this.guards(chart, tests),
          make("h3", { text: "What the tests have seen" }), told(tests, chart),
          make("h3", { text: `Its last ${USES} uses in the ring` }), this.uses)),
      make("p", { class: "small dim", text: `Plugin ${chart.plugin}; it runs on the ${chart.runner} runner.` }));
    const seen = tests.seen?.arrows;
    if (seen) for (const arrow of this.svg.querySelectorAll("[data-transition]")) {
      const missed = arrow.dataset.transition.split(" ").some((number) => seen[number][0] < seen[number][1]);
      arrow.classList.toggle("untested", missed);
    }
  }

  transitions(chart, tests) {
    const seen = tests.seen?.arrows;
    const columns = ["from", "on", "to", "if", "does", ...seen ? ["tests"] : []];
    const taken = ([some, all]) => all ? mark(some === all, all > 1 ? `${some} of ${all}` : some ? "taken" : "never") : make("td", { class: "dim", text: "cannot be", title: "A guard of it is settled by the move's own numbers" });
    return make("div", { class: "tablescroll" }, make("table", { class: "transitions" },
      make("thead", {}, make("tr", {}, columns.map((text) => make("th", { text })))),
      make("tbody", {}, chart.arrows.map((arrow) => make("tr", { onmouseenter: () => this.point(arrow.number, true), onmouseleave: () => this.point(arrow.number, false) },
        make("td", { text: arrow.source }), make("td", { text: arrow.events.join(" or ") }), make("td", { text: arrow.target }),
        make("td", {}, arrow.guards.length ? arrow.guards.map((guard) => make("span", { class: "guard plainguard", text: guard })) : arrow.otherwise ? "otherwise" : "always"),
        make("td", { text: arrow.actions.join(", ") }), seen ? taken(seen[arrow.number]) : null)))));
  }

  guards(chart, tests) {
    const seen = tests.seen?.guards;
    const row = (guard, before) => make("tr", {}, make("th", { scope: "row", text: guard.name }), make("td", {}, before ? make("span", { class: "dim", text: "to start: " }) : null, guard.claim),
      seen ? seen[guard.name] && !before ? [mark(seen[guard.name].holds, "held"), mark(seen[guard.name].fails, "failed")] : [make("td"), make("td")] : null);
    return make("table", { class: "transitions" }, make("tbody", {}, chart.guards.map((guard) => row(guard, false)),
      chart.validations.map((guard) => row(guard, true))));
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

// A report that cannot be read is told beside the chart, which is shown all the same.
async function coverageOf(name) {
  try { return await api(`/api/coverage/${encodeURIComponent(name)}`) || {}; } catch (error) { return { problem: error.message }; }
}

function mark(good, text) {
  return make("td", { class: good ? "yes" : "no", text: `${good ? "✓" : "✗"} ${text}` });
}

function told(tests, chart) {
  if (tests.problem) return make("p", { class: "bad", text: tests.problem });
  if (!tests.written) return make("p", { class: "dim" }, "No run of tests has left a report here: ", make("code", { text: "pytest --rules-coverage" }), " does.");
  const when = new Date(tests.written * 1000).toLocaleString();
  if (!tests.seen) return make("p", { class: "dim", text: `The tests of ${when} did not look at the plugin ${chart.plugin}.` });
  const ways = tests.seen.arrows.reduce(([some, all], [one, most]) => [some + one, all + most], [0, 0]);
  return make("p", {}, make("b", { class: ways[0] === ways[1] ? "yes" : "no", text: `${ways[0]} of ${ways[1]} transitions` }), ` were taken by the tests of ${when}; of all rules ${tests.percent} % were seen.`,
    ways[0] < ways[1] ? " Those that were not are drawn dotted." : "");
}
