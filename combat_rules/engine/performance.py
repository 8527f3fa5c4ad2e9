"""Performance: how long ticks and events take, and how much memory a stretch of code uses."""

import tracemalloc
from time import perf_counter_ns
from types import TracebackType
from typing import Protocol, runtime_checkable

from combat_rules.errors import StateError, in_short
from combat_rules.model.arguments import checks_arguments


class Watch(Protocol):
    """What a fight tells while it is being measured; times are nanoseconds."""

    def start(self) -> int:
        """The present time."""

    def tick(self, started: int) -> None:
        """A moment that began at ``started`` is over, its events delivered."""

    def event(self, started: int, count: int) -> None:
        """``count`` events that happened at ``started`` are delivered to everybody."""


@runtime_checkable
class Watched(Protocol):
    """A fight that can be measured."""

    watch: Watch | None


class PerformanceStats:
    """Measures fights, and the memory of everything, between ``with`` and its end.

    Times are milliseconds, memory is bytes. ``average_frame_time`` is per moment played,
    ``event_latency`` the longest time from an event's transaction to its last subscriber.
    Measuring memory slows everything down; leave it out with ``memory=False``.
    """

    def __init__(self, *fights: Watched, memory: bool = True) -> None:
        for fight in fights:
            if not hasattr(type(fight), "watch"):
                raise StateError(
                    f"{in_short(fight)} is no fight that can be measured", code="fight.invalid"
                )
        self._fights = list(fights)
        self._memory = memory
        self._started_tracing = False
        self._began = 0
        self.execution_time = 0.0
        self.peak_memory = 0
        self.tick_count = 0
        self.event_count = 0
        self.event_latency = 0.0
        self.longest_frame_time = 0.0
        self._in_ticks = 0

    def __enter__(self) -> "PerformanceStats":
        if self._memory:
            self._started_tracing = not tracemalloc.is_tracing()
            if self._started_tracing:
                tracemalloc.start()
            tracemalloc.reset_peak()
        for fight in self._fights:
            fight.watch = self
        self._began = perf_counter_ns()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.execution_time = (perf_counter_ns() - self._began) / 1e6
        for fight in self._fights:
            fight.watch = None
        if self._memory:
            self.peak_memory = tracemalloc.get_traced_memory()[1]
            if self._started_tracing:
                tracemalloc.stop()

    @checks_arguments
    def measure(self, fight: Watched) -> None:
        """Measure one more fight until the end of the ``with``."""
        self._fights.append(fight)
        fight.watch = self

    @property
    def average_frame_time(self) -> float:
        """Milliseconds per moment played; 0 if none was."""
        return self._in_ticks / self.tick_count / 1e6 if self.tick_count else 0.0

    @property
    def memory_usage(self) -> float:
        """Megabytes at the peak."""
        return self.peak_memory / 1e6

    def start(self) -> int:
        """The present time in nanoseconds."""
        return perf_counter_ns()

    def tick(self, started: int) -> None:
        """Count a moment."""
        took = perf_counter_ns() - started
        self.tick_count += 1
        self._in_ticks += took
        self.longest_frame_time = max(self.longest_frame_time, took / 1e6)

    def event(self, started: int, count: int) -> None:
        """Count delivered events."""
        self.event_count += count
        self.event_latency = max(self.event_latency, (perf_counter_ns() - started) / 1e6)
