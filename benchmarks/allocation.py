"""Object pools and an LRU cache, as the old guide proposed them, against plain allocation."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from queue import Empty, Full, Queue

from combat_rules.model import EventPriority
from combat_rules.model.events import ActionHit

RUNS = 2000


class PooledEvent:
    """A mutable event that is filled anew each time it is taken from the pool."""

    __slots__ = (
        "action", "causes", "distance", "name", "priority", "sequence", "source", "target",
        "timestamp", "type",
    )  # fmt: skip

    def reset(
        self, sequence: int, timestamp: int, type: str, source: str, target: str, action: str
    ) -> None:
        """Fill in a new event."""
        self.sequence = sequence
        self.timestamp = timestamp
        self.type = type
        self.priority = EventPriority.MEDIUM
        self.source = source
        self.target = target
        self.action = action
        self.name = "jab"
        self.distance = 10
        self.causes = ()


class ObjectPool:
    """The guide's pool: a bounded queue of used objects."""

    def __init__(self, factory: Callable[[], PooledEvent], maxsize: int = 1000) -> None:
        self.factory = factory
        self.pool: Queue[PooledEvent] = Queue(maxsize)

    def acquire(self) -> PooledEvent:
        """Take a used object, or make one."""
        try:
            return self.pool.get_nowait()
        except Empty:
            return self.factory()

    def release(self, used: PooledEvent) -> None:
        """Give an object back, unless the pool is full."""
        with suppress(Full):
            self.pool.put_nowait(used)


class ListPool(ObjectPool):
    """The leanest pool there is: a list, no lock, no bound."""

    def __init__(self, factory: Callable[[], PooledEvent]) -> None:
        super().__init__(factory)
        self.free: list[PooledEvent] = []

    def acquire(self) -> PooledEvent:
        """Take a used object, or make one."""
        return self.free.pop() if self.free else self.factory()

    def release(self, used: PooledEvent) -> None:
        """Give an object back."""
        self.free.append(used)


STATES = {f"combatant {number}": object() for number in range(10)}


@lru_cache(maxsize=1000)
def cached_state(name: str) -> object:
    """A state through the guide's cache."""
    return STATES.get(name)


def jobs() -> dict[str, Callable[[], int]]:
    """Events made and dropped, and states looked up, in each way."""
    return {
        "event, plain allocation": _plain,
        "event, the guide's pool": lambda: _pooled(ObjectPool(PooledEvent)),
        "event, a list as pool": lambda: _pooled(ListPool(PooledEvent)),
        "state, plain dict": _looked_up,
        "state, LRU cache": _cached,
    }


def _plain() -> int:
    for number in range(RUNS):
        ActionHit(
            sequence=number,
            timestamp=number,
            source="ayla",
            target="borin",
            action="ayla#1",
            name="jab",
            distance=10,
        )
    return RUNS


def _pooled(pool: ObjectPool) -> int:
    for number in range(RUNS):
        event = pool.acquire()
        event.reset(number, number, "action_hit", "ayla", "borin", "ayla#1")
        pool.release(event)
    return RUNS


def _looked_up() -> int:
    get = STATES.get
    for _ in range(RUNS):
        get("combatant 5")
    return RUNS


def _cached() -> int:
    for _ in range(RUNS):
        cached_state("combatant 5")
    return RUNS
