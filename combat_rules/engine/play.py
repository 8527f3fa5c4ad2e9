"""Playing a fight: moments and commands, each a transaction, each followed by its events."""

from collections import deque

from combat_rules.engine.events.faults import RuleFailed
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.keepers import Keeper, Kind
from combat_rules.engine.moment import Moments
from combat_rules.engine.performance import Watch
from combat_rules.engine.state.manager import StateManager, Transaction
from combat_rules.engine.state.world import Fault, Fight, next_due
from combat_rules.errors import ActionError, CombatError, JournalError
from combat_rules.model import ActionState, Command

MAX_MOMENTS = 1000
"""How many moments, or commands of subscribers, one tick may have before it is an error."""

FAULTS = 256
"""How many faults are kept."""


class Play:
    """Lets time pass and carries commands out. One thing at a time: who calls from inside,
    a subscriber say, has to wait or is refused."""

    def __init__(
        self,
        fight: Fight,
        state: StateManager,
        events: EventSystem,
        moments: Moments,
        keeper: Keeper | None,
    ) -> None:
        self._fight = fight
        self._state = state
        self._events = events
        self._moments = moments
        self.keeper = keeper
        self._waiting: deque[Command] = deque()
        self._playing = False
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None

    @property
    def busy(self) -> bool:
        """Whether a moment or a command is being played, or its events delivered."""
        return self._playing or self._events.dispatching

    def begin(self, distance: int, history: int) -> None:
        """The fight is set up: whoever keeps its journal may begin."""
        if self.keeper is not None:
            self.keeper.begin(self, self._fight, self._state.world, distance, history)

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
        self.settle()

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
        self.settle()
        return started

    def moment(self, now: int) -> None:
        """Play one moment at tick ``now`` and nothing else, as a replay does."""
        self.demand_idle("play a moment")
        self._play(now)

    def answer(self, command: Command) -> None:
        """Carry out a command that nobody waits for; a refusal is an event."""
        with self._state.transaction() as tx:
            self._moments.carry_out_later(tx, command)
        self.publish(tx, "answer", command)

    def publish(self, tx: Transaction, kind: Kind, command: Command | None = None) -> None:
        """Hand on what a committed transaction announces."""
        watch = self.watch
        started = watch.start() if watch is not None else 0
        if tx.faults:
            self.faults.extend(tx.faults)
        trouble = self._note(kind, tx, command)
        self._events.publish(tx.events)
        if watch is not None and tx.events:
            watch.event(started, len(tx.events))
        if trouble is not None:
            raise trouble

    def tell(self, tx: Transaction, kind: Kind) -> None:
        """Hand on what was changed from outside, and carry out what subscribers answer."""
        self._playing = True
        try:
            self.publish(tx, kind)
            self._carry_out_waiting()
        finally:
            self._playing = False
        self.settle()

    def mean(self, tx: Transaction) -> None:
        """A transaction from outside is done: show it to whoever keeps the journal."""
        if self.keeper is not None:
            self.keeper.mean(tx)

    def plan(self, tx: Transaction) -> None:
        """Commands were scheduled, perhaps by a subscriber: nothing is announced of that."""
        trouble = self._note("schedule", tx, None)
        if self.busy:
            # A subscriber that is told of trouble is tried again, and would schedule twice.
            return
        if trouble is not None:
            raise trouble
        self.settle()

    def settle(self) -> None:
        """Whoever called is about to get an answer: the journal has to hold it."""
        if self.keeper is not None:
            self.keeper.settle()

    def forget_future(self, steps: int | None = None) -> None:
        """The fight has gone back: what came after is no part of it any more."""
        world = self._state.world
        self._waiting.clear()
        self._events.forget_after(world.sequence)
        if self.keeper is not None:
            self.keeper.back(world, steps)
            self.keeper.settle()

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
        self.publish(tx, "moment")
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
        self.publish(tx, "command", command)
        return started

    def _carry_out_waiting(self) -> None:
        """Commands that subscribers issued, each in its turn; a refusal is an event."""
        for _ in range(MAX_MOMENTS):
            if not self._waiting:
                return
            command = self._waiting.popleft()
            if self._state.world.result is not None:
                continue
            self.answer(command)
        self._waiting.clear()
        raise CombatError(
            f"subscribers answer commands with commands without end at tick "
            f"{self._state.world.now}; {MAX_MOMENTS} were carried out, the rest is dropped",
            code="fight.unsettled",
        )

    def _note(self, kind: Kind, tx: Transaction, command: Command | None) -> JournalError | None:
        """Have a commit written down. What goes wrong is told after the events are out."""
        if self.keeper is None:
            return None
        try:
            self.keeper.note(kind, tx, self._state.world, command)
        except JournalError as error:
            return error
        except Exception as error:
            trouble = JournalError(
                f"the journal failed at tick {tx.now}: {type(error).__name__}: {error}. The fight "
                "in memory is whole and went on; what this moment did is not in the journal",
                code="journal.failed",
                at=tx.now,
            )
            trouble.__cause__ = error
            return trouble
        return None
