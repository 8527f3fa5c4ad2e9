"""The order in which the events of one transaction are published."""

from collections.abc import Sequence
from heapq import heappop, heappush

from combat_rules.engine.core.records import Said
from combat_rules.engine.core.words import OWN_EVENT
from combat_rules.engine.telling import PRIORITIES, priority_of
from combat_rules.model import EventPriority


def in_order(said: Sequence[Said]) -> Sequence[Said]:
    """What happened in one transaction by priority, then sequence, but no effect before its
    cause."""
    highest = EventPriority.HIGH
    for one in said:
        kind = one.kind
        priority = PRIORITIES[kind] if kind != OWN_EVENT else priority_of(one)
        if priority < highest:
            return _sorted(said)
        highest = priority
    return said


def _sorted(said: Sequence[Said]) -> list[Said]:
    waiting: dict[int, list[Said]] = {}
    ready: list[tuple[EventPriority, int, Said]] = []
    first = min(one.sequence for one in said)
    for one in said:
        if one.cause >= first:
            # Causes come first in the sequence, so this one's is known.
            waiting.setdefault(one.cause, []).append(one)
        else:
            heappush(ready, (priority_of(one), one.sequence, one))
    ordered = []
    while ready:
        one = heappop(ready)[2]
        ordered.append(one)
        for effect in waiting.get(one.sequence, ()):
            heappush(ready, (priority_of(effect), effect.sequence, effect))
    return ordered
