"""Numbers of a ruleset that are changed: a new ruleset, checked as any other is."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import PluginError, did_you_mean, in_short, listed
from combat_rules.model import Action, Archetype, Attribute
from combat_rules.model.limits import ranges_of
from combat_rules.plugins.checks import rule_problems
from combat_rules.plugins.collect import HOOK_OF
from combat_rules.plugins.known import Known
from combat_rules.plugins.moves import build_move, combatant_type
from combat_rules.plugins.ruleset import Contributed, Ruleset


def changed(ruleset: Ruleset, numbers: Mapping[str, int]) -> Ruleset:
    """The same rules with some numbers changed: ``{"lunge.recovery": 380}``.

    Before the dot stands the name of an action, an archetype or an attribute, after it a field
    that is a whole number. Raises ``PluginError`` for a name that does not exist, with a proposal,
    and for numbers that the rules may not have, all of them at once.
    """
    named = _named(ruleset)
    wanted: dict[str, dict[str, int]] = {}
    for path, value in numbers.items():
        name, _, field = (path, "", "") if path in named else path.rpartition(".")
        if name not in named:
            name = name or path
            raise _unknown(path, f"there is nothing called {in_short(name)}", name, named)
        known = ranges_of(type(named[name].rule))
        if field not in known:
            told = f"{name} has no number {in_short(field)}"
            if not field:
                told = f"say which number of it, {name}.{next(iter(known))} say"
            raise _unknown(path, told, field, known)
        wanted.setdefault(name, {})[field] = value
    made = {
        name: Contributed(named[name].plugin, replace(named[name].rule, **fields))
        for name, fields in wanted.items()
    }
    _demand_sound(ruleset, made)
    changed = _with(ruleset, {name: one.rule for name, one in made.items()})
    return replace(changed, numbers=MappingProxyType({**ruleset.numbers, **numbers}))


def _named(ruleset: Ruleset) -> dict[str, Contributed[Struct]]:
    """Everything whose numbers can be changed. Of the same name, an action comes first."""
    named: dict[str, Contributed[Struct]] = {}
    for attribute in ruleset.attributes:
        named[attribute.name] = Contributed("", attribute)
    for name, kind in ruleset.archetypes.items():
        named[name] = Contributed("", kind)
    for name, move in ruleset.moves.items():
        named[name] = Contributed(move.plugin, move.action)
    return named


def _unknown(path: str, problem: str, name: str, known: Iterable[str]) -> PluginError:
    told = f"{in_short(path)} cannot be changed: {problem}; {did_you_mean(name, list(known))}"
    return PluginError(told, code="ruleset.unknown", problems=(told,))


def _demand_sound(ruleset: Ruleset, made: Mapping[str, Contributed[Struct]]) -> None:
    """Raise ``PluginError`` with every problem of what has been changed."""
    moves = ruleset.moves.values()
    attributes = {one.name: Contributed[Struct]("", one) for one in ruleset.attributes}
    ranges = {name: one for name, one in made.items() if isinstance(one.rule, Attribute)}
    touched: list[Contributed[Struct]] = []
    if ranges:
        # What is had of an attribute has to be within its range as well.
        anew = {one.rule.name for one in made.values() if isinstance(one.rule, Archetype)}
        kinds = (kind for name, kind in ruleset.archetypes.items() if name not in anew)
        touched += [Contributed[Struct]("", kind) for kind in kinds]
        touched += [Contributed[Struct](one.plugin, one.rule) for one in ruleset.statuses]
    known = Known.of(
        {
            "combat_actions": [Contributed(move.plugin, move.action) for move in moves],
            "combat_attributes": list({**attributes, **ranges}.values()),
            "combat_controllers": [
                Contributed(one.plugin, one.rule) for one in ruleset.controllers.values()
            ],
        }
    )
    problems = [
        problem
        for one in (*made.values(), *touched)
        for _, problem in rule_problems(HOOK_OF[type(one.rule)], one, known)
    ]
    if problems:
        raise PluginError(
            f"the numbers cannot be changed so:\n{listed(problems)}",
            code="ruleset.refused",
            problems=tuple(problems),
        )


def _with(ruleset: Ruleset, made: Mapping[str, Struct]) -> Ruleset:
    """The ruleset with other rules in the places of those of their names."""
    moves = dict(ruleset.moves)
    for name, move in moves.items():
        action = made.get(name)
        if isinstance(action, Action):
            moves[name] = build_move(
                action, move.plugin, "table" if move.runner.name == "table" else "reference"
            )
    attributes = tuple(
        one if not isinstance(other := made.get(one.name), Attribute) else other
        for one in ruleset.attributes
    )
    archetypes = {
        name: one if not isinstance(other := made.get(name), Archetype) else other
        for name, one in ruleset.archetypes.items()
    }
    return replace(
        ruleset,
        moves=MappingProxyType(moves),
        attributes=attributes,
        combatant_type=combatant_type(attributes, tuple(archetypes.values())),
        archetypes=MappingProxyType(archetypes),
    )
