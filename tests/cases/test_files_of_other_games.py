"""What other people write down comes in as their players read it, or is refused in their words."""

import json
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatError
from combat_rules.design.importing import Imported, import_files

ROW = {"startup": 6, "active": 5, "recovery": 9, "total": 19, "onHit": 1, "onBlock": -2}


def imported(folder: Path, name: str, text: str) -> Imported:
    """What comes in of a file."""
    (folder / name).write_text(text, encoding="utf-8")
    return import_files([folder / name])


def moves(folder: Path, name: str, text: str) -> dict[str, dict[str, Any]]:
    """The moves of a file by the end of their names."""
    (character,) = imported(folder, name, text).characters
    return {row["name"].removeprefix(f"{character.name} "): row for row in character.moves}


@pytest.mark.parametrize(
    ("game", "column", "letters"),
    [
        ("GGST", "guardLevel", {"L": "low", "H": "middle", "T": "throw"}),
        ("2XKO", "atkLvl", {"M": "high", "H": "middle", "L": "low"}),
        ("SFV", "atkLvl", {"M": "middle", "H": "high", "L": "low"}),
        ("3S", "parry", {"H": "high", "L": "low", "A": "high", "N": "throw"}),
    ],
)
def test_heights_stand_where_the_game_puts_them_and_mean_what_it_means(
    tmp_path: Path, game: str, column: str, letters: dict[str, str]
) -> None:
    rows = {f"row {letter}": {**ROW, "dmg": 30, column: letter} for letter in letters}
    if game == "GGST":
        rows = {name: {**row, "atkLvl": 1} for name, row in rows.items()}
    text = json.dumps({"Kim": {"stats": {}, "moves": {"normal": rows}}})
    found = moves(tmp_path, f"{game}FrameData.json", text)
    assert {letter: found[f"row {letter}"]["line"] for letter in letters} == letters


SHAPES = {
    "strings.json": json.dumps({
        "moves": [{"notation": "1, 2", "hit_level": "h, m", "damage": "7,20", "speed": "10",
                   "on_block": "-17~-16", "on_hit": "KND", "notes": None}],
        "metadata": {"character": "kim"},
    }),
    "third.json": json.dumps([{"Name": "Jab", "Startup": "3", "Hit": "3", "Recovery": "5",
                               "Block_advantage": "3", "Hit_advantage": "3", "Damage": "5"}]),
    "wiki.json": json.dumps([{"input": "5P", "damage": "28", "guard": "All", "startup": "5",
                              "active": "3", "recovery": "8", "onBlock": "-1", "onHit": "+2",
                              "invuln": "1-3 upper body", "prorate": "80%"}]),
    "sheet.csv": "Move,Startup,Active,Recovery,On Block,On Hit,Damage,Guard\n"
                 "5P,5,3,8,-1,+2,28,All\n",
}  # fmt: skip
"""Shapes that people's files have: a list of strings, wikis, a plain sheet."""


@pytest.mark.parametrize(
    ("name", "commit", "damage"),
    [("strings.json", 9, 27), ("third.json", 2, 5), ("wiki.json", 4, 28), ("sheet.csv", 4, 28)],
)
def test_a_shape_that_people_have_comes_in(
    tmp_path: Path, name: str, commit: int, damage: int
) -> None:
    (row,) = moves(tmp_path, name, SHAPES[name]).values()
    assert (row["commit"], row["damage"]) == (commit, damage)


def test_a_plain_sheet_is_told_of_no_column_that_is_read(tmp_path: Path) -> None:
    found = imported(tmp_path, "sheet.csv", SHAPES["sheet.csv"])
    assert not [told for told in found.told if "not read" in told]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bandit.yaml", "name: Bandit\nattack:\n  damage: 4\n", "a table has no name"),
        ("boxes.csv", "character,action,frame\nFOX,JAB,2\n", "--map 'COLUMN=FIELD'"),
    ],
    ids=["somebody's own YAML", "boxes frame by frame"],
)
def test_a_shape_that_is_none_is_refused_with_what_may_be_said(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(CombatError, match=said):
        imported(tmp_path, name, text)
