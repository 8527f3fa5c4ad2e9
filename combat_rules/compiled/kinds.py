"""Kinds of values that rule Python knows, read from declarations: fields of records, parameters."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from combat_rules.engine.core.records import Draft


class Kind(Struct, frozen=True):
    """A kind of value: ``what`` it is, the class of a word or record, and what it consists of."""

    what: str
    declared: type | None = None
    of: "Kind | None" = None
    optional: bool = False

    def __str__(self) -> str:
        article = "" if self.what == "None" else "an " if self.bare[0] in "AEIOU" else "a "
        return f"{article}{self.bare}{' or None' if self.optional and article else ''}"

    @property
    def bare(self) -> str:
        """What it is, without an article."""
        named = self.declared.__name__ if self.declared is not None else self.what
        return f"{named} of {self.of.bare}" if self.of is not None else named

    @property
    def is_number(self) -> bool:
        """Whether it is a number: an int, a bool, or a word that counts as one."""
        return self.what in ("number", "bool") or (
            self.declared is not None and issubclass(self.declared, int)
        )

    @property
    def is_row(self) -> bool:
        """Whether it consists of others that can be gone through."""
        return self.what in ("list", "tuple")

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it: what is wrong with it has been told already."""
        return self.what == "unknown"


INT, BOOL, NAME = Kind("number"), Kind("bool"), Kind("name")
NONE = Kind("None", optional=True)
OTHER = Kind("object", optional=True)
"""What is only kept and handed on: ``object`` in a declaration."""
UNKNOWN = Kind("unknown")

_PLAIN = {int: INT, bool: BOOL, str: NAME, NoneType: NONE, object: OTHER, Any: OTHER}
_ROWS: Mapping[object, str] = {list: "list", tuple: "tuple", frozenset: "set"}


def kind_of(hint: object) -> Kind:
    """The kind that a type hint declares."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return kind_of(parts[0])
    if origin in (UnionType, Union):
        return _either([kind_of(part) for part in parts])
    if origin in _ROWS:
        if origin is tuple and (len(parts) != 2 or parts[1] is not Ellipsis):
            return OTHER
        return Kind(_ROWS[origin], of=kind_of(parts[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Kind("word", hint)
    if isinstance(hint, type) and (issubclass(hint, Struct) or hint is Draft):
        return Kind("record", hint)
    return OTHER


def kind_of_value(value: object) -> Kind:
    """The kind of a constant."""
    if isinstance(value, Enum):
        return Kind("word", type(value))
    if type(value) in _PLAIN:
        return _PLAIN[type(value)]
    if isinstance(value, tuple | frozenset):
        inside = {kind_of_value(part) for part in value} or {UNKNOWN}
        of = inside.pop() if len(inside) == 1 else OTHER
        return Kind("tuple" if isinstance(value, tuple) else "set", of=of)
    if isinstance(value, Struct):
        return Kind("record", type(value))
    return OTHER


@cache
def fields_of(record: type) -> Mapping[str, Kind]:
    """The declared fields of a record, in order."""
    return {name: kind_of(hint) for name, hint in get_type_hints(record).items()
            if not name.startswith("__")}  # fmt: skip


def may_be_written(record: type) -> bool:
    """Whether fields of a record may be written to."""
    return record is Draft or not getattr(record, "__struct_config__").frozen  # noqa: B009 # typed as nothing


def fits(given: Kind, wanted: Kind) -> bool:
    """Whether a value of one kind may stand where another is declared."""
    if given.unknown or wanted.unknown or wanted == OTHER:
        return True
    if given == NONE:
        return wanted.optional
    if wanted == INT:
        return given.is_number and not given.optional
    if wanted.is_row and given.is_row and given.of is not None and wanted.of is not None:
        return wanted.what in (given.what, "tuple") and fits(given.of, wanted.of)
    return (given.what, given.declared, given.of) == (wanted.what, wanted.declared, wanted.of)


def joined(one: Kind, other: Kind) -> Kind | None:
    """The kind of a value that is of one kind or the other; none if there is no such kind."""
    if one.unknown or other.unknown:
        return UNKNOWN
    if NONE in (one, other):
        return _optional(one if other == NONE else other)
    if one.is_number and other.is_number and one != other:
        return INT
    if fits(one, other) or fits(other, one):
        wider = other if fits(one, other) else one
        return _optional(wider) if one.optional or other.optional else wider
    return None


def _either(parts: list[Kind]) -> Kind:
    """A union: of something and None, or of a list and a tuple, which is only read."""
    some = [part for part in parts if part != NONE]
    if all(part.is_row for part in some) and len({part.of for part in some}) == 1:
        return Kind("tuple", of=some[0].of) if len(some) > 1 else some[0]
    if len(some) != 1:
        return OTHER
    return _optional(some[0]) if len(some) < len(parts) else some[0]


def _optional(kind: Kind) -> Kind:
    return Kind(kind.what, kind.declared, kind.of, True)
