"""Files as grids of text: CSV, TSV, XLSX, ODS, and JSON that is a list of rows."""

import csv
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec

from combat_rules.design.importing.report import unreadable
from combat_rules.errors import CombatError

try:
    import python_calamine as calamine
except ImportError:  # pragma: no cover
    calamine = None  # type: ignore[assignment]  # the one module that may be missing

LARGEST = 5_000_000
"""Bytes of the largest sheet."""
LARGEST_UNPACKED = 60_000_000
"""Bytes of the largest spreadsheet once it is unpacked."""
MOST_ROWS = 2000
MOST_COLUMNS = 300
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
"""How the names of spreadsheets end that are no text."""
SEPARATORS = (",", ";", "\t", "|")

WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How text begins that has sixteen bits a sign, as spreadsheets write it."""
KANA = re.compile("[\u3040-\u30ff]{3}|\u767a\u751f|\u6280\u540d")
"""What Japanese has and no other text that is read by mistake as Japanese."""
LINES = re.compile(r"\r\n|\r|\n")

Grid = list[list[str]]


def grids_of(file: Path, data: bytes) -> dict[str, Grid]:
    """The sheets of a file, by name. Raises ``CombatError`` for what is none."""
    if file.suffix.lower() in WORKBOOKS:
        grids = _workbook(file, data)
    else:
        grids = {file.stem: _of_text(file, data)}
    for grid in grids.values():
        if len(grid) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in grid):
            raise unreadable(file, f"it has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")
    return grids


def rows_of_json(file: Path, document: object) -> dict[str, Grid]:
    """Lists of rows, each a move by its columns, as grids with a heading: one list, or one for
    each character."""
    lists = {name: _unwrapped(rows) for name, rows in _lists_in(file.stem, document).items()}
    if not lists or not all(
        rows and all(isinstance(row, dict) for row in rows) for rows in lists.values()
    ):
        raise unreadable(file, "it is no list of moves, each with its columns")
    grids = {}
    for name, rows in lists.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        grids[name] = [columns, *([_text(row.get(key)) for key in columns] for row in rows)]
    return grids


def _unwrapped(rows: list[Any]) -> list[Any]:
    """Rows without what a wiki's answer wraps each of them in: ``{"title": {...}}``."""
    wrapped = all(
        isinstance(row, dict) and len(row) == 1 and isinstance(next(iter(row.values())), dict)
        for row in rows
    )
    return [next(iter(row.values())) for row in rows] if rows and wrapped else rows


def _lists_in(name: str, document: object) -> dict[str, list[Any]]:
    """The lists of rows in a document by whose they are: as they are, under ``moves``, by name,
    or in a list of characters."""
    if isinstance(document, list):
        own = [each for each in document if isinstance(each, dict)]
        if own and all(isinstance(each.get("moves"), list) for each in own):
            return {
                str(each.get("name", each.get("character", name)))[:30]: each["moves"]
                for each in own
            }
        return {name: document}
    if not isinstance(document, dict):
        return {}
    if isinstance(document.get("moves"), list):
        said = document.get("metadata")
        who = said.get("character", name) if isinstance(said, dict) else document.get("name", name)
        return {str(who)[:30] or name: document["moves"]}
    for key in ("characters", "cargoquery"):
        if isinstance(document.get(key), list):
            return _lists_in(name, document[key])
    found: dict[str, list[Any]] = {}
    for who, each in document.items():
        found |= _lists_in(who[:30], each) if isinstance(each, list | dict) else {}
    return found


def is_utf8(data: bytes) -> bool:
    """Whether text is in UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(file: Path, data: bytes) -> str:
    """Text in UTF-8, in sixteen bits a sign, or as spreadsheets of old write it: in Japanese, if
    there is any, or in Western letters."""
    if data.startswith(WIDE):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise unreadable(file, f"it is no text ({error.reason})") from error
    if is_utf8(data):
        return data.decode("utf-8-sig")
    with suppress(UnicodeDecodeError):
        japanese = data.decode("cp932")
        if KANA.search(japanese):
            return japanese
    return data.decode("cp1252", "replace")


def _of_text(file: Path, data: bytes) -> Grid:
    text = _decoded(file, data)
    if "\0" in text:
        raise unreadable(file, "it is no text, or text of sixteen bits a sign; save it as UTF-8")
    lines = LINES.split(text)
    heading = "\n".join(lines[:5])
    separator = max(SEPARATORS, key=heading.count)
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=separator))
    except csv.Error as error:
        raise unreadable(file, f"it is no CSV: {error}") from error
    return [[cell.strip() for cell in row] for row in rows]


def _workbook(file: Path, data: bytes) -> dict[str, Grid]:
    if calamine is None:
        raise CombatError(
            f"cannot import {file}: spreadsheets need the extra sheets; "
            'pip install "combat-rules[sheets]", or save it as CSV',
            code="import.extra",
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise unreadable(file, f"it unpacks to more than {LARGEST_UNPACKED} bytes")
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        return {
            name: [
                [_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()
            ]
            for name in book.sheet_names
        }
    except (BadZipFile, calamine.CalamineError, OSError, ValueError) as error:
        raise unreadable(file, f"it is no spreadsheet: {error}") from error


def _text(cell: object) -> str:
    """A cell of a spreadsheet or of JSON as people would write it."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < 1e15 else str(cell)
    if isinstance(cell, str | int | float):
        return str(cell).strip() if not isinstance(cell, int) or abs(cell) < 10**15 else "huge"
    if isinstance(cell, list) and cell and not any(isinstance(n, list | dict) for n in cell):
        return ",".join(map(_text, cell))[:200]
    if isinstance(cell, Sequence | Mapping):
        return msgspec.json.encode(cell).decode()[:200]
    return str(cell)[:60]
