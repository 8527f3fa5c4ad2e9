"""Drafts made at random from the declarations of the records, and arguments for the steps."""

from collections.abc import Callable, Mapping
from enum import Enum
from random import Random
from typing import Any

from combat_rules.compiled.kinds import Kind, fields_of
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.words import NEVER
from tests.compiled.layout import opaque

NAMES = ("ayla", "boran", "red", "blue", "jab", "hook", "high", "low", "idle", "")
LEGS, MOVES, ATTRIBUTES, STATUSES = 4, 4, 2, 2
PLACES = frozenset(
    ("place", "target", "victim", "striker", "source", "doer", "actor", "who", "observer",
     "observed", "other")
)  # fmt: skip
"""Fields and parameters that are the place of a seat."""


class World:
    """Makes everything of one world. What refers to something refers to what is there."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seats = self.random.randint(2, 4)
        self.counts: Mapping[str, int] = {
            "seats": self.seats, "sights": self.seats, "moves": MOVES, "legs": LEGS,
            "attributes": ATTRIBUTES, "values": ATTRIBUTES, "fractions": ATTRIBUTES + 1,
            "statuses": STATUSES, "scheduled": 0, "failures": 1, "faults": 0,
        }  # fmt: skip

    def draft(self) -> Draft:
        """A draft of a world, nothing written to yet but its lists."""
        draft = Draft(**{name: self.field(name, k) for name, k in fields_of(Draft).items()})
        draft.before = tuple(draft.seats)
        return draft

    def record(self, record: type, place: int) -> Any:
        """A record, at a place of its row."""
        said = {name: self.field(name, kind) for name, kind in fields_of(record).items()}
        if "place" in said and record is not Seat:
            said["place"] = place if record.__name__ == "MoveRow" else self.seat()
        if record is Seat:
            said["place"] = place
            said["statuses"] = tuple(said["statuses"][: self.random.randint(0, STATUSES)])
            said["announced"] = self.random.randint(0, 3)
        if record.__name__ == "StatusState":
            said["status"] = place
        return record(**said)

    def field(self, name: str, kind: Kind) -> Any:
        """A value for a field, or for a parameter of that name."""
        if opaque(kind):
            return None
        if kind.of is not None:
            return self.row(name, kind)
        if kind.optional and self.random.random() < 0.4:
            return None
        if kind.what == "record":
            assert kind.declared is not None
            return self.record(kind.declared, 0)
        if kind.what == "word":
            words: list[Enum] = list(kind.declared)  # type: ignore[call-overload]
            return self.random.choice(words)
        if kind.what == "name":
            return self.random.choice(NAMES)
        return self.random.random() < 0.3 if kind.what == "bool" else self.number(name)

    def row(self, name: str, kind: Kind) -> Any:
        """A list or tuple of as many as belong there."""
        assert kind.of is not None
        count = self.counts.get(name, self.random.randint(name == "looks", 3))
        if kind.of.what == "record" and kind.of.declared is not None:
            parts = [self.record(kind.of.declared, place) for place in range(count)]
        else:
            parts = [self.field(name, kind.of) for _ in range(count)]
        return parts if kind.what == "list" else tuple(parts)

    def number(self, name: str) -> int:
        """A number that makes sense under its name."""
        if name in PLACES or name in ("stirred", "stunned", "glances"):
            return self.seat()
        small: Mapping[str, Callable[[], int]] = {
            "facing": lambda: self.random.choice((-1, 1)),
            "move": lambda: self.random.randrange(MOVES),
            "answer": lambda: self.random.randrange(MOVES),
            "leg": lambda: self.random.randrange(LEGS),
            "to": lambda: self.random.randrange(LEGS),
            "what": lambda: self.random.randrange(5),
            "kind": lambda: self.random.randrange(36),
            "status": lambda: self.random.randrange(STATUSES),
            "attribute": lambda: self.random.randrange(ATTRIBUTES),
            "second": lambda: self.random.choice((1, 7, 1000)),
            "now": lambda: self.random.randint(10, 30),
            "regeneration": lambda: self.random.randint(-3000, 3000),
            "first": lambda: 0, "middle": lambda: 0, "last": lambda: 0, "failure": lambda: 0,
            "failed": lambda: self.random.randrange(-1, self.seats),
            "index": lambda: 0, "event": lambda: self.random.randrange(4),
        }  # fmt: skip
        if name in small:
            return small[name]()
        return self.random.choice((NEVER, *(self.random.randint(-3, 40) for _ in range(5))))

    def seat(self) -> int:
        """The place of a seat."""
        return self.random.randrange(self.seats)
