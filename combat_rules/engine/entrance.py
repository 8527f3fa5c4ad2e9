"""How combatants and saves come into a fight, and how changes from outside are told."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.state.doors import NUMBERS
from combat_rules.engine.state.manager import Save, Transaction
from combat_rules.engine.state.world import Fight, World
from combat_rules.errors import StateError
from combat_rules.model import Archetype, CombatantState
from combat_rules.model.events import CombatantChanged, CombatantJoined
from combat_rules.model.limits import LIMIT

SPACING = 10
"""Arena units between combatants of one side, as they line up behind each other."""

ADJUSTABLE = (
    "health",
    "stamina",
    "max_health",
    "max_stamina",
    "stamina_regeneration",
    "sight_range",
    "reaction",
    "memory",
    "facing",
)
"""What may be set for a combatant besides the attributes that plugins declare."""

LOWEST = {"max_health": 1, "facing": -1}
"""The lowest value of each of these, where it is not 0."""


def newcomer(
    fight: Fight,
    world: World,
    distance: int,
    archetype: str | Archetype,
    name: str | None,
    team: str | None,
    position: int | None,
    controller: str | None,
    attributes: Mapping[str, int],
) -> CombatantState:
    """The record of a combatant about to join, or a ``StateError`` that says what is wrong."""
    kind = _archetype(fight, archetype)
    id = kind.name if name is None else name
    if not isinstance(id, str) or not id.strip() or "#" in id:
        raise StateError(
            f"a combatant's name is a text without '#', not {id!r}", code="combatant.name"
        )
    if id in world.combatants:
        raise StateError(
            f"{id!r} fights already; give this combatant a name of its own",
            code="combatant.duplicate",
            combatant=id,
        )
    side = id if team is None else team
    if not isinstance(side, str) or not side.strip():
        raise StateError(f"a team's name is a text, not {side!r}", code="combatant.name")
    _check_actions(fight, kind)
    mind = kind.controller if controller is None else controller
    _check_controller(fight, mind)
    declared = {a.name: a.default for a in fight.ruleset.attributes}
    given = {**declared, **kind.attributes, **attributes}
    _check_numbers(id, declared, given)
    own = {"max_health": kind.health, "max_stamina": kind.stamina}
    _check_numbers(id, (), {**own, **{name: getattr(kind, name) for name in NUMBERS}})
    left = _starts_left(world, side)
    record: dict[str, Any] = {
        "id": id,
        "archetype": kind.name,
        "team": side,
        "actions": kind.actions,
        "controller": kind.controller if controller is None else controller,
        "max_health": given.get("max_health", max(kind.health, given.get("health", 0))),
        "max_stamina": given.get("max_stamina", max(kind.stamina, given.get("stamina", 0))),
        "stamina_regeneration": kind.stamina_regeneration,
        "sight_range": kind.sight_range,
        "reaction": kind.reaction,
        "memory": kind.memory,
        "position": _place(fight, world, distance, side, left, position),
        "facing": 1 if left else -1,
        "settled_at": world.now,
    }
    record["health"] = record["max_health"]
    record["stamina"] = record["max_stamina"]
    return fight.ruleset.combatant_type(**{**record, **given})


def enter_arena(
    tx: Transaction, state: CombatantState, events: EventSystem, awareness: AwarenessSystem
) -> None:
    """Put a newcomer into the world; the record is checked as any change from outside is."""
    tx.combatants[state.id] = state
    tx.update_combatant_state(state)
    awareness.meet(tx, state.id)
    if tx.started and state.controller:
        tx.thinking[state.id] = tx.now
    events.announce(
        tx,
        CombatantJoined(
            source=state.id,
            archetype=state.archetype,
            team=state.team,
            position=state.position,
        ),
    )


def announce_changes(tx: Transaction, events: EventSystem) -> None:
    """Tell what a transaction from outside has changed, combatant by combatant."""
    for who, state in tx.combatants.items():
        before = tx.base.combatants.get(who)
        if before is None or before is state:
            continue
        changed = {
            field: value
            for field in state.__struct_fields__
            if (value := getattr(state, field)) != getattr(before, field)
        }
        events.announce(tx, CombatantChanged(source=who, changed=changed))


def fitting(save: Save, fight: Fight) -> World:
    """The world of a save made in an equal fight, or a ``StateError`` that says what differs."""
    if not isinstance(save, Save):
        raise StateError(
            f"a fight is loaded from what save() gave, not from {save!r}", code="state.load"
        )
    fields = fight.ruleset.combatant_type.__struct_fields__
    known = {owned.rule.name for owned in fight.ruleset.statuses}
    for who, state in save.world.combatants.items():
        unknown = [name for name in state.actions if name not in fight.ruleset.moves]
        borne = [name for one, name in save.world.statuses if one == who]
        unknown += [name for name in borne if name not in known]
        if unknown or state.__struct_fields__ != fields or state.position > fight.arena:
            differs = f"it knows no {', '.join(unknown)}" if unknown else "combatants differ"
            raise StateError(
                f"the save with {who} was made in a fight under other rules: in this one "
                f"{differs}; load it into an equal fight",
                code="state.load",
                combatant=who,
            )
    return save.world


def _archetype(fight: Fight, archetype: str | Archetype) -> Archetype:
    if isinstance(archetype, Archetype):
        return archetype
    found = fight.ruleset.archetypes.get(archetype) if isinstance(archetype, str) else None
    if found is None:
        raise StateError(
            f"there is no archetype {archetype!r}; there are: "
            f"{', '.join(fight.ruleset.archetypes)}",
            code="archetype.unknown",
            archetype=archetype,
        )
    return found


def _check_actions(fight: Fight, kind: Archetype) -> None:
    for name in kind.actions:
        if not isinstance(name, str) or name not in fight.ruleset.moves:
            raise StateError(
                f"{kind.name} is to know {name!r}, but the ruleset knows no action {name!r}; "
                f"it knows: {', '.join(fight.ruleset.moves)}",
                code="action.unknown",
                action=name,
            )


def _check_controller(fight: Fight, controller: str) -> None:
    known = fight.ruleset.controllers
    if controller != "" and (not isinstance(controller, str) or controller not in known):
        raise StateError(
            f"there is no controller {controller!r}; there are: {', '.join(known)}, or '' for none",
            code="controller.unknown",
            controller=controller,
        )


def _check_numbers(id: str, declared: Iterable[str], given: Mapping[str, int]) -> None:
    """Names and numbers; whether they fit together is asked of the whole record later."""
    possible = [*ADJUSTABLE, *declared]
    for name, value in given.items():
        if name not in possible:
            close = get_close_matches(name, possible, 1)
            meant = f"; did you mean {close[0]!r}?" if close else "."
            raise StateError(
                f"{id} cannot be given {name!r}{meant} Possible: {', '.join(possible)}",
                code="attribute.unknown",
                attribute=name,
            )
        low = -LIMIT if name in declared else LOWEST.get(name, 0)
        if type(value) is not int or not low <= value <= LIMIT:
            raise StateError(
                f"{id} cannot have {name} {value!r}; it is a whole number from {low} to {LIMIT}",
                code="attribute.invalid",
                attribute=name,
            )


def _starts_left(world: World, side: str) -> bool:
    """The first to join starts on the left, its side with it; everybody else on the right."""
    first = next(iter(world.combatants.values()), None)
    return first is None or first.team == side


def _place(
    fight: Fight, world: World, distance: int, side: str, left: bool, position: int | None
) -> int:
    if position is not None:
        return position
    start = (fight.arena - distance) // 2
    behind = SPACING * sum(
        (c.team == side) if left else (c.team != next(iter(world.combatants.values())).team)
        for c in world.combatants.values()
    )
    return max(0, start - behind) if left else min(fight.arena, start + distance + behind)
