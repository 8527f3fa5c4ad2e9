"""Sheets that designers and wikis keep: a move a row, under headings in the community's words."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from combat_rules.design.importing.cells import SIGNS, count_in, plain
from combat_rules.design.importing.characters import read_sections
from combat_rules.design.importing.games import SHEET, STRINGS, Game
from combat_rules.design.importing.grids import Grid
from combat_rules.design.importing.headings import (
    FIELDS,
    Heading,
    find_heading,
    nearest,
    no_heading,
)
from combat_rules.design.importing.report import Fate, Imported, name_for, unreadable
from combat_rules.design.importing.strings import Rows, strings_of

MOST_MOVES = 900
"""Moves of a character that its table holds besides its steps."""
BLANK = ("", "n/a", "none")
MARKUP = re.compile(r"<[^<>]{1,60}>|\'{2,3}|\[\[|\]\]")
"""What wikis write around the text of a cell."""
FRAMES = re.compile(r"(?<=\d)\s*f(?:rames?)?\b\.?|\bi(?=\d)", re.IGNORECASE)
"""What stands before or after a number of ticks."""
TICKS = (
    "startup", "before", "active", "recovery", "total", "on_hit", "on_block", "hitstun",
    "blockstun",
)  # fmt: skip
HEALTHS = 10
"""Blows as strong as the strongest that a character survives whose health nobody says."""
LEAST_HEALTH = 100


def read_sheets(file: Path, grids: Mapping[str, Grid], mapping: Mapping[str, str]) -> Imported:
    """Read a file of sheets. Raises ``CombatError`` if no heading of it is understood."""
    sections: list[tuple[str, Rows]] = []
    told: list[str] = []
    stray: list[Fate] = []
    game, headed = SHEET, False
    for name, grid in grids.items():
        heading = find_heading(file, grid, mapping)
        if heading is None:
            continue
        headed = True
        beyond = sum(any(cells[len(heading.fields) :]) for cells in grid[heading.row + 1 :])
        if beyond:
            told.append(
                f"{beyond} rows of {name} have more cells than the heading: the rest is not read"
            )
        if heading.unread:
            unread = [f"{c} ({nearest(c)}?)" if nearest(c) else c for c in heading.unread]
            told.append(
                f"columns of {name} that are not read: {', '.join(unread)}; "
                "--map 'COLUMN=FIELD' says what they are"
            )
        game = STRINGS if _lists_strings(heading) else game
        sections += _sections(name, grid, heading, stray, game)
    if not sections and headed:
        raise unreadable(file, "it has a heading, and no move below it")
    if not sections:
        raise no_heading(file, next(iter(grids.values()), []))
    found = []
    for title, rows in sections:
        health = max(HEALTHS * max(_damage(row) for row in rows.values()), LEAST_HEALTH)
        told.append(f"how much health {title} has is not said: {health} stands in")
        found.append((title, {"health": health}, rows))
    imported = read_sections(file.name, found, game)
    return replace(imported, told=tuple(told), fates=(*imported.fates, *stray))


def _damage(row: Mapping[str, object]) -> int:
    return plain(row.get("dmg")) or 0


def _lists_strings(heading: Heading) -> bool:
    """Whether a sheet says how high blows come, and never how long they last."""
    return "height" in heading.fields and not {"active", "recovery", "total"} & {*heading.fields}


def _sections(
    name: str, grid: Grid, heading: Heading, stray: list[Fate], game: Game
) -> Iterator[tuple[str, Rows]]:
    """The rows under a heading by character; what has no name is ``stray``."""
    characters: dict[str, dict[str, Mapping[str, object]]] = {}
    for number, cells in enumerate(grid[heading.row + 1 :], heading.row + 2):
        tidied = [
            (field, _tidy(field, cell)) for field, cell in zip(heading.fields, cells, strict=False)
        ]
        row = {field: cell for field, cell in tidied if field and cell.lower() not in BLANK}
        # A section's title, a rule below the heading, the heading itself once more.
        if not row or list(row) == ["name"] or set(cells) <= {*heading.cells, ""}:
            continue
        title = " ".join((row.get("name") or row.get("command", "")).split())
        who = _named(row.get("character", name))
        if not title:
            stray.append(Fate(f"{who}, row {number}", "nothing says what it is called"))
            continue
        rows = characters.setdefault(who, {})
        if len(rows) == MOST_MOVES:
            stray.append(Fate(f"{who}, row {number}", f"more than {MOST_MOVES} moves"))
            continue
        rows[_free(title[:60], rows)] = _as_columns(row)
    for who, rows in characters.items():
        yield who, strings_of(rows) if game is STRINGS else rows


def _tidy(field: str, cell: str) -> str:
    """A cell without what wikis write around it, and ticks without the word for them."""
    text = MARKUP.sub("", cell.translate(SIGNS)).strip()
    text = FRAMES.sub("", text) if field in TICKS else text
    return "" if not text.strip("-:") else text


def _as_columns(row: Mapping[str, str]) -> Mapping[str, object]:
    """A row by the columns that importers read."""
    columns: dict[str, object] = {
        FIELDS[field][0]: cell for field, cell in row.items() if FIELDS[field][0]
    }
    damage = str(columns.get("dmg", ""))
    if re.fullmatch(r"\d+,\d", damage) and plain(columns.get("active")) is not None:
        # Of one hit there are no two damages: it may be a decimal comma.
        columns["dmg"] = f"{damage}?"
    before = count_in(columns.pop("before", "")).main
    if before and "startup" not in columns:
        columns["startup"] = before[0] + 1
    return columns


def _named(text: str) -> str:
    return name_for("", text, {})[:30].strip() or "character"


def _free(title: str, rows: Mapping[str, object]) -> str:
    name, number = title, 1
    while name in rows:
        number += 1
        name = f"{title} {number}"
    return name
