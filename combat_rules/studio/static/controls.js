// The bar of controls below a fight: time, speed, who fights, and what is kept.

import { api } from "./net.js";
import { choice, fill, make, seconds, set, tell, toast } from "./dom.js";
import { whoSteers } from "./rules.js";

export const SPEEDS = [[10, "1/10"], [25, "1/4"], [50, "1/2"], [100, "1×"], [200, "2×"]];

export class Controls {
  constructor(studio) {
    this.studio = studio;
    const say = (message) => studio.fight.say(message);
    const button = (id, text, title, click) => make("button", { id, text, title, onclick: (event) => {
      click(); event.currentTarget.blur(); } });
    this.play = button("play", "Pause", "Pause or go on (space)", () => studio.toggle());
    this.back = button("back", "◀ frame", "Look one frame back (←)", () => studio.step(-1, true));
    this.frame = button("frame", "frame ▶", "One frame on (→)", () => studio.step(1, true));
    this.tick = button("tick", "tick ▶", "One tick on (shift →)", () => studio.step(1, false));
    this.here = button("goon", "Play on from here", "What came later has not happened (enter)", () => studio.goOn());
    this.present = button("present", "To the present", "Back to the present (end)", () => say({ do: "look" }));
    this.speed = choice("Speed", SPEEDS.map(([percent, text]) => [String(percent), text]), "100",
      (value) => { say({ do: "speed", percent: Number(value) }); this.speed.blur(); });
    this.speed.id = "speed";
    this.fresh = button("new", "New fight…", "Choose who fights (9: the same once more)", () => this.choose());
    this.share = button("share", "Share…", "A link or file of this moment, and named slots", () => this.keep());
    this.clock = make("output", { id: "clock" });
    this.tried = make("button", { id: "tried", title: "Fight without them", onclick: () => { say({ do: "new", numbers: {} }); say({ do: "play" }); } });
    this.root = make("section", { class: "controls", "aria-label": "Controls" },
      this.play, this.back, this.frame, this.tick, this.speed, this.here, this.present, this.clock,
      this.tried, make("span", { class: "space" }), this.fresh, this.share);
    this.dialog = make("dialog", { class: "wide" });
    // Whoever has closed it presses keys of the fight, not its button again.
    this.dialog.addEventListener("close", () => document.activeElement?.blur?.());
    document.body.append(this.dialog);
  }

  show(state, second) {
    tell(this.play, state.picture.result && !state.looking ? "Over" : state.playing ? "Pause" : "Play");
    this.play.disabled = Boolean(state.picture.result) && !state.looking;
    const numbers = Object.entries(state.numbers).map(([path, value]) => `${path} ${value}`);
    set(this.tried, { hidden: !numbers.length });
    tell(this.tried, `tried: ${numbers.slice(0, 2).join(", ")}${numbers.length > 2 ? ` and ${numbers.length - 2} more` : ""} ✕`);
    set(this.here, { hidden: !state.looking });
    set(this.present, { hidden: !state.looking });
    if (document.activeElement !== this.speed) this.speed.value = String(state.speed);
    tell(this.clock, `tick ${state.tick}  ·  ${seconds(state.tick, second)}${state.looking ? ` of ${seconds(state.now, second)}` : ""}`);
  }

  choose() {
    const { rules, fight } = this.studio;
    const now = fight.who.map((one) => ({ archetype: one.kind, controller: one.steered }));
    const draw = () => fill(rows, now.map((one, place) => make("div", { class: "fighterrow" },
      make("b", { text: `Fighter ${place + 1}` }),
      choice(`Archetype of fighter ${place + 1}`, rules.archetypes.map((kind) => [kind.name, kind.name]), one.archetype,
        (value) => { one.archetype = value; if (one.controller) one.controller = rules.archetypes.find((kind) => kind.name === value).controller; draw(); }),
      choice(`Who steers fighter ${place + 1}`, whoSteers(rules, one.archetype),
        one.controller, (value) => { one.controller = value; }),
      now.length > 2 ? make("button", { type: "button", text: "Remove", onclick: () => { now.splice(place, 1); draw(); } }) : null)));
    const rows = make("div");
    const seed = make("input", { type: "number", value: 1 + Math.floor(Math.random() * 9999), min: 0, max: 2 ** 31, id: "seed" });
    const apart = make("input", { type: "number", min: 0, max: rules.arena, placeholder: rules.distance, id: "apart" });
    const more = make("button", { type: "button", text: "Add a fighter", onclick: () => {
      if (now.length < 4) now.push({ ...now[now.length % 2] }); draw(); } });
    const start = () => {
      fight.say({ do: "new", set_up: { fighters: now, seed: Number(seed.value) || 0,
        distance: apart.value === "" ? null : Number(apart.value), training: this.studio.page === "training" } });
      fight.say({ do: "play" });
      this.dialog.close();
    };
    draw();
    fill(this.dialog, make("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); start(); } },
      make("h2", { text: "New fight" }), rows, more,
      make("div", { class: "fighterrow" }, make("label", { for: "seed", text: "Seed (luck)" }), seed,
        make("label", { for: "apart", text: "Apart" }), apart),
      make("div", { class: "buttons" }, make("button", { type: "button", text: "Cancel", onclick: () => this.dialog.close() }),
        make("button", { class: "main", text: "Fight" }))));
    this.dialog.showModal();
  }

  async keep() {
    const { fight } = this.studio;
    const slots = make("ul", { class: "slots" });
    const name = make("input", { id: "slotname", placeholder: "before the throw", maxlength: 60 });
    const link = make("input", { readonly: true, id: "link", "aria-label": "Link to this moment" });
    const list = (names) => fill(slots, names.length ? names.map((one) => make("li", {}, make("b", { text: one }),
      make("button", { text: "Open", onclick: () => { fight.say({ do: "open", name: one }); this.dialog.close(); } }),
      make("button", { text: "Forget", onclick: () => fight.say({ do: "drop", name: one }) })))
      : make("li", { class: "dim", text: "Nothing is kept yet." }));
    const heard = ({ detail }) => {
      if (detail.link) link.value = `${location.origin}/#moment=${detail.link}`;
      if (detail.slots) list(detail.slots);
    };
    fight.addEventListener("answer", heard);
    this.dialog.onclose = () => fight.removeEventListener("answer", heard);
    fill(this.dialog, make("h2", { text: "Keep or share this moment" }),
      make("p", { class: "dim", text: "A moment is the rules' fingerprint, the seed and what the fight was given: whoever opens it plays that again." }),
      make("div", { class: "fighterrow" }, make("label", { for: "link", text: "Link" }), link,
        make("button", { text: "Copy", onclick: () => navigator.clipboard?.writeText(link.value).then(() => toast("The link is copied."), () => link.select()) }),
        make("a", { class: "button", href: `/api/moment?session=${fight.session}`, download: "moment.json", text: "As a file" })),
      make("form", { class: "fighterrow", onsubmit: (event) => { event.preventDefault();
        if (name.value.trim()) fight.say({ do: "keep", name: name.value.trim() }); name.value = ""; } },
        make("label", { for: "slotname", text: "Slot" }), name, make("button", { text: "Keep" })),
      slots, make("form", { method: "dialog" }, make("button", { text: "Close" })));
    this.dialog.showModal();
    fight.say({ do: "share" });
    try { list((await api("/api/slots")).slots); } catch (error) { toast(error.message, "bad"); }
  }
}
