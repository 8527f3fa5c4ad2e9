"""Files to import: which format they are in, and what they hold together."""

from collections.abc import Collection, Iterable
from pathlib import Path

from combat_rules.design.importing import fat, fightingice
from combat_rules.design.importing.games import GAMES
from combat_rules.design.importing.report import Imported, Row
from combat_rules.design.importing.tables import read_as_rows
from combat_rules.errors import CombatError
from combat_rules.plugins.tables.cells import Unreadable, text_of

FORMATS = ("auto", "fat", *GAMES, "fightingice", "table")
"""The formats that can be named; ``auto`` goes by the name and the first line."""


def import_files(
    files: Iterable[Path], format: str = "auto", only: Collection[str] = ()
) -> Imported:
    """Read files of one format as one set of characters.

    ``only`` names the characters that are wanted. Raises ``CombatError`` that says which file
    cannot be read and why, or which name nobody bears.
    """
    parts = [_read(file, format, ()) for file in files]
    if not parts:
        raise CombatError("name at least one file to import", code="import.nothing")
    stages = {tuple(part.stage.items()) for part in parts}
    if len(stages) > 1:
        raise CombatError(
            "these files are of different games, with clocks and arenas of their own; import "
            "each into a folder of its own",
            code="import.mixed",
        )
    whole = Imported(
        source=", ".join(part.source for part in parts),
        characters=tuple(each for part in parts for each in part.characters),
        fates=tuple(fate for part in parts for fate in part.fates),
        stage=parts[0].stage,
        attributes=_distinct(row for part in parts for row in part.attributes),
        shared=_distinct(row for part in parts for row in part.shared),
    )
    return _only(whole, only)


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """Rows that files share, each once."""
    return list({row["name"]: row for row in rows}.values())


def _only(whole: Imported, only: Collection[str]) -> Imported:
    names = [character.name for character in whole.characters]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CombatError(
            f"there are two characters {twice[0]}; rename one of the files", code="import.twice"
        )
    unknown = [name for name in only if name not in names]
    if unknown:
        raise CombatError(
            f"there is no character {unknown[0]}; there are: {', '.join(names)}",
            code="import.unknown",
        )
    wanted = [each for each in whole.characters if not only or each.name in only]
    fates = [
        fate
        for fate in whole.fates
        if not only or any(fate.where.startswith(f"{name}, ") for name in only)
    ]
    if all(fate.refused for fate in fates):
        raise CombatError(
            f"no move of {whole.source} came in:\n{whole.as_markdown()}", code="import.nothing"
        )
    return Imported(
        source=whole.source,
        characters=tuple(wanted),
        fates=tuple(fates),
        stage=whole.stage,
        attributes=whole.attributes,
        shared=whole.shared,
    )


def _read(file: Path, format: str, only: Collection[str]) -> Imported:
    if format == "auto":
        format = _format_of(file)
    if format == "fat" or format in GAMES:
        game = format if format in GAMES else ""
        return fat.read_fat(file, _text(file, fat.LARGEST).encode(), only, game)
    if format == "fightingice":
        return fightingice.read_motions(file, _text(file, fightingice.LARGEST), only)
    return read_as_rows(file)


def _format_of(file: Path) -> str:
    if file.suffix == ".json":
        return "fat"
    heading = _text(file, fat.LARGEST).lstrip().partition("\n")[0]
    return "fightingice" if "motionName" in heading else "table"


def _text(file: Path, largest: int) -> str:
    try:
        return text_of(file, largest)
    except Unreadable as error:
        where = f", {error.place}" if error.place else ""
        raise CombatError(
            f"cannot import {file}{where}: {error.why}", code="import.unreadable"
        ) from error
