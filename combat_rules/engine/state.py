"""The state manager: one world at a time, changed only by inputs, and where it has been."""

from collections import deque
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.changes import Transaction
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft
from combat_rules.engine.fold import Applied, apply
from combat_rules.engine.inputs import Input, Load, Moment, Rollback
from combat_rules.engine.saves import fitting
from combat_rules.engine.world import Save, World, empty_world
from combat_rules.errors import StateError, in_short
from combat_rules.model import CombatantState, require_int
from combat_rules.model.limits import Range

HISTORY = 128
"""How many worlds are kept for ``rollback`` unless a fight asks for more or fewer."""

SAVED = 64
"""How many of the latest saves are loaded without a check."""


class StateManager(PartOfAFight):
    """Keeps the world of one fight and the worlds before it. A fold of inputs, nothing else.

    ``latest`` is what the latest input has led to, ``filed`` the same once whoever plays the
    fight has written it down and queued its events. ``past`` are the worlds before.
    """

    def __init__(
        self,
        fight: Fight,
        history: int = HISTORY,
        open_transaction: Callable[["StateManager"], Transaction] | None = None,
    ) -> None:
        self._fight = fight
        self._open_transaction = open_transaction
        nobody = empty_world(fight.rules)
        self.latest = self.filed = Applied(Moment(0), nobody, nobody)
        self.past: deque[World] = deque(maxlen=history)
        self._saved: dict[int, World] = {}
        self._bench: list[Draft] = []

    @property
    def world(self) -> World:
        """The fight as it is."""
        return self.latest.world

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
        return self._open_transaction(self)

    def fold(self, given: Input) -> Applied:
        """Take an input; all or nothing. Whoever plays the fight then files what came of it."""
        latest = self.latest
        world = latest.world
        # Whoever goes back to before this finds the time of the last thing that happened, or that
        # of the input from outside; never one that hangs on how time was cut into slices.
        if type(given) is Moment:
            at = latest.given.at
        elif type(given) is Load or type(given) is Rollback:
            return self._go_back(given)
        else:
            at = given.at
        if world.now != at:
            world = replace(world, now=at)
        applied = apply(self._fight, world, given, self._bench)
        # The commit. One step: no interrupt falls between the store and the call.
        self.latest = applied
        self.past.append(world)
        return applied

    def _go_back(self, given: Load | Rollback) -> Applied:
        world, past = self.latest.world, self.past
        kept: list[World] = []
        if isinstance(given, Load):
            before = given.world
        else:
            before = self.earlier(given.steps)
            kept = list(past)[: len(past) - given.steps]
            if given.at > before.now:
                before = replace(before, now=given.at)
        applied, left = Applied(given, world, before), deque(kept, past.maxlen)
        self._bench.clear()
        # One step: no interrupt falls between two stores.
        self.past, self.latest = left, applied
        return applied

    def pass_time(self, now: int) -> None:
        """Let time pass until ``now`` without anything happening. Not a step of history."""
        latest = self.latest
        if now != latest.world.now:
            waited = Applied(latest.given, latest.base, replace(latest.world, now=now))
            self.latest = self.filed = waited

    def earlier(self, steps: int) -> World:
        """The world ``steps`` transactions back. Raises ``StateError`` if so many are not kept."""
        if steps not in Range(0):
            raise StateError(
                f"cannot go back {in_short(steps)} steps; give a whole number from 0",
                code="state.rollback",
            )
        past = self.past
        if steps > len(past):
            raise StateError(
                f"cannot go back {steps} steps: {len(past)} are kept; a fight keeps more with "
                "history=",
                code="state.rollback",
                steps=steps,
                kept=len(past),
            )
        return past[len(past) - steps] if steps else self.world

    def save(self) -> Save:
        """The fight as it is."""
        return Save(self._remembered(self.latest.world))

    def world_of(self, save: Save) -> World:
        """The world of a save, or a ``StateError``. The latest that were saved need no check."""
        if isinstance(save, Save) and self._saved.get(id(save.world)) is save.world:
            return save.world
        world = fitting(save, self._fight)
        return self._remembered(world)

    def _remembered(self, world: World) -> World:
        known = self._saved
        known[id(world)] = world
        if len(known) > SAVED:
            known.pop(next(iter(known)), None)
        return world

    def trim_history(self, max_age: int) -> int:
        """Forget worlds that are more than ``max_age`` ticks old; returns how many."""
        require_int("max_age", max_age, 0, code="state.trim_history")
        past, oldest = self.past, self.world.now - max_age
        before = len(past)
        while past and past[0].now < oldest:
            past.popleft()
        return before - len(past)

    def restore(self, world: World) -> None:
        """Make ``world`` the present one, past all checks; the ring starts anew from it."""
        self.past.clear()
        self._bench.clear()
        self.latest = self.filed = Applied(Load(world.now, world), world, world)
