"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import partial
from types import NoneType, UnionType
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
from combat_rules.engine.details import KINDS, Details, Told
from combat_rules.model import CombatEvent, EventPriority, replace
from combat_rules.model.events import COMMON, Share, details, plain_value

Spell = Callable[[object], object]
"""Makes plain data of a value."""

Rows = tuple[tuple[str, str, Told], ...]

Entry = tuple[int, int, str, str, str | None, str | None, str | None, Details, tuple[int, ...]]
"""What an event tells, as plain data: number, tick, type, urgency, source, target, action, the
fields of its own type, and causes."""


def _plainly(kind: type[CombatEvent], tell: Told) -> Told:
    """What a class of events tells, as plain data."""
    hints, own = get_type_hints(kind), kind.__struct_fields__[len(COMMON) :]
    spellings = [(name, spell) for name in own if (spell := _spelling(hints[name])) is not None]

    def spelt(rules: FightRules, said: Said) -> Details:
        data = tell(rules, said)
        for name, spell in spellings:
            data[name] = spell(data[name])
        return data

    return spelt if spellings else tell


def _spelling(hint: object) -> Spell | None:
    kinds = {*get_args(hint)} - {NoneType} if isinstance(hint, UnionType) else {hint}
    if kinds <= {int, str, bool}:
        return None
    if hint == tuple[Share, ...]:
        return _as_list
    enums = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum)]
    if len(enums) < len(kinds):
        return plain_value
    words: dict[object, object] = {word: plain_value(word) for kind in enums for word in kind}
    return {None: None, **words}.__getitem__


def _as_list(shares: object) -> object:
    assert isinstance(shares, tuple), "a breakdown"
    return list(map(asdict, shares))


CLASSES: tuple[type[CombatEvent], ...] = tuple(kind for kind, _ in KINDS)
"""The class of each kind of event, by its number in ``words``."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

URGENCIES: Mapping[EventPriority, str] = {each: each.name.lower() for each in EventPriority}
"""The word for each priority."""

PLAIN = tuple((kind.type, URGENCIES[kind.priority], _plainly(kind, tell)) for kind, tell in KINDS)
"""The type of each kind of event, its urgency, and what tells of it in plain data."""

TYPED = tuple((*row[:2], tell) for row, (_, tell) in zip(PLAIN, KINDS, strict=True))
"""The same in the types of its class."""

NOBODYS = (FIGHT_STARTED, FIGHT_CONCLUDED)
"""Events of the whole fight, which have no source."""


def type_of(said: Said) -> type[CombatEvent]:
    """The class of the event that something noted will be."""
    return type(_announced(said)) if said.kind == OWN_EVENT else CLASSES[said.kind]


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

    def entry(self, said: Said, names: Sequence[str], rows: Rows = PLAIN) -> Entry:
        """What the event of something noted tells, without an event being made."""
        kind, act, more = said.kind, said.act, said.more
        if kind == OWN_EVENT:
            event = _announced(said)
            type, urgency, data = event.type, URGENCIES[event.priority], details(event)
        else:
            type, urgency, tell = rows[kind]
            data = tell(self._rules, said)
        source: str | None
        if more is None:
            source = names[said.source]
        else:
            source = _source(said, names)
            if kind == FIGHT_STARTED:
                data |= {"seed": self._seed, "arena": self._arena}
            elif isinstance(more, int):
                data["projectile"] = projectile_id(names[said.doer], act, more)
        return (
            said.sequence,
            said.at,
            type,
            urgency,
            source,
            None if said.target == NONE else names[said.target],
            f"{names[said.doer]}#{act}" if act else None,
            data,
            causes_of(said),
        )

    def _make(self, said: Said, names: Sequence[str]) -> CombatEvent:
        told = self.entry(said, names, TYPED)
        sequence, timestamp, _, _, source, target, action, own, causes = told
        make: Callable[..., CombatEvent]
        if said.kind == OWN_EVENT:
            make, own = partial(replace, _announced(said)), {}
        else:
            make = CLASSES[said.kind]
        return make(
            sequence=sequence,
            timestamp=timestamp,
            source=source,
            target=target,
            action=action,
            causes=causes,
            **own,
        )


def _announced(said: Said) -> CombatEvent:
    assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
    return said.more


def _source(said: Said, names: Sequence[str]) -> str | None:
    """Who has done it; ``None`` for the whole fight, and where a name is unknown."""
    kind = said.kind
    if kind in NOBODYS or (kind == COMMAND_REFUSED and said.a == NONE):
        return None
    return names[said.source]
