"""What a played use of an action shows, beside what it declares."""

import pytest

from combat_rules import Action, replace
from combat_rules.charts import several_hits
from combat_rules.model import Hit, PaceRule, Projectile
from combat_rules.testing.shown import both_sides, numbers, untrue
from tests.rules import JAB, ruleset

FLURRY = replace(
    JAB,
    chart=several_hits("Flurry", 2),
    phases={"gap_2": 4, "release_2": 2},
    hits=(Hit(damage=4, hitstun=7), Hit()),
)


@pytest.mark.parametrize("reach", [4, 5, 20, 300_000])
def test_no_side_is_favoured_at_any_distance(reach: int) -> None:
    rules = ruleset([replace(JAB, reach=reach, travel=2, pushback=3)])
    left, right = both_sides(rules, rules.moves["jab"])
    assert left == right != []


def test_what_it_declares_is_shown_before_pace_rules_as_before_damage_rules() -> None:
    rules = ruleset(pace_rules=[PaceRule("slow", 1, lambda scene: 300)])
    for move in rules.moves.values():
        assert untrue(rules, move) == ""


@pytest.mark.parametrize(
    ("action", "damage", "hitstun"),
    [
        pytest.param(JAB, 10, 12, id="one blow"),
        pytest.param(replace(JAB, hit_pause=5), 10, 12, id="one that pauses as it hits"),
        pytest.param(FLURRY, 4, 7, id="the first of several hits"),
        pytest.param(
            replace(JAB, launches=Projectile(speed=400, life=90)), 10, 12, id="one that flies long"
        ),
        pytest.param(replace(JAB, reach=0, hits=(Hit(reach=6),)), 10, 12, id="reach of a hit"),
    ],
)
def test_a_sound_action_shows_what_it_declares(action: Action, damage: int, hitstun: int) -> None:
    rules = ruleset([action])
    shown = numbers(rules, rules.moves["jab"])
    assert {name: pair for name, pair in shown.items() if pair[0] != pair[1]} == {}
    assert shown["damage"] == (damage, damage)
    assert shown["hitstun"] == (hitstun, hitstun)
