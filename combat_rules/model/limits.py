"""Limits: which whole numbers may come in, wherever they do; declared on the fields themselves.

A field of a rule or a record says its range with its type, ``damage: Amount = 0``. Whoever
checks numbers reads the declarations with ``ranges_of`` and lists no field again.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, NamedTuple, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct

from combat_rules.errors import StateError, in_short

LIMIT = 10**9
"""The largest number of ticks, points or arena units: in a rule, a command, a set-up, a script."""

Amount = Annotated[int, Meta(ge=0, le=LIMIT)]
"""Ticks, points or arena units from 0 up."""
Positive = Annotated[int, Meta(ge=1, le=LIMIT)]
"""Ticks, points or arena units from 1 up."""
LATEST = 2 * LIMIT
"""No tick is later: the end of the longest fight, and the longest time that a rule gives after it.
A product of any two numbers of a fight fits into 64 bits with its sign."""

Tick = Annotated[int, Meta(ge=0, le=LATEST)]
"""A tick of a fight, or one until which something lasts."""
Signed = Annotated[int, Meta(ge=-LIMIT, le=LIMIT)]
"""Points or arena units that may be negative."""
Percent = Annotated[int, Meta(ge=0, le=100)]
"""A part of a hundred."""
Facing = Annotated[int, Meta(ge=-1, le=1)]
"""A direction: 1 to the right, -1 to the left."""


class Range(NamedTuple):
    """The lowest and the highest whole number that are allowed."""

    low: int = -LIMIT
    high: int = LIMIT

    def __contains__(self, value: object) -> bool:
        return type(value) is int and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def problem(self, name: str, value: object) -> str:
        """What is said of a value that is none of them. Numbers of numpy, and members of an
        ``IntEnum``, are whole, but no plain ones."""
        is_like_int = hasattr(type(value), "__index__") and type(value) not in (int, bool)
        cure = ": int(...) makes it one" if is_like_int else ""
        return f"{name} is {in_short(value)}; {self}{cure}"


def int_problem(name: str, value: object, low: int, high: int = LIMIT) -> str | None:
    """What is wrong with a number that has to be whole and from ``low`` to ``high``, in words."""
    if type(value) is int and low <= value <= high:
        return None
    return Range(low, high).problem(name, value)


def require_int(
    name: str, value: object, low: int, high: int = LIMIT, *, code: str = "fight.invalid"
) -> int:
    """``value``, if it is a whole number from ``low`` to ``high``; else ``StateError`` says so."""
    if type(value) is int and low <= value <= high:
        return value
    raise StateError(Range(low, high).problem(name, value), code=code, name=name, value=value)


@cache
def ranges_of(kind: type[Struct]) -> Mapping[str, Range]:
    """The range of every field of a struct that holds one whole number, as it is declared."""
    hints = get_type_hints(kind, include_extras=True)
    found = {name: range_of(hints[name]) for name in kind.__struct_fields__}
    return MappingProxyType({name: one for name, one in found.items() if one is not None})


def range_of(hint: object) -> Range | None:
    """The range that a declared type gives: ``Annotated[int, Meta(ge=0)]`` from 0 to the limit.

    ``None`` for what is no whole number.
    """
    if hint is int:
        return Range()
    if get_origin(hint) is not Annotated or get_args(hint)[0] is not int:
        return None
    low, high = Range()
    for meta in get_args(hint)[1:]:
        if isinstance(meta, Meta):
            low = low if meta.ge is None else int(meta.ge)
            high = high if meta.le is None else int(meta.le)
    return Range(low, high)
