"""Subscribers: who is called for which event, and in which order."""

import builtins
from collections.abc import Callable, Mapping
from inspect import isroutine
from itertools import count
from typing import Any, NamedTuple, TypeVar, overload
from weakref import ref

from blinker import ANY, Signal

from combat_rules.errors import EventError, did_you_mean, in_short
from combat_rules.model.events import CombatEvent, EventName, family
from combat_rules.model.rules import deferral

E = TypeVar("E", bound=CombatEvent)

EventType = type[CombatEvent]

Subscriber = Callable[[CombatEvent], object]


class Subscription(NamedTuple):
    """A place in the order of delivery; pass it to ``unsubscribe``."""

    number: int
    type: str
    subscriber: Any


class Subscribers:
    """The blinker signals of a fight, one for each event type, with an order of our own."""

    def __init__(self, known: Mapping[str, EventType]) -> None:
        self._known = known
        self.signals: dict[str, Signal] = {}
        self._places: dict[str, dict[Any, tuple[int, Any]]] = {}
        self._numbers = count()
        self._plans: dict[str, tuple[Subscription, ...]] = {}

    def signal(self, type: str) -> Signal:
        """The blinker signal of an event type, by name; ``"*"`` stands for all types.

        Connect without a sender: receivers get the event as their one argument. Raises
        ``EventError`` for a type that the rules do not know.
        """
        self._demand_known(type)
        signal = self.signals.get(type)
        if signal is None:
            signal = self.signals[type] = Signal(f"combat_rules {type}")

            def joined(signal: Signal, receiver: Any, sender: Any, weak: bool) -> None:
                self._join(type, signal, receiver, sender)

            def left(signal: Signal, receiver: Any, sender: Any) -> None:
                self._forget_gone(type, signal)

            # Strongly held: blinker would drop these as soon as this function returned.
            signal.receiver_connected.connect(joined, weak=False)
            signal.receiver_disconnected.connect(left, weak=False)
        return signal

    @overload
    def subscribe(self, type: type[E], subscriber: Callable[[E], object]) -> Subscription: ...

    @overload
    def subscribe(self, type: EventName, subscriber: Subscriber) -> Subscription: ...

    def subscribe(
        self, type: type[CombatEvent] | EventName, subscriber: Callable[..., object]
    ) -> Subscription:
        """Call ``subscriber`` with every event of a type from now on.

        ``type`` is a class or its name; that of a base such as ``ActionContact`` stands for
        all classes made from it, ``CombatEvent`` or ``"*"`` for all there are. Raises
        ``EventError`` for a type that the rules do not know, and proposes one that they do.
        The subscriber is held strongly until ``unsubscribe``. One that raises is tried again
        as the retry policy says, then the event goes to ``dead_letters``; nobody else notices.
        Subscribing the same subscriber to the same type twice changes nothing.
        """
        name = self.name_of(type)
        if not callable(subscriber):
            raise EventError(
                f"a subscriber is a function that takes the event; {in_short(subscriber)} cannot "
                "be called",
                code="event.subscribe",
            )
        _demand_at_once(subscriber)
        for known in self._plan_of(name):
            # Two looks at one method are two objects; what else is equal is not the same.
            methods = isroutine(subscriber) and isroutine(known.subscriber)
            if methods and known.subscriber == subscriber:
                subscriber = known.subscriber
        self.signal(name).connect(subscriber, weak=False)
        return next(s for s in self._plan_of(name) if s.subscriber is subscriber)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop calling; also for the event that is being delivered, if not yet called for it.

        Unsubscribing twice changes nothing.
        """
        if not isinstance(subscription, Subscription) or not isinstance(subscription.type, str):
            raise EventError(
                f"give back what subscribe() gave, not {in_short(subscription)}",
                code="event.subscribe",
            )
        if subscription.type in self.signals:
            self.signals[subscription.type].disconnect(subscription.subscriber)
        self._plans.clear()

    def plan(self, event: EventType) -> tuple[Subscription, ...]:
        """Who is to be called for an event of a class, in order."""
        plan = self._plans.get(event.type)
        if plan is None:
            names = [kind.type for kind in family(event)]
            subscriptions = (s for name in names for s in self._plan_of(name))
            plan = tuple(sorted(subscriptions, key=_number))
            if not any(self._weak(name) for name in names):
                self._plans[event.type] = plan
        return plan

    def still(self, subscription: Subscription) -> bool:
        """Whether a subscription of an earlier plan still holds."""
        return bool(self._plans) or subscription in self._plan_of(subscription.type)

    def name_of(self, type: object) -> str:
        """The name of an event type that the rules know. Raises ``EventError`` for others."""
        if isinstance(type, str):
            self._demand_known(type)
            return type
        kind = type if isinstance(type, builtins.type) else None
        if kind is None or not issubclass(kind, CombatEvent) or self._known.get(kind.type) != kind:
            raise EventError(
                f"the rules have no event type {in_short(type) if kind is None else kind.__name__};"
                " subscribe takes the class of an event, its name such as 'action_hit', or '*' for "
                "all. A plugin's own classes come in through its hook combat_events",
                code="event.subscribe",
            )
        name: str = kind.type
        return name

    def _demand_known(self, type: str) -> None:
        if not isinstance(type, str) or type not in self._known:
            raise EventError(
                f"there is no event type {in_short(type)}; {did_you_mean(type, self._known)}",
                code="event.subscribe",
            )

    def _join(self, type: str, signal: Signal, receiver: Any, sender: Any) -> None:
        places = self._places.setdefault(type, {})
        if deferral(receiver) is not None:
            signal.disconnect(receiver)
            _demand_at_once(receiver)
        if sender is not ANY:
            signal.disconnect(receiver, sender)
            # blinker goes on holding a receiver whose last sender is gone, and how it holds
            # one that was there before may just have changed.
            for key in list(signal.receivers):
                if key in places:
                    signal.receivers[key] = places[key][1]
                else:
                    del signal.receivers[key]
            raise EventError(
                "connect to a signal without a sender, and look at event.source instead",
                code="event.subscribe",
            )
        self._forget_gone(type, signal)
        for key, held in signal.receivers.copy().items():
            place = places.get(key)
            # A place is kept for whom it was given, not for what comes to its address later.
            if place is None or _alive(place[1]) != _alive(held):
                places[key] = (next(self._numbers), held)
            else:
                places[key] = (place[0], held)

    def _forget_gone(self, type: str, signal: Signal) -> None:
        """Give up the places of receivers that have left."""
        places = self._places.setdefault(type, {})
        for key in [key for key in places if key not in signal.receivers]:
            del places[key]
        self._plans.clear()

    def _plan_of(self, type: str) -> tuple[Subscription, ...]:
        """The subscriptions to ``type`` alone, alive now, in order."""
        signal = self.signals.get(type)
        if signal is None:
            return ()
        alive, places = [], self._places.get(type, {})
        # A copy: whoever is held weakly may be gone at any time, and goes from the signal then.
        for key, held in signal.receivers.copy().items():
            receiver = _alive(held)
            if receiver is not None and key in places:
                alive.append(Subscription(places[key][0], type, receiver))
        return tuple(alive)

    def _weak(self, type: str) -> bool:
        """Whether a signal holds a receiver weakly; such a plan is made anew every time."""
        signal = self.signals.get(type)
        return signal is not None and any(
            isinstance(held, ref) for held in signal.receivers.copy().values()
        )


def _alive(held: Any) -> Any:
    """What a signal holds, weakly or strongly; ``None`` if it is gone."""
    return held() if isinstance(held, ref) else held


def _number(subscription: Subscription) -> int:
    return subscription.number


def _demand_at_once(subscriber: object) -> None:
    """Raise ``EventError`` for a subscriber that would only be called to be awaited."""
    later = deferral(subscriber)
    if later is not None:
        raise EventError(f"the subscriber {in_short(subscriber)} {later}", code="event.subscribe")
