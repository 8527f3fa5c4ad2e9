"""The outbox: hands on what an input has led to, to the journal and then to subscribers."""

from collections import deque

from combat_rules.engine.core.records import Fault
from combat_rules.engine.events import EventSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Load, Rollback
from combat_rules.engine.order import in_order
from combat_rules.engine.performance import Watch
from combat_rules.engine.sinks import JournalSink
from combat_rules.engine.state import Present, StateManager
from combat_rules.errors import JournalError

FAULTS = 256
"""How many faults are kept."""


class Outbox:
    """Hands on what each input leaves, once it is committed.

    Whatever cuts it off, Ctrl-C say, nothing is lost and nothing is told twice: called again,
    it goes on where it was cut off.
    """

    def __init__(self, state: StateManager, events: EventSystem, sink: JournalSink | None) -> None:
        self._state = state
        self._events = events
        self.sink = sink
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None
        self._taken: Present | None = None

    def hand_on(self) -> None:
        """Hand on what the latest input leaves. Raises ``JournalError`` once its events are out,
        if they could not be written down."""
        watch, applied = self.watch, self._state.present.pending
        started = watch.start() if watch is not None else 0
        trouble = self.file()
        self._events.deliver()
        if watch is not None and applied is not None and applied.said:
            watch.event(started, len(applied.said))
        if trouble is not None:
            raise trouble

    def file(self) -> JournalError | None:
        """Have what the latest input leaves written down, and queue its events. Returns what went
        wrong with the journal: that is told once the events are out."""
        self.take_out()
        state, events = self._state, self._events
        present = state.present
        applied = present.pending
        if applied is None:
            return None
        goes_back = isinstance(applied.given, Load | Rollback)
        if goes_back or len(events.names) != len(applied.world.seats):
            events.names = tuple(seat.id for seat in applied.world.seats)
        if applied.faults and not (self.faults and self.faults[-1] is applied.faults[-1]):
            self.faults.extend(applied.faults)
        trouble = self._note(applied)
        if goes_back:
            events.forget_after(applied.world.sequence)
        queue = events.queue
        if applied.said:
            queue = deque(in_order(applied.said))
            if events.queue:
                queue.extendleft(reversed(events.queue))
        settled = state.settled()
        # One step: either all has happened, or nothing, wherever an interrupt falls.
        events.queue, self._taken, state.present = queue, present, settled
        if present.queue is not None:
            self.take_out()
        return trouble

    def recover(self) -> None:
        """Finish what was cut off."""
        self.hand_on()

    def take_out(self) -> None:
        """Take commands that were carried out from the head of their queue."""
        done = self._taken
        if done is not None and done.queue is not None:
            while done.queue and any(done.queue[0] is command for command in done.taken):
                done.queue.popleft()
        self._taken = None

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

    def _note(self, applied: Applied) -> JournalError | None:
        """Have a commit written down. What goes wrong is told after the events are out."""
        if self.sink is None:
            return None
        try:
            self.sink.note(applied)
        except JournalError as error:
            return error
        except Exception as error:
            trouble = _broken(error, applied.world.now)
            trouble.__cause__ = error
            return trouble
        return None


def _broken(error: Exception, at: int) -> JournalError:
    """What is raised when a sink fails in a way of its own."""
    return JournalError(
        f"the journal failed at tick {at}: {type(error).__name__}: {error}. The fight in memory is "
        "whole and went on; what happened since the last call may not be in the journal",
        code="journal.failed",
        at=at,
    )
