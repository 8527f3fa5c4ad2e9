"""The state manager: one world at a time, changed only by inputs, and where it has been."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from combat_rules.engine.changes import Transaction
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.fold import Applied, apply
from combat_rules.engine.inputs import Input, Load, Rollback
from combat_rules.engine.world import World, empty_world
from combat_rules.errors import StateError
from combat_rules.model import CombatantState, Command, require_int

HISTORY = 128
"""How many worlds are kept for ``rollback`` unless a fight asks for more or fewer."""


class Present(NamedTuple):
    """Where a fight is: the world, those before it, and what is yet to be handed on of the
    input that led here. ``taken`` are the commands that the input took from the head of
    ``queue``."""

    world: World
    past: deque[World]
    pending: Applied | None = None
    taken: tuple[Command, ...] = ()
    queue: deque[Command] | None = None


class StateManager:
    """Keeps the world of one fight and the worlds before it. A fold of inputs, nothing else."""

    def __init__(
        self,
        fight: Fight,
        history: int = HISTORY,
        open_transaction: Callable[[], Transaction] | None = None,
    ) -> None:
        self._fight = fight
        self._open_transaction = open_transaction
        self.present = Present(empty_world(fight.rules), deque(maxlen=history))

    @property
    def world(self) -> World:
        """The fight as it is."""
        return self.present.world

    def get_state(self, combatant: str) -> CombatantState:
        """A combatant's record. Raises ``StateError`` for an unknown one."""
        world = self.world
        world.demand_place(combatant)
        return world.combatants[combatant]

    def get_all_states(self) -> Mapping[str, CombatantState]:
        """Every combatant's record, in the order in which they joined."""
        return self.world.combatants

    def transaction(self) -> Transaction:
        """A transaction that changes the fight from outside, to be used in a ``with``."""
        if self._open_transaction is None:
            raise StateError("nobody plays this fight", code="state.transaction")
        return self._open_transaction()

    def fold(
        self,
        given: Input,
        taken: tuple[Command, ...] = (),
        queue: deque[Command] | None = None,
    ) -> Applied:
        """Take an input; all or nothing. Whoever plays the fight then hands on what came of it."""
        world, past = self.world, self.present.past
        if isinstance(given, Rollback):
            kept = list(past)
            before = self.earlier(given.steps)
            if given.at > before.now:
                before = replace(before, now=given.at)
            applied = Applied(given, world, before)
            past = deque(kept[: len(kept) - given.steps], past.maxlen)
        else:
            applied = apply(self._fight, world, given)
            if isinstance(given, Load):
                past = deque(maxlen=past.maxlen)
        # The commit: one store.
        self.present = Present(applied.world, past, applied, taken, queue)
        return applied

    def settled(self) -> Present:
        """What the present becomes once everything of it is handed on."""
        world, past, pending, _, _ = self.present
        stays = pending is None or isinstance(pending.given, Load | Rollback)
        if pending is not None and not stays and not (past and past[-1] is pending.base):
            past.append(pending.base)
        return Present(world, past)

    def pass_time(self, now: int) -> None:
        """Let time pass until ``now`` without anything happening. Not a step of history."""
        if now != self.world.now:
            self.present = self.present._replace(world=replace(self.world, now=now))

    def earlier(self, steps: int) -> World:
        """The world ``steps`` transactions back. Raises ``StateError`` if so many are not kept."""
        if type(steps) is not int or steps < 0:
            raise StateError(
                f"cannot go back {steps!r} steps; give a whole number from 0",
                code="state.rollback",
            )
        past = self.present.past
        if steps > len(past):
            raise StateError(
                f"cannot go back {steps} steps: {len(past)} are kept; a fight keeps more with "
                "history=",
                code="state.rollback",
                steps=steps,
                kept=len(past),
            )
        return past[len(past) - steps] if steps else self.world

    def trim_history(self, max_age: int) -> int:
        """Forget worlds that are more than ``max_age`` ticks old; returns how many."""
        require_int("max_age", max_age, 0, code="state.trim_history")
        past, oldest = self.present.past, self.world.now - max_age
        before = len(past)
        while past and past[0].now < oldest:
            past.popleft()
        return before - len(past)

    def restore(self, world: World) -> None:
        """Make ``world`` the present one, past all doors; the ring starts anew from it."""
        self.present = Present(world, deque(maxlen=self.present.past.maxlen))
