"""The check of plugins' rules: whatever will not compile is told, and runs live as before."""

import builtins
from collections.abc import Callable, Iterator
from functools import partial
from types import FunctionType, MethodType

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.closures import closed_over
from combat_rules.charts.guards import asked_always
from combat_rules.charts.stock import chart_of
from combat_rules.compiled.bodies import Body
from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.sources import definition_of, place_of
from combat_rules.compiled.words.text import Text
from combat_rules.engine.core.fight import rules_for
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import Ruleset
from combat_rules.plugins.arranging.own_names import own_names_of

Function = Callable[..., object]


@checks_arguments
def report(ruleset: Ruleset) -> tuple[NotRulePython, ...]:
    """Whatever in the functions of a ruleset's rules will not compile, line by line.

    Nothing of it is wrong: a fight that comes there is played live. Helpers are followed as far
    as they belong to the plugins or to this package.
    """
    todo = list(dict.fromkeys(functions_of(ruleset)))
    ours = {"combat_rules", *(_package(function) for function in todo)}
    seen: set[int] = set()
    found: set[NotRulePython] = set()
    while todo:
        function = _plain(todo.pop())
        if id(function) in seen:
            continue
        seen.add(id(function))
        told, helpers = _judge(function, ours)
        found |= set(told)
        todo += helpers
    lines = {(one.file, one.line) for one in found}
    # What is plain to see by itself may still be something that nobody can translate.
    translated = Text(rules_for(ruleset), 2).found
    return tuple(
        sorted(found.union(one for one in translated if (one.file, one.line) not in lines))
    )


def functions_of(ruleset: Ruleset) -> Iterator[Function]:
    """Every function that a fight under a ruleset may ask."""
    for move in ruleset.moves.values():
        anatomy = Anatomy(chart_of(move.action))
        for transition in anatomy.transitions():
            for condition in anatomy.conditions(transition):
                yield from (named.guard for named in condition.tree.guards())
        for spec in anatomy.callbacks():
            if callable(spec.func) and spec.group.name not in ("COND", "VALIDATOR"):
                yield spec.func
        yield from move.action.on_contact
        yield from asked_always(move.action)
    yield from (contributed.rule.guard for contributed in ruleset.validations)
    for contributed in ruleset.damage_rules:
        damage = contributed.rule
        yield from (each for each in (damage.percent, damage.apply) if each is not None)
    yield from (contributed.rule.judge for contributed in ruleset.contact_rules)
    for placed in ruleset.stun_rules:
        stun = placed.rule
        yield from (each for each in (stun.ticks, stun.kind) if each is not None)
    yield from (contributed.rule.percent for contributed in ruleset.pace_rules)
    yield from (contributed.rule.react for contributed in ruleset.reactions)
    yield from (contributed.rule.sees for contributed in ruleset.perception_rules)
    yield from (contributed.rule.effect for contributed in ruleset.statuses)
    yield from (contributed.rule.choose for contributed in ruleset.controllers.values())


def _judge(function: Function, ours: set[str]) -> tuple[list[NotRulePython], list[Function]]:
    """What in one function will not compile, and the helpers that it calls."""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    if not isinstance(function, FunctionType):
        file, line = place_of(type(function))
        told = NotRulePython(file, line, name, "an object that is called", "write a function")
        return [told], []
    file, line = place_of(function)
    node = definition_of(function)
    if node is None:
        told = NotRulePython(
            file, line, name, "source that cannot be read",
            "write it in a file, one lambda on a line, and load it anew after an edit",
        )  # fmt: skip
        return [told], []
    body = Body(file, name, node, _names(function), ours)
    return body.found, body.helpers


def _names(function: FunctionType) -> dict[str, object]:
    """What names mean inside a function, but for its own."""
    return {**vars(builtins), **function.__globals__, **closed_over(function)}


def _plain(function: Function) -> Function:
    """The function that is behind a partial or a bound method."""
    while isinstance(function, partial | MethodType):
        function = function.func if isinstance(function, partial) else function.__func__
    told = own_names_of(function)
    return function if told is None else _plain(told[0])


def _package(function: Function) -> str:
    module = getattr(_plain(function), "__module__", None) or ""
    return str(module.partition(".")[0])
