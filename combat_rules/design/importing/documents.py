"""JSON of moves, whatever its rows are wrapped in, as grids with a heading."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from combat_rules.design.importing.grids import Grid, text_of_cell
from combat_rules.design.importing.headings import NEEDED, meaning, plain
from combat_rules.design.importing.report import unreadable

LISTS = ("moves", "attacks", "moveset", "movelist")
"""Keys below which the rows of one character stand, or those of its kinds of moves."""
NAMES = ("character", "name")
"""Keys of what a character is called."""
ANSWERS = ("characters", "fighters", "cargoquery")
SHOWN = ("raw", "text", "display")
"""Keys of a cell that is told in parts, which have it as it is shown."""
PARTS = frozenset({"frames", "frame", "framedata", "timing", "advantage", "adv", "frameadvantage"})
"""Columns that hold others: ``"frames": {"startup": 5}``."""
DIRECTIONS = re.compile(r"[()\d/]+")
BUTTONS = re.compile(r"[(\[]*[ABCGK]\b.*")
"""What stands apart in a command of SoulCalibur that is told as lists, and is one blow."""
DEEPEST = 8
"""Documents in documents that are looked into."""

Row = Mapping[str, Any]
Tables = Iterator[tuple[str, list[Row]]]
"""Rows, and whose they are."""


def rows_of_json(file: Path, document: object, left: list[str] | None = None) -> dict[str, Grid]:
    """Rows, each a move by its columns, as grids with a heading: one for each character. What of
    the document is not read is added to what is ``left``. Raises ``CombatError`` if there are
    none."""
    found: dict[str, list[Row]] = {}
    left = [] if left is None else left
    for who, rows in _tables_in(file.stem, document, 0, left):
        found.setdefault(who, []).extend(rows)
    if not found:
        beside = f"; not read: {', '.join(left)[:300]}" if left else ""
        raise unreadable(file, f"it is no list of moves, each with its columns{beside}")
    grids = {}
    for who, rows in found.items():
        flat = [each for row in rows for each in _rows_in(row)]
        columns = list(dict.fromkeys(key for row in flat for key in row))
        grids[who] = [columns, *([_cell(row.get(key)) for key in columns] for row in flat)]
    return grids


def tells_moves(document: object) -> bool:
    """Whether a document holds rows of somebody's frame data, and no table of this engine."""
    return any(any(map(_is_row, rows)) for _, rows in _tables_in("", document, 0, []))


def _tables_in(name: str, node: object, depth: int, left: list[str]) -> Tables:
    """The lists of rows in a document: as they are, under ``moves``, by name, by their titles, in
    a list of characters, or beside a heading of their own. What is not read is ``left``."""
    if depth > DEEPEST:
        left.append(f"what is more than {DEEPEST} deep in {name}")
    elif isinstance(node, list):
        yield from _of_list(name, node, depth, left)
    elif isinstance(node, dict):
        yield from _of_names(name, node, depth, left)


def _of_list(name: str, node: list[Any], depth: int, left: list[str]) -> Tables:
    rows: list[Row] = [each for each in node if isinstance(each, dict)]
    if not rows or any(isinstance(each, list) for each in node):
        left += (
            [f"a list of {name} that has lists among its rows"] if any(map(_is_row, rows)) else []
        )
        return
    if all(_moves_of(each) is not None for each in rows):
        for each in rows:
            yield from _tables_in(name, each, depth + 1, left)
        return
    # A wiki's answer wraps each of them in {"title": {...}}.
    wrapped = all(len(row) == 1 and isinstance(next(iter(row.values())), dict) for row in rows)
    rows = [next(iter(row.values())) for row in rows] if wrapped else rows
    # What is no row is told as a title that stands between them is.
    called = next((key for key in rows[0] if meaning(key) in ("name", "command")), "name")
    yield name, [*rows, *({called: each} for each in node if not isinstance(each, dict | None))]


def _of_names(name: str, node: dict[str, Any], depth: int, left: list[str]) -> Tables:
    columns, data, moves = node.get("columns"), node.get("data"), _moves_of(node)
    answer = next((node[key] for key in ANSWERS if isinstance(node.get(key), list | dict)), None)
    titled = {title: row for title, row in node.items() if _is_row(row)}
    if isinstance(columns, list) and isinstance(data, list):
        left += _beside(name, node, data)
        yield name, [*_below_heading(name, [*_titles(columns)], data, left)]
    elif moves is not None:
        left += _beside(_whose(node, name), node, moves)
        # Kinds of moves by name are all of one character.
        for _, rows in _tables_in(name, moves, depth + 1, left):
            yield _whose(node, name), rows
    elif answer is not None:
        left += _beside(name, node, answer)
        yield from _tables_in(name, answer, depth + 1, left)
    elif titled:
        others = [key for key, each in node.items() if key not in titled and each is not None]
        left += [f"{key[:30]} beside the moves of {name}" for key in others]
        yield name, [{"name": title, **row} for title, row in titled.items()]
    else:
        for who, each in node.items():
            yield from _tables_in(who[:30], each, depth + 1, left)


def _beside(name: str, node: Row, read: object) -> Iterator[str]:
    """What holds rows of moves beside that which is read."""
    for key, each in node.items():
        if each is not read and tells_moves(each):
            yield f"{key[:30]} beside the moves of {name}"


def _titles(columns: list[Any]) -> Iterator[str]:
    """The titles of columns, each another one."""
    known: set[str] = set()
    for number, column in enumerate(map(text_of_cell, columns), 1):
        yield f"{column} ({number})" if column in known else column
        known.add(column)


def _below_heading(
    name: str, columns: list[str], data: list[Any], left: list[str]
) -> Iterator[Row]:
    """The rows below a heading of their own."""
    for number, row in enumerate(data, 1):
        if isinstance(row, list):
            yield dict(zip(columns, row, strict=False))
            if any(cell not in (None, "") for cell in row[len(columns) :]):
                left.append(f"cells of row {number} of {name} beyond its columns")
        elif row is not None:
            left.append(f"row {number} of {name}, which is no list of cells")


def _moves_of(node: Row) -> object | None:
    """The moves of a character, if it has any by that name."""
    return next((node[key] for key in LISTS if isinstance(node.get(key), list | dict)), None)


def _whose(node: Row, name: str) -> str:
    data = node.get("metadata")
    told = [each.get(key) for each in (data, node) if isinstance(each, dict) for key in NAMES]
    return next((each[:30] for each in told if isinstance(each, str) and each), name)


def _is_row(row: object) -> bool:
    """Whether something tells, by its columns, when a move strikes or how long it is."""
    if not isinstance(row, dict) or _moves_of(row) is not None:
        return False
    return any(meaning(key) in NEEDED for key in _flat(row)) or bool(_below(row))


def _below(row: Row) -> list[Row]:
    """The rows that stand in a row, such as the blows of a string."""
    lists = [cell for cell in row.values() if isinstance(cell, list)]
    return [each for cell in lists for each in cell if isinstance(each, dict) and _is_row(each)]


def _rows_in(row: Row) -> Iterator[Row]:
    """A row, or those that stand in it: each of them has what the row says of all."""
    flat, below = _flat(row), _below(row)
    if not below:
        yield flat
    for each in below:
        own = _flat(each)
        title = " ".join(filter(None, (_title(flat), _title(own))))
        yield {**flat, **own, **({"name": title} if title else {})}


def _title(row: Row) -> str:
    """What a row is called: by the column of its name, or of that of its variation."""
    names = [key for key in row if meaning(key) == "name" or plain(key).endswith("name")]
    return next((row[key] for key in names if isinstance(row[key], str)), "")


def _flat(row: Row) -> dict[str, Any]:
    """A row whose cells are none of several columns."""
    flat: dict[str, Any] = {}
    for key, cell in row.items():
        shown = next((part for part in SHOWN if isinstance(cell, dict) and part in cell), None)
        if shown is not None:
            flat[key] = cell[shown]
        elif isinstance(cell, dict) and plain(key) in PARTS:
            for part, inner in cell.items():
                whole = f"{key} {part}"
                flat.setdefault(whole if meaning(whole) else part, inner)
        else:
            flat[key] = cell
    return flat


def _cell(cell: object) -> str:
    """A cell as people would write it; a list of lists is a command, blow by blow."""
    if not isinstance(cell, list) or not cell or not all(isinstance(part, list) for part in cell):
        return text_of_cell(cell)
    text = ""
    for part in ("/".join(map(text_of_cell, each)) for each in cell):
        last = text.rpartition(",")[2]
        one = DIRECTIONS.fullmatch(last) and BUTTONS.fullmatch(part)
        text += part if one or not text else f",{part}"
    return text[:200]
