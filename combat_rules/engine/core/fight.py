"""What does not change during a fight: its rules, made ready for the steps, and its settings."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar
from weakref import finalize, ref

from msgspec import Struct
from msgspec.structs import astuple

from combat_rules.charts.base import ADVANCE, EVENTS, INTERRUPT
from combat_rules.charts.guards import asked_for_costs, has_stamina, not_interrupted
from combat_rules.charts.runner import Demand, Row, Runner
from combat_rules.charts.stock import OF_ITSELF, pay_stamina, take_step
from combat_rules.engine.core.announcements import BEGINNINGS, PHASES
from combat_rules.engine.core.rows import (
    AttributeRow,
    BlowRow,
    Leg,
    MoveRow,
    ProjectileRow,
    ProtectionRow,
    StatusRow,
)
from combat_rules.engine.core.words import DONE, LOOKS, NEVER
from combat_rules.errors import StateError
from combat_rules.model import (
    Action,
    ActionRole,
    ActionStateType,
    ContactRule,
    Controller,
    DamageRule,
    Dice,
    Effects,
    Guard,
    PaceRule,
    PerceptionRule,
    Position,
    Reaction,
    Roller,
    Scene,
    Status,
    StunRule,
)
from combat_rules.model.events import families
from combat_rules.plugins import Contributed, Move, Ruleset, build_move

IDLE_ACTION = Action(name="idle")
"""The action of a scene in which the actor does nothing."""

_NOTHING = ProjectileRow(0, 0, 0, 0, 0, 0)
"""What an action launches that launches nothing."""

Call = Callable[[Scene, Effects], object]


Asked = TypeVar("Asked", bound=Callable[..., object])


class ChartRow(Struct, frozen=True):
    """One way out of a phase: guards to ask, calls to make, and the place of the phase after.
    ``always`` says that there is nothing to ask, ``first`` is the place of its first guard among
    those of the event, ``leads_on`` whether it leads to neither a recovery nor the end, ``glances``
    whether all that is asked on the event looks at no more than its actor."""

    guards: tuple[Guard, ...]
    calls: tuple[Call, ...]
    to: int
    always: bool
    first: int
    leads_on: bool
    glances: bool


class Chart:
    """A chart by places of phases; what most moves never need is worked out when it is used."""

    def __init__(self, move: Move) -> None:
        self.runner: Runner = move.runner
        self.plugin = move.plugin
        self.phases = tuple(move.kinds)
        self.kinds = tuple(move.kinds.values())

    @cached_property
    def initial(self) -> int:
        """The place of the phase in which it begins."""
        return self.phases.index(self.runner.initial)

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The events that it is sent: those of every action, then its signals."""
        return *EVENTS, *self.runner.signals

    @cached_property
    def demands(self) -> tuple[tuple[Demand, ...], ...]:
        """For each phase what stands on the ways that it may go when its time is up."""
        return tuple(self.runner.demands(at, ADVANCE) for at in self.positions)

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """The position of being in each phase."""
        return tuple(map(self.runner.position, self.phases))

    @cached_property
    def rows(self) -> tuple[tuple[tuple[ChartRow, ...], ...], ...] | None:
        """The ways out for each phase and event; ``None`` if only the reference runner can run
        it."""
        table = self.runner.rows
        if table is None:
            return None
        return tuple(
            tuple(self._ways(event, table[phase].get(event, ())) for event in self.events)
            for phase in self.phases
        )

    @cached_property
    def usual(self) -> tuple[tuple[ChartRow | None, ...], ...]:
        """For each phase and event the first way out, if it asks and does no more than the stock
        chart's does: by numbers it is known whether that is open."""
        if self.rows is None:
            return ((None,) * len(self.events),) * len(self.phases)
        return tuple(
            tuple(ways[0] if ways and _is_usual(ways[0]) else None for ways in events)
            for events in self.rows
        )

    def _ways(self, event: str, rows: Sequence[Row]) -> tuple[ChartRow, ...]:
        ways: list[ChartRow] = []
        first = 0
        # Of whoever is struck, a scene shows what its seat does not say yet.
        glances = event != INTERRUPT and all(
            OF_ITSELF.issuperset((*row.guards, *row.calls)) for row in rows
        )
        for row in rows:
            to = self.place(row.after.phase, row.after.done)
            always = not row.guards and not row.calls
            leads_on = self.leads_on(to)
            ways.append(ChartRow(row.guards, row.calls, to, always, first, leads_on, glances))
            first += len(row.guards)
        return tuple(ways)

    def leads_on(self, to: int) -> bool:
        """Whether a phase is neither a recovery nor the end."""
        return to != DONE and self.kinds[to] is not ActionStateType.RECOVERY

    def place(self, phase: str, done: bool) -> int:
        """The place of a phase, or ``DONE``."""
        return DONE if done else self.phases.index(phase)


def _is_usual(way: ChartRow) -> bool:
    """Whether a way asks and does no more than ``charting.goes_on`` does by numbers."""
    guarded = way.glances and {has_stamina, not_interrupted}.issuperset(way.guards)
    return way.always or (guarded and way.calls in ((), (pay_stamina, take_step)))


class Validations(NamedTuple):
    """What is asked before an action may start, with the plugin that asks."""

    guard: Guard
    plugin: str


class DamageQuestion(Struct, frozen=True):
    """A damage rule as it is asked: one that multiplies answers a percentage, another one the
    damage after it. ``place`` is its place among the damage rules."""

    place: int
    ask: Callable[[Scene, int], int]
    multiplies: bool
    name: str
    plugin: str


class Question(NamedTuple, Generic[Asked]):
    """A function of a rule as it is asked, and whose it is."""

    ask: Asked
    name: str
    plugin: str


class FightRules:
    """A ruleset made ready for the steps: rows by place, and the functions that are asked."""

    def __init__(self, ruleset: Ruleset) -> None:
        moves = list(ruleset.moves.values())
        # No more than a reference: what is made ready goes when its ruleset does.
        self.ruleset = ref(ruleset)
        self.second = ruleset.ticks_per_second
        declared = (IDLE_ACTION, *(move.action for move in moves))
        hits = _hits(declared)
        # The declared actions first; then, as they are in their hits, those that have several.
        self.actions: tuple[Action, ...] = (*declared, *(hit for one in hits for hit in one))
        self.charts: tuple[Chart, ...] = (Chart(build_move(IDLE_ACTION)), *map(Chart, moves))
        self.places: Mapping[str, int] = {
            action.name: place for place, action in enumerate(declared) if place
        }
        self.moves: tuple[MoveRow, ...] = (
            _row(0, IDLE_ACTION, (), (), (), (0,)),
            *(
                _row(
                    place,
                    move.action,
                    _legs(move),
                    tuple(move.kinds),
                    move.runner.signals,
                    self._as_hits(place, hits),
                )
                for place, move in enumerate(moves, 1)
            ),
        )
        self.validations = tuple(
            (
                *(Validations(guard, "") for guard in asked_for_costs(action)),
                *(
                    Validations(owned.rule.guard, owned.plugin)
                    for owned in ruleset.validations
                    if not owned.rule.tags or owned.rule.tags & action.tags
                ),
            )
            for action in declared
        )
        self.glances = tuple(
            OF_ITSELF.issuperset(one.guard for one in asked) for asked in self.validations
        )
        """Whether what is asked before each action looks at no more than its actor."""
        self.affordable = tuple(
            glances and all(one.guard is has_stamina for one in asked)
            for glances, asked in zip(self.glances, self.validations, strict=True)
        )
        """Whether no more is asked than whether its actor has the stamina."""
        self.combatant = ruleset.combatant_type
        self.attribute_names = tuple(attribute.name for attribute in ruleset.attributes)
        own = ["", *(name for name in ruleset.archetypes if _has_its_own(ruleset, name))]
        self.kinds: Mapping[str, int] = {name: kind for kind, name in enumerate(own) if kind}
        """The archetypes that have ranges of their own, by place; all others are kind 0."""
        self.attributes = tuple(
            AttributeRow(
                a.minimum,
                a.maximum,
                a.regeneration,
                a.absorbs,
                a.maximum if a.regeneration > 0 else a.minimum,
            )
            for name in own
            for a in ruleset.attributes_of(name)
        )
        self.grows = any(row.regeneration for row in self.attributes)
        self.changeable_names = ("health", "stamina", *self.attribute_names)
        self.changeable: Mapping[str, int] = {
            name: place for place, name in enumerate(self.changeable_names)
        }
        self.status_rules: tuple[Contributed[Status], ...] = ruleset.statuses
        self.statuses = tuple(
            StatusRow(
                self.attribute_names.index(one.rule.attribute),
                one.rule.every,
                one.rule.aim,
                one.rule.reach,
            )
            for one in ruleset.statuses
        )
        self.damage_rules: tuple[Contributed[DamageRule], ...] = ruleset.damage_rules
        self.has_damage_rules = bool(self.damage_rules)
        self.damage_questions = tuple(
            _question(place, owned) for place, owned in enumerate(ruleset.damage_rules)
        )
        self.stun_rules: tuple[Contributed[StunRule], ...] = ruleset.stun_rules
        self.has_stun_rules = bool(self.stun_rules)
        self.stun_lengths = tuple(
            Question(owned.rule.ticks, owned.rule.name, owned.plugin)
            for owned in ruleset.stun_rules
            if owned.rule.ticks is not None
        )
        self.stun_kinds = tuple(
            Question(owned.rule.kind, owned.rule.name, owned.plugin)
            for owned in ruleset.stun_rules
            if owned.rule.kind is not None
        )
        self.pace_rules: tuple[Contributed[PaceRule], ...] = ruleset.pace_rules
        self.has_pace_rules = bool(self.pace_rules)
        self.reactions: tuple[Contributed[Reaction], ...] = ruleset.reactions
        self.reacts = bool(self.reactions)
        self.recoils = ruleset.stage.recoils
        self.escapes = any(row.out_of for row in self.moves)
        self.contact_rules: tuple[Contributed[ContactRule], ...] = ruleset.contact_rules
        self.perception_rules: tuple[Contributed[PerceptionRule], ...] = ruleset.perception_rules
        self.sighted = bool(self.perception_rules)
        self.events = ruleset.events
        self.subscribable = families(ruleset.events)
        """What may be subscribed to, by name."""
        self.controllers: Mapping[str, Contributed[Controller]] = ruleset.controllers
        self.of_drafts = (
            self.second, self.grows, self.sighted, self.moves, self.attributes, self.statuses,
            self.has_damage_rules, self.has_stun_rules, self.has_pace_rules, self.reacts,
            self.recoils, self.escapes,
        )  # fmt: skip
        """What of these a draft has at hand, as its fields come."""

    @cached_property
    def signals(self) -> tuple[str, ...]:
        """Every signal that some action takes."""
        return tuple(sorted({name for row in self.moves for name in row.signals}))

    def _as_hits(self, move: int, hits: Sequence[Sequence[Action]]) -> tuple[int, ...]:
        """The places among the actions of a move as it is in each of its hits."""
        first = len(hits) + sum(map(len, hits[:move]))
        return tuple(range(first, first + len(hits[move]))) or (move,)

    @property
    def rows(self) -> tuple[object, ...]:
        """The numbers of everything that a world speaks of by its place."""
        return self.second, self.moves, self.attributes, self.statuses

    def __reduce__(self) -> tuple[object, ...]:
        ruleset = self.ruleset()
        if ruleset is None:
            raise StateError(
                "the rules of this save are gone, and without them it means nothing; keep the "
                "ruleset, or the fight, for as long as saves of it are pickled",
                code="state.pickled",
            )
        return rules_for, (ruleset,)

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The names of everything that a world speaks of by its place."""
        statuses = tuple(owned.rule.name for owned in self.status_rules)
        return tuple(self.places), self.attribute_names, statuses


_ready: dict[int, FightRules] = {}


class Fight(Struct, frozen=True):
    """What does not change during a fight. ``arena`` is its width in arena units."""

    ruleset: Ruleset
    seed: int
    number: int
    duration: int
    arena: int
    strict: bool
    rules: FightRules
    dice: Roller = Dice


def rules_for(ruleset: Ruleset) -> FightRules:
    """A ruleset made ready; once, however many fights are played under it."""
    ready = _ready.get(id(ruleset))
    if ready is None:
        ready = FightRules(ruleset)
        # Before it is kept: what is kept under an address must go when the ruleset does.
        finalize(ruleset, _ready.pop, id(ruleset), None)
        _ready[id(ruleset)] = ready
    return ready


def _has_its_own(ruleset: Ruleset, archetype: str) -> bool:
    """Whether a kind of combatant has declared attributes in ranges of its own."""
    return ruleset.attributes_of(archetype) != ruleset.attributes


def _legs(move: Move) -> tuple[Leg, ...]:
    name, other = move.action.name, move.action.appears_as or move.action.name
    return tuple(
        Leg(
            phase,
            kind,
            move.ticks[phase],
            BEGINNINGS[kind],
            PHASES[kind],
            LOOKS[kind],
            # Until its release it looks like what it appears as.
            name if kind is ActionStateType.RELEASE else other,
        )
        for phase, kind in move.kinds.items()
    )


def _hits(actions: Sequence[Action]) -> tuple[tuple[Action, ...], ...]:
    """Each action as it is in each of its hits, for those that have several."""
    return tuple(
        tuple(action.as_hit(number) for number in range(len(action.hits))) for action in actions
    )


def _row(
    place: int,
    action: Action,
    legs: tuple[Leg, ...],
    phases: tuple[str, ...],
    signals: tuple[str, ...],
    as_hits: tuple[int, ...],
) -> MoveRow:
    return MoveRow(
        place=place,
        name=action.name if place else "",
        role=action.role if place else ActionRole.MOVE,
        as_hits=as_hits,
        blows=tuple(_blow(action.as_hit(hit)) for hit in range(max(1, len(action.hits)))),
        stagger=action.stagger,
        stun_mode=action.stun_mode,
        aim=action.aim,
        sweep=action.sweep,
        grab=action.grab,
        misses_stunned=action.misses_stunned,
        protections=tuple(
            ProtectionRow(
                tuple(phases.index(phase) for phase in one.phases),
                one.start,
                NEVER if one.end is None else one.end,
                tuple(one.lines),
                one.armour,
            )
            for one in action.protections
        ),
        launches=action.launches is not None,
        projectile=_NOTHING
        if action.launches is None
        else ProjectileRow(*astuple(action.launches)),
        out_of=tuple(action.out_of),
        cooldown=action.cooldown,
        recovery=action.recovery,
        covers=tuple(action.covers),
        is_held=action.is_held,
        has_windows=bool(action.cancels),
        has_effects=bool(action.on_contact),
        signals=signals,
        legs=legs,
    )


def _blow(action: Action) -> BlowRow:
    return BlowRow(
        damage=action.damage,
        chip=action.chip,
        reach=action.reach,
        hitstun=action.hitstun,
        blockstun=action.blockstun,
        pushback=action.pushback,
        hit_pause=action.hit_pause,
        knockdown=action.knockdown,
        line=action.line,
    )


def _question(place: int, owned: Contributed[DamageRule]) -> DamageQuestion:
    rule = owned.rule
    multiplies = rule.percent is not None
    ask = rule.apply if rule.percent is None else _of_the_scene(rule.percent)
    assert ask is not None, "a rule has one function"
    return DamageQuestion(place, ask, multiplies, rule.name, owned.plugin)


def _of_the_scene(percent: Callable[[Scene], int]) -> Callable[[Scene, int], int]:
    """A function that answers a percentage, whatever the damage is."""

    def asked(scene: Scene, damage: int) -> int:
        return percent(scene)

    return asked
