"""Intervals hold what they promise: once, at every look, and for differences on the same luck."""

from zlib import compress

import numpy as np
import pytest

from combat_rules.balance.blocks import ROW, Block, Pairing, Task
from combat_rules.balance.intervals import Looks, paired
from combat_rules.balance.matchups import Cell

FIRST, LOOKS = 100, range(200, 3001, 400)
RUNS = 100


@pytest.mark.parametrize("share", [0.5, 0.9, 0.02])
@pytest.mark.parametrize("draws", [0.0, 0.3], ids=["no draws", "many draws"])
def test_of_a_hundred_at_least_95_hold_the_share_at_every_look(share: float, draws: float) -> None:
    rng = np.random.default_rng(7)
    missed = 0
    for _ in range(RUNS):
        fights = np.where(rng.random(LOOKS[-1]) < share, 1.0, 0.0)
        fights[rng.random(LOOKS[-1]) < draws] = 0.5
        true = 100 * (share * (1 - draws) + 0.5 * draws)
        sums = fights.cumsum()
        looks = Looks(float(sums[FIRST - 1]), FIRST)
        intervals = (looks.interval(float(sums[at - 1]), at) for at in LOOKS)
        missed += any(not low <= true <= high for low, high in intervals)
    assert missed <= RUNS * 0.05


def test_one_look_after_another_is_wrong_with_intervals_for_one_look() -> None:
    """What the intervals for many looks are for."""
    rng = np.random.default_rng(7)
    sums = (rng.random((RUNS, LOOKS[-1])) < 0.5).cumsum(axis=1)
    at = np.array(LOOKS)
    shares = sums[:, at - 1] / at
    missed = (np.abs(shares - 0.5) > 1.96 * 0.5 / np.sqrt(at)).any(axis=1).sum()
    assert missed > RUNS * 0.1


def test_it_costs_less_than_three_times_the_fights_of_one_look() -> None:
    looks = Looks(250, 500)
    low, high = looks.interval(6000, 12_000)
    assert high - low < 3.0
    low, high = looks.interval(2100, 4200)
    assert high - low > 3.0


def test_a_lopsided_share_is_known_sooner_than_an_even_one() -> None:
    even, lopsided = Looks(250, 500), Looks(5, 500)
    widths = [high - low for low, high in (even.interval(500, 1000), lopsided.interval(10, 1000))]
    assert widths[1] < widths[0] / 3


@pytest.mark.parametrize(("score", "end"), [(0.0, 0.0), (900.0, 100.0)], ids=["none", "all"])
def test_who_has_won_none_or_all_may_do_so_always(score: float, end: float) -> None:
    low, high = Looks(score / 9, 100).interval(score, 900)
    assert end in (low, high)
    assert high - low < 2


def test_nothing_is_known_before_the_second_look() -> None:
    assert Looks(30, 50).interval(30, 50) == (0.0, 100.0)


def test_a_difference_that_never_was_is_still_not_known_to_be_none() -> None:
    low, high = paired(0, 0, 100)
    assert low == -high
    assert 1 < high < 4


def test_differences_on_the_same_luck_are_held_95_times_in_a_hundred() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        apart = rng.choice([-1, 0, 1], p=[0.05, 0.8, 0.15], size=300)
        low, high = paired(float(apart.sum()), float((apart**2).sum()), 300)
        held += low <= 10 <= high
    assert 0.92 * 400 <= held < 400


def test_a_draw_counts_half_for_either_side() -> None:
    rows = np.zeros(10, ROW)
    rows["winner"] = [0, 0, 0, -1, -1, -1, -1, 1, 1, 1]
    cell = Cell(Pairing("duelist", "brute"), (90, 99))
    cell.add(Block(Task(cell.pairing, 0, 10), compress(rows.tobytes()), ({}, {})))
    found = cell.matchup()
    assert (found.wins, found.draws, found.losses, found.rate) == (3, 4, 3, 50.0)
    assert found.low < 50 < found.high
