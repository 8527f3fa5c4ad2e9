"""More than two: what happens to one at the hands of several, whoever joined or acted first."""

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem
from combat_rules.model import Stun
from tests.rules import GUARD, JAB, SLAM, at, empty_fight, free_at, listen, types

BOTH_WAYS = [("ayla", "cato"), ("cato", "ayla")]
QUICK_SLAM = replace(SLAM, feint=1, commit=2)


def ambush(
    order: tuple[str, ...] = ("ayla", "cato"),
) -> CombatSystem:
    """Ayla and Cato on the left of Borin, in the order in which they join."""
    combat = empty_fight([JAB, QUICK_SLAM, GUARD])
    for name in order:
        combat.add_combatant("fighter", name, team="red", position=45, controller="")
    combat.add_combatant("fighter", "borin", team="blue", position=55, controller="")
    return combat


def test_two_blows_at_once_both_hurt() -> None:
    combat = ambush()
    for who in ("ayla", "cato"):
        combat.execute_action("jab", who)
    assert at(combat, 30).combatant("borin").health == 80


@pytest.mark.parametrize("order", BOTH_WAYS, ids="-".join)
@pytest.mark.parametrize("start", BOTH_WAYS, ids="-".join)
def test_of_two_stuns_at_once_the_longer_counts_whoever_went_first(
    order: tuple[str, ...], start: tuple[str, ...]
) -> None:
    combat = ambush(order)
    for who in start:
        combat.execute_action("jab" if who == "ayla" else "slam", who)
    at(combat, 3)
    assert combat.combatant("borin").stun is Stun.HITSTUN
    assert free_at(combat, "borin") == 3 + SLAM.hitstun


@pytest.mark.parametrize("start", BOTH_WAYS, ids="-".join)
def test_one_block_takes_two_blows_and_holds_for_the_longer(start: tuple[str, ...]) -> None:
    combat = ambush()
    heard = listen(combat)
    combat.execute_action("guard", "borin")
    at(combat, 5)
    for who in start:
        combat.execute_action("jab" if who == "ayla" else "slam", who)
    assert free_at(at(combat, 8), "borin") == 8 + SLAM.blockstun
    assert types(heard, "action_blocked", "action_hit") == ["action_blocked"] * 2


def test_a_later_stun_counts_even_if_it_is_shorter() -> None:
    combat = ambush()
    combat.execute_action("slam", "cato")
    at(combat, 1).execute_action("jab", "ayla")
    at(combat, 4)
    assert free_at(combat, "borin") == 4 + JAB.hitstun


def test_a_blow_meets_only_the_one_it_is_aimed_at() -> None:
    combat = empty_fight([replace(JAB, reach=100)])
    for name, team, position in [("ayla", "red", 20), ("borin", "blue", 40), ("dara", "blue", 60)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    combat.execute_action("jab", "ayla", "dara")
    at(combat, 30)
    assert [state.health for state in combat.combatants.values()] == [100, 100, 90]


def test_who_strikes_another_is_hit_and_does_not_trade() -> None:
    combat = empty_fight([replace(JAB, reach=100)])
    for name, team, position in [("ayla", "red", 20), ("borin", "blue", 40), ("cato", "red", 30)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    heard = listen(combat)
    combat.execute_action("jab", "ayla", "borin")
    combat.execute_action("jab", "borin", "cato")
    at(combat, 30)
    outcomes = types(heard, "action_hit", "action_traded", "action_counter_hit")
    assert outcomes == ["action_hit", "action_hit"]


def test_friends_line_up_behind_each_other() -> None:
    combat = empty_fight(distance=20)
    for name, team in [("a", "red"), ("x", "blue"), ("b", "red"), ("y", "blue"), ("z", "blue")]:
        combat.add_combatant("fighter", name, team=team, controller="")
    assert {who: state.position for who, state in combat.combatants.items()} == {
        "a": 40,
        "b": 30,
        "x": 60,
        "y": 70,
        "z": 80,
    }
    assert [state.facing for state in combat.combatants.values()] == [1, -1, 1, -1, -1]
    assert combat.distance == 20
