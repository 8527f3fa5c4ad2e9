"""Charts of odd shape: ways back, states in states, phases of no time, several releases."""

from collections.abc import Callable, Sequence
from types import new_class
from typing import Any

from statemachine import State

from combat_rules import Effects, Scene
from combat_rules.charts import (
    ActionChart,
    has_stamina,
    in_cancel_window,
    is_cancellable,
    not_interrupted,
    pay_costs,
    pay_stamina,
    take_step,
)
from combat_rules.model import LANDED, ActionStateType
from tests.hostile.events import Roared
from tests.oracle.draw import Draw

Ask = Callable[[Scene, Effects], None]


class Cracked(Exception):
    """A rule that raises now and then has raised."""


def crack(scene: Scene, what: str, percent: int) -> None:
    """Raise now and then, as the dice have it, however often one asks."""
    if scene.dice.chance(f"{what} {scene.target.id}", percent):
        raise Cracked(what)


# -- guards ----------------------------------------------------------------------------------------


def luck_holds(scene: Scene) -> bool:
    """The dice say yes; they say something else at every tick."""
    return scene.dice.chance("luck", 50)


def target_acts(scene: Scene) -> bool:
    """The target does something."""
    return scene.target.doing is not None


def tick_is_even(scene: Scene) -> bool:
    """The tick is even."""
    return scene.now % 2 == 0


def is_hurt(scene: Scene) -> bool:
    """The actor is not at its best."""
    return scene.actor.health * 2 < scene.actor.max_health


def has_landed(scene: Scene) -> bool:
    """The action has landed."""
    return scene.running is not None and scene.running.outcome in LANDED


def cannot_say(scene: Scene) -> bool:
    """It raises now and then."""
    crack(scene, "guard", 15)
    return True


GUARDS = (
    has_stamina, not_interrupted, is_cancellable, luck_holds, target_acts, tick_is_even, is_hurt,
    has_landed,
)  # fmt: skip


# -- effects ---------------------------------------------------------------------------------------


def stunning(ticks: int, oneself: bool) -> Ask:
    """An effect that staggers the target, or oneself."""

    def stun(scene: Scene, effects: Effects) -> None:
        effects.stun(scene.actor.id if oneself else scene.target.id, ticks)

    return stun


def pushing(distance: int) -> Ask:
    """An effect that pushes the target."""

    def push(scene: Scene, effects: Effects) -> None:
        effects.push(scene.target.id, distance)

    return push


def stepping(distance: int) -> Ask:
    """An effect that steps, now and then past bodies."""

    def step(scene: Scene, effects: Effects) -> None:
        effects.step(distance, past=distance % 3 == 0)

    return step


def changing(attribute: str, by: int, oneself: bool) -> Ask:
    """An effect that changes an attribute of the target, or of oneself."""

    def change(scene: Scene, effects: Effects) -> None:
        effects.change(scene.actor.id if oneself else scene.target.id, attribute, by)

    return change


def roar(scene: Scene, effects: Effects) -> None:
    """Announce something."""
    effects.announce(Roared(loud=scene.now % 3))


def stumble(scene: Scene, effects: Effects) -> None:
    """Ask for something, and raise now and then half way."""
    effects.change(scene.target.id, "stamina", -1)
    crack(scene, "effect", 20)


def effect(draw: Draw, number: Callable[[Draw], int], brittle: bool) -> Ask:
    """Any effect."""
    oneself = draw.yes(40)
    sign = draw.one((-1, 1))
    kind = draw.number(1, 12)
    if kind <= 3:
        return stunning(number(draw), oneself)
    if kind == 4:
        return pushing(sign * number(draw))
    if kind == 5:
        return stepping(sign * number(draw))
    if kind <= 9:
        name = draw.one(("health", "stamina", "stamina", "grit", "rot", "rot"))
        return changing(name, sign * number(draw), oneself)
    if kind == 10:
        return roar
    return stumble if brittle and draw.yes(50) else draw.one((pay_stamina, pay_costs, take_step))


# -- charts ----------------------------------------------------------------------------------------

KINDS = list(ActionStateType)


class Sketch:
    """A chart that is being drawn: its leaves, and the effects that its states may have."""

    def __init__(self, draw: Draw, number: Callable[[Draw], int], brittle: bool) -> None:
        self.draw, self.number, self.brittle = draw, number, brittle
        self.kinds: dict[str, ActionStateType] = {}
        self.leaves: dict[str, State] = {}
        self.body: dict[str, Any] = {}

    def effects(self, most: int = 1) -> list[Ask]:
        """A few effects."""
        count = self.draw.number(0, most)
        return [effect(self.draw, self.number, self.brittle) for _ in range(count)]

    def guards(self, percent: int) -> list[Callable[[Scene], bool]]:
        """Perhaps a guard."""
        if not self.draw.yes(percent):
            return []
        known: Sequence[Callable[[Scene], bool]] = GUARDS
        return [self.draw.one((*known, *[cannot_say] * 2 * self.brittle))]

    def state(self, name: str, kind: ActionStateType, initial: bool) -> State:
        """A phase."""
        state = State(
            initial=initial, enter=self.effects(), exit=self.effects() * self.draw.yes(20)
        )
        self.kinds[name], self.leaves[name] = kind, state
        return state

    def states(self, strikes: bool) -> None:
        """One to five phases, with a release if it ``strikes``; one may have phases inside."""
        draw = self.draw
        some = [draw.one(KINDS) for _ in range(draw.number(1, 4))]
        kinds = sorted((*some, *[ActionStateType.RELEASE] * strikes), key=KINDS.index)
        compound = draw.number(0, len(kinds)) if draw.yes(15) else -1
        for place, kind in enumerate(kinds):
            name = f"p{place}"
            if place != compound:
                self.body[name] = self.state(name, kind, place == 0)
                continue
            inner = {f"{name}{c}": self.state(f"{name}{c}", kind, c == "a") for c in "ab"}
            for id, one in inner.items():
                one._set_id(id)
            self.body[name] = State(states=list(inner.values()), initial=place == 0)
            self.kinds[name] = kind

    def ways(self) -> None:
        """Advance from everywhere, mostly onward; the other events from here and there."""
        draw, done = self.draw, State(final=True)
        self.body["done"] = done
        names = list(self.leaves)
        for place, name in enumerate(names):
            state = self.leaves[name]
            for _ in range(draw.number(0, 2)):
                to = self.leaves[draw.one(names)] if draw.yes(80) else done
                state.to(
                    to, event="advance", cond=self.guards(90), on=self.effects() * draw.yes(20)
                )
            onward = self.leaves[names[place + 1]] if place + 1 < len(names) else done
            state.to(done if draw.yes(10) else onward, event="advance")
            for event, percent in (("cancel", 50), ("interrupt", 80), ("chain", 40)):
                if draw.yes(percent):
                    self.way(state, event, names, done)
            if draw.yes(4):
                state.to(onward, cond=self.guards(100))

    def way(self, state: State, event: str, names: list[str], done: State) -> None:
        """A way on one of the other events."""
        draw = self.draw
        to = (
            done if event == "chain" or draw.yes(30) else self.leaves[draw.one((*names, names[-1]))]
        )
        guards = [in_cancel_window] if event == "chain" and draw.yes(50) else self.guards(30)
        state.to(to, event=event, cond=guards, on=self.effects() * draw.yes(40))

    def chart(self, strikes: bool) -> type[ActionChart]:
        """The chart; it need not be one that is accepted."""
        self.states(strikes)
        self.ways()
        body = {
            **self.body,
            "kinds": self.kinds,
            "validate_disconnected_states": False,
            "validate_trap_states": False,
            "validate_final_reachability": False,
        }
        return new_class("Odd", (ActionChart,), {}, lambda space: space.update(body))
