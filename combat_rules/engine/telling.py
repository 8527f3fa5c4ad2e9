"""Telling: the public event of what a moment noted in numbers, made when somebody listens."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

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
from combat_rules.engine.details import KINDS, PLAIN, TYPED, Details, nothing
from combat_rules.model import CombatEvent, EventPriority, replace
from combat_rules.model.events import details

Entry = tuple[int, int, str, str, str | None, str | None, str | None, Details, tuple[int, ...]]
"""What an event tells, as plain data: number, tick, type, urgency, source, target, action, the
fields of its own type, and causes."""

CLASSES: tuple[type[CombatEvent], ...] = tuple(kind for kind, _ in KINDS)
"""The class of each kind of event, by its number in ``words``."""

PRIORITIES: tuple[EventPriority, ...] = tuple(kind.priority for kind in CLASSES)

URGENCIES: Mapping[EventPriority, str] = {each: each.name.lower() for each in EventPriority}
"""The word for each priority."""

ROWS = (
    *((kind.type, URGENCIES[kind.priority], tell) for kind, tell in KINDS),
    ("", "", nothing),
)
"""The type of each kind of event, its urgency, and what tells its details; a plugin's own event
tells all of that itself."""

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
        if told is None:
            event = said.told = self._made(said, names)
            return event
        assert isinstance(told, CombatEvent), "that is what is kept"
        return told

    def entries(self, said: Sequence[Said], names: Sequence[str]) -> list[Entry]:
        """What the events of all that an input has led to tell, without one being made."""
        rules = self._rules
        entries: list[Entry] = []
        # The last is the name of nobody, whose place is -1.
        who = (*names, None)
        for one in said:
            act, cause, more = one.act, one.cause, one.more
            type, urgency, tell = ROWS[one.kind]
            data = tell(rules, one, PLAIN)
            source = who[one.source]
            if more is not None:
                source = self._source(one, names, data)
                if one.kind == OWN_EVENT:
                    event = _announced(one)
                    type, urgency, data = event.type, URGENCIES[event.priority], details(event)
            entries.append((
                one.sequence,
                one.at,
                type,
                urgency,
                source,
                who[one.target],
                f"{who[one.doer]}#{act}" if act else None,
                data,
                causes_of(one) if one.others else () if cause == NONE else (cause,),
            ))  # fmt: skip
        return entries

    def _made(self, said: Said, names: Sequence[str]) -> CombatEvent:
        kind, act, more, target = said.kind, said.act, said.more, said.target
        own = ROWS[kind][2](self._rules, said, TYPED)
        make: Callable[..., CombatEvent] = CLASSES[kind] if kind != OWN_EVENT else _again(said)
        return make(
            sequence=said.sequence,
            timestamp=said.at,
            source=names[said.source] if more is None else self._source(said, names, own),
            target=None if target == NONE else names[target],
            action=f"{names[said.doer]}#{act}" if act else None,
            causes=causes_of(said),
            **own,
        )

    def _source(self, said: Said, names: Sequence[str], data: Details) -> str | None:
        """Who has done something of which there is more; what only its fight can tell of that goes
        into ``data``. ``None`` for the whole fight, and where a name is unknown."""
        kind, more = said.kind, said.more
        if kind == FIGHT_STARTED:
            data |= {"seed": self._seed, "arena": self._arena}
        elif isinstance(more, int):
            data["projectile"] = projectile_id(names[said.doer], said.act, more)
        if kind in NOBODYS or (kind == COMMAND_REFUSED and said.a == NONE):
            return None
        return names[said.source]


def _again(said: Said) -> Callable[..., CombatEvent]:
    return partial(replace, _announced(said))


def _announced(said: Said) -> CombatEvent:
    assert isinstance(said.more, CombatEvent), "a plugin's event is made by its class"
    return said.more
