"""CSV as cells: a spreadsheet's export, its separator found, each cell with line and column."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from string import ascii_uppercase

from msgspec import inspect

from combat_rules.plugins.tables.cells import (
    Cell,
    Fields,
    Items,
    Place,
    Text,
    Unreadable,
    possible,
    shown,
)
from combat_rules.plugins.tables.windows import windows_of

SEPARATORS = (",", ";", "\t")
MOST_COLUMNS = 200
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Report = Callable[[Place, str], None]
Columns = Mapping[str, inspect.Type]


def parse_csv(text: str, columns: Columns, report: Report) -> Iterator[Fields]:
    """The rows under the heading, each as keys and values; blank cells are left out.

    Cells of a column that holds a list are taken apart at ``;``. Headings that nobody knows,
    stray cells and formulas are reported. Raises ``Unreadable`` for what is no CSV.
    """
    lines = _records(text, columns)
    first, heading = next(lines, (1, []))
    if not heading:
        raise Unreadable("it is empty; its first row names the columns", Place(1, "A"))
    names = _names(first, heading, columns, report)
    for line, record in lines:
        cells = [Text(cell.strip(), _place(line, at)) for at, cell in enumerate(record)]
        row = Fields(tuple(_pairs(cells, names, columns, report)), Place(line, "A"))
        if any(cell.value for cell in cells):
            yield row


def separator_of(heading: str, columns: Columns) -> str:
    """The separator with which a heading names most columns; a comma if it is all the same."""
    return max(
        SEPARATORS,
        key=lambda sign: sum(name.strip(' "') in columns for name in heading.split(sign)),
    )


def _records(text: str, columns: Columns) -> Iterator[tuple[int, list[str]]]:
    """Every row with the line on which it begins."""
    stray = NO_TEXT.search(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if stray is not None:
        before = text[: stray.start()]
        where = Place(before.count("\n") + 1, str(len(before) - before.rfind("\n")))
        raise Unreadable(f"U+{ord(stray[0]):04X} is no character of a text", where)
    heading = next((line for line in lines if line.strip()), "")
    separator = separator_of(heading, columns)
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
        raise Unreadable(f"this row is no CSV: {error}", Place(line, "A")) from error


def _names(line: int, heading: list[str], columns: Columns, report: Report) -> list[str]:
    """The name of each column, empty for one that is not read."""
    names: list[str] = []
    for at, cell in enumerate(heading):
        name = cell.strip()
        if name in names and name:
            report(_place(line, at), f"the column {shown(name)} is there twice")
        elif name and name not in columns:
            report(_place(line, at), f"there is no column {shown(name)}; {possible(columns, name)}")
        names.append(name if name in columns and name not in names else "")
    return names


def _pairs(
    cells: list[Text], names: list[str], columns: Columns, report: Report
) -> Iterator[tuple[Cell, Cell]]:
    for at, cell in enumerate(cells):
        if not cell.value:
            continue
        if cell.value.startswith("="):
            report(
                cell.place,
                f"{shown(cell.value)} is a formula; export its value, not how it is made",
            )
        elif at >= len(names):
            report(cell.place, f"{shown(cell.value)} stands outside the columns that are named")
        elif names[at]:
            yield Text(names[at], cell.place), _taken_apart(cell, columns[names[at]])


def _taken_apart(cell: Text, kind: inspect.Type) -> Cell:
    """What a cell holds by the type of its column: a value, a list, or numbers by name."""
    parts = [part.strip() for part in cell.value.split(";") if part.strip()]
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    for one in kinds:
        if isinstance(one, inspect.DictType):
            named = [part.partition(" ") for part in parts]
            pairs = ((Text(n, cell.place), Text(v.strip(), cell.place)) for n, _, v in named)
            return Fields(tuple(pairs), cell.place)
        if isinstance(one, inspect.VarTupleType) and isinstance(one.item_type, inspect.StructType):
            return windows_of(parts, cell.place)
        if isinstance(one, inspect.VarTupleType | inspect.FrozenSetType):
            return Items(tuple(Text(part, cell.place) for part in parts), cell.place)
    return cell


def _place(line: int, at: int) -> Place:
    """A cell of a sheet: its line, and its column in letters as spreadsheets count."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return Place(line, letters)
