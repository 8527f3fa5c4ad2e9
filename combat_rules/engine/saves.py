"""Saves: whether a world from outside fits a fight, so that the fight can go on from it."""

from collections.abc import Iterator

from msgspec import msgpack
from msgspec.structs import replace

from combat_rules.engine.agreement import disagreements, is_sound
from combat_rules.engine.checks import demand_sound
from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Result, Seat, Shot
from combat_rules.engine.core.showing import ENDING_WORDS, combatant_state
from combat_rules.engine.core.words import NONE
from combat_rules.engine.world import Save, World
from combat_rules.errors import CombatError, StateError, in_short
from combat_rules.model import Command
from combat_rules.plugins.fingerprint import changes

Facts = tuple[
    int, tuple[Seat, ...], tuple[Shot, ...], tuple[Command, ...], int, bool, bool, Result | None
]
"""Of which kinds the facts of a world are."""

_encode = msgpack.Encoder().encode
_decode = msgpack.Decoder(Facts).decode

FEW = 5
"""How many differences between two rulesets are named."""


def fitting(save: Save, fight: Fight) -> World:
    """The world of a save made in an equal fight, or a ``StateError`` that says what differs."""
    if not isinstance(save, Save) or not isinstance(save.world, World):
        raise StateError(
            f"a fight is loaded from what save() gave, not from {in_short(save)}", code="state.load"
        )
    world = save.world
    try:
        found = list(_differences(world.rules, fight.rules))
        if found:
            raise StateError(
                f"the save was made in a fight under other rules: {'; '.join(found[:FEW])}"
                f"{' ...' if len(found) > FEW else ''}. Load it into an equal fight",
                code="state.load",
            )
        world = world if world.rules is fight.rules else replace(world, rules=fight.rules)
        wrong = next(_misfits(world, fight), "")
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        # Where parts are of other kinds than they should be, questions about them have no answer.
        wrong = f"{type(error).__name__}: {error}"
    if wrong:
        raise StateError(
            f"the save does not fit this fight: {wrong}. Load what save() gave, in this fight "
            "or an equal one",
            code="state.load",
        )
    return world


def misfit(world: World, fight: Fight) -> str:
    """The first thing that no fight could have in its world, in words; empty if there is none."""
    seats, rules = world.seats, fight.rules
    if len({seat.id for seat in seats}) != len(seats):
        return "two have the same name"
    for place, seat in enumerate(seats):
        for name, holds in _fits(seat, place, len(seats), rules):
            if not holds:
                return f"the {name} of {seat.id} cannot be so: {getattr(seat, name)!r}"
        try:
            demand_sound(fight, combatant_state(rules, seat), world.now)
        except CombatError as error:
            return str(error)
    for shot in world.shots:
        if not is_sound(shot, world, fight):
            return f"a projectile cannot be so: {shot}"
    return ""


def _misfits(world: World, fight: Fight) -> Iterator[str]:
    """What a fight could not go on from; kinds and places first, since others build on them."""
    if _decode(_encode(world.facts)) != world.facts:
        yield "its parts are not of the kinds that they should be"
    if not 0 <= world.now <= fight.duration:
        yield f"it is tick {world.now}; a tick of this fight is 0 to {fight.duration}"
    if world.sequence < 0:
        yield f"its next event has the number {world.sequence}"
    if list(world.scheduled) != sorted(world.scheduled, key=lambda command: command.at):
        yield "its scheduled commands are not in the order of their time"
    for seat in world.seats:
        # A hit pause puts off what was begun to its end.
        put_off = max(world.now, seat.paused_until)
        for at, last in (
            (seat.settled_at, world.now),
            (seat.started, put_off),
            (seat.phase_since, put_off),
        ):
            if not 0 <= at <= last:
                yield f"it is tick {world.now}, and {seat.id} did something at tick {at}"
        if not NONE <= seat.last_event < max(world.sequence, 1):
            yield f"{seat.id} has announced event {seat.last_event}, which there was not"
    found = misfit(world, fight)
    if found:
        yield found
    yield from map(str, disagreements(world, fight))


def _fits(seat: Seat, place: int, seats: int, rules: FightRules) -> Iterator[tuple[str, bool]]:
    """The fields of a seat that speak of places, and whether there are such places."""
    moves, statuses = range(len(rules.moves)), range(len(rules.statuses))
    chart = rules.charts[seat.move] if seat.move in moves else None
    yield "place", seat.place == place
    yield "move", seat.move in moves and (seat.state is None) is (seat.move == 0)
    yield "leg", seat.leg in range(len(chart.phases)) if chart is not None else seat.leg >= 0
    yield "deep", (seat.deep is None) is (chart is None or chart.rows is not None)
    yield "target", seat.target in range(seats)
    yield "sights", len(seat.sights) == seats
    yield "values", len(seat.values) == len(rules.attribute_names)
    yield "fractions", len(seat.fractions) == 1 + len(rules.attribute_names)
    yield "kind", seat.kind == rules.kinds.get(seat.archetype, 0)
    yield "cooldowns", all(cooldown.move in moves for cooldown in seat.cooldowns)
    yield "statuses", all(state.status in statuses for state in seat.statuses)
    yield "actions", all(name in rules.places for name in seat.actions)
    yield "controller", seat.controller in ("", *rules.controllers)
    yield "ending", seat.ending in range(len(ENDING_WORDS))
    yield "acts", seat.acts >= 0
    yield "recovery", seat.recovery >= NONE


def _differences(theirs: FightRules, mine: FightRules) -> Iterator[str]:
    """In what two rulesets differ, in words; by their sources, where both are still there."""
    if theirs is mine:
        return
    known = {name for names in mine.names for name in names}
    missing = [name for names in theirs.names for name in names if name not in known]
    one, other = theirs.ruleset(), mine.ruleset()
    if missing:
        yield f"this one knows no {', '.join(missing)}"
    elif one is not None and other is not None:
        yield from map(str, changes(one, other))
    elif (theirs.names, theirs.rows) != (mine.names, mine.rows):
        yield "actions, attributes or statuses of the same names are not the same"
