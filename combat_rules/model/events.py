"""What is announced: a class for each type of event, and the commands that fights are given."""

import re
from collections.abc import Mapping
from enum import Enum, IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar, Literal, NoReturn

from msgspec import Struct

from combat_rules.errors import EventError, did_you_mean, in_short
from combat_rules.model.actions import ActionStateType, Outcome, Stun
from combat_rules.model.combatants import AwarenessLevel
from combat_rules.model.limits import Amount

__all__ = [
    "EVENT_TYPES",
    "ActionAborted",
    "ActionBlocked",
    "ActionBlow",
    "ActionCancelled",
    "ActionChained",
    "ActionClashed",
    "ActionCommitted",
    "ActionContact",
    "ActionCounterHit",
    "ActionCountered",
    "ActionEnded",
    "ActionEvaded",
    "ActionEvent",
    "ActionFaltered",
    "ActionHit",
    "ActionInterrupted",
    "ActionPhase",
    "ActionRecovering",
    "ActionReleased",
    "ActionSignalled",
    "ActionStarted",
    "ActionTraded",
    "ActionWhiffed",
    "AttributeChanged",
    "AwarenessChanged",
    "CombatEvent",
    "CombatantChanged",
    "CombatantDefeated",
    "CombatantJoined",
    "CombatantMoved",
    "CombatantPushed",
    "CombatantRecovered",
    "CombatantStunned",
    "CombatantWithdrew",
    "Command",
    "CommandRefused",
    "DamageDealt",
    "EventPriority",
    "FightEnded",
    "FightStarted",
    "PhaseEntered",
    "PluginFailed",
    "ProjectileEnded",
    "ProjectileEvent",
    "ProjectileLaunched",
    "Share",
    "StatusEnded",
    "StatusEvent",
    "StatusStarted",
    "StatusTicked",
    "details",
    "plain",
]


class EventPriority(IntEnum):
    """Who goes first among events of the same tick."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


HIGH, LOW = EventPriority.HIGH, EventPriority.LOW


class CombatEvent(Struct, frozen=True, kw_only=True):
    """Something that happened, announced after it had happened.

    ``sequence`` numbers a fight's events in the order in which they happened; of those of one
    transaction the more urgent are delivered first. ``timestamp`` is the tick. ``source`` and
    ``target`` are combatant ids, ``action`` the id of a running action (``ayla#3``),
    ``causes`` the sequences of the events that led to this one.

    Each type of event is a subclass with fields of its own. ``type`` is the name of the class
    in small letters (``ActionHit`` is ``"action_hit"``), ``priority`` is MEDIUM unless a class
    says otherwise. A plugin's own types come in through the hook ``combat_events``::

        class Ignited(CombatEvent, frozen=True, kw_only=True):
            priority = EventPriority.LOW
            strength: int
    """

    type: ClassVar[str] = "*"
    priority: ClassVar[EventPriority] = EventPriority.MEDIUM

    sequence: int = 0
    timestamp: int = 0
    source: str | None = None
    target: str | None = None
    action: str | None = None
    causes: tuple[int, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "type" not in cls.__dict__:
            cls.type = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


COMMON = CombatEvent.__struct_fields__
"""The fields that every event has."""


def _missing(event: CombatEvent, name: str) -> NoReturn:
    """Say of a field that an event does not have which ones it has."""
    own = [field for field in event.__struct_fields__ if field not in COMMON]
    if name == "data":
        first = f"{own[0]} instead of event.data[{own[0]!r}]" if own else "event.source, say"
        told = f"its fields are its own now: write event.{first}"
        told += f"; it has {', '.join((*own, *COMMON))}"
    elif name == "cause":
        told = "it may have several: write event.causes"
    else:
        told = did_you_mean(name, (*own, *COMMON))
    raise AttributeError(
        f"{type(event).__name__} has no attribute {name}; {told}", name=name, obj=event
    )


# Not in the class: type checkers would take every misspelt field for one that it answers to.
CombatEvent.__getattr__ = _missing  # type: ignore[attr-defined]  # that is the point


# -- an action and its phases -------------------------------------------------------------


class ActionEvent(CombatEvent, frozen=True, kw_only=True):
    """Something about a running action; ``name`` is the action's."""

    name: str


class ActionPhase(ActionEvent, frozen=True, kw_only=True):
    """An action has entered a phase of its chart, which takes ``ticks``."""

    phase: str
    ticks: int


class ActionStarted(ActionPhase, frozen=True, kw_only=True):
    """An action begins, and prepares: it is in its feint, or in a commit without one."""


class ActionCommitted(ActionPhase, frozen=True, kw_only=True):
    """An action is locked in."""


class ActionReleased(ActionPhase, frozen=True, kw_only=True):
    """An action is active: its blow can land, its block holds."""


class ActionRecovering(ActionPhase, frozen=True, kw_only=True):
    """An action is on its way back to neutral."""


class PhaseEntered(ActionPhase, frozen=True, kw_only=True):
    """An action has entered a further phase of the same kind as the one before."""


class ActionCancelled(ActionEvent, frozen=True, kw_only=True):
    """An action is called off, in ``phase``."""

    phase: str


class ActionSignalled(ActionEvent, frozen=True, kw_only=True):
    """The actor has given its action a ``signal`` in ``phase``: it has let go, say."""

    phase: str
    signal: str


class ActionFaltered(ActionEvent, frozen=True, kw_only=True):
    """The time of ``phase`` was up, and an action goes back instead of on to the phase ``towards``:
    its ``guard`` said no. ``claim`` is what that guard says, in words."""

    phase: str
    towards: str
    guard: str
    claim: str


class ActionInterrupted(ActionEvent, frozen=True, kw_only=True):
    """An action is stopped, or thrown into another phase, by a blow or a stagger in ``phase``."""

    phase: str


class ActionChained(ActionEvent, frozen=True, kw_only=True):
    """An action is left for another one, ``into``."""

    into: str


class ActionAborted(ActionEvent, frozen=True, kw_only=True):
    """An action is over because a rule raised; ``where`` says which."""

    where: str


class ActionEnded(ActionEvent, frozen=True, kw_only=True):
    """An action is over. ``outcome`` is what came of it, if it met somebody or missed."""

    reason: str
    outcome: Outcome | None


# -- contacts -----------------------------------------------------------------------------


class ActionBlow(ActionEvent, frozen=True, kw_only=True):
    """A blow has met somebody, or nobody. ``source_position`` and ``target_position`` are where
    striker and target are at that tick, in arena units, before anybody is pushed."""

    priority = HIGH
    source_position: int = 0
    target_position: int = 0


class ActionContact(ActionBlow, frozen=True, kw_only=True):
    """A blow has met its target, ``distance`` arena units away; the how many-th ``hit`` of its
    action it is. ``projectile`` is the id of what it was struck with, if that flew; it may meet
    somebody, or another one, long after its action has ended."""

    distance: int
    hit: int = 1
    projectile: str | None = None


class ActionHit(ActionContact, frozen=True, kw_only=True):
    """A blow lands."""


class ActionCounterHit(ActionContact, frozen=True, kw_only=True):
    """A blow lands on somebody who prepares a strike, or recovers from what nobody has stopped."""


class ActionBlocked(ActionContact, frozen=True, kw_only=True):
    """A blow is blocked."""


class ActionEvaded(ActionContact, frozen=True, kw_only=True):
    """A blow is evaded; it may still meet its target once the evasion is over."""


class ActionCountered(ActionContact, frozen=True, kw_only=True):
    """A blow is countered: it hurts whoever struck it."""


class ActionTraded(ActionContact, frozen=True, kw_only=True):
    """Two blows land on each other's striker at once."""


class ActionClashed(ActionContact, frozen=True, kw_only=True):
    """Two blows meet each other."""


class ActionWhiffed(ActionBlow, frozen=True, kw_only=True):
    """A blow has met nobody; ``projectile`` is the id of what went past its target as a rule had
    it, if that flew."""

    projectile: str | None = None


# -- projectiles --------------------------------------------------------------------------


class ProjectileEvent(CombatEvent, frozen=True, kw_only=True):
    """Something about what the source has launched: ``projectile`` is its id, ``name`` the
    action's that launched it, ``position`` where it is."""

    name: str
    projectile: str
    position: int


class ProjectileLaunched(ProjectileEvent, frozen=True, kw_only=True):
    """A projectile flies from here on, to the right if ``way`` is 1 and to the left if it is -1,
    ``speed`` arena units a second."""

    way: int
    speed: int


class ProjectileEnded(ProjectileEvent, frozen=True, kw_only=True):
    """A projectile is no more: ``spent``, ``countered``, its ``life`` is over, it flew into a
    ``wall``, a rule about it ``failed``, or ``fight_ended``."""

    reason: str


class Share(Struct, frozen=True):
    """What one rule gave to a blow's damage, in points; the first of a breakdown is ``base``."""

    rule: str
    change: int


class DamageDealt(CombatEvent, frozen=True, kw_only=True):
    """A blow, a status or an effect takes ``lost`` points of health from its target, which has
    ``health`` left.

    ``name`` is the move that has done it. ``damage`` is what the rules made of the blow, the sum of
    its ``breakdown``; less is lost if there was less, or if something ``absorbed`` a part of it
    before it came to health. Of a ``status`` the source is whoever has brought it last with a move,
    its bearer if that is not known. It has no ``outcome``, nor has the ``harm`` of an effect; of
    both less is lost too if something heals their target at that moment, or leaves it a rest.
    """

    priority = HIGH
    damage: int
    lost: int
    health: int
    outcome: Outcome | None
    breakdown: tuple[Share, ...]
    absorbed: int = 0
    name: str = ""
    status: str | None = None


# -- combatants ---------------------------------------------------------------------------


class CombatantJoined(CombatEvent, frozen=True, kw_only=True):
    """Somebody takes part from now on."""

    archetype: str
    team: str
    position: int


class CombatantMoved(CombatEvent, frozen=True, kw_only=True):
    """Somebody has moved from ``before`` to ``after``, positions in the arena."""

    priority = LOW
    before: int
    after: int


class CombatantPushed(CombatEvent, frozen=True, kw_only=True):
    """Somebody was pushed from ``before`` to ``after``, positions in the arena."""

    priority = LOW
    before: int
    after: int


class CombatantStunned(CombatEvent, frozen=True, kw_only=True):
    """Somebody cannot act for ``ticks``, because of the target."""

    stun: Stun
    ticks: int


class CombatantRecovered(CombatEvent, frozen=True, kw_only=True):
    """A stun is over, of somebody who did nothing, or begins an action out of it; of whoever was
    stopped by one otherwise, the end of its action tells it."""


class CombatantDefeated(CombatEvent, frozen=True, kw_only=True):
    """Somebody has no health left."""

    priority = HIGH


class CombatantWithdrew(CombatEvent, frozen=True, kw_only=True):
    """Somebody has left the fight with the health that it has, and does not come back."""

    priority = HIGH


class CombatantChanged(CombatEvent, frozen=True, kw_only=True):
    """Somebody was changed from outside the rules: the new values of the fields in question."""

    priority = LOW
    changed: Mapping[str, object]


class AttributeChanged(CombatEvent, frozen=True, kw_only=True):
    """An attribute of the source has changed by ``change`` to ``value``."""

    priority = LOW
    attribute: str
    change: int
    value: int


class AwarenessChanged(CombatEvent, frozen=True, kw_only=True):
    """What the source knows of the target has changed."""

    priority = LOW
    before: AwarenessLevel
    after: AwarenessLevel


# -- statuses -----------------------------------------------------------------------------


class StatusEvent(CombatEvent, frozen=True, kw_only=True):
    """Something about a status of the source; ``value`` is what its ``attribute`` is now."""

    name: str
    attribute: str
    value: int


class StatusStarted(StatusEvent, frozen=True, kw_only=True):
    """A status begins."""


class StatusTicked(StatusEvent, frozen=True, kw_only=True):
    """A status acts on its bearer."""


class StatusEnded(StatusEvent, frozen=True, kw_only=True):
    """A status is over: ``worn_off``, ``defeated`` or ``fight_ended``."""

    reason: str


# -- the fight ----------------------------------------------------------------------------


class FightStarted(CombatEvent, frozen=True, kw_only=True):
    """The first thing that happens in a fight; ``combatants`` are teams by combatant id."""

    priority = HIGH
    combatants: Mapping[str, str]
    seed: int
    arena: int


class FightEnded(CombatEvent, frozen=True, kw_only=True):
    """The fight is over; ``winner`` is a team, or nobody."""

    priority = LOW
    winner: str | None
    reason: str


class CommandRefused(CombatEvent, frozen=True, kw_only=True):
    """A command that nobody waited for, to start the action ``name``, was refused.

    ``name`` is empty for a command to call off. ``code`` is that of the error.
    """

    priority = LOW
    name: str
    why: str
    code: str


class PluginFailed(CombatEvent, frozen=True, kw_only=True):
    """A function of a plugin raised; the fight goes on without its answer."""

    priority = HIGH
    plugin: str
    where: str
    error: str


EVENT_TYPES: Mapping[str, type[CombatEvent]] = MappingProxyType(
    {
        kind.type: kind
        for kind in (
            FightStarted,
            CombatantJoined,
            ActionStarted,
            ActionCommitted,
            ActionReleased,
            ActionRecovering,
            PhaseEntered,
            ActionHit,
            ActionCounterHit,
            ActionBlocked,
            ActionEvaded,
            ActionCountered,
            ActionTraded,
            ActionClashed,
            ActionWhiffed,
            ProjectileLaunched,
            ProjectileEnded,
            ActionCancelled,
            ActionSignalled,
            ActionFaltered,
            ActionInterrupted,
            ActionChained,
            ActionAborted,
            ActionEnded,
            DamageDealt,
            CombatantStunned,
            CombatantRecovered,
            CombatantDefeated,
            CombatantWithdrew,
            CombatantMoved,
            CombatantPushed,
            CombatantChanged,
            AttributeChanged,
            AwarenessChanged,
            StatusStarted,
            StatusTicked,
            StatusEnded,
            CommandRefused,
            PluginFailed,
            FightEnded,
        )
    }
)
"""The types of event that the engine announces, by name."""

EventName = Literal[
    "*",
    "fight_started",
    "combatant_joined",
    "action_started",
    "action_committed",
    "action_released",
    "action_recovering",
    "phase_entered",
    "action_hit",
    "action_counter_hit",
    "action_blocked",
    "action_evaded",
    "action_countered",
    "action_traded",
    "action_clashed",
    "action_whiffed",
    "projectile_launched",
    "projectile_ended",
    "action_cancelled",
    "action_signalled",
    "action_faltered",
    "action_interrupted",
    "action_chained",
    "action_aborted",
    "action_ended",
    "damage_dealt",
    "combatant_stunned",
    "combatant_recovered",
    "combatant_defeated",
    "combatant_withdrew",
    "combatant_moved",
    "combatant_pushed",
    "combatant_changed",
    "attribute_changed",
    "awareness_changed",
    "status_started",
    "status_ticked",
    "status_ended",
    "command_refused",
    "plugin_failed",
    "fight_ended",
    "action_event",
    "action_phase",
    "action_contact",
    "action_blow",
    "projectile_event",
    "status_event",
]
"""The names of the engine's types and of their families for type checkers; ``"*"`` stands for all
types."""

PHASE_EVENTS: Mapping[ActionStateType, type[ActionPhase]] = {
    ActionStateType.FEINT: ActionStarted,
    ActionStateType.COMMIT: ActionCommitted,
    ActionStateType.RELEASE: ActionReleased,
    ActionStateType.RECOVERY: ActionRecovering,
}
"""What announces each kind of phase."""

PHASE_KINDS: Mapping[str, ActionStateType] = {e.type: kind for kind, e in PHASE_EVENTS.items()}
"""The kind of phase that each type of event announces."""

CONTACT_EVENTS: Mapping[Outcome, type[ActionContact]] = {
    Outcome.HIT: ActionHit,
    Outcome.COUNTER_HIT: ActionCounterHit,
    Outcome.BLOCKED: ActionBlocked,
    Outcome.EVADED: ActionEvaded,
    Outcome.COUNTERED: ActionCountered,
    Outcome.TRADE: ActionTraded,
    Outcome.CLASH: ActionClashed,
}
"""What announces each outcome of a contact; ``ActionWhiffed`` tells that there was none."""

CONTACT_OUTCOMES: Mapping[str, Outcome] = {e.type: met for met, e in CONTACT_EVENTS.items()}
"""The outcome that each type of event announces."""


@lru_cache(maxsize=256)
def family(kind: type[CombatEvent]) -> tuple[type[CombatEvent], ...]:
    """A class of events and its bases, the nearest first, ``CombatEvent`` last."""
    return tuple(base for base in kind.__mro__ if issubclass(base, CombatEvent))


def families(known: Mapping[str, type[CombatEvent]]) -> dict[str, type[CombatEvent]]:
    """What can be subscribed to where these types are known: they and their bases, by name."""
    bases = {base.type: base for kind in known.values() for base in family(kind)}
    return {**known, **bases}


# -- events as data -----------------------------------------------------------------------


def details(event: CombatEvent) -> dict[str, object]:
    """What an event tells beyond the fields of every event, as plain data."""
    demand_event(event)
    own = event.__struct_fields__[len(COMMON) :]
    return {name: plain_value(getattr(event, name)) for name in own}


def plain(event: CombatEvent) -> dict[str, object]:
    """An event as plain data, for JSON and journals: its type and priority among its fields."""
    demand_event(event)
    return {
        "sequence": event.sequence,
        "timestamp": event.timestamp,
        "type": event.type,
        "priority": plain_value(event.priority),
        "source": event.source,
        "target": event.target,
        "action": event.action,
        "causes": list(event.causes),
        **details(event),
    }


def demand_event(event: object) -> None:
    """Raise ``EventError`` for what is no event."""
    if not isinstance(event, CombatEvent):
        raise EventError(f"this is no event: {in_short(event)}", code="event.invalid")


def plain_value(value: object) -> object:
    """Enums as words in small letters, structs as mappings, tuples as lists."""
    if value is None or type(value) in (int, str, bool):
        return value
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Struct):
        return {name: plain_value(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {key: plain_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(part) for part in value]
    return value


# -- commands -----------------------------------------------------------------------------


class Command(Struct, frozen=True, kw_only=True):
    """What a combatant is told to do: start ``action``, call off what it does (``cancel``), or give
    it a ``signal`` that its chart takes.

    ``target`` is a combatant id; without one, the nearest foe is meant. ``at`` is the tick
    at which a scheduled command takes effect. One that comes too early is tried again at each
    tick for ``buffer`` ticks, those of its actor's hit pause not counted, before it is refused;
    ``None`` is what the actor's archetype says, and none for a ``cancel``.
    Only what is scheduled or submitted is kept, not what ``execute_action`` is given. Of several
    that are kept the first one is tried first; ``waited`` is how long one has been, in ticks.
    """

    actor: str
    action: str = ""
    target: str | None = None
    cancel: bool = False
    signal: str = ""
    at: int = 0
    buffer: Amount | None = None
    waited: Amount = 0
