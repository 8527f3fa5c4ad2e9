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
    Dice,
    Outcome,
    Scene,
)

IDLE = Action(name="idle")
"""The action of a scene in which the actor does nothing."""


class Clock(Struct, frozen=True):
    """How fast attributes come back: ticks per second, and the declared ones that do."""

    ticks_per_second: int
    attributes: tuple[Attribute, ...]

    def settle(self, state: CombatantState, now: int) -> CombatantState:
        """The record with everything that came back until ``now``.

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
                attribute.maximum,
                attribute.regeneration,
                fraction,
                elapsed,
            )
            lefts.append(left)
        return replace(state, stamina=stamina, fractions=tuple(lefts), settled_at=now, **changes)

    def _regrow(
        self, value: int, maximum: int, rate: int, fraction: int, elapsed: int
    ) -> tuple[int, int]:
        if value >= maximum or rate == 0:
            return value, 0
        points, left = divmod(fraction + rate * elapsed, self.ticks_per_second)
        return (maximum, 0) if value + points >= maximum else (value + points, left)


class Scenes:
    """Builds scenes for one fight out of the transaction that is open."""

    def __init__(self, fight: Fight) -> None:
        ruleset = fight.ruleset
        self._seed = fight.seed
        self._fight = fight.number
        self._moves = ruleset.moves
        self.clock = Clock(
            ruleset.ticks_per_second,
            tuple(a for a in ruleset.attributes if a.regeneration),
        )
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
            Dice(self._seed, self._fight, tx.now, actor),
            running,
            self._moves[t.doing].action if t.doing is not None else None,
            knowledge[actor, target].level,
            knowledge[target, actor].level,
            outcome,
            follow_up,
        )


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
