// The studio's pages: which one is shown, the keys, and the fight behind all of them.

import { Balance } from "./balance.js";
import { newEdition } from "./chartview.js";
import { Charts } from "./charts.js";
import { SPEEDS } from "./controls.js";
import { fill, make, tell, toast } from "./dom.js";
import { Pads, START, actionOf, help, keysOf } from "./keys.js";
import { MovesPage } from "./moves.js";
import { Fight, api } from "./net.js";
import { Records } from "./records.js";
import { Ring } from "./ring.js";
import { Training } from "./training.js";

const PAGES = [["ring", "Ring", Ring], ["training", "Training", Training], ["moves", "Moves", MovesPage],
  ["charts", "Charts", Charts], ["balance", "Balance", Balance], ["records", "Records", Records]];

class Studio {
  constructor() {
    this.fight = new Fight();
    this.rules = null;
    this.page = "";
    this.made = new Map();
    this.keys = new Map();
    this.pads = new Pads();
    this.asked = false;
    this.tabs = new Map();
    this.place = document.getElementById("page");
    this.status = document.getElementById("state");
    this.problems = document.getElementById("problems");
    const tabs = document.getElementById("tabs");
    PAGES.forEach(([id, words], at) => {
      const tab = make("a", { href: `#${id}`, title: `${words} (${at + 1})`, text: words });
      this.tabs.set(id, tab);
      tabs.append(tab);
    });
    addEventListener("hashchange", () => this.route());
    addEventListener("keydown", (event) => this.key(event));
    document.getElementById("theme").onclick = () => this.theme();
    document.getElementById("help").onclick = () => help(document.getElementById("keys"), this.keys);
    this.fight.addEventListener("state", () => this.soon());
    document.addEventListener("sized", () => this.soon());
    this.fight.addEventListener("answer", ({ detail }) => this.answer(detail));
    this.fight.addEventListener("failed", ({ detail }) => toast(detail.error, "bad"));
    this.fight.addEventListener("open", () => { tell(this.status, ""); this.status.className = ""; this.load(); });
    this.fight.addEventListener("closed", () => {
      tell(this.status, "The connection is lost; trying again…"); this.status.className = "lost"; });
    setInterval(() => this.poll(), 50);
    setInterval(() => this.load(), 1500);
    this.route();
  }

  async load() {
    if (document.hidden) return;
    try {
      const rules = await api("/api/rules");
      if (this.rules && this.rules.edition === rules.edition) return;
      const first = !this.rules;
      this.rules = rules;
      newEdition(rules.edition);
      this.problem(rules.problems);
      if (!first && !rules.problems.length) toast("The rules were loaded anew.");
      for (const page of this.made.values()) if (page.changed) page.changed(rules);
      this.soon();
      if (first) this.moment();
    } catch { /* The line above says that the connection is lost. */ }
  }

  problem(problems) {
    this.problems.hidden = !problems.length;
    fill(this.problems, make("b", { text: "The rules cannot be used as they are; the last good ones are kept." }),
      make("ul", {}, problems.map((one) => make("li", { text: one }))));
  }

  moment() {
    const found = /^#moment=([\w-]+)$/.exec(location.hash);
    if (found) { this.fight.say({ do: "open", link: found[1] }); location.hash = "#ring"; }
  }

  route() {
    if (location.hash.startsWith("#moment=")) { if (this.rules) this.moment(); return; }
    const [wanted, ...rest] = location.hash.slice(1).split("/");
    const page = PAGES.find(([id]) => id === wanted) || PAGES[0];
    if (this.page !== page[0]) {
      this.page = page[0];
      for (const [id, tab] of this.tabs) {
        if (id === this.page) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
      }
      if (!this.made.has(this.page)) this.made.set(this.page, new page[2](this));
      fill(this.place, this.shown.root);
      document.title = `${page[1]} · combat_rules studio`;
    }
    if (this.shown.open) this.shown.open(decoded(rest.join("/")));
    this.soon();
  }

  get shown() { return this.made.get(this.page); }

  // However many pictures come, one is painted for each frame of the screen.
  soon() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => { this.asked = false; this.show(); });
  }

  show() {
    if (!this.rules || !this.fight.state) return;
    // A dummy is steered by its plan, unless it is being shown what to do.
    const training = this.fight.state.training;
    const dummy = training && !training.recording ? training.who : null;
    const alone = training && training.recording ? training.who : null;
    const people = this.fight.who.filter((one) => !one.steered && one.id !== dummy && (!alone || one.id === alone));
    const mine = this.mine = people.length ? people.slice(0, 2) : this.fight.who.slice(0, 1);
    const key = `${this.rules.edition}|${mine.map((one) => one.id + one.kind).join()}`;
    if (key !== this.keykey) { this.keykey = key; this.keys = keysOf(mine, this.rules); }
    if (this.shown.show) this.shown.show(this.fight, this.rules, this.keys);
  }

  answer(detail) {
    if (detail.changed) this.tellChanges(detail.changed);
    if (this.shown.answer) this.shown.answer(detail);
  }

  // Of a fight that was opened: whether it may go another way than it went.
  tellChanges(changed) {
    if (changed.length) toast(`The rules have changed since, so it may go another way: ${changed.slice(0, 3).join("; ")}`, "bad");
  }

  theme() {
    const dark = document.documentElement.dataset.theme !== "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    localStorage.setItem("theme", dark ? "dark" : "light");
    this.soon();
  }

  // -- what is done to the fight -------------------------------------------------------------

  press(who, action) {
    const one = this.fight.who.find((each) => each.id === who);
    if (one && one.steered) this.fight.say({ do: "steer", who, controller: "" });
    this.fight.say({ do: "press", who, action });
  }

  toggle() {
    const { state } = this.fight;
    if (state) this.fight.say({ do: state.playing ? "pause" : "play" });
  }

  look(tick) { this.fight.say({ do: "look", tick: Math.max(0, Math.round(tick)) }); }

  goOn() {
    const { state } = this.fight;
    if (!state || !state.looking) return;
    this.fight.say({ do: "goon", tick: state.tick });
    this.fight.say({ do: "play" });
  }

  // A step back looks at the past; a step on in the past looks on, and in the present lets time pass.
  step(way, frame) {
    const { state } = this.fight;
    if (!state) return;
    const long = frame ? this.rules.second / state.fps : 1;
    const at = frame ? Math.round((Math.round(state.tick / long) + way) * long) : state.tick + way;
    if (way < 0 || (state.looking && at < state.now)) this.look(Math.min(at, state.now));
    else if (state.looking) this.fight.say({ do: "look" });
    else this.fight.say({ do: "step", ticks: frame ? 0 : 1 });
  }

  // -- keys ----------------------------------------------------------------------------------

  key(event) {
    const typing = event.target.closest?.("input:not([type=range]):not([type=checkbox]), select, textarea, dialog[open]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") document.activeElement?.blur?.();
    if (typing) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const page = Number(key);
    if (page >= 1 && page <= PAGES.length) { location.hash = `#${PAGES[page - 1][0]}`; return; }
    if (key === "?") { help(document.getElementById("keys"), this.keys); return; }
    if (!this.shown.moves && !this.shown.fights) return;
    if (this.fightKey(key, event)) event.preventDefault();
  }

  fightKey(key, event) {
    const inButton = event.target.closest?.("button, a, summary");
    switch (key) {
      case " ": if (inButton) return false; if (!event.repeat) this.toggle(); return true;
      case "Enter": if (inButton) return false; this.goOn(); return true;
      case "ArrowRight": this.step(1, !event.shiftKey); return true;
      case "ArrowLeft": this.step(-1, !event.shiftKey); return true;
      case "End": this.fight.say({ do: "look" }); return true;
      case "-": case "+": case "=": this.pace(key === "-" ? -1 : 1); return true;
      case "0": this.fight.say({ do: "reset" }); return true;
      case "9": this.fight.say({ do: "new" }); this.fight.say({ do: "play" }); return true;
    }
    const found = this.keys.get(key);
    if (found && !event.repeat) this.press(found.who, found.action);
    return Boolean(found);
  }

  pace(way) {
    const at = SPEEDS.findIndex(([percent]) => percent === (this.fight.state?.speed ?? 100)) + way;
    if (SPEEDS[at]) this.fight.say({ do: "speed", percent: SPEEDS[at][0] });
  }

  poll() {
    const pressed = this.pads.pressed();
    if (!this.fight.state || !this.rules || !this.mine || !(this.shown.moves || this.shown.fights)) return;
    for (const [pad, button] of pressed) {
      const one = this.mine[pad] || this.mine[0];
      const action = actionOf(button, one, this.rules);
      if (button === START) this.toggle();
      else if (action) this.press(one.id, action);
    }
  }
}

// Anybody may write an address; what is no code of a letter is taken as it stands.
function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

window.studio = new Studio();
