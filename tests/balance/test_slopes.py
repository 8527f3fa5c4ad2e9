"""Tuning among pilots in training: planes through many trials tell what one of them cannot."""

from collections.abc import Mapping

import numpy as np
import pytest

from combat_rules.balance.pilots import training
from combat_rules.balance.tuning import slopes
from combat_rules.balance.tuning.search import Asked
from combat_rules.balance.tuning.slopes import Points, Survey, tune_trained
from combat_rules.balance.tuning.targets import Targets
from combat_rules.errors import CombatError, PluginError
from tests.packs import every_pack

RANGES = {f"one.{name}": (60, 140) for name in "abcdefgh"}
BEFORE = dict.fromkeys(RANGES, 100)
PAIRINGS = 6
WANTED = np.array([[35.0, 65.0]] * PAIRINGS)


class World:
    """Matchups that hang on numbers in a straight line, but for the luck of each training."""

    def __init__(self, luck: float) -> None:
        dice = np.random.default_rng(5)
        self.steps = dice.normal(0, 0.4, (PAIRINGS, len(RANGES)))
        self.first = np.array([85.0, 20.0, 50.0, 75.0, 30.0, 60.0])
        self.luck = luck

    def true(self, numbers: Mapping[str, int]) -> Points:
        moved = np.array([numbers[path] - BEFORE[path] for path in RANGES])
        found: Points = self.first + self.steps @ moved
        return found

    def __call__(self, numbers: Mapping[str, int], number: int) -> Points:
        luck: Points = np.random.default_rng(number).normal(0, self.luck, PAIRINGS)
        return self.true(numbers) + luck


def survey(concerned: Points | None = None, spans: Points = WANTED) -> Survey:
    known = np.ones((PAIRINGS, len(RANGES))) if concerned is None else concerned
    return Survey(RANGES, BEFORE, known.astype(bool), spans)


def none_told(least: float) -> None:
    """Nobody wants to know."""


def test_numbers_come_to_where_every_matchup_is_wanted_though_each_training_is_off() -> None:
    world, seen = World(luck=6), list[float]()
    found = survey().search(world, 400, seen.append)
    assert (abs(world.first - 50) > 15).sum() == 4
    assert (abs(world.true(found) - 50) < 15).all()
    assert len(seen) < 400
    assert seen == sorted(seen, reverse=True)
    assert all(low <= found[path] <= high for path, (low, high) in RANGES.items())


def test_the_same_luck_finds_the_same() -> None:
    assert survey().search(World(6), 60, none_told) == survey().search(World(6), 60, none_told)


def test_what_is_as_wanted_stays_about_as_it_is() -> None:
    world = World(luck=0)
    world.first = np.full(PAIRINGS, 50.0)
    found = survey().search(world, 400, none_told)
    assert found == pytest.approx(BEFORE, abs=3)


def test_a_number_that_concerns_nobody_stays() -> None:
    concerned = np.ones((PAIRINGS, len(RANGES)))
    concerned[:, 0] = 0
    sought = survey(concerned)
    sought.search(World(0), 60, none_told)
    assert sought._at[0] == 100
    assert (sought._at[1:] != 100).all()


def test_a_matchup_that_may_be_anything_moves_no_number() -> None:
    spans, concerned = WANTED.copy(), np.ones((PAIRINGS, len(RANGES)))
    spans[1:], concerned[1:] = (0, 100), 0
    world = World(luck=0)
    world.first[0] = 50
    sought = survey(concerned, spans)
    assert sought.search(world, 60, none_told) == BEFORE
    assert sought._at == pytest.approx([100] * len(RANGES), abs=1)


def test_values_that_the_rules_may_not_have_are_left_out() -> None:
    world = World(luck=0)

    def play(numbers: Mapping[str, int], number: int) -> Points:
        if number % 3 == 1:
            raise PluginError("no", code="plugin.number", problems=("no",))
        return world(numbers, number)

    seen: list[float] = []
    survey().search(play, 30, seen.append)
    assert len(seen) == 20


def test_whoever_stops_it_gets_what_was_found() -> None:
    world = World(luck=0)

    def play(numbers: Mapping[str, int], number: int) -> Points:
        if number == 40:
            raise KeyboardInterrupt
        return world(numbers, number)

    found = survey().search(play, 400, none_told)
    assert found != BEFORE


def test_pilots_learn_each_set_of_values_and_are_judged_on_luck_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "FIGHTS", 6)
    monkeypatch.setattr(slopes, "CALM", 1)
    asked = Asked(("duelist", "witch"), "own", fights=20, most=7, judged=30)
    wanted = Targets({"witch.health": (20, 120), "venom.damage": (3, 6)}, (40, 60))
    seen: list[float] = []
    found = tune_trained(every_pack(), wanted, asked, 2, 1, seen.append)
    assert found.trials == len(seen) == 7
    assert set(found.numbers) <= {"witch.health", "venom.damage"}
    assert found.was.fights == found.now.fights == 30
    assert not found.now.uneven
    again = tune_trained(every_pack(), wanted, asked, 2, 2, none_told)
    assert again.numbers == found.numbers
    assert again.now == found.now


def test_it_goes_by_matchups() -> None:
    asked = Asked(("duelist", "witch"), "own", fights=20, most=7)
    with pytest.raises(CombatError, match=r"goes by matchups; give matchups: \[45, 55\] or pairs"):
        tune_trained(every_pack(), Targets({}, length=(1, 2)), asked, 1, 1, none_told)
