"""Reading a pilot: what it does where, in words and percent."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.pilot import Pilot, Table
from combat_rules.balance.pilots.sheet import bands
from combat_rules.errors import StateError, did_you_mean, in_short

TURNS = ("", "has just defended", "may go on from its own action", "stunned")
"""Who is to move, in words; most of the time it is free."""
STATES = 2 * (policy.STAMINAS + 1)
"""Cells that differ in nothing but stamina and health."""


class Habit(Struct, frozen=True):
    """What a pilot does in some situation. ``share`` is how much of its choices are made there,
    ``choices`` what it does and how often, both in percent, the likeliest first."""

    distance: str
    foe: str
    own: str
    share: float
    choices: tuple[tuple[str, float], ...]

    @property
    def situation(self) -> str:
        """The situation in words."""
        return ", ".join(part for part in (self.distance, self.foe, self.own) if part)

    def __str__(self) -> str:
        done = ", ".join(f"{name} {percent:.0f} %" for name, percent in self.choices)
        return f"{self.situation}: {done}"


def habits(pilot: Pilot, full: bool = False, foe: str = "") -> list[Habit]:
    """What a pilot does, by distance and by what the foe seems to do: against an archetype, or
    without one against anybody.

    What it does with much and with little stamina and health is taken together, unless it is to
    be told in ``full``. Raises ``StateError`` for an archetype that it has never met.
    """
    if foe not in pilot.tables:
        near = did_you_mean(foe, [name for name in pilot.tables if name])
        raise StateError(
            f"the pilot of {pilot.archetype} has never met {in_short(foe)}; {near}",
            code="pilot.foe",
        )
    table = pilot.tables[foe]
    total = sum(table.visits.values())
    together = 1 if full else STATES
    found = []
    for first in range(0, policy.CELLS, together):
        cells = [cell for cell in range(first, first + together) if table.visits.get(cell)]
        visits = sum(table.visits[cell] for cell in cells)
        if visits:
            distance, foe, own = _words(pilot, first, full)
            choices = tuple(_choices(pilot.options, table, cells, visits))
            found.append(Habit(distance, foe, own, 100 * visits / total, choices))
    return found


def _choices(
    options: Sequence[str], table: Table, cells: Sequence[int], visits: int
) -> Iterator[tuple[str, float]]:
    """What is done in some cells, the likeliest first; what is hardly ever done is left out."""
    shares = [
        sum(table.weights[cell][option] * table.visits[cell] for cell in cells)
        / visits * 100 / policy.WHOLE
        for option in range(len(options))
    ]  # fmt: skip
    for option in sorted(range(len(shares)), key=lambda place: (-shares[place], place)):
        if shares[option] >= 1:
            yield options[option], shares[option]


def _words(pilot: Pilot, cell: int, full: bool) -> tuple[str, str, str]:
    """A cell in words: the distance, what the foe seems to do, and how it is itself."""
    sheet = pilot.sheet
    rest, low = divmod(cell, 2)
    rest, stamina = divmod(rest, policy.STAMINAS + 1)
    rest, turn = divmod(rest, policy.TURNS)
    distance, foe = divmod(rest, policy.FOES)
    own = [TURNS[turn]] if TURNS[turn] else []
    if full:
        own.append(f"stamina {bands(sheet.staminas)[stamina]}")
        own += [f"health below {sheet.low} %"] * low
    return bands(sheet.distances, "apart")[distance], _foe(pilot, foe), ", ".join(own)


def _foe(pilot: Pilot, number: int) -> str:
    comes, back = (bands(breaks, "ticks") for breaks in (pilot.sheet.comes, pilot.sheet.back))
    for first, what, left in (
        (policy.LIGHT, "foe preparing a light blow", comes),
        (policy.HEAVY, "foe preparing a heavy blow", comes),
        (policy.RECOVERING, "foe recovering", back),
    ):
        if first <= number < first + len(left):
            return f"{what}, {left[number - first]} left"
    return {
        policy.UNSEEN: "foe out of sight",
        policy.IDLE: "foe idle",
        policy.STRIKING: "foe striking",
        policy.GUARDING: "foe guarding",
        policy.EVADING: "foe evading",
        policy.MOVING: "foe moving",
    }[number]
