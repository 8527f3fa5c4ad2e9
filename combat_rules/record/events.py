"""Events as a journal holds them: data that can be read without the classes of the plugins."""

from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum
from typing import get_type_hints

from msgspec import Struct, convert

from combat_rules.model.events import COMMON, CombatEvent, details


class RecordedEvent(Struct, frozen=True):
    """An event as it was written down; ``data`` are the fields of its own type, as plain data."""

    sequence: int
    timestamp: int
    type: str
    priority: str
    source: str | None = None
    target: str | None = None
    action: str | None = None
    data: Mapping[str, object] = {}
    causes: tuple[int, ...] = ()


def recorded(events: Iterable[CombatEvent]) -> tuple[RecordedEvent, ...]:
    """Events as they are written down."""
    return tuple(
        RecordedEvent(
            event.sequence,
            event.timestamp,
            event.type,
            event.priority.name.lower(),
            event.source,
            event.target,
            event.action,
            details(event),
            event.causes,
        )
        for event in events
    )


def announced(event: RecordedEvent, known: Mapping[str, type[CombatEvent]]) -> CombatEvent:
    """The event that was written down. Raises ``ValueError`` for a type that is not known."""
    kind = known.get(event.type)
    if kind is None:
        raise ValueError(f"the rules have no event type {event.type!r}")
    hints = get_type_hints(kind)
    data = {name: _value(hints.get(name), value) for name, value in event.data.items()}
    common = {name: getattr(event, name) for name in COMMON}
    return convert({**common, **data}, kind)


def _value(declared: object, value: object) -> object:
    """A value for ``convert``: a word of an ``IntEnum`` as its member."""
    if isinstance(declared, type) and issubclass(declared, Enum) and isinstance(value, str):
        return declared[value.upper()] if issubclass(declared, IntEnum) else declared(value)
    return value
