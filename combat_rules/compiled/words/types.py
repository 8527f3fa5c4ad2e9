"""Types of values as words: how many words a value takes, and in which memory it lies.

There are three memories. ``S`` is the state of a running fight, ``R`` the rules, which no fight
writes to, ``W`` what is worked with during one moment. A frozen record is a value: its fields are
words of their own. Any other record, and every row, is the place of its first word.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.compiled.kinds import Kind, fields_of, kind_of, may_be_written
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft, Seat, Shot
from combat_rules.engine.core.rows import MoveRow, ProtectionRow
from combat_rules.engine.world import World
from combat_rules.model import Act, Action, ActionState, CombatantState, Position, Signal, Wait

STATE, RULES, WORK = "S", "R", "W"

SINGLES: tuple[type, ...] = (Draft, World, Fight)
"""Records of which a fight has one; all of them lie in the same place, field by field."""

FACES: tuple[type, ...] = (CombatantState, ActionState)
"""Records that plugins see: a seat, shown by other names."""

OF_THE_RULES: tuple[type, ...] = (MoveRow, ProtectionRow, Action)
"""Frozen records that are referred to, since they never change at all."""


class Type(Struct, frozen=True):
    """What a value is. ``count`` is how many elements a row has, -1 if its first word says so.

    Of what is known when it is compiled, ``declared`` is the thing itself, by identity.
    """

    what: str
    declared: Any = None
    of: "Type | None" = None
    region: str = ""
    count: int = -1
    optional: bool = False
    room: int = 0

    def __str__(self) -> str:
        named = self.declared.__name__ if isinstance(self.declared, type) else self.what
        if self.of is not None:
            named = f"row of {self.of}"
        return f"{named} or None" if self.optional else named

    @property
    def is_number(self) -> bool:
        """Whether it counts as a number: words of an ``IntEnum`` do."""
        return self.what in ("number", "bool") or (
            self.what == "word" and issubclass(self.declared, int)
        )


NUMBER, BOOL, NAME, NONE = Type("number"), Type("bool"), Type("name"), Type("none")
ANSWER = Type("bool", bool)
"""What a rule answers that answers a bool: no number, where the engine asks for one."""
OPAQUE = Type("opaque")
"""What only words could tell: it takes no room, and whatever is made of it is as opaque."""
CHOICE = Type("choice")
"""What a controller answers: which of three it is, an action or a signal, a target, and ticks."""
CHOICES = ("kind", "name", "target", "ticks")
WAITS, ACTS, SIGNALS = 0, 1, 2
DICE, POSSIBLE = Type("dice"), Type("possible")
NAMES = Type("row", of=NAME, region=RULES)
"""A row of names: none is made while a fight is on, so all of them lie with the rules."""
EMPTY = Type("row", of=NONE, count=0)
"""A row of nothing; it can stand for any other."""
NO_ROW = 2
"""Where one lies, in the work."""
PAIRS = Type("pairs", region=RULES)
"""A mapping of names to numbers."""
COOLDOWNS = Type("cooldowns")


def optional(type: Type, way: bool = True) -> Type:
    """The same type, or None."""
    return replace(type, optional=way)


def row_of(of: Type, region: str, count: int = -1, room: int = 0) -> Type:
    """A row of elements in a memory; ``room`` is for how many, where one may be added."""
    return Type("row", of=of, region=region, count=count, room=room)


def is_value(record: Any) -> bool:
    """Whether a record is its fields, and not referred to."""
    if record in SINGLES or record in OF_THE_RULES or is_face(record):
        return False
    if not issubclass(record, Struct):
        return True
    return not may_be_written(record) and not any(
        kind.is_row and kind.of != Kind("name") for kind in fields_of(record).values()
    )


def is_face(record: Any) -> bool:
    """Whether a record is a seat as plugins see it."""
    return isinstance(record, type) and issubclass(record, FACES)


@cache
def region_of(record: type) -> str:
    """The memory that records of a class lie in."""
    if record in OF_THE_RULES:
        return RULES
    return STATE if record in (Seat, Shot) or is_face(record) else WORK


def type_of_kind(kind: Kind) -> Type:
    """The type of what is declared as a kind; rows lie where their owner does."""
    if kind.what == "word":
        return Type("word", kind.declared, optional=kind.optional)
    if kind.what in ("number", "bool", "name"):
        return Type(kind.what, optional=kind.optional)
    if kind.what == "record":
        return type_of_record(kind.declared, kind.optional)
    if kind.of is not None:
        of = type_of_kind(kind.of)
        if of.what == "name":
            return optional(NAMES, kind.optional)
        return OPAQUE if of == OPAQUE else Type("row", of=of)
    return NONE if kind == Kind("None", optional=True) else OPAQUE


def type_of_record(record: Any, may_be_none: bool = False) -> Type:
    """The type of a record: a reference into its memory, or a value."""
    if record in OPAQUE_RECORDS:
        return OPAQUE
    region = "" if record in SINGLES or is_value(record) else region_of(record)
    return Type("record", record, region=region, optional=may_be_none)


OPAQUE_RECORDS: tuple[type, ...] = (Position,)
"""Records of which words say nothing: only the reference runner speaks of them."""


def _is_choice(hint: Any) -> bool:
    """Whether a hint says that a controller chooses."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return all(part in (Act, Signal, Wait) for part in parts)


def type_of_hint(hint: Any) -> Type:
    """The type that a hint declares; of what is not in the core as well."""
    if _is_choice(hint):
        return CHOICE
    if get_origin(hint) is Mapping or hint is Mapping:
        return PAIRS
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not type(None)]
        if len(parts) == 1:
            return optional(type_of_hint(parts[0]))
    if isinstance(hint, type) and issubclass(hint, Struct) and not issubclass(hint, Enum):
        return type_of_record(hint)
    return type_of_kind(kind_of(hint))


@cache
def hints_of(function: Any) -> Mapping[str, Any]:
    """The hints of a function, or of a record; none if they cannot be made out."""
    try:
        return get_type_hints(function)
    except Exception:
        return {}
