"""What comes of an import: characters with their moves, and what became of each row."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from combat_rules.errors import CombatError

Row = dict[str, Any]
"""A row of a table, by its columns; what is left out has its default."""


class Fate(Struct, frozen=True):
    """What became of one row of a file.

    ``where`` is the place in the file, ``refused`` why the row did not come in, ``notes``
    what was read in a way that should be known, or left out.
    """

    where: str
    refused: str = ""
    notes: tuple[str, ...] = ()


class Character(Struct, frozen=True):
    """A character: its moves as rows of a table, and the archetype that knows them.

    ``remarks`` are defects of the source that its moves do not show: each a code, a move or
    ``""``, and what is wrong.
    """

    name: str
    moves: tuple[Row, ...]
    archetype: Row
    remarks: tuple[tuple[str, str, str], ...] = ()


class Imported(Struct, frozen=True, kw_only=True):
    """Characters of one format, what they share, and the fate of every row."""

    source: str
    characters: tuple[Character, ...]
    fates: tuple[Fate, ...]
    stage: Mapping[str, int] = {}
    attributes: Sequence[Row] = ()
    shared: Sequence[Row] = ()

    @property
    def came_in(self) -> int:
        """How many rows came in."""
        return sum(not fate.refused for fate in self.fates)

    def summary(self) -> str:
        """One line: how many rows, how many of them with notes, how many refused."""
        noted = sum(bool(fate.notes) and not fate.refused for fate in self.fates)
        return (
            f"{len(self.fates)} rows: {self.came_in} came in, {noted} of them with notes, "
            f"{len(self.fates) - self.came_in} did not"
        )

    def as_markdown(self) -> str:
        """The whole report, row by row."""
        lines = [f"# Imported from {self.source}", "", f"{self.summary()}.", ""]
        refused = [fate for fate in self.fates if fate.refused]
        noted = [fate for fate in self.fates if fate.notes and not fate.refused]
        if refused:
            lines += ["## Did not come in", ""]
            lines += [f"- {fate.where}: {fate.refused}" for fate in refused] + [""]
        if noted:
            lines += ["## Came in with notes", ""]
            lines += [f"- {fate.where}: {'; '.join(fate.notes)}" for fate in noted] + [""]
        return "\n".join(lines)


def name_for(character: str, move: str, taken: Mapping[str, object]) -> str:
    """A name for a move that a table allows and that nobody has yet."""
    plain = "".join(" " if sign in "#+,;=:/\\" or not sign.isprintable() else sign for sign in move)
    wanted = " ".join(f"{character} {plain}".split())[:56].strip()
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def chip_of(damage: int, through: int) -> int | None:
    """The percentage of ``damage`` that lets exactly ``through`` through, if there is one."""
    if not damage or not 0 <= through <= damage:
        return 0 if not through else None
    percent = -(-100 * through // damage)
    return percent if damage * percent // 100 == through else None


def unreadable(file: Path, why: str) -> CombatError:
    """The error for a file that cannot be imported."""
    return CombatError(f"cannot import {file}: {why}", code="import.unreadable")
