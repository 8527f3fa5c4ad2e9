"""What functions of plugins speak of: the texts and fields that their code, or its values, name."""

import dis
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any

from msgspec import Struct

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.closures import closed_over
from combat_rules.model import Action

FIELDS = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
GLOBALS = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})

PACKAGE = "combat_rules."
RULES = "combat_rules.standard"
"""The part of this package that is a plugin; the rest of it speaks of no plugin's names."""


Function = Callable[..., Any]


def functions_in(rule: Struct) -> Iterator[tuple[str, tuple[Function, ...]]]:
    """The fields of a rule that hold functions, with those."""
    for field in rule.__struct_fields__:
        value = getattr(rule, field)
        parts = value if isinstance(value, tuple) else (value,)
        if parts and all(callable(part) and not isinstance(part, type) for part in parts):
            yield field, parts


def chart_functions_of(rule: Struct) -> list[Function]:
    """The guards and effects of an action's own chart."""
    return list(_of_chart(Anatomy(rule.chart))) if isinstance(rule, Action) and rule.chart else []


def _of_chart(anatomy: Anatomy) -> Iterator[Function]:
    """The guards and effects of a chart."""
    specs = [state._specs for state in anatomy.all_states]
    for transition in anatomy.transitions():
        specs.append(transition._specs)
        for condition in anatomy.conditions(transition):
            for guard in condition.tree.guards():
                if isinstance(guard.guard, FunctionType):
                    yield guard.guard
    for group in specs:
        for spec in group:
            if isinstance(spec.func, FunctionType):
                yield spec.func


class Spoken:
    """All that a function speaks of: ``texts`` that stand in it or in what it reads, and the
    ``fields`` that it reads of something."""

    def __init__(self, function: object) -> None:
        self.texts: set[str] = set()
        self.fields: set[str] = set()
        self._seen: set[int] = set()
        self._hear(function)

    def _hear(self, value: object) -> None:
        """Go through a value, and whatever it leads to, once."""
        if isinstance(value, str):
            self.texts.add(value)
            return
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        if isinstance(value, FunctionType):
            self._function(value)
        else:
            for part in _parts(value):
                self._hear(part)

    def _function(self, function: FunctionType) -> None:
        for value in closed_over(function).values():
            self._hear(value)
        self._hear(function.__defaults__)
        self._hear(function.__kwdefaults__)
        module = function.__module__ or ""
        if not module.startswith(PACKAGE) or module.startswith(RULES):
            self._code(function.__code__, function.__globals__)

    def _code(self, code: CodeType, around: Mapping[str, object]) -> None:
        for step in dis.get_instructions(code):
            if step.opname in FIELDS:
                self.fields.add(step.argval)
            elif step.opname in GLOBALS and step.argval in around:
                self._hear(around[step.argval])
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                self._code(constant, around)
            else:
                self._hear(constant)


def _parts(value: object) -> Iterable[object]:
    """What a value is made of."""
    if isinstance(value, MethodType):
        return value.__func__, value.__self__
    if isinstance(value, partial):
        return value.func, value.args, value.keywords
    if isinstance(value, Mapping):
        return *value.keys(), *value.values()
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, Struct):
        return [getattr(value, field) for field in value.__struct_fields__]
    if isinstance(value, type) or not callable(value):
        return ()
    # What a cache has wrapped, or an object that can be called.
    return [
        getattr(value, "__wrapped__", None),
        type(value).__call__,
        getattr(value, "__dict__", None),
    ]
