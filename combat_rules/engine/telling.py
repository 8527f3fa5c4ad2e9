"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Sequence

from combat_rules.engine.core.fight import FightRules
from combat_rules.engine.core.records import Said
from combat_rules.engine.core.showing import projectile_id
from combat_rules.engine.core.words import (
    COMMAND_REFUSED,
    FIGHT_CONCLUDED,
    FIGHT_STARTED,
    NONE,
    OWN_EVENT,
)
from combat_rules.engine.details import KINDS, Told
from combat_rules.model import CombatEvent, EventPriority, replace

CLASSES: tuple[type[CombatEvent], ...] = tuple(kind for kind, _ in KINDS)
"""The class of each kind of event, by its number in ``words``."""

DETAILS: tuple[Told, ...] = tuple(details for _, details in KINDS)
"""What each kind of event tells, by its number."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

NOBODYS = (FIGHT_STARTED, FIGHT_CONCLUDED)
"""Events of the whole fight, which have no source."""


def type_of(said: Said) -> type[CombatEvent]:
    """The class of the event that something noted will be."""
    return type(said.more) if said.kind == OWN_EVENT else CLASSES[said.kind]  # type: ignore[return-value] # ``more`` is one


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
        kind = said.kind
        common: dict[str, object] = {
            "sequence": said.sequence,
            "timestamp": said.at,
            "source": None if kind in NOBODYS else names[said.source],
            "target": None if said.target == NONE else names[said.target],
            "action": f"{names[said.doer]}#{said.act}" if said.act else None,
            "causes": causes_of(said),
        }
        if kind == OWN_EVENT:
            assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
            return replace(said.more, **common)
        if kind == COMMAND_REFUSED and said.a == NONE:
            common["source"] = None
        common |= DETAILS[kind](self._rules, said)
        if kind == FIGHT_STARTED:
            common |= {"seed": self._seed, "arena": self._arena}
        if type(said.more) is int:
            common["projectile"] = projectile_id(names[said.doer], said.act, said.more)
        make: Callable[..., CombatEvent] = CLASSES[kind]
        return make(**common)
