"""Damage: from the base through every rule, each point with the name of what gave it."""

from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem, DamageRule, Outcome, Scene
from combat_rules.model.events import DamageDealt, details
from tests.rules import GUARD, JAB, at, duel, listen, only


def more(by: int) -> Any:
    return lambda scene, damage: damage + by


def double(scene: Scene, damage: int) -> int:
    return damage * 2


def none(scene: Scene, damage: int) -> int:
    return 0


def hit(combat: CombatSystem) -> dict[str, Any]:
    """The data of the damage that a jab deals."""
    heard = listen(combat, DamageDealt)
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 30)
    return details(only(heard, DamageDealt))


def test_without_rules_a_blow_hurts_by_its_base() -> None:
    assert hit(duel()) == {
        "damage": 10,
        "lost": 10,
        "health": 90,
        "outcome": "hit",
        "breakdown": [{"rule": "base", "change": 10}],
        "name": "jab",
        "status": None,
        "absorbed": 0,
    }


def test_every_rule_that_changed_something_is_named_in_the_order_of_its_place() -> None:
    rules = [
        DamageRule("last", 30, more(-5)),
        DamageRule("idle", 20, more(0)),
        DamageRule("first", 10, double),
    ]
    data = hit(duel(damage_rules=rules))
    assert data["breakdown"] == [
        {"rule": "base", "change": 10},
        {"rule": "first", "change": 10},
        {"rule": "last", "change": -5},
    ]
    assert data["damage"] == sum(part["change"] for part in data["breakdown"]) == 15


def test_a_block_is_a_part_of_the_breakdown_before_the_rules() -> None:
    combat = duel(damage_rules=[DamageRule("double", 1, double)])
    combat.execute_action("guard", "borin")
    assert hit(combat)["breakdown"] == [
        {"rule": "base", "change": 10},
        {"rule": "block", "change": -8},
        {"rule": "double", "change": 2},
    ]


def test_damage_that_rules_take_away_is_told_all_the_same() -> None:
    data = hit(duel(damage_rules=[DamageRule("none", 1, none)]))
    assert (data["damage"], data["lost"]) == (0, 0)
    assert data["breakdown"][-1] == {"rule": "none", "change": -10}


def test_a_blow_without_damage_tells_of_none() -> None:
    combat = duel([replace(JAB, damage=0)])
    heard = listen(combat, DamageDealt)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert heard == []


def test_a_rule_sees_who_strikes_whom_and_what_came_of_it() -> None:
    seen: list[tuple[str, str, str, Outcome | None]] = []

    def look(scene: Scene, damage: int) -> int:
        seen.append((scene.actor.id, scene.target.id, scene.action.name, scene.outcome))
        return damage

    combat = duel(damage_rules=[DamageRule("look", 1, look)])
    combat.execute_action("parry", "borin")
    hit(combat)
    assert seen == [("borin", "ayla", "parry", Outcome.COUNTERED)]


def test_both_blows_of_a_trade_are_judged_on_the_same_world() -> None:
    def desperate(scene: Scene, damage: int) -> int:
        return damage + 100 - scene.actor.health

    combat = duel(damage_rules=[DamageRule("desperate", 1, desperate)])
    for who in ("ayla", "borin"):
        combat.execute_action("jab", who)
    at(combat, 30)
    assert [state.health for state in combat.combatants.values()] == [90, 90]


@pytest.mark.parametrize(
    ("damage", "percent", "through"),
    [(10, 0, 0), (10, 33, 3), (10, 39, 3), (10, 100, 10), (99, 1, 0), (99, 50, 49), (99, 100, 99)],
    ids=repr,
)
def test_chip_is_a_percentage_of_the_damage_rounded_down(
    damage: int, percent: int, through: int
) -> None:
    combat = duel([replace(JAB, chip=percent, damage=damage), GUARD])
    combat.execute_action("guard", "borin")
    assert hit(combat)["damage"] == through
