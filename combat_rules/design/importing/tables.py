"""Tables of this engine as a source: one more way to bring moves into one folder."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from combat_rules.design.importing.report import Character, Fate, Imported, Row
from combat_rules.errors import CombatError, listed
from combat_rules.plugins.tables.cells import Cell, Fields, Items, Text, Unreadable, text_of
from combat_rules.plugins.tables.csv_cells import parse_csv
from combat_rules.plugins.tables.row_reader import fields_of
from combat_rules.plugins.tables.rows import ArchetypeRow, MoveRow
from combat_rules.plugins.tables.table import LARGEST, SHEETS, read_table
from combat_rules.plugins.tables.yaml_cells import parse_yaml


def read_as_rows(file: Path) -> Imported:
    """The rows of a table, once it has been read without a fault.

    Raises ``CombatError`` with every fault and its place.
    """
    table = read_table(file)
    if table.faults:
        told = listed(f"{where}: {what}" for where, what in table.faults)
        raise CombatError(f"cannot import {file}:\n{told}", code="import.unreadable")
    parts = _parts(file)
    # A comma ends whose a row is.
    name = " ".join(file.stem.replace(",", " ").split())
    moves: list[Row] = parts.get("moves", [])
    archetypes: list[Row] = parts.get("archetypes", [])
    remarks = tuple(
        (str(row["code"]), str(row.get("move", "")), str(row["text"]))
        for row in parts.get("remarks", [])
    )
    return Imported(
        source=file.name,
        characters=(Character(name, tuple(moves), tuple(archetypes), remarks),),
        fates=tuple(Fate(f"{name}, {row['name']}") for row in (*moves, *archetypes)),
        stage=parts.get("stage", {}),
        attributes=parts.get("attributes", ()),
        overrides=[str(what) for what in parts.get("overrides", [])],
    )


def _parts(file: Path) -> Row:
    try:
        text = text_of(file, LARGEST)
        if file.suffix.lower() in SHEETS:
            kind = ArchetypeRow if file.stem.lower() == "archetypes" else MoveRow
            rows = parse_csv(text, fields_of(kind), lambda *_: None)
            what = "archetypes" if kind is ArchetypeRow else "moves"
            return {what: [plain_of(row) for row in rows]}
        document = parse_yaml(text)
    except Unreadable as error:
        raise CombatError(f"cannot import {file}: {error}", code="import.unreadable") from error
    found = plain_of(document) if document is not None else {}
    assert isinstance(found, Mapping), "a table without a fault has keys"
    return {what: rows for what, rows in found.items() if rows != ""}


def plain_of(cell: Cell) -> object:
    """A cell as plain data; numbers and truths are told by how they are written, and whatever
    would be written otherwise afterwards is left as a text."""
    if isinstance(cell, Items):
        return [plain_of(each) for each in cell.cells]
    if isinstance(cell, Fields):
        return {_key(key): plain_of(value) for key, value in cell.pairs}
    text = cell.value
    if text.removeprefix("-").isdecimal() and len(text) < 12 and str(int(text)) == text:
        return int(text)
    return {"true": True, "false": False}.get(text, text)


def _key(cell: Cell) -> str:
    return cell.value if isinstance(cell, Text) else msgspec.json.encode(plain_of(cell)).decode()
