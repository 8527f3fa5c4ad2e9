"""Scenes: a moment of the fight as guards and rules see it, regenerated to the tick."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight
from combat_rules.model import (
    Action,
    ActionState,
    Attribute,
    CombatantState,
    Outcome,
    Scene,
)
from combat_rules.plugins import Ruleset

IDLE = Action(name="idle")
"""The action of a scene in which the actor does nothing."""


class Clock(Struct, frozen=True):
    """How fast attributes change by themselves: ticks per second, and the declared ones that do."""

    ticks_per_second: int
    attributes: tuple[Attribute, ...]

    def settle(self, state: CombatantState, now: int) -> CombatantState:
        """The record with everything that came back, or fell away, until ``now``.

        Exact: what does not make a whole point yet is kept as a fraction, so settling at any
        ticks in between changes nothing.
        """
        elapsed = now - state.settled_at
        if elapsed <= 0:
            return state
        resting = state.stamina >= state.max_stamina or state.stamina_regeneration == 0
        if resting and not self.attributes:
            return state
        fractions = state.fractions or (0,) * (1 + len(self.attributes))
        stamina, left = self._regrow(
            state.stamina,
            0,
            state.max_stamina,
            state.stamina_regeneration,
            fractions[0],
            elapsed,
        )
        if not self.attributes:
            return replace(state, stamina=stamina, fractions=(left,), settled_at=now)
        lefts = [left]
        changes: dict[str, int] = {}
        for attribute, fraction in zip(self.attributes, fractions[1:], strict=True):
            changes[attribute.name], left = self._regrow(
                getattr(state, attribute.name),
                attribute.minimum,
                attribute.maximum,
                attribute.regeneration,
                fraction,
                elapsed,
            )
            lefts.append(left)
        return replace(state, stamina=stamina, fractions=tuple(lefts), settled_at=now, **changes)

    def turn(self, state: CombatantState, name: str) -> int | None:
        """The tick at which an attribute rises above zero, or falls to it, by itself.

        ``None`` if it never does. Exact, whenever the record was settled.
        """
        place = next((n for n, a in enumerate(self.attributes) if a.name == name), None)
        if place is None:
            return None
        attribute = self.attributes[place]
        value: int = getattr(state, name)
        rate = attribute.regeneration
        if (value > 0) is (rate > 0) or attribute.minimum > 0 or attribute.maximum < 1:
            return None
        points = value if rate < 0 else 1 - value
        passed = state.fractions[place + 1] if state.fractions else 0
        left = points * self.ticks_per_second - passed
        return state.settled_at - (-left // abs(rate))

    def _regrow(
        self, value: int, minimum: int, maximum: int, rate: int, fraction: int, elapsed: int
    ) -> tuple[int, int]:
        """A number and the fraction of its next point; at the end of its way there is none."""
        room = maximum - value if rate > 0 else value - minimum
        if room <= 0 or rate == 0:
            return value, 0
        points, left = divmod(fraction + abs(rate) * elapsed, self.ticks_per_second)
        if points >= room:
            points, left = room, 0
        return (value + points if rate > 0 else value - points), left


def clock_of(ruleset: Ruleset) -> Clock:
    """The clock of fights under a ruleset."""
    changing = tuple(a for a in ruleset.attributes if a.regeneration)
    return Clock(ruleset.ticks_per_second, changing)


class Scenes:
    """Builds scenes for one fight out of the transaction that is open."""

    def __init__(self, fight: Fight) -> None:
        ruleset = fight.ruleset
        self._seed = fight.seed
        self._fight = fight.number
        self._dice = fight.dice
        self._moves = ruleset.moves
        self.clock = clock_of(ruleset)
        self._grows = bool(self.clock.attributes)

    def settled(self, tx: Transaction, combatant: str) -> CombatantState:
        """The combatant's record as of the transaction's tick; kept in the transaction."""
        state = tx.combatants[combatant]
        if state.settled_at != tx.now and (state.stamina < state.max_stamina or self._grows):
            fresh = self.clock.settle(state, tx.now)
            if fresh is not state:
                tx.combatants[combatant] = fresh
                return fresh
        return state

    def scene(
        self,
        tx: Transaction,
        actor: str,
        target: str,
        action: Action,
        running: ActionState | None = None,
        outcome: Outcome | None = None,
        follow_up: Action | None = None,
    ) -> Scene:
        """The scene in which ``actor`` does ``action`` to ``target``."""
        a = self.settled(tx, actor)
        t = self.settled(tx, target)
        knowledge = tx.knowledge
        return Scene(
            a,
            t,
            action,
            abs(t.position - a.position),
            tx.now,
            self._dice(self._seed, self._fight, tx.now, actor),
            running,
            self._moves[t.doing].action if t.doing is not None else None,
            knowledge[actor, target].level,
            knowledge[target, actor].level,
            outcome,
            follow_up,
        )

    def alone(self, tx: Transaction, who: str) -> Scene:
        """The scene of a combatant with itself: it is actor and target, whatever it does."""
        state = self.settled(tx, who)
        running = tx.actions.get(who)
        action = None if running is None else self._moves[running.name].action
        dice = self._dice(self._seed, self._fight, tx.now, who)
        return Scene(state, state, action or IDLE, 0, tx.now, dice, running, action)


class Contact(NamedTuple):
    """An active strike that reaches its target, and what its target does meanwhile."""

    strike: ActionState
    answer: ActionState | None
    scene: Scene
    outcome: Outcome


def with_outcome(scene: Scene, outcome: Outcome) -> Scene:
    """The same scene, judged."""
    return replace(scene, outcome=outcome)


def by_name(attributes: tuple[Attribute, ...]) -> Mapping[str, Attribute]:
    """The declared attributes by name."""
    return {attribute.name: attribute for attribute in attributes}
