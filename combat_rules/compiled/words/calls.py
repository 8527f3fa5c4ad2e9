"""Calls of functions, which are written as well, and records that are made."""

import ast
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import astuple, fields

from combat_rules.compiled.words.expressions import Expressions
from combat_rules.compiled.words.program import CannotCompile, NeverReturns, source_of
from combat_rules.compiled.words.types import (
    ACTS,
    ANSWER,
    BOOL,
    CHOICE,
    NAME,
    NONE,
    NUMBER,
    OPAQUE,
    SIGNALS,
    STATE,
    WAITS,
    Type,
    hints_of,
    optional,
    type_of_hint,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NOTHING,
    OPTIONS,
    Value,
    is_bool,
    known,
)
from combat_rules.engine.core.effects import EffectCollector
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.model import Act, Signal, Wait
from combat_rules.model.events import EVENT_TYPES, CombatEvent
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.arranging.own_names import own_names_of
from combat_rules.plugins.event_checks import own_fields

SEAT = Type("record", Seat, region=STATE)
ENGINE = ("combat_rules.engine.", "combat_rules.compiled.", "combat_rules.model", "builtins")
"""Where what the engine calls belongs to itself; all else are rules."""


class Calls(Expressions):
    """What calls of functions give."""

    asked: object = None
    """The rule that was asked last, if this is the engine's own."""

    def given(self, node: ast.Call) -> dict[str | int, Value]:
        """What a call hands over, by place or by name."""
        names: list[str | int] = [*range(len(node.args)), *(str(k.arg) for k in node.keywords)]
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                raise self.fail(node, "starred arguments", "name the values one by one")
        nodes = [*node.args, *(keyword.value for keyword in node.keywords)]
        return dict(zip(names, self.in_order(nodes), strict=True))

    def called(self, thing: Any, given: Mapping[str | int, Value], node: ast.AST) -> Value:
        """What a call of something known gives."""
        try:
            value = self._called(thing, given, node)
        except CannotCompile as error:
            error.of_rules |= self._is_asked(thing)
            raise
        if not self._is_asked(thing):
            return value
        self.asked = thing
        return value._replace(type=ANSWER) if value.type == BOOL else value

    def _is_asked(self, thing: object) -> bool:
        """Whether something is a rule's that the engine asks."""
        home = str(getattr(thing, "__module__", None))
        return self.source.of_core and not home.startswith(ENGINE)

    def _called(self, thing: Any, given: Mapping[str | int, Value], node: ast.AST) -> Value:
        if isinstance(thing, partial):
            first = len(thing.args)
            held: dict[str | int, Value] = {n: known(one) for n, one in enumerate(thing.args)}
            held |= {name: known(one) for name, one in thing.keywords.items()}
            held |= {(k + first if isinstance(k, int) else k): v for k, v in given.items()}
            return self.called(thing.func, held, node)
        name = getattr(thing, "__qualname__", type(thing).__name__)
        if _top(thing) in sys.stdlib_module_names:
            raise self.fail(node, f"a call of {name}, which belongs to {_top(thing)}",
                            "work it out in the rule")  # fmt: skip
        if isinstance(thing, MethodType):
            moved = {(k + 1 if isinstance(k, int) else k): v for k, v in given.items()}
            return self.called(thing.__func__, {0: known(thing.__self__), **moved}, node)
        if isinstance(thing, type) and (issubclass(thing, Struct) or thing is EffectCollector):
            return self.made(thing, given, node)
        if self.source.of_core and not isinstance(thing, FunctionType):
            raise self.program.refusal(thing, "an object that is called", "write a function")
        if not isinstance(thing, FunctionType):
            home = getattr(thing, "__module__", None) or "builtins"
            home = "Python" if home == "builtins" else home
            raise self.fail(
                node, f"a call of {name}, which belongs to {home}", "work it out in the rule"
            )
        return self.of_function(thing, given, node)

    def of_function(
        self, function: FunctionType, given: Mapping[str | int, Value], node: ast.AST
    ) -> Value:
        """What a call of a function gives; the function is written for what it is given."""
        told = own_names_of(function)
        if told is not None:
            inner, names = told
            return self.in_own_names(names, lambda: self.called(inner, given, node), node)
        if function in self.program.halves:
            function = self.program.halves[function]
        if function is None:
            self.put("trap(W, LIVE)")
            return known(0)
        if function in self.program.given:
            words = [word for value in given.values() for word in self.settled(value, node).words]
            return self.result(
                f"{self.program.given[function]}({', '.join(['S, R, W', *words])})", NONE
            )
        source = source_of(function)
        if source is None:
            raise self.program.refusal(
                function, "source that cannot be read", "write it in a file, one lambda on a line"
            )
        values = self._arguments(source.node.args, function, given, node)
        varying = next((n for n, value in enumerate(values) if self._varies(value)), None)
        if varying is not None:
            return self.dispatched(
                values[varying],
                lambda one: self.of_function(
                    function,
                    dict(enumerate([*values[:varying], known(one), *values[varying + 1 :]])),
                    node,
                ),
            )
        values = [
            self._as_declared(value, function, name, node)
            for name, value in zip(_parameters(source.node), values, strict=True)
        ]
        found = self.program.call(function, values, None if source.of_core else self.names)
        if found.never:
            at = self.fail(node, f"a call of {function.__name__}, which never returns")
            raise NeverReturns(*astuple(at.finding))
        return self.result(found.call(values), found.type)

    def result(self, code: str, type: Type) -> Value:
        """What a piece of text that calls a function gives."""
        count = self.word_count(type)
        if count == 1:
            return Value(type, (code,))
        if not count:
            self.put(code)
            return Value(type)
        names = tuple(f"_{self.count + 1 + n}" for n in range(count))
        self.count += count
        self.put(f"{', '.join(names)} = {code}")
        return Value(type, names)

    def _arguments(
        self, declared: ast.arguments, function: FunctionType,
        given: Mapping[str | int, Value], node: ast.AST,
    ) -> list[Value]:  # fmt: skip
        by_place = [one.arg for one in (*declared.posonlyargs, *declared.args)]
        names = [*by_place, *(one.arg for one in declared.kwonlyargs)]
        defaults = dict(
            zip(reversed(by_place), reversed(function.__defaults__ or ()), strict=False)
        ) | (function.__kwdefaults__ or {})
        values = []
        for place, name in enumerate(names):
            value = given.get(place, given.get(name))
            if value is None:
                if name not in defaults:
                    raise self.fail(node, f"a call of {function.__name__} without {name}")
                value = known(defaults[name])
            values.append(value)
        if declared.vararg or declared.kwarg:
            raise self.program.refusal(
                function, "a function that takes whatever it is given", "name what it takes",
            )  # fmt: skip
        taken = {*range(len(by_place)), *names[len(declared.posonlyargs) :]}
        if not given.keys() <= taken or any(
            given.keys() >= {n, by_place[n]} for n in range(len(by_place))
        ):
            raise self.fail(node, f"a call of {function.__name__} that does not fit it")
        return values

    def _varies(self, value: Value) -> bool:
        """Whether a value is one of several things that no words can tell apart."""
        return value.type == OPTIONS and self._unsayable(value)

    def _unsayable(self, value: Value) -> bool:
        things = value.options if value.type == OPTIONS else (value.known,)
        if any(isinstance(thing, Mapping) for thing in things):
            return True
        with self.apart():
            try:
                self.settled(value, ast.Constant(None))
            except Exception:
                return True
        return False

    def _as_declared(self, value: Value, function: FunctionType, name: str, node: ast.AST) -> Value:
        """An argument as the function declares it; of a plugin's rule, as it is."""
        hint = hints_of(function).get(name)
        source = source_of(function)
        if hint is not None and source is not None and source.of_core:
            wanted = type_of_hint(hint)
            if value.type == KNOWN and isinstance(value.known, tuple):
                return value
            if wanted == OPAQUE and value.type != KNOWN:
                return Value(OPAQUE) if value.type == NONE else self.whole(value)
            if wanted == NUMBER and is_bool(value) and not self.source.of_core:
                raise self.fail(node, "a bool for a number")
            if wanted.what not in ("row", "opaque", "pairs"):
                if value.type == KNOWN and not self._sayable(value.known):
                    return value
                if value.type.what == "record" and value.type.declared is EffectCollector:
                    return value
                return Value(wanted, self.fit(value, wanted, node))
        if value.type == KNOWN and not self._sayable(value.known):
            return value
        if value.type == KNOWN and isinstance(value.known, Mapping):
            return value
        return self.settled(value, node)

    def _sayable(self, thing: object) -> bool:
        return not self._unsayable(known(thing))

    def dispatched(self, value: Value, each: Callable[[Any], Value]) -> Value:
        """What comes of one of several things, asked one by one which of them it is."""
        value = self.distinct(value)
        number = self.temporary(value.words[0])
        found: list[tuple[list[str], Value]] = []
        for thing in value.options:
            depth = self.depth
            with self.apart() as lines:
                try:
                    one = each(thing)
                except CannotCompile as error:
                    if not error.of_rules or len(value.options) == 1:
                        raise
                    self.program.tell(error)
                    self.depth = depth
                    lines[:] = ["    " * depth + "trap(W, LIVE)"]
                    one = Value(NONE)
                if one.type in (KNOWN, OPTIONS):
                    one = self.settled(one, ast.Constant(None))
            found.append((lines, self.whole(one)))
        if not found:
            # There is nothing of the kind in these rules, so nobody comes here.
            self.put("trap(W, INDEX)")
            return Value(NUMBER, ("0",))
        kinds = [one.type for lines, one in found if not _traps(lines)]
        type = kinds[0] if kinds else NONE
        for kind in kinds[1:]:
            type = self.join(type, kind, ast.Constant(None))
        names = tuple(f"_{self.count + 1 + n}" for n in range(self.word_count(type)))
        self.count += len(names)
        for place, (lines, one) in enumerate(found):
            head = f"if {number} == {place}:" if not place else f"elif {number} == {place}:"
            last = place == len(found) - 1
            with self.block("else:" if last else head):
                self.lines += [f"    {line}" for line in lines]
                if _traps(lines):
                    continue
                for name, word in zip(names, self.fit(one, type, ast.Constant(None)), strict=True):
                    self.put(f"{name} = {word}")
        return Value(type, names)

    def made(self, record: Any, given: Mapping[str | int, Value], node: ast.AST) -> Value:
        """A record that is made; one that is referred to only as an element of a list."""
        usual = [field.name for field in fields(record)] if issubclass(record, Struct) else given
        if not given.keys() <= {*range(len(usual)), *usual}:
            raise self.fail(node, f"a {record.__name__} with other fields than declared")
        if record is Act:
            action = self.fit(given.get(0, given.get("action", known(""))), NAME, node)[0]
            target = given.get(1, given.get("target", known(None)))
            again = self.number_given(given, 2, "again", node)
            name = self.fit(target, optional(NAME), node)[0]
            return Value(CHOICE, (str(ACTS), action, name, again))
        if record is Signal:
            signal = self.fit(given.get(0, given.get("signal", known(""))), NAME, node)[0]
            return Value(
                CHOICE, (str(SIGNALS), signal, "-1", self.number_given(given, 1, "again", node))
            )
        if record is Wait:
            return Value(
                CHOICE, (str(WAITS), "0", "-1", self.number_given(given, 0, "ticks", node))
            )
        if issubclass(record, CombatEvent):
            return self._event(record, given, node)
        words: list[str] = []
        names = list(self.program.fields_of_value(record))
        for place, (name, type) in enumerate(self.program.fields_of_value(record).items()):
            value = given.get(place, given.get(name))
            if value is None:
                value = known(_default(record, name))
                if value.known is NODEFAULT:
                    raise self.fail(
                        node, f"a {record.__name__} without {name}", f"give {', '.join(names)}"
                    )
            words += self.fit(value, type, node)
        return Value(Type("record", record), tuple(words))

    def number_given(
        self, given: Mapping[str | int, Value], place: int, name: str, node: ast.AST
    ) -> str:
        """A number that a call hands over, 0 without one."""
        value = given.get(place, given.get(name, known(0)))
        if is_bool(value):
            raise self.fail(node, "a bool for a number")
        return self.fit(value, NUMBER, node)[0]

    def _event(
        self, record: type[CombatEvent], given: Mapping[str | int, Value], node: ast.AST
    ) -> Value:
        """An event of a plugin's own; what it tells only the live engine says."""
        if record not in self.program.rules.events.values() or record.type in EVENT_TYPES:
            raise self.fail(node, f"{record.__name__}, which the rules do not know as an event",
                            "return it from the hook combat_events")  # fmt: skip
        for name, declared in own_fields(record).items():
            value = given.get(name)
            value = None if value is None else self.settled(value, node)
            if value is None or value.type != type_of_hint(declared):
                raise self.fail(node, f"{record.__name__}.{name}", "give it as it is declared")
            if value.type == NUMBER:
                with self.block(f"if abs({value.words[0]}) > {LIMIT}:"):
                    self.put("trap(W, LIVE)")
        return NOTHING

    def half(self, name: str, given: Sequence[Value], node: ast.AST) -> Value:
        """A call of a function of the compiled half of the boundary."""
        function = self.program.halves[name]
        draft = Value(Type("record", Draft))
        if not given or given[0].type != draft.type:
            given = (draft, *given)
        return self.of_function(function, dict(enumerate(given)), node)


def _traps(lines: Sequence[str]) -> bool:
    """Whether lines are nothing but a trap."""
    return len(lines) == 1 and lines[0].endswith("trap(W, LIVE)")


def _parameters(node: ast.FunctionDef | ast.Lambda) -> list[str]:
    given = node.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _default(record: Any, name: str) -> Any:
    for field in fields(record):
        if field.name == name:
            if field.default_factory is not NODEFAULT:
                return field.default_factory()
            return field.default
    return NODEFAULT


def _top(thing: object) -> str:
    """The package that something belongs to; empty for what says nothing of it."""
    module = getattr(thing, "__module__", None)
    return module.partition(".")[0] if isinstance(module, str) and callable(thing) else ""
