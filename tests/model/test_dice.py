"""Luck: the same question has the same answer, and every side comes up."""

from collections import Counter

import pytest
from msgspec.structs import replace

from combat_rules import Dice

DICE = Dice(seed=7, fight=0, tick=100, combatant="ayla")


def test_the_same_question_has_the_same_answer_however_often_it_is_asked() -> None:
    first = DICE.roll("parry", 1000)
    DICE.roll("other", 1000)
    assert [DICE.roll("parry", 1000) for _ in range(5)] == [first] * 5


def test_the_answer_is_the_same_on_every_machine() -> None:
    assert [DICE.roll(purpose, 1000) for purpose in ("parry", "dodge")] == [38, 935]


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"fight": 1}, {"tick": 101}, {"combatant": "borin"}],
    ids=lambda change: next(iter(change)),
)
def test_everything_that_a_roll_is_for_changes_it(change: dict[str, object]) -> None:
    other = replace(DICE, **change)
    purposes = [str(number) for number in range(20)]
    assert [DICE.roll(p, 1000) for p in purposes] != [other.roll(p, 1000) for p in purposes]


@pytest.mark.parametrize("sides", [1, 2, 6, 100], ids=repr)
def test_every_side_comes_up_about_as_often(sides: int) -> None:
    rolls = Counter(DICE.roll(str(number), sides) for number in range(sides * 200))
    assert set(rolls) == set(range(1, sides + 1))
    assert all(130 < count < 280 for count in rolls.values())


@pytest.mark.parametrize("sides", [0, -1], ids=repr)
def test_dice_have_at_least_one_side(sides: int) -> None:
    with pytest.raises(ValueError, match="at least one side"):
        DICE.roll("parry", sides)


@pytest.mark.parametrize(("percent", "expected"), [(0, 0), (100, 500)], ids=["never", "always"])
def test_chances_include_never_and_always(percent: int, expected: int) -> None:
    assert sum(DICE.chance(str(number), percent) for number in range(500)) == expected


def test_a_chance_of_thirty_comes_true_in_about_thirty_of_a_hundred() -> None:
    assert 500 < sum(DICE.chance(str(number), 30) for number in range(2000)) < 700
