"""The outbox: hands on what an input has led to, to the journal and then to subscribers."""

from collections import deque

from combat_rules.engine.core.records import Fault
from combat_rules.engine.events import EventSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Answer, Load, Rollback, Schedule
from combat_rules.engine.order import in_order
from combat_rules.engine.performance import Watch
from combat_rules.engine.sinks import JournalSink
from combat_rules.engine.state import StateManager
from combat_rules.errors import JournalError
from combat_rules.model import Command

FAULTS = 256
"""How many faults are kept."""


class Outbox:
    """Hands on what each input leaves, once it is committed.

    Whatever cuts it off, Ctrl-C say, nothing is lost and nothing is told twice: called again,
    it goes on where it was cut off. ``waiting`` and ``submitted`` are the commands that are yet
    to be carried out; each leaves its queue once the input that took it is filed.
    """

    def __init__(self, state: StateManager, events: EventSystem, sink: JournalSink | None) -> None:
        self._state = state
        self._events = events
        self.sink = sink
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None
        self.waiting: deque[Command] = deque()
        self.submitted: deque[Command] = deque()

    def hand_on(self) -> None:
        """Hand on what the latest input leaves. Raises ``JournalError`` once its events are out,
        if they could not be written down."""
        watch, applied = self.watch, self._state.latest
        if watch is None or applied is self._state.filed:
            trouble = self.file()
            self._events.deliver()
        else:
            started = watch.start()
            trouble = self.file()
            self._events.deliver()
            if applied.said:
                watch.event(started, len(applied.said))
        if trouble is not None:
            raise trouble

    def file(self) -> JournalError | None:
        """Have what the latest input leaves written down, and queue its events. Returns what went
        wrong with the journal: that is told once the events are out."""
        state, events = self._state, self._events
        applied = state.latest
        if applied is state.filed:
            return None
        given, world = applied.given, applied.world
        goes_back = isinstance(given, Load | Rollback)
        if goes_back or len(events.names) != len(world.seats):
            events.names = tuple(seat.id for seat in world.seats)
        if applied.faults and not (self.faults and self.faults[-1] is applied.faults[-1]):
            self.faults.extend(applied.faults)
        trouble = None if self.sink is None else self._note(self.sink, applied)
        if goes_back:
            events.forget_after(world.sequence)
        else:
            state.keep(applied)
            if isinstance(given, Answer):
                take_out(self.waiting, (given.command,))
            elif isinstance(given, Schedule):
                take_out(self.submitted, given.commands)
        queue = events.queue
        if applied.said:
            queue = deque(in_order(applied.said))
            if events.queue:
                queue.extendleft(reversed(events.queue))
        # One step: no interrupt falls between two stores.
        events.queue, state.filed = queue, applied
        return trouble

    def settle(self) -> None:
        """Whoever called is about to get an answer: the journal has to hold it."""
        if self.sink is None:
            return
        try:
            self.sink.settle()
        except JournalError:
            raise
        except Exception as error:
            raise _broken(error, self._state.world.now) from error

    def _note(self, sink: JournalSink, applied: Applied) -> JournalError | None:
        """Have a commit written down. What goes wrong is told after the events are out."""
        try:
            sink.note(applied)
        except JournalError as error:
            return error
        except Exception as error:
            trouble = _broken(error, applied.world.now)
            trouble.__cause__ = error
            return trouble
        return None


def take_out(queue: deque[Command], taken: tuple[Command, ...]) -> None:
    """Take commands that were carried out from the head of their queue."""
    while queue and any(queue[0] is command for command in taken):
        queue.popleft()


def _broken(error: Exception, at: int) -> JournalError:
    """What is raised when a sink fails in a way of its own."""
    return JournalError(
        f"the journal failed at tick {at}: {type(error).__name__}: {error}. The fight in memory is "
        "whole and went on; what happened since the last call may not be in the journal",
        code="journal.failed",
        at=at,
    )
