// Keys and gamepads: which one does what, for one person or two.

import { make, fill } from "./dom.js";
import { actionsOf, called } from "./rules.js";

const ONE = "asdfghjklqwertyuiopzcvbn";
const LEFT = "qwertasdfgzcvb", RIGHT = "yuiophjkln";

const GENERAL = [
  ["space", "pause, and go on"], ["→", "one frame on"], ["shift →", "one tick on"],
  ["←", "look one frame back"], ["shift ←", "look one tick back"], ["end", "back to the present"],
  ["enter", "play on from the tick that is shown"], ["−  +", "slower, faster"],
  ["x", "call off (second person: m)"], ["0", "reset a training"], ["9", "a new fight"],
  ["1 … 6", "the pages"], ["?", "these keys"], ["gamepad", "buttons: the moves in order; left, right: steps; start: pause"],
];

// For each person who steers somebody: its keys, each with an action; empty calls off.
export function keysOf(people, rules) {
  const moves = new Map();
  people.forEach((one, place) => {
    const letters = people.length > 1 ? (place ? RIGHT : LEFT) : ONE;
    actionsOf(rules, one.kind).forEach((action, at) => {
      if (at < letters.length) moves.set(letters[at], { who: one.id, action, called: called(rules, action) });
    });
    moves.set(place ? "m" : "x", { who: one.id, action: "" });
  });
  return moves;
}

export function help(dialog, moves) {
  fill(dialog, make("h2", { text: "Keys" }), make("div", { class: "helpcolumns" },
    make("table", {}, GENERAL.map(([key, what]) => make("tr", {}, make("th", {}, make("kbd", { text: key })), make("td", { text: what })))),
    make("table", {}, [...moves].map(([key, one]) => make("tr", {}, make("th", {}, make("kbd", { text: key })),
      make("td", { text: `${one.who}: ${one.called || "call off"}` }))))),
  make("form", { method: "dialog" }, make("button", { text: "Close", autofocus: true })));
  dialog.showModal();
}

export const START = 9, LEFTWARD = 14, RIGHTWARD = 15;

// What a button of a gamepad does: those of its cross step, the others are the moves in their order.
export function actionOf(button, one, rules) {
  const walks = new Map(rules.moves.map((move) => [move.name, move.walks]));
  const known = actionsOf(rules, one.kind);
  const steps = { [LEFTWARD]: -one.facing, [RIGHTWARD]: one.facing }[button];
  if (steps) return known.find((action) => walks.get(action) === steps);
  return known.filter((action) => !walks.get(action))[button - (button > START)];
}

// Buttons of a gamepad, pressed since the last look; each pad is one person.
export class Pads {
  constructor() { this.held = new Map(); }

  pressed() {
    const found = [];
    const pads = navigator.getGamepads ? navigator.getGamepads() : [];
    for (const pad of pads) {
      if (!pad) continue;
      pad.buttons.forEach((button, number) => {
        const key = `${pad.index}.${number}`;
        if (button.pressed && !this.held.get(key)) found.push([pad.index, number]);
        this.held.set(key, button.pressed);
      });
    }
    return found;
  }
}
