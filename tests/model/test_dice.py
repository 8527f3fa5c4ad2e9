"""Luck: the same question has the same answer, every side comes up, nothing goes together.

All dice here are fixed, so a test that passes once passes always. The bounds are those that
fair dice would keep in all but one of several hundred thousand tries.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import sqrt
from random import Random

import pytest
from msgspec.structs import replace

from combat_rules.model import Dice

DICE = Dice(seed=7, fight=0, tick=100, combatant="ayla")
SIGMAS = 5
"""How many standard deviations fair dice may be off."""


def bound(freedom: int) -> float:
    """What chi-square stays below, by Wilson and Hilferty's approximation."""
    spread = 2 / (9 * freedom)
    return freedom * float((1 - spread + SIGMAS * sqrt(spread)) ** 3)


def chi_square(counts: Sequence[int], expected: Sequence[float]) -> float:
    """How far counts are from what was expected of them."""
    return sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))


def rolls(of: Iterable[Dice], sides: int, purpose: str = "parry") -> list[int]:
    return [dice.roll(purpose, sides) for dice in of]


def series(field: str, values: Iterable[object]) -> Iterator[Dice]:
    """Dice that differ in one thing alone."""
    return (replace(DICE, **{field: value}) for value in values)


# -- the same question, the same answer ---------------------------------------------------


def test_the_same_question_has_the_same_answer_however_often_it_is_asked() -> None:
    first = DICE.roll("parry", 1000)
    DICE.roll("other", 1000)
    assert [DICE.roll("parry", 1000) for _ in range(5)] == [first] * 5


def test_no_roll_depends_on_the_order_of_questions() -> None:
    asked = [
        (Dice(seed, fight, tick, who), purpose)
        for seed in range(4)
        for fight in range(3)
        for tick in range(10)
        for who in ("ayla", "borin")
        for purpose in ("parry", "dodge")
    ]
    told = {question: question[0].roll(question[1], 1000) for question in asked}
    Random(1).shuffle(asked)
    assert all(dice.roll(purpose, 1000) == told[dice, purpose] for dice, purpose in asked)


def test_the_answer_is_the_same_on_every_machine() -> None:
    assert [DICE.roll(purpose, 1000) for purpose in ("parry", "dodge")] == [408, 316]
    assert Dice(-1, 2**40, 10**9, "ł").roll("", 10**9) == 105491533


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"fight": 1}, {"tick": 101}, {"combatant": "borin"}],
    ids=lambda change: next(iter(change)),
)
def test_everything_that_a_roll_is_for_changes_it(change: dict[str, object]) -> None:
    other = replace(DICE, **change)
    purposes = [str(number) for number in range(20)]
    assert [DICE.roll(p, 1000) for p in purposes] != [other.roll(p, 1000) for p in purposes]


def test_a_seed_is_not_taken_for_a_fight_nor_a_combatant_for_a_purpose() -> None:
    assert rolls(series("seed", range(1, 20)), 1000) != rolls(series("fight", range(1, 20)), 1000)
    assert replace(DICE, combatant="parry").roll("ayla", 10**9) != DICE.roll("parry", 10**9)


# -- every side as often ------------------------------------------------------------------


@pytest.mark.parametrize("sides", [1, 2, 6, 20, 100, 365, 1000], ids=repr)
def test_every_side_comes_up_about_as_often(sides: int) -> None:
    times = 30
    counts = Counter(rolls(series("tick", range(sides * times)), sides))
    assert set(counts) <= set(range(1, sides + 1))
    seen = [counts[side] for side in range(1, sides + 1)]
    assert chi_square(seen, [times] * sides) < bound(max(1, sides - 1))


def test_dice_of_two_to_a_thousand_sides_are_fair() -> None:
    """All of them: the sides of each in up to ten groups, and all groups of all dice."""
    times, total, freedom = 60, 0.0, 0
    for sides in range(2, 1001):
        groups = min(sides, 10)
        dice = replace(DICE, tick=sides)
        thrown = (dice.roll(str(number), sides) for number in range(times))
        counts = Counter((roll - 1) * groups // sides for roll in thrown)
        size = Counter(side * groups // sides for side in range(sides))
        expected = [size[group] * times / sides for group in range(groups)]
        off = chi_square([counts[group] for group in range(groups)], expected)
        assert off < bound(groups - 1), sides
        total += off
        freedom += groups - 1
    assert abs(total - freedom) < SIGMAS * sqrt(2 * freedom)


def test_a_billion_sides_are_as_even_as_two() -> None:
    billion = 10**9
    thrown = rolls(series("tick", range(10_000)), billion)
    assert min(thrown) >= 1
    assert max(thrown) <= billion
    for sides in (2, 64):
        counts = Counter((roll - 1) * sides // billion for roll in thrown)
        expected = [len(thrown) / sides] * sides
        assert chi_square([counts[side] for side in range(sides)], expected) < bound(sides - 1)


# -- nothing goes together ----------------------------------------------------------------

MANY = 6000
NEIGHBOURS: dict[str, Callable[[], Iterable[int]]] = {
    "ticks": lambda: rolls(series("tick", range(MANY)), 1000),
    "seeds": lambda: rolls(series("seed", range(MANY)), 1000),
    "fights": lambda: rolls(series("fight", range(MANY)), 1000),
    "combatants": lambda: rolls(series("combatant", (f"bot {n}" for n in range(MANY))), 1000),
    "purposes": lambda: (DICE.roll(f"parry {n}", 1000) for n in range(MANY)),
    "powers of two": lambda: rolls(series("tick", (n << 20 for n in range(MANY))), 1000),
}
"""Rolls whose neighbours differ by as little as can be, in one thing."""


@pytest.mark.parametrize("kind", NEIGHBOURS)
def test_neighbours_have_nothing_to_do_with_each_other(kind: str) -> None:
    check_pairs(list(pairwise(NEIGHBOURS[kind]())))


CROSSED: dict[str, tuple[dict[str, object], str]] = {
    "another purpose": ({}, "dodge"),
    "another combatant": ({"combatant": "borin"}, "parry"),
    "the next seed": ({"seed": DICE.seed + 1}, "parry"),
    "the next fight": ({"fight": DICE.fight + 1}, "parry"),
}
"""What else is rolled at the same tick."""


@pytest.mark.parametrize("kind", CROSSED)
def test_two_rolls_of_a_tick_have_nothing_to_do_with_each_other(kind: str) -> None:
    change, purpose = CROSSED[kind]
    ticks = list(series("tick", range(MANY)))
    others = rolls((replace(dice, **change) for dice in ticks), 1000, purpose)
    check_pairs(list(zip(rolls(ticks, 1000), others, strict=True)))


def check_pairs(pairs: Sequence[tuple[int, int]]) -> None:
    """Pairs of rolls of 1000 sides: no correlation, and every combination about as often."""
    middle, variance = 500.5, (1000**2 - 1) / 12
    together = sum((a - middle) * (b - middle) for a, b in pairs) / len(pairs) / variance
    assert abs(together) < SIGMAS / sqrt(len(pairs))
    cells = Counter(((a - 1) // 100, (b - 1) // 100) for a, b in pairs)
    counts = [cells[a, b] for a in range(10) for b in range(10)]
    assert chi_square(counts, [len(pairs) / 100] * 100) < bound(99)


# -- what can be asked --------------------------------------------------------------------


@pytest.mark.parametrize("sides", [0, -1], ids=repr)
def test_dice_have_at_least_one_side(sides: int) -> None:
    with pytest.raises(ValueError, match="at least one side"):
        DICE.roll("parry", sides)


@pytest.mark.parametrize(("percent", "expected"), [(0, 0), (100, 500)], ids=["never", "always"])
def test_chances_include_never_and_always(percent: int, expected: int) -> None:
    assert sum(DICE.chance(str(number), percent) for number in range(500)) == expected


def test_a_chance_of_thirty_comes_true_in_about_thirty_of_a_hundred() -> None:
    assert 500 < sum(DICE.chance(str(number), 30) for number in range(2000)) < 700
