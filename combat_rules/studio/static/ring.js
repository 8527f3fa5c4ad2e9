// The ring: a fight, as it is and as it was.

import { Arena } from "./arena.js";
import { ChartView } from "./chartview.js";
import { Controls } from "./controls.js";
import { make, tell } from "./dom.js";
import { Meter } from "./meter.js";
import { Card, Events, Moves } from "./panels.js";
import { called } from "./rules.js";

export class Ring {
  constructor(studio) {
    this.studio = studio;
    this.cards = [], this.charts = [];
    this.cardrow = make("div", { class: "cards" });
    this.stage = make("div", { class: "stage" });
    this.said = make("p", { class: "said", id: "said", role: "status" });
    this.meter = new Meter((tick) => studio.look(tick));
    this.controls = new Controls(studio);
    this.moves = new Moves(studio);
    this.events = new Events(studio);
    this.chartrow = make("div", { class: "charts" });
    this.lower = make("div", { class: "lower" }, this.moves.root, this.chartrow, this.events.root);
    this.root = make("div", { class: "ring" }, this.cardrow, this.stage, this.meter.root,
      this.controls.root, this.said, this.lower);
    this.edition = 0;
  }

  answer(detail) {
    if (detail.why) this.moves.answer(detail);
  }

  show(fight, rules, keys) {
    const { state } = fight;
    if (this.edition !== rules.edition) {
      this.edition = rules.edition;
      this.arena = new Arena(rules);
      this.stage.replaceChildren(this.arena.root);
      for (const chart of this.charts) chart.action = "";
    }
    const who = state.picture.who;
    if (this.cards.length !== who.length) {
      this.cards = who.map((_, place) => new Card(this.studio, place));
      this.charts = who.map((_, place) => new ChartView(place));
      this.cardrow.replaceChildren(...this.cards.map((card) => card.root));
      this.chartrow.replaceChildren(...this.charts.map((chart) => chart.root));
    }
    who.forEach((one, place) => {
      this.cards[place].show(one, rules);
      this.charts[place].show(one, state.ways[one.id], rules);
    });
    this.arena.show(state.picture);
    this.meter.show(fight, rules.second);
    this.controls.show(state, rules.second);
    this.moves.show(state, rules, keys);
    this.events.show(fight);
    this.tell(state, rules);
  }

  tell(state, rules) {
    const { result, who } = state.picture;
    const last = state.advantages[state.advantages.length - 1];
    const refused = state.said && !state.looking;
    let text = refused ? state.said : "";
    if (!text && result && !state.looking) text = `${result.winner || "Nobody"} wins by ${result.reason}. Drag the timeline back to look, or press 9 for a new fight.`;
    else if (!text && state.looking) text = "This is the past. Enter plays on from here; what came later is forgotten then.";
    else if (!text && who.every((one) => one.steered)) text = `Bots fight. Press a key of a move to steer ${who[0].id} yourself, space to pause, ? for every key.`;
    else if (!text && last) text = `${last.who}'s ${called(rules, last.action)} (${last.outcome}): ${advantage(last.ticks)}`;
    this.said.classList.toggle("bad", Boolean(refused));
    tell(this.said, text || "\u00a0");
  }
}

function advantage(ticks) {
  if (ticks === 0) return "both were free at the same tick";
  return ticks > 0 ? `free ${ticks} ticks sooner than the foe` : `free ${-ticks} ticks later than the foe`;
}
