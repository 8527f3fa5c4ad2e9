"""The content of a ruleset: every thing in it with every field, a hash of it, and what changed."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.stock import FourPhases
from combat_rules.model import Action, Archetype, Attribute, Status, name_of
from combat_rules.plugins import Ruleset
from combat_rules.plugins.ruleset import Contributed, Move, PluginInfo
from combat_rules.plugins.tables.table import SUFFIXES
from combat_rules.record.entries import PluginMark, Rules
from combat_rules.record.functions import describe_function, shown
from combat_rules.record.hashing import digest

Content = dict[str, dict[str, Any]]

KINDS: Mapping[str, type[Struct]] = {
    "action": Action,
    "archetype": Archetype,
    "attribute": Attribute,
    "status": Status,
}
"""The things whose fields may be left out where they are as usual."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_KNOWN: list[tuple[Ruleset, Content, dict[str, str]]] = []
"""The latest rulesets that were looked at; one is shared by many fights."""


class Changed(Struct, frozen=True):
    """A thing of a ruleset that is not what it was: ``field`` is empty for a whole thing."""

    thing: str
    field: str
    old: Any
    new: Any

    def __str__(self) -> str:
        if not self.field:
            return f"{self.thing} {'is new' if self.old is None else 'is gone'}"
        if isinstance(self.old, str) and isinstance(self.new, str) and "\n" in self.old + self.new:
            return f"{self.thing}, {self.field}: {_lines(self.old, self.new)}"
        return f"{self.thing}, {self.field}: {_short(self.old)} -> {_short(self.new)}"


def rules_of(ruleset: Ruleset) -> Rules:
    """A ruleset as the header of a journal has it."""
    content, hashes = _content(ruleset)
    plugins = tuple(_mark(info, hashes) for info in ruleset.plugins if not info.problems)
    return Rules(
        name="+".join(mark.name for mark in plugins),
        version="+".join(mark.version or "0" for mark in plugins),
        hash=digest(_ENCODER.encode(content)).hex(),
        ticks_per_second=ruleset.ticks_per_second,
        plugins=plugins,
        content=content,
    )


def changes(old: Rules, new: Rules) -> tuple[Changed, ...]:
    """Everything in which two rulesets differ, thing by thing and field by field."""
    if old.hash == new.hash:
        return ()
    before, after = _plainly(old.content), _plainly(new.content)
    found: list[Changed] = []
    for thing in dict.fromkeys((*before, *after)):
        if thing not in before or thing not in after:
            found.append(Changed(thing, "", before.get(thing), after.get(thing)))
        else:
            found += _fields(thing, "", before[thing], after[thing])
    return tuple(found) or (Changed("the order of things", "plugins", old.name, new.name),)


def _fields(thing: str, path: str, old: Any, new: Any) -> Iterator[Changed]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            inner = f"{path}.{name}" if path else str(name)
            usual = None if path else _usual(thing, name)
            yield from _fields(thing, inner, old.get(name, usual), new.get(name, usual))
    elif old != new:
        yield Changed(thing, path, old, new)


def _usual(thing: str, field: str) -> Any:
    """What a field is that is left out."""
    kind = KINDS.get(thing.partition(" ")[0])
    return None if kind is None else shown(_defaults(kind).get(field))


def _content(ruleset: Ruleset) -> tuple[Content, dict[str, str]]:
    for known, content, hashes in _KNOWN:
        if known is ruleset:
            return content, hashes
    content, owners = {}, {}
    for thing, owner, said in _things(ruleset):
        content[thing] = said
        owners[thing] = owner
    hashes = {
        info.name: digest(
            _ENCODER.encode({t: f for t, f in content.items() if owners[t] == info.name})
        ).hex()
        for info in ruleset.plugins
    }
    _KNOWN.insert(0, (ruleset, content, hashes))
    del _KNOWN[8:]
    return content, hashes


def _things(ruleset: Ruleset) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each thing of a ruleset with the plugin it came from and its fields."""
    owners = _owners(ruleset)
    yield "rules", "", {"ticks_per_second": ruleset.ticks_per_second, "order": _order(ruleset)}
    taken: dict[str, dict[str, Any]] = {}
    first: dict[str, str] = {}
    for name, move in ruleset.moves.items():
        yield f"action {name}", move.plugin, _action(move, taken)
        first |= {thing: move.plugin for thing in taken if thing not in first}
    for name, said in taken.items():
        yield name, first[name], said
    for name, archetype in ruleset.archetypes.items():
        yield f"archetype {name}", owners.get(("combat_archetypes", name), ""), _struct(archetype)
    for attribute in ruleset.attributes:
        owner = owners.get(("combat_attributes", attribute.name), "")
        yield f"attribute {attribute.name}", owner, _struct(attribute)
    for kind, rules in _rules(ruleset):
        for owned in rules:
            named = getattr(owned.rule, "name", None) or name_of(owned.rule.guard)
            yield f"{kind} {named}", owned.plugin, _struct(owned.rule)


def _rules(ruleset: Ruleset) -> Iterator[tuple[str, Iterable[Contributed[Any]]]]:
    yield "validation", ruleset.validations
    yield "damage rule", ruleset.damage_rules
    yield "contact rule", ruleset.contact_rules
    yield "perception rule", ruleset.perception_rules
    yield "status", ruleset.statuses
    yield "controller", ruleset.controllers.values()


def _action(move: Move, taken: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An action's fields; its chart and its functions are things of their own."""
    action: Action = move.action
    fields = _struct(action, leave=("chart", "on_contact"))
    chart = FourPhases if action.chart is None else action.chart
    rows, functions = _chart(chart, move)
    for name, function in functions:
        _put(taken, name, describe_function(function), f" of {chart.__qualname__}")
    fields["chart"] = _put(taken, f"chart {chart.__qualname__}", rows, f" of {action.name}")
    if action.on_contact:
        fields["on_contact"] = [
            _put(
                taken, f"effect {name_of(effect)}", describe_function(effect), f" of {action.name}"
            )
            for effect in action.on_contact
        ]
    return fields


def _chart(chart: Any, move: Move) -> tuple[dict[str, Any], list[tuple[str, Callable[..., Any]]]]:
    """A chart's rows in words, and the functions that it calls."""
    anatomy = Anatomy(chart)
    rows: dict[str, Any] = {}
    for state in anatomy.all_states:
        kind = "initial" if state.initial else "final" if state.final else "state"
        rows[f"state {state.id}"] = kind
    for place, way in enumerate(move.runner.transitions()):
        row = f"{' '.join(way.events)} -> {way.target} [{', '.join(way.guards)}]"
        rows[f"row {place} from {way.source}"] = row
    found: list[tuple[str, Callable[..., Any]]] = []
    for transition in anatomy.transitions():
        for condition in anatomy.conditions(transition):
            found += [(f"guard {guard.name}", guard.guard) for guard in condition.tree.guards()]
    for spec in anatomy.callbacks():
        if callable(spec.func) and spec.group.name not in ("COND", "VALIDATOR"):
            rows.setdefault(f"on {spec.group.name.lower()}", []).append(name_of(spec.func))
            found.append((f"effect {name_of(spec.func)}", spec.func))
    return rows, found


def _put(taken: dict[str, dict[str, Any]], name: str, fields: dict[str, Any], of: str) -> str:
    """Keep a thing that several may share; one of the same name that differs gets a longer."""
    if taken.setdefault(name, fields) == fields:
        return name
    taken.setdefault(f"{name}{of}", fields)
    return f"{name}{of}"


def _struct(value: Any, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a rule that are not at their default; functions by what they say."""
    defaults = _defaults(type(value))
    fields: dict[str, Any] = {}
    for name in value.__struct_fields__:
        each = getattr(value, name)
        if name in leave or (name in defaults and defaults[name] == each):
            continue
        fields[name] = describe_function(each) if callable(each) else shown(each)
    return fields


def _defaults(kind: type[Struct]) -> dict[str, Any]:
    """The fields of a kind of rule that may be left out, with what they are then."""
    return {
        field.name: field.default if field.default_factory is NODEFAULT else field.default_factory()
        for field in fields(kind)
        if not field.required
    }


def _owners(ruleset: Ruleset) -> dict[tuple[str, str], str]:
    return {
        (hook, name): info.name
        for info in ruleset.plugins
        for hook, names in info.contributed.items()
        for name in names
    }


def _order(ruleset: Ruleset) -> list[str]:
    """The order in which rules speak that have no place of their own."""
    rules: tuple[Contributed[Any], ...]
    rules = (*ruleset.validations, *ruleset.perception_rules, *ruleset.statuses)
    return [getattr(o.rule, "name", None) or name_of(o.rule.guard) for o in rules]


def _mark(info: PluginInfo, hashes: Mapping[str, str]) -> PluginMark:
    return PluginMark(info.name, info.origin, info.version, _place(info), hashes[info.name])


def _place(info: PluginInfo) -> str:
    """Where to find a plugin again: a module, or a file or folder, relative if it can be.

    The same fight in another place of the same project has the same header.
    """
    path = Path(info.location)
    if info.origin in ("standard", "installed") or not info.location:
        return ""
    if getattr(sys.modules.get(info.name), "__file__", None) == info.location:
        return info.name
    if path.name == "__init__.py" or (path.suffix in SUFFIXES and path.stem != info.name):
        path = path.parent
    if info.origin == "pyproject" or path.is_relative_to(Path.cwd()):
        return Path(os.path.relpath(path)).as_posix()
    return path.as_posix()


def _plainly(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Content as it reads from a file, so that a tuple and a list are the same."""
    plain: dict[str, dict[str, Any]] = msgspec.json.decode(_ENCODER.encode(content))
    return plain


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _lines(old: str, new: str) -> str:
    """The lines that only one of two texts has."""
    before, after = old.splitlines(), new.splitlines()
    gone = [f"- {line.strip()}" for line in before if line not in after]
    come = [f"+ {line.strip()}" for line in after if line not in before]
    return " ".join([*gone, *come]) or "its lines are in another order"
