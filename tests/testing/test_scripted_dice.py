"""Scripted dice roll what is written: nothing missing, nothing left over."""

from typing import Any

import pytest

from combat_rules import CombatError, Scene
from combat_rules.testing import duel, make_scene, scripted_dice, starts


def lucky(scene: Scene) -> bool:
    return scene.dice.chance("lucky", 50)


@pytest.mark.parametrize(("roll", "holds"), [(50, True), (51, False)], ids=["at", "above"])
def test_a_guard_rolls_what_the_script_says(roll: int, holds: bool) -> None:
    with scripted_dice(lucky=[roll]) as dice:
        assert lucky(make_scene(dice=dice)) is holds


def test_the_same_question_has_the_same_answer() -> None:
    with scripted_dice(lucky=[7]) as dice:
        assert [dice.roll("lucky", 100), dice.roll("lucky", 100)] == [7, 7]


def test_a_roll_that_is_left_over_fails() -> None:
    with (
        pytest.raises(AssertionError, match=r"left over.*\{'lucky': \[8\]\}"),
        scripted_dice(lucky=[7, 8]) as dice,
    ):
        dice.roll("lucky", 100)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ({}, "no roll for it; scripted: nothing"),
        ({"other": [1]}, "no roll for it; scripted: other"),
        ({"lucky": [101]}, "with 100 sides, and the script says 101"),
        ({"lucky": [0]}, "says 0"),
    ],
    ids=["empty", "for something else", "too high", "too low"],
)
def test_a_roll_that_is_missing_or_impossible_fails(script: dict[str, list[int]], why: str) -> None:
    with pytest.raises(AssertionError, match=why), scripted_dice(**script) as dice:
        dice.roll("lucky", 100)


@pytest.mark.parametrize("rolls", [3, "3", ["3"], [2.5], [-1]])
def test_a_script_that_is_no_list_of_rolls_is_refused(rolls: object) -> None:
    script: dict[str, Any] = {"lucky": rolls}
    why = "lucky is .*; a list or tuple of whole numbers from 0 to 1000000000"
    with pytest.raises(CombatError, match=why):
        scripted_dice(**script)


def test_a_whole_fight_rolls_what_the_script_says() -> None:
    with scripted_dice(press=[1], strike=[2]) as dice:
        story = duel(dice=dice, distance=20)
        story.combat.add_combatant("duelist", "ayla")
        story.given("borin", "brute").after(0).then(starts("ayla", "quick_attack"))


def test_a_fight_that_asks_for_more_fails_with_what_was_asked() -> None:
    with scripted_dice() as dice:
        story = duel(dice=dice, distance=20).given("borin", "brute")
        story.combat.add_combatant("duelist", "ayla")
        with pytest.raises(Exception, match="ayla rolls for 'press' at tick"):
            story.after(10)
