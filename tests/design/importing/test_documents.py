"""JSON of moves comes in whatever its rows are wrapped in, and however a cell is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatError
from combat_rules.design.importing import import_files
from combat_rules.design.importing.report import Row
from tests.design.frame_files import written

ROW = {"input": "5A", "startup": 5, "active": 3, "recovery": 9, "onHit": 3, "onBlock": -1,
       "damage": 28}  # fmt: skip


def moves_of(tmp_path: Path, document: object) -> dict[str, Row]:
    """The moves by their names, without that of their character."""
    (kim,) = import_files([written(tmp_path, "kim.json", json.dumps(document))]).characters
    assert kim.name.lower() == "kim"
    return {row["name"].removeprefix(f"{kim.name} "): row for row in kim.moves}


@pytest.mark.parametrize(
    "document",
    [
        {"moves": {"normals": [ROW]}},
        {"attacks": {"5A": {key: cell for key, cell in ROW.items() if key != "input"}}},
        {"metadata": {"health": 900}, "attacks": {"5A": {
            "damage": 28, "frames": {"startup": 5, "active": 3, "recovery": 9,
                                     "hit_advantage": 3, "block_advantage": -1}}}},
        {"columns": [*ROW], "index": [0], "data": [[*ROW.values()]]},
        [{**ROW, "onHit": {"advantage": 3, "tags": [], "raw": "3"}}],
        [{"advantage": {"hit": 3, "block": -1},
          **{key: cell for key, cell in ROW.items() if not key.startswith("on")}}],
        {"fighters": [{"name": "Kim", "moves": [ROW]}]},
        {"Kim": {"normals": [ROW]}, "version": 3} | {"Kim": [ROW]},
        {"Kim": {"moves": {"5A": {key: cell for key, cell in ROW.items() if key != "input"}}}},
    ],
    ids=[
        "kinds of moves", "by title", "frames apart", "a heading apart", "a cell in parts",
        "advantages together", "fighters", "by name", "by name and by title",
    ],
)  # fmt: skip
def test_a_jab_is_a_jab_wherever_its_numbers_stand(tmp_path: Path, document: object) -> None:
    (row,) = moves_of(tmp_path, document).values()
    numbers = [row["commit"], row["release"], row["recovery"], row["hitstun"], row["blockstun"]]
    assert numbers == [4, 3, 9, 15, 11]
    assert row["damage"] == 28


LEFT = {
    "another list": ({"moves": [ROW], "specials": [ROW]}, "specials beside the moves of kim"),
    "another list of a character": (
        {"Kim": {"moves": [ROW], "specials": [ROW]}},
        "specials beside the moves of Kim",
    ),
    "a list beside characters": (
        {"characters": [{"name": "Kim", "moves": [ROW]}], "extra": [ROW]},
        "extra beside the moves of kim",
    ),
    "what is no row": ({"5A": ROW, "5B": {"foo": 1}, "5C": None}, "5B beside the moves of kim"),
    "a cell too many": (
        {"columns": [*ROW], "data": [[*ROW.values(), 7]]},
        "cells of row 1 of kim beyond its columns",
    ),
    "a row that is none": (
        {"columns": [*ROW], "data": [[*ROW.values()], {"input": "5B"}]},
        "row 2 of kim, which is no list of cells",
    ),
}


@pytest.mark.parametrize(("document", "said"), LEFT.values(), ids=[*LEFT])
def test_what_of_a_document_is_not_read_is_told(
    tmp_path: Path, document: object, said: str
) -> None:
    imported = import_files([written(tmp_path, "kim.json", json.dumps(document))])
    assert imported.came_in == 1
    assert f"not read: {said}" in imported.told


def test_a_document_without_moves_where_they_should_be_is_told_where_some_are(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, "kim.json", json.dumps({"moves": [], "data": [ROW]}))
    with pytest.raises(CombatError, match="not read: data beside the moves of kim"):
        import_files([file])


def test_of_two_columns_of_one_title_the_first_counts_and_the_other_is_told(tmp_path: Path) -> None:
    document = {"columns": [*ROW, "startup"], "data": [[*ROW.values(), 99]]}
    imported = import_files([written(tmp_path, "kim.json", json.dumps(document))])
    assert imported.characters[0].moves[0]["commit"] == 4
    assert "columns of kim that are not read: startup (8)" in " ".join(imported.told)


def test_what_stands_in_a_row_is_a_row_of_its_own(tmp_path: Path) -> None:
    blows = [
        {"variationName": "Jab", "input": "1", "attackType": "High", "startup": 8, "damage": 20},
        {"variationName": "Sweep", "input": "1,4", "attackType": "Low", "startup": 9},
    ]
    string: dict[str, Any] = {"name": "Rush", "active": 3, "recovery": 12, "variations": blows}
    moves = moves_of(tmp_path, [string, {"name": "Spear", "attackType": "Mid", **ROW}])
    assert [*moves] == ["Rush Jab", "Rush Sweep", "Spear"]
    assert [row["commit"] for row in moves.values()] == [7, 8, 4]
    assert [row["line"] for row in moves.values()] == ["high", "low", "middle"]


def test_a_better_version_in_a_row_takes_nothing_from_it(tmp_path: Path) -> None:
    row = {key: cell for key, cell in ROW.items() if key != "recovery"}
    better = {**row, "enhanced": {"startup": 3, "recovery": 30, "damage": 90}}
    (found,) = moves_of(tmp_path, [better]).values()
    assert (found["commit"], found["damage"]) == (4, 28)
    assert "recovery" in found["unknown"]


def test_a_command_of_lists_is_a_string_of_blows(tmp_path: Path) -> None:
    def blow(command: list[list[str]], levels: list[str], damage: str) -> dict[str, Any]:
        return {"Command": command, "HitLevel": levels, "Impact": 12, "Damage": damage,
                "Block": {"raw": "-6"}, "Hit": {"raw": "KND"}}  # fmt: skip

    moves = moves_of(
        tmp_path,
        [blow([["2"], ["A"]], ["SL"], "8"), blow([["2"], ["A"], ["B"]], ["SL", "M"], "8,10")],
    )
    assert [*moves] == ["2A", "2A B"]
    assert moves["2A"]["cancels"][0]["into"] == ["kim 2A B"]
    assert (moves["2A B"]["damage"], moves["2A B"]["line"]) == (10, "middle")
    assert moves["2A"]["line"] == "high"


YAML = """\
- name: 5A
  startup: 5
  active: 3
  recovery: 9
  onHit: +3
  onBlock: -1
  damage: 28
"""


@pytest.mark.parametrize("text", [YAML, f"moves:\n{YAML}", f"Kim:\n  moves:\n{YAML}"])
def test_rows_in_yaml_come_in_as_those_of_json_do(tmp_path: Path, text: str) -> None:
    if text.startswith("Kim"):
        text = text.replace("\n", "\n    ").replace("    moves", "  moves").rstrip() + "\n"
    (kim,) = import_files([written(tmp_path, "kim.yaml", text)]).characters
    (row,) = kim.moves
    assert (row["commit"], row["hitstun"], row["blockstun"]) == (4, 15, 11)


def test_a_table_of_this_engine_in_yaml_stays_one(tmp_path: Path) -> None:
    text = "moves:\n- name: jab\n  commit: 3\n  release: 2\n  recovery: 8\n"
    (kim,) = import_files([written(tmp_path, "kim.yaml", text)]).characters
    assert kim.moves[0]["name"] == "jab"


@pytest.mark.parametrize("between", [None, "Specials", 7], ids=["nothing", "a title", "a number"])
@pytest.mark.parametrize("wraps", [False, True], ids=["as they are", "wrapped"])
def test_what_is_no_row_costs_the_others_nothing_and_is_told(
    tmp_path: Path, between: object, wraps: bool
) -> None:
    rows = [{"title": row} if wraps else row for row in (ROW, {**ROW, "input": "5B"})]
    document = {"moves": [rows[0], between, rows[1]]}
    assert [*moves_of(tmp_path, document)] == ["5A", "5B"]
    (told,) = import_files([tmp_path / "kim.json"]).told[:1]
    said = f"rows of kim that are taken for titles, as they tell nothing else: {between}"
    assert (told == said) is (between is not None)


def test_a_list_of_which_no_row_tells_a_move_is_told(tmp_path: Path) -> None:
    lists = {"kim": [ROW], "lee": [{"input": "5A", "startpu": 5}], "log": [], "maya": [None]}
    imported = import_files([written(tmp_path, "all.json", json.dumps(lists))])
    assert [each.name for each in imported.characters] == ["kim"]
    assert "not read, as no row of it names a move and its startup: lee" in imported.told
