"""The Python reference: what programs and rules import, made of signatures and docstrings."""

import inspect
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from importlib import import_module
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

HEAD = """# Python reference

What programs, rules and tests import, with what its docstrings say. Times are ticks, lengths arena
units, numbers whole. [How to](how-to.md) shows them at work, the [reference](reference.md) lists
hooks, guards and events, and [error codes](errors.md) what each error means.
"""

SECTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("A fight", "combat_rules.engine", ("CombatSystem",)),
    ("Rules for a fight", "combat_rules.plugins", ("load_ruleset", "Ruleset")),
    (
        "Moves and fighters",
        "combat_rules.model",
        (
            "Action", "Hit", "Projectile", "CancelWindow", "Protection", "Archetype", "Attribute",
            "Status", "Command",
        ),
    ),
    ("What rules see and ask for", "combat_rules.model", ("Scene", "CombatantState", "Effects")),
    (
        "What controllers see and answer",
        "combat_rules.model",
        ("View", "Foe", "Sighting", "Act", "Wait", "Signal", "Controller"),
    ),
    (
        "Rules",
        "combat_rules.model",
        (
            "Validation", "DamageRule", "ContactRule", "Override", "StunRule", "PaceRule",
            "Reaction", "PerceptionRule", "Listener", "Stage",
        ),
    ),
    (
        "Words",
        "combat_rules.model",
        (
            "ActionStateType", "ActionRole", "Outcome", "Stun", "StunMode", "AwarenessLevel", "Aim",
            "Sweep", "EventPriority",
        ),
    ),
    (
        "Charts and guards",
        "combat_rules.charts",
        (
            "four_phases", "several_hits", "named", "health_below", "tick_in_phase_between",
            "can_act", "has_stamina", "can_pay", "cooldown_is_over", "not_interrupted",
            "is_cancellable", "in_cancel_window", "target_in_reach", "target_is_defeated",
            "facing_target", "aware_of_target", "pay_stamina", "pay_costs", "take_step",
        ),
    ),
    (
        "Tests",
        "combat_rules.testing",
        (
            "duel", "Story", "at", "before", "starts", "hit", "blocked", "evaded", "countered",
            "whiffed", "hurt", "interrupted", "defeated", "event", "make_scene", "make_view",
            "checks_of", "guards_between", "paths", "load_plugin", "scripted_dice",
            "ScriptedDice", "RecordedEffects",
        ),
    ),
)  # fmt: skip
"""Each heading, the module that its names are imported from, and the names."""


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for title, module, names in SECTIONS:
        lines += [f"## {title}", "", f"From `{module}`.", ""]
        for name in names:
            lines += [*_entry(name, getattr(import_module(module), name)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, what: Any) -> Iterator[str]:
    if not inspect.isclass(what):
        yield f"### `{name}`"
        yield from ("", "```python", f"{name}{_signature(what)}", "```", "", *_doc(what))
        return
    yield f"### `{name}`"
    yield from ("", *_doc(what))
    if issubclass(what, Enum):
        yield from ("", f"It is one of {', '.join(f'`{one.name}`' for one in what)}.")
    elif issubclass(what, Struct):
        yield from _fields(what)
    yield from _methods(what)


def _fields(kind: type[Struct]) -> Iterator[str]:
    yield from ("", "| field | type | unless said |", "|---|---|---|")
    for field in fields(kind):
        kind_of = inspect.formatannotation(_bare(field.type)).replace("|", "\\|")
        yield f"| `{field.name}` | `{_short(kind_of)}` | {_default(field)} |"


def _bare(annotation: Any) -> Any:
    """A type without the ranges that are declared with it."""
    return getattr(annotation, "__origin__", annotation) if _annotated(annotation) else annotation


def _annotated(annotation: Any) -> bool:
    return hasattr(annotation, "__metadata__")


def _default(field: FieldInfo) -> str:
    if field.default is not NODEFAULT:
        value = field.default
        shown = _shown(value)
        return f"`{_plain(shown)}`"
    return "made anew" if field.default_factory is not NODEFAULT else "has to be said"


def _shown(value: object) -> str:
    """A default as it is written; a set in an order that does not hang on hashes."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, frozenset):
        inside = ", ".join(sorted(map(_shown, value)))
        return f"frozenset({{{inside}}})" if inside else "frozenset()"
    return repr(value)


def _methods(kind: type) -> Iterator[str]:
    shown = []
    for name, member in vars(kind).items():
        if name.startswith("_") or name in getattr(kind, "__struct_fields__", ()):
            continue
        if isinstance(member, property):
            shown.append(f"- `{name}`: {_first(member)}")
        elif inspect.isfunction(member):
            shown.append(f"- `{name}{_signature(member)}`: {_first(member)}")
    if shown:
        yield from ("", *shown)


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    taken = [one for one in signature.parameters.values() if one.name != "self"]
    return _plain(str(signature.replace(parameters=taken)))


def _plain(text: str) -> str:
    """A signature or value without modules, addresses and ranges."""
    return _short(re.sub(r"<([\w.]+ )?([\w.]+) at 0x[0-9a-f]+>", r"\2", text))


def _short(text: str) -> str:
    """A type or value as it would be written where its names are imported."""
    for long, written in (
        (r"<class '([^']+)'>", r"\1"),
        (r"(?:typing\.)?Annotated\[(\w+), (?:\w+\.)*Meta\([^)]*\)\]", r"\1"),
        (r"(?:typing\.)?Literal\['\*'[^\]]*\]", "EventName"),
        (r"mappingproxy\(\{\}\)", "{}"),
    ):
        text = re.sub(long, written, text)
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", text)


def _doc(what: Any) -> Iterator[str]:
    for line in (inspect.getdoc(what) or "").splitlines():
        yield line.replace("``", "`").replace("::", ":")


def _first(what: Any) -> str:
    """The first paragraph of a docstring, in one line."""
    text = (inspect.getdoc(what) or "").split("\n\n")[0]
    return " ".join(text.split()).replace("``", "`")
