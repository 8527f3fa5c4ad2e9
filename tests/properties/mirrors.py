"""What a fight looks like in a mirror, and how two fights are compared event by event."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from combat_rules import CombatEvent, CombatSystem
from combat_rules.model.events import (
    ActionBlow,
    CombatantJoined,
    CombatantMoved,
    CombatantPushed,
    ProjectileEvent,
    ProjectileLaunched,
    details,
)
from combat_rules.testing.shown import PLACES

Told = tuple[Any, ...]


def told(event: CombatEvent, arena: int | None = None) -> Told:
    """An event without its numbers; with an arena, as the mirror shows it."""
    data = _turned(event, arena) if arena is not None else details(event)
    return (
        event.timestamp,
        event.type,
        event.source or "",
        event.target or "",
        event.action or "",
        repr(sorted(data.items())),
    )


def tale(events: Sequence[CombatEvent], arena: int | None = None) -> Counter[tuple[Told, Told]]:
    """All events, each with its causes, in no order within a tick."""
    said: dict[int, Told] = {event.sequence: told(event, arena) for event in events}
    return Counter(
        (
            said[event.sequence],
            tuple(sorted(said.get(cause, ()) for cause in event.causes)),
        )
        for event in events
    )


def mirrored(combat: CombatSystem) -> dict[str, Any]:
    """Everybody's record, as the mirror shows it."""
    arena = combat.fight.arena
    return {
        who: _as_dict(state, position=arena - state.position, facing=-state.facing)
        for who, state in combat.combatants.items()
    }


def records(combat: CombatSystem) -> dict[str, Any]:
    """Everybody's record."""
    return {who: _as_dict(state) for who, state in combat.combatants.items()}


def _as_dict(state: Any, **other: int) -> dict[str, Any]:
    return {field: getattr(state, field) for field in state.__struct_fields__} | other


def _turned(event: CombatEvent, arena: int) -> Mapping[str, Any]:
    told: dict[str, Any] = details(event)
    if isinstance(event, ActionBlow | CombatantMoved | CombatantPushed | CombatantJoined):
        return {k: arena - v if k in PLACES else v for k, v in told.items()}
    if isinstance(event, ProjectileEvent):
        told["position"] = arena - event.position
        if isinstance(event, ProjectileLaunched):
            told["way"] = -event.way
    return told


def joined_apart(events: Iterable[CombatEvent]) -> list[CombatEvent]:
    """Events without the introductions, which depend on who came first."""
    return [event for event in events if event.type not in ("combatant_joined", "fight_started")]
