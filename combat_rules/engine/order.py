"""The order in which the events of one transaction are published."""

from collections.abc import Sequence
from heapq import heappop, heappush

from combat_rules.engine.core.records import Said
from combat_rules.engine.telling import priority_of
from combat_rules.model import EventPriority


def in_order(said: Sequence[Said]) -> Sequence[Said]:
    """What happened in one transaction by priority, then sequence, but no effect before its
    cause."""
    highest = EventPriority.HIGH
    for one in said:
        priority = priority_of(one)
        if priority < highest:
            return _sorted(said)
        highest = priority
    return said


def _sorted(said: Sequence[Said]) -> list[Said]:
    waiting: dict[int, list[Said]] = {one.sequence: [] for one in said}
    ready: list[tuple[EventPriority, int, Said]] = []
    for one in said:
        if one.cause in waiting:
            waiting[one.cause].append(one)
        else:
            heappush(ready, (priority_of(one), one.sequence, one))
    ordered = []
    while ready:
        one = heappop(ready)[2]
        ordered.append(one)
        for effect in waiting[one.sequence]:
            heappush(ready, (priority_of(effect), effect.sequence, effect))
    return ordered
