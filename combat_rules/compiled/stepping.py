"""Fights that are steered from outside, many at a time."""

import numpy as np
from msgspec import Struct

from combat_rules.compiled.kernel import Kernel, Words
from combat_rules.compiled.words.steering import FACTS, WANTED


class Shown(Struct, frozen=True):
    """What of a fight that is steered from outside is shown, and to which side: how many numbers
    it perceives, an even number, and how many actions it has."""

    side: int
    seen: int
    actions: int

    @property
    def words(self) -> tuple[int, int, int]:
        """The words of what it perceives, of what it does, two floats in each, and of its mask, a
        byte for each action, to wait and to call off."""
        return self.seen // 2, (self.actions + 1) // 2, (2 + self.actions + 7) // 8

    @property
    def bytes(self) -> int:
        """The bytes of a mask, with those that stand for nothing."""
        return 8 * self.words[2]


class Told:
    """What is told of a step in ``count`` fights: ``facts`` has a row for each fact, and for each
    fight a column; of the fights one by one ``seen`` has the floats of what is perceived and done,
    ``mask`` what may be done. ``bytes`` are those of all masks."""

    def __init__(self, count: int, facts: int, shown: Shown) -> None:
        seen, does, may = shown.words
        self.words = np.zeros(count * (facts + seen + does + may), np.int64)
        first, last = count * facts, count * (facts + seen + does)
        floats = self.words[first:last].view(np.float32)
        self.facts = self.words[:first].reshape(facts, count)
        self.seen = floats.reshape(count, -1)[:, : shown.seen + shown.actions]
        self.bytes = self.words[last:].view(np.int8)
        self.mask = self.bytes.reshape(count, -1)[:, : 2 + shown.actions]


class Stepper:
    """Fights that are steered from outside, a step in all of them at a time.

    ``states`` has a row for each fight, ``wanted`` what is wanted of it, as ``words.steering``
    tells. What it tells of a step is overwritten by the one after the next.
    """

    def __init__(self, kernel: Kernel, start: Words, number: int, count: int, shown: Shown) -> None:
        seats = kernel.layout.seats
        self.states = np.zeros((count, len(start)), np.int64)
        self.wanted = np.zeros((count, WANTED + seats), np.int64)
        self._told = [Told(count, FACTS + seats, shown) for _ in range(2)]
        self._work = kernel.work()
        self._memories = (kernel.rules, self._work, start, self.states, self.wanted)
        self._given = (
            *(one.ctypes.data for one in self._memories),
            number + 1, shown.side, *shown.words, count,
        )  # fmt: skip
        self._places = [told.words.ctypes.data for told in self._told]
        self._kernel, self._ended = kernel, kernel.counting.ended

    @property
    def ended(self) -> int:
        """How many fights are over after the last step."""
        return self._work.item(self._ended)

    @property
    def given_up(self) -> int:
        """How many fights the last step has given up."""
        return self._work.item(self._ended + 1)

    @property
    def told(self) -> Told:
        """What the last step has told."""
        return self._told[0]

    def step(self) -> Told:
        """Take a step in every fight."""
        self._told.reverse()
        self._places.reverse()
        self._kernel.steps(len(self.states))(*self._given, self._places[0])
        return self.told
