"""Sums of fights: compiled and live ones add up to the same, and shares say how sure they are."""

from collections import Counter

import pytest

from combat_rules.compiled.batch import Batch
from combat_rules.compiled.live import played
from combat_rules.compiled.tally import Tally, empty, wilson
from tests.packs import every_pack


@pytest.mark.parametrize(
    ("wins", "fights", "low", "high"),
    [(0, 0, 0.0, 100.0), (0, 10, 0.0, 27.75), (10, 10, 72.25, 100.0), (50, 100, 40.38, 59.62),
     (500, 1000, 46.91, 53.09)],
)  # fmt: skip
def test_shares_are_as_sure_as_wilson_has_them(
    wins: int, fights: int, low: float, high: float
) -> None:
    assert wilson(wins, fights) == pytest.approx((low, high), abs=0.01)


def test_quantiles_are_lengths_that_were_seen() -> None:
    tally = empty(("a", "b"), 2, 1)
    tally.fights, tally.lengths = 4, Counter({100: 1, 200: 2, 900: 1})
    assert [tally.quantile(percent) for percent in (25, 50, 75, 100)] == [100, 200, 200, 900]


def test_compiled_and_live_fights_add_up_to_the_same() -> None:
    batch = Batch(every_pack(), "fencer", "witch", duration=6000)
    compiled = batch.tally(range(8))
    live: Tally = empty(batch.sides, 2, len(every_pack().moves) + 1)
    for seed in range(8):
        live.add_live(played(batch.lineup.fight, seed))
    live.live = 0
    assert compiled == live
    assert sum(live.wins) + live.draws == 8
    assert len(live.counts[0]) == len(every_pack().moves) + 1, "a hit of a move is no move"
