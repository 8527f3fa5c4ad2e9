"""Checks of what comes into a fight from outside, before anything is done with it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import filterfalse, islice

from combat_rules.charts.base import CANCEL, EVENTS
from combat_rules.engine.core.fight import Fight, rules_for
from combat_rules.engine.core.records import Result
from combat_rules.engine.core.refusing import unknown_action, unknown_combatant
from combat_rules.engine.core.showing import ENDING_WORDS
from combat_rules.engine.world import World
from combat_rules.errors import ActionError, StateError, did_you_mean, in_short, in_words
from combat_rules.model import (
    ActionState,
    CombatantState,
    Command,
    Dice,
    Roller,
    int_problem,
    ranges_of,
    require_int,
)
from combat_rules.model.fields import field_problems, frozen
from combat_rules.model.limits import LATEST, Range
from combat_rules.model.names import name_problem
from combat_rules.model.rules import deferral
from combat_rules.plugins import Ruleset

OF_THE_ENGINE = (
    "id",
    "action",
    "doing",
    "phase",
    "state",
    "phase_since",
    "stunned_until",
    "paused_until",
    "stun",
    "interrupted",
    "defeated",
    "acts",
)
"""What a combatant's record says of other systems; it follows from what happens in the fight."""

FIRST_TICK, LAST_TICK = ranges_of(Command)["at"]
"""The ticks that a command may name."""

NO_SIGNAL, NO_WAIT = Command(actor="").signal, Command(actor="").waited
"""What a command has that asks for no signal, and one that has not been waiting."""

MOST_COMMANDS = 100_000
"""Commands that are taken at once: a list of them that never ends is cut off there."""


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
            f"ruleset is {in_short(ruleset)}; make one with load_ruleset()", code="fight.invalid"
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
    if type(strict) is not bool:
        raise StateError(
            f"strict is {in_short(strict)}; True or False", code="fight.invalid", name="strict"
        )
    _demand_dice(dice)
    rules = rules_for(ruleset)
    return Fight(ruleset, seed, number, duration, arena, strict, rules, dice), distance


def _demand_dice(dice: Roller) -> None:
    """Raise ``StateError`` for what makes no dice, as one look shows."""
    sound = dice is Dice
    if not sound and deferral(dice) is None:
        with suppress(Exception):
            made = dice(0, 0, 0, "")
            sound = callable(made.roll) and callable(made.chance)
    if not sound:
        raise StateError(
            f"dice is {in_short(dice)}; give what makes the dice of a scene, such as Dice itself",
            code="fight.invalid",
            name="dice",
        )


def command_in(command: object) -> Command:
    """A command from outside with everything in it of the right kind; or an ``ActionError``."""
    try:
        if (
            type(command) is Command
            and type(command.actor) is str
            and command.actor.isascii()
            and type(command.action) is str
            and command.action.isascii()
            and type(command.at) is int
            and FIRST_TICK <= command.at <= LAST_TICK
            and command.target is None
            and command.cancel is False
            and command.signal is NO_SIGNAL
            and command.buffer is None
            and command.waited is NO_WAIT
        ):
            # As most are, with nothing but an actor, an action and a time: there is nothing to
            # judge field by field.
            return command
    except AttributeError:
        # A field was never set; which one is told below.
        pass
    return _judged(command)


def _judged(command: object) -> Command:
    if not isinstance(command, Command):
        raise ActionError(
            f"{in_short(command)} is no command; a command is Command(actor=..., action=...)",
            code="command.invalid",
        )
    problems = field_problems(command, Command)
    if problems:
        raise ActionError(
            f"this is no command that can be carried out: {'; '.join(problems)}",
            code="command.invalid",
            problems=tuple(problems),
        )
    command = frozen(command, Command)
    if command.signal and (command.cancel or command.action):
        raise ActionError(
            f"a command for {command.actor} asks for the signal {in_short(command.signal)} and for "
            "something else; give one command for each",
            code="command.invalid",
        )
    if type(command) is Command:
        return command
    # One of somebody's own may say more, but that is no part of the fight.
    return Command(**{name: getattr(command, name) for name in Command.__struct_fields__})


def commands_in(commands: Iterable[Command]) -> list[Command]:
    """Commands from outside as a list, each as ``command_in`` has it; or an ``ActionError``."""
    try:
        wanted = list(islice(commands, MOST_COMMANDS + 1))
    except Exception as error:
        raise ActionError(
            f"a schedule is a list of commands, not {in_short(commands)} ({in_words(error)})",
            code="command.invalid",
        ) from error
    if len(wanted) > MOST_COMMANDS:
        raise ActionError(
            f"a schedule takes {MOST_COMMANDS} commands at once; give the rest with another call",
            code="command.invalid",
        )
    return [command_in(command) for command in wanted]


def demand_possible(
    fight: Fight, world: World, commands: Iterable[Command], since: int = FIRST_TICK
) -> None:
    """Raise ``StateError`` or ``ActionError`` if a command names what does not exist, or a tick
    before ``since``."""
    rules, known = fight.rules, [seat.id for seat in world.seats]
    actions = rules.places
    for command in commands:
        if command.actor not in known:
            raise unknown_combatant(command.actor, known)
        if command.target is not None and command.target not in known:
            raise unknown_combatant(command.target, known)
        if command.signal:
            if command.signal not in rules.signals:
                raise _unknown_signal(command.signal, rules.signals)
        elif not command.cancel and command.action not in actions:
            raise unknown_action(command.action, actions)
        if command.at < since:
            raise ActionError(
                f"a command for {command.actor} is due at tick {in_short(command.at)}, "
                f"but it is tick {since} already",
                code="command.late",
                actor=command.actor,
            )


def _unknown_signal(signal: str, known: Sequence[str]) -> ActionError:
    """The error for a signal that no chart of the ruleset takes."""
    if signal in EVENTS:
        told = f"the engine sends {signal} itself"
        told += "; cancel(actor) calls an action off" if signal == CANCEL else ""
    elif known:
        told = did_you_mean(signal, known)
    else:
        told = "no chart has an event of its own; write one beside advance, let_go = ... say"
    return ActionError(
        f"no action of this ruleset takes the signal {in_short(signal)}; {told}",
        code="signal.unknown",
        signal=signal,
    )


def demand_fight_on(result: Result | None, what: str) -> None:
    """Raise ``ActionError`` once the fight is over."""
    if result is not None:
        raise ActionError(
            f"nobody can {what}: the fight ended at tick {result.at} by {result.reason}",
            code="fight.over",
            result=result,
        )


def demand_name(name: object, *, marks: bool = False) -> None:
    """Raise ``StateError`` for what cannot be the name of a combatant or, with ``marks``, of a
    team."""
    problem = name_problem(name, marks=marks)
    if problem is not None:
        what = "a team" if marks else "a combatant"
        raise StateError(f"{what} cannot be called so: {problem}", code="combatant.name")


def demand_record_of(before: CombatantState, after: CombatantState) -> None:
    """Raise ``StateError`` if a record changes what follows from the fight and cannot be set, or
    changes the health of somebody who is out of it."""
    changed = [name for name in OF_THE_ENGINE if getattr(before, name) != getattr(after, name)]
    if changed:
        raise StateError(
            f"{', '.join(changed)} of {before.id} cannot be set: it follows from what happens in "
            "the fight. Actions are started with execute_action and ended with cancel",
            code="state.owned",
            combatant=before.id,
            fields=tuple(changed),
        )
    if before.defeated and after.health != before.health:
        why = "has left the fight" if before.health else "is defeated, and nobody gets up again"
        raise StateError(
            f"{before.id} cannot be given {after.health} health: it {why}",
            code="state.invalid",
            combatant=before.id,
        )


def demand_sound(fight: Fight, state: CombatantState, now: int) -> None:
    """Raise ``StateError`` if a record cannot be at tick ``now``, listing everything that is
    wrong."""
    wrong = field_problems(state, fight.rules.combatant) or list(_unsound(fight, state, now))
    if wrong:
        raise StateError(
            f"{in_short(state.id)} cannot be so: {'; '.join(wrong)}. Nothing was changed",
            code="state.invalid",
            combatant=state.id,
            problems=tuple(wrong),
        )


def _unsound(fight: Fight, state: CombatantState, now: int) -> Iterator[str]:
    """What of a record does not fit together, or into the fight."""
    rules = fight.rules
    if not 0 <= state.health <= state.max_health:
        yield Range(0, state.max_health).problem("health", state.health)
    if not 0 <= state.stamina <= state.max_stamina:
        yield Range(0, state.max_stamina).problem("stamina", state.stamina)
    if not 0 <= state.position <= fight.arena:
        yield Range(0, fight.arena).problem("position", state.position)
    for one in fight.ruleset.attributes_of(state.archetype):
        value, allowed = getattr(state, one.name), Range(one.minimum, one.maximum)
        if value not in allowed:
            yield allowed.problem(one.name, value)
    if state.facing == 0:
        yield "facing is 0, allowed is -1 or 1"
    if problem := name_problem(state.team, marks=True):
        yield f"its team: {problem}"
    if state.controller and state.controller not in rules.controllers:
        near = did_you_mean(state.controller, rules.controllers)
        yield f"there is no controller {in_short(state.controller)}; {near}"
    # Not by a difference with all keys, which would look at every action there is.
    unknown = filterfalse(rules.places.__contains__, (*state.actions, *state.cooldowns))
    for name in dict.fromkeys(unknown):
        yield f"there is no action {in_short(name)}; {did_you_mean(name, rules.places)}"
    if not 0 <= state.settled_at <= now:
        yield Range(0, now).problem("the tick of settled_at", state.settled_at)
    if len(state.fractions) != 1 + len(rules.attribute_names):
        yield f"fractions is {in_short(state.fractions)}; it follows from what happens"


def demand_action_sound(
    fight: Fight, known: ActionState | None, after: ActionState, now: int
) -> None:
    """Raise ``StateError`` if a running action cannot be so at tick ``now``; ``known`` is it as
    it is."""
    wrong = field_problems(after, ActionState)
    if not wrong and (known is None or known.id != after.id or known.name != after.name):
        runs = "no action" if known is None else f"{known.name} as {known.id}"
        raise StateError(
            f"{after.actor} runs {runs}, not {after.name} as {after.id}; an action is started with "
            "execute_action and updated while it runs",
            code="state.other_action",
            actor=after.actor,
            action=after.id,
        )
    if known is not None and not wrong:
        wrong = list(_impossible(fight, known, after, now))
    if wrong:
        raise StateError(
            f"this running action cannot be so: {'; '.join(wrong)}. Nothing was changed",
            code="state.invalid",
            action=after.id,
            problems=tuple(wrong),
        )


def _impossible(fight: Fight, known: ActionState, after: ActionState, now: int) -> Iterator[str]:
    """What of a running action does not fit its chart, or the fight."""
    rules = fight.rules
    place = rules.places[known.name]
    chart = rules.charts[place]
    if after.phase not in chart.phases:
        yield (
            f"{after.name} has no phase {in_short(after.phase)}; it has: {', '.join(chart.phases)}"
        )
    else:
        leg = chart.phases.index(after.phase)
        if after.position not in (known.position, chart.positions[leg]):
            yield f"its position is not that of being in {after.phase}; leave it as it is"
        kind = rules.moves[place].legs[leg].kind
        if after.state is not kind:
            yield f"its state is {after.state}, but {after.phase} is {kind}"
    for name, low, high in (
        # In a hit pause both are put off to the end of that.
        ("started", 0, max(now, known.started)),
        ("phase_since", after.started, max(now, known.phase_since)),
        ("due", now, LATEST),
    ):
        problem = int_problem(name, getattr(after, name), low, high)
        yield from [problem] if problem else []
    if after.ending not in ENDING_WORDS:
        yield f"ending is {in_short(after.ending)}; {did_you_mean(after.ending, ENDING_WORDS)}"
    if after.last_event != known.last_event:
        yield "last_event follows from what happens; leave it as it is"
    if after.recovery is not None and after.recovery < 0:
        yield f"recovery is {after.recovery}; it takes ticks from 0 up"
