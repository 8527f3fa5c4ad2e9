"""The stage: scenes made to order, in which guards and rules can be tried without a fight."""

from collections.abc import Mapping
from enum import Enum

import msgspec

from combat_rules.engine.checks import new_fight
from combat_rules.engine.entrance import newcomer
from combat_rules.engine.fold import apply
from combat_rules.engine.world import empty_world
from combat_rules.errors import ActionError, StateError, demand_known, did_you_mean
from combat_rules.model import (
    Action,
    ActionState,
    Archetype,
    AwarenessLevel,
    CombatantState,
    Dice,
    Outcome,
    Scene,
    ranges_of,
    replace,
    require_int,
)
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.fields import data_problems
from combat_rules.plugins import Move, Ruleset, build_move, standard_ruleset
from combat_rules.plugins.checks import demand_usable

DISTANCE = 10
"""Arena units between the two of a scene, unless it is said otherwise."""

Given = Mapping[str, object]
"""Fields of a combatant by name; ``archetype`` chooses what the others start from."""


@checks_arguments
def make_scene(
    action: str | Action = "attack",
    *,
    actor: Given | None = None,
    target: Given | None = None,
    distance: int | None = None,
    now: int | None = None,
    phase: str | None = None,
    in_phase: int = 0,
    awareness: AwarenessLevel = AwarenessLevel.AWARE,
    target_awareness: AwarenessLevel = AwarenessLevel.AWARE,
    target_action: str | Action | None = None,
    outcome: Outcome | None = None,
    follow_up: str | Action | None = None,
    dice: Dice | None = None,
    foes_between: int = 0,
    friends_between: int = 0,
    ruleset: Ruleset | None = None,
) -> Scene:
    """A scene in which the actor, ready to start ``action``, faces the target.

    ``actor`` and ``target`` set any field of ``CombatantState``, plugins' attributes among
    them; the rest is as an archetype starts. The target stands ``distance`` arena units (10)
    to the right unless positions are given, and faces the actor, with ``foes_between`` and
    ``friends_between`` of the actor's in between. With ``phase`` the action runs, for ``in_phase``
    ticks in that phase; it started at tick 0 unless ``now`` says what tick it is. Without
    ``ruleset`` it is the standard one. Raises ``ActionError`` or ``StateError`` for unknown
    names and impossible values.
    """
    rules = standard_ruleset() if ruleset is None else ruleset
    move = _move(rules, action)
    earliest = _earliest(move, phase, in_phase)
    now = earliest if now is None else require_int("now", now, 0)
    if now < earliest:
        raise StateError(
            f"now is {now}, and {move.action.name} has been in {phase} for {in_phase} ticks at "
            f"tick {earliest} at the earliest; leave now out, or give {earliest} or more",
            code="scene.time",
        )
    kind = _who_knows(rules, move.action.name)
    running = None if phase is None else _running(move, phase, now, in_phase)
    left = _combatant(rules, "actor", kind, actor or {}, now)
    left = left if running is None else _doing(left, running)
    right = _combatant(rules, "target", kind, target or {}, now)
    if not (target and "position" in target):
        apart = DISTANCE if distance is None else distance
        require_int("distance", apart, 0)
        where = require_int("position of the target", left.position + apart, 0)
        right = replace(right, position=where)
    elif distance not in (None, abs(right.position - left.position)):
        raise StateError(
            f"the scene's distance is {distance}, but the positions {left.position} and "
            f"{right.position} are not; give one of the two",
            code="scene.distance",
        )
    if right.position < left.position:
        left, right = _facing(left, -1, actor), _facing(right, 1, target)
    return Scene(
        left,
        right,
        move.action,
        abs(right.position - left.position),
        now,
        Dice(0, 0, now, left.id) if dice is None else dice,
        running,
        None if target_action is None else _move(rules, target_action).action,
        awareness,
        target_awareness,
        outcome,
        None if follow_up is None else _move(rules, follow_up).action,
        foes_between=require_int("foes_between", foes_between, 0),
        friends_between=require_int("friends_between", friends_between, 0),
    )


def _earliest(move: Move, phase: str | None, in_phase: int) -> int:
    """The first tick at which an action can have been in a phase for so long."""
    require_int("in_phase", in_phase, 0)
    if phase is not None:
        return ticks_before(move, phase) + in_phase
    if in_phase:
        raise StateError(
            f"in_phase is {in_phase}, and without a phase nothing runs; give one of "
            f"{', '.join(move.ticks)}",
            code="scene.time",
        )
    return 0


def _facing(state: CombatantState, way: int, given: Given | None) -> CombatantState:
    """Somebody who looks to that side, unless it is said where."""
    return state if given and "facing" in given else replace(state, facing=way)


def ticks_before(move: Move, phase: str) -> int:
    """The ticks of the phases declared before ``phase``: when it would begin by itself."""
    names = list(move.ticks)
    if phase not in names:
        raise StateError(
            f"{move.action.name} has no phase {phase!r}; {did_you_mean(phase, names)}",
            code="phase.unknown",
        )
    return sum(move.ticks[name] for name in names[: names.index(phase)])


def _move(ruleset: Ruleset, action: str | Action) -> Move:
    if isinstance(action, Action):
        known = ruleset.moves.get(action.name) if isinstance(action.name, str) else None
        if known and known.action == action:
            return known
        demand_usable(action)
        return build_move(action)
    move = ruleset.moves.get(action) if isinstance(action, str) else None
    if move is None:
        raise ActionError(
            f"there is no action {action!r} in this ruleset; {did_you_mean(action, ruleset.moves)}",
            code="action.unknown",
            action=action,
        )
    return move


def _who_knows(ruleset: Ruleset, action: str) -> Archetype:
    kinds = list(ruleset.archetypes.values())
    return next((kind for kind in kinds if action in kind.actions), None) or (
        kinds[0] if kinds else Archetype(name="anybody", actions=())
    )


def _combatant(
    ruleset: Ruleset, id: str, kind: Archetype, given: Given, now: int
) -> CombatantState:
    wanted = dict(given)
    if "archetype" in wanted:
        name = wanted.pop("archetype")
        demand_known("archetype", name, ruleset.archetypes)
        kind = ruleset.archetypes[str(name)]
    fight, _ = new_fight(ruleset, 0, 0, None, None, None, True)
    nobody = empty_world(fight.rules)
    joined = newcomer(fight, nobody, 0, kind, id, None, 0, "", {})
    fresh = apply(fight, nobody, joined).world.combatants[id]
    if id == "target":
        fresh = replace(fresh, facing=-1)
    fields, numbers = type(fresh).__struct_fields__, ranges_of(type(fresh))
    for name, value in wanted.items():
        if name not in fields:
            raise StateError(
                f"the {id} has no {name!r}; {did_you_mean(name, fields)}",
                code="attribute.unknown",
                attribute=name,
            )
        if name in numbers:
            require_int(f"{name} of the {id}", value, *numbers[name])
    for name, most in (("health", "max_health"), ("stamina", "max_stamina")):
        value, limit = wanted.get(name), wanted.get(most)
        if type(value) is not int:
            continue
        if type(limit) is not int:
            wanted[most] = max(value, getattr(fresh, most))
        elif value > limit:
            raise StateError(
                f"{name} of the {id} is {value}, and its {most} {limit}; give no more, or leave "
                f"{most} out",
                code="attribute.invalid",
            )
    return _checked(replace(fresh, settled_at=now, **{k: _plain(v) for k, v in wanted.items()}), id)


def _checked(state: CombatantState, id: str) -> CombatantState:
    """The record with every field of the type it is declared as."""
    kind = type(state)
    values = {name: _plain(getattr(state, name)) for name in kind.__struct_fields__}
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        wrong = "; ".join(data_problems(kind, values))
        raise StateError(f"the {id} cannot be so: {wrong}", code="attribute.invalid") from error


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _running(move: Move, phase: str, now: int, in_phase: int) -> ActionState:
    before = ticks_before(move, phase)
    since = now - in_phase
    return ActionState(
        id="actor#1",
        actor="actor",
        target="target",
        name=move.action.name,
        position=move.runner.position(phase),
        state=move.kinds[phase],
        started=since - before,
        phase_since=since,
        due=since + move.ticks[phase],
    )


def _doing(state: CombatantState, running: ActionState) -> CombatantState:
    """The actor as it is while it does something; what was given for it stays."""
    return replace(
        state,
        action=running.id,
        doing=running.name,
        phase=running.phase,
        state=running.state,
        phase_since=running.phase_since,
        acts=max(state.acts, 1),
    )
