"""Checks of what comes into a fight from outside, before anything is done with it."""

from collections.abc import Iterable, Mapping

from combat_rules.engine.core.fight import Fight, rules_for
from combat_rules.engine.core.records import Result
from combat_rules.engine.core.refusing import unknown_action
from combat_rules.engine.world import World
from combat_rules.errors import ActionError, StateError
from combat_rules.model import (
    Attribute,
    CombatantState,
    Command,
    Dice,
    Roller,
    int_problem,
    ranges_of,
    require_int,
)
from combat_rules.model.limits import Range
from combat_rules.plugins import Ruleset

OF_THE_ENGINE = (
    "id",
    "action",
    "doing",
    "phase",
    "state",
    "phase_since",
    "stunned_until",
    "stun",
    "interrupted",
    "defeated",
    "acts",
    "controller",
)
"""What a combatant's record says of other systems; it follows from what happens in the fight."""

NUMBERS = (
    "max_health", "max_stamina", "stamina_regeneration", "sight_range", "reaction", "memory",
    "health", "stamina", "position",
)  # fmt: skip
"""The numbers of a combatant's record that can be set, in the order in which they are checked."""


def new_fight(
    ruleset: Ruleset,
    seed: int,
    number: int,
    duration: int | None,
    distance: int | None,
    max_distance: int | None,
    strict: bool,
    dice: Roller = Dice,
) -> tuple[Fight, int]:
    """What does not change during a fight, and how far apart the first two start.

    What is left out is as the ruleset's stage has it. Raises ``StateError`` that says what is
    wrong.
    """
    if not isinstance(ruleset, Ruleset):
        raise StateError(
            f"ruleset is {ruleset!r}; make one with load_ruleset()", code="fight.invalid"
        )
    stage = ruleset.stage
    duration = stage.duration if duration is None else duration
    max_distance = stage.arena if max_distance is None else max_distance
    distance = stage.distance if distance is None else distance
    require_int("duration", duration, 1)
    require_int("max_distance", max_distance, 1)
    require_int("distance", distance, 0, max_distance)
    require_int("seed", seed, -(2**63), 2**63 - 1)
    require_int("number", number, 0)
    # Both ends get the same room, so that no seat is better: an odd unit is left out.
    arena = max_distance - (max_distance - distance) % 2
    rules = rules_for(ruleset)
    return Fight(ruleset, seed, number, duration, arena, strict, rules, dice), distance


def commands_in(commands: Iterable[Command]) -> list[Command]:
    """Commands from outside as a list, or an ``ActionError`` for what is none."""
    if not isinstance(commands, Iterable):
        raise ActionError(
            f"a schedule is a list of commands, not {commands!r}", code="command.invalid"
        )
    wanted = list(commands)
    for command in wanted:
        if not isinstance(command, Command):
            raise ActionError(
                f"{command!r} is no command; a command is Command(actor=..., action=...)",
                code="command.invalid",
            )
    return wanted


def demand_possible(fight: Fight, world: World, command: Command) -> None:
    """Raise ``StateError`` or ``ActionError`` if a command names what does not exist."""
    world.demand_place(command.actor)
    if command.target is not None:
        world.demand_place(command.target)
    places = fight.rules.places
    if not command.cancel and not (isinstance(command.action, str) and command.action in places):
        raise unknown_action(command.action, places)


def demand_in_time(command: Command, now: int) -> None:
    """Raise ``ActionError`` unless a command's time is yet to come."""
    if command.at not in Range(now):
        raise ActionError(
            f"a command for {command.actor} is due at tick {command.at!r}, "
            f"but it is tick {now} already",
            code="command.late",
            actor=command.actor,
        )


def demand_fight_on(result: Result | None, what: str) -> None:
    """Raise ``ActionError`` once the fight is over."""
    if result is not None:
        raise ActionError(
            f"nobody can {what}: the fight ended at tick {result.at} by {result.reason}",
            code="fight.over",
            result=result,
        )


def demand_record_of(before: CombatantState, after: CombatantState) -> None:
    """Raise ``StateError`` if a record changes what follows from the fight and cannot be set."""
    changed = [name for name in OF_THE_ENGINE if getattr(before, name) != getattr(after, name)]
    if changed:
        raise StateError(
            f"{', '.join(changed)} of {before.id} cannot be set: it follows from what happens in "
            "the fight. Actions are started with execute_action and ended with cancel",
            code="state.owned",
            combatant=before.id,
            fields=tuple(changed),
        )


def demand_sound(state: CombatantState, arena: int, attributes: Mapping[str, Attribute]) -> None:
    """Raise ``StateError`` if a record cannot be, listing everything that is wrong."""
    declared = ranges_of(CombatantState)
    ranges = {name: declared[name] for name in NUMBERS}
    limits = {"health": state.max_health, "stamina": state.max_stamina, "position": arena}
    wrong = [
        problem
        for name, (low, high) in ranges.items()
        if (problem := int_problem(name, getattr(state, name), low, limits.get(name, high)))
    ]
    wrong += [
        problem
        for a in attributes.values()
        if (problem := int_problem(a.name, getattr(state, a.name), a.minimum, a.maximum))
    ]
    if state.facing not in (-1, 1):
        wrong.append(f"facing is {state.facing!r}, allowed is -1 or 1")
    if wrong:
        raise StateError(
            f"{state.id} cannot be so: {'; '.join(wrong)}. Nothing was changed",
            code="state.invalid",
            combatant=state.id,
            problems=tuple(wrong),
        )
