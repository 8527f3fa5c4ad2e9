"""Facts of real games, typed by hand from public pages, come in and are measured as told.

``facts.csv`` holds them, each with the page, or the public repository and its file, that it was
read in; what that does not tell is left empty. None is from the files that the importers read.
"""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.importing import import_files
from tests.design.frame_files import rules, written

FACTS = Path(__file__).parent / "facts.csv"
COLUMNS = {
    "startup": "startup", "active": "active", "recovery": "recovery", "on_hit": "onHit",
    "on_block": "onBlock", "damage": "dmg",
}  # fmt: skip
LETTERS: dict[str, tuple[str, dict[str, str]]] = {
    "usf4": ("atkLvl", {"both": "H", "standing": "M", "crouching": "L"}),
    "sf6": ("atkLvl", {"both": "H", "standing": "M", "crouching": "L"}),
    "sfv": ("atkLvl", {"both": "H", "standing": "M", "crouching": "L"}),
    "3s": ("atkLvl", {"both": "H", "standing": "M", "crouching": "L"}),
    "ggst": ("guardLevel", {"both": "M", "standing": "H", "crouching": "L"}),
    "2xko": ("atkLvl", {"both": "M", "standing": "H", "crouching": "L"}),
}
LINES = {"both": "high", "standing": "middle", "crouching": "low"}
TOLD = {"usf4": 27, "3s": 3, "ggst": 3, "sf6": 0, "sfv": 24, "2xko": 8}
"""Numbers of each game that can be held against what is measured, at least."""

Fact = dict[str, str]


def facts(game: str) -> list[Fact]:
    """The facts of a game."""
    with FACTS.open(encoding="utf-8", newline="") as stream:
        return [fact for fact in csv.DictReader(stream) if fact["game"] == game]


def row_of(fact: Fact) -> dict[str, Any]:
    """A fact as a row in the words of its game's file."""
    column, letters = LETTERS[fact["game"]]
    cells = {COLUMNS[name]: fact[name] for name in COLUMNS if fact[name]}
    if fact["game"] == "sfv":
        # There a knockdown's advantage has a column of its own.
        word, _, down = fact["on_hit"].partition(" +")
        cells |= {"onHit": word, "kd": down} if down else {}
    numbers = {key: int(v) if v.lstrip("-").isdecimal() else v for key, v in cells.items()}
    return {**numbers, column: letters[fact["held_by"]], "moveType": "normal"}


def imported(tmp_path: Path, game: str) -> dict[str, FrameData]:
    """What is measured of each move, once its height is as told."""
    characters: dict[str, Any] = {}
    for fact in facts(game):
        moves = characters.setdefault(fact["character"], {"moves": {"normal": {}}, "stats": {}})
        moves["moves"]["normal"][fact["move"]] = row_of(fact)
    found = import_files([written(tmp_path, "facts.json", json.dumps(characters))], game)
    ruleset = rules(found, tmp_path)
    for fact in facts(game):
        move = ruleset.moves[f"{fact['character']} {fact['move']}"].action
        assert move.line == LINES[fact["held_by"]], move.name
    names = [name for name, move in ruleset.moves.items() if move.action.published]
    return {row.move: row for row in frame_data(ruleset, names, [])}


@pytest.mark.parametrize("game", LETTERS)
def test_what_is_told_is_what_is_measured(tmp_path: Path, game: str) -> None:
    measured = imported(tmp_path, game)
    told = 0
    for fact in facts(game):
        name = f"{fact['character']} {fact['move']}"
        row = measured[name]
        assert row.differences == ()
        assert row.startup == int(fact["startup"])
        for column in ("recovery", "on_hit", "on_block"):
            number = fact[column].removeprefix("KD +")
            if column not in row.unknown and number.lstrip("-").isdecimal():
                told += 1
                assert getattr(row, column) == int(number), (name, column)
        assert fact["active"] in ("", row.hits), name
    assert told >= TOLD[game]


def test_two_hits_of_a_game_come_in_one_by_one(tmp_path: Path) -> None:
    measured = imported(tmp_path, "usf4")
    row = measured["Guy Crouch MK"]
    assert (row.hits, row.damage, row.on_block) == ("2(2)2", 70, 0)


def test_every_fact_says_where_it_was_read() -> None:
    for game in LETTERS:
        assert facts(game)
        assert all(fact["origin"] for fact in facts(game))
