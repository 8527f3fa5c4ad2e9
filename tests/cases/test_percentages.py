"""Percentages are multiplied exactly, and the damage is rounded once, at the end."""

from collections.abc import Sequence

import pytest

from combat_rules import DamageRule, Scene
from combat_rules.model.events import DamageDealt
from tests.cases.plays import SHIELD, Play, play, poke


def percent(*shares: int) -> list[DamageRule]:
    """Rules that multiply, one after the other."""
    return [
        DamageRule(f"share {place}", 100 + place, percent=lambda scene, share=share: share)  # type: ignore[misc] # a default says nothing of a type
        for place, share in enumerate(shares)
    ]


def struck(base: int, rules: Sequence[DamageRule], *, blocked: bool = False, chip: int = 0) -> Play:
    orders = [(0, "ayla", "poke")] + [(0, "borin", "shield")] * blocked
    return play([poke(damage=base, chip=chip), SHIELD], *orders, damage_rules=rules, until=9)


@pytest.mark.parametrize(
    ("base", "shares", "lost"),
    [
        (19, (90,) * 5, 11),
        (5, (50, 200), 5),
        (5, (200, 50), 5),
        (3, (90,) * 3, 2),
        (1, (50, 50, 400), 1),
        (1, (99,), 0),
        (7, (100,), 7),
        (7, (0,), 0),
        (7, (0, 300), 0),
        (13, (133, 75, 101), 13),
        (50, (150,), 75),
        (3, (33, 300), 2),
        (3, (34, 300), 3),
    ],
    ids=str,
)
def test_percentages_multiply_exactly(base: int, shares: tuple[int, ...], lost: int) -> None:
    whole = base
    for share in shares:
        whole *= share
    assert lost == whole // 100 ** len(shares), "the case itself"
    assert struck(base, percent(*shares)).lost() == lost


@pytest.mark.parametrize("shares", [(90, 70, 130), (130, 90, 70), (70, 130, 90)], ids=str)
def test_the_order_of_percentages_changes_nothing(shares: tuple[int, ...]) -> None:
    assert struck(17, percent(*shares)).lost() == 17 * 90 * 70 * 130 // 1_000_000


def flat(order: int, add: int) -> DamageRule:
    return DamageRule(f"flat {order}", order, lambda scene, damage: damage + add)


def test_a_flat_rule_before_a_percentage_is_multiplied_and_one_after_it_is_not() -> None:
    half = DamageRule("half", 200, percent=lambda scene: 50)
    assert struck(7, [flat(100, 4), half]).lost() == 5
    assert struck(7, [half, flat(300, 4)]).lost() == 7


def test_what_a_flat_rule_adds_keeps_the_fraction_of_the_others() -> None:
    # 7 at 50 % is 3.5; one more is 4.5; doubled it is 9.
    rules = [
        DamageRule("half", 100, percent=lambda scene: 50),
        flat(200, 1),
        DamageRule("twice", 300, percent=lambda scene: 200),
    ]
    assert struck(7, rules).lost() == 9


def test_a_flat_rule_sees_whole_points() -> None:
    seen: list[int] = []

    def note(scene: Scene, damage: int) -> int:
        seen.append(damage)
        return damage

    struck(7, [DamageRule("half", 100, percent=lambda scene: 50), DamageRule("note", 200, note)])
    assert seen == [3]


def test_chip_is_a_percentage_as_well_and_rounded_with_the_others() -> None:
    # A quarter of 10 is 2.5; at 200 % it is 5.
    twice = percent(200)
    assert struck(10, twice, blocked=True, chip=25).lost() == 5
    assert struck(10, [], blocked=True, chip=25).lost() == 2


@pytest.mark.parametrize(
    "rules", [percent(90, 90, 90), [*percent(33), flat(500, 9)]], ids=["shares", "mixed"]
)
def test_the_breakdown_adds_up_to_the_point(rules: Sequence[DamageRule]) -> None:
    (harm,) = struck(19, rules).told(DamageDealt)
    assert sum(share.change for share in harm.breakdown) == harm.damage
