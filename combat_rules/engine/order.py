"""The order in which the events of one transaction are published."""

from heapq import heappop, heappush

from combat_rules.model import CombatEvent, EventPriority


def in_order(events: list[CombatEvent]) -> list[CombatEvent]:
    """Events of one transaction by priority, then sequence, but no effect before its cause."""
    highest = EventPriority.HIGH
    for event in events:
        if event.priority < highest:
            return _sorted(events)
        highest = event.priority
    return events


def _sorted(events: list[CombatEvent]) -> list[CombatEvent]:
    waiting: dict[int, list[CombatEvent]] = {event.sequence: [] for event in events}
    missing: dict[int, int] = {}
    ready: list[tuple[EventPriority, int, CombatEvent]] = []
    for event in events:
        here = {cause for cause in event.causes if cause in waiting}
        for cause in here:
            waiting[cause].append(event)
        missing[event.sequence] = len(here)
        if not here:
            heappush(ready, (event.priority, event.sequence, event))
    ordered = []
    while ready:
        event = heappop(ready)[2]
        ordered.append(event)
        for effect in waiting[event.sequence]:
            missing[effect.sequence] -= 1
            if not missing[effect.sequence]:
                heappush(ready, (effect.priority, effect.sequence, effect))
    return ordered
