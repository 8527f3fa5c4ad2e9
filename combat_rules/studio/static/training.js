// Training: the ring with a dummy that guards, answers and plays back what it was shown.

import { choice, fill, make } from "./dom.js";
import { Ring } from "./ring.js";
import { actionsOf, called } from "./rules.js";

const GUARDS = [["never", "never"], ["always", "always"], ["after_first_hit", "after the first hit"], ["random", "at random"]];

export class Training extends Ring {
  constructor(studio) {
    super(studio);
    this.root.classList.add("training");
    this.bar = make("section", { class: "trainingbar", "aria-label": "Training" });
    this.root.insertBefore(this.bar, this.meter.root);
    this.built = "";
  }

  changed() { this.built = ""; }

  show(fight, rules, keys) {
    const { state } = fight;
    const training = state.training;
    if (!training && !this.begun) this.begin(fight);
    const key = JSON.stringify([training, fight.who.map((one) => one.id + one.kind), rules.edition]);
    const busy = this.bar.contains(document.activeElement) && document.activeElement.type === "number";
    if (key !== this.built && !busy) { this.built = key; this.build(fight, rules, training); }
    super.show(fight, rules, keys);
  }

  // The first visit sets up a training of the two who fight: a person, and a dummy.
  begin(fight) {
    this.begun = true;
    const who = fight.who;
    fight.say({ do: "new", set_up: { fighters: who.map((one) => ({ archetype: one.kind, controller: "" })), seed: 1, training: true, distance: null } });
    fight.say({ do: "train", who: who[who.length - 1].id, plan: {} });
    fight.say({ do: "mark" });
    fight.say({ do: "play" });
  }

  build(fight, rules, training) {
    const dummy = training ? training.who : fight.who[fight.who.length - 1].id;
    const kind = fight.who.find((one) => one.id === dummy)?.kind;
    const actions = [["", "nothing"], ...actionsOf(rules, kind).map((name) => [name, called(rules, name)])];
    const plan = training ? training.plan : null;
    const change = (what) => fight.say({ do: "train", who: dummy, plan: { ...plan, ...what } });
    const told = plan ? plan.taught.length : 0;
    const push = (text, title, message, look = {}) => make("button", { text, title, ...look, onclick: (event) => {
      for (const one of [message].flat()) fight.say(one); event.currentTarget.blur(); } });
    fill(this.bar,
      make("div", { class: "panel" }, make("h3", { text: `The dummy ${dummy}` }),
        plan ? [make("label", {}, "guards", choice("Guards", GUARDS, plan.guard, (value) => change({ guard: value }))),
          make("label", {}, "when free", choice("When free again", actions, plan.when_free, (value) => change({ when_free: value }))),
          make("label", {}, "on wake-up", choice("On wake-up", actions, plan.on_wakeup, (value) => change({ on_wakeup: value })))]
          : push("Make it a dummy", "It waits, and does what it is told", [{ do: "steer", who: dummy, controller: "" }, { do: "train", who: dummy, plan: {} }], { class: "main" })),
      make("div", { class: "panel" }, make("h3", { text: "Show and play back" }),
        plan ? [push(training.recording ? "■ Stop recording" : "● Record", "Steer the dummy; it takes down what you do", { do: "record", on: !training.recording },
          { id: "record", class: training.recording ? "recording" : "" }),
        push("▶ Play back", "It does what it was shown", { do: "replay" }, { id: "replay", disabled: !told }),
        make("label", {}, make("input", { type: "checkbox", checked: plan.repeats, onchange: (event) => change({ repeats: event.target.checked }) }), "again and again"),
        make("span", { class: "dim small", id: "taught", text: training.recording ? `press the moves of ${dummy}` : told ? `${told} commands in ${plan.length} ticks` : "nothing shown yet" })] : null),
      make("div", { class: "panel" }, make("h3", { text: "Situation" }),
        push("Set the mark", "Reset comes back to how it is now", { do: "mark" }, { id: "mark" }),
        push("Reset (0)", "Back to the mark", [{ do: "reset" }, { do: "play" }], { id: "reset" }),
        fight.who.map((one) => this.numbers(fight, rules, one))));
    if (training && training.recording) { this.moves.who = dummy; this.moves.key = ""; }
  }

  numbers(fight, rules, one) {
    const field = (name, value, most) => make("label", { title: `${name} of ${one.id}` }, name, make("input", {
      type: "number", value, min: 0, max: most, "aria-label": `${name} of ${one.id}`, onchange: (event) => {
        fight.say({ do: "change", who: one.id, numbers: { [name]: Math.round(Number(event.target.value)) } }); event.target.blur(); } }));
    return make("details", {}, make("summary", { text: one.id }),
      field("position", one.at, rules.arena), field("health", one.health, one.max_health), field("stamina", one.stamina, one.max_stamina),
      one.attributes.map(([name, value, most]) => field(name, value, most)));
  }
}
