"""Edits: numbers changed in the text of a table, everything else left as its designer wrote it."""

import re
from collections.abc import Iterator, Mapping

import yaml
from msgspec import Struct

from combat_rules.errors import CombatError
from combat_rules.plugins.tables.cells import Unreadable
from combat_rules.plugins.tables.csv_cells import separator_of, unmarked
from combat_rules.plugins.tables.row_reader import fields_of
from combat_rules.plugins.tables.rows import MoveRow
from combat_rules.plugins.tables.table import SHEETS
from combat_rules.plugins.tables.yaml_cells import parse_yaml


class Patch(Struct, frozen=True):
    """A piece of text, from ``start`` up to ``end``, and what takes its place."""

    start: int
    end: int
    text: str


LINE_END = re.compile(r"\r\n|\r|\n")

Cells = Mapping[str, Mapping[str, int]]
"""The new numbers of each row, by its name and column."""


def edited(text: str, suffix: str, wanted: Cells) -> str:
    """The text of a table with other numbers in the rows of its moves.

    Raises ``CombatError`` for a row or column that is not there, and for what is no table.
    """
    found = _in_csv(text, wanted) if suffix in SHEETS else _in_yaml(text, wanted)
    for patch in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: patch.start] + patch.text + text[patch.end :]
    return text


def _missing(what: str) -> CombatError:
    return CombatError(f"cannot write to the table: {what}", code="studio.edit")


# -- YAML ----------------------------------------------------------------------------------------


def _in_yaml(text: str, wanted: Cells) -> Iterator[Patch]:
    try:
        parse_yaml(text)
    except Unreadable as error:
        raise CombatError(f"the table cannot be read: {error}", code="studio.read") from error
    rows = dict(_yaml_rows(yaml.compose(text, yaml.SafeLoader)))
    for name, fields in wanted.items():
        if name not in rows:
            raise _missing(f"it has no row named {name}")
        row = rows[name]
        cells = {key.value: value for key, value in row.value if _is_word(key)}
        for field, number in fields.items():
            if field in cells:
                value = cells[field]
                if not _is_word(value):
                    raise _missing(f"{field} of {name} is no number there")
                start, end = value.start_mark.index, _end_of(text, value)
                # An empty cell ends at its colon, if it has one.
                before = "" if start < end else " " if text[start - 1] == ":" else ": "
                yield Patch(start, end, f"{before}{number}")
            else:
                yield _new_in_yaml(text, row, field, number)


def _yaml_rows(root: yaml.Node | None) -> Iterator[tuple[str, yaml.MappingNode]]:
    """The rows of moves that have a name."""
    parts = root.value if isinstance(root, yaml.MappingNode) else ()
    moves = next((value for key, value in parts if key.value == "moves"), None)
    for row in moves.value if isinstance(moves, yaml.SequenceNode) else ():
        if isinstance(row, yaml.MappingNode):
            for key, value in row.value:
                if key.value == "name" and _is_word(value):
                    yield value.value, row


def _is_word(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _end_of(text: str, value: yaml.Node) -> int:
    """Where a value ends; the empty lines after one of several lines are none of it."""
    start: int = value.start_mark.index
    return start + len(text[start : value.end_mark.index].rstrip())


def _new_in_yaml(text: str, row: yaml.MappingNode, field: str, number: int) -> Patch:
    """A further cell after the name of a row, set as its other cells are."""
    key, name = next((key, value) for key, value in row.value if key.value == "name")
    at = _end_of(text, name)
    if row.flow_style:
        return Patch(at, at, f", {field}: {number}")
    indent = " " * key.start_mark.column
    line = LINE_END.search(text, at)
    end, sign = (len(text), "\n") if line is None else (line.start(), line[0])
    return Patch(end, end, f"{sign}{indent}{field}: {number}")


# -- CSV -----------------------------------------------------------------------------------------


class _Piece(Struct, frozen=True):
    """A cell of a CSV file as it lies in the text."""

    start: int
    end: int
    value: str


def _in_csv(text: str, wanted: Cells) -> Iterator[Patch]:
    marked, text = unmarked(text)
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = marked or separator_of(heading, fields_of(MoveRow))
    rows = [row for row in _csv_rows(text, separator) if any(c.value.strip() for c in row)]
    names = [cell.value.strip() for cell in rows[0]] if rows else []
    if "name" not in names:
        raise _missing("it has no column name")
    place = names.index("name")
    known = {row[place].value.strip(): row for row in rows[1:] if len(row) > place}
    for name, fields in wanted.items():
        if name not in known:
            raise _missing(f"it has no row named {name}")
        row = known[name]
        for field, number in fields.items():
            if field not in names:
                raise _missing(f"it has no column {field}; add one to its heading first")
            at = names.index(field)
            if at < len(row):
                yield Patch(row[at].start, row[at].end, str(number))
            else:
                end = row[-1].end
                yield Patch(end, end, separator * (at - len(row) + 1) + str(number))


def _csv_rows(text: str, separator: str) -> Iterator[list[_Piece]]:
    """Every row of a CSV file, cell by cell, quotes and line breaks inside them understood."""
    row: list[_Piece] = []
    start, at, quoted = 0, 0, False
    while at <= len(text):
        sign = text[at] if at < len(text) else "\n"
        if sign == '"' and text[start] == '"':
            # Elsewhere than in a cell that begins with one, it is a sign like any other.
            quoted = not quoted
        elif not quoted and sign in (separator, "\n", "\r"):
            value = text[start:at].strip()
            if text[start : start + 1] == '"':
                value = value[1:-1].replace('""', '"')
            row.append(_Piece(start, at, value))
            at += text[at : at + 2] == "\r\n"
            start = at + 1
            if sign != separator:
                yield row
                row = []
        at += 1
