"""A pilot: what it is, as a file and as a controller."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from types import MappingProxyType

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.policy import chooser
from combat_rules.balance.pilots.sheet import Sheet
from combat_rules.errors import StateError, did_you_mean, in_short
from combat_rules.model import Archetype, Controller
from combat_rules.plugins import Contributed, Ruleset
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.tables.cells import Unreadable, bytes_of
from combat_rules.plugins.tables.keys import parse_json
from combat_rules.record.files import write_whole

RUNS = 4
"""Runs of a training that together decide who beats whom: a single one may be lucky."""
LARGEST = 50_000_000
"""Bytes of a file with a pilot in it."""

VERSION = 3
"""Of the format of files."""


class Table(Struct, frozen=True):
    """What a pilot does against somebody.

    ``weights`` has a row for each cell that it has been in, in ``policy.WHOLE`` parts; in the
    others it does what it does against anybody, and where it has never been each with the same
    chance. ``visits`` counts how often it has been in a cell as it learned.
    """

    weights: Mapping[int, tuple[int, ...]]
    visits: Mapping[int, int] = {}


class Pilot(Struct, frozen=True):
    """A controller that was learned: for whom, under which rules, and what it does in each cell.

    ``rules`` is the fingerprint of the ruleset. ``options`` are the actions of its archetype and
    then waits. ``tables`` are what it does against each archetype that it has met, and under ``""``
    against any other. ``rounds``, ``seed`` and ``runs`` tell how it was made.
    """

    version: int
    archetype: str
    rules: str
    options: tuple[str, ...]
    sheet: Sheet
    tables: Mapping[str, Table]
    rounds: int = 0
    seed: int = 0
    runs: int = 1

    @property
    def name(self) -> str:
        """What its controller is called."""
        return controller_name(self.archetype)

    def numbers(self, ruleset: Ruleset) -> tuple[int, ...]:
        """All numbers that it goes by under some rules.

        Of its options, those that its archetype does not know there are left out: it does the
        others in proportion.
        """
        wanted = options_of(ruleset.archetypes[self.archetype], self.sheet)
        places = tuple(self.options.index(option) for option in wanted)
        rows: dict[tuple[int, ...], int] = {}
        index = [
            rows.setdefault(self.row(foe, cell), len(rows) * len(places))
            for foe in ("", *ruleset.archetypes)
            for cell in range(policy.CELLS)
        ]
        kept = rows if len(places) == len(self.options) else [_only(row, places) for row in rows]
        sheet = replace(self.sheet, options=len(places))
        return (*sheet.numbers(ruleset.moves), *index, *(one for row in kept for one in row))

    def row(self, foe: str, cell: int) -> tuple[int, ...]:
        """The weights of its options in a cell against an archetype."""
        for name in (foe, ""):
            if name in self.tables and cell in self.tables[name].weights:
                return self.tables[name].weights[cell]
        return spread_evenly(len(self.options))


def _only(row: Sequence[int], places: Sequence[int]) -> tuple[int, ...]:
    """Some weights of a row, made whole again; the last one takes what rounding leaves."""
    total = sum(row[place] for place in places)
    if total == 0:
        return spread_evenly(len(places))
    kept = [row[place] * policy.WHOLE // total for place in places]
    return (*kept[:-1], policy.WHOLE - sum(kept[:-1]))


def options_of(archetype: Archetype, sheet: Sheet) -> tuple[str, ...]:
    """What a pilot of an archetype may choose: its actions, then waits."""
    return (*archetype.actions, *(f"wait {ticks}" for ticks in sheet.waits))


def controller_name(archetype: str) -> str:
    """What the controller of the pilot of an archetype is called."""
    return f"pilot of {archetype}"


def spread_evenly(count: int) -> tuple[int, ...]:
    """The weights of a cell in which each option has the same chance."""
    share, rest = divmod(policy.WHOLE, count)
    return tuple(share + (place < rest) for place in range(count))


def with_pilots(ruleset: Ruleset, pilots: Iterable[Pilot], changed: bool = False) -> Ruleset:
    """The same rules with the controllers of pilots, each called ``pilot of ARCHETYPE``.

    Raises ``StateError`` for a pilot that was learned from other rules; if numbers are
    ``changed`` on purpose, only for one that was learned from other moves.
    """
    wanted = list(pilots)
    for pilot in wanted:
        demand_fit(pilot, ruleset, changed)
    return with_numbers(ruleset, {pilot.name: pilot.numbers(ruleset) for pilot in wanted})


def with_numbers(ruleset: Ruleset, numbers: Mapping[str, tuple[int, ...]]) -> Ruleset:
    """The same rules with a pilot's controller for each name."""
    choose = chooser(tuple(ruleset.moves), tuple(ruleset.archetypes))
    made = {
        name: Contributed("pilots", Controller(name, choose, "Learned.", True, row))
        for name, row in numbers.items()
    }
    return replace(ruleset, controllers=MappingProxyType({**ruleset.controllers, **made}))


def demand_fit(pilot: Pilot, ruleset: Ruleset, changed: bool = False) -> None:
    """Raise ``StateError`` for a pilot that was learned from other rules, or, if numbers are
    ``changed`` on purpose, from other moves."""
    mark, unknown = rules_of(ruleset).hash, _unknown_to(pilot, ruleset)
    if pilot.rules == mark and unknown:
        raise StateError(
            f"the pilot of {in_short(pilot.archetype)} says that it was learned from these rules, "
            f"and does not know {unknown}; train it anew: combat-rules train",
            code="pilot.rules", archetype=pilot.archetype,
        )  # fmt: skip
    if unknown or not (changed or pilot.rules == mark):
        raise StateError(
            f"the pilot of {in_short(pilot.archetype)} was learned from other rules "
            f"({pilot.rules}) than these ({mark}); train it anew: "
            f"combat-rules train --archetype {quote(pilot.archetype)}",
            code="pilot.rules", archetype=pilot.archetype,
        )  # fmt: skip


def _unknown_to(pilot: Pilot, ruleset: Ruleset) -> str:
    """What of some rules a pilot does not know, though it would have to; empty if nothing."""
    kind = ruleset.archetypes.get(pilot.archetype)
    if kind is None:
        return f"who that is: {did_you_mean(pilot.archetype, ruleset.archetypes)}"
    unknown = [name for name in kind.actions if name not in pilot.options]
    unknown += [name for name in ruleset.moves if name not in pilot.sheet.moves]
    return ", ".join(dict.fromkeys(unknown))


def save(pilot: Pilot, path: Path) -> None:
    """Write a pilot to a file, whole or not at all: JSON if it ends so, else MessagePack."""
    encode = msgspec.json.encode if path.suffix == ".json" else msgspec.msgpack.encode
    write_whole(path, encode(pilot))


def load(path: Path) -> Pilot:
    """Read a pilot from a file.

    Raises ``StateError`` for a file that is none, or that another version has written.
    """
    decode = msgspec.json.decode if path.suffix == ".json" else msgspec.msgpack.decode
    try:
        held = bytes_of(path, LARGEST)
        if path.suffix == ".json":
            parse_json(held)
        version = decode(held, type=Headed).version
        if version != VERSION:
            raise _not_read(path, f"its format is version {version}, and this is {VERSION}")
        pilot = decode(held, type=Pilot)
    except (Unreadable, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _not_read(path, str(error)) from error
    _demand_whole(pilot, path)
    return pilot


class Headed(Struct):
    """What every file of a pilot or a training says, whatever its version."""

    version: int


def _demand_whole(pilot: Pilot, path: Path) -> None:
    """Raise ``StateError`` unless everything in a pilot fits together."""
    count, sheet = len(pilot.options), pilot.sheet
    lengths = (
        (sheet.distances, policy.DISTANCES), (sheet.staminas, policy.STAMINAS),
        (sheet.comes, policy.LEFTS), (sheet.back, policy.LEFTS),
    )  # fmt: skip
    if sheet.options != count or any(len(row) != wanted for row, wanted in lengths):
        raise _not_read(path, "its sheet does not fit its options")
    waits = tuple(f"wait {ticks}" for ticks in sheet.waits)
    if len(waits) != policy.MOVES - policy.WAITS or pilot.options[-len(waits) :] != waits:
        raise _not_read(path, f"its options do not end with its waits: {', '.join(waits)}")
    if len(set(pilot.options)) != count:
        raise _not_read(path, f"an option is there twice: {', '.join(pilot.options)}")
    if min(sheet.pause, *sheet.waits) < 1:
        raise _not_read(path, "its pause or one of its waits is less than a tick")
    for name, table in pilot.tables.items():
        where = f" against {name}" if name else ""
        for cell, row in table.weights.items():
            whole = len(row) == count and min(row) >= 0 and sum(row) == policy.WHOLE
            if not whole or not 0 <= cell < policy.CELLS:
                raise _not_read(path, f"the weights of cell {cell} are none of {count} options")
        for cell, times in table.visits.items():
            if times < 0:
                why = f"it was in cell {cell}{where} {times} times, and less than 0 is not possible"
                raise _not_read(path, why)
            if times and cell not in table.weights:
                why = f"it was in cell {cell}{where} {times} times, of which there are no weights"
                raise _not_read(path, f"{why}; give the cell weights, or leave out its visits")


def _not_read(path: Path, why: str) -> StateError:
    return StateError(
        f"{path} cannot be read as a pilot: {why}; pilots are made with combat-rules train",
        code="pilot.file", path=str(path),
    )  # fmt: skip
