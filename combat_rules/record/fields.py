"""Fields: where two records or two worlds differ, by the path to it and both values."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from combat_rules.engine.state.world import World
from combat_rules.model import CombatEvent
from combat_rules.record.entries import GIVEN, Record
from combat_rules.record.format import LINES
from combat_rules.record.worlds import pack


class Field(Struct, frozen=True):
    """A field that differs: the path to it, what one says and what the other says."""

    path: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.path}: {_said(self.old)} -> {_said(self.new)}"


def of_records(old: Record, new: Record) -> Iterator[Field]:
    """Where two records of the same place differ: what was given, the events, the state."""
    one, other = _data(old), _data(new)
    for name in ("at", "kind", *GIVEN):
        yield from of_data(name, one.get(name), other.get(name))
    for place in range(max(len(old.events), len(new.events))):
        before = old.events[place] if place < len(old.events) else None
        after = new.events[place] if place < len(new.events) else None
        if before is None or after is None:
            yield Field(f"event {_title(before or after)}", _known(before), _known(after))
        else:
            events = one["events"][place], other["events"][place]
            yield from of_data(f"event {_title(before)}", *events)
    yield from of_data("state", old.state, new.state)


def of_worlds(old: World, new: World) -> Iterator[Field]:
    """Where two worlds differ, part by part."""
    one, other = _by_name(pack(old)), _by_name(pack(new))
    for name in one:
        yield from of_data(name, one[name], other[name])


def of_data(path: str, old: Any, new: Any) -> Iterator[Field]:
    """Where two pieces of data differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from of_data(f"{path}.{name}", old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from of_data(f"{path}[{place}]", one, other)
    elif old != new:
        yield Field(path, old, new)


def _data(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.json.decode(LINES.body(record))
    return data


def _by_name(world: dict[str, Any]) -> dict[str, Any]:
    """A packed world with its mappings by name, for reading."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(world))
    return {
        name: {" of ".join(entry[:-1]): entry[-1] for entry in part} if _entries(part) else part
        for name, part in plain.items()
    }


def _entries(part: Any) -> bool:
    return isinstance(part, list) and all(
        isinstance(e, list) and len(e) > 1 and isinstance(e[0], str) for e in part
    )


def _title(event: CombatEvent | None) -> str:
    assert event is not None, "one of two events is there"
    return f"#{event.sequence} {event.type}"


def _known(event: CombatEvent | None) -> Any:
    return None if event is None else msgspec.to_builtins(event, enc_hook=str)


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)
