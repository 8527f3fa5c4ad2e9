// A live chart: drawn once for each move, highlighted by CSS, its present phase filling up.

import { api } from "./net.js";
import { draw, fill, make, set, tell } from "./dom.js";
import { called } from "./rules.js";

const known = new Map();
let edition = 0;

export function newEdition(number) {
  if (number !== edition) known.clear();
  edition = number;
}

export function chartOf(action, brief) {
  const key = `${action} ${brief}`;
  if (!known.has(key)) {
    const asked = api(`/api/chart/${encodeURIComponent(action)}?brief=${brief ? 1 : 0}`);
    asked.catch(() => known.delete(key));
    known.set(key, asked);
  }
  return known.get(key);
}

export function svgOf(chart) {
  const parsed = new DOMParser().parseFromString(
    chart.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '), "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}

export class ChartView {
  constructor(place) {
    this.title = make("div", { class: "charttitle" });
    this.picture = make("div", { class: "chartpicture" });
    this.guards = make("ul", { class: "guards", "aria-label": "Guards of what may come next" });
    this.root = make("section", { class: `chartview panel who${place}` }, this.title, this.picture, this.guards);
    this.action = "";
    this.told = "";
  }

  show(one, ways, rules) {
    this.rules = rules;
    const doing = one.doing;
    const phase = doing ? `${called(rules, doing.name)}: ${doing.phase}` : one.fallen ? one.fallen
      : one.stun ? `${one.stunned}` : "free to act";
    const left = doing ? `${doing.left} of ${doing.ticks} ticks` : one.stun ? `${one.stun} ticks left` : "";
    fillOnce(this.title, `${one.id}|${phase}`, () => [make("b", { text: one.id }), ` ${phase} `,
      this.left = make("span", { class: "dim" })]);
    if (this.left) tell(this.left, left);
    if (doing && this.action !== doing.name) this.load(doing.name);
    this.mark(doing);
    this.tell(ways || [], Boolean(doing));
  }

  async load(action) {
    this.action = action;
    try {
      const chart = await chartOf(action, true);
      if (this.action !== action) return;
      this.chart = chart;
      this.svg = svgOf(chart);
      this.states = [...this.svg.querySelectorAll("[data-state]")];
      this.arrows = [...this.svg.querySelectorAll("[data-transition]")];
      fill(this.picture, this.svg);
    } catch (error) {
      if (this.action === action) fill(this.picture, make("p", { class: "bad", text: error.message }));
    }
  }

  mark(doing) {
    if (!this.svg) return;
    this.svg.classList.toggle("idle", !doing);
    const active = doing && this.chart.action === doing.name ? doing.active : [];
    for (const state of this.states) {
      const on = active.includes(state.dataset.state);
      if (state.classList.contains("on") !== on) state.classList.toggle("on", on);
      if (on) this.progress(state, doing.ticks > 0 ? 1 - doing.left / doing.ticks : 1);
      else if (state.filling) { state.filling.remove(); state.filling = null; }
    }
  }

  progress(state, share) {
    if (!state.filling) {
      const box = state.querySelector("path, polygon, ellipse").getBBox();
      state.filling = draw("rect", { x: box.x + 5, y: box.y + box.height - 8, height: 5, rx: 2, class: "filling" });
      state.room = box.width - 10;
      state.append(state.filling);
    }
    set(state.filling, { width: Math.max(0, Math.min(1, share)) * state.room });
  }

  tell(ways, running) {
    const next = ways.filter((way) => !["start", "chain"].includes(way.event));
    const chains = ways.filter((way) => way.event === "chain");
    const told = JSON.stringify([next, ways.map((way) => [way.event, way.action, way.holds]), running]);
    if (told === this.told) return;
    this.told = told;
    if (this.svg) this.colour(next, chains);
    const lines = next.filter((way) => way.event !== "interrupt").map((way) => line(
      `${way.event} → ${way.to}`, way.holds, way.guards));
    if (chains.length) {
      const open = chains.filter((way) => way.holds).map((way) => called(this.rules, way.action));
      lines.push(line("goes on into", open.length > 0, [], open.length ? open.join(", ") : "nothing now"));
    }
    if (!running) {
      const open = ways.filter((way) => way.event === "start" && way.holds).map((way) => called(this.rules, way.action));
      lines.push(line("may start", open.length > 0, [], open.join(", ") || "nothing now"));
    }
    fill(this.guards, lines);
  }

  colour(next, chains) {
    const open = new Map();
    for (const way of next) {
      for (const arrow of this.chart.arrows) {
        const names = way.guards.map((guard) => guard.name).join();
        if (arrow.source === way.source && arrow.target === way.to && arrow.events.includes(way.event)
          && (arrow.guards.join() === names || !open.has(arrow.number))) open.set(arrow.number, way.holds);
      }
    }
    for (const arrow of this.chart.arrows) {
      if (arrow.events.includes("chain") && chains.length && arrow.source === chains[0].source) {
        open.set(arrow.number, chains.some((way) => way.holds));
      }
    }
    for (const arrow of this.arrows) {
      const numbers = arrow.dataset.transition.split(" ").map(Number).filter((n) => open.has(n));
      arrow.classList.toggle("yes", numbers.some((n) => open.get(n)));
      arrow.classList.toggle("no", numbers.length > 0 && !numbers.some((n) => open.get(n)));
    }
  }
}

function line(what, holds, guards, more = "") {
  return make("li", { class: holds ? "yes" : "no" }, make("b", { text: what }), " ",
    guards.length ? guards.map((guard) => make("span", { class: `guard ${guard.holds ? "yes" : "no"}`,
      text: guard.name })) : make("span", { class: "dim", text: more || "always" }));
}

function fillOnce(element, key, make) {
  if (element.dataset.key !== key) { element.dataset.key = key; fill(element, make()); }
}
