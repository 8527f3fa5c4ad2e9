"""Against: two rulesets on the same luck, and what the one does to every matchup of the other."""

import numpy as np
from msgspec import Struct

from combat_rules.balance.intervals import paired
from combat_rules.balance.matchups import Cell
from combat_rules.balance.matrix import Played


class Difference(Struct, frozen=True):
    """What a patch does to a matchup: the share of ``left`` in percent before and after, and by
    how many points it changed, ``low`` to ``high`` being the interval of that."""

    left: str
    right: str
    fights: int
    before: float
    after: float
    change: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it is known that the matchup moved."""
        return not self.low <= 0 <= self.high


def differences(before: Played, after: Played) -> tuple[Difference, ...]:
    """What changed in each matchup that both have, over the fights that both have played."""
    known = {(cell.pairing.left, cell.pairing.right): cell for cell in before.cells}
    return tuple(
        _difference(known[names], cell)
        for cell in after.cells
        if (names := (cell.pairing.left, cell.pairing.right)) in known
        and known[names].blocks.keys() & cell.blocks.keys()
    )


def _difference(before: Cell, after: Cell) -> Difference:
    shared = sorted(before.blocks.keys() & after.blocks.keys())
    was, now = (
        np.concatenate([_scores(cell, first) for first in shared]) for cell in (before, after)
    )
    apart, fights = now - was, len(now)
    low, high = paired(float(apart.sum()), float((apart * apart).sum()), fights)
    return Difference(
        left=after.pairing.left, right=after.pairing.right, fights=fights,
        before=100 * float(was.mean()), after=100 * float(now.mean()),
        change=100 * float(apart.mean()), low=low, high=high,
    )  # fmt: skip


def _scores(cell: Cell, first: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What the left one has of each fight of a block: 1, 0, or a half."""
    winners = cell.blocks[first].rows["winner"]
    return np.where(winners < 0, 0.5, 1.0 - winners)
