"""The pack in fights: six weapons, none of which is a line of Python."""

from pathlib import Path

import pytest

from combat_rules import CombatEvent, CombatSystem, Ruleset, load_ruleset
from combat_rules.testing import checks_of, guards_between

PACK = Path(__file__).parents[1]
RULES = load_ruleset([PACK])
OWN = [name for name, move in RULES.moves.items() if move.plugin == "weapons"]

TestWeapons = checks_of(PACK)


def test_the_pack_is_two_tables_and_nothing_else() -> None:
    (info,) = [plugin for plugin in RULES.plugins if plugin.name == "weapons"]
    assert info.location == str(PACK)
    assert not list(PACK.glob("*.py"))
    assert len(OWN) == 8
    assert info.contributed["combat_archetypes"] == ("armsman", "pikeman")


def bout(distance: int, rules: Ruleset = RULES) -> tuple[CombatSystem, list[CombatEvent]]:
    combat = CombatSystem(60_000, distance, ruleset=rules, strict=True)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    combat.add_combatant("armsman", "ayla", controller="")
    combat.add_combatant("pikeman", "borin", controller="")
    return combat, told


def happened(told: list[CombatEvent], kind: str) -> list[str | None]:
    return [event.source for event in told if event.type == kind]


def test_a_spear_reaches_where_a_sword_does_not() -> None:
    combat, told = bout(distance=60)
    combat.execute_action("sword_cut", "ayla")
    combat.execute_action("spear_thrust", "borin")
    combat.advance(600)
    assert happened(told, "damage_dealt") == ["borin"]


def test_a_spear_is_not_thrust_at_a_foe_out_of_reach() -> None:
    combat, _ = bout(distance=67)
    combat.execute_action("spear_thrust", "borin")
    combat.advance(211)
    assert combat.combatant("borin").phase == "recovery"


def test_a_mace_goes_through_a_stab() -> None:
    combat, told = bout(distance=20)
    combat.execute_action("mace_blow", "ayla")
    combat.advance(340)
    combat.execute_action("dagger_stab", "borin")
    combat.advance(260)
    assert happened(told, "damage_dealt") == ["borin", "ayla"]
    assert happened(told, "action_interrupted") == []


def test_a_stab_stops_a_mace_that_is_still_a_feint() -> None:
    combat, told = bout(distance=20)
    combat.execute_action("dagger_stab", "borin")
    combat.execute_action("mace_blow", "ayla")
    combat.advance(700)
    assert happened(told, "action_interrupted") == ["ayla"]


@pytest.mark.parametrize(
    ("ticks", "follows"), [(350, False), (380, True)], ids=["too early", "in the window"]
)
def test_a_cut_that_lands_goes_on_into_a_bash(ticks: int, follows: bool) -> None:
    combat, _ = bout(distance=20)
    combat.execute_action("sword_cut", "ayla")
    combat.advance(ticks)
    assert ("shield_bash" in combat.actions.possible_actions("ayla")) is follows


def test_a_stab_into_the_shield_wall_is_answered_with_a_bash() -> None:
    combat, told = bout(distance=20)
    combat.execute_action("shield_wall", "ayla")
    combat.advance(120)
    combat.execute_action("dagger_stab", "borin")
    combat.advance(350)
    assert happened(told, "action_blocked") == ["borin"]
    assert combat.combatant("borin").phase == "recovery"
    assert "shield_bash" in combat.actions.possible_actions("ayla")


def test_a_sweep_goes_under_the_shield_wall() -> None:
    combat, told = bout(distance=20)
    combat.execute_action("shield_wall", "ayla")
    combat.execute_action("staff_sweep", "borin")
    combat.advance(500)
    assert happened(told, "damage_dealt") == ["borin"]


@pytest.mark.parametrize("own", ["armsman", "pikeman"])
@pytest.mark.parametrize("other", ["duelist", "brute", "sentinel"])
def test_they_hold_their_own_against_everybody(own: str, other: str) -> None:
    wins = {own: 0, other: 0}
    for seed in range(36, 60):
        combat = CombatSystem(ruleset=RULES, seed=seed, strict=True)
        for kind in (own, other) if seed % 2 else (other, own):
            combat.add_combatant(kind)
        result = combat.run()
        if result.winner is not None:
            wins[str(result.winner)] += 1
        if min(wins.values()) == 1:
            return
    pytest.fail(f"one of them hardly ever wins: {wins}")


USUAL = ["has_stamina", "not_interrupted"]


@pytest.mark.parametrize(
    ("move", "before", "after", "guards"),
    [
        ("spear_thrust", "feint", "commit", [*USUAL, "facing_target", "target_in_reach"]),
        ("mace_blow", "feint", "commit", USUAL),
        ("mace_blow", "commit", "release", [*USUAL, "not health_below_20"]),
        (
            "beat_aside",
            "feint",
            "commit",
            [*USUAL, "facing_target or not aware_of_target"],
        ),
    ],
)
def test_the_guards_of_a_row_join_the_usual_ones(
    move: str, before: str, after: str, guards: list[str]
) -> None:
    assert guards_between(RULES.moves[move].action, before, after) == guards


def test_a_staff_sweeps_all_who_stand_before_it() -> None:
    combat, told = bout(distance=30)
    combat.add_combatant("pikeman", "cora", team="armed", controller="", position=35)
    combat.add_combatant("armsman", "dara", team="ayla", controller="", position=50)
    combat.execute_action("staff_sweep", "borin", "ayla")
    combat.advance(500)
    hit = [event.target for event in told if event.type == "damage_dealt"]
    assert sorted(map(str, hit)) == ["ayla", "cora", "dara"]
