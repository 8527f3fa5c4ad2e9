"""The event system: announces what has happened, to everyone who asked, once and in order."""

from collections import deque
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.charts.runner import NotAllowed
from combat_rules.engine.events.announcements import (
    ACTION_EVENTS,
    RUNNER,
    SILENT,
)
from combat_rules.engine.events.subscribers import Subscribers, Subscription
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fault
from combat_rules.errors import EventError, did_you_mean
from combat_rules.model.events import EVENT_TYPES, CombatEvent

RECENT = 256
"""How many published events are kept for looking back, and how many dead letters."""


class RetryPolicy(Struct, frozen=True):
    """How often a subscriber that raises is tried in all. There is no waiting in between."""

    max_attempts: int = 3


class DeadLetter(Struct, frozen=True):
    """An event that a subscriber could not take, with what it raised at the last attempt."""

    event: CombatEvent
    subscriber: str
    error: str
    attempts: int


class EventSystem:
    """Numbers, orders, checks and delivers the events of one fight.

    Subscribers are called with the event, in the order in which they came. They come in
    through ``subscribe`` or through the blinker signal of an event type: ``signal(type)``.
    """

    def __init__(
        self,
        retry: RetryPolicy | None = None,
        *,
        strict: bool = False,
        known: Mapping[str, type[CombatEvent]] = EVENT_TYPES,
    ) -> None:
        self.retry = RetryPolicy() if retry is None else retry
        attempts = getattr(self.retry, "max_attempts", None)
        if type(attempts) is not int or attempts < 1:
            raise EventError(
                f"retry is {self.retry!r}; max_attempts is a whole number from 1: an event is "
                "tried at least once",
                code="event.retry",
            )
        self.strict = strict
        self.recent: deque[CombatEvent] = deque(maxlen=RECENT)
        self.dead_letters: deque[DeadLetter] = deque(maxlen=RECENT)
        self.lost = 0
        self._subscribers = Subscribers(known)
        self.signal = self._subscribers.signal
        self.subscribe = self._subscribers.subscribe
        self.unsubscribe = self._subscribers.unsubscribe
        self.queue: deque[CombatEvent] = deque()
        """What has happened, in order, and is yet to be delivered."""
        self._current: CombatEvent | None = None
        self._left: deque[Subscription] = deque()
        self._dispatching = False

    # -- announcing ---------------------------------------------------------------------

    def announce(self, tx: Transaction, event: CombatEvent) -> int:
        """Add an event to a transaction, numbered and timed; returns its sequence.

        What may be said of an action, and when, is a chart. An event that it does not allow is
        an ``EventError`` in strict mode; otherwise it is left out and recorded as a fault.
        """
        sequence = tx.sequence
        if event.type in ACTION_EVENTS and not self._follows(
            tx, event.type, event.source, event.action
        ):
            return event.causes[-1] if event.causes else sequence
        tx.sequence = sequence + 1
        tx.events.append(replace(event, sequence=sequence, timestamp=tx.now))
        return sequence

    def _follows(self, tx: Transaction, type: str, source: str | None, action: str | None) -> bool:
        known, at = tx.announced.get(source or "", (None, SILENT))
        if known != action:
            at = SILENT
        try:
            after = RUNNER.send(at, type, None, None)
        except NotAllowed:
            problem = (
                f"{type} of {action or 'no action'} by {source or 'nobody'} makes no sense "
                f"at tick {tx.now}: the action is {at.phase}"
            )
            if self.strict:
                raise EventError(
                    problem, code="event.order", type=type, action=action, source=source
                ) from None
            tx.faults.append(Fault(tx.now, "", f"event {type}", problem, source))
            return False
        if after.done:
            tx.announced.pop(source or "", None)
        else:
            tx.announced[source or ""] = (action or "", after)
        return True

    # -- delivering ---------------------------------------------------------------------

    def deliver(self) -> None:
        """Deliver what waits, from where an interrupt cut it off, if one did."""
        if self._dispatching:
            return
        recent, plan = self.recent, self._subscribers.plan
        self._dispatching = True
        try:
            while self.queue:
                event = self.queue[0]
                if self._current is not event:
                    self._left, self._current = deque(plan(event)), event
                if not recent or recent[-1] is not event:
                    recent.append(event)
                while self._left:
                    # Taken off before it is called: even if the call is cut off, nobody gets
                    # an event twice.
                    subscription = self._left.popleft()
                    if self._subscribers.still(subscription):
                        self._hand_over(event, subscription)
                self.queue.popleft()
        finally:
            self._dispatching = False

    @property
    def dispatching(self) -> bool:
        """Whether a subscriber is being called right now."""
        return self._dispatching

    def forget_after(self, sequence: int) -> None:
        """Drop events from ``sequence`` on, heard or not: the fight has gone back before them."""
        self.recent = deque((e for e in self.recent if e.sequence < sequence), RECENT)
        self.queue = deque(e for e in self.queue if e.sequence < sequence)

    def _hand_over(self, event: CombatEvent, subscription: Subscription) -> None:
        for attempt in range(1, self.retry.max_attempts + 1):
            try:
                subscription.subscriber(event)
            except Exception as error:
                if attempt == self.retry.max_attempts:
                    self._bury(event, subscription, error, attempt)
            else:
                return

    def _bury(
        self, event: CombatEvent, subscription: Subscription, error: Exception, attempts: int
    ) -> None:
        if len(self.dead_letters) == RECENT:
            self.lost += 1
        name = getattr(subscription.subscriber, "__qualname__", repr(subscription.subscriber))
        self.dead_letters.append(DeadLetter(event, name, _in_words(error, event), attempts))


def because(cause: int | None) -> tuple[int, ...]:
    """The causes of an event that has one, or none."""
    return () if cause is None else (cause,)


def _in_words(error: Exception, event: CombatEvent) -> str:
    """What a subscriber raised; of a field that the event does not have, with those it has."""
    said = f"{type(error).__name__}: {error}"
    if not isinstance(error, AttributeError) or error.obj is not event:
        return said
    fields = event.__struct_fields__
    return f"{said}; {did_you_mean(error.name or '', fields)}"
