"""More than two: what happens to one at the hands of several, whoever joined or acted first."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import Action, CombatSystem, ContactRule, Effects, Outcome, Scene, four_phases
from combat_rules.model import Stun
from tests.rules import GUARD, JAB, SLAM, WALK, at, empty_fight, free_at, listen, types

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


def test_two_blows_at_once_push_as_far_as_both_together() -> None:
    combat = empty_fight([replace(JAB, pushback=7), replace(JAB, name="poke", pushback=3)])
    for name, team, position in [("ayla", "red", 45), ("cato", "red", 45), ("borin", "blue", 55)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    combat.execute_action("poke", "cato")
    at(combat, 10)
    assert combat.combatant("borin").position == 65
    assert types(heard, "combatant_pushed") == ["combatant_pushed"]


def test_two_blows_from_both_sides_push_by_what_is_left_of_both() -> None:
    combat = empty_fight([replace(JAB, pushback=7), replace(JAB, name="poke", pushback=3)])
    for name, team, position in [("ayla", "red", 45), ("cato", "red", 65), ("borin", "blue", 55)]:
        combat.add_combatant(
            "fighter", name, team=team, position=position, controller="",
            facing=-1 if name == "cato" else 1,
        )  # fmt: skip
    combat.execute_action("poke", "ayla")
    combat.execute_action("jab", "cato")
    assert at(combat, 10).combatant("borin").position == 51


def test_what_pulls_and_pushes_one_at_once_is_summed_first() -> None:
    def shove(scene: Scene, effects: Effects) -> None:
        effects.push(scene.target.id, 9 if scene.actor.id == "ayla" else -4)

    combat = empty_fight([replace(JAB, reach=0, chart=four_phases("Shove", on_release=[shove]))])
    for name, team, position in [("ayla", "red", 80), ("cato", "red", 80), ("borin", "blue", 100)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    for who in ("ayla", "cato"):
        combat.execute_action("jab", who)
    # One after the other he would end at 96: the wall stops the push, then comes the pull.
    assert at(combat, 10).combatant("borin").position == 100


@pytest.mark.parametrize("first", ["ayla", "cato"])
def test_of_two_stuns_of_one_length_the_graver_one_counts_whoever_joined_first(first: str) -> None:
    combat = empty_fight([JAB, replace(JAB, name="sweep", knockdown=True)])
    second = "cato" if first == "ayla" else "ayla"
    for name, team, position in [(first, "red", 45), (second, "red", 45), ("borin", "blue", 55)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    combat.execute_action("sweep", "cato")
    combat.execute_action("jab", "ayla")
    assert at(combat, 3).combatant("borin").stun is Stun.KNOCKDOWN


def test_a_clash_is_between_two_and_not_with_a_third() -> None:
    def against_borin(scene: Scene) -> Outcome:
        assert scene.outcome is not None
        return Outcome.CLASH if scene.target.id == "borin" else scene.outcome

    combat = empty_fight(
        [replace(JAB, reach=100)], contact_rules=[ContactRule("clash", 1, against_borin)]
    )
    for name, team, position in [("ayla", "red", 20), ("borin", "blue", 40), ("cato", "red", 30)]:
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    combat.execute_action("jab", "ayla", "borin")
    combat.execute_action("jab", "borin", "cato")
    at(combat, 30)
    assert [state.health for state in combat.combatants.values()] == [100, 100, 90]


def four(actions: Iterable[Action], *, fallen: str, **options: Any) -> CombatSystem:
    """Ayla and Dara against Borin and Cato, in this order from left to right; one has fallen."""
    combat = empty_fight(actions, **options)
    for name, team, position in [
        ("ayla", "red", 40), ("borin", "blue", 45), ("cato", "blue", 50), ("dara", "red", 30)
    ]:  # fmt: skip
        combat.add_combatant("fighter", name, team=team, position=position, controller="")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant(fallen), health=0))
    combat.advance(0)
    assert combat.combatant(fallen).defeated
    return combat


def test_nobody_staggers_the_fallen() -> None:
    def startle(scene: Scene, effects: Effects) -> None:
        effects.stun("borin", 30)

    combat = four([replace(WALK, chart=four_phases("Shout", on_release=[startle]))], fallen="borin")
    heard = listen(combat)
    combat.execute_action("walk", "ayla")
    at(combat, 30)
    assert types(heard, "combatant_stunned", "combatant_recovered") == []
    assert combat.combatant("borin").stunned_until == 0


def test_the_fallen_are_no_obstacle() -> None:
    combat = four([replace(WALK, travel=8)], fallen="borin")
    combat.execute_action("walk", "ayla")
    assert at(combat, 10).combatant("ayla").position == 48


def test_the_fallen_can_do_nothing() -> None:
    combat = four([JAB], fallen="borin")
    refusal = combat.validate_action("jab", "borin")
    assert refusal is not None
    assert [reason.name for reason in refusal.reasons] == ["can_act"]
    assert combat.actions.possible_actions("borin") == ()


def test_a_fallen_foe_is_not_meant_while_another_stands_however_near_it_lies() -> None:
    combat = four([JAB], fallen="cato")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("cato"), position=41))
    started = combat.execute_action("jab", "ayla")
    assert started is not None
    assert started.target == "borin"


def meant(names: Sequence[str], seed: int) -> str:
    """Whom Ayla means of several foes that are all as near to her."""
    rules = empty_fight().fight.ruleset
    combat = CombatSystem(1000, ruleset=rules, seed=seed)
    combat.add_combatant("fighter", "ayla", team="red", position=50, controller="")
    for name in names:
        combat.add_combatant("fighter", name, team="blue", position=55, controller="")
    first = combat.execute_action("jab", "ayla")
    second = at(combat, 20).execute_action("jab", "ayla")
    assert first is not None
    assert second is not None
    assert first.target == second.target
    return first.target


def test_of_several_foes_as_near_the_dice_choose_one_for_the_whole_fight() -> None:
    orders = [*permutations(("borin", "cato", "dara"))]
    for seed in range(5):
        assert len({meant(order, seed) for order in orders}) == 1
    assert len({meant(orders[0], seed) for seed in range(9)}) > 1


def test_nobody_recovers_from_a_stun_that_has_fallen_in_it() -> None:
    combat = four([replace(JAB, hitstun=20)], fallen="cato")
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 5)
    combat.add_combatant("fighter", "emma", team="blue", controller="")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("borin"), health=0))
    at(combat, 60)
    assert types(heard, "combatant_stunned", "combatant_recovered") == ["combatant_stunned"]


def test_nothing_that_effects_ask_for_happens_to_the_fallen() -> None:
    def shove(scene: Scene, effects: Effects) -> None:
        effects.change("cato", "health", 20)
        effects.change("cato", "stamina", -20)
        effects.push("cato", 3)
        effects.stun("cato", 9)

    walk = replace(WALK, chart=four_phases("Shove", on_release=[shove]))
    combat = four([walk], fallen="cato")
    at(combat, 1)
    before = combat.combatant("cato")
    heard = listen(combat)
    combat.execute_action("walk", "ayla", "borin")
    at(combat, 10)
    assert combat.combatant("cato") == before
    assert [event for event in heard if event.source == "cato"] == []
