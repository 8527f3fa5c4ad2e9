"""Playing a fight: moments and commands, each a transaction, each followed by its events."""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from combat_rules.engine.events.faults import RuleFailed
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.moment import Moments
from combat_rules.engine.publisher import Publisher
from combat_rules.engine.state.manager import StateManager
from combat_rules.engine.state.world import Fault, Fight, next_due
from combat_rules.engine.turn import CHANGING, Turn, alone, refusal
from combat_rules.errors import ActionError, CombatError, JournalError
from combat_rules.model import ActionState, Command

MAX_MOMENTS = 1000
"""How many moments, or commands of subscribers, one tick may have before it is an error."""


class Play:
    """Lets time pass and carries commands out. One thing at a time: who calls from inside,
    a subscriber say, has to wait or is refused."""

    def __init__(
        self,
        fight: Fight,
        state: StateManager,
        events: EventSystem,
        moments: Moments,
        publisher: Publisher,
    ) -> None:
        self._fight = fight
        self._state = state
        self._events = events
        self._moments = moments
        self.publisher = publisher
        self.turn = Turn()
        self._waiting: deque[Command] = deque()
        self._submitted: deque[Command] = deque()

    def begin(self, distance: int, history: int) -> None:
        """The fight is set up: whoever keeps its journal may begin."""
        keeper = self.publisher.keeper
        if keeper is not None:
            keeper.begin(self, self._fight, self._state.world, distance, history)

    @alone("advance")
    def until(self, tick: int) -> None:
        """Play every moment up to ``tick``, then let time pass until then."""
        self.recover()
        if self._submitted:
            self._take_submitted(self._state.world.now)
        self._moments_until(min(tick, self._fight.duration))
        self.publisher.settle()

    def execute(self, command: Command) -> ActionState | None:
        """Carry out a command, or let it wait if something is being played."""
        if self._inside("act"):
            self._waiting.append(replace(command, at=self._state.world.now))
            return None
        self.demand_fight_on("act")
        return self._carry_out(command)

    def submit(self, command: Command) -> None:
        """Keep a command, of any thread, for the next moment."""
        self._submitted.append(command)

    def schedule(self, commands: Iterable[Command]) -> None:
        """Have commands carried out when their time comes; nothing is announced of that."""
        if self._inside("schedule"):
            # A subscriber that is told of trouble is tried again, and would schedule twice.
            with suppress(JournalError):
                self._schedule(commands)
        else:
            self._schedule_alone(commands)

    @alone("play a moment")
    def moment(self, now: int) -> None:
        """Play one moment at tick ``now`` and nothing else, as a replay does."""
        self._play(now)

    def answer(self, command: Command) -> None:
        """Carry out a command that nobody waits for; a refusal is an event."""
        with self.publisher.open("answer", command, queue=self._waiting) as tx:
            self._moments.carry_out_later(tx, command)
        self.publisher.publish()

    def tell(self) -> None:
        """Hand on what was changed from outside, and carry out what subscribers answer."""
        self.publisher.publish()
        self._carry_out_waiting()
        self.publisher.settle()

    def forget_future(self, steps: int | None = None) -> None:
        """The fight has gone back: what came after is no part of it any more."""
        self._waiting.clear()
        self.publisher.forget_future(steps)

    def demand_fight_on(self, what: str) -> None:
        """Raise ``ActionError`` once the fight is over."""
        result = self._state.world.result
        if result is not None:
            raise ActionError(
                f"nobody can {what}: the fight ended at tick {result.at} by {result.reason}",
                code="fight.over",
                result=result,
            )

    def recover(self) -> None:
        """Finish what an interrupt cut off, before anything else is done."""
        self.publisher.recover()
        self._carry_out_waiting()

    def _inside(self, what: str) -> bool:
        """Whether a rule or a subscriber asks. Raises ``CombatError`` for another thread, and
        for whoever changes the fight from outside right now."""
        self.turn.demand_own_thread(what)
        held = self.turn.held
        if not self.turn.mine:
            return self._events.dispatching
        assert held is not None, "it is mine"
        if held.what == CHANGING and not self._events.dispatching:
            raise refusal(what, held)
        return True

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
                self._drop_scheduled(due)
                raise CombatError(
                    f"tick {due} does not end: {MAX_MOMENTS} moments were played in it, and what "
                    "is still scheduled for it is dropped. Look for an action whose phases take "
                    "no time, or a subscriber or controller that acts again at once",
                    code="fight.unsettled",
                    at=due,
                )
            if self._submitted:
                self._take_submitted(due)
            self._play(due)
            if self._waiting:
                self._carry_out_waiting()

    def _play(self, now: int) -> None:
        watch = self.publisher.watch
        started = watch.start() if watch is not None else 0
        with self.publisher.open("moment", now=now) as tx:
            self._moments.play(tx)
        self.publisher.publish()
        if watch is not None:
            watch.tick(started)

    @alone("act")
    def _carry_out(self, command: Command) -> ActionState | None:
        self.recover()
        self.demand_fight_on("act")
        command = replace(command, at=self._state.world.now)
        try:
            with self.publisher.open("command", command) as tx:
                started = self._moments.carry_out(tx, command)
        except RuleFailed as failed:
            now = self._state.world.now
            fault = Fault(now, failed.plugin, failed.where, str(failed), command.actor)
            self.publisher.faults.append(fault)
            raise failed.as_error(now) from failed.error
        self.tell()
        return started

    def _carry_out_waiting(self) -> None:
        """Commands that subscribers issued, each in its turn; a refusal is an event."""
        for _ in range(MAX_MOMENTS):
            if self._state.world.result is not None:
                self._waiting.clear()
            if not self._waiting:
                return
            command = self._waiting[0]
            try:
                self.answer(command)
            except Exception:
                if self._waiting and self._waiting[0] is command:
                    self._waiting.popleft()
                raise
        self._waiting.clear()
        raise CombatError(
            f"subscribers answer commands with commands without end at tick "
            f"{self._state.world.now}; {MAX_MOMENTS} were carried out, the rest is dropped",
            code="fight.unsettled",
        )

    def _take_submitted(self, at: int) -> None:
        """Schedule what other threads gave, in order, for the moment at tick ``at``."""
        if self._state.world.result is not None:
            self._submitted.clear()
            return
        given = tuple(self._submitted)
        self._schedule([replace(command, at=at) for command in given], given)

    def _drop_scheduled(self, until: int) -> None:
        """Forget commands that are due: somebody schedules for this tick without end."""
        with self.publisher.open("change") as tx:
            tx.scheduled = tuple(command for command in tx.scheduled if command.at > until)
            self.publisher.mean(tx)
        self.publisher.publish()

    @alone("schedule")
    def _schedule_alone(self, commands: Iterable[Command]) -> None:
        self.recover()
        self._schedule(commands)
        self.publisher.settle()

    def _schedule(self, commands: Iterable[Command], given: tuple[Command, ...] = ()) -> None:
        with self.publisher.open("schedule", *given, queue=self._submitted) as tx:
            tx.scheduled = tuple(sorted((*tx.scheduled, *commands), key=_due))
        self.publisher.publish()


def _due(command: Command) -> int:
    return command.at
