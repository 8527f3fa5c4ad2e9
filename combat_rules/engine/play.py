"""Playing a fight: moments and commands, each a transaction, each followed by its events."""

from collections import deque
from collections.abc import MutableSequence

from combat_rules.engine.events.faults import RuleFailed
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.moment import Moments
from combat_rules.engine.performance import Watch
from combat_rules.engine.state.manager import StateManager, Transaction
from combat_rules.engine.state.world import Fault, Fight, next_due
from combat_rules.errors import ActionError, CombatError
from combat_rules.model import ActionState, CombatEvent, Command

MAX_MOMENTS = 1000
"""How many moments, or commands of subscribers, one tick may have before it is an error."""

FAULTS = 256
"""How many faults are kept."""

Journal = MutableSequence[Command | CombatEvent]
"""Whatever takes every command and event of a fight, in order."""


class Play:
    """Lets time pass and carries commands out. One thing at a time: who calls from inside,
    a subscriber say, has to wait or is refused."""

    def __init__(
        self,
        fight: Fight,
        state: StateManager,
        events: EventSystem,
        moments: Moments,
        journal: Journal | None,
    ) -> None:
        self._fight = fight
        self._state = state
        self._events = events
        self._moments = moments
        self._journal = journal
        self._waiting: deque[Command] = deque()
        self._playing = False
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None

    @property
    def busy(self) -> bool:
        """Whether a moment or a command is being played, or its events delivered."""
        return self._playing or self._events.dispatching

    def until(self, tick: int) -> None:
        """Play every moment up to ``tick``, then let time pass until then."""
        self.demand_idle("advance")
        self._playing = True
        try:
            self._events.deliver()
            self._carry_out_waiting()
            self._moments_until(min(tick, self._fight.duration))
        finally:
            self._playing = False

    def execute(self, command: Command) -> ActionState | None:
        """Carry out a command, or let it wait if something is being played."""
        if self.busy:
            self._waiting.append(command)
            return None
        self.demand_fight_on("act")
        self._playing = True
        try:
            self._events.deliver()
            self._carry_out_waiting()
            started = self._carry_out(command)
            self._carry_out_waiting()
        finally:
            self._playing = False
        return started

    def publish(self, tx: Transaction) -> None:
        """Hand on what a committed transaction announces."""
        watch = self.watch
        started = watch.start() if watch is not None else 0
        if tx.faults:
            self.faults.extend(tx.faults)
        if self._journal is not None:
            self._journal.extend(tx.events)
        self._events.publish(tx.events)
        if watch is not None and tx.events:
            watch.event(started, len(tx.events))

    def tell(self, tx: Transaction) -> None:
        """Hand on what was changed from outside, and carry out what subscribers answer."""
        self._playing = True
        try:
            self.publish(tx)
            self._carry_out_waiting()
        finally:
            self._playing = False

    def forget_future(self) -> None:
        """The fight has gone back: what came after is no part of it any more."""
        sequence = self._state.world.sequence
        self._waiting.clear()
        self._events.forget_after(sequence)
        journal = self._journal
        while journal and not (
            isinstance(journal[-1], CombatEvent) and journal[-1].sequence < sequence
        ):
            journal.pop()

    def demand_idle(self, what: str) -> None:
        """Raise ``CombatError`` while something is being played."""
        if self.busy:
            raise CombatError(
                f"cannot {what} while a moment is being played; subscribers and rules may "
                "issue commands, which wait their turn, everything else is for the caller of "
                "advance",
                code="fight.reentered",
            )

    def demand_fight_on(self, what: str) -> None:
        """Raise ``ActionError`` once the fight is over."""
        result = self._state.world.result
        if result is not None:
            raise ActionError(
                f"nobody can {what}: the fight ended at tick {result.at} by {result.reason}",
                code="fight.over",
                result=result,
            )

    def _moments_until(self, until: int) -> None:
        moments, tick = 0, -1
        while True:
            world = self._state.world
            if world.result is not None:
                return
            due = next_due(world, self._fight.duration)
            if due > until:
                self._state.pass_time(until)
                return
            moments, tick = (moments + 1 if due == tick else 0), due
            if moments > MAX_MOMENTS:
                raise CombatError(
                    f"tick {due} does not end: {MAX_MOMENTS} moments were played in it. Look "
                    "for an action whose phases take no time, or a subscriber or controller "
                    "that acts again at once",
                    code="fight.unsettled",
                    at=due,
                )
            self._play(due)
            if self._waiting:
                self._carry_out_waiting()

    def _play(self, now: int) -> None:
        watch = self.watch
        started = watch.start() if watch is not None else 0
        with self._state.transaction(now) as tx:
            self._moments.play(tx)
        self.publish(tx)
        if watch is not None:
            watch.tick(started)

    def _carry_out(self, command: Command) -> ActionState | None:
        now = self._state.world.now
        try:
            with self._state.transaction() as tx:
                started = self._moments.carry_out(tx, command)
        except RuleFailed as failed:
            fault = Fault(now, failed.plugin, failed.where, str(failed), command.actor)
            self.faults.append(fault)
            raise failed.as_error(now) from failed.error
        self._record(command)
        self.publish(tx)
        return started

    def _carry_out_waiting(self) -> None:
        """Commands that subscribers issued, each in its turn; a refusal is an event."""
        for _ in range(MAX_MOMENTS):
            if not self._waiting:
                return
            command = self._waiting.popleft()
            if self._state.world.result is not None:
                continue
            with self._state.transaction() as tx:
                self._moments.carry_out_later(tx, command)
            self._record(command)
            self.publish(tx)
        self._waiting.clear()
        raise CombatError(
            f"subscribers answer commands with commands without end at tick "
            f"{self._state.world.now}; {MAX_MOMENTS} were carried out, the rest is dropped",
            code="fight.unsettled",
        )

    def _record(self, command: Command) -> None:
        if self._journal is not None:
            self._journal.append(command)
