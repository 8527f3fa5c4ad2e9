"""Spelling: every place where a name stands, so that what it names can have another one."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import in_short
from combat_rules.model import (
    Act,
    Action,
    ActionState,
    Archetype,
    Attribute,
    CancelWindow,
    CombatantState,
    ContactRule,
    Controller,
    DamageRule,
    Foe,
    Hit,
    Listener,
    PaceRule,
    PerceptionRule,
    Protection,
    Reaction,
    Scene,
    Status,
    StunRule,
    Validation,
    View,
    name_of,
)

Change = Callable[[str, str], str | None]
"""``(kind, name) -> name``: what a name becomes; ``None`` for what nothing is called any more."""

INSIDE = "inside"
"""The kind of a field that holds a record, or several, with names in them."""

NAMES: Mapping[type[Struct], Mapping[str, str]] = {
    Action: {
        "name": "action",
        "appears_as": "action",
        "cancels": INSIDE,
        "hits": INSIDE,
        "protections": INSIDE,
        "costs": "attribute",
        "tags": "tag",
        "line": "line",
        "covers": "line",
    },
    CancelWindow: {"into": "action"},
    Hit: {"line": "line"},
    Protection: {"lines": "line"},
    Archetype: {
        "name": "archetype",
        "actions": "action",
        "controller": "controller",
        "attributes": "attribute",
        "maxima": "attribute",
        "regenerations": "attribute",
    },
    Attribute: {"name": "attribute"},
    Status: {"name": "status", "attribute": "attribute"},
    DamageRule: {"name": "damage rule"},
    ContactRule: {"name": "contact rule"},
    Reaction: {"name": "reaction"},
    StunRule: {"name": "stun rule"},
    PaceRule: {"name": "pace rule"},
    PerceptionRule: {"name": "perception rule"},
    Controller: {"name": "controller"},
    Listener: {"name": "listener"},
    Validation: {"tags": "tag"},
}
"""The fields of rules in which names stand, with what they name. An action's ``#tag`` is a tag."""

SEEN: Mapping[type[Struct], Mapping[str, str]] = {
    **NAMES,
    Scene: dict.fromkeys(
        ("actor", "target", "action", "running", "target_action", "follow_up"), INSIDE
    ),
    View: dict.fromkeys(("me", "foes", "friends"), INSIDE),
    CombatantState: {
        "archetype": "archetype",
        "actions": "action",
        "doing": "action",
        "controller": "controller",
        "cooldowns": "action",
    },
    ActionState: {"name": "action"},
    Foe: {"action": "action"},
    Act: {"action": "action"},
}
"""The same, and what functions of rules are shown, and answer."""

EMPTY_IS_NOTHING = {(CancelWindow, "into"), (Validation, "tags")}
"""What is left out as a whole once the names in it are gone."""


def title_of(rule: object) -> object:
    """The name of a rule, whatever its plugin took for one; of a validation that of its guard. A
    member of an enum of texts is the text, which it is not always written as."""
    name = name_of(rule.guard) if isinstance(rule, Validation) else getattr(rule, "name", None)
    return str.__str__(name) if isinstance(name, str) else name


def called(rule: object) -> str:
    """What to call a rule in a message, whatever its name is."""
    name = title_of(rule)
    return name if isinstance(name, str) else in_short(name)


def spelled(rule: Struct, change: Change) -> Struct | None:
    """The rule with all names in it changed; ``None`` for one that is for nothing any more.

    What becomes ``None`` is taken out of lists; elsewhere it stays, and is complained about. A
    rule whose fields are not what they are declared as comes back as it is, to be refused.
    """
    try:
        return _record(rule, change)
    except Exception:
        return rule


def _record(record: Struct, change: Change) -> Struct | None:
    fields = next((SEEN[kind] for kind in type(record).__mro__ if kind in SEEN), {})
    changes = {}
    for field, kind in fields.items():
        value = getattr(record, field)
        new = _changed(kind, value, change)
        if new is None:
            # Nothing has the name any more: it looks like itself, or is complained about.
            new = "" if field == "appears_as" else value
        if new != value:
            changes[field] = new
            if value and not new and (type(record), field) in EMPTY_IS_NOTHING:
                return None
    return replace(record, **changes) if changes else record


def _changed(kind: str, value: object, change: Change) -> object:
    """A field with the names in it changed."""
    if not value:
        return value
    if isinstance(value, str):
        return _name(kind, value, change)
    if isinstance(value, Struct):
        return _record(value, change)
    if isinstance(value, tuple | frozenset):
        parts = (
            _record(part, change) if isinstance(part, Struct) else _name(kind, part, change)
            for part in value
        )
        return type(value)(part for part in parts if part is not None)
    assert isinstance(value, Mapping), "a field with names in it is nothing else"
    pairs = ((_name(kind, name, change), item) for name, item in value.items())
    return {new: item for new, item in pairs if new is not None}


def _name(kind: str, name: str, change: Change) -> str | None:
    if kind == "action" and name.startswith("#"):
        tag = change("tag", name[1:])
        return None if tag is None else f"#{tag}"
    return change(kind, name)
