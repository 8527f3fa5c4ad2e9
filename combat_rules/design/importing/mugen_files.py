"""Files of MUGEN and Ikemen GO: states and animations, in whatever encoding they are in."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from combat_rules.design.importing.grids import LINES, WIDE
from combat_rules.design.importing.report import unreadable
from combat_rules.plugins.tables.cells import Unreadable, bytes_of

LARGEST = 5_000_000
"""Bytes of the largest file."""
STRIKE = ("hitdef", "projectile")

SECTION = re.compile(
    r"\s*\[\s*(?:(statedef|begin action)\s*(-?\d+)\s*(?:[,\]].*)?|(state)\b.*)", re.IGNORECASE
)
"""A state or an animation by its number, or a controller, whose title may be any."""
BOX = re.compile(r"\s*clsn([12])\[\s*\d+\s*\]\s*=\s*(.*)", re.IGNORECASE)
COUNT = re.compile(r"\s*clsn([12])(default)?\s*:", re.IGNORECASE)

Values = dict[str, str]


class State(Struct):
    """A state: what its head says, and the controllers in it."""

    number: int
    head: Values
    controllers: list[Values]

    def of_type(self, *types: str) -> list[Values]:
        """The controllers of these types."""
        return [each for each in self.controllers if each.get("type", "").lower() in types]

    @property
    def hits(self) -> list[Values]:
        """The hits that it defines, its projectiles' too."""
        return self.of_type(*STRIKE)


class Element(Struct, frozen=True):
    """One picture of an animation: its ticks (-1: for ever), whether it strikes, and how far
    forward its attack boxes reach on the ground line."""

    ticks: int
    strikes: bool
    reach: int


def text_of_any(file: Path) -> str:
    """The text of a file in UTF-8, with sixteen bits a sign, in the encoding of old Japanese files,
    or else byte for byte. Raises ``CombatError``."""
    try:
        data = bytes_of(file, LARGEST)
    except Unreadable as error:
        raise unreadable(file, error.why) from error
    wide = ("utf-16",) if data.startswith(WIDE) else ()
    for encoding in (*wide, "utf-8-sig", "cp932"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")


def states_in(text: str) -> dict[int, State]:
    """The states of a character's file, each with its hit definitions; the first one counts
    where a number is there twice."""
    states: dict[int, State] = {}
    state: State | None = None
    values: Values | None = None
    for line in _lines(text):
        found = SECTION.fullmatch(line)
        if found and (found[1] or "").lower() == "statedef":
            state = State(int(found[2]), {}, [])
            states.setdefault(state.number, state)
            values = state.head
        elif found and found[3]:
            values = {}
            if state is not None:
                state.controllers.append(values)
        elif line.lstrip().startswith("["):
            values = None
        elif values is not None and "=" in line:
            key, _, value = (part.strip() for part in line.partition("="))
            key = key.lower()
            if key.startswith("trigger") and key in values:
                # Of one number all have to hold.
                values[key] += f" && {value}"
            values.setdefault(key, value)
    return states


def animations_in(text: str) -> dict[int, list[Element]]:
    """The animations of a file, each as its pictures in order."""
    animations: dict[int, list[Element]] = {}
    elements: list[Element] = []
    default: list[int] | None = None
    own: list[int] | None = None
    adding: list[int] = []
    for line in _lines(text):
        found = SECTION.fullmatch(line)
        if found and found[1]:
            elements = []
            # Of two of one number, the first one counts.
            animations.setdefault(int(found[2]), elements)
            default = own = None
        elif counted := COUNT.match(line):
            adding = []
            if counted[1] == "1" and counted[2]:
                default = adding
            elif counted[1] == "1":
                own = adding
        elif box := BOX.fullmatch(line):
            numbers = re.findall(r"-?\d+", box[2])[:4]
            if box[1] == "1" and len(numbers) == 4:
                adding.append(max(int(numbers[0]), int(numbers[2])))
        elif re.match(r"\s*-?\d+\s*,", line):
            cells = [cell.strip() for cell in line.split(",")]
            ticks = int(cells[4]) if len(cells) > 4 and re.fullmatch(r"-?\d{1,6}", cells[4]) else 0
            boxes = default if own is None else own
            elements.append(Element(ticks, bool(boxes), max(boxes or [0])))
            own = None
    return animations


def _lines(text: str) -> Iterator[str]:
    # Not splitlines: it takes letters of other encodings for the ends of lines.
    for line in LINES.split(text):
        line = line.partition(";")[0].rstrip()
        if line.strip():
            yield line[:1000]
