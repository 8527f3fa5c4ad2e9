"""Projectiles come in as what they are: launched, and then alive by themselves."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import Action, CombatSystem
from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.importing import import_files
from tests.design.frame_files import LP, fat, rules, written

BALL = {
    **LP, "projectile": True, "startup": 16, "active": None, "recovery": 30, "total": 46,
    "onHit": 0, "onBlock": -4, "hitstun": 31, "blockstun": 27, "dmg": 700, "range": "?",
    "extraInfo": ["Projectile Speed: 0.05"], "moveType": "special",
}  # fmt: skip


def played(tmp_path: Path, **columns: Any) -> tuple[Action, FrameData, tuple[str, ...]]:
    """The action of a row, what is measured of it, and the row's notes."""
    row = {name: value for name, value in {**BALL, **columns}.items() if value is not None}
    imported = import_files([written(tmp_path, "sf.json", fat({"Ball": row, "Stand LP": LP}))])
    ruleset = rules(imported, tmp_path)
    (found,) = frame_data(ruleset, ["Ayla Ball"], [])
    return ruleset.moves["Ayla Ball"].action, found, imported.fates[0].notes


def test_its_owner_is_free_again_as_published_and_so_is_its_target(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path)
    assert action.launches is not None
    assert (row.startup, row.recovery, row.total) == (16, 30, 46)
    assert (row.on_hit, row.on_block, row.differences) == (0, -4, ())


def test_it_flies_on_after_its_owner_is_free(tmp_path: Path) -> None:
    row = {name: value for name, value in BALL.items() if value is not None}
    ruleset = rules(import_files([written(tmp_path, "sf.json", fat({"Ball": row}))]), tmp_path)
    combat = CombatSystem(ruleset=ruleset, distance=5000, strict=True)
    combat.add_combatant("Ayla", "one", controller="")
    combat.add_combatant("Ayla", "two", controller="")
    combat.execute_action("Ayla Ball", "one")
    # From 400 units before its owner, 50 a tick, until it is 300 before its target.
    lands = 15 + (5000 - 400 - 300) // 50
    combat.advance(lands - 1)
    assert combat.actions.get_current_action("one") is None
    assert combat.combatant("two").health == 9000
    combat.advance(1)
    assert combat.combatant("two").health == 9000 - 700


@pytest.mark.parametrize(
    ("columns", "life"),
    [({"active": 90}, 90), ({}, 15 * 1000 // 50 + 1)],
    ids=["told", "as far as the arena goes"],
)
def test_it_lives_as_long_as_is_told(tmp_path: Path, columns: dict[str, Any], life: int) -> None:
    action, _, _ = played(tmp_path, **columns)
    assert action.launches is not None
    assert (action.launches.speed, action.launches.life) == (50 * 60, life)


@pytest.mark.parametrize("prose", [None, ["Projectile Speed: 0.02 (at first) | 0.04 (then)"]])
def test_a_speed_that_is_not_told_stands_in_and_is_told(tmp_path: Path, prose: object) -> None:
    action, _, notes = played(tmp_path, extraInfo=prose)
    assert action.launches is not None
    assert action.launches.speed == 3600
    assert "how fast it flies is not said: 3600 units a second stand in" in notes


def test_one_of_several_hits_strikes_as_often_and_ends_as_published(tmp_path: Path) -> None:
    action, row, _ = played(
        tmp_path, dmg="800 (400*400)", onHit=5, hitstun="34 total", blockstun="29 total"
    )
    assert action.launches is not None
    assert (action.launches.hits, action.damage, row.damage) == (2, 400, 800)
    assert (row.on_hit, row.on_block) == (5, -4)


def test_one_that_knocks_down_strikes_once(tmp_path: Path) -> None:
    action, row, notes = played(tmp_path, dmg="800 (400*400)", onHit="KD +45", hitstun=None)
    assert action.launches is not None
    assert (action.launches.hits, row.damage, row.on_hit) == (1, 800, 45)
    assert any("its 2 hits are played as one" in note for note in notes)


def test_some_count_the_tick_of_the_launch_into_the_recovery(tmp_path: Path) -> None:
    _, row, _ = played(tmp_path, recovery=31, onBlock=-4)
    assert (row.recovery, row.total, row.on_block) == (30, 46, -4)
    assert "recovery" not in row.published


def test_a_total_alone_tells_how_long_its_owner_takes(tmp_path: Path) -> None:
    _, row, _ = played(tmp_path, recovery=None, hitstun=None, blockstun=None)
    assert (row.recovery, row.total, row.on_hit, row.on_block) == (30, 46, 0, -4)


def test_what_stays_longer_than_its_owner_takes_is_no_part_of_the_move(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path, active=60, total=50)
    assert action.launches is not None
    assert (action.launches.life, row.total) == (60, 46)
    assert [(each.column, each.published) for each in row.differences] == [("total", 50)]


def test_one_that_does_not_live_for_all_its_hits_strikes_once(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path, active=2, dmg="100x3", hitstun=None, blockstun=None)
    assert action.launches is not None
    assert (action.launches.hits, row.damage, row.on_hit) == (1, 300, 0)
