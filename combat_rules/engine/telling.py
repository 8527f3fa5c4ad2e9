"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import UnionType
from typing import Protocol, TypeVar, get_args, get_type_hints

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
from combat_rules.model.events import COMMON, details, plain_value

Made_co = TypeVar("Made_co", covariant=True)
Made = TypeVar("Made")


class Make(Protocol[Made_co]):
    """Makes an entry of what an event tells, as plain data."""

    def __call__(
        self,
        sequence: int,
        timestamp: int,
        type: str,
        priority: str,
        source: str | None,
        target: str | None,
        action: str | None,
        data: Mapping[str, object],
        causes: tuple[int, ...],
        /,
    ) -> Made_co:
        """The entry; ``data`` are the fields of its own type."""


def _to_be_spelt(kind: type[CombatEvent]) -> tuple[str, ...]:
    """The fields of a class of events, but for those of every event, whose values are more than
    numbers, words and nothing."""
    hints = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__[len(COMMON) :] if not _plain(hints[name]))


def _plain(hint: object) -> bool:
    if isinstance(hint, UnionType):
        return all(map(_plain, get_args(hint)))
    return hint in (int, str, bool, type(None))


CLASSES: tuple[type[CombatEvent], ...] = tuple(kind for kind, _ in KINDS)
"""The class of each kind of event, by its number in ``words``."""

DETAILS: tuple[Told, ...] = tuple(details for _, details in KINDS)
"""What each kind of event tells, by its number."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

TYPES: tuple[str, ...] = tuple(kind.type for kind in CLASSES)
"""The type of each kind of event."""

URGENCIES: Mapping[EventPriority, str] = {each: each.name.lower() for each in EventPriority}
"""The word for each priority."""

SPELT: tuple[tuple[str, ...], ...] = tuple(_to_be_spelt(kind) for kind in CLASSES)
"""The fields of each kind of event that are no plain data yet."""

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

    def entry(self, said: Said, names: Sequence[str], make: Make[Made]) -> Made:
        """What the event of something noted tells, as plain data, without an event being made."""
        kind = said.kind
        if kind == OWN_EVENT:
            event = self.event(said, names)
            type, priority, data = event.type, event.priority, details(event)
        else:
            type, priority, data = TYPES[kind], PRIORITIES[kind], self._own(said, names)
            for name in SPELT[kind]:
                data[name] = plain_value(data[name])
        return make(
            said.sequence,
            said.at,
            type,
            URGENCIES[priority],
            _source(said, names),
            None if said.target == NONE else names[said.target],
            f"{names[said.doer]}#{said.act}" if said.act else None,
            data,
            causes_of(said),
        )

    def _make(self, said: Said, names: Sequence[str]) -> CombatEvent:
        kind = said.kind
        if kind == OWN_EVENT:
            assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
            make: Callable[..., CombatEvent] = partial(replace, said.more)
            own: dict[str, object] = {}
        else:
            make, own = CLASSES[kind], self._own(said, names)
        return make(
            sequence=said.sequence,
            timestamp=said.at,
            source=_source(said, names),
            target=None if said.target == NONE else names[said.target],
            action=f"{names[said.doer]}#{said.act}" if said.act else None,
            causes=causes_of(said),
            **own,
        )

    def _own(self, said: Said, names: Sequence[str]) -> dict[str, object]:
        """What a kind of event tells beyond the fields of every event."""
        kind, own = said.kind, DETAILS[said.kind](self._rules, said)
        if kind == FIGHT_STARTED:
            own |= {"seed": self._seed, "arena": self._arena}
        elif type(said.more) is int:
            own["projectile"] = projectile_id(names[said.doer], said.act, said.more)
        return own


def _source(said: Said, names: Sequence[str]) -> str | None:
    """Who has done it; ``None`` for the whole fight, and where a name is unknown."""
    kind = said.kind
    if kind in NOBODYS or (kind == COMMAND_REFUSED and said.a == NONE):
        return None
    return names[said.source]
