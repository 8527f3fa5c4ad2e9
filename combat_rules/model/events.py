"""What is announced: events, and the commands that they go back to."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from msgspec import Struct


class EventPriority(IntEnum):
    """Who goes first among events of the same tick."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


class CombatEvent(Struct, frozen=True, kw_only=True):
    """Something that happened, announced after it had happened.

    ``sequence`` numbers a fight's events in the order in which they happened; of those of one
    transaction the more urgent are delivered first. ``timestamp`` is the tick. ``source`` and
    ``target`` are combatant ids, ``action`` the id of a running action, ``cause`` the sequence
    of the event that led to this one.
    """

    sequence: int
    timestamp: int
    type: str
    priority: EventPriority = EventPriority.MEDIUM
    source: str | None = None
    target: str | None = None
    action: str | None = None
    data: Mapping[str, Any] = {}
    cause: int | None = None


class Command(Struct, frozen=True, kw_only=True):
    """What a combatant is told to do: start ``action``, or call off what it does.

    ``target`` is a combatant id; without one, the nearest foe is meant. ``at`` is the tick
    at which a scheduled command takes effect.
    """

    actor: str
    action: str = ""
    target: str | None = None
    cancel: bool = False
    at: int = 0
