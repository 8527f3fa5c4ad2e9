"""Playing a fight: inputs are folded one by one, each followed by its events."""

from collections.abc import Iterable
from contextlib import suppress
from types import FrameType

from msgspec.structs import replace

from combat_rules.engine.changes import Transaction
from combat_rules.engine.checks import demand_fight_on
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Fault
from combat_rules.engine.core.showing import action_state
from combat_rules.engine.core.words import NONE
from combat_rules.engine.events import EventSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import (
    Answer,
    Change,
    Do,
    Drop,
    Input,
    Join,
    Load,
    Moment,
    Rollback,
    Schedule,
)
from combat_rules.engine.lock import CHANGING, FightLock, Holder, alone, refusal
from combat_rules.engine.outbox import Outbox
from combat_rules.engine.performance import Watch
from combat_rules.engine.state import StateManager
from combat_rules.engine.world import World, next_due
from combat_rules.errors import CombatError, JournalError, RuleFailed, StateError
from combat_rules.model import ActionState, Command

MAX_MOMENTS = 1000
"""How many moments, or commands of subscribers, one tick may have before it is an error."""


class Playing:
    """Lets time pass and gives a fight its inputs. One thing at a time: who calls from inside,
    a subscriber say, has to wait or is refused."""

    def __init__(
        self,
        fight: Fight,
        events: EventSystem,
        outbox: Outbox,
        lock: FightLock,
        state: StateManager,
    ) -> None:
        self._fight = fight
        self._events = events
        self.outbox = outbox
        self.lock = lock
        self._state = state

    # -- time -----------------------------------------------------------------------------

    @alone("advance")
    def until(self, tick: int) -> None:
        """Play every moment up to ``tick``, then let time pass until then."""
        self.recover()
        if self.outbox.submitted:
            self._take_submitted(self._state.world.now)
        try:
            self._moments_until(min(tick, self._fight.duration))
        except Exception as error:
            self._settle_before(error)
            raise
        self.outbox.settle(self._state)

    def _moments_until(self, until: int) -> None:
        fight, state, outbox = self._fight, self._state, self.outbox
        moments, tick, ended = 0, NONE, NONE
        while True:
            world = state.latest.world
            if world.result is not None:
                return
            due = next_due(world, fight)
            if due > until:
                state.pass_time(until)
                return
            if due != tick:
                moments, tick = 1, due
            elif moments < MAX_MOMENTS:
                moments += 1
            else:
                self._end_tick(due, ended == due)
                moments, ended = 0, due
                continue
            if outbox.submitted:
                self._take_submitted(due)
            if outbox.watch is None:
                state.fold(Moment(due))
                outbox.hand_on(state)
            else:
                self._moment_watched(due, outbox.watch)
            if outbox.waiting:
                self._carry_out_waiting()

    def _moment_watched(self, due: int, watch: Watch) -> None:
        """Play a moment, and the time that it takes is noted."""
        started = watch.start()
        self._state.fold(Moment(due))
        self.outbox.hand_on(self._state)
        watch.tick(started)

    def _end_tick(self, due: int, again: bool) -> None:
        """End a tick that does not end: what is due in it, and what subscribers answer to that.

        The fight goes on. Raises ``CombatError`` in strict mode, or if there is no action to
        blame, or if subscribers keep the tick going even so.
        """
        applied = self._state.fold(Drop(due))
        self.outbox.hand_on(self._state)
        self.outbox.waiting.clear()
        if self._fight.strict or again or not applied.faults:
            ended = " ".join(f"{fault.where} of {fault.combatant}," for fault in applied.faults)
            raise CombatError(
                f"tick {due} does not end: {MAX_MOMENTS} moments were played in it, and what was "
                f"still to come in it is dropped{ended and ': ' + ended[:-1]}. Look for an action "
                "whose phases take no time, or a subscriber or controller that acts again at once",
                code="fight.unsettled",
                at=due,
            )

    # -- commands -------------------------------------------------------------------------

    def execute(self, command: Command) -> ActionState | None:
        """Carry out a command, or let it wait if something is being played."""
        if self._inside("act"):
            self.outbox.waiting.append(replace(command, at=self._state.world.now))
            return None
        demand_fight_on(self._state.world.result, "act")
        return self._carry_out(command)

    def submit(self, command: Command) -> None:
        """Keep a command, of any thread, for the next moment."""
        self.outbox.submitted.append(command)

    def schedule(self, commands: Iterable[Command]) -> None:
        """Have commands carried out when their time comes; nothing is announced of that."""
        wanted = tuple(commands)
        if self._inside("schedule"):
            # A subscriber that is told of trouble is tried again, and would schedule twice.
            with suppress(JournalError):
                self._schedule(wanted)
        else:
            self._schedule_alone(wanted)

    @alone("act")
    def _carry_out(self, command: Command) -> ActionState | None:
        self.recover()
        now = self._state.world.now
        command = replace(command, at=now)
        try:
            applied = self._state.fold(Do(now, command))
        except RuleFailed as failed:
            fault = Fault(
                now, failed.plugin, failed.where, str(failed), command.actor, failed.place
            )
            self.outbox.note_faults((fault,))
            raise failed.as_error(now) from failed.error
        self._tell()
        if command.cancel:
            return None
        seats = applied.world.seats
        place = applied.world.demand_place(command.actor)
        return action_state(self._fight.rules, seats, place)

    def _carry_out_waiting(self) -> None:
        """Commands that subscribers issued, each in its turn; a refusal is an event."""
        for _ in range(MAX_MOMENTS):
            if self._state.world.result is not None:
                self.outbox.waiting.clear()
            if not self.outbox.waiting:
                return
            command = self.outbox.waiting[0]
            try:
                self._take(Answer(self._state.world.now, command))
            except Exception:
                if self.outbox.waiting and self.outbox.waiting[0] is command:
                    self.outbox.waiting.popleft()
                raise
        self.outbox.waiting.clear()
        raise CombatError(
            f"subscribers answer commands with commands without end at tick "
            f"{self._state.world.now}; {MAX_MOMENTS} were carried out, the rest is dropped",
            code="fight.unsettled",
        )

    def _take_submitted(self, at: int) -> None:
        """Schedule what other threads gave, in order, for the moment at tick ``at``."""
        if self._state.world.result is not None:
            self.outbox.submitted.clear()
            return
        self._take(Schedule(self._state.world.now, tuple(self.outbox.submitted), at))

    @alone("schedule")
    def _schedule_alone(self, commands: tuple[Command, ...]) -> None:
        self.recover()
        self._schedule(commands)
        self.outbox.settle(self._state)

    def _schedule(self, commands: tuple[Command, ...]) -> None:
        self._take(Schedule(self._state.world.now, commands))

    # -- joining, changing, going back ----------------------------------------------------

    def join(self, join: Join) -> None:
        """Let somebody join; whoever calls holds the lock."""
        self._state.fold(join)
        self._tell()

    def transaction(self) -> Transaction:
        """A transaction that changes the fight from outside."""
        outer = self.lock.held
        if outer is not None and outer.what == CHANGING and self.lock.mine:
            raise refusal(CHANGING, outer)
        world = self._state.world
        held: list[Holder] = []

        def enter(frame: FrameType) -> World:
            held.append(self.lock.take(CHANGING, frame))
            if self._state.world is not world:
                raise StateError(
                    "the fight has gone on since this transaction was made; write "
                    "with state.transaction() as tx",
                    code="state.transaction_stale",
                )
            self.recover()
            return self._state.world

        def leave(change: Change | None) -> None:
            try:
                if change is not None:
                    if not held or self.lock.held is not held[-1]:
                        raise StateError(
                            "this transaction was given up, because another began; nothing was "
                            "changed",
                            code="state.transaction_closed",
                        )
                    self._state.fold(change)
                    self._tell()
            finally:
                while held:
                    self.lock.give_back(held[-1])
                    held.pop()

        return Transaction(self._fight, world, enter, leave)

    @alone("load")
    def load(self, world: World) -> None:
        """Make the fight what it was in another world."""
        self._go(Load(world.now, world))

    @alone("roll back")
    def rollback(self, steps: int) -> None:
        """Go back ``steps`` transactions."""
        self._go(Rollback(self._state.earlier(steps).now, steps))

    def _go(self, given: Input) -> None:
        # What an interrupt has kept from its subscribers is no part of the fight any more.
        self.outbox.file(self._state)
        self._state.fold(given)
        self.outbox.waiting.clear()
        try:
            self.outbox.hand_on(self._state)
        except Exception as error:
            self._settle_before(error)
            raise
        self.outbox.settle(self._state)

    @alone("play an input")
    def play(self, given: Input) -> Applied:
        """Fold an input that was recorded, and hand on what came of it."""
        self.outbox.hand_on(self._state)
        applied = self._state.fold(given)
        self.outbox.hand_on(self._state)
        self.outbox.waiting.clear()
        return applied

    # -- one at a time --------------------------------------------------------------------

    def recover(self) -> None:
        """Finish what an interrupt cut off, before anything else is done."""
        state, events, outbox = self._state, self._events, self.outbox
        if state.latest is not state.filed or events.queue or events.ordered:
            outbox.hand_on(state)
        if outbox.waiting:
            self._carry_out_waiting()

    def _take(self, given: Input) -> None:
        """Fold an input, and hand on what came of it."""
        self._state.fold(given)
        self.outbox.hand_on(self._state)

    def _tell(self) -> None:
        """Hand on what was changed from outside, and carry out what subscribers answer."""
        try:
            self.outbox.hand_on(self._state)
            if self.outbox.waiting:
                self._carry_out_waiting()
        except Exception as error:
            self._settle_before(error)
            raise
        self.outbox.settle(self._state)

    def _settle_before(self, error: Exception) -> None:
        """Have the journal hold what has happened before an error, which is an answer as well."""
        if not isinstance(error, JournalError):
            self.outbox.settle(self._state)

    def _inside(self, what: str) -> bool:
        """Whether a rule or a subscriber asks. Raises ``CombatError`` for another thread, and
        for whoever changes the fight from outside right now."""
        self.lock.demand_own_thread(what)
        held = self.lock.held
        if not self.lock.mine:
            return self._events.dispatching
        assert held is not None, "it is mine"
        if held.what == CHANGING and not self._events.dispatching:
            raise refusal(what, held)
        return True
