"""Kinds with ranges of their own: machine code keeps to them as the live engine does."""

import pytest

from combat_rules.engine.lineup import Lineup, named
from tests.compiled.pairs import difference
from tests.compiled.trial import duels_of_trial, trial


@pytest.mark.parametrize("pair", [("knight", "monk"), ("usual", "monk"), ("usual", "knight")])
def test_a_fight_of_different_kinds_is_the_live_one(pair: tuple[str, str]) -> None:
    assert difference(duels_of_trial(), Lineup(trial(), named(pair), duration=900), 3) is None
