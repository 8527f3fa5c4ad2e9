"""What a journal holds: a header that says which fight it is, then a record for each input."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import astuple

from combat_rules.engine.inputs import Change, Input, Join, Load, Rollback, Schedule
from combat_rules.engine.telling import Entry
from combat_rules.plugins.fingerprint import Rules

BACK = (Load, Rollback)
"""The inputs after which the fight is where it was before."""

SCHEMA = 2
"""The version of what is written; a journal of another one is refused."""

READ_BY = {1: "0.1.0"}
"""Which version of combat_rules wrote, and reads, journals of an earlier schema."""

SET_UP = (Join, Schedule, Change)
"""The inputs with which a fight is set up, before anything is played."""


class Settings(Struct, frozen=True):
    """How a fight was set up; ``arena`` is its width, ``distance`` how far apart the first two
    start, both in arena units."""

    seed: int
    number: int
    duration: int
    distance: int
    arena: int
    strict: bool
    history: int


class Header(Struct, frozen=True):
    """The first entry of a journal: which fight it is.

    ``set_up`` is how many records its set-up has: all that was done before anything was played.
    """

    journal: str
    schema: int
    set_up: Annotated[int, Meta(ge=0)]
    fight: Settings
    rules: Rules


class Mark(Struct, frozen=True):
    """What every header begins with, whatever else has changed since."""

    journal: str
    schema: int


class RecordedEvent(Struct, frozen=True):
    """An event as it was written down; ``data`` are the fields of its own type, as plain data.

    It is read without the classes of the plugins.
    """

    sequence: int
    timestamp: int
    type: str
    priority: str
    source: str | None = None
    target: str | None = None
    action: str | None = None
    data: Mapping[str, object] = {}
    causes: tuple[int, ...] = ()


Row = tuple[int, Input, Sequence[Entry], bytes, int]
"""A record by positions: number, what was given, events, state, sequence."""


class Record(Struct, frozen=True, omit_defaults=True):
    """What a fight was given, and what came of it.

    ``number`` counts from 1. ``state`` is the hash of the world after it. ``sequence`` is set
    where a fight went back: the number of the next event from there.
    """

    number: int
    given: Input
    events: tuple[RecordedEvent, ...] = ()
    state: str = ""
    sequence: int = 0

    @classmethod
    def of(cls, row: Row) -> "Record":
        """The record of a row."""
        number, given, events, state, sequence = row
        told = tuple([RecordedEvent(*event) for event in events])
        return cls(number, given, told, state.hex(), sequence)

    @property
    def row(self) -> Row:
        """The record by positions."""
        events = tuple(map(astuple, self.events))
        return self.number, self.given, events, bytes.fromhex(self.state), self.sequence

    @property
    def at(self) -> int:
        """The tick."""
        return self.given.at

    @property
    def kind(self) -> str:
        """The word for what was given: ``moment``, ``command``, ``join`` and so on."""
        return str(self.given.__struct_config__.tag)

    @property
    def back(self) -> bool:
        """Whether the fight went back."""
        return isinstance(self.given, BACK)
