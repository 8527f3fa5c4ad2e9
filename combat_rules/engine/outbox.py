"""The publisher: hands on what a transaction leaves, to the journal and then to subscribers."""

from collections import deque

from msgspec import Struct

from combat_rules.engine.events.order import in_order
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.keepers import Keeper, Kind
from combat_rules.engine.performance import Watch
from combat_rules.engine.state.manager import StateManager, Transaction
from combat_rules.engine.state.world import Fault
from combat_rules.errors import JournalError
from combat_rules.model import Command

FAULTS = 256
"""How many faults are kept."""


COMMANDED = ("command", "answer")
"""The kinds of change that carry out one command."""


class Change(Struct, frozen=True):
    """A transaction that was opened, what for, and the commands that it carries out, with the
    queue from whose head they were taken."""

    tx: Transaction
    kind: Kind
    commands: tuple[Command, ...] = ()
    queue: deque[Command] | None = None


class Publisher:
    """Opens transactions, and publishes what each leaves once it is committed.

    Whatever cuts it off, Ctrl-C say, nothing is lost and nothing is told twice: ``recover``
    goes on where it was cut off.
    """

    def __init__(self, state: StateManager, events: EventSystem, keeper: Keeper | None) -> None:
        self._state = state
        self._events = events
        self.keeper = keeper
        self.faults: deque[Fault] = deque(maxlen=FAULTS)
        self.watch: Watch | None = None
        self._latest: Change | None = None
        self._done: Change | None = None

    def open(
        self,
        kind: Kind,
        *commands: Command,
        queue: deque[Command] | None = None,
        now: int | None = None,
    ) -> Transaction:
        """A transaction, to be used in a ``with`` and then published. Its commands leave their
        queue as it is committed."""
        tx = self._state.transaction(now)
        self._latest = Change(tx, kind, commands, queue)
        return tx

    def publish(self) -> None:
        """Hand on what the latest transaction leaves. Raises ``JournalError`` once its events
        are out, if they could not be written down."""
        change = self._latest
        assert change is not None, "what is published was opened"
        tx, watch = change.tx, self.watch
        started = watch.start() if watch is not None else 0
        if tx.faults and not (self.faults and self.faults[-1] is tx.faults[-1]):
            self.faults.extend(tx.faults)
        trouble = self._note(change)
        ordered = in_order(tx.events) if tx.events else ()
        # One step: either both have happened, or neither, wherever an interrupt falls.
        queue, events = deque(ordered), self._events
        if events.queue:
            queue.extendleft(reversed(events.queue))
        events.queue, self._done, self._latest = queue, change, None
        if change.queue is not None:
            self._take_out()
        events.deliver()
        if watch is not None and tx.events:
            watch.event(started, len(tx.events))
        if trouble is not None:
            raise trouble

    def recover(self) -> None:
        """Finish what was cut off: a committed transaction is published, an open one is none."""
        self._take_out()
        change = self._latest
        if change is not None and self._state.holds(change.tx):
            self.publish()
            return
        if change is not None:
            self._state.abandon(change.tx)
            self._latest = None
        self._events.deliver()

    def mean(self, tx: Transaction) -> None:
        """A transaction from outside is done: show it to whoever keeps the journal."""
        if self.keeper is not None:
            self.keeper.mean(tx)

    def settle(self) -> None:
        """Whoever called is about to get an answer: the journal has to hold it."""
        if self.keeper is None:
            return
        try:
            self.keeper.settle()
        except JournalError:
            raise
        except Exception as error:
            raise _broken(error, self._state.world.now) from error

    def forget_future(self, steps: int | None = None) -> None:
        """The fight has gone back: what came after is no part of it any more."""
        world = self._state.world
        self._latest = None
        self._events.forget_after(world.sequence)
        if self.keeper is not None:
            self.keeper.back(world, steps)
            self.settle()

    def _take_out(self) -> None:
        """Take commands that were carried out from the head of their queue."""
        done = self._done
        if done is not None and done.queue is not None:
            while done.queue and any(done.queue[0] is command for command in done.commands):
                done.queue.popleft()
        self._done = None

    def _note(self, change: Change) -> JournalError | None:
        """Have a commit written down. What goes wrong is told after the events are out."""
        if self.keeper is None:
            return None
        try:
            command = change.commands[0] if change.kind in COMMANDED else None
            self.keeper.note(change.kind, change.tx, self._state.world, command)
        except JournalError as error:
            return error
        except Exception as error:
            trouble = _broken(error, change.tx.now)
            trouble.__cause__ = error
            return trouble
        return None


def _broken(error: Exception, at: int) -> JournalError:
    """What is raised when a keeper fails in a way of its own."""
    return JournalError(
        f"the journal failed at tick {at}: {type(error).__name__}: {error}. The fight in memory is "
        "whole and went on; what happened since the last call may not be in the journal",
        code="journal.failed",
        at=at,
    )
