// Panels of the ring: the cards of the fighters, their moves with "why not?", and the events.

import { choice, fill, make, tell } from "./dom.js";
import { actionsOf, called, whoSteers } from "./rules.js";

export class Card {
  constructor(studio, place) {
    this.studio = studio;
    this.place = place;
    this.name = make("b", { class: "cardname" });
    this.doing = make("span", { class: "doing" });
    this.steered = make("span");
    this.health = bar("health");
    this.stamina = bar("stamina");
    this.more = make("div", { class: "attributes" });
    this.root = make("section", { class: `card who${place}`, "aria-label": `Fighter ${place + 1}` },
      make("div", { class: "cardline" }, this.name, this.steered, this.doing), this.health.root, this.stamina.root, this.more);
    this.key = "";
  }

  show(one, rules) {
    tell(this.name, `${one.id} · ${one.kind}`);
    const key = `${one.steered}|${one.kind}|${rules.edition}`;
    if (this.key !== key) {
      this.key = key;
      fill(this.steered, choice(`Who steers ${one.id}`,
        whoSteers(rules, one.kind), one.steered,
        (value) => { this.studio.fight.say({ do: "steer", who: one.id, controller: value }); document.activeElement.blur(); }));
    }
    const doing = one.fallen ? one.fallen : one.doing ? `${called(rules, one.doing.name)}: ${one.doing.phase}`
      : one.stun ? one.stunned : "free";
    tell(this.doing, doing);
    this.doing.dataset.kind = one.fallen ? "fallen" : one.doing ? one.doing.kind : one.stun ? "stun" : "free";
    this.health.show(one.health, one.max_health);
    this.stamina.show(one.stamina, one.max_stamina);
    const knows = Object.entries(one.knows).filter(([, level]) => level !== "aware").map(([other, level]) => `${level} of ${other}`);
    const more = [...one.attributes.map(([name, value, most]) => `${name} ${value}/${most}`), ...one.statuses.map((name) => `● ${name}`), ...knows];
    tell(this.more, more.join("   ") || "\u00a0");
  }
}

function bar(kind) {
  const fillbar = make("i"), text = make("span");
  const root = make("div", { class: `bar ${kind}`, role: "meter", "aria-label": kind },
    text, make("div", { class: "track" }, fillbar));
  return {
    root,
    show(value, most) {
      fillbar.style.transform = `scaleX(${most ? value / most : 0})`;
      tell(text, `${kind} ${value}/${most}`);
      root.setAttribute("aria-valuenow", value);
      root.setAttribute("aria-valuemax", most);
    },
  };
}

export class Moves {
  constructor(studio) {
    this.studio = studio;
    this.head = make("div", { class: "panelhead" });
    this.list = make("div", { class: "movelist" });
    this.why = make("div", { class: "why", id: "why", "aria-live": "polite" });
    this.root = make("section", { class: "panel moves", "aria-label": "Moves" }, this.head, this.list, this.why);
    this.key = "";
    this.open = "";
    this.who = null;
  }

  show(state, rules, keys) {
    const people = state.picture.who;
    const mine = people.find((one) => one.id === this.who) || people.find((one) => !one.steered) || people[0];
    this.who = mine.id;
    const actions = actionsOf(rules, mine.kind);
    const key = `${rules.edition}|${state.cut}|${mine.id}|${mine.kind}|${people.map((one) => one.id + one.steered).join()}`;
    if (key !== this.key) this.build(key, mine, people, actions, keys, rules);
    const ways = new Map((state.ways[mine.id] || []).filter((way) => ["start", "chain"].includes(way.event)).map((way) => [way.action, way.holds]));
    const open = actions.map((action) => ways.get(action) ? 1 : 0).join("");
    if (open !== this.open) {
      this.open = open;
      for (const row of this.list.children) row.classList.toggle("open", Boolean(ways.get(row.dataset.action)));
    }
  }

  build(key, mine, people, actions, keys, rules) {
    this.key = key;
    this.open = "";
    this.close();
    fill(this.head, make("b", { text: "Moves of" }), choice("Whose moves", people.map((one) => [one.id, one.id]), mine.id,
      (value) => { this.who = value; this.key = ""; this.studio.show(); }));
    const letters = new Map([...keys].map(([letter, one]) => [`${one.who} ${one.action}`, letter]));
    fill(this.list, actions.map((action) => make("div", { class: "move", data: { action } },
      make("button", { class: "press", title: `Start ${action}`, onclick: (event) => { this.studio.press(mine.id, action); event.currentTarget.blur(); } },
        make("kbd", { text: letters.get(`${mine.id} ${action}`) || "·" }), make("span", { text: called(rules, action) })),
      make("button", { class: "ask", text: "why?", "aria-label": `Why, or why not, ${called(rules, action)}`, onclick: (event) => {
        this.ask(mine.id, action); event.currentTarget.blur(); } }))));
  }

  close() {
    this.root.classList.remove("asked");
    fill(this.why);
  }

  ask(who, action) {
    this.studio.fight.say({ do: "why", who, action });
  }

  answer({ why, who, tick }) {
    const guards = [...why.guards].sort((one, other) => one.holds - other.holds);
    this.root.classList.add("asked");
    fill(this.why, make("div", { class: "whyhead" },
      make("b", { text: `${who}: ${called(this.studio.rules, why.action)}` }),  " ", make("span", { text: `at tick ${tick}` }), " ",
      make("span", { class: why.holds ? "verdict yes" : "verdict no", text: why.holds ? "possible" : why.over ? "the fight is over" : "not now" }),
      make("button", { class: "plain", text: "✕", title: "Back to the moves", onclick: () => this.close() })),
    why.busy && !why.holds ? make("p", { text: `${why.busy}.` }) : null,
    make("ul", {}, guards.map((guard) => make("li", { class: guard.holds ? "yes" : "no" },
      make("b", { text: guard.name }), " ", guard.claim || "",
      guard.holds ? null : guard.seen.map((one) => make("div", { class: "needed", text: one })),
      guard.ticks ? make("div", { class: "needed", text: `time alone would do it in ${guard.ticks} ticks` }) : null,
      guard.holds || !guard.origin ? null : make("div", { class: "seen", text: guard.origin }),
      guard.error ? make("div", { class: "bad", text: guard.error }) : null))));
  }
}

const MOST = 160;

export class Events {
  constructor(studio) {
    this.studio = studio;
    this.all = make("input", { type: "checkbox", id: "allevents", onchange: () => studio.show() });
    this.list = make("ol", { class: "eventlist", tabindex: 0, "aria-label": "Events, the latest first" });
    this.root = make("section", { class: "panel events", "aria-label": "Events" },
      make("div", { class: "panelhead" }, make("b", { text: "Events" }), make("span", { class: "space" }),
        make("label", { for: "allevents" }, this.all, " all")), this.list);
    this.key = "";
    this.opened = null;
  }

  // Only what is new is added: a row that stays is neither made nor laid out again.
  show(fight) {
    const { tick } = fight.state;
    let last = fight.events.length;
    while (last && fight.events[last - 1].at > tick) last--;
    const newest = last ? fight.events[last - 1].n : -1;
    const key = `${fight.cut}|${this.opened}|${this.all.checked}`;
    if (key !== this.key || newest < this.newest) {
      this.key = key;
      this.newest = -1;
      fill(this.list);
    }
    const rows = [];
    for (let at = last - 1; at >= 0 && fight.events[at].n > this.newest && rows.length < MOST; at--) {
      const event = fight.events[at];
      if (event.tone !== "quiet" || this.all.checked) rows.push(this.row(event, fight));
    }
    this.newest = newest;
    this.list.prepend(...rows);
    while (this.list.children.length > MOST) this.list.lastChild.remove();
  }

  row(event, fight) {
    const place = fight.who.findIndex((one) => one.id === event.who);
    const row = make("li", { class: `event ${event.tone} who${place}`, data: { n: event.n } },
      make("button", { class: "plain", title: "Why it happened", onclick: () => {
        this.opened = this.opened === event.n ? null : event.n; this.show(fight); } },
      make("span", { class: "at", text: String(event.at) }), make("b", { text: event.who || "" }), " ", event.words));
    if (this.opened === event.n) row.append(this.causes(event, fight));
    return row;
  }

  causes(event, fight) {
    const known = new Map(fight.events.map((one) => [one.n, one]));
    const chain = [], open = [...event.causes];
    while (open.length && chain.length < 40) {
      const cause = known.get(open.pop());
      if (cause && !chain.includes(cause)) { chain.push(cause); open.push(...cause.causes); }
    }
    chain.sort((one, other) => one.n - other.n);
    return make("ol", { class: "causes" }, chain.length ? chain.map((one) => make("li", {},
      make("button", { class: "plain", title: "Look at that tick", onclick: () => this.studio.look(one.at) },
        make("span", { class: "at", text: String(one.at) }), make("b", { text: one.who || "" }), " ", one.words)))
      : make("li", { class: "dim", text: "It comes of no other event: a command, or the set-up." }));
  }
}
