"""A character of FightingICE comes in motion by motion, as the platform plays it."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from combat_rules import Attribute, CombatSystem, Outcome, Ruleset, load_ruleset
from combat_rules.cli.app import app
from combat_rules.design.framedata import frame_data
from combat_rules.design.importing import import_files
from tests.design.frame_files import BLOW, HEADING, STILL, motion, motions, rules, written
from tests.design.shared_data import GARNET, ZEN, beside

ENERGY = Attribute("energy")


def from_motions(tmp_path: Path, **columns: Any) -> Ruleset:
    text = motions(STAND_A=motion(**columns), STAND_B=motion(motionLevel=6))
    return rules(import_files([written(tmp_path, "AYLA.csv", text)]), tmp_path)


def test_startup_of_a_motion_counts_the_frames_before(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path)
    found = frame_data(ruleset, ["AYLA STAND_A"], [])[0]
    assert (found.startup, found.active, found.total) == (5, 3, 18)
    assert found.on_hit == 28 - (18 - 4)
    assert found.on_block == 10 - (18 - 4)
    assert found.reach == 200 - 100
    assert found.differences == ()


def test_energy_is_paid_gained_and_given(tmp_path: Path) -> None:
    ruleset = from_motions(
        tmp_path, attack_StartAddEnergy=-5, attack_HitAddEnergy=7, attack_GiveEnergy=3
    )
    action = ruleset.moves["AYLA STAND_A"].action
    assert action.costs == {"energy": 5}
    combat = CombatSystem(ruleset=ruleset, distance=50, strict=True)
    combat.add_combatant("AYLA", "one", controller="", energy=20)
    combat.add_combatant("AYLA", "two", controller="")
    combat.execute_action("AYLA STAND_A", "one")
    combat.advance(6)
    assert [ENERGY.of(combat.combatant(who)) for who in ("one", "two")] == [20 - 5 + 7, 3]


@pytest.mark.parametrize(
    ("kind", "stands", "crouches"),
    [(1, "blocked", "blocked"), (2, "blocked", "hit"), (3, "hit", "blocked"), (4, "hit", "hit")],
    ids=["high", "middle", "low", "throw"],
)
def test_a_guard_covers_what_it_should(
    tmp_path: Path, kind: int, stands: str, crouches: str
) -> None:
    ruleset = from_motions(tmp_path, attack_AttackType=kind)
    for guard, met in (("STAND_GUARD", stands), ("CROUCH_GUARD", crouches)):
        combat = CombatSystem(ruleset=ruleset, distance=50, strict=True)
        for who in ("one", "two"):
            combat.add_combatant("AYLA", who, controller="")
        combat.advance(20)
        combat.execute_action(f"AYLA {guard}", "two")
        combat.execute_action("AYLA STAND_A", "one")
        combat.advance(4)
        running = combat.actions.get_current_action("one")
        assert running is not None
        assert running.outcome is Outcome(met)


def test_a_blow_that_says_no_height_is_held_by_both_guards_and_told(tmp_path: Path) -> None:
    imported = import_files(
        [written(tmp_path, "AYLA.csv", motions(STAND_A=motion(attack_AttackType=0)))]
    )
    (fate,) = (fate for fate in imported.fates if "STAND_A" in fate.where)
    assert "attack.AttackType is 0, which says no height: both guards hold it" in fate.notes


def test_who_is_knocked_down_goes_down_lies_and_rises(tmp_path: Path) -> None:
    action = from_motions(tmp_path, attack_DownProp="TRUE").moves["AYLA STAND_A"].action
    assert (action.knockdown, action.hitstun) == (True, 6 + 20 + 30)


def test_a_throw_lasts_as_long_as_it_is_suffered(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path, attack_AttackType=4)
    assert frame_data(ruleset, ["AYLA STAND_A"], [])[0].on_hit == 60 - 30


def test_the_active_frames_of_a_projectile_are_its_lifetime(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path, attack_speedX=3, attack_Active=150)
    action = ruleset.moves["AYLA STAND_A"].action
    assert action.launches is not None
    assert (action.launches.speed, action.launches.life) == (3 * 60, 150)
    (row,) = frame_data(ruleset, ["AYLA STAND_A"], [])
    assert (row.startup, row.total) == (5, 18)
    # As far as its box touches, and what it flies until the last of its ticks.
    assert (action.reach, row.reach) == (100 + 3 * 150, 100 + 3 * 149)
    assert (row.on_hit, row.on_block) == (28 - 14, 10 - 14)


def test_damage_is_the_platforms_alone(tmp_path: Path) -> None:
    combat = CombatSystem(ruleset=from_motions(tmp_path), distance=50, strict=True)
    combat.add_combatant("AYLA", "one", controller="")
    # Turned away, which the standard rules would punish by half as much again.
    combat.add_combatant("AYLA", "two", controller="", facing=1)
    combat.execute_action("AYLA STAND_A", "one")
    combat.advance(10)
    assert combat.combatant("two").health == 400 - 10


def test_a_motion_is_cancelled_on_contact_into_its_level_or_lower(tmp_path: Path) -> None:
    ruleset = from_motions(tmp_path, cancelAbleFrame=13, cancelAbleMotionLevel=6)
    (window,) = ruleset.moves["AYLA STAND_A"].action.cancels
    assert (window.into, window.start, window.end) == (("#AYLA level 6",), 13, None)
    assert "AYLA level 6" in ruleset.moves["AYLA STAND_B"].action.tags


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"frameNumber": -1}, "line 11 STAND_A did not come in: frameNumber is -1; from 0"),
        ({"attack_StartUp": "soon"}, "attack.StartUp is 'soon', no whole number"),
        ({"attack_Active": 10**8}, "attack.Active is 100000000; from 0 to 100000"),
        ({"attack_AttackType": 9}, "attack.AttackType is 9; from 0 to 4"),
        ({"control": "maybe"}, "control is 'maybe'; TRUE or FALSE"),
        ({"attack_StartUp": 18}, "attack.StartUp is 18, but the motion ends after 18 frames"),
        (
            {"attack_StartUp": 19, "attack_HitDamage": 0},
            "attack.StartUp is 19, but the motion ends after 18 frames",
        ),
        ({"attack_Active": 0}, "attack.Active is 0: it never strikes"),
        ({"Image": "x,y"}, "it has 1 cells more than the heading names"),
    ],
    ids=[
        "negative",
        "a word",
        "huge",
        "a kind",
        "a truth",
        "never",
        "harmless",
        "no frame",
        "more cells",
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_with_its_line_and_the_others_come_in(
    tmp_path: Path, columns: dict[str, Any], why: str
) -> None:
    text = motions(STAND_A=motion(**columns), STAND_B=BLOW)
    file = written(tmp_path, "AYLA.csv", text)
    run = CliRunner().invoke(app, ["import", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    assert why in run.output
    assert list(load_ruleset([tmp_path / "out"]).archetypes["AYLA"].actions)[-1] == "AYLA STAND_B"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (motions(STAND_A=BLOW).replace(",attack.StartUp", ",begin").encode(), "lacks the columns"),
        (HEADING.encode(), "no move of"),
        (motions(STAND_A=BLOW).replace("DOWN", "D\xf6WN").encode("latin-1"), "it is not UTF-8"),
        (motions(STAND_A=BLOW).replace("STAND_RECOV", "REC").encode(), "no usable row STAND_RECOV"),
        (b'motionName,"', "it is no CSV"),
        ((HEADING + "\n" + "\n".join(["a"] * 1500)).encode(), "more than 1000 rows"),
        (b"motionName" + b"," * 3_000_000, "larger than"),
    ],
    ids=["empty", "a column", "no rows", "latin-1", "no stun", "a quote", "many", "large"],
)
def test_a_broken_sheet_writes_nothing(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "AYLA.csv"
    file.write_bytes(data)
    command = ["import", str(file), "--format", "fightingice", "--out", str(tmp_path / "out")]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 1
    assert why in run.output
    assert not (tmp_path / "out").exists()


def test_other_separators_are_found(tmp_path: Path) -> None:
    text = motions(STAND_A=BLOW).replace(",", ";")
    ruleset = rules(import_files([written(tmp_path, "AYLA.csv", text)]), tmp_path)
    assert "AYLA STAND_A" in ruleset.moves


def test_imported_characters_fight_to_an_end(tmp_path: Path) -> None:
    text = motions(STAND_A=BLOW, STAND_B=motion(attack_AttackType=3), STILL=STILL)
    files = [written(tmp_path, f"{name}.csv", text) for name in ("AYLA", "BORIN")]
    ruleset = rules(import_files(files), tmp_path)
    results = []
    for seed in range(10):
        combat = CombatSystem(ruleset=ruleset, seed=seed, strict=True)
        combat.add_combatant("AYLA")
        combat.add_combatant("BORIN")
        results.append(combat.run().reason)
    assert results.count("defeat") > results.count("time_out")


@beside
@pytest.mark.parametrize("file", [ZEN, GARNET], ids=["ZEN", "GARNET"])
def test_a_real_character_of_the_platform_comes_in_whole(file: Path) -> None:
    imported = import_files([file])
    assert len(imported.fates) == 56
    assert imported.came_in == 36
    assert all("a state that the engine knows" in f.refused for f in imported.fates if f.refused)
