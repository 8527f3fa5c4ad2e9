// The frame meter: what everybody did, frame by frame, close up and as a whole.

import { make, sizeOf } from "./dom.js";

export const KINDS = {
  f: ["feint", "--feint"], c: ["commit", "--commit"], a: ["release", "--release"],
  r: ["recovery", "--recovery"], s: ["hitstun", "--stun"], b: ["blockstun", "--blockstun"],
  d: ["knockdown", "--down"], p: ["hit pause", "--pause"], x: ["out of the fight", "--ink"],
};
const ROW = 17, SHOWN = 132;

export class Meter {
  // `look` is called with a tick when somebody drags the timeline.
  constructor(look) {
    this.look = look;
    this.close = make("canvas", { class: "close", role: "img", "aria-label": "Frame meter" });
    this.whole = make("canvas", { class: "whole", "aria-hidden": "true" });
    this.range = make("input", { type: "range", min: 0, max: 0, value: 0, id: "timeline",
      "aria-label": "Timeline: drag it back" });
    this.dragging = false;
    this.range.addEventListener("input", () => { this.dragging = true; this.look(Number(this.range.value)); });
    this.range.addEventListener("change", () => { this.dragging = false; });
    this.range.addEventListener("pointerup", () => this.range.blur());
    this.legend = make("div", { class: "legend" }, Object.entries(KINDS).map(([letter, [name]]) =>
      make("span", {}, make("i", { data: { letter } }), name)));
    this.root = make("section", { class: "meter", "aria-label": "Frames" },
      this.legend, this.close, make("div", { class: "strip" }, this.whole, this.range));
  }

  colours() {
    const look = getComputedStyle(document.documentElement);
    const theme = document.documentElement.dataset.theme;
    if (this.theme !== theme) {
      this.theme = theme;
      this.shade = Object.fromEntries(Object.entries(KINDS).map(([letter, [, name]]) =>
        [letter, look.getPropertyValue(name).trim()]));
      this.line = look.getPropertyValue("--line").trim();
      this.ink = look.getPropertyValue("--ink").trim();
      this.grid = look.getPropertyValue("--panel").trim();
      this.accent = look.getPropertyValue("--accent").trim();
    }
  }

  sized(canvas, high) {
    const [wide] = sizeOf(canvas), dense = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(wide * dense) || canvas.height !== Math.round(high * dense)) {
      canvas.width = Math.round(wide * dense);
      canvas.height = Math.round(high * dense);
    }
    const context = canvas.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, wide, high);
    return [context, wide];
  }

  show(fight, second) {
    this.colours();
    const state = fight.state, fps = state.fps;
    if (!this.dragging) {
      this.range.min = state.first;
      this.range.max = state.now;
      this.range.value = state.tick;
    }
    const frame = Math.floor(state.tick * fps / second);
    const names = state.picture.who.map((one) => one.id);
    this.drawClose(fight.cells, frame, names, state.advantages, second, fps);
    this.drawWhole(fight, names.length);
  }

  drawClose(cells, frame, names, advantages, second, fps) {
    const high = names.length * (ROW + 3) + 16;
    this.close.style.height = `${high}px`;
    const [context, wide] = this.sized(this.close, high);
    const left = 62, step = Math.max(5, (wide - left) / SHOWN), count = Math.floor((wide - left) / step);
    const begin = Math.max(0, frame - count + 8);
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    names.forEach((name, row) => {
      const top = row * (ROW + 3);
      context.fillStyle = this.ink;
      context.fillText(name, 2, top + ROW / 2, left - 6);
      let run = 0;
      for (let at = 0; at < count; at++) {
        const letter = cells[begin + at]?.[row];
        const x = left + at * step;
        context.fillStyle = this.shade[letter] || this.grid;
        context.fillRect(x, top, step - 1, ROW);
        run = letter !== "." && letter === cells[begin + at - 1]?.[row] ? run + 1 : 1;
        const ends = letter && letter !== "." && cells[begin + at + 1]?.[row] !== letter;
        if (ends && begin + at < frame && run > 1 && run * step > 16) {
          context.fillStyle = letter === "b" || letter === "d" || letter === "x" ? "#fff" : "#111";
          context.textAlign = "right";
          context.fillText(String(run), x + step - 3, top + ROW / 2 + 1);
          context.textAlign = "left";
        }
      }
    });
    const now = left + (frame - begin) * step;
    context.fillStyle = this.accent;
    context.fillRect(now - 1, 0, 2, high - 14);
    // Who was free first, below the frame of the blow.
    let free = 0;
    for (const one of advantages) {
      const x = left + (Math.floor(one.at * fps / second) - begin) * step;
      if (x < left || x > wide - 8 || x < free) continue;
      const text = `${one.who} ${one.ticks > 0 ? "+" : one.ticks < 0 ? "−" : "±"}${Math.abs(one.ticks)}`;
      context.fillStyle = this.ink;
      context.fillRect(x, high - 15, 1, 4);
      const begins = Math.min(x + 3, wide - context.measureText(text).width - 2);
      context.fillText(text, begins, high - 7);
      free = begins + context.measureText(text).width + 8;
    }
  }

  drawWhole(fight, rows) {
    const high = 22;
    const [context, wide] = this.sized(this.whole, high);
    const from = fight.first, last = Math.max(from + 1, fight.cells.length);
    const inset = 8, scale = (wide - 2 * inset) / Math.max(1, last - from);
    const tall = (high - 4) / rows;
    for (let row = 0; row < rows; row++) {
      let begun = from;
      for (let at = from; at <= last; at++) {
        const letter = fight.cells[begun]?.[row];
        if (at === last || fight.cells[at]?.[row] !== letter) {
          if (letter && letter !== ".") {
            context.fillStyle = this.shade[letter];
            context.fillRect(inset + (begun - from) * scale, 2 + row * tall, Math.max(1, (at - begun) * scale), tall - 1);
          }
          begun = at;
        }
      }
    }
  }
}
