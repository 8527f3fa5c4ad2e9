"""Event types of plugins: what they may be made of, and what may be announced of them."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import get_type_hints

from combat_rules.errors import StateError, in_short
from combat_rules.model.events import COMMON, EVENT_TYPES, CombatEvent, EventPriority
from combat_rules.model.fields import kind_of

PLAIN = (int, bool, str)
"""What fields of events may be, beside enums."""


@lru_cache(maxsize=32)
def own_fields(kind: type[CombatEvent]) -> Mapping[str, object]:
    """The fields of an event type beyond those of every event, with what they are declared as."""
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__[len(COMMON) :]}


def type_problems(kind: type[CombatEvent], owners: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with an event type of a plugin; ``owners`` are whose the others are."""
    title = f"the event type {kind.__name__}"
    if not isinstance(kind.type, str) or not kind.type.isidentifier():
        yield f"{title} has the type {kind.type!r}; a name such as 'guard_broken' is due"
    elif kind is CombatEvent or kind.type in EVENT_TYPES:
        yield f"{title} is the engine's own; give the class another name"
    elif kind.type in owners:
        yield (
            f"{title} has the type {kind.type}, which {owners[kind.type]} contributes already; "
            "rename one of the two"
        )
    if not kind.__struct_config__.frozen:
        yield f"{title} can be changed; write class {kind.__name__}(CombatEvent, frozen=True, ...)"
    if not isinstance(kind.priority, EventPriority):
        yield f"{title} has the priority {kind.priority!r}; it is one of EventPriority"
    try:
        fields = own_fields(kind)
    except Exception as error:
        yield f"{title} has a field of a kind that cannot be looked up: {error}"
        return
    for name, declared in fields.items():
        if declared not in PLAIN and not _is_enum(declared):
            yield (
                f"{title} has the field {name} of {in_short(declared)}; "
                "a field is an int, bool, str or enum"
            )


def demand_own_event(event: object, known: Mapping[str, type[CombatEvent]]) -> None:
    """Raise ``StateError`` for what a plugin's effect may not announce."""
    if not isinstance(event, CombatEvent):
        raise StateError(
            "announce takes an event of a class that combat_events contributes, such as "
            f"Ignited(strength=3), not {in_short(event)}",
            code="effect.invalid",
        )
    kind = type(event)
    if EVENT_TYPES.get(kind.type) is kind:
        raise StateError(
            f"only the engine announces {kind.type}; declare a class of the plugin's own, and "
            "return it from the hook combat_events",
            code="effect.invalid",
        )
    if known.get(kind.type) is not kind:
        raise StateError(
            f"the rules have no event type {kind.__name__}; return the class from the plugin's "
            "hook combat_events",
            code="effect.invalid",
        )
    for name, declared in own_fields(kind).items():
        value = getattr(event, name)
        wanted = kind_of(declared)
        if type(value) is not declared or not wanted.holds(value):
            raise StateError(
                f"{kind.__name__}.{name} is {in_short(value)}; {wanted.one}",
                code="effect.invalid",
            )


def _is_enum(declared: object) -> bool:
    return isinstance(declared, type) and issubclass(declared, Enum)
