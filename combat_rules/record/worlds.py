"""Worlds as data, and their hash: the same in every process, on every machine."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from msgspec import Raw, defstruct, msgpack
from msgspec.structs import astuple, replace

from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Seat
from combat_rules.engine.core.words import NONE
from combat_rules.engine.fold import apply
from combat_rules.engine.inputs import Input, Load
from combat_rules.engine.saves import misfit
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.model.arguments import checks_arguments

SIZE = 16
"""Bytes of a hash: long enough that two worlds never share one by accident."""

MOST_KEPT = 256
"""How many worlds of a fight are kept at once, evenly apart."""

PIECE = 1 << 16
"""Bytes that are unpacked at once."""

SeatWithoutPace = defstruct(
    "SeatWithoutPace", [(name, object) for name in Seat.__struct_fields__[:-1]], gc=False
)
"""A seat without its last field, ``lasts``: there was none before there were pace rules."""

SIGHTS = Seat.__struct_fields__.index("sights")

_encoder = msgpack.Encoder(order="deterministic")
_encode, _encode_into = _encoder.encode, _encoder.encode_into

# A copy is sooner made than another one from its parameters.
_hasher = blake2b(digest_size=SIZE).copy


def digest(data: bytes | bytearray) -> bytes:
    """The hash of bytes."""
    hasher = _hasher()
    hasher.update(data)
    return hasher.digest()


def digest_of(pieces: Iterable[bytes]) -> bytes:
    """The hash of what comes piece by piece."""
    hasher = _hasher()
    for piece in pieces:
        hasher.update(piece)
    return hasher.digest()


def unpacked(packed: bytes) -> Iterator[bytes]:
    """What zlib packed, piece by piece: it may be a bomb. Ends early if it is damaged."""
    unpack = zlib.decompressobj()
    with suppress(zlib.error):
        while packed:
            yield unpack.decompress(packed, PIECE)
            packed = unpack.unconsumed_tail


@checks_arguments
def state_hash(world: World) -> str:
    """The hash of everything that a world is: its seats, its tick, what is scheduled.

    Made of the fields in their declared order and of the seats in the order of joining.
    """
    return Hasher().hash(world)


class Hasher:
    """Hashes the worlds of one fight, one after the other. Whoever has not changed sits in the
    same seat as in the world before: that is not gone through again. Nor is what somebody knows of
    others, which changes seldom, while it is the same."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Seat, bytes, Raw]] = {}
        """Each seat by its place, its hash, and what it knows of others, packed."""
        self._packed = bytearray()

    def hash(self, world: World) -> str:
        """The hash of a world."""
        return self.digest(world).hex()

    def digest(self, world: World) -> bytes:
        """The bytes of the hash of a world."""
        known, packed, whole = self._known, self._packed, _hasher()
        of_world = astuple(world)
        # All but the rules is a fact.
        whole.update(_encode((of_world[0], of_world[2:-1])))
        for seat in world.seats:
            before = known.get(seat.place)
            if before is None or before[0] is not seat:
                if before is None or before[0].sights is not seat.sights:
                    sights = Raw(_encode(seat.sights))
                else:
                    sights = before[2]
                facts, hasher = list(astuple(seat)), _hasher()
                facts[SIGHTS] = sights
                if seat.lasts == NONE:
                    # While its phase lasts as declared: what it said before there was pace.
                    facts.pop()
                _encode_into(facts, packed)
                hasher.update(packed)
                before = known[seat.place] = seat, hasher.digest(), sights
            whole.update(before[1])
        return whole.digest()


def as_written(given: Input) -> Input:
    """An input as it is written: the seats of a world that it brings are no more than is hashed."""
    if not isinstance(given, Load):
        return given
    seats: tuple[Any, ...] = tuple(
        SeatWithoutPace(*astuple(seat)[:-1]) if seat.lasts == NONE else seat
        for seat in given.world.seats
    )
    return replace(given, world=replace(given.world, seats=seats))


class RulesMark(FightRules):
    """The rules of a world that was read: enough to know them again, nothing to play by."""

    def __init__(self, mark: str) -> None:
        self.mark = mark


def mark_of(rules: FightRules) -> str:
    """The hash of all names that a world speaks of by their places."""
    if isinstance(rules, RulesMark):
        return rules.mark
    return digest(msgpack.encode(rules.names)).hex()


def to_data(thing: object) -> object:
    """What a world holds that is no data, as data."""
    if isinstance(thing, FightRules):
        return mark_of(thing)
    raise TypeError(f"{thing!r} is no data")


def from_data(kind: type, data: object) -> object:
    """What ``to_data`` made data of."""
    return RulesMark(data) if kind is FightRules and isinstance(data, str) else data


def brought_under(world: World, fight: Fight) -> World:
    """A world that was read, under the rules of a fight.

    Raises ``JournalError`` if it was made under rules with other names, or cannot be.
    """
    rules = fight.rules
    if mark_of(world.rules) != mark_of(rules):
        raise JournalError(
            "the world that its journal has brought was made under rules that knew other "
            "actions, attributes or statuses",
            code="journal.world",
        )
    wrong = misfit(world, fight)
    if wrong:
        raise JournalError(
            f"the world that its journal has brought does not fit together: {wrong}",
            code="journal.world",
        )
    return replace(world, rules=rules)


class Worlds:
    """The worlds of a fight, by how many records came before each.

    A few are kept, at most ``MOST_KEPT`` and those to which the fight went back. Any other is
    folded anew from the one before it; ``given`` tells the input of a record by its number.
    """

    def __init__(self, fight: Fight, start: World, given: Callable[[int], Input]) -> None:
        self._fight = fight
        self._given = given
        self._kept = {0: start}
        self._backs: set[int] = set()
        self._apart = 1
        self._latest = (0, start)

    def keep(self, number: int, world: World, back: bool) -> None:
        """Take the world after the next record; ``back`` says that the fight went back there."""
        self._latest = number, world
        if back:
            self._backs.add(number)
        if back or number % self._apart == 0:
            self._kept[number] = world
        if len(self._kept) - len(self._backs) > MOST_KEPT:
            self._apart *= 2
            self._kept = {
                n: kept
                for n, kept in self._kept.items()
                if n in self._backs or n % self._apart == 0
            }

    def after(self, number: int) -> World:
        """The world after so many records, none of them newer than the latest that was taken."""
        at, world = self._latest
        if at != number:
            at = max(n for n in self._kept if n <= number)
            world = self._kept[at]
            for later in range(at + 1, number + 1):
                world = apply(self._fight, world, self._given(later)).world
            self._latest = number, world
        return world
