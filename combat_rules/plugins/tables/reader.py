"""Reading cells into plain values, with every mistake noted."""

import re
from collections.abc import Collection, Iterable

from msgspec import Struct

from combat_rules.errors import did_you_mean
from combat_rules.model.limits import LIMIT, Range
from combat_rules.plugins.tables.cells import Cell, Fields, Place, Text, shown

MOST_PROBLEMS = 300
"""More than these are not listed: whoever has so many mends those first."""

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Problem(Struct, frozen=True):
    """What is wrong, and where it stands."""

    place: Place
    text: str


class TooMany(Exception):
    """There are so many problems that reading on is of no use."""


class CellReader:
    """Reads cells and notes what is wrong with them in ``problems``."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, cell: Cell | Place, text: str) -> None:
        """Note a problem. Raises ``TooMany`` after the last one that is listed."""
        place = cell if isinstance(cell, Place) else cell.place
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(Problem(place, "there is more from here on; mend these first"))
            raise TooMany
        self.problems.append(Problem(place, text))

    def fields(self, cell: Cell, what: str, known: Collection[str] | None) -> dict[str, Cell]:
        """The values by their keys; with ``known``, only those keys may be there."""
        if not isinstance(cell, Fields):
            keys = ", ".join(("NAME",) if known is None else known)
            self.report(cell, f"{what} is written as keys and values; keys: {keys}")
            return {}
        found: dict[str, Cell] = {}
        for key, value in cell.pairs:
            name = self.text(key, "a key")
            if not name:
                continue
            if name in found:
                self.report(key, f"{shown(name)} is there twice in {what}")
            elif known is not None and name not in known:
                self.report(key, f"{what} has no {shown(name)}; {did_you_mean(name, known)}")
            else:
                found[name] = value
        return found

    def text(self, cell: Cell, what: str) -> str:
        """A text that is not empty and can be printed, else ``""`` and a problem."""
        if type(cell) is Text and cell.value.isprintable() and cell.value.strip():
            return cell.value
        if not isinstance(cell, Text) or not cell.value.strip():
            self.report(cell, f"{what} is a word")
        elif UNPRINTABLE.search("".join(cell.value.split())):
            self.report(cell, f"{what} is {shown(cell.value)}, which cannot be printed")
        else:
            return cell.value
        return ""

    def number(self, cell: Cell, what: str, least: int, most: int = LIMIT) -> int:
        """A whole number in its range, else ``least`` and a problem."""
        text = cell.value if isinstance(cell, Text) else ""
        digits = text.removeprefix("-")
        value = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
        if value is None or not least <= value <= most:
            said = shown(text) or "no number"
            self.report(cell, f"{what} is {said}; {Range(least, most)}")
            return least
        return value

    def one_of(self, cell: Cell, what: str, known: Iterable[str]) -> str:
        """One of the known names, else a problem."""
        name, names = self.text(cell, what), list(known)
        if name and name not in names:
            self.report(cell, f"there is no {what} {shown(name)}; {did_you_mean(name, names)}")
        return name
