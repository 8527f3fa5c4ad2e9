"""The state manager: one world at a time, changed only in transactions, and where it has been."""

from collections import deque
from collections.abc import Mapping
from types import TracebackType

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.state.doors import demand_possible, demand_record_of, known, whole
from combat_rules.engine.state.world import Fault, Knowledge, Result, StatusState, World
from combat_rules.errors import StateError
from combat_rules.model import (
    ActionState,
    Attribute,
    CombatantState,
    CombatEvent,
    Command,
    Position,
    Sighting,
)
from combat_rules.model.limits import LIMIT

Pair = tuple[str, str]

HISTORY = 128
"""How many worlds are kept for ``rollback`` unless a fight asks for more or fewer."""


class Transaction:
    """A working copy of the world. Leaving it without an error makes it the world, at once.

    Everything is read and written here until then; nobody else sees it. ``events`` are
    published by whoever opened the transaction, after it has been committed; ``world`` is what
    it left.
    """

    __slots__ = (
        "_manager",
        "actions",
        "alerts",
        "announced",
        "appearances",
        "base",
        "combatants",
        "events",
        "faults",
        "knowledge",
        "moved",
        "now",
        "open",
        "recheck",
        "result",
        "scheduled",
        "sequence",
        "started",
        "statuses",
        "stuns",
        "thinking",
        "turns",
        "world",
    )

    def __init__(self, manager: "StateManager", now: int) -> None:
        world = manager.world
        self._manager = manager
        self.base = world
        self.now = now
        self.open = True
        self.world: World | None = None
        self.moved = False
        self.combatants: dict[str, CombatantState] = {**world.combatants}
        self.actions: dict[str, ActionState] = {**world.actions}
        self.thinking: dict[str, int] = {**world.thinking}
        self.stuns: Mapping[str, int] = world.stuns
        self.statuses: Mapping[Pair, StatusState] = world.statuses
        self.turns: Mapping[Pair, int] = world.turns
        self.announced: dict[str, tuple[str, Position]] = {**world.announced}
        # The base's own until awareness changes them, then copies.
        self.knowledge: dict[Pair, Knowledge] = world.knowledge  # type: ignore[assignment]
        self.alerts: dict[Pair, int] = world.alerts  # type: ignore[assignment]
        self.appearances: Mapping[str, tuple[Sighting, ...]] = world.appearances
        self.scheduled: tuple[Command, ...] = world.scheduled
        self.sequence = world.sequence
        self.started = world.started
        self.recheck = world.recheck
        self.result: Result | None = world.result
        self.events: list[CombatEvent] = []
        self.faults: list[Fault] = []

    def __enter__(self) -> "Transaction":
        manager = self._manager
        if manager.opened is not None or manager.world is not self.base:
            manager.demand_present(self.base)
        # The last step: an interrupt before it leaves nothing open.
        manager.opened = self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._manager.commit(self)
        finally:
            self.open = False
            self._manager.abandon(self)

    def update_combatant_state(self, state: CombatantState) -> None:
        """Replace a combatant's record. Raises ``StateError`` if the record cannot be.

        The attributes must lie in their ranges and the position inside the arena. The change
        is judged by the rules of the tick at the next moment: no health left is a defeat.
        """
        self._demand_open()
        if not isinstance(state, CombatantState):
            raise StateError(f"{state!r} is no combatant's record", code="state.invalid")
        demand_record_of(known(state.id, self.combatants), state)
        self._manager.check(state)
        self.combatants[state.id] = state
        self.recheck = self.moved = True

    def update_action_state(self, state: ActionState) -> None:
        """Replace a running action, and what its actor's record says of it.

        Raises ``StateError`` if the actor is unknown or does something else.
        """
        self._demand_open()
        if not isinstance(state, ActionState):
            raise StateError(f"{state!r} is no running action", code="state.invalid")
        actor = known(state.actor, self.combatants)
        if actor.action != state.id:
            raise StateError(
                f"{state.actor} runs {actor.action or 'no action'}, not {state.id}; "
                "an action is started with execute_action and updated while it runs",
                code="state.other_action",
                actor=state.actor,
                action=state.id,
            )
        whole("due", state.due, self.now, 10 * LIMIT)
        self.actions[state.actor] = state
        self.combatants[state.actor] = replace(
            actor, phase=state.phase, state=state.state, phase_since=state.phase_since
        )

    def result_world(self) -> World:
        """The world as this transaction leaves it."""
        return World(
            self.now,
            self.combatants,
            self.actions,
            self.announced,
            self.knowledge,
            self.alerts,
            self.appearances,
            self.thinking,
            self.stuns,
            self.statuses,
            self.turns,
            self.scheduled,
            self.sequence,
            self.started,
            self.recheck,
            self.result,
        )

    def _demand_open(self) -> None:
        if not self.open:
            raise StateError(
                "this transaction is over; open a new one with state.transaction()",
                code="state.transaction_closed",
            )


class Save(Struct, frozen=True):
    """A whole fight at one moment, as ``CombatSystem.save`` gives it. Comparing two compares
    the fights."""

    world: World


class StateManager:
    """Keeps score: the world as it is, and a bounded ring of the worlds before it."""

    def __init__(
        self, arena: int, attributes: Mapping[str, Attribute], history: int = HISTORY
    ) -> None:
        self._arena = arena
        self._attributes = attributes
        # The last world of the ring is the present one: appending is the whole commit.
        self._worlds: deque[World] = deque([World()], maxlen=max(1, history) + 1)
        self.opened: Transaction | None = None

    @property
    def world(self) -> World:
        """The fight as it is. Immutable: it stays what it is when the fight goes on."""
        return self._worlds[-1]

    def get_state(self, combatant: str) -> CombatantState:
        """The record of a combatant. Raises ``StateError`` for an unknown one."""
        return known(combatant, self.world.combatants)

    def get_all_states(self) -> Mapping[str, CombatantState]:
        """Every combatant's record, in the order in which they joined."""
        return self.world.combatants

    def transaction(self, now: int | None = None) -> Transaction:
        """A transaction at tick ``now`` (the present one), open in a ``with``.

        One at a time: raises ``StateError`` while another is open.
        """
        if self.opened is not None:
            self.demand_present(self.world)
        return Transaction(self, self.world.now if now is None else now)

    def demand_present(self, base: World) -> None:
        """Raise ``StateError`` unless a transaction may open now on what it was made from."""
        if self.opened is not None:
            raise StateError(
                "a transaction is open already; changes that belong together go into one",
                code="state.transaction_open",
            )
        if base is not self.world:
            raise StateError(
                "the fight has gone on since this transaction was made; write "
                "with state.transaction() as tx",
                code="state.transaction_stale",
            )

    def commit(self, transaction: Transaction) -> None:
        """Make what a transaction leaves the world. Raises ``StateError`` if it was given up."""
        if self.opened is not transaction:
            raise StateError(
                "this transaction was given up, because another began; nothing was changed",
                code="state.transaction_closed",
            )
        transaction.world = world = transaction.result_world()
        self._worlds.append(world)

    def holds(self, transaction: Transaction) -> bool:
        """Whether what a transaction left is the world now."""
        return transaction.world is self.world

    def abandon(self, transaction: Transaction) -> None:
        """Close a transaction, if it is still the one that is open."""
        if self.opened is transaction:
            self.opened = None

    def rollback(self, steps: int = 1) -> None:
        """Go back ``steps`` transactions. Raises ``StateError`` if that many are not kept."""
        if type(steps) is not int or steps < 0:
            raise StateError(
                f"cannot go back {steps!r} steps; give a whole number from 0",
                code="state.rollback",
            )
        kept = len(self._worlds) - 1
        if steps > kept:
            why = f"cannot go back {steps} steps: {kept} are kept; a fight keeps more with history="
            raise StateError(why, code="state.rollback", steps=steps, kept=kept)
        self._demand_idle("roll back")
        left = list(self._worlds)[: kept + 1 - steps]
        self._worlds = deque(left, self._worlds.maxlen)

    def trim_history(self, max_age: int) -> int:
        """Forget worlds that are more than ``max_age`` ticks old; returns how many."""
        if type(max_age) is not int or max_age < 0:
            raise StateError(
                f"max_age is {max_age!r}; give a whole number of ticks from 0",
                code="state.trim_history",
            )
        oldest = self.world.now - max_age
        before = len(self._worlds)
        while len(self._worlds) > 1 and self._worlds[0].now < oldest:
            self._worlds.popleft()
        return before - len(self._worlds)

    def restore(self, world: World) -> None:
        """Make ``world`` the present one; the ring starts anew from it."""
        self._demand_idle("load")
        self._worlds = deque([world], self._worlds.maxlen)

    def pass_time(self, now: int) -> None:
        """Let time pass until ``now`` without anything happening. Not a step of history."""
        if now != self.world.now:
            self._worlds[-1] = replace(self.world, now=now)

    def check(self, state: CombatantState) -> None:
        """Raise ``StateError`` if a record cannot be, listing everything that is wrong."""
        demand_possible(state, self._arena, self._attributes)

    def _demand_idle(self, what: str) -> None:
        if self.opened is not None:
            raise StateError(
                f"cannot {what} while a transaction is open; leave it first",
                code="state.transaction_open",
            )
