// The arena: everybody on the line, with reach, sight and what flies.

import { draw, set, sizeOf, tell } from "./dom.js";

const HIGH = 180, GROUND = 132, EDGE = 40;

// Units that a letter of a name is wide at most.
const LETTER = 8;

export class Arena {
  constructor(rules) {
    this.rules = rules;
    this.root = draw("svg", { class: "arena", role: "img", "aria-label": "The fighters on the line" });
    this.back = draw("g"), this.middle = draw("g"), this.front = draw("g");
    this.root.append(this.back, this.middle, this.front);
    this.bodies = new Map();
    this.shots = new Map();
    this.wide = 0;
  }

  x(at) {
    return EDGE + at * this.unit;
  }

  // As wide as there is room for, at any size of the window.
  fit() {
    const [across, high] = sizeOf(this.root);
    const wide = high ? Math.max(500, Math.round(HIGH * across / high)) : 1200;
    if (wide === this.wide) return;
    this.wide = wide;
    this.unit = (wide - 2 * EDGE) / this.rules.arena;
    this.root.setAttribute("viewBox", `0 0 ${wide} ${HIGH}`);
    this.back.replaceChildren();
    this.line();
  }

  line() {
    const step = this.rules.arena <= 120 ? 10 : 10 ** Math.floor(Math.log10(this.rules.arena / 4));
    this.back.append(draw("line", { x1: EDGE, y1: GROUND, x2: this.wide - EDGE, y2: GROUND, class: "ground" }));
    for (let at = 0; at <= this.rules.arena; at += step) {
      this.back.append(draw("line", { x1: this.x(at), y1: GROUND, x2: this.x(at), y2: GROUND + 5, class: "ground" }));
      if (at % (2 * step) === 0 || this.rules.arena <= 120) {
        this.back.append(draw("text", { x: this.x(at), y: GROUND + 18, class: "unit" }, String(at)));
      }
    }
    for (const at of [0, this.rules.arena]) {
      this.back.append(draw("line", { x1: this.x(at), y1: 8, x2: this.x(at), y2: GROUND, class: "wall" }));
    }
    this.gap = draw("text", { y: GROUND + 36, class: "gap" });
    this.gapLine = draw("line", { y1: GROUND + 24, y2: GROUND + 24, class: "gapline" });
    this.back.append(this.gapLine, this.gap);
  }

  body(place) {
    const made = {
      sight: draw("rect", { y: GROUND - 4, height: 4, class: `sight who${place}` }),
      reach: draw("rect", { y: GROUND - 74, height: 16, rx: 8, class: "reach" }),
      whole: draw("g", { class: `fighter who${place}` }),
      halo: draw("rect", { x: -23, y: -104, width: 46, height: 106, rx: 14, class: "halo" }),
      name: draw("text", { y: -112, class: "name" }),
    };
    const figure = draw("g", { class: "figure" },
      draw("circle", { cx: 0, cy: -86, r: 13 }),
      draw("path", { d: "M-11 -70 h22 l-3 36 h-16 z" }),
      draw("path", { d: "M-7 -34 l-6 34 h8 l5 -26 5 26 h8 l-6 -34 z" }));
    made.arm = draw("path", { class: "arm" });
    made.nose = draw("path", { d: "M9 -90 l9 4 -9 4 z" });
    figure.append(made.nose);
    made.figure = figure;
    made.whole.append(made.halo, figure, made.arm, made.name);
    this.middle.append(made.sight);
    this.front.append(made.reach, made.whole);
    return made;
  }

  show(picture) {
    this.fit();
    picture.who.forEach((one, place) => this.place(one, place));
    for (const [id, parts] of this.bodies) {
      if (!picture.who.some((one) => one.id === id)) {
        for (const part of [parts.sight, parts.reach, parts.whole]) part.remove();
        this.bodies.delete(id);
      }
    }
    this.fly(picture);
    this.distance(picture.who);
    this.names(picture.who);
  }

  // Names of those who stand close together are moved apart, to both sides alike.
  names(who) {
    const row = who.map((one) => ({ at: this.x(one.at), name: this.bodies.get(one.id).name }))
      .sort((one, other) => one.at - other.at);
    const apart = (one, other) =>
      (one.name.textContent.length + other.name.textContent.length) * LETTER / 2 + LETTER;
    const rightward = row.map((one) => one.at), leftward = [...rightward];
    for (let place = 1; place < row.length; place += 1) {
      rightward[place] = Math.max(row[place].at, rightward[place - 1] + apart(row[place], row[place - 1]));
    }
    for (let place = row.length - 2; place >= 0; place -= 1) {
      leftward[place] = Math.min(row[place].at, leftward[place + 1] - apart(row[place], row[place + 1]));
    }
    row.forEach((one, place) => set(one.name, { x: (rightward[place] + leftward[place]) / 2 - one.at }));
  }

  place(one, place) {
    let parts = this.bodies.get(one.id);
    if (!parts) this.bodies.set(one.id, parts = this.body(place));
    const x = this.x(one.at), unit = this.unit;
    const sight = Math.min(one.sight, one.facing > 0 ? this.rules.arena - one.at : one.at) * unit;
    set(parts.sight, { x: one.facing > 0 ? x : x - sight, width: Math.max(0, sight), visibility: one.fallen ? "hidden" : "visible" });
    set(parts.whole, { transform: `translate(${x} ${GROUND})` });
    set(parts.figure, { transform: one.facing < 0 ? "scale(-1 1)" : "" });
    const kind = one.fallen ? "fallen" : one.doing ? one.doing.kind : one.stun ? "stun" : "free";
    set(parts.whole, { "data-kind": kind });
    parts.whole.classList.toggle("paused", one.pause > 0);
    const doing = one.doing;
    const long = doing && doing.reach > 0 && !one.fallen;
    set(parts.reach, { visibility: long ? "visible" : "hidden" });
    if (long) {
      const wide = Math.min(doing.reach * unit, one.facing > 0 ? this.wide - EDGE - x : x - EDGE);
      set(parts.reach, { x: one.facing > 0 ? x : x - wide, width: Math.max(0, wide),
        "data-kind": doing.kind, "data-strikes": String(doing.strikes) });
    }
    const arm = doing && doing.strikes ? Math.min(56, Math.max(26, (doing.reach || 8) * unit * 0.5))
      : doing && doing.kind === "feint" ? -14 : doing && doing.kind === "commit" ? -20 : 16;
    set(parts.arm, { d: `M0 -62 L${arm * one.facing} ${doing && doing.strikes ? -66 : -48}` });
    const mark = one.fallen ? one.fallen : doing ? doing.outcome && doing.outcome !== "whiffed"
      ? doing.outcome.replace("_", " ") : "" : one.stun ? one.stunned : "";
    const told = mark ? `${one.id}: ${mark}` : one.id;
    tell(parts.name, told);
  }

  fly(picture) {
    const seen = new Set();
    for (const one of picture.flying) {
      seen.add(one.id);
      let shot = this.shots.get(one.id);
      if (!shot) {
        const place = picture.who.findIndex((who) => who.id === one.owner);
        shot = draw("g", { class: `shot who${place}` }, draw("circle", { r: 8 }),
          draw("path", { d: "M-22 0 h12 M-18 -6 h9 M-18 6 h9", class: "wind" }));
        this.shots.set(one.id, shot);
        this.front.append(shot);
      }
      set(shot, { transform: `translate(${this.x(one.at)} ${GROUND - 66}) scale(${one.way} 1)` });
    }
    for (const [id, shot] of this.shots) {
      if (!seen.has(id)) { shot.remove(); this.shots.delete(id); }
    }
  }

  distance(who) {
    set(this.gapLine, { visibility: who.length === 2 ? "visible" : "hidden" });
    if (who.length !== 2) { tell(this.gap, ""); return; }
    const [left, right] = [...who].sort((one, other) => one.at - other.at);
    const from = this.x(left.at), to = this.x(right.at);
    set(this.gapLine, { x1: from, x2: to });
    set(this.gap, { x: (from + to) / 2 });
    const text = `${right.at - left.at} apart`;
    tell(this.gap, text);
  }
}
