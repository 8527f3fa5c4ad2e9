// Pilots: what the bots do that were learned from the rules, situation by situation.

import { api } from "./net.js";
import { choice, fill, make } from "./dom.js";
import { called } from "./rules.js";

const RARE = 0.5;

export class Pilots {
  constructor(studio) {
    this.studio = studio;
    this.filter = make("input", { type: "search", id: "situations", placeholder: "Filter: heavy, recovering, block…", "aria-label": "Filter situations", oninput: () => this.draw() });
    this.rare = make("input", { type: "checkbox", onchange: () => this.draw() });
    this.full = make("input", { type: "checkbox", onchange: () => this.read() });
    this.chooser = make("span");
    this.against = make("span");
    this.foe = "";
    this.body = make("div", { class: "habits" });
    this.bar = make("div", { class: "sheetbar", hidden: true }, this.chooser, this.against, this.filter,
      make("label", {}, this.rare, " rare situations too"), make("label", {}, this.full, " by stamina and health"));
    this.root = make("section", { class: "panel", "aria-label": "Pilots" }, make("h2", { text: "What the pilots do" }), this.bar, this.body);
    this.chosen = "";
  }

  async load() {
    let found;
    try { found = (await api("/api/pilots")).pilots; } catch (error) { fill(this.body, make("p", { class: "bad", text: error.message })); return; }
    this.known = new Map(found.map((one) => [one.id, one]));
    this.bar.hidden = !found.length;
    if (!found.length) {
      fill(this.body, make("p", { class: "dim" }, "A pilot is a bot that has learned from the rules, by playing against itself. There is none in this project yet: ",
        make("code", { text: "combat-rules train --archetype NAME" }), " makes one in a minute or two; then it is read here, and fights in the ring."));
      return;
    }
    if (!this.known.has(this.chosen)) this.chosen = found[0].id;
    fill(this.chooser, choice("Pilot", found.map((one) => [one.id, one.archetype ? `${one.archetype} · ${one.id}` : one.id]), this.chosen,
      (id) => { this.chosen = id; this.foe = ""; this.read(); }));
    this.read();
  }

  async read() {
    const id = this.chosen, foe = this.foe;
    try {
      const found = await api(`/api/pilots/read?id=${encodeURIComponent(id)}&full=${this.full.checked ? 1 : 0}&foe=${encodeURIComponent(foe)}`);
      if (id !== this.chosen || foe !== this.foe) return;
      this.found = found;
      fill(this.against, choice("Against", [["", "anybody"], ...found.met.map((name) => [name, name])], foe, (name) => { this.foe = name; this.read(); }));
      this.draw();
    } catch (error) { this.found = null; fill(this.body, make("p", { class: "bad", text: error.message })); }
  }

  draw() {
    if (!this.found) return;
    const about = this.known.get(this.chosen);
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = this.found.habits.filter((one) => (this.rare.checked || one.share >= RARE)
      && words.every((word) => [one.distance, one.foe, one.own, ...one.choices.map(([name]) => called(this.studio.rules, name))].join(" ").toLowerCase().includes(word)));
    const most = Math.max(...fits.map((one) => one.share));
    fill(this.body, make("p", { class: "dim" }, `Learned in ${about.rounds} rounds. `,
      about.problem ? make("span", { class: "bad", text: about.problem }) : `In the ring it is the controller “pilot of ${about.archetype}”.`),
    fits.length ? make("table", { class: "transitions" },
      make("thead", {}, make("tr", {}, ["distance", "the foe", "itself", "of all choices", "what it does"].map((text) => make("th", { scope: "col", text })))),
      make("tbody", {}, fits.map((one) => make("tr", {}, make("td", { class: "share", text: one.distance }), make("td", { text: one.foe.replace("foe ", "") }), make("td", { text: one.own || "free" }),
        make("td", { class: "share" }, bar(one.share, most), ` ${one.share.toFixed(1)} %`),
        make("td", {}, one.choices.map(([name, percent]) => make("span", { class: `choice ${name.startsWith("wait ") ? "dim" : ""}` }, make("b", { text: `${percent.toFixed(0)} %` }), ` ${name.startsWith("wait ") ? `${name} ticks` : called(this.studio.rules, name)}`)))))))
      : make("p", { class: "dim", text: "No situation fits." }));
  }
}

function bar(share, most) {
  const filled = make("i");
  filled.style.width = `${100 * share / most}%`;
  return make("span", { class: "sharebar", "aria-hidden": "true" }, filled);
}
