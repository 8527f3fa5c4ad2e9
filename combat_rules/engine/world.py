"""The whole state of a fight as one immutable value, and what the systems say of it."""

from collections.abc import Mapping

from msgspec import Struct

from combat_rules.engine.core.fight import Fight, FightRules
from combat_rules.engine.core.records import Result, Seat, Shot
from combat_rules.engine.core.refusing import unknown_combatant
from combat_rules.engine.core.showing import action_state, combatant_state, projectile_state
from combat_rules.engine.core.words import NEVER
from combat_rules.model import (
    ActionState,
    AwarenessLevel,
    CombatantState,
    Command,
    ProjectileState,
    Sighting,
)


class Glimpse(Struct, frozen=True):
    """How a combatant was when it was last seen."""

    position: int
    facing: int
    health: int
    max_health: int


class Knowledge(Struct, frozen=True):
    """What one combatant knows of another, apart from what it saw it do.

    ``since`` is when the level last changed, ``seen_since`` when the other came into sight or
    was lost from it, ``due`` when the level changes by itself. ``last`` is how the other was
    and ``last_seen`` what it did when it was lost from sight.
    """

    level: AwarenessLevel
    in_sight: bool
    since: int
    seen_since: int
    due: int | None = None
    last: Glimpse | None = None
    last_seen: Sighting | None = None


class World(Struct, frozen=True, eq=False, gc=False):
    """One moment of a fight, whole: a seat for each combatant, in the order of joining, and the
    projectiles in flight, in that of their launch.

    Each fact stands once; whatever else can be asked is worked out. Two worlds are equal if
    everything of the two fights is, whichever rules they are played by.
    """

    now: int
    seats: tuple[Seat, ...]
    shots: tuple[Shot, ...]
    scheduled: tuple[Command, ...]
    sequence: int
    started: bool
    recheck: bool
    result: Result | None
    rules: FightRules

    def __eq__(self, other: object) -> bool:
        return isinstance(other, World) and self.facts == other.facts

    # A Struct does not derive it from the one above: two equal worlds would also differ.
    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment] # seats are not hashed

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything that is a fact of the fight."""
        return (
            self.now,
            self.seats,
            self.shots,
            self.scheduled,
            self.sequence,
            self.started,
            self.recheck,
            self.result,
        )

    @property
    def combatants(self) -> Mapping[str, CombatantState]:
        """Every combatant's record, in the order in which they joined."""
        return {seat.id: combatant_state(self.rules, seat) for seat in self.seats}

    @property
    def actions(self) -> Mapping[str, ActionState]:
        """Every running action, by its actor."""
        return {
            seat.id: running
            for seat in self.seats
            if (running := action_state(self.rules, self.seats, seat.place)) is not None
        }

    @property
    def projectiles(self) -> Mapping[str, ProjectileState]:
        """Every projectile in flight, by its id."""
        found = (projectile_state(self.rules, self.seats, s, self.now) for s in self.shots)
        return {state.id: state for state in found}

    @property
    def knowledge(self) -> Mapping[tuple[str, str], Knowledge]:
        """What everybody knows of everybody, by observer and observed."""
        return {
            (one.id, other.id): knowledge_of(one, other.place)
            for one in self.seats
            for other in self.seats
            if one is not other
        }

    def place(self, combatant: object) -> int | None:
        """The place of a combatant's seat; ``None`` if nobody of that name fights here."""
        for seat in self.seats:
            if seat.id == combatant:
                return seat.place
        return None

    def demand_place(self, combatant: object) -> int:
        """The place of a combatant, or a ``StateError`` naming those who fight here."""
        if isinstance(combatant, str):
            for seat in self.seats:
                if seat.id == combatant:
                    return seat.place
        raise unknown_combatant(combatant, [seat.id for seat in self.seats])


def empty_world(rules: FightRules) -> World:
    """A fight in which nobody takes part yet."""
    return World(0, (), (), (), 0, False, False, None, rules)


class Save(Struct, frozen=True):
    """A whole fight at one moment, as ``CombatSystem.save`` gives it. Comparing two compares
    the fights."""

    world: World


def knowledge_of(seat: Seat, other: int) -> Knowledge:
    """What a combatant knows of another one."""
    sight = seat.sights[other]
    last = None
    if sight.lost:
        last = Glimpse(sight.position, sight.facing, sight.health, sight.max_health)
    return Knowledge(
        sight.level,
        sight.in_sight,
        sight.since,
        sight.seen_since,
        None if sight.due == NEVER else sight.due,
        last,
        sight.look,
    )


def next_due(world: World, fight: Fight) -> int:
    """The tick of the next moment at which something happens by itself; the end is one."""
    if world.recheck or not world.started:
        return world.now
    due = fight.duration
    for seat in world.seats:
        if seat.next_due < due:
            due = seat.next_due
    if world.shots:
        for shot in world.shots:
            if shot.due < due:
                due = shot.due
    if world.scheduled and world.scheduled[0].at < due:
        due = world.scheduled[0].at
    return due if due > world.now else world.now
