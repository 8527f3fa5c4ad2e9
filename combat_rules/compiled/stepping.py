"""Fights that are steered from outside, many at a time."""

import numpy as np
from msgspec import Struct

from combat_rules.compiled.kernel import Kernel, Words
from combat_rules.compiled.words.steering import FACTS, WANTED


class Shown(Struct, frozen=True):
    """What of a fight that is steered from outside is shown: a bit for each combatant that it is
    shown to, and how many words all of that is."""

    sides: int
    room: int


class Stepper:
    """Fights that are steered from outside, a step in all of them at a time.

    ``states`` has a row for each fight, ``wanted`` what is wanted of it, as ``words.steering``
    tells. What it tells of a step is overwritten by the one after the next.
    """

    def __init__(self, kernel: Kernel, start: Words, number: int, count: int, shown: Shown) -> None:
        layout = kernel.layout
        self.states = np.zeros((count, len(start)), np.int64)
        self.wanted = np.zeros((count, WANTED + layout.seats), np.int64)
        self._told = [
            np.zeros((count, FACTS + layout.seats + shown.room), np.int64) for _ in range(2)
        ]
        self._memories = (kernel.rules, kernel.work(), start, self.states, self.wanted)
        self._given = (
            *(one.ctypes.data for one in self._memories),
            number + 1, shown.sides, shown.room, count,
        )  # fmt: skip
        self._rows = [one.ctypes.data for one in self._told]
        self._steps = kernel.steps

    def step(self) -> Words:
        """Take a step: a row of words for each fight."""
        self._told.reverse()
        self._rows.reverse()
        self._steps(*self._given, self._rows[0])
        return self._told[0]
