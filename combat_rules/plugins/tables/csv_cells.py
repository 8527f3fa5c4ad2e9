"""CSV as cells: a spreadsheet's export, its separator found, each cell with line and column."""

import csv
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from string import ascii_uppercase
from typing import NamedTuple

from msgspec import inspect

from combat_rules.errors import did_you_mean
from combat_rules.plugins.tables.cells import (
    Cell,
    Fields,
    Items,
    Place,
    Text,
    Unreadable,
    after,
    shown,
)
from combat_rules.plugins.tables.compact import hits_of, protections_of, windows_of
from combat_rules.plugins.tables.rows import HitRow, ProtectionRow, WindowRow

SEPARATORS = (",", ";", "\t")
MARK = re.compile(r'"?sep=([^\w\s"]|\t)"?(?=[\r\n]|$)', re.IGNORECASE)
"""What a spreadsheet may put before the heading, for itself: the separator of what follows."""
MOST_COLUMNS = 200
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Report = Callable[[Place, str], None]
Columns = Mapping[str, inspect.Type]

NUMBERS, LIST = "numbers", "list"
"""What a cell may hold besides a value: numbers by name, or words; or rows of their own."""
ROWS: Mapping[type, Callable[[Iterable[str], Place], Items]] = {
    WindowRow: windows_of,
    HitRow: hits_of,
    ProtectionRow: protections_of,
}
"""How a cell is read that holds rows of their own."""


class _Column(NamedTuple):
    """A column that is read: its name as a key, and what its cells hold."""

    key: Text
    holds: str | type


def parse_csv(text: str, columns: Columns, report: Report) -> Iterator[Fields]:
    """The rows under the heading, each as keys and values; blank cells are left out.

    Cells of a column that holds a list are taken apart at ``;``. Headings that nobody knows,
    stray cells and formulas are reported. Raises ``Unreadable`` for what is no CSV.
    """
    lines = _records(text, columns)
    first, heading = next(lines, (1, []))
    if not heading:
        raise Unreadable("it is empty; its first row names the columns", Place(1, "A"))
    named = [
        _Column(Text(name, _place(first, at)), _holds(columns[name])) if name else None
        for at, name in enumerate(_names(first, heading, columns, report))
    ]
    titled = {at for at, name in enumerate(heading) if name.strip()}
    for line, record in lines:
        cells = [
            (at, Text(value, _place(line, at)))
            for at, cell in enumerate(record)
            if (value := cell.strip())
        ]
        yield Fields(tuple(_pairs(cells, named, titled, report)), Place(line, "A"))


def unmarked(text: str) -> tuple[str, str]:
    """The separator that a first line ``sep=;`` names, empty if there is none; and the text with
    that line blank, so that everything is still where it was."""
    found = MARK.match(text)
    return (found[1], " " * found.end() + text[found.end() :]) if found else ("", text)


def separator_of(heading: str, columns: Columns) -> str:
    """The separator with which a heading names most columns; a comma if it is all the same."""
    return max(
        SEPARATORS,
        key=lambda sign: sum(name.strip(' "') in columns for name in heading.split(sign)),
    )


def _records(text: str, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line on which it begins."""
    marked, text = unmarked(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    stray, lines = NO_TEXT.search(text), text.split("\n")
    if stray is not None:
        where = after(text[: stray.start()])
        raise Unreadable(f"U+{ord(stray[0]):04X} is no character of a text", where)
    heading = next((line for line in lines if line.strip()), "")
    separator = marked or separator_of(heading, columns)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                if len(record) > MOST_COLUMNS:
                    raise Unreadable(
                        f"it has {len(record)} cells; at most {MOST_COLUMNS}", Place(line, "A")
                    )
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        why = in_plain_words(str(error))
        raise Unreadable(f"this row is no CSV: {why}", Place(line, "A")) from error


def in_plain_words(problem: str) -> str:
    """A complaint of the parser of CSV without its own words."""
    if problem == "unexpected end of data":
        return "a quotation mark is never closed"
    if "expected after" in problem:
        return "something stands behind a closing quotation mark; write a quotation mark as two"
    return problem


def _names(line: int, heading: list[str], columns: Columns, report: Report) -> list[str]:
    """The name of each column, empty for one that is not read."""
    names: list[str] = []
    for at, cell in enumerate(heading):
        name = cell.strip()
        if name in names and name:
            report(_place(line, at), f"the column {shown(name)} is there twice")
        elif name and name not in columns:
            report(
                _place(line, at), f"there is no column {shown(name)}; {did_you_mean(name, columns)}"
            )
        names.append(name if name in columns and name not in names else "")
    return names


def _pairs(
    cells: Sequence[tuple[int, Text]],
    columns: Sequence[_Column | None],
    titled: Container[int],
    report: Report,
) -> Iterator[tuple[Cell, Cell]]:
    for at, cell in cells:
        if cell.value[0] == "=":
            report(
                cell.place,
                f"{shown(cell.value)} is a formula; export its value, not how it is made",
            )
        elif at not in titled:
            report(cell.place, f"{shown(cell.value)} stands outside the columns that are named")
        else:
            column = columns[at]
            if column is not None:
                yield column.key, _taken_apart(cell, column.holds) if column.holds else cell


def _holds(kind: inspect.Type) -> str | type:
    """What the cells of a column hold, by its type."""
    for one in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        if isinstance(one, inspect.DictType):
            return NUMBERS
        if isinstance(one, inspect.VarTupleType) and isinstance(one.item_type, inspect.StructType):
            return one.item_type.cls
        if isinstance(one, inspect.VarTupleType | inspect.FrozenSetType):
            return LIST
    return ""


def _taken_apart(cell: Text, holds: str | type) -> Cell:
    """The parts of a cell that holds several."""
    place = cell.place
    parts = [stripped for part in cell.value.split(";") if (stripped := part.strip())]
    if isinstance(holds, type):
        return ROWS[holds](parts, place)
    if holds == LIST:
        return Items(tuple([Text(part, place) for part in parts]), place)
    named = [part.partition(" ") for part in parts]
    return Fields(tuple((Text(n, place), Text(v.strip(), place)) for n, _, v in named), place)


def _place(line: int, at: int) -> Place:
    """A cell of a sheet."""
    return Place(line, _letters(at))


@cache
def _letters(at: int) -> str:
    """A column in letters, as spreadsheets count."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters
