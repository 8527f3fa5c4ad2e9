"""Whatever moves and characters are called, their tables load, and each keeps a name of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatError
from combat_rules.design.importing import Imported, import_files
from combat_rules.plugins.tables.table import read_table
from tests.design.frame_files import BLOW, LP, fat, motions, rules, written
from tests.design.importing.test_sheets import xlsx

HEADING = "Move,Startup,Active,Recovery"
STATS = {"fWalk": "0.05", "fDash": "19", "fDashDist": "1.25"}


def names(imported: Imported, folder: Path) -> list[str]:
    """What the moves of an import are called, once it loads as a plugin."""
    rules(imported, folder)
    return [row["name"] for each in imported.characters for row in each.moves]


def several(moves: dict[str, dict[str, Any]]) -> str:
    """A file of FAT with these characters."""
    return json.dumps(
        {name: {"moves": {"normal": each}, "stats": STATS} for name, each in moves.items()}
    )


ALIKE = {
    "composed and apart": ("\u00e9", "e\u0301"),
    "Latin and Cyrillic": ("A", "\u0410"),
    "capitals": ("slam", "SLAM"),
    "full width": ("A", "\uff21"),
    "signs that no name has": ("a+b", "a=b"),
    "what cannot be seen": ("A", "A\u200b"),
}


@pytest.mark.parametrize("pair", ALIKE.values(), ids=[*ALIKE])
def test_moves_whose_names_look_alike_all_come_in(tmp_path: Path, pair: tuple[str, str]) -> None:
    text = "\n".join([HEADING, *(f"{name},5,3,9" for name in pair)])
    found = names(import_files([written(tmp_path, "kim.csv", text)]), tmp_path)
    assert len(found) == 2
    assert found[1].endswith(" 2")


def test_motions_whose_names_are_the_same_in_a_table_all_come_in(tmp_path: Path) -> None:
    text = motions(STAND_A=BLOW, **{"STAND=A": BLOW, "STAND;A": BLOW})
    found = names(import_files([written(tmp_path, "ZEN.csv", text)]), tmp_path)
    assert {"ZEN STAND A", "ZEN STAND A 2"} <= {*found}


def test_a_move_that_is_called_as_a_step_or_a_guard_that_is_made_comes_in(tmp_path: Path) -> None:
    moves = dict.fromkeys(("walk forward", "dash", "Stand LP"), LP)
    text = several({"Ayla": moves, "stand": {"guard": LP}, "walk": {"backward": LP}})
    found = names(import_files([written(tmp_path, "sf6.json", text)], "sf6"), tmp_path)
    assert "Ayla dash" in found
    assert {"Ayla walk forward 2", "Ayla dash 2", "stand guard 2"} <= {*found}


def test_moves_of_two_characters_that_come_to_one_name_all_come_in(tmp_path: Path) -> None:
    text = several({"Ryu": {"Jr Stand LP": LP}, "Ryu Jr": {"Stand LP": LP}})
    found = names(import_files([written(tmp_path, "sf6.json", text)], "sf6"), tmp_path)
    assert {"Ryu Jr Stand LP", "Ryu Jr Stand LP 2"} <= {*found}


@pytest.mark.parametrize(
    ("pair", "came_in"),
    [
        (("Ryu", "RYU"), ["Ryu", "RYU 2"]),
        (("R" * 30 + "a", "R" * 30 + "b"), ["R" * 30, "R" * 30 + " 2"]),
        (("", "#"), ["character", "character 2"]),
    ],
    ids=["capitals", "thirty letters", "nothing that a name has"],
)
def test_characters_of_one_file_whose_names_look_alike_all_come_in(
    tmp_path: Path, pair: tuple[str, str], came_in: list[str]
) -> None:
    text = several({name: {"Stand LP": LP} for name in pair})
    imported = import_files([written(tmp_path, "sf6.json", text)], "sf6")
    ruleset = rules(imported, tmp_path)
    assert [each.name for each in imported.characters] == came_in
    assert {*came_in} <= {*ruleset.archetypes}


def test_a_move_without_a_title_is_called_after_its_character(tmp_path: Path) -> None:
    text = several({"Ayla": {"": LP, "#": LP}})
    found = names(import_files([written(tmp_path, "sf6.json", text)], "sf6"), tmp_path)
    assert found[:2] == ["Ayla", "Ayla 2"]


def test_characters_of_two_files_whose_names_look_alike_are_refused(tmp_path: Path) -> None:
    files = [
        written(tmp_path / str(n), f"{name}.json", fat({"Stand LP": LP}, name))
        for n, name in enumerate(("Ken", "KEN"))
    ]
    with pytest.raises(CombatError, match="a character Ken and a KEN; rename one of the files"):
        import_files(files)


def test_tables_that_have_the_same_move_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    files = [
        written(tmp_path, f"{name}.yaml", f"moves: [{{name: {move}}}]\n")
        for name, move in (("kim", "jab"), ("lee", "Jab"))
    ]
    with pytest.raises(CombatError, match="the moves jab of kim and Jab of lee cannot be told"):
        import_files(files)


def test_sheets_of_a_workbook_tell_of_one_character_together(tmp_path: Path) -> None:
    heading = ["Character", *HEADING.split(",")]
    sheets = {
        "normals": [heading, ["Kim", "5A", "5", "3", "9"], ["Lee", "5A", "4", "3", "9"]],
        "specials": [heading, ["Kim", "236A", "9", "3", "9"], ["Kim", "5A", "6", "3", "9"]],
    }
    file = tmp_path / "moves.xlsx"
    file.write_bytes(xlsx(sheets))
    found = names(import_files([file]), tmp_path)
    assert found == ["Kim 5A", "Kim 236A", "Kim 5A 2", "Lee 5A"]


def test_a_table_whose_file_has_a_comma_in_its_name_is_taken_by_it(tmp_path: Path) -> None:
    file = written(tmp_path, "kim, lee.yaml", "moves: [{name: jab}]\n")
    assert read_table(file).actions[0].name == "jab"
    assert [each.name for each in import_files([file], only=["kim lee"]).characters] == ["kim lee"]
