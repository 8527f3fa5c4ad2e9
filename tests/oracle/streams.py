"""What a play says: its events as rows that do not depend on how an engine keeps them."""

import json
from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from combat_rules import CombatError, CombatSystem
from tests.oracle.plays import Play

COMMON = (
    "sequence", "timestamp", "type", "priority", "source", "target", "action", "cause", "causes",
    "data",
)  # fmt: skip
"""What every event has, or had in the first engine; all else is its own."""

RENAMED = {
    "awareness_changed": {"before": "from", "after": "to"},
    "combatant_moved": {"before": "from", "after": "to"},
    "combatant_pushed": {"before": "from", "after": "to"},
    "command_refused": {"name": "action"},
}
"""Fields of typed events that had another name among the data of untyped ones."""

PLACED = {"source_position", "target_position"}
"""Where everybody is, which came later and only repeats what moves and pushes have told."""

WORDED = {
    "action_whiffed": frozenset({"projectile"}),
    "command_refused": frozenset({"why"}),
    "damage_dealt": frozenset({"name"}),
}
"""Data that is a text for people, and may be worded anew without a fight being another; what
only repeats the cause of an event; and what was not there when the digests were recorded."""


SILENT = {"hit": 1, "absorbed": 0, "status": None}
"""Data that came later, with what it says where nothing is new: then it is left out."""


class Row(NamedTuple):
    """An event, whatever class it was; everything in it can be written as JSON."""

    sequence: int
    timestamp: int
    type: str
    priority: int
    source: str | None
    target: str | None
    action: str | None
    cause: Any
    data: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))


def row(event: Any) -> Row:
    """The row of an event: of one class with ``data`` and ``cause``, or of a class of its own."""
    data = getattr(event, "data", None)
    if not isinstance(data, Mapping):
        names = RENAMED.get(event.type, {})
        own = (field for field in event.__struct_fields__ if field not in COMMON)
        data = {names.get(field, field): getattr(event, field) for field in own}
    hidden = WORDED.get(event.type, ())
    return Row(
        event.sequence,
        event.timestamp,
        event.type,
        int(event.priority),
        event.source,
        event.target,
        event.action,
        cause_of(event),
        tuple(
            sorted(
                (key, plain(value))
                for key, value in data.items()
                if key not in hidden and key not in PLACED and SILENT.get(key) != value
            )
        ),
    )


def cause_of(event: Any) -> Any:
    """The one cause of an event; ``None`` if it has none, a list if it has several."""
    if not hasattr(event, "causes"):
        return event.cause
    causes = list(event.causes)
    return causes if len(causes) > 1 else next(iter(causes), None)


def plain(value: Any) -> Any:
    """A value as JSON has it. A part of a breakdown is a pair, whatever class it is of."""
    if isinstance(value, Enum):
        return value.name.lower() if isinstance(value, IntEnum) else value.value
    if isinstance(value, Mapping):
        if value.keys() == {"rule", "change"}:
            return [value["rule"], value["change"]]
        return {str(key): plain(one) for key, one in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if hasattr(value, "__struct_fields__"):
        return [plain(getattr(value, field)) for field in value.__struct_fields__]
    return value


def rows(play: Play) -> list[Row]:
    """Everything that is announced in a play, in the order of the sequence.

    If the fight raises, as a strict one may, the last row says what.
    """
    heard: list[Any] = []

    def open(**options: Any) -> CombatSystem:
        combat = CombatSystem(**options)
        combat.subscribe("*", heard.append)
        return combat

    raised = None
    try:
        play.act(open)
    except CombatError as error:
        raised = error.code
    told = sorted(map(row, heard), key=lambda one: one.sequence)
    if raised is not None:
        told.append(Row(-1, -1, f"raised {raised}", 0, None, None, None, None, ()))
    return told


class Digest(NamedTuple):
    """How many rows there are, and a hash of them."""

    events: int
    hash: str

    def __str__(self) -> str:
        return f"{self.events} {self.hash}"


def digest(plays: Iterable[Play]) -> Digest:
    """The digest of one play after the other."""
    events, hasher = 0, blake2b(digest_size=8)
    for play in plays:
        for one in rows(play):
            events += 1
            hasher.update(f"{one}\n".encode())
    return Digest(events, hasher.hexdigest())
