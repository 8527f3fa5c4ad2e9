"""The things of a ruleset: each action, chart, guard and rule with every field, as plain data."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields
from statemachine import HistoryState, State, StateChart
from statemachine.callbacks import CallbackSpec

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.stock import chart_of
from combat_rules.model import (
    CombatEvent,
    ContactRule,
    Controller,
    DamageRule,
    PaceRule,
    PerceptionRule,
    Reaction,
    Stage,
    Status,
    StunRule,
    Validation,
    name_of,
)
from combat_rules.plugins.fingerprint.functions import Data, describe_function, shown
from combat_rules.plugins.hooks import HOOKS, KINDS
from combat_rules.plugins.ruleset import Contributed, Move, Ruleset

Content = dict[str, Data]
"""The fields of a thing that are not as usual."""

WITH_FIELDS: Mapping[str, type[Struct]] = {
    **{word: HOOKS[hook] for hook, word in KINDS.items()},
    "ruleset": Stage,
}
"""The things whose fields may be left out where they are as usual."""

ORDER = "order"
"""The thing that tells in which order rules speak that have no place of their own."""

ORDERED = ("attribute", "validation", "perception rule", "status")
"""The kinds of rules that have none."""

Chart = type[StateChart[Any]]
Rule = (
    Validation
    | DamageRule
    | ContactRule
    | StunRule
    | PaceRule
    | Reaction
    | PerceptionRule
    | Status
    | Controller
)


class Thing(NamedTuple):
    """A thing of a ruleset: ``kind`` and ``name`` are those of ``action lunge``."""

    kind: str
    name: str
    plugin: str
    content: Content


def things_of(ruleset: Ruleset) -> list[Thing]:
    """Every thing of a ruleset, no two of one kind and name."""
    found = list(_Reading(ruleset).things())
    order: Content = {
        kind: [thing.name for thing in found if thing.kind == kind] for kind in ORDERED
    }
    stage = Thing("ruleset", "stage", "", _content(ruleset.stage))
    return [stage, Thing("ruleset", ORDER, "", order), *found]


def usual(kind: str, field: str) -> Data:
    """What a field of a thing is that is left out."""
    made = WITH_FIELDS.get(kind)
    return None if made is None else shown(_defaults(made).get(field))


class _Reading:
    """One reading of a ruleset; what many share is read once."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.taken: dict[tuple[str, str], Thing] = {}
        self.charts: dict[Chart, str] = {}
        self.functions: dict[int, Content] = {}

    def things(self) -> Iterator[Thing]:
        """The things, in the order of contribution."""
        ruleset, owners = self.ruleset, _owners(self.ruleset)
        for name, move in ruleset.moves.items():
            yield Thing("action", _text(name), move.plugin, self._action(move))
        yield from self.taken.values()
        for name, archetype in ruleset.archetypes.items():
            owner = owners.get(("combat_archetypes", name), "")
            yield Thing("archetype", _text(name), owner, _content(archetype))
        for attribute in ruleset.attributes:
            owner = owners.get(("combat_attributes", attribute.name), "")
            yield Thing("attribute", _text(attribute.name), owner, _content(attribute))
        named: dict[tuple[str, str], int] = {}
        for kind, plugin, rule in self._rules():
            name = _text(name_of(rule.guard) if isinstance(rule, Validation) else rule.name)
            named[kind, name] = place = named.get((kind, name), 0) + 1
            name = name if place == 1 else f"{name} ({place})"
            yield Thing(kind, name, plugin, _content(rule))
        for name, event in ruleset.events.items():
            owner = owners.get(("combat_events", event.__name__), "")
            if owner:
                yield Thing("event", _text(name), owner, _event(event))

    def _rules(self) -> Iterator[tuple[str, str, Rule]]:
        """The rules of each kind with the plugin that gave them, in the order they speak."""
        rules = self.ruleset
        found: Mapping[str, Iterable[Contributed[Any]]] = {
            "validation": rules.validations,
            "damage rule": rules.damage_rules,
            "contact rule": rules.contact_rules,
            "stun rule": rules.stun_rules,
            "pace rule": rules.pace_rules,
            "reaction": rules.reactions,
            "perception rule": rules.perception_rules,
            "status": rules.statuses,
            "controller": rules.controllers.values(),
        }
        for kind, given in found.items():
            yield from ((kind, each.plugin, each.rule) for each in given)

    def _action(self, move: Move) -> Content:
        """An action's fields; its chart and its functions are things of their own."""
        action = move.action
        chart = chart_of(action)
        if chart not in self.charts:
            self.charts[chart] = self._chart(chart, move)
        content: Content = {**_content(action, leave=("chart", "on_contact"))}
        content["chart"] = self.charts[chart]
        if action.on_contact:
            content["on_contact"] = [
                self._put_function("effect", name_of(effect), effect, move)
                for effect in action.on_contact
            ]
        return content

    def _chart(self, chart: Chart, move: Move) -> str:
        """Read a chart: its rows in words, and the functions that it calls."""
        anatomy = Anatomy(chart)
        rows: Content = {f"state {state.id}": _state(state) for state in anatomy.all_states}
        rows |= {f"phase {phase}": kind.value for phase, kind in move.kinds.items()}
        for place, way in enumerate(move.runner.transitions()):
            row = f"{' '.join(way.events)} -> {way.target} [{', '.join(way.guards)}]"
            rows[f"row {place} from {way.source}"] = row
        guards: list[Data] = []
        plain = True
        for transition in anatomy.transitions():
            for condition in anatomy.conditions(transition):
                for guard in condition.tree.guards():
                    name = self._put_function("guard", guard.name, guard.guard, move)
                    guards.append(name)
                    plain = plain and name == f"guard {guard.name}"
        if not plain:
            # The rows do not tell which of the same name is asked where.
            rows["guards"] = guards
        for state in anatomy.all_states:
            rows |= self._calls(state.id, state._specs, move)
        for place, transition in enumerate(anatomy.transitions()):
            rows |= self._calls(f"row {place}", transition._specs, move)
        return self._put("chart", chart.__qualname__, rows, move)

    def _calls(self, where: str, specs: Iterable[CallbackSpec], move: Move) -> Content:
        """What a chart calls at a state or a row, in order."""
        calls: dict[str, list[Data]] = {}
        for spec in specs:
            if spec.group.name not in ("COND", "VALIDATOR") and callable(spec.func):
                name = self._put_function("effect", name_of(spec.func), spec.func, move)
                calls.setdefault(f"on {spec.group.name.lower()} {where}", []).append(
                    name.removeprefix("effect ")
                )
        return {**calls}

    def _put_function(self, kind: str, name: str, function: object, move: Move) -> str:
        known = self.functions.get(id(function))
        if known is None:
            known = self.functions[id(function)] = describe_function(function)
        return self._put(kind, name, known, move)

    def _put(self, kind: str, name: str, content: Content, move: Move) -> str:
        """Keep a thing that several may share; one of the same name that differs gets a longer."""
        name = short = _text(name)
        place = 1
        while (kind, name) in self.taken and self.taken[kind, name].content != content:
            name = f"{short} of {_text(move.action.name)}" + (f" ({place})" if place > 1 else "")
            place += 1
        self.taken.setdefault((kind, name), Thing(kind, name, move.plugin, content))
        return f"{kind} {name}"


def _content(rule: Struct, leave: tuple[str, ...] = ()) -> Content:
    """The fields of a rule that are not at their default; functions by what they say."""
    defaults = _defaults(type(rule))
    return {
        name: describe_function(value) if callable(value) else shown(value)
        for name, value in _items(rule)
        if name not in leave and not (name in defaults and defaults[name] == value)
    }


def _event(event: type[CombatEvent]) -> Content:
    """The fields of a type of event."""
    defaults = _defaults(event)
    content: Content = {"priority": event.priority.name}
    for field in fields(event):
        kind = getattr(field.type, "__name__", str(field.type))
        default = "" if field.required else f" = {shown(defaults[field.name])}"
        content[field.name] = f"{kind}{default}"
    return content


def _state(state: State) -> str:
    kind = "initial" if state.initial else "final" if state.final else "state"
    if isinstance(state, HistoryState):
        kind = f"{state.type.value} history"
    within = f" of {state.parent.id}" if state.parent is not None else ""
    return f"{kind}{within}{', parallel' if state.parallel else ''}"


def _items(value: Struct) -> Iterator[tuple[str, object]]:
    """The fields of a rule, by name in an order that stays if they are declared in another."""
    for name in sorted(value.__struct_fields__):
        yield name, getattr(value, name)


@cache
def _defaults(kind: type[Struct]) -> Mapping[str, object]:
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


def _text(name: object) -> str:
    return str(shown(name))
