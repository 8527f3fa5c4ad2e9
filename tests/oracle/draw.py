"""Random choices that stay the same on every machine and with every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws at random. Only ``Random.random`` is used: it alone is promised to stay the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def one(self, of: Sequence[T]) -> T:
        """One of several."""
        return of[self.number(0, len(of) - 1)]

    def some(self, of: Sequence[T], most: int) -> tuple[T, ...]:
        """None to ``most``, the same one perhaps twice."""
        return tuple(self.one(of) for _ in range(self.number(0, most)))

    def yes(self, percent: int) -> bool:
        """True in ``percent`` of a hundred cases."""
        return self.number(1, 100) <= percent
