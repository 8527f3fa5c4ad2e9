"""The state hash: one short text for a whole world, the same in every process, on every machine."""

import zlib
from hashlib import blake2b

from msgspec import Raw, msgpack
from msgspec.structs import astuple

from combat_rules.engine.state.world import World
from combat_rules.model import CombatantState

SIZE = 16
"""Bytes of a hash: long enough that two worlds never share one by accident."""

PIECE = 1_000_000
"""Bytes that are unpacked at once."""

_COMBATANTS, _ACTIONS, _SCHEDULED, _KNOWLEDGE = (
    World.__struct_fields__.index(name)
    for name in ("combatants", "actions", "scheduled", "knowledge")
)
"""Where the parts of a world are; the last two seldom change."""

_encode = msgpack.Encoder().encode


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
    """The hash of everything that a world is: records, actions, knowledge, timers, the tick.

    Made of the fields in their declared order and of mappings in the order in which they were
    filled, which is part of the fight: combatants come in the order in which they joined.
    """
    return Hasher().hash(world)


class Hasher:
    """Hashes the worlds of one fight, one after the other: what is still the same object as in
    the world before is not gone through again."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[CombatantState, Raw]] = {}
        self._parts: dict[int, tuple[object, Raw]] = {}

    def hash(self, world: World) -> str:
        """The hash of a world."""
        parts = list(astuple(world))
        parts[_COMBATANTS] = [self._state(state) for state in world.combatants.values()]
        parts[_ACTIONS] = [astuple(action) for action in world.actions.values()]
        if world.scheduled:
            parts[_SCHEDULED] = self._part(_SCHEDULED, world.scheduled)
        parts[_KNOWLEDGE] = self._part(_KNOWLEDGE, world.knowledge)
        return blake2b(_encode(parts), digest_size=SIZE).hexdigest()

    def _state(self, state: CombatantState) -> Raw:
        known = self._states.get(state.id)
        if known is None or known[0] is not state:
            self._states[state.id] = known = (state, Raw(_encode(astuple(state))))
        return known[1]

    def _part(self, place: int, part: object) -> Raw:
        known = self._parts.get(place)
        if known is None or known[0] is not part:
            self._parts[place] = known = (part, Raw(_encode(part)))
        return known[1]
