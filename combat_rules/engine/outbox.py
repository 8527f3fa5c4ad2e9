"""The outbox: hands on what an input has led to, to the journal and then to subscribers."""

from collections import deque
from collections.abc import Callable

from combat_rules.engine.core.records import Fault
from combat_rules.engine.events import EventSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Answer, Load, Moment, Rollback, Schedule
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
    to be carried out; each leaves its queue once the input that took it is filed. ``on_return``
    are told when the fight goes back, with the number of its next event.
    """

    def __init__(self, events: EventSystem, sink: JournalSink | None) -> None:
        self._events = events
        self.sink = sink
        self.faults: tuple[Fault, ...] = ()
        self.watch: Watch | None = None
        self.waiting: deque[Command] = deque()
        self.submitted: deque[Command] = deque()
        self.on_return: list[Callable[[int], object]] = []

    def hand_on(self, state: StateManager) -> None:
        """Hand on what the latest input leaves. Raises ``JournalError`` once its events are out,
        if they could not be written down."""
        if self.watch is not None:
            self._hand_on_watched(state, self.watch)
            return
        trouble, events = self.file(state), self._events
        if events.queue or events.ordered:
            events.deliver()
        if trouble is not None:
            raise trouble

    def _hand_on_watched(self, state: StateManager, watch: Watch) -> None:
        """The same, and the time that it takes is noted."""
        before, started = state.filed, watch.start()
        trouble = self.file(state)
        self._events.deliver()
        if state.filed is not before and state.filed.said:
            watch.event(started, len(state.filed.said))
        if trouble is not None:
            raise trouble

    def file(self, state: StateManager) -> Exception | None:
        """Have what the latest input leaves written down, and queue its events. Returns what went
        wrong with the journal, or raised that was told of the return: that is told once the events
        are out."""
        applied, events = state.latest, self._events
        if applied is state.filed:
            return None
        if applied.faults and not (self.faults and self.faults[-1] is applied.faults[-1]):
            self.note_faults(applied.faults)
        if type(applied.given) is not Moment:
            trouble = self._file_from_outside(applied)
        elif self.sink is None:
            trouble = None
        else:
            trouble = self._note(self.sink, applied)
        said = applied.said
        # One step each: no interrupt falls between two stores, nor between one and the next call.
        if not said:
            state.filed = applied
        elif events.signals:
            events.queue, state.filed = (*events.queue, said), applied
        else:
            # Most fights of many are heard by nobody: what nobody asks for is not delivered.
            state.filed = applied
            events.published.append(said)
        return trouble

    def note_faults(self, faults: tuple[Fault, ...]) -> None:
        """Keep mistakes of plugins, the latest of all."""
        self.faults = (*self.faults, *faults)[-FAULTS:]

    def _file_from_outside(self, applied: Applied) -> Exception | None:
        """Have an input from outside written down, and take out of the queues, and of what was
        said, what is no longer in them. Returns what somebody raised who was told that the fight
        goes back, or what went wrong with the journal."""
        given = applied.given
        self._events.names = tuple(seat.id for seat in applied.world.seats)
        trouble = None if self.sink is None else self._note(self.sink, applied)
        if type(given) is Load or type(given) is Rollback:
            self._events.forget_after(applied.world.sequence)
            return self._tell_of_return(applied.world.sequence) or trouble
        if type(given) is Answer:
            take_out(self.waiting, (given.command,))
        elif type(given) is Schedule:
            take_out(self.submitted, given.commands)
        return trouble

    def _tell_of_return(self, sequence: int) -> Exception | None:
        """Tell everybody who wants to know; one that raises keeps it from nobody."""
        raised = None
        for told in self.on_return:
            try:
                told(sequence)
            except Exception as error:
                raised = error
        return raised

    def settle(self, state: StateManager) -> None:
        """Whoever called is about to get an answer: the journal has to hold it."""
        if self.sink is None:
            return
        try:
            self.sink.settle()
        except JournalError:
            raise
        except Exception as error:
            raise _broken(error, state.world.now) from error

    def _note(self, sink: JournalSink, applied: Applied) -> Exception | None:
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
