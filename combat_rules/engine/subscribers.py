"""Subscribers: who is called for which event, and in which order."""

from collections.abc import Callable
from typing import Any, NamedTuple
from weakref import ref

from blinker import ANY, Signal

from combat_rules.errors import EventError
from combat_rules.model import CombatEvent

Subscriber = Callable[[CombatEvent], object]


class Subscription(NamedTuple):
    """A place in the order of delivery; pass it to ``unsubscribe``."""

    number: int
    type: str
    subscriber: Any


class Subscribers:
    """The blinker signals of a fight, one for each event type, with an order of our own."""

    def __init__(self) -> None:
        self._signals: dict[str, Signal] = {}
        self._order: dict[tuple[str, Any], int] = {}
        self._plans: dict[str, tuple[Subscription, ...]] = {}

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

    def nobody(self) -> bool:
        """Whether nobody has ever asked for anything."""
        return not self._signals

    def plan(self, type: str) -> tuple[Subscription, ...]:
        """Who is to be called for an event of ``type``, in order."""
        plan = self._plans.get(type)
        if plan is None:
            plan = tuple(sorted((*self._plan_of(type), *self._plan_of("*")), key=_number))
            if not any(self._weak(name) for name in (type, "*")):
                self._plans[type] = plan
        return plan

    def still(self, subscription: Subscription) -> bool:
        """Whether a subscription of an earlier plan still holds."""
        return bool(self._plans) or subscription in self._plan_of(subscription.type)

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

    def _weak(self, type: str) -> bool:
        """Whether a signal holds a receiver weakly; such a plan is made anew every time."""
        signal = self._signals.get(type)
        return signal is not None and any(
            isinstance(held, ref) for held in signal.receivers.values()
        )


def _number(subscription: Subscription) -> int:
    return subscription.number
