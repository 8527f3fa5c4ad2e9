"""Matchups: what the fights of one pairing come to, and how sure that is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.balance.blocks import ROW, Block, Pairing
from combat_rules.balance.intervals import Looks
from combat_rules.compiled.batch import REASONS
from combat_rules.compiled.tally import wilson
from combat_rules.compiled.words.counting import COUNTED

TIME_OUT = REASONS.index("time_out")
DAMAGE = COUNTED.index("damage")


class Use(Struct, frozen=True):
    """What one side did with a move: counts as in ``COUNTED``, and its share of the damage that
    this side dealt, in percent."""

    archetype: str
    foe: str
    move: str
    used: int
    landed: int
    blocked: int
    evaded: int
    countered: int
    damage: int
    share: float


class Matchup(Struct, frozen=True, kw_only=True):
    """What the fights of one pairing come to.

    ``rate`` is the share of ``left`` in percent, a draw counting half, ``low`` to ``high`` its
    interval. ``length`` has the first quartile, the median and the third, in ticks;
    ``lead_changes`` is the mean of a fight. ``decisiveness`` is how much health the winner has left
    on the average, in percent of its most: 0 is by a hair, 100 untouched.
    """

    left: str
    right: str
    fights: int
    wins: int
    draws: int
    losses: int
    rate: float
    low: float
    high: float
    time_outs: int
    length: tuple[int, int, int]
    lead_changes: float
    decisiveness: float
    live: int = 0

    @property
    def sure(self) -> bool:
        """Whether it is known who is better."""
        return not self.low <= 50 <= self.high


class Cell:
    """The fights of a pairing so far, in blocks that may come in any order.

    ``healths`` are the most that each side may have. With ``looks`` the interval is one that may be
    looked at again and again.
    """

    def __init__(self, pairing: Pairing, healths: tuple[int, int], *, looks: bool = False) -> None:
        self.pairing = pairing
        self.healths = healths
        self.looks = looks
        self.blocks: dict[int, Block] = {}

    def add(self, block: Block) -> None:
        """Take a block in."""
        self.blocks[block.task.first] = block

    @property
    def fights(self) -> int:
        """How many have been played."""
        return sum(block.task.count for block in self.blocks.values())

    @property
    def in_order(self) -> list[Block]:
        """The blocks by their seeds."""
        return [self.blocks[first] for first in sorted(self.blocks)]

    def rows(self) -> NDArray[Any]:
        """A row for each fight, in the order of the seeds."""
        rows = [block.rows for block in self.in_order]
        return np.concatenate(rows) if rows else np.zeros(0, ROW)

    def matchup(self) -> Matchup:
        """What the fights come to. The interval is Wilson's, or one for repeated looks."""
        rows = self.rows()
        winners, fights = rows["winner"], len(rows)
        wins, losses, draws = (int((winners == side).sum()) for side in (0, 1, -1))
        score = wins + draws / 2
        low, high = self._interval(score, fights)
        at = rows["at"] if fights else np.zeros(1, np.int32)
        quarter, median, three = np.percentile(at, (25, 50, 75), method="inverted_cdf").tolist()
        return Matchup(
            left=self.pairing.left, right=self.pairing.right, fights=fights, wins=wins,
            draws=draws, losses=losses, rate=100 * score / fights if fights else 50.0,
            low=low, high=high, time_outs=int((rows["reason"] == TIME_OUT).sum()),
            length=(int(quarter), int(median), int(three)),
            lead_changes=float(rows["lead_changes"].mean()) if fights else 0.0,
            decisiveness=_decisiveness(rows, self.healths), live=int(rows["live"].sum()),
        )  # fmt: skip

    def _interval(self, score: float, fights: int) -> tuple[float, float]:
        if not self.looks or not self.blocks:
            return wilson(score, fights)
        first = self.in_order[0].rows["winner"]
        first_score = float((first == 0).sum() + (first == -1).sum() / 2)
        return Looks(first_score, len(first)).interval(score, fights)

    def why_live(self) -> Counter[str]:
        """Why fights were played live, and how many."""
        return _summed(block.why_live for block in self.in_order)

    def mistakes(self) -> Counter[str]:
        """In how many fights which rule has raised."""
        return _summed(block.mistakes for block in self.in_order)

    def uses(self) -> list[Use]:
        """What each side did with each move that it used."""
        found = []
        kinds = (self.pairing.left, self.pairing.right)
        for side, (kind, foe) in enumerate((kinds, kinds[::-1])):
            counts = added_up(block.counts[side] for block in self.in_order)
            dealt = sum(row[DAMAGE] for row in counts.values())
            for move, row in counts.items():
                share = round(100 * row[DAMAGE] / dealt, 2) if dealt else 0.0
                found.append(_use((kind, foe, move), row, share))
        return found


def _summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def _use(names: tuple[str, str, str], row: Sequence[int], share: float) -> Use:
    used, landed, blocked, evaded, countered, damage = row
    return Use(*names, used, landed, blocked, evaded, countered, damage, share)


def added_up(counts: Iterable[Mapping[str, tuple[int, ...]]]) -> dict[str, tuple[int, ...]]:
    """The sums of what was counted of each move."""
    total: dict[str, tuple[int, ...]] = {}
    for one in counts:
        for move, row in one.items():
            before = total.get(move, (0,) * len(row))
            total[move] = tuple(map(sum, zip(before, row, strict=True)))
    return total


def _decisiveness(rows: NDArray[Any], healths: tuple[int, int]) -> float:
    """How much health the winner has left on the average, in percent of its most."""
    won = rows[rows["winner"] >= 0]
    if not len(won):
        return 0.0
    winners = won["winner"].astype(np.intp)
    left = won["health"][np.arange(len(won)), winners] / np.array(healths)[winners]
    return float(100 * left.mean())
