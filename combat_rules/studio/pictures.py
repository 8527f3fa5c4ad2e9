"""Pictures: what a page shows of a fight at one tick, as plain data."""

from collections.abc import Iterable, Mapping

from msgspec.structs import asdict

from combat_rules.balance.pilots.pilot import controller_name
from combat_rules.design.own_guards import guards_of
from combat_rules.design.reasons import place_of, plain_values
from combat_rules.engine.core.refusals import Reason
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.ways import Way
from combat_rules.errors import CombatError, in_words
from combat_rules.model import (
    Action,
    ActionRole,
    ActionStateType,
    AwarenessLevel,
    CombatantState,
    Guard,
    claim,
    name_of,
)
from combat_rules.plugins import Ruleset
from combat_rules.plugins.diagrams import diagram_of, validations_of

Data = dict[str, object]

ACTIVE = ActionStateType.RELEASE


def trouble(error: Exception) -> Data:
    """What a page is told of something that cannot be, or should not have happened."""
    if isinstance(error, CombatError):
        return {"error": str(error), "code": error.code}
    return {"error": f"this should not have happened: {in_words(error)}", "code": "studio.fault"}


def picture(combat: CombatSystem) -> Data:
    """The fight as it is: everybody, everything that flies, and how it ended if it did."""
    world, everybody = combat.state.world, combat.combatants
    result = world.result
    return {
        "now": world.now,
        "who": [_fighter(combat, state, everybody) for state in everybody.values()],
        "flying": [
            {
                "id": one.id, "owner": one.owner, "at": one.position, "way": one.way,
                "action": one.action,
            }
            for one in world.projectiles.values()
        ],
        "result": None
        if result is None
        else {"winner": result.winner, "reason": result.reason.replace("_", " ")},
    }  # fmt: skip


def _fighter(combat: CombatSystem, state: CombatantState, everybody: Iterable[str]) -> Data:
    """One of everybody as a page draws it."""
    ruleset, now = combat.ruleset, combat.now
    running = combat.actions.get_current_action(state.id)
    data: Data = {
        "id": state.id,
        "kind": state.archetype,
        "steered": state.controller,
        "health": state.health,
        "max_health": state.max_health,
        "stamina": state.stamina,
        "max_stamina": state.max_stamina,
        "at": state.position,
        "facing": state.facing,
        "sight": state.sight_range,
        "stun": max(0, state.stunned_until - now),
        "stunned": None if state.stun is None else state.stun.value,
        "pause": max(0, state.paused_until - now),
        "fallen": state.defeated and ("withdrew" if state.health else "defeated"),
        "attributes": [
            [a.name, getattr(state, a.name), a.maximum]
            for a in ruleset.attributes_of(state.archetype)
        ],
        "statuses": [
            status.rule.name
            for status in ruleset.statuses
            if getattr(state, status.rule.attribute) > 0
        ],
        "knows": {
            other: AwarenessLevel(combat.awareness.get_state(state.id, other).level).name.lower()
            for other in everybody
            if other != state.id
        },
    }
    if running is not None:
        action = ruleset.moves[running.name].action
        data["doing"] = {
            "name": running.name,
            "phase": running.phase,
            "kind": running.state.value,
            "active": list(running.position.active),
            "ticks": running.phase_ticks,
            "left": running.left(now),
            "outcome": None if running.outcome is None else running.outcome.value,
            "reach": action.longest_reach,
            "strikes": running.state is ACTIVE,
        }
    return data


def ways(combat: CombatSystem, who: str) -> list[Data]:
    """Every way on of a combatant, with every guard, green and red."""
    if combat.result is not None:
        return []
    return [way_data(way, deep=False) for way in combat.ways(who)]


def way_data(way: Way, *, deep: bool) -> Data:
    """A way on as data; ``deep`` is with what would have to change, which takes longer."""
    return {
        "event": way.event,
        "action": way.action,
        "holds": way.holds,
        "source": way.source,
        "to": way.to,
        "target": way.target,
        "guards": [reason_data(reason, deep=deep) for reason in way.reasons],
    }


def reason_data(reason: Reason, *, deep: bool) -> Data:
    """A guard and what it said."""
    name = reason.name if reason.wanted else f"not {reason.name}"
    data: Data = {"name": name, "holds": reason.holds}
    if deep:
        data |= {
            "claim": reason.claim,
            "origin": place_of(reason) or reason.origin,
            "seen": list(plain_values(reason)),
            "ticks": reason.ticks,
            "error": reason.error,
        }
    return data


def why(combat: CombatSystem, who: str, action: str) -> Data:
    """Why an action may start now, or not: what the fighter is at, every guard with what it saw,
    what would have to change, and after how many ticks time alone would do it."""
    if combat.result is not None:
        return {"event": "start", "action": action, "holds": False, "guards": [], "over": True}
    for way in combat.ways(who):
        if way.event in ("start", "chain") and way.action == action:
            return {**way_data(way, deep=True), "busy": _busy(combat, who)}
    known = action in combat.ruleset.moves
    claim = f"{who} does not know {action}" if known else f"there is no action {action}"
    guard = {"name": "knows_action", "holds": False, "claim": claim, "seen": []}
    return {"event": "start", "action": action, "holds": False, "guards": [guard]}


def _busy(combat: CombatSystem, who: str) -> str:
    """What a combatant is at, in words; empty if it is free."""
    state, now = combat.combatant(who), combat.now
    running = combat.actions.get_current_action(who)
    if state.paused_until > now:
        return f"{who} stands in a hit pause for {state.paused_until - now} more ticks"
    if state.stunned_until > now and state.stun is not None:
        return f"{who} is in {state.stun.value} for {state.stunned_until - now} more ticks"
    if running is not None:
        action = combat.ruleset.moves[running.name].action
        return f"{who} is in the {running.phase} of {action.called}"
    return ""


def rules_data(ruleset: Ruleset) -> Data:
    """What a page needs to know of the rules themselves. A controller that steers one archetype
    ``only`` is a pilot."""
    pilots = {controller_name(kind): kind for kind in ruleset.archetypes}
    stage = ruleset.stage
    return {
        "second": stage.ticks_per_second,
        "arena": stage.arena,
        "distance": stage.distance,
        "archetypes": [
            {
                "name": kind.name,
                "description": kind.description,
                "controller": kind.controller,
                "actions": list(kind.actions),
            }
            for kind in ruleset.archetypes.values()
        ],
        "controllers": [
            {
                "name": one.rule.name,
                "description": one.rule.description,
                "plugin": one.plugin,
                "only": pilots.get(one.rule.name),
            }
            for one in ruleset.controllers.values()
        ],
        "moves": [
            {
                "name": name,
                "title": move.action.called,
                "plugin": move.plugin,
                "description": move.action.description,
                "walks": _walks(move.action),
            }
            for name, move in ruleset.moves.items()
        ],
    }  # fmt: skip


def _walks(action: Action) -> int:
    """Which way a move walks: 1 to the foe, -1 from it, 0 if that is not what it is for."""
    return ((action.travel > 0) - (action.travel < 0)) * (action.role is ActionRole.MOVE)


def chart_data(ruleset: Ruleset, action: str, brief: bool) -> Data:
    """A move's chart as an SVG element, each of its transitions, and its guards in words; a
    ``brief`` picture is without guards."""
    diagram, move = diagram_of(ruleset, action), ruleset.moves[action]
    return {
        "action": action,
        "plugin": move.plugin,
        "description": diagram.sketch.description,
        "validations": _in_words(
            {name_of(guard): guard for guard in validations_of(ruleset, move.action)}
        ),
        "guards": _in_words(guards_of(move.action)),
        "svg": diagram.element(action, brief=brief),
        "arrows": [{"number": n, **asdict(one)} for n, one in enumerate(diagram.sketch.arrows)],
        "runner": move.runner.name,
    }


def _in_words(guards: Mapping[str, Guard]) -> list[Data]:
    return [{"name": name, "claim": claim(guard)} for name, guard in guards.items()]
