"""The event system: announces what has happened, to everyone who asked, once and in order."""

from collections import deque
from collections.abc import Callable, Mapping
from heapq import heappop, heappush
from typing import Any, NamedTuple
from weakref import ref

from blinker import ANY, Signal
from msgspec import Struct

from combat_rules.engine.announcements import (
    ACTION_EVENTS,
    MEDIUM,
    PRIORITIES,
    RUNNER,
    SILENT,
)
from combat_rules.engine.state import Transaction
from combat_rules.engine.world import Fault
from combat_rules.errors import EventError
from combat_rules.charts.runner import NotAllowed
from combat_rules.model import EMPTY, CombatEvent, EventPriority

Subscriber = Callable[[CombatEvent], object]

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


class Subscription(NamedTuple):
    """A place in the order of delivery; pass it to ``unsubscribe``."""

    number: int
    type: str
    subscriber: Any


class EventSystem:
    """Numbers, orders, checks and delivers the events of one fight.

    Subscribers are called with the event, in the order in which they came. They come in
    through ``subscribe`` or through the blinker signal of an event type: ``signal(type)``.
    """

    def __init__(self, retry: RetryPolicy | None = None, *, strict: bool = False) -> None:
        self.retry = RetryPolicy() if retry is None else retry
        if self.retry.max_attempts < 1:
            raise EventError(
                f"max_attempts is {self.retry.max_attempts}; an event is tried at least once",
                code="event.retry",
            )
        self.strict = strict
        self.recent: deque[CombatEvent] = deque(maxlen=RECENT)
        self.dead_letters: deque[DeadLetter] = deque(maxlen=RECENT)
        self.lost = 0
        self._signals: dict[str, Signal] = {}
        self._order: dict[tuple[str, Any], int] = {}
        self._plans: dict[str, tuple[Subscription, ...]] = {}
        self._queue: deque[CombatEvent] = deque()
        self._current: deque[tuple[CombatEvent, Subscription]] = deque()
        self._dispatching = False

    # -- announcing ---------------------------------------------------------------------

    def announce(
        self,
        tx: Transaction,
        type: str,
        source: str | None = None,
        target: str | None = None,
        action: str | None = None,
        data: Mapping[str, Any] = EMPTY,
        cause: int | None = None,
        priority: EventPriority | None = None,
    ) -> int:
        """Add an event to a transaction; returns its sequence.

        What may be said of an action, and when, is a chart. An event that it does not allow is
        an ``EventError`` in strict mode; otherwise it is left out and recorded as a fault.
        """
        sequence = tx.sequence
        if type in ACTION_EVENTS and not self._follows(tx, type, source, action):
            return sequence if cause is None else cause
        tx.sequence = sequence + 1
        tx.events.append(
            CombatEvent(
                sequence=sequence,
                timestamp=tx.now,
                type=type,
                priority=PRIORITIES.get(type, MEDIUM) if priority is None else priority,
                source=source,
                target=target,
                action=action,
                data=data,
                cause=cause,
            )
        )
        return sequence

    def _follows(
        self, tx: Transaction, type: str, source: str | None, action: str | None
    ) -> bool:
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

    # -- subscribing --------------------------------------------------------------------

    def signal(self, type: str) -> Signal:
        """The blinker signal of an event type; ``"*"`` stands for all types.

        Connect without a sender: receivers get the event as their one argument.
        """
        signal = self._signals.get(type)
        if signal is None:
            signal = self._signals[type] = Signal(f"combat_rules {type}")

            def joined(signal: Signal, receiver: Any, sender: Any, weak: bool) -> None:
                self._join(type, signal, receiver, sender)

            def left(signal: Signal, receiver: Any, sender: Any) -> None:
                self._plans.clear()

            # Strongly held: blinker would drop these as soon as this function returned.
            signal.receiver_connected.connect(joined, weak=False)
            signal.receiver_disconnected.connect(left, weak=False)
        return signal

    def subscribe(self, type: str, subscriber: Subscriber) -> Subscription:
        """Call ``subscriber`` with every event of ``type`` from now on; ``"*"`` for all.

        The subscriber is held strongly until ``unsubscribe``. One that raises is tried again
        as the retry policy says, then the event goes to ``dead_letters``; nobody else notices.
        Subscribing the same subscriber to the same type twice changes nothing.
        """
        if not isinstance(type, str) or not type:
            raise EventError(
                f"an event type is a name such as 'action_hit', or '*' for all; not {type!r}",
                code="event.subscribe",
            )
        if not callable(subscriber):
            raise EventError(
                f"a subscriber is a function that takes the event; {subscriber!r} cannot be called",
                code="event.subscribe",
            )
        self.signal(type).connect(subscriber, weak=False)
        return next(s for s in self._plan_of(type) if s.subscriber == subscriber)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop calling; also for the event that is being delivered, if not yet called for it."""
        if subscription.type in self._signals:
            self._signals[subscription.type].disconnect(subscription.subscriber)
        self._plans.clear()

    def heard(self) -> bool:
        """Whether anybody listens to anything."""
        return any(signal.receivers for signal in self._signals.values())

    def _join(self, type: str, signal: Signal, receiver: Any, sender: Any) -> None:
        if sender is not ANY:
            signal.disconnect(receiver, sender)
            raise EventError(
                "connect to a signal without a sender, and look at event.source instead",
                code="event.subscribe",
            )
        for key in signal.receivers:
            self._order.setdefault((type, key), len(self._order))
        self._plans.clear()

    def _plan_of(self, type: str) -> tuple[Subscription, ...]:
        """The subscriptions to ``type`` alone, alive now, in order."""
        signal = self._signals.get(type)
        if signal is None:
            return ()
        alive = []
        for key, held in signal.receivers.items():
            receiver = held() if isinstance(held, ref) else held
            if receiver is not None:
                alive.append(Subscription(self._order[type, key], type, receiver))
        return tuple(alive)

    def _plan(self, type: str) -> tuple[Subscription, ...]:
        plan = self._plans.get(type)
        if plan is None:
            plan = tuple(sorted((*self._plan_of(type), *self._plan_of("*")), key=_number))
            if all(s.type in self._signals and not self._weak(s.type) for s in plan):
                self._plans[type] = plan
        return plan

    def _weak(self, type: str) -> bool:
        """Whether a signal holds a receiver weakly; such a plan is made anew every time."""
        return any(isinstance(held, ref) for held in self._signals[type].receivers.values())

    # -- delivering ---------------------------------------------------------------------

    def publish(self, events: list[CombatEvent]) -> None:
        """Deliver events that have happened. Called from a subscriber, they wait their turn."""
        if not events:
            return
        ordered = in_order(events)
        self.recent.extend(ordered)
        if not self._signals:
            return
        self._queue.extend(ordered)
        self.deliver()

    def deliver(self) -> None:
        """Deliver what waits. Nothing to do unless a subscriber was cut off by an interrupt."""
        if self._dispatching:
            return
        self._dispatching = True
        try:
            while self._current or self._queue:
                if not self._current:
                    event = self._queue.popleft()
                    self._current.extend((event, s) for s in self._plan(event.type))
                    continue
                # Taken off before it is called: even if the call is cut off by an interrupt
                # of the whole program, nobody gets an event twice.
                event, subscription = self._current.popleft()
                if self._still_subscribed(subscription):
                    self._hand_over(event, subscription)
        finally:
            self._dispatching = False

    @property
    def dispatching(self) -> bool:
        """Whether a subscriber is being called right now."""
        return self._dispatching

    def forget_after(self, sequence: int) -> None:
        """Drop recent events from ``sequence`` on: the fight has gone back before them."""
        kept = [event for event in self.recent if event.sequence < sequence]
        self.recent.clear()
        self.recent.extend(kept)

    def _still_subscribed(self, subscription: Subscription) -> bool:
        if self._plans:
            return True
        return subscription in self._plan_of(subscription.type)

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
        self.dead_letters.append(
            DeadLetter(event, name, f"{type(error).__name__}: {error}", attempts)
        )


def in_order(events: list[CombatEvent]) -> list[CombatEvent]:
    """Events of one transaction by priority, then sequence, but no effect before its cause."""
    if all(a.priority <= b.priority for a, b in zip(events, events[1:], strict=False)):
        return events
    waiting: dict[int, list[CombatEvent]] = {event.sequence: [] for event in events}
    ready: list[tuple[EventPriority, int, CombatEvent]] = []
    for event in events:
        if event.cause in waiting:
            waiting[event.cause].append(event)
        else:
            heappush(ready, (event.priority, event.sequence, event))
    ordered = []
    while ready:
        event = heappop(ready)[2]
        ordered.append(event)
        for effect in waiting[event.sequence]:
            heappush(ready, (effect.priority, effect.sequence, effect))
    return ordered


def _number(subscription: Subscription) -> int:
    return subscription.number
