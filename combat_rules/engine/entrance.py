"""How combatants come into a fight: what is asked for as an input, and the seat that it gives."""

from collections.abc import Collection, Mapping
from itertools import filterfalse

from combat_rules.engine.checks import demand_name, demand_sound
from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.crowd import disperse, gather
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.perception import sees
from combat_rules.engine.core.records import Draft, Seat, Sight
from combat_rules.engine.core.seats import copy_of, own, with_sight
from combat_rules.engine.core.showing import combatant_state
from combat_rules.engine.core.statuses import follow_statuses
from combat_rules.engine.core.words import AWARE, COMBATANT_JOINED, NONE, UNAWARE
from combat_rules.engine.inputs import Join
from combat_rules.engine.world import World
from combat_rules.errors import StateError, demand_known, did_you_mean, in_short
from combat_rules.model import (
    Archetype,
    CombatantState,
    Range,
    Sighting,
    ranges_of,
    require_int,
)
from combat_rules.model.fields import NAME, field_problems, frozen
from combat_rules.model.names import name_problem

SPACING = 10
"""Arena units between combatants of one side, as they line up behind each other."""

ADJUSTABLE = {
    name: ranges_of(CombatantState)[name]
    for name in (
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
}
"""What may be set for a combatant besides the attributes that plugins declare, and its ranges."""


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
) -> Join:
    """A combatant about to join, or a ``StateError`` that says what is wrong."""
    kind = _archetype(fight, archetype)
    id = kind.name if name is None else name
    side = id if team is None else team
    demand_name(id)
    demand_name(side, marks=True)
    given: dict[str, int] = {**kind.attributes, **attributes}
    _check_numbers(id, fight.rules.attribute_names, given)
    if position is not None:
        require_int("position", position, 0, fight.arena, code="state.invalid")
    left = _starts_left(world, side)
    health = given.get("max_health", max(kind.health, given.get("health", 0)))
    stamina = given.get("max_stamina", max(kind.stamina, given.get("stamina", 0)))
    numbers: dict[str, int] = {
        "max_health": health,
        "max_stamina": stamina,
        "stamina_regeneration": kind.stamina_regeneration,
        "sight_range": kind.sight_range,
        "reaction": kind.reaction,
        "memory": kind.memory,
        "buffer": kind.buffer,
        "position": _start(fight, world, distance, left) if position is None else position,
        "facing": 1 if left else -1,
        "health": health,
        "stamina": stamina,
        **{one.name: one.default for one in fight.ruleset.attributes_of(kind.name)},
        # All that may be given has its place by now: the names stay those of the rules.
        **given,
    }
    mind = kind.controller if controller is None else controller
    _demand_controller(fight, mind)
    return Join(
        world.now, NAME.plain(id), kind.name, NAME.plain(side), NAME.plain(mind), kind.actions,
        numbers,
    )  # fmt: skip


def take_seat(draft: Draft, join: Join) -> None:
    """Put a newcomer into a draft. Raises ``StateError`` if it cannot be, whoever asks for it."""
    fight = draft.fight
    _check_names(fight, draft, join)
    n = join.numbers
    place = len(draft.seats)
    unknown = Sight(UNAWARE, False, draft.now, draft.now)
    try:
        seat = Seat(
            place, join.name, join.team, join.archetype, join.controller,
            tuple(join.actions), n["max_health"], n["max_stamina"], n["stamina_regeneration"],
            n["sight_range"], n["reaction"], n["memory"], n["health"], n["stamina"],
            n["position"], n["facing"],
            tuple(map(n.__getitem__, fight.rules.attribute_names)),
            (0,) * (1 + len(fight.rules.attribute_names)), draft.now,
            (unknown,) * (place + 1), (Sighting(draft.now, "", "idle"),), place,
            kind=fight.rules.kinds.get(join.archetype, 0),
        )  # fmt: skip
    except KeyError as error:
        raise StateError(
            f"{join.name} cannot join: its {error.args[0]} is not given", code="state.invalid"
        ) from error
    seat.buffer = n.get("buffer", 0)
    demand_sound(fight, combatant_state(fight.rules, seat), draft.now)
    for other in range(place):
        known = own(draft, other)
        known.sights = (*known.sights, unknown)
    draft.seats.append(seat)
    # It is the draft's own, as if it had been copied.
    draft.before = (*draft.before, copy_of(seat))
    draft.recheck = draft.moved = True
    # Those in each other's sight have been introduced: they start aware.
    aware = Sight(AWARE, True, draft.now, draft.now)
    if draft.sighted:
        gather(draft)
    for other in range(place):
        for one, another in ((place, other), (other, place)):
            if sees(draft, draft.seats[one], draft.seats[another]):
                observer = own(draft, one)
                observer.sights = with_sight(observer.sights, another, aware)
    disperse(draft)
    if draft.started and join.controller:
        own(draft, place).controller_due = draft.now
    say(draft, COMBATANT_JOINED, place, NONE, NONE, n["position"], 0, 0)
    draft.said[-1].more = (join.archetype, join.team)
    if draft.statuses:
        follow_statuses(draft, NONE)


def _archetype(fight: Fight, archetype: str | Archetype) -> Archetype:
    """The kind of combatant that is meant, or one of the program's own that can be."""
    known = fight.ruleset.archetypes
    if not isinstance(archetype, Archetype):
        found = known.get(archetype) if isinstance(archetype, str) else None
        if found is None:
            broken = [plugin for plugin in fight.ruleset.plugins if plugin.problems]
            why = "".join(f"; plugin {p.name} is left out: {p.problems[0]}" for p in broken)
            near = did_you_mean(archetype, known)
            raise StateError(
                f"there is no archetype {in_short(archetype)}; {near}{why}",
                code="archetype.unknown",
                archetype=archetype,
            )
        return found
    if any(archetype is one for one in known.values()):
        return archetype
    named = name_problem(archetype.name)
    problems = field_problems(archetype, Archetype) or ([named] if named else [])
    if not problems and (archetype.maxima or archetype.regenerations):
        like, ranges = known.get(archetype.name), (archetype.maxima, archetype.regenerations)
        if like is None or ranges != (like.maxima, like.regenerations):
            problems = [
                "its maxima and regenerations are no plugin's; contribute the archetype with "
                "combat_archetypes, or leave them out"
            ]
    if problems:
        raise StateError(
            f"this archetype cannot be: {'; '.join(problems)}",
            code="archetype.invalid",
            problems=tuple(problems),
        )
    return frozen(archetype, Archetype)


def _check_names(fight: Fight, draft: Draft, join: Join) -> None:
    demand_name(join.name)
    demand_name(join.team, marks=True)
    for seat in draft.seats:
        if seat.id == join.name:
            raise StateError(
                f"{join.name!r} {_standing(seat)}; give this combatant a name of its own",
                code="combatant.duplicate",
                combatant=join.name,
            )
    for name in filterfalse(fight.rules.places.__contains__, join.actions):
        raise StateError(
            f"{join.archetype} is to know {in_short(name)}, but the ruleset knows no action "
            f"{in_short(name)}; {did_you_mean(name, fight.rules.places)}",
            code="action.unknown",
            action=name,
        )
    _demand_controller(fight, join.controller)


def _standing(seat: Seat) -> str:
    """How it stands with somebody who has joined, in words."""
    if not seat.defeated:
        return "fights already"
    return "has withdrawn for good" if seat.health > 0 else "has fallen, and nobody gets up again"


def _demand_controller(fight: Fight, name: object) -> None:
    if not isinstance(name, str) or name:
        demand_known("controller", name, fight.rules.controllers)


def _check_numbers(id: object, declared: Collection[str], given: Mapping[str, int]) -> None:
    """Names and numbers; whether they fit together is asked of the whole record later."""
    for name, value in given.items():
        allowed = ADJUSTABLE.get(name) or (Range() if name in declared else None)
        if allowed is None:
            near = did_you_mean(name, [*ADJUSTABLE, *declared])
            raise StateError(
                f"{id} cannot be given {in_short(name)}; {near}",
                code="attribute.unknown",
                attribute=name,
            )
        if value not in allowed:
            raise StateError(
                f"{id} cannot be given that: {allowed.problem(name, value)}",
                code="attribute.invalid",
                attribute=name,
            )


def _starts_left(world: World, side: object) -> bool:
    """The first to join starts on the left, its side with it; everybody else on the right."""
    return not world.seats or world.seats[0].team == side


def _start(fight: Fight, world: World, distance: int, left: bool) -> int:
    start = (fight.arena - distance) // 2
    seats = world.seats
    behind = SPACING * len([seat for seat in seats if (seat.team == seats[0].team) == left])
    return max(0, start - behind) if left else min(fight.arena, start + distance + behind)
