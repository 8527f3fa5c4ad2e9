"""The pieces a plugin hands over besides actions: guards with a name, rules with a place."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction, isroutine
from typing import Generic, TypeVar

from msgspec import Struct

from combat_rules.errors import writable
from combat_rules.model.actions import (
    Action,
    ActionRole,
    ActionStateType,
    Aim,
    Outcome,
    ProjectileState,
    Stun,
)
from combat_rules.model.combatants import AwarenessLevel, CombatantState
from combat_rules.model.dice import Dice
from combat_rules.model.events import CombatEvent, EventName
from combat_rules.model.limits import Amount, Positive, Signed
from combat_rules.model.scene import Effects, Scene

Guard = Callable[[Scene], bool]
"""A pure, named yes/no question about a scene; its docstring's first line is its claim."""

Effect = Callable[[Scene, Effects], None]
"""Asks ``effects`` for changes and touches nothing itself."""


class Validation(Struct, frozen=True):
    """A guard asked before an action may start. With ``tags``, only of actions that bear one."""

    guard: Guard
    tags: frozenset[str] = frozenset()


class DamageRule(Struct, frozen=True):
    """A pure function that changes a blow's damage, at a place of its own in the order.

    One that multiplies says so: ``percent`` is ``(scene) -> percent``, 100 leaves the damage as
    it is. Percentages are multiplied exactly, however many there are, and the damage is rounded
    down once, at the end. One that adds or takes is ``apply``, ``(scene, damage) -> damage``: it
    sees the damage so far rounded down, and what it adds is added exactly. Less than 0 is 0.

    The scene's actor strikes, its target is struck, its ``outcome`` is known. Lower ``order``
    speaks first; no two rules of a ruleset may share one. Damage is in points of health.
    """

    name: str
    order: Signed
    apply: Callable[[Scene, int], int] | None = None
    percent: Callable[[Scene], int] | None = None


class ContactRule(Struct, frozen=True):
    """A pure function ``(scene) -> outcome`` that may overrule ``scene.outcome``.

    Clashes come from here: a rule that answers CLASH to a TRADE. Ordered as damage rules are.
    """

    name: str
    order: Signed
    judge: Callable[[Scene], Outcome]


class StunRule(Struct, frozen=True):
    """Changes a stun before it begins, at a place of its own in the order.

    ``ticks`` is ``(scene, ticks) -> ticks``, ``kind`` is ``(scene, kind) -> kind``; one of them
    may be left out. The scene's actor brings the stun, its target gets it; its ``outcome`` is
    that of the blow, or none where an effect asks for the stun. At 0 ticks there is none, and
    what its target does goes on.
    """

    name: str
    order: Signed
    ticks: Callable[[Scene, int], int] | None = None
    kind: Callable[[Scene, Stun], Stun] | None = None


class PaceRule(Struct, frozen=True):
    """Makes the phases of actions shorter or longer, at a place of its own in the order.

    ``percent`` is ``(scene) -> percent``, from 1 up, of the ticks that a phase declares: at 50 it
    is half as long, at 200 twice. Several are multiplied exactly, and the ticks rounded down once,
    at the end; a phase that takes time keeps a tick. ``phases`` are the kinds that are meant;
    without any, all are.

    It is asked once, as a phase is entered, on the moment before that. The scene's actor enters it,
    with ``action``. Stuns, blockstun, hit pauses, cooldowns and projectiles are no phases, nor is
    the recovery of whoever is struck.
    """

    name: str
    order: Signed
    percent: Callable[[Scene], int]
    phases: frozenset[ActionStateType] = frozenset()


class Dealt(Struct, frozen=True, gc=False):
    """What a blow has done, in points: the ``damage`` that the rules made of it, what was
    ``absorbed`` before it came to health, and the health really ``lost``."""

    damage: int
    absorbed: int
    lost: int


class Reaction(Struct, frozen=True):
    """Asked once a blow has dealt its damage, of whichever plugin's move: ``(scene, dealt,
    effects)``.

    The scene's actor struck, its target was struck; ``struck=True`` turns that round: its actor
    was struck, and what it asks for is its doing. Lower ``order`` is asked first.
    """

    name: str
    order: Signed
    react: Callable[[Scene, Dealt, Effects], None]
    struck: bool = False


class PerceptionRule(Struct, frozen=True):
    """A further condition for the actor to see the target: ``(scene) -> bool``.

    Sight range and facing are asked first; every perception rule must agree as well.
    """

    name: str
    sees: Guard


class Status(Struct, frozen=True):
    """What is upon a combatant, its bearer, while one of its attributes is above zero.

    ``effect`` is asked every ``every`` ticks, first when that many have passed; the bearer is
    both actor and target of its scene, whose action is what the bearer does (``idle`` if
    nothing). The status ends by itself, because the attribute falls (its ``regeneration`` is
    negative) or because the effect lowers it.

    One with another ``aim`` is an aura: its effect is asked about each whom that means and who is
    within ``reach`` of the bearer, arena units before it or behind, and the scene's target is
    that one.
    """

    name: str
    attribute: str
    every: Positive
    effect: Effect
    description: str = ""
    aim: Aim = Aim.SELF
    reach: Amount = 0


class Stage(Struct, frozen=True, kw_only=True):
    """What a plugin's numbers are made for: its clock, and the arena it thinks of.

    ``duration`` is how long a fight may take, in ticks; ``distance`` how far apart two start
    and ``arena`` how wide it is, in arena units. Where it ``recoils``, what a wall keeps of the
    push of a blow pushes the striker back. A fight may be given others, but only one
    clock: rules that count other ticks are left out. ``standard_damage`` is whether the damage
    and contact rules that ship hold on it: numbers of another game bring their own.
    """

    ticks_per_second: Positive = 1000
    duration: Positive = 60_000
    distance: Amount = 50
    arena: Positive = 100
    recoils: bool = False
    standard_damage: bool = True


class Override(Struct, frozen=True):
    """Declares that a plugin's own thing counts instead of another plugin's of the same kind and
    name: ``Override("brawling:throw")``, or ``"brawling:action throw"`` where that plugin has
    several things of that name. Without that plugin it says nothing."""

    what: str


class Sighting(Struct, frozen=True, gc=False):
    """What a combatant saw another one do: known from tick ``at`` on (it saw it earlier).

    Feint and commit look the same: ``state`` is ``"preparing"``, ``"active"``,
    ``"recovering"`` or ``"idle"``; ``action`` is what it looked like.
    """

    at: int
    action: str
    state: str


class Foe(Struct, frozen=True, gc=False):
    """What a controller knows of another combatant; stale while ``in_sight`` is false.

    ``action`` is what it seems to do, and ``state`` how far it seems to be: ``"preparing"`` (feint
    and commit look the same), ``"active"``, ``"recovering"`` or ``"idle"``; ``since``
    is the tick from which on it looked so. ``role`` and ``line`` are those of what it seems to do.
    ``archetype`` is what kind of combatant it is: that is known of everybody. ``health`` is 0 of
    whoever is out of the fight.
    """

    id: str
    team: str
    level: AwarenessLevel
    in_sight: bool
    position: int
    distance: int
    facing: int
    health: int
    max_health: int
    action: str
    state: str
    since: int
    line: str = ""
    role: ActionRole | None = None
    archetype: str = ""


class View(Struct, frozen=True, gc=False):
    """What a controller is shown: itself as it is, the others as it has seen them.

    ``possible`` are the actions it may start now, by name. ``projectiles`` are those that it sees
    fly, the nearest first: where they are now, once its ``reaction`` has passed since the launch.
    ``numbers`` are those of its controller.
    """

    me: CombatantState
    foes: tuple[Foe, ...]
    friends: tuple[Foe, ...]
    possible: Mapping[str, Action]
    now: int
    dice: Dice
    projectiles: tuple[ProjectileState, ...] = ()
    numbers: tuple[int, ...] = ()


class Act(Struct, frozen=True):
    """A controller's choice to start an action; without a target, the nearest foe is meant.

    Once it has begun, the controller is asked when its combatant is free; with ``again`` also after
    so many ticks, or earlier if it sees something new: to give a ``Signal``, say.
    """

    action: str
    target: str | None = None
    again: Amount = 0


class Signal(Struct, frozen=True):
    """A controller's choice to give its running action a signal that its chart takes, letting go
    of a charged blow say. ``again`` is as in ``Act``."""

    signal: str
    again: Amount = 0


class Wait(Struct, frozen=True):
    """A controller's choice to do nothing for ``ticks``, unless it sees something new.

    That is what somebody in its sight begins while it waits, a ``reaction`` later. What was begun
    before it chose, and is not taken in yet, wakes it no more: whoever wants to see each phase of
    a foe waits for no longer than its ``reaction``.
    """

    ticks: Positive


class Controller(Struct, frozen=True):
    """Chooses for a combatant whenever it is free, or in a stun out of which it knows a move:
    ``(view) -> Act | Wait | Signal``.

    One that ``follows_up`` is asked as well when a blow with cancel windows has met somebody;
    ``view.possible`` are then the actions that it could go on into. Controllers keep nothing
    between calls; luck comes from ``view.dice``. ``numbers`` are what ``choose`` goes by besides,
    a table that was learned say: it finds them as ``view.numbers``. They are data: with other
    numbers nothing is compiled anew.
    """

    name: str
    choose: Callable[[View], Act | Wait | Signal]
    description: str = ""
    follows_up: bool = False
    numbers: tuple[int, ...] = ()


E = TypeVar("E", bound=CombatEvent)

EventType = type[E] | EventName
"""The class of an event, or its name."""


class Listener(Struct, Generic[E], frozen=True):
    """A subscriber that a plugin brings along: called with each event of ``type``, ``"*"`` all."""

    name: str
    type: EventType[E]
    hear: Callable[[E], object]


def claim(question: Callable[..., object]) -> str:
    """The claim of a guard or rule in words: the first line of its docstring, else its name. That
    of a partial is the one of the function that it is made of."""
    while isinstance(question, partial):
        question = question.func
    said = question.__doc__
    lines = said.strip().splitlines() if isinstance(said, str) else ()
    return writable(lines[0].strip()) if lines else name_of(question)


def deferral(function: object) -> str | None:
    """Why a function would not answer at once: it is async, or it yields. ``None`` if it does."""
    while isinstance(function, partial):
        function = function.func
    if not isroutine(function) and not isinstance(function, type):
        function = getattr(type(function), "__call__", None)  # noqa: B004 # of an object
    if iscoroutinefunction(function) or isasyncgenfunction(function):
        return "is async; write def instead of async def, since nothing waits in a fight"
    if isgeneratorfunction(function):
        return "yields; write return instead, since it is asked once and answers at once"
    return None


def name_of(function: Callable[..., object]) -> str:
    """The name to show for a guard, effect or rule."""
    try:
        name: object = function.__name__
    except Exception:
        name = None
    return writable(name if isinstance(name, str) else type(function).__name__)
