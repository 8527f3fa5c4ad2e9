"""The event system: hands on what has happened, to everyone who asked, once and in order."""

from collections import deque
from collections.abc import Sequence
from heapq import heappop, heappush

from msgspec import Struct

from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Said
from combat_rules.engine.core.words import OWN_EVENT
from combat_rules.engine.subscribers import Subscribers, Subscription
from combat_rules.engine.telling import PRIORITIES, Teller, causes_of, priority_of, type_of
from combat_rules.errors import EventError, in_short, in_words
from combat_rules.model import CombatEvent, EventPriority
from combat_rules.model.limits import Range

TRIES = Range(1, 1000)
"""How often a subscriber that raises may be tried in all."""

RECENT = 256
"""How many published events are kept for looking back, and how many dead letters."""


class RetryPolicy(Struct, frozen=True):
    """How often a subscriber that raises is tried in all. There is no waiting in between."""

    max_attempts: int = 3


USUAL = RetryPolicy()


class DeadLetter(Struct, frozen=True):
    """An event that a subscriber could not take, with what it raised at the last attempt."""

    event: CombatEvent
    subscriber: str
    error: str
    attempts: int


class EventSystem(PartOfAFight):
    """Delivers the events of one fight.

    Subscribers are called with the event, in the order in which they came. They come in
    through ``subscribe`` or through the blinker signal of an event type: ``signal(type)``.
    """

    def __init__(self, rules: FightRules, teller: Teller, retry: RetryPolicy | None = None) -> None:
        self.retry = USUAL if retry is None else _possible(retry)
        self._dead_letters: tuple[DeadLetter, ...] = ()
        self.lost = 0
        self.names: tuple[str, ...] = ()
        """Who fights here, by place."""
        self.teller = teller
        self._subscribers = Subscribers(rules.subscribable)
        self.signals = self._subscribers.signals
        """The signals that somebody has asked for, by the names of their types."""
        self.signal = self._subscribers.signal
        self.subscribe = self._subscribers.subscribe
        self.unsubscribe = self._subscribers.unsubscribe
        self.name_of = self._subscribers.name_of
        self.queue: tuple[tuple[Said, ...], ...] = ()
        """What has happened, input by input, and is yet to be delivered."""
        self.published: deque[Sequence[Said]] = deque(maxlen=RECENT)
        """What was published last, input by input."""
        self.ordered: deque[Said] = deque()
        self._current: Said | None = None
        self._left: deque[Subscription] = deque()
        self._dispatching = False

    @property
    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The latest events that a subscriber could not take, oldest first."""
        return self._dead_letters

    @property
    def recent(self) -> tuple[CombatEvent, ...]:
        """The latest events, in the order in which they were published."""
        # A copy: another thread may ask while this one plays.
        said = [one for some in self.published.copy() for one in in_order(some)]
        return self.told(said[-RECENT:])

    def told(self, said: Sequence[Said]) -> tuple[CombatEvent, ...]:
        """The events of what was noted."""
        return tuple(self.teller.event(one, self.names) for one in said)

    def deliver(self) -> None:
        """Deliver what waits, from where an interrupt cut it off, if one did."""
        if self._dispatching:
            return
        self._dispatching = True
        try:
            while self.ordered or self.queue:
                if not self.ordered:
                    # One step: no interrupt falls between two stores.
                    ordered = deque(in_order(self.queue[0]))
                    self.ordered, self.queue = ordered, self.queue[1:]
                self._deliver_ordered()
        finally:
            self._dispatching = False

    def _deliver_ordered(self) -> None:
        """Deliver the events that are in order, each to all who are still to hear it."""
        recent, subscribers = self.published, self._subscribers
        while self.ordered:
            said = self.ordered[0]
            if self._current is not said:
                self._left, self._current = deque(subscribers.plan(type_of(said))), said
            if not recent or recent[-1][-1] is not said:
                recent.append((said,))
            left = self._left
            while left:
                # Taken off before it is called: even if the call is cut off, nobody gets an event
                # twice.
                subscription = left.popleft()
                if subscribers.still(subscription):
                    self._hand_over(self.teller.event(said, self.names), subscription)
            self.ordered.popleft()

    @property
    def dispatching(self) -> bool:
        """Whether a subscriber is being called right now."""
        return self._dispatching

    def forget_after(self, sequence: int) -> None:
        """Drop events from ``sequence`` on, heard or not: the fight has gone back before them."""
        recent = self.published
        # From the end: loading costs by how far a fight goes back, not by how long it was.
        while recent and any(one.sequence >= sequence for one in recent[-1]):
            left = _before(recent[-1], sequence)
            recent.pop()
            if left:
                recent.append(left)
                break
        if self.queue or self.ordered:
            kept = (_before(said, sequence) for said in self.queue)
            self.queue = tuple(said for said in kept if said)
            self.ordered = deque(_before(tuple(self.ordered), sequence))

    def _hand_over(self, event: CombatEvent, subscription: Subscription) -> None:
        try:
            subscription.subscriber(event)
        except Exception as error:
            self._try_again(event, subscription, in_words(error))

    def _try_again(self, event: CombatEvent, subscription: Subscription, error: str) -> None:
        tries = self.retry.max_attempts
        for _ in range(1, tries):
            try:
                subscription.subscriber(event)
            except Exception as raised:
                error = in_words(raised)
            else:
                return
        self._bury(event, subscription, error, tries)

    def _bury(
        self, event: CombatEvent, subscription: Subscription, error: str, attempts: int
    ) -> None:
        if len(self._dead_letters) == RECENT:
            self.lost += 1
        name = getattr(subscription.subscriber, "__qualname__", in_short(subscription.subscriber))
        letter = DeadLetter(event, name, error, attempts)
        self._dead_letters = (*self._dead_letters, letter)[-RECENT:]


def _possible(retry: object) -> RetryPolicy:
    """A retry policy that was given, or an ``EventError``."""
    if not isinstance(retry, RetryPolicy) or retry.max_attempts not in TRIES:
        raise EventError(
            f"retry is {in_short(retry)}; max_attempts is {TRIES}: an event is tried at least once",
            code="event.retry",
        )
    return retry


def _before(said: Sequence[Said], sequence: int) -> tuple[Said, ...]:
    """What of it had happened before a number was given."""
    return tuple(one for one in said if one.sequence < sequence)


def in_order(said: Sequence[Said]) -> Sequence[Said]:
    """What happened in one transaction by priority, then sequence, but no effect before its
    causes."""
    highest = EventPriority.HIGH
    for one in said:
        kind = one.kind
        priority = PRIORITIES[kind] if kind != OWN_EVENT else priority_of(one)
        if priority < highest:
            return _sorted(said)
        highest = priority
    return said


def _sorted(said: Sequence[Said]) -> list[Said]:
    waiting: dict[int, list[Said]] = {}
    missing: dict[int, int] = {}
    ready: list[tuple[EventPriority, int, Said]] = []
    first = min(one.sequence for one in said)
    for one in said:
        causes = [cause for cause in causes_of(one) if cause >= first]
        missing[one.sequence] = len(causes)
        for cause in causes:
            waiting.setdefault(cause, []).append(one)
        if not causes:
            heappush(ready, (priority_of(one), one.sequence, one))
    ordered = []
    while ready:
        one = heappop(ready)[2]
        ordered.append(one)
        for effect in waiting.get(one.sequence, ()):
            missing[effect.sequence] -= 1
            if not missing[effect.sequence]:
                heappush(ready, (priority_of(effect), effect.sequence, effect))
    return ordered
