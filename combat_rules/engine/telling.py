"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Fault, Result, Said
from combat_rules.engine.core.showing import ENDING_WORDS, projectile_id
from combat_rules.engine.core.words import (
    ACTION_ABORTED,
    ACTION_CANCELLED,
    ACTION_CHAINED,
    ACTION_ENDED,
    ACTION_FALTERED,
    ACTION_HIT,
    ACTION_INTERRUPTED,
    ACTION_SIGNALLED,
    ACTION_WHIFFED,
    ATTRIBUTE_CHANGED,
    AWARENESS_CHANGED,
    BASE_SHARE,
    BLOCK_SHARE,
    COMBATANT_CHANGED,
    COMBATANT_JOINED,
    COMBATANT_MOVED,
    COMBATANT_PUSHED,
    COMBATANT_STUNNED,
    COMMAND_REFUSED,
    DAMAGE_DEALT,
    FIGHT_CONCLUDED,
    FIGHT_STARTED,
    NONE,
    OWN_EVENT,
    PHASE_ENTERED,
    PLUGIN_FAILED,
    PROJECTILE_ENDED,
    PROJECTILE_LAUNCHED,
    STATUS_ENDED,
    STATUS_SHARE,
    STATUS_STARTED,
    STATUS_TICKED,
)
from combat_rules.model import AwarenessLevel, CombatEvent, EventPriority, Stun, replace
from combat_rules.model import events as kinds

CLASSES: tuple[type[CombatEvent], ...] = (
    kinds.ActionStarted,
    kinds.ActionCommitted,
    kinds.ActionReleased,
    kinds.ActionRecovering,
    kinds.PhaseEntered,
    kinds.ActionHit,
    kinds.ActionCounterHit,
    kinds.ActionBlocked,
    kinds.ActionEvaded,
    kinds.ActionCountered,
    kinds.ActionWhiffed,
    kinds.ActionTraded,
    kinds.ActionClashed,
    kinds.ActionCancelled,
    kinds.ActionSignalled,
    kinds.ActionFaltered,
    kinds.ActionInterrupted,
    kinds.ActionChained,
    kinds.ActionAborted,
    kinds.ActionEnded,
    kinds.CombatantStunned,
    kinds.CombatantMoved,
    kinds.CombatantPushed,
    kinds.DamageDealt,
    kinds.FightStarted,
    kinds.CombatantJoined,
    kinds.CombatantChanged,
    kinds.CombatantRecovered,
    kinds.CombatantDefeated,
    kinds.AttributeChanged,
    kinds.AwarenessChanged,
    kinds.StatusStarted,
    kinds.StatusTicked,
    kinds.StatusEnded,
    kinds.CommandRefused,
    kinds.PluginFailed,
    kinds.FightEnded,
    kinds.ProjectileLaunched,
    kinds.ProjectileEnded,
)
"""The class of each kind of event, by its number in ``words``."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

STATUS_REASONS = ("worn_off", "defeated", "fight_ended")
"""Why a status ended, by number."""

FLIGHT_ENDS = ("spent", "countered", "life", "wall", "failed", "fight_ended")
"""Why a projectile is no more, by number."""

STUNS = (Stun.HITSTUN, Stun.BLOCKSTUN, Stun.STAGGER, Stun.KNOCKDOWN)
"""Kinds of stun, by number."""

SHARES = {BASE_SHARE: "base", BLOCK_SHARE: "block"}
"""What damage is made of besides what rules give."""

NOBODYS = (FIGHT_STARTED, FIGHT_CONCLUDED)
"""Events of the whole fight, which have no source."""


def type_of(said: Said) -> type[CombatEvent]:
    """The class of the event that something noted will be."""
    return type(said.more) if said.kind == OWN_EVENT else CLASSES[said.kind]  # type: ignore[return-value]


def priority_of(said: Said) -> EventPriority:
    """How urgent something noted is."""
    return type_of(said).priority if said.kind == OWN_EVENT else PRIORITIES[said.kind]


def causes_of(said: Said) -> tuple[int, ...]:
    """What led to something noted, in the order in which it happened."""
    if said.cause == NONE:
        return ()
    return tuple(sorted((said.cause, *said.others))) if said.others else (said.cause,)


class Teller:
    """Makes public events for one fight; each is made once, and kept with what was noted."""

    def __init__(self, rules: FightRules, seed: int, arena: int) -> None:
        self._rules = rules
        self._seed = seed
        self._arena = arena

    def event(self, said: Said, names: Sequence[str]) -> CombatEvent:
        """The event of something noted; ``names`` are those of the combatants by place."""
        told = said.told
        if isinstance(told, CombatEvent):
            return told
        event = said.told = self._make(said, names)
        return event

    def _make(self, said: Said, names: Sequence[str]) -> CombatEvent:
        common: dict[str, object] = {
            "sequence": said.sequence,
            "timestamp": said.at,
            "source": None if said.kind in NOBODYS else names[said.source],
            "target": None if said.target == NONE else names[said.target],
            "action": f"{names[said.doer]}#{said.act}" if said.act else None,
            "causes": causes_of(said),
        }
        if said.kind == COMMAND_REFUSED and said.a == NONE:
            common["source"] = None
        if said.kind == OWN_EVENT:
            assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
            return replace(said.more, **common)
        make: Callable[..., CombatEvent] = CLASSES[said.kind]
        details = self._details(said)
        if type(said.more) is int:
            details["projectile"] = projectile_id(names[said.doer], said.act, said.more)
        return make(**common, **details)

    def _details(self, said: Said) -> dict[str, object]:  # noqa: C901, PLR0912, PLR0915 # one table
        kind, moves, more = said.kind, self._rules.moves, said.more
        details: dict[str, object] = {}
        if kind <= ACTION_ENDED:
            details["name"] = moves[said.a].name
        if kind <= PHASE_ENTERED:
            details |= {"phase": self._phase(said), "ticks": said.c}
        elif kind in (ACTION_CANCELLED, ACTION_INTERRUPTED):
            details["phase"] = self._phase(said)
        elif kind == ACTION_SIGNALLED:
            chart = self._rules.charts[said.a]
            details |= {"phase": self._phase(said), "signal": chart.events[said.c]}
        elif kind == ACTION_FALTERED:
            demand = self._rules.charts[said.a].demands[said.b][said.c]
            details |= {"phase": self._phase(said), "towards": demand.target}
            details |= {"guard": demand.guard, "claim": demand.claim}
        elif kind == ACTION_CHAINED:
            details["into"] = moves[said.b].name
        elif kind == ACTION_ABORTED:
            details["where"] = more
        elif kind == ACTION_ENDED:
            details |= {"reason": ENDING_WORDS[said.b], "outcome": said.outcome}
        elif ACTION_HIT <= kind < ACTION_CANCELLED:
            details |= {"source_position": said.here, "target_position": said.there}
            if kind != ACTION_WHIFFED:
                details |= {"distance": said.b, "hit": said.c}
        elif kind in (PROJECTILE_LAUNCHED, PROJECTILE_ENDED):
            details |= {"name": moves[said.a].name, "position": said.b}
            if kind == PROJECTILE_ENDED:
                details["reason"] = FLIGHT_ENDS[said.c]
            else:
                details |= {"way": said.c, "speed": moves[said.a].projectile.speed}
        elif kind == FIGHT_STARTED:
            details |= {"combatants": _read_only(more)}
            details |= {"seed": self._seed, "arena": self._arena}
        elif kind == FIGHT_CONCLUDED and isinstance(more, Result):
            details |= {"winner": more.winner, "reason": more.reason}
        elif kind == COMBATANT_JOINED and isinstance(more, tuple):
            details |= {"archetype": more[0], "team": more[1], "position": said.a}
        elif kind == COMBATANT_CHANGED:
            details["changed"] = _read_only(more)
        elif kind == COMBATANT_STUNNED:
            details |= {"stun": STUNS[said.b], "ticks": said.a}
        elif kind in (COMBATANT_MOVED, COMBATANT_PUSHED):
            details |= {"before": said.a, "after": said.b}
        elif kind == DAMAGE_DEALT and isinstance(more, tuple):
            pairs = zip(more[1::2], more[2::2], strict=True)
            shares = tuple(kinds.Share(self._share(rule), change) for rule, change in pairs)
            details |= {"damage": said.a, "lost": said.b, "health": said.c}
            details["absorbed"] = more[0]
            details |= {"outcome": said.outcome, "breakdown": shares}
            details["name"] = moves[said.move].name
            if more[1] <= STATUS_SHARE:
                details["status"] = shares[0].rule
        elif kind == ATTRIBUTE_CHANGED:
            name = self._rules.changeable_names[said.a]
            details |= {"attribute": name, "change": said.b, "value": said.c}
        elif kind == AWARENESS_CHANGED:
            details |= {"before": AwarenessLevel(said.a), "after": AwarenessLevel(said.b)}
        elif kind in (STATUS_STARTED, STATUS_TICKED, STATUS_ENDED):
            details |= self._status(said)
        elif kind == COMMAND_REFUSED and isinstance(more, tuple):
            details |= {"name": more[0], "why": more[1], "code": more[2]}
        elif kind == PLUGIN_FAILED and isinstance(more, Fault):
            details |= {"plugin": more.plugin, "where": more.where, "error": more.error}
        return details

    def _share(self, rule: int) -> str:
        if rule <= STATUS_SHARE:
            return self._rules.status_rules[STATUS_SHARE - rule].rule.name
        return SHARES[rule] if rule < 0 else self._rules.damage_rules[rule].rule.name

    def _phase(self, said: Said) -> str:
        chart = self._rules.charts[said.a]
        return chart.phases[said.b]

    def _status(self, said: Said) -> dict[str, object]:
        rule = self._rules.status_rules[said.a].rule
        details: dict[str, object] = {
            "name": rule.name, "attribute": rule.attribute, "value": said.b,
        }  # fmt: skip
        if said.kind == STATUS_ENDED:
            details["reason"] = STATUS_REASONS[said.c]
        return details


def _read_only(more: object) -> Mapping[str, object]:
    """A mapping that no subscriber can change for those who are called after it."""
    assert isinstance(more, Mapping), "that is what was noted"
    return MappingProxyType(more)
