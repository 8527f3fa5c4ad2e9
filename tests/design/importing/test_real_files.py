"""Real files of six games: how many rows come in, and that what comes in is what they say."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from combat_rules.design.importing import Imported, import_files
from combat_rules.design.importing.report import Row, name_for
from tests.design.shared_data import DATA, SF6, beside

FILES = {
    "sf6": SF6,
    **{
        game.lower(): DATA / "fat" / f"{game}FrameData.json"
        for game in ("SFV", "USF4", "3S", "GGST", "2XKO")
    },
}
HELD = {"high": "both", "middle": "standing", "low": "crouching", "throw": "neither"}
SAYS = {
    "sf6": ("atkLvl", {"H": "both", "M": "standing", "L": "crouching", "T": "neither"}),
    "3s": ("parry", {"H": "both", "A": "both", "L": "crouching"}),
    "ggst": ("guardLevel", {"M": "both", "H": "standing", "L": "crouching", "T": "neither"}),
}
SAYS |= {"sfv": SAYS["sf6"], "usf4": SAYS["sf6"], "2xko": ("atkLvl", SAYS["ggst"][1])}

pytestmark = beside


@cache
def imported(game: str) -> Imported:
    """The file of a game, read once."""
    return import_files([FILES[game]])


def rows_beside(game: str) -> Iterator[tuple[dict[str, Any], Row | None]]:
    """Each row of a file, beside what became of it."""
    moves = {row["name"]: row for each in imported(game).characters for row in each.moves}
    for character, said in json.loads(FILES[game].read_text(encoding="utf-8")).items():
        name = " ".join(name_for("", character, {}).split())[:30]
        for section, rows in said["moves"].items():
            taken: dict[str, Row] = {}
            for title, row in rows.items():
                full = name_for(name if section == "normal" else f"{name} {section}", title, taken)
                if full in moves:
                    taken[full] = moves[full]
                yield row, moves.get(full)


@pytest.mark.parametrize(
    ("game", "percent"),
    [("sf6", 95), ("sfv", 90), ("usf4", 98), ("3s", 96), ("ggst", 90), ("2xko", 85)],
)
def test_most_rows_of_each_game_come_in(game: str, percent: int) -> None:
    rows, came_in = len(imported(game).fates), imported(game).came_in
    assert came_in * 100 // rows == percent


@pytest.mark.parametrize("game", FILES)
def test_plain_rows_are_as_they_stand(game: str) -> None:
    plain = 0
    for row, move in rows_beside(game):
        parts = [row.get(name) for name in ("startup", "active", "recovery")]
        if all(type(part) is int and part > 0 for part in parts) and not row.get("projectile"):
            assert move is not None, row["moveName"]
            if move.get("role") != "move":
                plain += 1
                found = [move.get("commit", 0) + 1, move["release"], move.get("recovery", 0)]
                assert found == parts, row["moveName"]
    assert plain > 150


@pytest.mark.parametrize("game", FILES)
def test_heights_are_as_they_stand(game: str) -> None:
    column, letters = SAYS[game]
    stated = 0
    for row, move in rows_beside(game):
        said = re.match(r"[A-Z]", str(row.get(column, "")))
        if move is None or "line" not in move or said is None or said[0] not in letters:
            continue
        if game != "3s" or "atkLvl" not in row:
            stated += 1
            from_above = game == "3s" and row.get("airmove") and said[0] == "H"
            held = "standing" if from_above else letters[said[0]]
            assert HELD[move["line"]] == held, row["moveName"]
    assert stated > 250


@pytest.mark.parametrize("game", FILES)
def test_no_strike_has_a_made_up_damage_or_stun(game: str) -> None:
    for row, move in rows_beside(game):
        if move is None or "line" not in move:
            continue
        for column in ("damage", "hitstun", "blockstun"):
            thrown = column == "blockstun" and move["line"] == "throw"
            said = {"damage": "dmg", "hitstun": "onHit", "blockstun": "onBlock"}[column]
            told = move.get(column) or row.get(said) == 0 or row.get(column) == 0
            assert told or thrown or column in move["unknown"], (row["moveName"], column)


@pytest.mark.parametrize("game", FILES)
def test_everybody_can_step_and_guard(game: str) -> None:
    for character in imported(game).characters:
        known = " ".join(character.archetype["actions"])
        for step in ("walk forward", "walk backward", "stand guard", "crouch guard"):
            assert step in known, character.name


def test_totals_are_those_of_the_source() -> None:
    totals = {
        row["moveName"]: (row["total"], move["published"].get("total"))
        for row, move in rows_beside("sf6")
        if move and "line" in move and type(row.get("total")) is int
    }
    assert all(said == published for said, published in totals.values())
    assert len(totals) > 500


def test_follow_ups_and_chains_of_sf6_lead_somewhere() -> None:
    follow_ups = [row for row, move in rows_beside("sf6") if move and "follow_up" in move]
    assert len(follow_ups) > 250
    lost = [
        fate.where
        for fate in imported("sf6").fates
        if any("names no move that came in" in note for note in fate.notes)
    ]
    assert len(lost) < 12
