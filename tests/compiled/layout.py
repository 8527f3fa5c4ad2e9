"""Where everything lies in a row of words, worked out from the declarations of the records."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

from msgspec import Struct

from combat_rules.compiled.kinds import Kind, fields_of
from combat_rules.model import Position

ROOM: Mapping[str, int] = {
    "seats": 4, "before": 4, "sights": 4, "said": 200, "asked": 60, "blows": 40, "staggers": 40,
    "contacts": 24, "orders": 12, "glances": 16, "looks": 16, "failures": 60,
}  # fmt: skip
"""How many elements there is room for, by the name of the field."""
USUAL_ROOM = 8
OPAQUE = frozenset({Position})
"""Records that no compiled fight has: the reference runner alone speaks of them."""


class Full(Exception):
    """There are more elements than there is room for: a fight is played live from here on."""


class Field(Struct, frozen=True):
    """A declared field of a record: its place, its kind, and the room of a row."""

    at: int
    kind: Kind
    room: int


class Names:
    """Names by number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a name, the same as ever."""
        return self.numbers.setdefault(name, len(self.numbers))

    def text(self, number: int) -> str:
        """The name that has a number."""
        return list(self.numbers)[number]


def opaque(kind: Kind) -> bool:
    """Whether words say nothing of a kind."""
    return kind.what in ("object", "None", "unknown") or kind.declared in OPAQUE


@cache
def layout(record: type) -> Mapping[str, Field]:
    """The fields of a record, one after another."""
    fields, at = {}, 0
    for name, kind in fields_of(record).items():
        room = ROOM.get(name, USUAL_ROOM)
        fields[name] = Field(at, kind, room)
        at += size(kind, room)
    return fields


@cache
def width(record: type) -> int:
    """How many words a record takes."""
    return sum(size(field.kind, field.room) for field in layout(record).values())


def size(kind: Kind, room: int) -> int:
    """How many words a value takes. A record that may be None has one more before it."""
    if opaque(kind):
        return 0
    if kind.of is not None:
        return 1 + room * size(kind.of, USUAL_ROOM)
    if kind.what == "record" and kind.declared is not None:
        return width(kind.declared) + kind.optional
    return 1


def scalar(value: Any, names: Names) -> int:
    """A number, word or name as one word; -1 is None."""
    if value is None:
        return -1
    if isinstance(value, str):
        return names.number(value)
    if isinstance(value, Enum) and not isinstance(value, int):
        return list(type(value)).index(value)
    return int(value)


def words(kind: Kind, room: int, value: Any, names: Names) -> list[int]:
    """A value of a kind as words."""
    if opaque(kind):
        return []
    if kind.of is not None:
        if len(value) > room:
            raise Full
        each = [words(kind.of, USUAL_ROOM, part, names) for part in value]
        said = [len(value), *(word for part in each for word in part)]
        return said + [0] * (size(kind, room) - len(said))
    if kind.what == "record":
        if value is None:
            return [0] * size(kind, room)
        assert kind.declared is not None
        said = [1] if kind.optional else []
        for name, field in layout(kind.declared).items():
            said += words(field.kind, field.room, getattr(value, name), names)
        return said
    return [scalar(value, names)]


def plain(kind: Kind, value: Any) -> Any:
    """A value as it is compared: without what words say nothing of."""
    if opaque(kind) or value is None:
        return None
    if kind.of is not None:
        return [plain(kind.of, part) for part in value]
    if kind.what == "record" and kind.declared is not None:
        fields = layout(kind.declared).items()
        return {name: plain(field.kind, getattr(value, name)) for name, field in fields}
    return value


def read(kind: Kind, memory: list[int], at: int, names: Names) -> Any:
    """What words at a place say, as it is compared."""
    if opaque(kind):
        return None
    if kind.of is not None:
        step = size(kind.of, USUAL_ROOM)
        return [read(kind.of, memory, at + 1 + i * step, names) for i in range(memory[at])]
    if kind.what == "record" and kind.declared is not None:
        if kind.optional and not memory[at]:
            return None
        fields = layout(kind.declared).items()
        first = at + kind.optional
        return {name: read(field.kind, memory, first + field.at, names) for name, field in fields}
    return unscalar(kind, memory[at], names)


def unscalar(kind: Kind, word: int, names: Names) -> Any:
    """What one word says."""
    if kind.optional and word == -1:
        return None
    if kind.what == "name":
        return names.text(word)
    if kind.declared is not None and issubclass(kind.declared, Enum):
        members = list(kind.declared)
        return kind.declared(word) if issubclass(kind.declared, int) else members[word]
    return bool(word) if kind.what == "bool" else word


def built(kind: Kind, said: Any) -> Any:
    """The value itself, of what ``read`` gives: records made, rows as tuples."""
    if said is None or opaque(kind):
        return None
    if kind.of is not None:
        return tuple(built(kind.of, part) for part in said)
    if kind.what == "record" and kind.declared is not None:
        fields = layout(kind.declared).items()
        return kind.declared(**{name: built(field.kind, said[name]) for name, field in fields})
    return said
