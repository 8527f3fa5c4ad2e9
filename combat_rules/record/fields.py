"""Fields: where two records or two worlds differ, by the path to it and both values."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct

from combat_rules.engine.core.records import Seat
from combat_rules.engine.world import World
from combat_rules.record.entries import Record, RecordedEvent
from combat_rules.record.format import LINES

UNTOLD = ("announced", "looks", "statuses", "free_at", "controller_due", "awareness_due")
"""What a seat holds that records, running actions and knowledge do not tell."""


class Missing(Struct, frozen=True):
    """Stands where one of two has something and the other has nothing."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()
"""What is not there on one side."""


class Field(Struct, frozen=True):
    """A field that differs: the path to it, what one says and what the other says."""

    path: str
    old: object
    new: object

    def __str__(self) -> str:
        return f"{self.path}: {self.old} -> {self.new}"


def of_records(old: Record, new: Record) -> Iterator[Field]:
    """Where two records of the same place differ: what was given, the events, the state."""
    one, other = _data(old), _data(new)
    yield from of_data("at", old.at, new.at)
    if old.kind != new.kind:
        yield Field("kind", old.kind, new.kind)
    else:
        for name in old.given.__struct_fields__[1:]:
            path = name if name == old.kind else f"{old.kind}.{name}"
            yield from of_data(path, one["given"][name], other["given"][name])
    for place in range(max(len(old.events), len(new.events))):
        before = old.events[place] if place < len(old.events) else None
        after = new.events[place] if place < len(new.events) else None
        if before is None or after is None:
            yield Field(f"event {_title(before or after)}", _known(before), _known(after))
        else:
            events = one["events"][place], other["events"][place]
            yield from of_data(f"event {_title(before)}", *events)
    yield from of_data("sequence", old.sequence, new.sequence)
    yield from of_data("state", old.state, new.state)


def of_data(path: str, old: object, new: object) -> Iterator[Field]:
    """Where two worlds, records or pieces of data differ, in the order of their fields.

    Mappings with equal entries in another order differ in ``order``.
    """
    if old is new:
        return
    if isinstance(old, World) and isinstance(new, World):
        yield from _of_worlds(path, old, new)
    elif isinstance(old, Struct) and type(old) is type(new):
        for name in old.__struct_fields__:
            yield from of_data(_inner(path, name), getattr(old, name), getattr(new, name))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_mappings(path, old, new)
    elif _is_list(old) and _is_list(new):
        for place, (one, other) in enumerate(zip_longest(old, new, fillvalue=MISSING)):
            yield from of_data(f"{path}[{place}]", one, other)
    elif type(old) is not type(new) or old != new:
        yield Field(path, old, new)


def _of_worlds(path: str, old: World, new: World) -> Iterator[Field]:
    """As programs see them, then what else their seats hold; the seats as they are if need be."""
    found = tuple(of_data(path, _told(old, UNTOLD), _told(new, UNTOLD)))
    yield from found
    if not found:
        every = Seat.__struct_fields__
        yield from of_data(path, _told(old, every), _told(new, every))


def _told(world: World, names: Sequence[str]) -> Mapping[str, object]:
    return {
        "now": world.now,
        "combatants": world.combatants,
        "actions": world.actions,
        "knowledge": world.knowledge,
        "seats": {seat.id: {name: getattr(seat, name) for name in names} for seat in world.seats},
        "scheduled": world.scheduled,
        "sequence": world.sequence,
        "started": world.started,
        "recheck": world.recheck,
        "result": world.result,
    }


def _of_mappings(
    path: str, old: Mapping[object, object], new: Mapping[object, object]
) -> Iterator[Field]:
    for key in dict.fromkeys((*old, *new)):
        name = " of ".join(key) if isinstance(key, tuple) else str(key)
        yield from of_data(_inner(path, name), old.get(key, MISSING), new.get(key, MISSING))
    if old.keys() == new.keys() and list(old) != list(new):
        yield Field(_inner(path, "order"), tuple(old), tuple(new))


def _inner(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _data(record: Record) -> dict[str, Any]:
    """A record as plain data, in the usual order of its mappings."""
    data: dict[str, Any] = msgspec.json.decode(LINES.body(record))
    return data


def _title(event: RecordedEvent | None) -> str:
    assert event is not None, "one of two events is there"
    return f"#{event.sequence} {event.type}"


def _known(event: RecordedEvent | None) -> object:
    return MISSING if event is None else msgspec.to_builtins(event, enc_hook=str)
