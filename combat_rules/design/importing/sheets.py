"""Sheets that designers and wikis keep: a move a row, under headings in the community's words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from combat_rules.design.importing.cells import plain
from combat_rules.design.importing.characters import read_sections
from combat_rules.design.importing.games import SHEET, STRINGS, Game
from combat_rules.design.importing.grids import Grid
from combat_rules.design.importing.headings import (
    NUMBER,
    Heading,
    find_heading,
    heading_at,
    meaning,
    nearest,
    no_heading,
)
from combat_rules.design.importing.heights import heights_of
from combat_rules.design.importing.report import Fate, Imported, character_name, unreadable
from combat_rules.design.importing.sheet_rows import (
    columns_of,
    in_parts,
    of_title,
    parts_of_damage,
    says_nothing,
    tidied,
    whole_number,
)
from combat_rules.design.importing.strings import Rows, strings_of

MOST_MOVES = 900
"""Moves of a character that its table holds besides its steps."""
LONGEST_CELL = 1000
"""Signs of a cell that are read; a longer one is told as it is cut off."""
IMPACT = re.compile(r"\bi\d", re.IGNORECASE)
"""How a list of strings says when a blow comes, ``i13``."""
TITLES = (["name"], ["command"], ["kind"])
"""What a row says that is the title of those below it, or a remark."""
HEALTH = ("health", "life", "vitality", "hp")
"""What a row is called that tells no move, but how much health somebody has."""
HEALTHS = 10
"""Blows as strong as the strongest that a character survives whose health nobody says."""
LEAST_HEALTH = 100


def read_sheets(file: Path, grids: Mapping[str, Grid], mapping: Mapping[str, str]) -> Imported:
    """Read a file of sheets. Raises ``CombatError`` if no heading of it is understood."""
    sections: dict[str, dict[str, Mapping[str, object]]] = {}
    told: list[str] = []
    stray: list[Fate] = []
    unread: list[str] = []
    game, headed = SHEET, False
    for name, grid in grids.items():
        heading = find_heading(file, grid, mapping)
        if heading is None:
            unread += [name] if any(map(any, grid)) else []
            continue
        headed = True
        game = STRINGS if _lists_strings(heading, grid[heading.row + 1 :]) else game
        _add(sections, _sections(name, grid, heading, stray, game, mapping, told), stray)
    if not sections and headed:
        raise unreadable(file, "it has a heading, and no move below it")
    if not sections and not unread:
        raise unreadable(file, "it is empty")
    if not sections:
        raise no_heading(file, next(iter(grids.values()), []))
    if unread:
        names = ", ".join(name[:30] for name in unread)
        told.append(f"not read, as no row of it names a move and its startup: {names}")
    if game is SHEET:
        letters, why = heights_of(row for rows in sections.values() for row in rows.values())
        game = replace(game, heights=letters)
        told += [why] if why else []
    parts = parts_of_damage(row for rows in sections.values() for row in rows.values())
    if parts > 1:
        told.append(f"damages have decimals: all are told in parts of {parts} to a point")
    found = []
    for title, whole in sections.items():
        rows = {name: in_parts(row, parts) for name, row in whole.items()} if parts > 1 else whole
        said, moves = _health_in(rows)
        health = next((number * parts for number in map(whole_number, said) if number), None)
        if health is None:
            strongest = max((_damage(row) for row in moves.values()), default=0)
            health = max(HEALTHS * strongest, LEAST_HEALTH)
            why = f"how much health {title} has is not said"
            if said:
                why = f"the health of {title} is no number, {', '.join(said)[:60]}"
            told.append(f"{why}: {health} stands in")
        found.append((title, {"health": health}, moves))
    imported = read_sections(file.name, found, game)
    return replace(imported, told=tuple(told), fates=(*imported.fates, *stray))


def _add(
    known: dict[str, dict[str, Mapping[str, object]]],
    sections: Iterable[tuple[str, Rows]],
    stray: list[Fate],
) -> None:
    """Add the rows of a sheet to those that others tell of a character, as far as there is room."""
    for who, rows in sections:
        own = known.setdefault(who, {})
        for title, row in rows.items():
            if len(own) == MOST_MOVES:
                stray.append(Fate(f"{who}, {title}", f"more than {MOST_MOVES} moves"))
            else:
                own[_free(title, own)] = row


def _health_in(rows: Rows) -> tuple[list[str], Rows]:
    """What rows tell of health instead of a move, and the rows of moves."""
    moves = {title: row for title, row in rows.items() if title.lower() not in HEALTH}
    cells = [str(c) for title, row in rows.items() if title not in moves for c in row.values()]
    return cells, moves


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
    beyond, unread, whose, first = 0, dict.fromkeys(heading.unread), name, heading.row
    titles: list[str] = []
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
            titles += row.values()
            continue
        # Below a cell that spans several rows there is nothing.
        whose = row.get("character", whose)
        title = " ".join((row.get("name") or row.get("command", "")).split())
        who = character_name(whose)
        if not title:
            why = "nothing says what it is called; write a name or an input"
            stray.append(Fate(f"{who}, row {number}", why))
            continue
        if game is STRINGS:
            # In such a list a name is a command, if nothing else is.
            row.setdefault("command", title)
        if "stance" in row:
            title = f"{row['stance']} {title}"
            row["command"] = f"{row['stance']} {row.get('command', '')}".strip()
        rows = characters.setdefault(who, {})
        if len(rows) == MOST_MOVES:
            stray.append(Fate(f"{who}, row {number}", f"more than {MOST_MOVES} moves"))
            continue
        rows[_free(title[:60], rows)] = {**columns_of(row), **of_title(row, title)}
    told += [*_above(name, grid[:first]), *heading.told]
    told += _of_sheet(name, beyond, unread, titles)
    for who, rows in characters.items():
        yield who, strings_of(rows) if game is STRINGS else rows


def _may_be_heading(cells: list[str]) -> bool:
    """Whether a row may name columns: there is no digit in it, nor one word that names none."""
    words = [cell for cell in cells if cell]
    if not words or (len(words) == 1 and not meaning(words[0])):
        return False
    return not any(sign.isdigit() for word in words for sign in word)


def _fields_of(heading: Heading, cells: list[str]) -> dict[str, str]:
    """What a row says, by the fields of its heading."""
    cells_of = (
        (field, tidied(field, cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}..."))
        for field, cell in zip(heading.fields, cells, strict=False)
    )
    return {field: cell for field, cell in cells_of if field and not says_nothing(field, cell)}


def _above(name: str, rows: Grid) -> Iterator[str]:
    """What has to be known of rows above the heading: they may be moves below one that nobody
    understands."""
    full = [
        number
        for number, cells in enumerate(rows, 1)
        if sum(map(bool, cells)) > 2 and any(map(NUMBER.fullmatch, cells))
    ]
    if full:
        where = f"rows {full[0]} to {full[-1]}" if len(full) > 1 else f"row {full[0]}"
        yield f"{where} of {name}, above the heading in row {len(rows) + 1}: not read"


def _of_sheet(
    name: str, beyond: int, unread: Collection[str], titles: Collection[str]
) -> Iterator[str]:
    """What has to be known of a sheet as a whole."""
    if titles:
        said = ", ".join(title[:30] for title in titles)
        yield f"rows of {name} that are taken for titles, as they tell nothing else: {said}"
    if beyond:
        yield f"{beyond} rows of {name} have more cells than the heading: the rest is not read"
    if unread:
        columns = [f"{cell} ({nearest(cell)}?)" if nearest(cell) else cell for cell in unread]
        yield (
            f"columns of {name} that are not read: {', '.join(columns)}; "
            "--map 'COLUMN=FIELD' says what they are"
        )


def _free(title: str, rows: Mapping[str, object]) -> str:
    name, number = title, 1
    while name in rows:
        number += 1
        name = f"{title} {number}"
    return name
