"""The state hash: one short text for a whole world, the same in every process, on every machine."""

from hashlib import blake2b

from msgspec import msgpack

from combat_rules.engine.state.world import World

SIZE = 16
"""Bytes of a hash: long enough that two worlds never share one by accident."""

_ENCODER = msgpack.Encoder()


class Digest:
    """The hash of bytes that come piece by piece."""

    def __init__(self) -> None:
        self._hasher = blake2b(digest_size=SIZE)

    def add(self, part: bytes) -> None:
        """One piece more."""
        self._hasher.update(part)

    def sum(self) -> bytes:
        """The hash of all pieces so far."""
        return self._hasher.digest()


def digest(*parts: bytes) -> bytes:
    """The hash of bytes, in the order given."""
    hasher = blake2b(digest_size=SIZE)
    for part in parts:
        hasher.update(part)
    return hasher.digest()


def state_hash(world: World) -> str:
    """The hash of everything that a world is: records, actions, knowledge, timers, the tick.

    Made of the fields in their declared order and of mappings in the order in which they were
    filled, which is part of the fight: combatants come in the order in which they joined.
    """
    return digest(_ENCODER.encode(world)).hex()
