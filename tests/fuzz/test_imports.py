"""Whatever another game's file says, it is imported or refused, and what is written reads again."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError, load_ruleset
from combat_rules.design.importing import import_files, write_plugin
from combat_rules.design.importing.files import FORMATS
from tests.amounts import amount
from tests.design.frame_files import BLOW, COLUMNS, LP, fat, motion, motions
from tests.design.importing.test_mugen import AIR, CNS
from tests.fuzz.mutations import CODE, DATA, altered, mutated, retold
from tests.fuzz.oracle import memory_of, refused, tried
from tests.fuzz.test_tables import CSV, WORDS, YAML

FAT = fat({"Stand LP": LP, "Stand MP": {**LP, "active": "2(3)2", "onHit": "KD +20", "chp": 9}})
MOTIONS = motions(STAND_A=motion(), THROW_A=motion(attack_AttackType=4, attack_HitDamage=5))
SHEET = "Move,Startup,Active,Recovery,On Hit,On Block,Damage,Guard\n5A,5,3,9,+3,KD +2,28,All\n"
ROWS = list(csv.DictReader(StringIO(SHEET)))
CELLS = [*CODE, "-1", "1e5", "TRUE", "99999", "100001", "9" * 30, "", "٣", "¹", "NaN", "0x1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imports")


def holds(folder: Path, name: str, data: str | bytes, format: str = "auto") -> None:
    """What is imported can be written, and what was written is a plugin without a fault."""
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    imported = tried(import_files, [file], format)
    if isinstance(imported, CombatError):
        return
    out = folder / "out"
    tried(write_plugin, imported, out)
    if not isinstance(tried(load_ruleset, [out]), CombatError):
        again = tried(import_files, [file], format)
        assert again == imported


@given(data=altered(json.loads(FAT), most=4))
def test_any_data_in_the_shape_of_fat_is_imported_or_refused(folder: Path, data: Any) -> None:
    holds(folder, "fat.json", json.dumps(data))


@given(row=st.fixed_dictionaries({}, optional=dict.fromkeys((*LP, "chp", "airmove"), DATA)))
def test_any_row_of_fat_is_imported_or_refused(folder: Path, row: dict[str, Any]) -> None:
    holds(folder, "fat.json", fat({"Stand LP": {**LP, **row}}))


@given(cells=st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(CELLS), max_size=4))
def test_any_cell_of_a_motion_is_imported_or_refused(folder: Path, cells: dict[str, Any]) -> None:
    holds(folder, "Motion.csv", motions(STAND_A=motion({**BLOW, **cells})))


@given(text=retold(MOTIONS, CELLS))
def test_retold_motions_are_imported_or_refused(folder: Path, text: str) -> None:
    holds(folder, "Motion.csv", text)


@pytest.mark.parametrize("name", ["fat.json", "Motion.csv", "table.yaml", "table.csv", "sheet.csv"])
@given(data=st.data())
def test_mutated_bytes_are_imported_or_refused(
    folder: Path, name: str, data: st.DataObject
) -> None:
    whole = {
        "fat.json": FAT,
        "Motion.csv": MOTIONS,
        "table.yaml": YAML,
        "table.csv": CSV,
        "sheet.csv": SHEET,
    }[name]
    format = data.draw(st.sampled_from(FORMATS))
    holds(folder, name, data.draw(mutated(whole.encode())), format)


@given(text=retold(YAML, WORDS))
def test_retold_tables_are_imported_or_refused(folder: Path, text: str) -> None:
    holds(folder, "table.yaml", text)


@given(data=st.data())
def test_mutated_characters_of_mugen_are_imported_or_refused(
    folder: Path, data: st.DataObject
) -> None:
    (folder / "kim.air").write_bytes(data.draw(mutated(AIR.encode())))
    holds(folder, "kim.cns", data.draw(mutated(CNS.encode())))


@given(text=retold(SHEET, CELLS))
def test_retold_sheets_are_imported_or_refused(folder: Path, text: str) -> None:
    holds(folder, "sheet.csv", text)


@given(data=altered(ROWS, most=4))
def test_any_list_of_rows_is_imported_or_refused(folder: Path, data: Any) -> None:
    holds(folder, "rows.json", json.dumps(data), "sheet")


BOMBS: dict[str, Callable[[], tuple[str, str]]] = {
    "nesting": lambda: ("fat.json", '{"A": {"moves": ' * 20_000),
    "a long cell": lambda: ("fat.json", fat({"Stand LP": {**LP, "active": "1*" * 50_000 + "1"}})),
    "a wide cell": lambda: ("fat.json", fat({"Stand LP": {**LP, "startup": "9" * 50_000}})),
    "a number": lambda: ("fat.json", fat({}).replace("{}", '{"x": ' + "9" * 50_000 + "}")),
    "many rows": lambda: ("fat.json", fat({f"m{n}": 1 for n in range(3000)})),
    "a wide sheet": lambda: ("sheet.csv", SHEET + "5B," * 40_000),
    "a long sheet": lambda: ("sheet.csv", SHEET + "5B,5,3,9\n" * amount(300, 1900)),
    "many motions": lambda: ("Motion.csv", MOTIONS + "x,\n" * 20_000),
    "many headings": lambda: ("Motion.csv", "motionName" + ",motionNam" * 400),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_takes_memory_in_proportion_to_its_size(
    folder: Path, bomb: Callable[[], tuple[str, str]]
) -> None:
    name, text = bomb()
    (folder / name).write_text(text, encoding="utf-8")
    assert memory_of(import_files, [folder / name]) < 100 * len(text) + 4_000_000


def test_a_file_whose_name_is_no_text_is_imported_or_refused(folder: Path) -> None:
    holds(folder, "\udcff\udcfe.csv", MOTIONS)
    holds(folder, "\udcff.yaml", YAML)


def test_what_is_no_file_of_a_game_names_the_file(folder: Path) -> None:
    (folder / "no.json").write_bytes(b"\xff\xfe\x00")
    assert "no.json" in str(refused(import_files, [folder / "no.json"]))
