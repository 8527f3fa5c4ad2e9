"""The whole state of a fight as one immutable value, and the settings it runs under."""

from collections.abc import Mapping

from msgspec import Struct

from combat_rules.model import (
    ActionState,
    AwarenessLevel,
    CombatantState,
    Command,
    Dice,
    Position,
    Roller,
    Sighting,
)
from combat_rules.plugins import Ruleset


class Fight(Struct, frozen=True):
    """What does not change during a fight. ``arena`` is its width in arena units."""

    ruleset: Ruleset
    seed: int
    number: int
    duration: int
    arena: int
    strict: bool
    dice: Roller = Dice


class Knowledge(Struct, frozen=True):
    """What one combatant knows of another, apart from what it saw it do.

    ``since`` is when the level last changed, ``seen_since`` when the other came into sight or
    was lost from it, ``due`` when the level changes by itself. ``last`` is the other's record
    and ``last_seen`` what it did when it was lost from sight.
    """

    level: AwarenessLevel
    in_sight: bool
    since: int
    seen_since: int
    due: int | None = None
    last: CombatantState | None = None
    last_seen: Sighting | None = None


class StatusState(Struct, frozen=True):
    """A status upon a combatant: when it ticks next, and the event that announced it."""

    due: int
    event: int | None = None


class Result(Struct, frozen=True):
    """How a fight ended: the winning team (none: a draw), the reason, and the tick.

    Reasons: ``"defeat"``, ``"double_defeat"``, ``"time_out"``.
    """

    winner: str | None
    reason: str
    at: int


class World(Struct, frozen=True):
    """One moment of a fight, whole. The mappings are never written to once they are in here.

    Each system owns a part: the state manager ``combatants``, the action system ``actions``
    (by actor) with their due ticks, the event system ``announced`` (how far each actor's
    action has been announced) and ``sequence``, the awareness system ``knowledge`` (by
    observer and observed), ``alerts`` (when what is known changes by itself) and
    ``appearances`` (what each combatant has been seen doing).
    ``thinking`` says when a combatant's controller is asked, ``stuns`` when one that
    does nothing can act again, ``recheck`` that something changed outside the tick.
    ``statuses`` are those that are borne (by combatant and name), ``turns`` when an attribute
    that bears one rises above zero or falls to it by itself (by combatant and attribute).
    """

    now: int = 0
    combatants: Mapping[str, CombatantState] = {}
    actions: Mapping[str, ActionState] = {}
    announced: Mapping[str, tuple[str, Position]] = {}
    knowledge: Mapping[tuple[str, str], Knowledge] = {}
    alerts: Mapping[tuple[str, str], int] = {}
    appearances: Mapping[str, tuple[Sighting, ...]] = {}
    thinking: Mapping[str, int] = {}
    stuns: Mapping[str, int] = {}
    statuses: Mapping[tuple[str, str], StatusState] = {}
    turns: Mapping[tuple[str, str], int] = {}
    scheduled: tuple[Command, ...] = ()
    sequence: int = 0
    started: bool = False
    recheck: bool = False
    result: Result | None = None


class Fault(Struct, frozen=True):
    """A plugin's mistake during a fight: whose, where, at which tick, and what it raised."""

    at: int
    plugin: str
    where: str
    error: str
    combatant: str | None = None


def next_due(world: World, duration: int) -> int:
    """The tick of the next moment at which something happens by itself; ``duration`` is one."""
    if world.recheck or not world.started:
        return world.now
    due = duration
    for running in world.actions.values():
        if running.due < due:
            due = running.due
    for status in world.statuses.values():
        if status.due < due:
            due = status.due
    for timers in (world.thinking, world.stuns, world.alerts, world.turns):
        for tick in timers.values():
            if tick < due:
                due = tick
    if world.scheduled and world.scheduled[0].at < due:
        due = world.scheduled[0].at
    return due if due > world.now else world.now
