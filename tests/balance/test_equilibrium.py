"""Equilibria: what nobody can do better against, alike options share, dominated ones are found."""

import numpy as np
import pytest

from combat_rules.balance.equilibrium import dominated, solve
from combat_rules.balance.matchups import Matchup
from combat_rules.balance.matrix import Matrix
from combat_rules.balance.summary import in_words, summary
from tests.packs import every_pack

ROCK = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]


def test_rock_paper_scissors_is_played_evenly() -> None:
    one, other = solve(np.array(ROCK, float))
    assert one.weights == other.weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert one.value == pytest.approx(0)


def test_clones_share_what_one_of_them_would_have() -> None:
    twice = np.array([[0, -1, 1, 1], [1, 0, -1, -1], [-1, 1, 0, 0], [-1, 1, 0, 0]], float)
    assert solve(twice)[0].weights == pytest.approx((1 / 3, 1 / 3, 1 / 6, 1 / 6), abs=1e-5)


def test_where_nothing_matters_everything_is_played() -> None:
    assert solve(np.zeros((3, 2)))[0].weights == pytest.approx((1 / 3,) * 3)
    assert solve(np.zeros((3, 2)))[1].weights == pytest.approx((1 / 2,) * 2)


def test_a_game_of_two_sides_is_worth_the_same_to_both() -> None:
    # A blow that a guard stops, a throw that it does not: one in three is a throw.
    one, other = solve(np.array([[0, 20], [40, 0]], float))
    assert one.weights == pytest.approx((2 / 3, 1 / 3))
    assert other.weights == pytest.approx((1 / 3, 2 / 3))
    assert one.value == pytest.approx(40 / 3)
    assert other.value == pytest.approx(-40 / 3)


@pytest.mark.parametrize("seed", range(5))
def test_nobody_can_do_better_against_it(seed: int) -> None:
    payoffs = np.random.default_rng(seed).integers(-40, 41, (7, 5)).astype(float)
    one, other = solve(payoffs)
    assert (np.array(one.weights) @ payoffs).min() == pytest.approx(one.value, abs=1e-4)
    assert (payoffs @ np.array(other.weights)).max() == pytest.approx(one.value, abs=1e-4)


def test_who_is_worse_against_everybody_is_dominated_by_name_or_by_a_mix() -> None:
    payoffs = np.array([[0, 10, 3], [-10, 0, 20], [-8, -20, 0]], float)
    assert dominated(payoffs, 2) == pytest.approx({0: 1.0})
    assert dominated(payoffs, 0) is None
    mixed = dominated(np.array([[10, 0], [0, 10], [4, 4]], float), 2)
    assert mixed == pytest.approx({0: 0.5, 1: 0.5}, abs=0.11)


def matchup(left: str, right: str, rate: float) -> Matchup:
    return Matchup(
        left=left, right=right, fights=100, wins=int(rate), draws=0, losses=100 - int(rate),
        rate=rate, low=rate - 5, high=rate + 5, time_outs=0, length=(1, 2, 3), lead_changes=1.0,
        decisiveness=40.0,
    )  # fmt: skip


def test_a_field_is_told_in_sentences() -> None:
    names = ("duelist", "brute", "witch")
    pairs = {(0, 1): 60.0, (0, 2): 70.0, (1, 2): 55.0}
    found = Matrix(
        archetypes=names, uses=(),
        matchups={at: matchup(names[at[0]], names[at[1]], rate) for at, rate in pairs.items()},
    )  # fmt: skip
    assert found.worst == found.matchups[0, 2]
    assert found.rates == [[50, 60, 70], [40, 50, 55], [30, 45, 50]]
    told = summary(found, every_pack())
    assert told.played == {"duelist": 100.0, "brute": 0.0, "witch": 0.0}
    assert told.never == ("brute", "witch")
    assert told.dominated.keys() == {"brute", "witch"}
    assert told.diversity == pytest.approx(1)
    assert told.unused["brute"] == every_pack().archetypes["brute"].actions
    assert in_words(told)[:2] == [
        "equilibrium: duelist 100 %; as diverse as 1.0 archetypes", "never played: brute, witch",
    ]  # fmt: skip
