"""What a journal holds: a header that says which fight it is, then a record for each moment."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from combat_rules.engine.keepers import Kind
from combat_rules.model import Command
from combat_rules.record.events import RecordedEvent
from combat_rules.record.fingerprint import Rules
from combat_rules.record.worlds import Change

SCHEMA = 1
"""The version of what is written; a journal of a later one is refused."""


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
    """The first entry of a journal: which fight it is."""

    journal: str
    schema: int
    fight: Settings
    rules: Rules


class Join(Struct, frozen=True, omit_defaults=True):
    """Somebody joined. ``own`` is where it differs from its archetype; ``actions`` is set for an
    archetype that the ruleset does not have, and then ``own`` tells everything."""

    archetype: str
    name: str
    team: str
    position: int
    controller: str
    own: Mapping[str, int]
    actions: tuple[str, ...] | None = None


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change of a fight: what it was, what was given from outside, and what came of it.

    ``number`` counts from 1, ``at`` is the tick. ``state`` is the hash of the world after it.
    ``steps`` is how far it went back, and ``sequence`` the number of the next event from there.
    """

    number: int
    at: int
    kind: Kind
    command: Command | None = None
    commands: tuple[Command, ...] = ()
    join: Join | None = None
    change: Change | None = None
    world: Mapping[str, Any] | None = None
    steps: int = 0
    sequence: int = 0
    events: tuple[RecordedEvent, ...] = ()
    state: str = ""


GIVEN = ("command", "commands", "join", "change", "world", "steps")
"""The fields of a record that come from outside; everything else follows from them."""
