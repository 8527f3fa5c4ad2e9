"""Learning: what choices have led to, and the policies that follow from it.

Only sums, products and quotients of numbers, in a fixed order: the same everywhere, bit for bit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.balance.pilots import policy
from combat_rules.compiled.kernel import Run, Words
from combat_rules.compiled.words.counting import FACTS, TRACED

Floats = NDArray[np.float64]

BONUS = 0.3
"""What a defeat counts for beside the health that is lost: a share of all of it."""
FEW = 12
"""With so many visits the outcome of an option counts half; with many, in full."""
KEPT = 0.97
"""What of a regret is kept from one round to the next."""


class Choices(Struct, frozen=True):
    """Choices of one side: which, and what came of each: the difference of health won from then
    on, in shares of a full health, soon more than late."""

    number: Words
    gain: Floats


def choices_of(run: Run, side: int, full: Sequence[int], half: float) -> Choices:
    """The choices of one side in fights of two that were traced. ``full`` is how much health each
    has at most, ``half`` the ticks after which what happens counts half."""
    trace = run.trace[run.trace[:, 1] == side]
    if len(trace) == 0:
        return Choices(np.zeros(0, np.int64), np.zeros(0))
    fight, ahead = trace[:, 0], _ahead(trace[:, len(TRACED) :], side, full)
    last = np.append(fight[1:] != fight[:-1], True)
    over, at = _ends(run, side, full)
    after = np.where(last, over[fight], np.append(ahead[1:], 0.0))
    until = np.where(last, at[fight], np.append(trace[1:, 2], 0))
    gain = after - ahead
    fading = half / (half + np.maximum(until - trace[:, 2], 0))
    return Choices(trace[:, 3], _summed(gain, fading, last))


def with_beaten(rows: Words, time_out: int, sides: tuple[int, int]) -> Words:
    """The same ends of fights, with no health left of whoever has withdrawn: that is as bad as a
    fall. Where no time was out, those are all who have not won. ``time_out`` and ``sides`` are
    numbers of names."""
    rows, each = rows.copy(), (rows.shape[1] - FACTS) // 2
    for place, side in enumerate(sides):
        beaten = (rows[:, 2] != time_out) & (rows[:, 1] != side)
        rows[beaten, FACTS + place * each] = 0
    return rows


def _ahead(healths: Words, side: int, full: Sequence[int]) -> Floats:
    """How far a side is ahead, in shares of a full health."""
    mine, other = healths[:, side] / full[side], healths[:, 1 - side] / full[1 - side]
    return np.asarray(mine - other, np.float64)


def _ends(run: Run, side: int, full: Sequence[int]) -> tuple[Floats, Words]:
    """How far a side is ahead as each fight is over, and when that is."""
    each = (run.rows.shape[1] - FACTS) // 2
    healths = run.rows[:, [FACTS, FACTS + each]]
    fallen = BONUS * ((healths[:, 1 - side] <= 0) * 1.0 - (healths[:, side] <= 0) * 1.0)
    return _ahead(healths, side, full) + fallen, run.rows[:, 3]


def _summed(gain: Floats, fading: Floats, last: NDArray[np.bool_]) -> Floats:
    """What is gained from each choice on, each step fading what comes after it."""
    ends = np.flatnonzero(last)
    starts = np.append(0, ends[:-1] + 1)
    total = gain.copy()
    for step in range(1, int((ends - starts).max()) + 1):
        place = (ends - step)[ends - step >= starts]
        total[place] += fading[place] * total[place + 1]
    return total


class Learner:
    """What one has learned so far against somebody: regrets, and the average of its policies.

    Regret matching: in each cell an option is chosen in proportion to how much better it would
    have done than what was done, as far as anybody has tried it.
    """

    def __init__(self, options: int) -> None:
        shape = (policy.CELLS, options)
        self.regrets = np.zeros(shape)
        self.average = np.zeros(shape)
        self.visits = np.zeros(policy.CELLS, np.int64)
        self.rounds = 0

    @property
    def options(self) -> int:
        """How many options each cell has."""
        return int(self.regrets.shape[1])

    @property
    def parts(self) -> tuple[NDArray[Any], ...]:
        """All that it knows, for a file."""
        return self.regrets, self.average, self.visits

    def take(self, parts: Sequence[bytes], rounds: int) -> None:
        """Know what was written down after so many rounds."""
        for mine, held in zip(self.parts, parts, strict=True):
            mine[...] = np.frombuffer(held, mine.dtype).reshape(mine.shape)
        self.rounds = rounds

    def strategy(self) -> Floats:
        """The chance of each option in each cell, as regrets have it."""
        return _shares(self.regrets)

    def averaged(self) -> Floats:
        """The chance of each option in each cell, on the average of all rounds."""
        return _shares(self.average)

    def weights(self, exploring: float) -> Words:
        """What is played next: its strategy, and in so great a share anything at all."""
        return whole(self.strategy() * (1 - exploring) + exploring / self.options)

    def learn(self, played: Sequence[Choices]) -> None:
        """Learn from the choices of one round."""
        count = self.regrets.size
        number = np.concatenate([one.number for one in played])
        gain = np.concatenate([one.gain for one in played])
        visits = np.bincount(number, minlength=count).reshape(self.regrets.shape)
        total = np.bincount(number, gain, count).reshape(self.regrets.shape)
        here = visits.sum(axis=1, keepdims=True)
        mean = total / np.maximum(visits, 1)
        usual = total.sum(axis=1, keepdims=True) / np.maximum(here, 1)
        sure = visits / (visits + FEW)
        strategy = self.strategy()
        self.rounds += 1
        self.visits += here[:, 0]
        self.average += here * strategy * self.rounds
        seen = np.where(here > 0, KEPT, 1.0)
        self.regrets = np.maximum(0.0, self.regrets * seen + sure * (mean - usual))


def taken_together(learners: Sequence[Learner]) -> Learner:
    """One that has done what all of some have done."""
    every = Learner(learners[0].options)
    for learner in learners:
        for mine, other in zip(every.parts, learner.parts, strict=True):
            mine += other
    return every


def _shares(numbers: Floats) -> Floats:
    """Each row in proportion; one of nothing evenly."""
    sums = numbers.sum(axis=1, keepdims=True)
    return np.where(sums > 0, numbers / np.where(sums > 0, sums, 1.0), 1.0 / numbers.shape[1])


def whole(shares: Floats) -> Words:
    """Shares in ``policy.WHOLE`` parts; the likeliest option takes what rounding leaves."""
    weights: NDArray[Any] = np.floor(shares * policy.WHOLE).astype(np.int64)
    best = shares.argmax(axis=1)
    weights[np.arange(len(weights)), best] += policy.WHOLE - weights.sum(axis=1)
    return weights
