"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import partial
from types import UnionType
from typing import get_args, get_type_hints

from msgspec.structs import asdict

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
from combat_rules.model.events import COMMON, Share, details, plain_value

Spell = Callable[[object], object]
"""Makes plain data of a value."""

Entry = tuple[
    int, int, str, str, str | None, str | None, str | None, Mapping[str, object], tuple[int, ...]
]
"""What an event tells, as plain data: number, tick, type, urgency, source, target, action, the
fields of its own type, and causes."""


def _spellings(kind: type[CombatEvent]) -> tuple[tuple[str, Spell], ...]:
    """How to spell those fields of a class of events that are no plain data yet, but for those of
    every event."""
    hints, own = get_type_hints(kind), kind.__struct_fields__[len(COMMON) :]
    return tuple((name, spell) for name in own if (spell := _spelling(hints[name])) is not None)


def _spelling(hint: object) -> Spell | None:
    if hint == tuple[Share, ...]:
        return _spelt_out
    parts = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    words: dict[object, object] = {}
    for part in parts:
        if isinstance(part, type) and issubclass(part, Enum):
            words |= {word: plain_value(word) for word in part}
        elif part is type(None):
            words[None] = None
        elif part not in (int, str, bool):
            return plain_value
    return words.__getitem__ if words.keys() - {None} else None


def _spelt_out(shares: object) -> object:
    assert isinstance(shares, tuple), "a breakdown"
    return list(map(asdict, shares))


CLASSES: tuple[type[CombatEvent], ...] = tuple(kind for kind, _ in KINDS)
"""The class of each kind of event, by its number in ``words``."""

DETAILS: tuple[Told, ...] = tuple(details for _, details in KINDS)
"""What each kind of event tells, by its number."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

URGENCIES: Mapping[EventPriority, str] = {each: each.name.lower() for each in EventPriority}
"""The word for each priority."""

ENTRIES = tuple((kind.type, URGENCIES[kind.priority], _spellings(kind)) for kind in CLASSES)
"""The type of each kind of event, its urgency, and how its fields become plain data."""

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

    def entry(self, said: Said, names: Sequence[str]) -> Entry:
        """What the event of something noted tells, without an event being made."""
        kind = said.kind
        if kind == OWN_EVENT:
            event = self.event(said, names)
            type, urgency, data = event.type, URGENCIES[event.priority], details(event)
        else:
            type, urgency, spellings = ENTRIES[kind]
            data = self._own(said, names)
            for name, spell in spellings:
                data[name] = spell(data[name])
        source, target, action, causes = _of_every_event(said, names)
        return said.sequence, said.at, type, urgency, source, target, action, data, causes

    def _make(self, said: Said, names: Sequence[str]) -> CombatEvent:
        kind = said.kind
        if kind == OWN_EVENT:
            assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
            make: Callable[..., CombatEvent] = partial(replace, said.more)
            own: dict[str, object] = {}
        else:
            make, own = CLASSES[kind], self._own(said, names)
        source, target, action, causes = _of_every_event(said, names)
        return make(
            sequence=said.sequence,
            timestamp=said.at,
            source=source,
            target=target,
            action=action,
            causes=causes,
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


def _of_every_event(
    said: Said, names: Sequence[str]
) -> tuple[str | None, str | None, str | None, tuple[int, ...]]:
    """Who has done it, to whom, with which use of an action, and because of what. Of the whole
    fight nobody has, nor where a name is unknown."""
    kind, target, act = said.kind, said.target, said.act
    nobodys = kind in NOBODYS or (kind == COMMAND_REFUSED and said.a == NONE)
    return (
        None if nobodys else names[said.source],
        None if target == NONE else names[target],
        f"{names[said.doer]}#{act}" if act else None,
        causes_of(said),
    )
