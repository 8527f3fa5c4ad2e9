"""Two worlds compared: a digest that says whether they differ, and the first field that does."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import zip_longest
from typing import Any

from msgspec import Struct
from msgspec.msgpack import Encoder

from combat_rules.engine.state.world import World
from combat_rules.errors import CombatError

DIGEST_BYTES = 16

_encode = Encoder().encode


class Missing(Struct, frozen=True):
    """Stands where one of two has something and the other has nothing."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()
"""What is not there on one side."""


class Difference(Struct, frozen=True):
    """A field that differs: the path to it, and its value on each side.

    A path reads like code: ``combatants['ayla'].health``.
    """

    path: str
    first: Any
    second: Any

    def __str__(self) -> str:
        return f"{self.path} is {self.first!r} in one, {self.second!r} in the other"


class DesyncError(CombatError):
    """Two fights that had to be the same are not.

    ``tick`` is where it was first seen; ``path``, ``first`` and ``second`` name the first field
    that differs, where both worlds are at hand; otherwise ``frame`` says which frame it is.
    """


def world_digest(world: World) -> str:
    """A world in 32 hexadecimal digits: the same in every process, on every machine.

    Everything counts, down to the order in which combatants joined and actions began: it
    decides who is named first later on.
    """
    return blake2b(_encode(world), digest_size=DIGEST_BYTES).hexdigest()


def differences(one: Any, other: Any, path: str = "") -> Iterator[Difference]:
    """Every field in which two values differ, in the order of their fields.

    Records, mappings and sequences are gone through; everything else is compared as a whole.
    Mappings with equal entries in another order differ in ``.order``.
    """
    if one is other:
        return
    if isinstance(one, Struct) and type(one) is type(other):
        for field in one.__struct_fields__:
            inner = f"{path}.{field}" if path else field
            yield from differences(getattr(one, field), getattr(other, field), inner)
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        yield from _of_mappings(one, other, path)
    elif _is_sequence(one) and _is_sequence(other):
        for number, (left, right) in enumerate(zip_longest(one, other, fillvalue=MISSING)):
            yield from differences(left, right, f"{path}[{number}]")
    elif type(one) is not type(other) or one != other:
        yield Difference(path, one, other)


def first_difference(one: Any, other: Any) -> Difference | None:
    """The first field in which two worlds, saves or lists of events differ, if any does."""
    return next(differences(one, other), None)


def _of_mappings(
    one: Mapping[Any, Any], other: Mapping[Any, Any], path: str
) -> Iterator[Difference]:
    for key in {**one, **other}:
        named = ", ".join(map(repr, key)) if isinstance(key, tuple) else repr(key)
        left, right = one.get(key, MISSING), other.get(key, MISSING)
        yield from differences(left, right, f"{path}[{named}]")
    if one.keys() == other.keys() and list(one) != list(other):
        yield Difference(f"{path}.order", tuple(one), tuple(other))


def _is_sequence(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
