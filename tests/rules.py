"""Small rulesets with round numbers, and fights under them, for tests of the engine."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar, overload

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CombatEvent,
    CombatSystem,
    ContactRule,
    Controller,
    DamageRule,
    Ruleset,
    Status,
    Validation,
    View,
    Wait,
    hookimpl,
    load_ruleset,
    replace,
)
from combat_rules.engine import World
from combat_rules.model import (
    Guard,
    Listener,
    Override,
    PaceRule,
    PerceptionRule,
    Reaction,
    Stage,
    StunRule,
)

E = TypeVar("E", bound=CombatEvent)

# Startup 4, active 3, recovery 4: it lands at tick 3, its actor is free at tick 10.
JAB = Action(
    name="jab",
    feint=1,
    commit=2,
    release=3,
    recovery=4,
    stamina_cost=5,
    damage=10,
    chip=20,
    reach=20,
    hitstun=12,
    blockstun=9,
    tags=frozenset({"light"}),
)
# Lands at tick 10, its actor is free at tick 30.
SLAM = Action(
    name="slam",
    feint=5,
    commit=5,
    release=5,
    recovery=15,
    stamina_cost=20,
    damage=30,
    reach=20,
    hitstun=40,
    blockstun=30,
    tags=frozenset({"heavy"}),
)
# Holds from tick 2 to 22.
GUARD = Action(
    name="guard", role=ActionRole.BLOCK, feint=1, commit=1, release=20, recovery=5, cancellable=True
)
# Evades from tick 2 to 6.
DODGE = Action(name="dodge", role=ActionRole.EVADE, feint=1, commit=1, release=4, recovery=5)
# Counters from tick 2 to 12.
PARRY = Action(
    name="parry",
    role=ActionRole.COUNTER,
    feint=1,
    commit=1,
    release=10,
    recovery=5,
    damage=7,
    stagger=15,
)
# The step is made at tick 2, its actor is free at tick 5.
WALK = Action(name="walk", role=ActionRole.MOVE, feint=1, commit=1, release=2, recovery=1, travel=5)

ACTIONS = (JAB, SLAM, GUARD, DODGE, PARRY, WALK)


class Rules:
    """A plugin made on the spot: hands over whatever a test gives it."""

    def __init__(
        self,
        actions: Iterable[Action] = ACTIONS,
        *,
        archetypes: Iterable[Archetype] | None = None,
        attributes: Iterable[Attribute] = (),
        validations: Iterable[Guard | Validation] = (),
        damage_rules: Iterable[DamageRule] = (),
        contact_rules: Iterable[ContactRule] = (),
        stun_rules: Iterable[StunRule] = (),
        pace_rules: Iterable[PaceRule] = (),
        reactions: Iterable[Reaction] = (),
        perception_rules: Iterable[PerceptionRule] = (),
        statuses: Iterable[Status] = (),
        controllers: Iterable[Controller] = (),
        events: Iterable[type[CombatEvent]] = (),
        listeners: Iterable[Listener[Any]] = (),
        stage: Stage | None = None,
        overrides: Iterable[Override] = (),
        name: str = "practice",
    ) -> None:
        self.__name__ = name
        self._actions = list(actions)
        known = tuple(action.name for action in self._actions)
        own = [Archetype(name="fighter", actions=known, controller="still", reaction=10, memory=50)]
        self._archetypes = own if archetypes is None else list(archetypes)
        self._attributes = list(attributes)
        self._validations = list(validations)
        self._damage_rules = list(damage_rules)
        self._contact_rules = list(contact_rules)
        self._stun_rules = list(stun_rules)
        self._pace_rules = list(pace_rules)
        self._reactions = list(reactions)
        self._perception_rules = list(perception_rules)
        self._statuses = list(statuses)
        self._controllers = [Controller("still", stand_still), *controllers]
        self._events = list(events)
        self._listeners = list(listeners)
        self._overrides = list(overrides)
        self._stages = [] if stage is None else [stage]

    @hookimpl
    def combat_stage(self) -> Iterable[Stage]:
        return self._stages

    @hookimpl
    def combat_actions(self) -> Iterable[Action]:
        return self._actions

    @hookimpl
    def combat_archetypes(self) -> Iterable[Archetype]:
        return self._archetypes

    @hookimpl
    def combat_attributes(self) -> Iterable[Attribute]:
        return self._attributes

    @hookimpl
    def combat_validations(self) -> Iterable[Guard | Validation]:
        return self._validations

    @hookimpl
    def combat_damage_rules(self) -> Iterable[DamageRule]:
        return self._damage_rules

    @hookimpl
    def combat_contact_rules(self) -> Iterable[ContactRule]:
        return self._contact_rules

    @hookimpl
    def combat_stun_rules(self) -> Iterable[StunRule]:
        return self._stun_rules

    @hookimpl
    def combat_pace_rules(self) -> Iterable[PaceRule]:
        return self._pace_rules

    @hookimpl
    def combat_reactions(self) -> Iterable[Reaction]:
        return self._reactions

    @hookimpl
    def combat_perception_rules(self) -> Iterable[PerceptionRule]:
        return self._perception_rules

    @hookimpl
    def combat_statuses(self) -> Iterable[Status]:
        return self._statuses

    @hookimpl
    def combat_controllers(self) -> Iterable[Controller]:
        return self._controllers

    @hookimpl
    def combat_events(self) -> Iterable[type[CombatEvent]]:
        return self._events

    @hookimpl
    def combat_overrides(self) -> Iterable[Override]:
        return self._overrides

    @hookimpl
    def combat_listeners(self) -> Iterable[Listener[Any]]:
        return self._listeners


def stand_still(view: View) -> Act | Wait:
    """Do nothing."""
    return Wait(1000)


@cache
def plain_ruleset() -> Ruleset:
    """The ruleset of the actions above and nothing else."""
    return load_ruleset([Rules()], standard=False)


def ruleset(actions: Iterable[Action] = ACTIONS, **contributions: Any) -> Ruleset:
    """A ruleset of these actions alone, and whatever else is named as ``Rules`` names it."""
    if actions is ACTIONS and not contributions:
        return plain_ruleset()
    return load_ruleset([Rules(actions, **contributions)], standard=False)


def empty_fight(
    actions: Iterable[Action] = ACTIONS,
    *,
    distance: int = 10,
    duration: int = 1000,
    arena: int = 100,
    strict: bool = True,
    journal: list[Any] | None = None,
    history: int = 128,
    **contributions: Any,
) -> CombatSystem:
    """A fight nobody has joined yet, strict unless a test is about faults."""
    rules = ruleset(actions, **contributions)
    return CombatSystem(
        duration,
        distance,
        arena,
        ruleset=rules,
        strict=strict,
        journal=journal,
        history=history,
    )


def duel(
    actions: Iterable[Action] = ACTIONS, *, names: Sequence[str] = ("ayla", "borin"), **options: Any
) -> CombatSystem:
    """Ayla on the left, Borin on the right, ten apart; both wait for commands."""
    combat = empty_fight(actions, **options)
    for name in names:
        combat.add_combatant("fighter", name, controller="")
    return combat


@overload
def listen(combat: CombatSystem) -> list[CombatEvent]: ...


@overload
def listen(combat: CombatSystem, type: type[E]) -> list[E]: ...


def listen(combat: CombatSystem, type: type[CombatEvent] = CombatEvent) -> list[Any]:
    """Everything announced from now on, or everything of one type."""
    heard: list[CombatEvent] = []
    combat.subscribe(type, heard.append)
    return heard


def heard_of(heard: Iterable[CombatEvent], type: type[E]) -> list[E]:
    """The events of one type."""
    return [event for event in heard if isinstance(event, type)]


def types(heard: Iterable[CombatEvent], *only: str) -> list[str]:
    """The types of events, or of those named."""
    return [event.type for event in heard if not only or event.type in only]


def cause_of(event: CombatEvent) -> int | None:
    """The one event that led to an event, if any did."""
    assert len(event.causes) <= 1
    return event.causes[0] if event.causes else None


def only(heard: Iterable[CombatEvent], type: type[E]) -> E:
    """The one event of a type; there must be exactly one."""
    (event,) = heard_of(heard, type)
    return event


def at(combat: CombatSystem, tick: int) -> CombatSystem:
    """The fight, advanced to a tick."""
    combat.advance(tick - combat.now)
    return combat


def ends(action: Action) -> tuple[int, int, int, int]:
    """The ticks, counted from an action's start, at which its four phases end."""
    commit = action.feint + action.commit
    release = commit + action.release
    return action.feint, commit, release, release + action.recovery


def free_at(combat: CombatSystem, name: str, last: int = 200) -> int:
    """The first tick from now on at which a combatant could start something."""
    while not combat.actions.possible_actions(name):
        assert combat.now < last, f"{name} is never free"
        combat.advance(1)
    return combat.now


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that raises."""

    def fail(*arguments: object) -> Any:
        raise error

    return fail


def misfit(value: Any) -> Any:
    """A value of a type that is not wanted, past those who check types before anything runs."""
    return value


def planted(combat: CombatSystem, who: str, **facts: object) -> World:
    """The world of a fight in which other things are written of a combatant, past all checks."""
    world = combat.state.world
    seats = (replace(s, **facts) if s.id == who else s for s in world.seats)
    return replace(world, seats=tuple(seats))
