"""Files to import: which format they are in, and what they hold together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from os.path import isdir
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from msgspec.structs import replace

from combat_rules.design.importing import fat, fightingice
from combat_rules.design.importing.documents import rows_of_json, tells_moves
from combat_rules.design.importing.fat_file import is_fat
from combat_rules.design.importing.games import GAMES
from combat_rules.design.importing.grids import (
    LARGEST as LARGEST_SHEET,
)
from combat_rules.design.importing.grids import (
    SEPARATORS,
    WIDE,
    WORKBOOKS,
    Grid,
    grids_of,
    is_utf8,
)
from combat_rules.design.importing.mugen import read_mugen
from combat_rules.design.importing.report import Character, Imported, Row, unreadable
from combat_rules.design.importing.sheets import read_sheets
from combat_rules.design.importing.tables import plain_of, read_as_rows
from combat_rules.errors import CombatError
from combat_rules.plugins.lookalikes import looks
from combat_rules.plugins.tables.cells import Unreadable, bytes_of, text_of
from combat_rules.plugins.tables.csv_cells import unmarked
from combat_rules.plugins.tables.keys import demand_keys_once, parse_json
from combat_rules.plugins.tables.rows import ArchetypeRow, MoveRow
from combat_rules.plugins.tables.table import LARGEST as LARGEST_TABLE
from combat_rules.plugins.tables.yaml_cells import parse_yaml

Format = Literal[
    "auto",
    "sheet",
    "fat",
    "sf6",
    "sfv",
    "usf4",
    "3s",
    "ggst",
    "2xko",
    "fightingice",
    "mugen",
    "table",
]
FORMATS = get_args(Format)
"""The formats that can be named; ``auto`` goes by the content."""
NOTHING: Mapping[str, str] = MappingProxyType({})
FOREIGN = "{} is not in UTF-8: letters beyond English ones may be read wrongly"
MOST_LEFT = 20
"""Parts of a document that are named when they are not read."""
YAML = (".yaml", ".yml")
OURS = {"feint", "commit", "release", "actions"}
"""Headings that a table of this engine has, and no sheet of somebody else's."""


def import_files(
    files: Iterable[Path],
    format: str = "auto",
    only: Collection[str] = (),
    mapping: Mapping[str, str] = NOTHING,
    told: Callable[[str], None] | None = None,
) -> Imported:
    """Read files of one format as one set of characters.

    ``only`` names the characters that are wanted, ``mapping`` what columns of a sheet are, by
    ``FIELDS``; ``told`` is called with the name of each file that is read. Raises ``CombatError``
    that says which file cannot be read and why, or which name nobody bears.
    """
    parts = []
    for file in files:
        parts.append(_read(file, format, mapping))
        if told is not None:
            told(file.name)
    if not parts:
        raise CombatError("name at least one file to import", code="import.nothing")
    stages = {tuple(part.stage.items()) for part in parts}
    if len(stages) > 1:
        raise CombatError(
            "these files are of different games, with clocks and arenas of their own; import "
            "each into a folder of its own",
            code="import.mixed",
        )
    _demand_agreed(parts)
    whole = Imported(
        source=", ".join(part.source for part in parts),
        characters=tuple(each for part in parts for each in part.characters),
        fates=tuple(fate for part in parts for fate in part.fates),
        stage=parts[0].stage,
        attributes=_distinct(row for part in parts for row in part.attributes),
        shared=_distinct(row for part in parts for row in part.shared),
        overrides=list(dict.fromkeys(what for part in parts for what in part.overrides)),
        told=tuple(text for part in parts for text in part.told),
    )
    return _only(whole, only)


def _demand_agreed(parts: Iterable[Imported]) -> None:
    """Raise ``CombatError`` if files say two things of one attribute."""
    known: dict[str, tuple[Row, str]] = {}
    for part in parts:
        for row in part.attributes:
            first, source = known.setdefault(row["name"], (row, part.source))
            if first != row:
                raise CombatError(
                    f"{source} and {part.source} say two things of the attribute {row['name']}; "
                    "write the same in both, or import each into a folder of its own",
                    code="import.mixed",
                )


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """Rows that files share, each once."""
    return list({row["name"]: row for row in rows}.values())


def _only(whole: Imported, only: Collection[str]) -> Imported:
    names = [character.name for character in whole.characters]
    for name, first in _alike(names):
        both = f"two characters {name}" if name == first else f"a character {first} and a {name}"
        raise CombatError(f"there are {both}; rename one of the files", code="import.twice")
    unknown = [name for name in only if name not in names]
    if unknown:
        raise CombatError(
            f"there is no character {unknown[0]}; there are: {', '.join(names)}",
            code="import.unknown",
        )
    wanted = [each for each in whole.characters if not only or each.name in only]
    fates = [fate for fate in whole.fates if not only or fate.character in only]
    _demand_told_apart(wanted)
    if all(fate.refused for fate in fates):
        raise CombatError(
            f"no move of {whole.source} came in:\n{whole.report()}", code="import.nothing"
        )
    return replace(whole, characters=tuple(wanted), fates=tuple(fates))


def _demand_told_apart(characters: Iterable[Character]) -> None:
    """Raise ``CombatError`` if two moves or archetypes have names that nobody can tell apart: such
    tables could not be loaded."""
    for kind in ("moves", "archetypes"):
        rows = [(str(row["name"]), each.name) for each in characters for row in getattr(each, kind)]
        for name, first in _alike([name for name, _ in rows]):
            whose = [who for called, who in rows if called in (name, first)]
            raise CombatError(
                f"the {kind} {first} of {whose[0]} and {name} of {whose[-1]} cannot be told "
                "apart by their names; rename one of the two in its file",
                code="import.twice",
            )


def _alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that is, or looks like, an earlier one, with that."""
    known: dict[str, str] = {}
    for name in names:
        if looks(name) in known:
            yield name, known[looks(name)]
        known.setdefault(looks(name), name)


def _read(file: Path, format: str, mapping: Mapping[str, str]) -> Imported:
    if isdir(file):
        raise unreadable(file, "it is a folder; name the files in it")
    if format == "auto":
        format = _format_of(file, mapping)
    if mapping and format != "sheet":
        raise CombatError(
            f"cannot import {file}: it is read as {format}, whose columns are known, so that "
            f"{', '.join(mapping)} can be mapped to nothing; leave the mapping out, or say "
            "--format sheet",
            code="import.mapping",
        )
    if format == "fat" or format in GAMES:
        game = format if format in GAMES else ""
        return fat.read_fat(file, _text(file, fat.LARGEST).encode(), game)
    if format == "fightingice":
        return fightingice.read_motions(file, _text(file, fightingice.LARGEST))
    if format == "mugen":
        return read_mugen(file)
    if format == "sheet":
        left: list[str] = []
        found = read_sheets(file, _grids(file, left), mapping)
        spoken = file.suffix.lower() not in WORKBOOKS and _is_foreign(file)
        said = (FOREIGN.format(file.name),) if spoken else ()
        return replace(found, told=(*said, *_not_read(left), *found.told))
    return read_as_rows(file)


def _format_of(file: Path, mapping: Mapping[str, str]) -> str:
    """What a file is, by its content."""
    suffix = file.suffix.lower()
    if suffix in YAML:
        return "sheet" if tells_moves(_document(file)) else "table"
    if suffix in (".def", ".cns", ".st"):
        return "mugen"
    if suffix == ".json":
        return "fat" if is_fat(_text(file, fat.LARGEST).encode()) else "sheet"
    if mapping or suffix in WORKBOOKS or _is_foreign(file):
        return "sheet"
    marked, text = unmarked(_text(file, fat.LARGEST))
    heading = text.lstrip().partition("\n")[0]
    if "motionName" in heading:
        return "fightingice"
    separator = marked or max(SEPARATORS, key=heading.count)
    columns = {cell.strip(' "\r') for cell in heading.split(separator)}
    known = {*MoveRow.__struct_fields__, *ArchetypeRow.__struct_fields__}
    if columns & OURS or columns <= known:
        return "table"
    # With capitals it is one of ours, too, and the table says which words were meant.
    small = {column.lower() for column in columns}
    return "table" if small & OURS and small <= known else "sheet"


def _not_read(left: list[str]) -> Iterator[str]:
    """What has to be known of parts of a document that are not read."""
    if left:
        more = f", and {len(left) - MOST_LEFT} more" if len(left) > MOST_LEFT else ""
        yield f"not read: {', '.join(left[:MOST_LEFT])}{more}"


def _grids(file: Path, left: list[str]) -> Mapping[str, Grid]:
    """The sheets of a file; what of a document is not read is added to what is ``left``."""
    if file.suffix.lower() in (".json", *YAML):
        return rows_of_json(file, _document(file), left)
    try:
        return grids_of(file, bytes_of(file, LARGEST_SHEET))
    except Unreadable as error:
        raise unreadable(file, error.why) from error


def _document(file: Path) -> object:
    """What a file of JSON or YAML holds; nothing for YAML that is none, whose table says why."""
    try:
        if file.suffix.lower() not in YAML:
            return parse_json(_text(file, fat.LARGEST).encode())
        cell = None
        with suppress(Unreadable):
            cell = parse_yaml(_text(file, LARGEST_TABLE))
        if cell is None:
            return None
        demand_keys_once(cell)
    except Unreadable as error:
        raise unreadable(file, str(error)) from error
    return plain_of(cell)


def _is_foreign(file: Path) -> bool:
    """Whether a file is text that spreadsheets write, in another encoding than ours."""
    try:
        data = bytes_of(file, LARGEST_SHEET)
    except Unreadable as error:
        raise unreadable(file, error.why) from error
    return data.startswith(WIDE) or not is_utf8(data)


def _text(file: Path, largest: int) -> str:
    try:
        return text_of(file, largest)
    except Unreadable as error:
        raise CombatError(f"cannot import {file}: {error}", code="import.unreadable") from error
