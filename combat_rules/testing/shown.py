"""What a played fight shows of an action: its numbers, and that no side is favoured."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from combat_rules.design.exchange import arena_of, bring_about, pauses_of, phases_of, tester
from combat_rules.design.framedata import from_neutral
from combat_rules.design.measuring import Bench, Start, close_to
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import ActionError
from combat_rules.model import ActionRole, Aim
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

PLACES = ("before", "after", "position", "source_position", "target_position")
"""What of an event's data is a place in the arena."""

Prepare = Callable[[CombatSystem], None]
"""Brings a fight of ``actor`` and ``target`` to where an action may start."""


def untrue(ruleset: Ruleset, move: Move, prepare: Prepare | None = None) -> str:
    """Which of an action's numbers a use of it does not show, and why it may be; empty if it shows
    them all. Raises ``AssertionError`` if it cannot be started."""
    wrong = [
        f"{what} {declared} declared, {seen} shown"
        for what, (declared, seen) in numbers(ruleset, move, prepare).items()
        if declared != seen
    ]
    if not wrong:
        return ""
    name = move.action.name
    told = f"{name} does not show what it declares: {'; '.join(wrong)}"
    unmet = Bench(from_neutral(ruleset)).start_of(name).unmet if prepare is None else ""
    return f"{told}. It meets nobody: {unmet}. {first(name)}" if unmet else told


def numbers(
    ruleset: Ruleset, move: Move, prepare: Prepare | None = None
) -> dict[str, tuple[int, int]]:
    """What a use of an action on a foe that stands still shows, beside what it declares.

    For each number: ``(declared, shown)``; phases that it goes through, stamina, and of a
    strike the damage of its first hit before any rule, and its hitstun. Pauses as it hits, and
    rules of pace, do not count. Without ``prepare`` it is begun close by, or else where and when
    its guards let it work. Raises ``AssertionError`` if it cannot be started.
    """
    ruleset = replace(from_neutral(ruleset), pace_rules=())
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
    ruleset = from_neutral(ruleset)
    left = _play(ruleset, move, prepare)
    right = _play(ruleset, move, prepare, mirrored=True)
    # An arena may be a unit narrower than was asked for, so that its middle is one.
    width = next(event.arena for event in right if isinstance(event, FightStarted))
    return _seen(left), _seen(right, mirror=width)


def _play(
    ruleset: Ruleset, move: Move, prepare: Prepare | None, mirrored: bool = False
) -> list[CombatEvent]:
    action, start = move.action, Start(close_to(move.action))
    if prepare is None:
        start = Bench(ruleset).start_of(action.name)
    arena = arena_of(action)
    combat = CombatSystem(LIMIT, start.distance, arena, ruleset=ruleset, strict=True)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    somebody = tester(ruleset, action.name, ruleset.moves)
    for name in ("target", "actor") if mirrored else ("actor", "target"):
        team = "friends" if action.aim is Aim.FRIEND else name
        combat.add_combatant(somebody, name, controller="", team=team)
    if prepare is not None:
        prepare(combat)
    elif start.setting.change is not None:
        bring_about(combat, start.setting, 1)
        combat.advance(1)
    try:
        combat.execute_action(action.name, "actor", "actor" if action.aim is Aim.SELF else "target")
    except ActionError as refused:
        raise AssertionError(
            f"{action.name} cannot be tried out on a foe that stands still: {refused}. "
            f"{first(action.name)}"
        ) from refused
    flight = 0 if action.launches is None else action.launches.life
    combat.advance(sum(move.ticks.values()) + flight + action.hitstun + 1)
    return told


def first(name: str) -> str:
    """How to say what has to happen before an action may be tried out."""
    return f"Say what has to happen first: ready={{{name!r}: function of the fight}}"


def _number(told: Iterable[CombatEvent], name: str) -> str:
    own = [e for e in told if isinstance(e, ActionEvent) and e.source == "actor"]
    return str([e for e in own if e.name == name][-1].action).rpartition("#")[2]


def _seen(told: list[CombatEvent], mirror: int | None = None) -> list[str]:
    """What was told, event by event; ``mirror`` is the width of an arena that is seen in one."""
    return sorted(
        f"{e.timestamp} {e.type} {e.source} {e.target} {_facts(e, mirror)}"
        for e in told
        if not isinstance(e, CombatantJoined | FightStarted)
    )


def _facts(event: CombatEvent, mirror: int | None) -> dict[str, object]:
    facts = details(event)
    if mirror is not None:
        for key, value in facts.items():
            if isinstance(value, int) and key in (*PLACES, "way"):
                facts[key] = -value if key == "way" else mirror - value
    return facts
