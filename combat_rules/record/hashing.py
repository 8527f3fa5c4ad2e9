"""The state hash: one short text for a whole world, the same in every process, on every machine."""

import zlib
from hashlib import blake2b

from msgspec import msgpack
from msgspec.structs import astuple

from combat_rules.engine.core.records import Seat
from combat_rules.engine.world import World

SIZE = 16
"""Bytes of a hash: long enough that two worlds never share one by accident."""

PIECE = 1_000_000
"""Bytes that are unpacked at once."""

_encode = msgpack.Encoder(order="deterministic").encode


def digest(*parts: bytes) -> bytes:
    """The hash of bytes, in the order given."""
    return blake2b(b"".join(parts), digest_size=SIZE).digest()


def hash_inside(packed: bytes) -> str:
    """The hash of what zlib packed, found piece by piece: it may be a bomb. None if damaged."""
    unpack, hasher = zlib.decompressobj(), blake2b(digest_size=SIZE)
    try:
        while packed:
            hasher.update(unpack.decompress(packed, PIECE))
            packed = unpack.unconsumed_tail
    except zlib.error:
        return ""
    return hasher.hexdigest() if unpack.eof else ""


def state_hash(world: World) -> str:
    """The hash of everything that a world is: its seats, its tick, what is scheduled.

    Made of the fields in their declared order and of the seats in the order of joining.
    """
    return Hasher().hash(world)


class Hasher:
    """Hashes the worlds of one fight, one after the other. Whoever has not changed sits in the
    same seat as in the world before: that is not gone through again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Seat, bytes]] = {}

    def hash(self, world: World) -> str:
        """The hash of a world."""
        now, _, *rest = world.facts
        return digest(_encode((now, rest)), *map(self._seat, world.seats)).hex()

    def _seat(self, seat: Seat) -> bytes:
        known = self._known.get(seat.place)
        if known is None or known[0] is not seat:
            known = self._known[seat.place] = (seat, digest(_encode(astuple(seat))))
        return known[1]
