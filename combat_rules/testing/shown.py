"""What a played fight shows of an action: its numbers, and that no side is favoured."""

from collections.abc import Callable, Iterable

from combat_rules.design.exchange import CLOSE, pauses_of, phases_of
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import ActionError
from combat_rules.model import ActionRole, Archetype
from combat_rules.model.events import (
    ActionEvent,
    ActionHit,
    AttributeChanged,
    CombatantJoined,
    CombatantStunned,
    CombatEvent,
    DamageDealt,
    FightStarted,
    details,
)
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Move, Ruleset

ARENA = 100

PLACES = ("before", "after", "position", "source_position", "target_position")
"""What of an event's data is a place in the arena."""

Prepare = Callable[[CombatSystem], None]
"""Brings a fight of ``actor`` and ``target`` to where an action may start."""


def numbers(
    ruleset: Ruleset, move: Move, prepare: Prepare | None = None
) -> dict[str, tuple[int, int]]:
    """What a use of an action on a foe that stands still shows, beside what it declares.

    For each number: ``(declared, shown)``; phases that it goes through, stamina, and of a
    strike the damage of its first hit before any rule, and its hitstun. Pauses as it hits do not
    count. Raises ``AssertionError`` if it cannot be started.
    """
    told = _play(ruleset, move, prepare)
    action = move.action.as_hit(0)
    own = [event for event in told if event.action == "actor#" + _number(told, action.name)]
    found: dict[str, tuple[int, int]] = {
        f"ticks of {phase}": (move.ticks[phase], ticks)
        for phase, _, ticks in phases_of(own, pauses_of(own, move.action))
    }
    changes = [event for event in own if isinstance(event, AttributeChanged)]
    paid = sum(event.change for event in changes if event.attribute == "stamina")
    found["stamina"] = (action.stamina_cost, -paid)
    blows = [event for event in own if isinstance(event, DamageDealt)]
    if action.role is ActionRole.STRIKE and action.damage:
        found["damage"] = (action.damage, blows[0].breakdown[0].change if blows else 0)
    hits = {event.sequence for event in own if isinstance(event, ActionHit)}
    stuns = [e for e in told if isinstance(e, CombatantStunned) and hits.intersection(e.causes)]
    if hits and action.hitstun:
        found["hitstun"] = (action.hitstun, stuns[0].ticks - action.hit_pause if stuns else 0)
    return found


def both_sides(
    ruleset: Ruleset, move: Move, prepare: Prepare | None = None
) -> tuple[list[str], list[str]]:
    """What is told of the action done from the left, and from the right, seen in a mirror."""
    left = _play(ruleset, move, prepare)
    right = _play(ruleset, move, prepare, mirrored=True)
    return _seen(left, mirrored=False), _seen(right, mirrored=True)


def _play(
    ruleset: Ruleset, move: Move, prepare: Prepare | None, mirrored: bool = False
) -> list[CombatEvent]:
    action = move.action
    distance = min(CLOSE, action.longest_reach or CLOSE)
    combat = CombatSystem(LIMIT, distance, ARENA, ruleset=ruleset, strict=True)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    for name in ("target", "actor") if mirrored else ("actor", "target"):
        combat.add_combatant(_tester(ruleset), name, controller="")
    if prepare is not None:
        prepare(combat)
    try:
        combat.execute_action(action.name, "actor", "target")
    except ActionError as refused:
        raise AssertionError(
            f"{action.name} cannot be tried out on a foe that stands still: {refused}. Say what "
            f"has to happen first: ready={{{action.name!r}: function of the fight}}"
        ) from refused
    combat.advance(sum(move.ticks.values()) + action.hitstun + 1)
    return told


def _tester(ruleset: Ruleset) -> Archetype:
    """Somebody who knows every action, and whom no blow fells."""
    return Archetype(
        name="tester",
        actions=tuple(ruleset.moves),
        health=1_000_000,
        stamina=1_000_000,
    )


def _number(told: Iterable[CombatEvent], name: str) -> str:
    own = [e for e in told if isinstance(e, ActionEvent) and e.source == "actor"]
    return str([e for e in own if e.name == name][-1].action).rpartition("#")[2]


def _seen(told: list[CombatEvent], *, mirrored: bool) -> list[str]:
    return sorted(
        f"{e.timestamp} {e.type} {e.source} {e.target} {_facts(e, mirrored=mirrored)}"
        for e in told
        if not isinstance(e, CombatantJoined | FightStarted)
    )


def _facts(event: CombatEvent, *, mirrored: bool) -> dict[str, object]:
    facts = details(event)
    if mirrored:
        for key, value in facts.items():
            if isinstance(value, int) and key in (*PLACES, "way"):
                facts[key] = -value if key == "way" else ARENA - value
    return facts
