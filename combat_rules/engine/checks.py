"""The doors of a fight: what comes in from outside is checked before anything is done with it."""

from collections.abc import Iterable, Mapping

from combat_rules.engine.state.world import Fight
from combat_rules.errors import ActionError, StateError
from combat_rules.model import Attribute, CombatantState, Command, Dice, Roller
from combat_rules.model.limits import LIMIT
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

NUMBERS = ("stamina_regeneration", "sight_range", "reaction", "memory")
"""What of a combatant's record is a plain number from 0 up."""


def whole(name: str, value: int, low: int, high: int = LIMIT) -> None:
    """Raise ``StateError`` unless ``value`` is a whole number from ``low`` to ``high``."""
    if type(value) is not int or not low <= value <= high:
        raise StateError(
            f"{name} is {value!r}; it is a whole number from {low} to {high}",
            code="fight.invalid",
            name=name,
            value=value,
        )


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
    whole("duration", duration, 1)
    whole("max_distance", max_distance, 1)
    whole("distance", distance, 0, max_distance)
    whole("seed", seed, -(2**63), 2**63 - 1)
    whole("number", number, 0)
    # Both ends get the same room, so that no seat is better: an odd unit is left out.
    arena = max_distance - (max_distance - distance) % 2
    return Fight(ruleset, seed, number, duration, arena, strict, dice), distance


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


def demand_in_time(command: Command, now: int) -> None:
    """Raise ``ActionError`` unless a command's time is yet to come."""
    if type(command.at) is not int or command.at < now:
        raise ActionError(
            f"a command for {command.actor} is due at tick {command.at!r}, "
            f"but it is tick {now} already",
            code="command.late",
            actor=command.actor,
        )


def known(combatant: str, combatants: Mapping[str, CombatantState]) -> CombatantState:
    """The record of a combatant among ``combatants``, or a ``StateError`` naming them."""
    state = combatants.get(combatant) if isinstance(combatant, str) else None
    if state is None:
        raise StateError(
            f"there is no combatant {combatant!r}; in this fight: "
            f"{', '.join(combatants) or 'nobody yet'}",
            code="combatant.unknown",
            combatant=combatant,
        )
    return state


def demand_possible(state: CombatantState, arena: int, attributes: Mapping[str, Attribute]) -> None:
    """Raise ``StateError`` if a record cannot be, listing everything that is wrong."""
    ranges = {
        "max_health": (1, LIMIT),
        "max_stamina": (0, LIMIT),
        **dict.fromkeys(NUMBERS, (0, LIMIT)),
        "health": (0, state.max_health),
        "stamina": (0, state.max_stamina),
        "position": (0, arena),
        **{a.name: (a.minimum, a.maximum) for a in attributes.values()},
    }
    wrong = [
        f"{name} is {value!r}, allowed is a whole number from {low} to {high}"
        for name, (low, high) in ranges.items()
        if type(value := getattr(state, name)) is not int or not low <= value <= high
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
