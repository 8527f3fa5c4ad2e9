"""Odd values: what somebody might hand over where something else is wanted."""

from collections.abc import Iterator, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from combat_rules import ActionRole, CancelWindow, Command, Outcome
from combat_rules.model import ActionStateType, Aim, StunMode, Sweep


class Sulky:
    """Can be neither shown, nor compared, nor hashed, nor asked anything."""

    __hash__ = None  # type: ignore[assignment]  # that is the point of it

    def __repr__(self) -> str:
        raise RuntimeError("I will not be shown")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("I will not be compared")

    def __bool__(self) -> bool:
        raise RuntimeError("I am neither")

    def __iter__(self) -> Iterator[object]:
        raise RuntimeError("I will not be counted")

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("I will not be asked")


class Number(int):
    """A number of somebody's own."""


class Text(str):
    """A text of somebody's own, which is shown as another one."""

    __slots__ = ()

    def __str__(self) -> str:
        return "not what it is"

    def __format__(self, how: str) -> str:
        return "not what it is"


class Pair(tuple[Any, ...]):
    """A tuple of somebody's own."""

    __slots__ = ()


class Words(StrEnum):
    """Texts that are words of an enum."""

    ODD = "odd"
    AYLA = "ayla"


class Numbers(IntEnum):
    """Numbers that are words of an enum."""

    TWO = 2


class Deceit(Mapping[Any, Any]):
    """A mapping that breaks off as it is read."""

    def __getitem__(self, key: object) -> object:
        raise RuntimeError("there is nothing here")

    def __iter__(self) -> Iterator[object]:
        raise RuntimeError("there is nothing here")

    def __len__(self) -> int:
        return 3


class Telling(Command, frozen=True, kw_only=True):
    """A command of somebody's own, with something more to say."""

    note: str = "psst"


class Refusing(Exception):
    """An error that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("I will not be shown")


async def later(*given: object) -> bool:
    """Answers some day."""
    return True


def some(*given: object) -> Iterator[bool]:
    """Answers more than once."""
    yield True


ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 10**9, 10**9 + 1, 2**63, 2**64, -(2**70), 10**5000,
    1.0, 1.5, float("nan"), float("inf"), 1j, Number(2), Numbers.TWO,
    "", " ", "x", "odd", "grit", " odd", "odd\n", "o\0d", "\ud800", "\u202eodd", "#odd",
    "o\u0308dd",
    "\u043edd", "o" * 101, "o" * 100_000, "*", "ayla", "ayla#1", "aylo", Text("odd"), Words.ODD,
    b"odd", bytearray(b"odd"), [], ["odd"], (), ("odd",), (None,), ("odd", 5), Pair(("odd",)),
    {}, {1: 2}, {"odd": "a"}, {"grit": 2}, {"grit": -1}, {"x": Sulky()},
    MappingProxyType({"grit": 2}),
    Deceit(), {"odd"}, frozenset({1}), frozenset({"light"}), frozenset({Outcome.BLOCKED}),
    frozenset({ActionStateType.FEINT}),
    iter(()), range(3), int, Command, object(), Sulky(), Outcome.HIT, ..., NotImplemented, len,
    (len,), later, some, (later,), RuntimeError("odd"), CancelWindow(into=("odd",)),
    ActionRole.BLOCK, StunMode.ADD, Aim.SELF, Sweep.ALL, Command(actor="ayla", action="attack"),
    Telling(actor="ayla", action="attack"),
)  # fmt: skip
"""One of every kind that something has tripped over, or might."""
