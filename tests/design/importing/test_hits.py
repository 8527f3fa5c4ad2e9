"""Moves of several hits come in hit by hit, where their row tells the hits apart."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import Action
from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.importing import import_files
from combat_rules.design.importing.cells import damages_in
from combat_rules.design.importing.heights import letters_of
from tests.design.frame_files import LP, fat, rules, written

TWICE = {
    **LP, "active": "3(8)2", "dmg": "600 (200*400)", "recovery": 14, "total": 30, "onHit": 5,
    "onBlock": -2, "hitstun": "31*21", "blockstun": "25*14", "atkLvl": "H*L",
}  # fmt: skip


def played(tmp_path: Path, **columns: Any) -> tuple[Action, FrameData, tuple[str, ...]]:
    """The action of a row, what is measured of it, and the row's notes."""
    imported = import_files([written(tmp_path, "sf.json", fat({"Odd": {**TWICE, **columns}}))])
    ruleset = rules(imported, tmp_path)
    (row,) = frame_data(ruleset, ["Ayla Odd"], [])
    return ruleset.moves["Ayla Odd"].action, row, imported.fates[0].notes


def test_each_hit_has_its_time_its_damage_and_its_height(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path)
    assert (row.hits, row.startup, row.recovery, row.total) == ("3(8)2", 4, 14, 30)
    assert [hit.damage for hit in action.hits] == [200, 400]
    assert [hit.line for hit in action.hits] == ["high", "low"]
    assert [(hit.hitstun, hit.blockstun) for hit in action.hits] == [(31, 25), (None, None)]


def test_the_advantage_is_that_of_the_last_hit_and_as_published(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path)
    assert (action.hitstun, action.blockstun) == (5 + 2 + 14, -2 + 2 + 14)
    assert (row.on_hit, row.on_block, row.damage) == (5, -2, 600)
    assert row.differences == ()


def test_a_low_blow_and_an_overhead_are_held_by_one_guard_after_the_other(tmp_path: Path) -> None:
    _, row, _ = played(tmp_path, atkLvl="L*M")
    assert row.on_block == -2


def test_a_guard_between_two_hits_is_raised_anew(tmp_path: Path) -> None:
    _, row, _ = played(tmp_path, active="3(30)2", total=52, blockstun="9*14")
    assert row.on_block == -2


def test_only_the_last_hit_knocks_down(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path, onHit="KD +30", hitstun=None)
    assert [action.as_hit(number).knockdown for number in (0, 1)] == [False, True]
    assert (row.on_hit, row.damage) == (30, 600)


def test_whoever_is_hit_stays_stunned_until_the_next_hit_where_no_row_says_how_long(
    tmp_path: Path,
) -> None:
    action, row, _ = played(tmp_path, hitstun="36 total", blockstun=None)
    assert (action.hits[0].hitstun, action.hits[0].blockstun) == (12, 12)
    assert row.damage == 600


def test_hits_without_a_damage_of_their_own_are_played_as_one(tmp_path: Path) -> None:
    action, row, notes = played(tmp_path, dmg=600)
    assert (action.hits, row.active) == ((), 13)
    assert "its 2 hits are played as one blow: they have no damage of their own" in notes


def test_hits_whose_last_one_cannot_have_met_are_played_as_one(tmp_path: Path) -> None:
    action, row, notes = played(tmp_path, onBlock=-17)
    assert (action.hits, row.on_block) == ((), -17)
    assert "its 2 hits are played as one blow: they do not all meet" in notes


def test_a_gauge_is_gained_once_however_often_it_hits(tmp_path: Path) -> None:
    file = written(tmp_path, "sf.json", fat({"Odd": {**TWICE, "SelfSoH": "300*500"}}))
    (move, *_) = import_files([file]).characters[0].moves
    assert move["gains_on_hit"] == {"meter": 400}


def test_a_cancel_is_open_until_the_last_hit_is_over(tmp_path: Path) -> None:
    moves = {"Odd": TWICE, "Art": {**LP, "moveType": "special"}}
    move = import_files([written(tmp_path, "sf.json", fat(moves))]).characters[0].moves[0]
    assert (move["cancels"][0]["start"], move["cancels"][0]["end"]) == (3, 3 + 3 + 8 + 2)


@pytest.mark.parametrize(
    ("cell", "hits"),
    [
        ("50*70 (120)", (50, 70)),
        ("600 (300x2)", (300, 300)),
        ("200x2*500", (200, 200, 500)),
        ("30,70", (30, 70)),
        ("30,70[40,80]", (30, 70)),
        ("900 (300*500)", ()),
        (900, ()),
        ("800(900)", ()),
        ("15xN", ()),
        (None, ()),
    ],
)
def test_the_damage_of_each_hit_is_read_where_all_are_told(
    cell: object, hits: tuple[int, ...]
) -> None:
    assert damages_in(cell) == hits


@pytest.mark.parametrize(
    ("text", "letters"),
    [("H", ("H",)), ("H*L", ("H", "L")), ("LX2*M", ("L", "L", "M")), ("2,3", ("2", "3"))],
)
def test_heights_are_told_hit_by_hit(text: str, letters: tuple[str, ...]) -> None:
    assert letters_of(text) == letters


def test_a_throw_of_several_hits_holds_on(tmp_path: Path) -> None:
    action, row, _ = played(tmp_path, atkLvl="T", moveType="throw")
    assert (action.grab, action.misses_stunned) == (True, False)
    assert (row.damage, row.on_hit) == (600, 5)


def test_a_throw_misses_whoever_is_stunned(tmp_path: Path) -> None:
    row = {**LP, "atkLvl": "T", "moveType": "throw"}
    moves = {"Grab": row, "Seize": {**row, "moveType": "combo grab"}}
    grab, seize, *_ = import_files([written(tmp_path, "sf.json", fat(moves))]).characters[0].moves
    assert (grab["grab"], grab["misses_stunned"]) == (True, True)
    assert "misses_stunned" not in seize


@pytest.mark.parametrize("active", [0, "0(2)0", "2(3)0"])
def test_a_blow_that_is_active_for_no_tick_does_not_come_in(tmp_path: Path, active: object) -> None:
    row = {**TWICE, "active": active, "total": None}
    imported = import_files([written(tmp_path, "sf.json", fat({"Odd": row, "Stand LP": LP}))])
    assert "active" in imported.fates[0].refused
