"""Files as grids of text: CSV, TSV, XLSX and ODS."""

import csv
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from combat_rules.design.importing.extents import extents_of
from combat_rules.design.importing.headings import LOOKED_AT, meaning
from combat_rules.design.importing.report import unreadable
from combat_rules.errors import CombatError
from combat_rules.plugins.tables.csv_cells import NO_TEXT, unmarked

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
BROKEN = (BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error)
"""What opening an archive raises that is none, or not whole."""
PACKED = {
    b"PK\x03\x04": "packed, as new spreadsheets are",
    b"\xd0\xcf\x11\xe0": "a spreadsheet of old",
}
"""How files begin that people take for text or for a spreadsheet that is read."""
KANA = re.compile("[\u3040-\u30ff]{3}|\u767a\u751f|\u6280\u540d")
"""What Japanese has and no other text that is read by mistake as Japanese."""
PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
LINES = re.compile(r"\r\n|\r|\n")

END = "the end"
"""A row behind the last one: where it is none of its own, a quotation mark is open."""

Grid = list[list[str]]


def grids_of(file: Path, data: bytes) -> dict[str, Grid]:
    """The sheets of a file, by name. Raises ``CombatError`` for what is none."""
    if file.suffix.lower() in WORKBOOKS:
        grids = _workbook(file, data)
    else:
        grids = {file.stem: _of_text(file, data)}
    for grid in grids.values():
        _demand_small(file, len(grid), max(map(len, grid), default=0))
    return grids


def _demand_small(file: Path, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise unreadable(file, f"it has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns")


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
    for begin, what in PACKED.items():
        if data.startswith(begin):
            raise unreadable(file, f"it is {what}, and no text; save it as CSV, XLSX or ODS")
    text = _decoded(file, data)
    if "\0" in text:
        raise unreadable(file, "it is no text, or text of sixteen bits a sign; save it as UTF-8")
    if PAGE.match(text):
        raise unreadable(file, "it is a page of the web; save its table as CSV or as a spreadsheet")
    marked, text = unmarked(text)
    stray = NO_TEXT.search(text)
    if stray is not None:
        line = len(LINES.findall(text, 0, stray.start())) + 1
        raise unreadable(file, f"it is no text: it has U+{ord(stray[0]):04X} in line {line}")
    lines = LINES.split(text)
    separator = marked or _separator_of(lines)
    reader = csv.reader((f"{line}\n" for line in (*lines, END)), delimiter=separator)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            line, began = reader.line_num + 1, line
    except csv.Error as error:
        raise unreadable(file, f"it is no CSV: {error}") from error
    if rows.pop() != [END]:
        raise unreadable(file, f"a quotation mark in line {began} is never closed")
    return rows


def _separator_of(lines: Sequence[str]) -> str:
    """The sign with which a line names most columns; prose in cells has other ones, and more. Where
    nobody knows any column it is the one there are most of."""
    first = "\n".join(lines[:5])

    def named(sign: str) -> int:
        return max(sum(map(bool, map(meaning, line.split(sign)))) for line in lines[:LOOKED_AT])

    return max(SEPARATORS, key=lambda sign: (named(sign), first.count(sign)))


def _workbook(file: Path, data: bytes) -> dict[str, Grid]:
    if calamine is None:
        raise CombatError(
            f"cannot import {file}: spreadsheets need the extra sheets; "
            'pip install "combat-rules[sheets]", or save it as CSV',
            code="import.extra",
        )
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNPACKED:
                raise unreadable(file, f"it unpacks to more than {LARGEST_UNPACKED} bytes")
            for extent in extents_of(archive):
                _demand_small(file, extent.rows, extent.columns)
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        return {
            name: [
                [text_of_cell(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python()
            ]
            for name in book.sheet_names
        }
    except (*BROKEN, calamine.CalamineError) as error:
        raise unreadable(file, f"it is no spreadsheet: {error}") from error


def text_of_cell(cell: object) -> str:
    """A cell of a spreadsheet or of JSON as people would write it."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < 1e15 else str(cell)
    if isinstance(cell, str | int | float):
        return str(cell).strip() if not isinstance(cell, int) or abs(cell) < 10**15 else "huge"
    if isinstance(cell, list) and cell and not any(isinstance(n, list | dict) for n in cell):
        return ",".join(map(text_of_cell, cell))[:200]
    if isinstance(cell, Sequence | Mapping):
        return msgspec.json.encode(cell).decode()[:200]
    return str(cell)[:60]
