"""What comes of an import: characters with their moves, and what became of each row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

from msgspec import Struct

from combat_rules.charts.drawing.markdown import in_markdown, row
from combat_rules.errors import CombatError, how_many
from combat_rules.plugins.lookalikes import looks

Row = dict[str, Any]
"""A row of a table, by its columns; what is left out has its default."""


class Fate(Struct, frozen=True):
    """What became of one row of a file.

    ``where`` is the character and the place in the file, ``refused`` why the row did not come
    in, ``notes`` what was read in a way that should be known, or left out. ``contradicts`` is
    where the row says two things, with both numbers, and ``unknown`` what it does not say of
    a blow, by the columns of a table.
    """

    where: str
    refused: str = ""
    notes: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def character(self) -> str:
        """Whose row it is."""
        return self.where.partition(", ")[0]


class Character(Struct, frozen=True):
    """A character: its moves as rows of a table, and the archetypes that know them.

    ``remarks`` are defects of the source that its moves do not show: each a code, a move or
    ``""``, and what is wrong.
    """

    name: str
    moves: tuple[Row, ...]
    archetypes: tuple[Row, ...]
    remarks: tuple[tuple[str, str, str], ...] = ()

    @property
    def archetype(self) -> Row:
        """The archetype that it is: the first of those that know its moves; empty if none does."""
        return self.archetypes[0] if self.archetypes else {}


class Imported(Struct, frozen=True, kw_only=True):
    """Characters of one format, what they share, and the fate of every row. ``told`` is what
    has to be known of the files as a whole."""

    source: str
    characters: tuple[Character, ...]
    fates: tuple[Fate, ...]
    stage: Mapping[str, int | bool] = {}
    attributes: Sequence[Row] = ()
    shared: Sequence[Row] = ()
    overrides: Sequence[str] = ()
    told: tuple[str, ...] = ()

    @property
    def came_in(self) -> int:
        """How many rows came in."""
        return sum(not fate.refused for fate in self.fates)

    def summary(self) -> str:
        """One line: how many rows, how many of them with notes, how many refused."""
        noted = sum(bool(fate.notes) and not fate.refused for fate in self.fates)
        return (
            f"{how_many(len(self.fates), 'row')}: {self.came_in} came in, "
            f"{noted} of them with notes, {len(self.fates) - self.came_in} did not"
        )

    def as_markdown(self) -> str:
        """The whole report as Markdown, for a page that shows every cell as it stands."""
        return self.report(in_markdown)

    def report(self, said: Callable[[str], str] = str) -> str:
        """The whole report: how it went by character, and every row of which there is something
        to say, by what there is to say. ``said`` is how a text of the files is written."""
        lines = [f"# Imported from {said(self.source)}", "", f"{self.summary()}.", ""]
        lines += self._table(said)
        lines += [*(f"- {said(text)}" for text in self.told), *([""] if self.told else [])]
        came_in = [fate for fate in self.fates if not fate.refused]
        for title, entries in (
            ("Did not come in", [(f, f.refused) for f in self.fates]),
            ("Says two things", [(f, "; ".join(f.contradicts)) for f in came_in]),
            ("Came in without a damage or a stun", [(f, _missing(f)) for f in came_in]),
            ("Came in with notes", [(f, "; ".join(f.notes)) for f in came_in]),
        ):
            listed = [f"- {said(f'{fate.where}: {text}')}" for fate, text in entries if text]
            lines += [f"## {title}", "", *listed, ""] if listed else []
        return "\n".join(lines)

    def _table(self, said: Callable[[str], str]) -> list[str]:
        """A line for each character: its rows, and what became of them."""
        names = list(dict.fromkeys(fate.character for fate in self.fates))
        if len(names) < 2:
            return []
        lines = ["| character | rows | came in | with notes | did not |", "|---|---|---|---|---|"]
        for name in names:
            own = [fate for fate in self.fates if fate.character == name]
            came_in = [fate for fate in own if not fate.refused]
            noted = sum(bool(fate.notes) for fate in came_in)
            numbers = (len(own), len(came_in), noted, len(own) - len(came_in))
            lines.append(row([said(name), *map(str, numbers)]))
        return [*lines, ""]


SAID_OF_BLOWS = ("damage", "hitstun", "blockstun")
"""What a strike does to its target."""


def _missing(fate: Fate) -> str:
    return " and ".join(f"no {name}" for name in SAID_OF_BLOWS if name in fate.unknown)


class Names:
    """Names that are given, so that none looks like one that is there already."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._known = set(map(looks, taken))

    def take(self, character: str, move: str) -> str:
        """A name for a move that a table allows and that nobody has yet; it is taken from now
        on."""
        composed = normalize("NFC", move)
        plain = "".join(" " if s in "#+,;=:/\\" or not s.isprintable() else s for s in composed)
        wanted = " ".join(f"{character} {plain}".split())[:56].strip()
        name, number = wanted, 1
        while looks(name) in self._known:
            number += 1
            name = f"{wanted} {number}"
        self._known.add(looks(name))
        return name


def name_for(character: str, move: str, taken: Iterable[str]) -> str:
    """A name for a move that a table allows and that looks like none of those that are taken."""
    return Names(taken).take(character, move)


def character_name(text: str) -> str:
    """What a character is called, by whatever its file says: at most 30 letters."""
    return name_for("", text, ())[:30].strip() or "character"


def chip_of(damage: int, through: int) -> int | None:
    """The percentage of ``damage`` that lets exactly ``through`` through, if there is one."""
    if not damage or not 0 <= through <= damage:
        return 0 if not through else None
    percent = -(-100 * through // damage)
    return percent if damage * percent // 100 == through else None


def unreadable(file: Path, why: str) -> CombatError:
    """The error for a file that cannot be imported."""
    return CombatError(f"cannot import {file}: {why}", code="import.unreadable")
