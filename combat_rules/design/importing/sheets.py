"""Sheets that designers and wikis keep: a move a row, under headings in the community's words."""

import re
from collections.abc import Collection, Iterator, Mapping
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
    heading_at,
    nearest,
    no_heading,
)
from combat_rules.design.importing.report import Fate, Imported, name_for, unreadable
from combat_rules.design.importing.strings import Rows, strings_of

MOST_MOVES = 900
"""Moves of a character that its table holds besides its steps."""
BLANK = ("", "n/a", "na", "none", "nan", "null")
NOBODY_KNOWS = ("?", "??", "???", "x", "tbd", "unknown")
"""What says that nobody knows, or that there is none; of a startup it is told as it stands."""
MARKUP = re.compile(r"<[^<>]{1,60}>|\'{2,3}|\[\[|\]\]")
"""What wikis write around the text of a cell."""
FRAMES = re.compile(r"(?<=\d)\s*f(?:r(?:ames?)?)?\b\.?|\b[ir](?=\d)", re.IGNORECASE)
"""What stands before or after a number of ticks: ``5 frames``, ``i13``, ``r20``."""
IMPACT = re.compile(r"\bi\d", re.IGNORECASE)
POINTS = re.compile(r"(?<=\d)\s*(?:dmg|damage|hp|pts?|points)\b\.?|(?<=\d)\s*%", re.IGNORECASE)
"""What stands after a damage."""
WHOLE = re.compile(r"(?<![\d.,])(\d+)[.,]0{1,2}(?![\d.,])")
"""A whole number with its decimals."""
TYPED = re.compile(r"^[='](?=[+-]?\d)")
"""What stands before a number in a spreadsheet, for it to be taken as it is."""
GAPS = re.compile(r"\d+(?:\s*\(\s*\d+\s*\)\s*\d+)+")
"""Hits, and the ticks between them, ``3 (5) 3``."""
WINDOWS = re.compile(r"(\d+)\s*[~-]\s*(\d+)(?:\s*[,/]\s*|$)")
"""Active from one tick of the move to another, both included."""
TICKS = (
    "startup", "before", "active", "recovery", "total", "on_hit", "on_block", "hitstun",
    "blockstun",
)  # fmt: skip
TITLES = (["name"], ["command"], ["kind"])
"""What a row says that is the title of those below it, or a remark."""
DAMAGES = ("damage", "chip")
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
        game = STRINGS if _lists_strings(heading, grid[heading.row + 1 :]) else game
        sections += _sections(name, grid, heading, stray, game, mapping, told)
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


def _lists_strings(heading: Heading, rows: Grid) -> bool:
    """Whether a sheet says how high blows come, and never how long they last; or when they come,
    in the words of such lists."""
    if "height" not in heading.fields or "active" in heading.fields:
        return False
    if "startup" in heading.fields:
        place = heading.fields.index("startup")
        if any(IMPACT.search(row[place]) for row in rows if len(row) > place):
            return True
    return not {"recovery", "total"} & {*heading.fields}


def _sections(
    name: str,
    grid: Grid,
    heading: Heading,
    stray: list[Fate],
    game: Game,
    mapping: Mapping[str, str],
    told: list[str],
) -> Iterator[tuple[str, Rows]]:
    """The rows under a heading, and under those that follow it, by character; what has no name is
    ``stray``."""
    characters: dict[str, dict[str, Mapping[str, object]]] = {}
    beyond, unread, whose = 0, dict.fromkeys(heading.unread), name
    for number, cells in enumerate(grid[heading.row + 1 :], heading.row + 2):
        again = heading_at(grid, number - 1, mapping) if _may_be_heading(cells) else None
        if again is not None:
            heading = again
            unread |= dict.fromkeys(heading.unread)
            continue
        beyond += any(cells[len(heading.fields) :])
        row = _fields_of(heading, cells)
        # A section's title, a rule below the heading.
        if not row or list(row) in TITLES:
            continue
        # Below a cell that spans several rows there is nothing.
        whose = row.get("character", whose)
        title = " ".join((row.get("name") or row.get("command", "")).split())
        who = _named(whose)
        if not title:
            stray.append(Fate(f"{who}, row {number}", "nothing says what it is called"))
            continue
        rows = characters.setdefault(who, {})
        if len(rows) == MOST_MOVES:
            stray.append(Fate(f"{who}, row {number}", f"more than {MOST_MOVES} moves"))
            continue
        rows[_free(title[:60], rows)] = _as_columns(row)
    told += _of_sheet(name, beyond, unread)
    for who, rows in characters.items():
        yield who, strings_of(rows) if game is STRINGS else rows


def _may_be_heading(cells: list[str]) -> bool:
    """Whether a row may name columns: there is no digit in it."""
    return any(cells) and not any(sign.isdigit() for cell in cells for sign in cell)


def _fields_of(heading: Heading, cells: list[str]) -> dict[str, str]:
    """What a row says, by the fields of its heading."""
    tidied = (
        (field, _tidy(field, cell)) for field, cell in zip(heading.fields, cells, strict=False)
    )
    return {field: cell for field, cell in tidied if field and not _says_nothing(field, cell)}


def _says_nothing(field: str, cell: str) -> bool:
    text = cell.lower()
    return text in BLANK or (field in TICKS and field != "startup" and text in NOBODY_KNOWS)


def _of_sheet(name: str, beyond: int, unread: Collection[str]) -> Iterator[str]:
    """What has to be known of a sheet as a whole."""
    if beyond:
        yield f"{beyond} rows of {name} have more cells than the heading: the rest is not read"
    if unread:
        columns = [f"{cell} ({nearest(cell)}?)" if nearest(cell) else cell for cell in unread]
        yield (
            f"columns of {name} that are not read: {', '.join(columns)}; "
            "--map 'COLUMN=FIELD' says what they are"
        )


def _tidy(field: str, cell: str) -> str:
    """A cell without what wikis write around it, and ticks without the word for them."""
    text = MARKUP.sub("", cell.translate(SIGNS)).strip()
    if field == "height" and ":" in text:
        text = ",".join(part for part in text.split(":") if part.strip())
    if field == "active" and GAPS.fullmatch(text):
        text = text.replace(" ", "")
    if field in TICKS or field in DAMAGES:
        text = (POINTS if field in DAMAGES else FRAMES).sub("", text)
        text = WHOLE.sub(r"\1", TYPED.sub("", text))
    return "" if not text.strip("-:") else text


def _as_columns(row: Mapping[str, str]) -> Mapping[str, object]:
    """A row by the columns that importers read."""
    columns: dict[str, object] = {
        FIELDS[field][0]: cell for field, cell in row.items() if FIELDS[field][0]
    }
    columns |= _of_windows(str(columns.get("active", "")), plain(columns.get("startup")))
    if plain(columns.get("active")) is not None:
        columns |= _of_one_hit(str(columns.get("dmg", "")), str(columns.get("guard", "")))
    before = count_in(columns.pop("before", "")).main
    if before and "startup" not in columns:
        columns["startup"] = before[0] + 1
    return columns


def _of_one_hit(damage: str, guard: str) -> dict[str, object]:
    """Cells that would be read hit by hit, of a blow that is active once: there are no two damages
    and no two guards, one after the other."""
    found: dict[str, object] = {}
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", damage):
        found["dmg"] = damage.replace(",", "")
    elif re.fullmatch(r"\d+,\d", damage):
        # It may be a decimal comma.
        found["dmg"] = f"{damage}?"
    if "," in guard:
        found["guard"] = re.sub(r"\s*,\s*", "/", guard)
    return found


def _of_windows(active: str, startup: int | None) -> dict[str, object]:
    """Active ticks that are told as those of the move on which it strikes, ``5-7, 12-14``: they
    begin with the startup."""
    windows = [(int(first), int(last)) for first, last in WINDOWS.findall(active)]
    if WINDOWS.sub("", active) or not windows or windows[0][0] != startup:
        return {}
    text, over = "", windows[0][0]
    for first, last in windows:
        if first < over or last < first:
            return {}
        text += f"({first - over})" if first > over else "," if text else ""
        text += str(last - first + 1)
        over = last + 1
    return {"active": text}


def _named(text: str) -> str:
    return name_for("", text, {})[:30].strip() or "character"


def _free(title: str, rows: Mapping[str, object]) -> str:
    name, number = title, 1
    while name in rows:
        number += 1
        name = f"{title} {number}"
    return name
