"""The check of the core: every construct that is not rule Python is refused, with its line."""

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, ClassVar, get_type_hints

from combat_rules.compiled.expressions import OPERATORS, Expressions
from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.kinds import INT, NONE, UNKNOWN, Kind, joined, kind_of, may_be_written
from combat_rules.compiled.modules import KNOWN
from combat_rules.compiled.sources import (
    changed_lists,
    functions_in,
    is_own,
    list_named,
    tree_of,
)
from combat_rules.engine.core.records import Seat
from combat_rules.model.arguments import checks_arguments

AT_THE_TOP = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.AnnAssign)
LISTS = ("append", "clear")
SEAT = Kind("record", Seat)


@checks_arguments
def refuse(module: ModuleType) -> tuple[NotRulePython, ...]:
    """Everything in a module of the core that is not rule Python, line by line."""
    file = Path(module.__file__ or module.__name__).name
    found = [*_outside_functions(module, file)]
    for step in steps_in(module):
        found += step.found
    return tuple(sorted(set(found)))


def steps_in(module: ModuleType) -> "tuple[Step, ...]":
    """The functions of a module of the core, with the kinds of all that they speak of."""
    file = Path(module.__file__ or module.__name__).name
    return tuple(Step(module, file, node) for node in functions_in(module))


def _outside_functions(module: ModuleType, file: str) -> Iterator[NotRulePython]:
    for node in tree_of(module).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not isinstance(node, AT_THE_TOP) and not docstring:
            top = Expressions(file, "(module)", {}, KNOWN)
            top.refuse(node)
            yield from top.found


class Step(Expressions):
    """One function of the core, statement by statement."""

    def __init__(self, module: ModuleType, file: str, node: ast.FunctionDef) -> None:
        names = {**vars(builtins), **vars(module)}
        super().__init__(file, node.name, names, KNOWN | {module.__name__})
        self.node = node
        self.aliases: dict[str, str] = {}
        self.walked: list[str] = []
        given = node.args
        plain = (*given.posonlyargs, *given.args)
        if given.defaults or given.kwonlyargs:
            self.tell(node, "a parameter with a default, or by keyword", "hand over every value")
        if given.vararg or given.kwarg:
            self.tell(node, "starred parameters", "name the parameters one by one")
        if node.decorator_list:
            self.tell(node, "a decorator", "write a plain function")
            return
        function = names[node.name]
        hints = get_type_hints(function) if isinstance(function, FunctionType) else {}
        for parameter in plain:
            if parameter.arg not in hints:
                self.tell(node, f"{parameter.arg} without a type", "say what kind of value it is")
            kind = kind_of(hints.get(parameter.arg, Any))
            self.locals[parameter.arg] = kind
            if kind == SEAT:
                self.seats.hold(parameter.arg, _writes_to(node, parameter.arg))
        self.answer = kind_of(hints.get("return", type(None)))
        self.statements(node.body)

    def statements(self, body: list[ast.stmt]) -> None:
        """Check statements in their order."""
        for node in body:
            reader = self._STATEMENTS.get(type(node))
            if reader is None:
                self.refuse(node)
            else:
                reader(self, node)

    def _nothing(self, node: ast.stmt) -> None:
        pass

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.fit(node, self.kind(node.value), self.answer, f"what {self.name} returns")
        elif self.answer != NONE:
            self.tell(node, "a bare return", f"return {self.answer}")

    def _expression(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        match node.value:
            case ast.Call(func=ast.Attribute() as method) as call if self._is_list(method.value):
                self._list_call(call, method)
            case value:
                self.kind(value)

    def _is_list(self, node: ast.expr) -> bool:
        told = len(self.found)
        kind = self.kind(node)
        del self.found[told:]
        return kind.what == "list"

    def _list_call(self, call: ast.Call, method: ast.Attribute) -> None:
        row = self.kind(method.value)
        if method.attr not in LISTS:
            self.tell(call, f".{method.attr}() of a list", "use append and clear, or mark a record")
        named = list_named(method.value, self.aliases)
        if named in self.walked:
            self.tell(call, f"{named}, which is gone through here, is changed",
                      "note it and change the list after the loop")  # fmt: skip
        for given in call.args:
            self.fit(given, self.kind(given), row.of or UNKNOWN, f"an element of {named}")

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Tuple):
                self._put(target, node.value)
            elif not isinstance(node.value, ast.Tuple) or len(target.elts) != len(node.value.elts):
                self.tell(node, "several names for one value", "assign one by one")
            else:
                for name, value in zip(target.elts, node.value.elts, strict=True):
                    self._put(name, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._put(node.target, node.value)

    def _augmented(self, node: ast.AugAssign) -> None:
        if not isinstance(node.op, OPERATORS):
            self.tell(node, f"{type(node.op).__name__} as an operator", "multiply, or loop")
        value = ast.copy_location(ast.BinOp(_read(node.target), node.op, node.value), node)
        self._put(node.target, value)

    def _put(self, target: ast.expr, value: ast.expr) -> None:
        kind = self.kind(value)
        match target:
            case ast.Name(id=name):
                self._note(target, name, kind)
                if kind.what == "list":
                    self.aliases[name] = list_named(value, self.aliases)
                elif kind == SEAT:
                    self.seats.hold(name, is_own(value))
            case ast.Attribute():
                self._put_field(target, kind)
            case ast.Subscript():
                self.tell(target, "an element that is replaced", "write to a field of the record")
            case _:
                self.tell(target, "a starred or nested target", "assign one by one")

    def _note(self, node: ast.AST, name: str, kind: Kind) -> None:
        """What a local name holds from here on."""
        before = self.locals.get(name)
        after = kind if before is None else joined(before, kind)
        if after is None:
            self.tell(node, f"{name} was {before} and becomes {kind}", "use two names")
        else:
            self.locals[name] = self.numbers_are_never_none(node, after)

    def _put_field(self, target: ast.Attribute, kind: Kind) -> None:
        owner, declared = self.kind(target.value), self.kind(target)
        if owner == SEAT:
            self._write_seat(target)
        if owner.declared is not None and not owner.unknown and not may_be_written(owner.declared):
            self.tell(target, f"a {owner.declared.__name__} that is written to",
                      "it is frozen: make another one")  # fmt: skip
        elif declared.what == "list":
            self.tell(target, f"a new list for {target.attr}", "clear it and append")
        else:
            self.fit(target, kind, declared, target.attr)

    def _write_seat(self, target: ast.Attribute) -> None:
        held = target.value.id if isinstance(target.value, ast.Name) else ""
        if held not in self.seats.owned and not is_own(target.value):
            self.tell(target, "a seat that is written to and is not the draft's own",
                      "take it with `own(draft, place)`")  # fmt: skip
        self.seats.write((target.attr,))

    def _if(self, node: ast.If) -> None:
        self.truth(node.test)
        before = self.seats.copy()
        self.statements(node.body)
        after, self.seats = self.seats, before
        self.statements(node.orelse)
        if _leaves(node.orelse):
            self.seats = after
        elif not _leaves(node.body):
            self.seats.join(after)

    def _while(self, node: ast.While) -> None:
        if node.orelse:
            self.tell(node, "else after a loop", "note in a bool how the loop ended")
        self._again_and_again(lambda: self.truth(node.test), [*node.body, *node.orelse])

    def _again_and_again(self, begin: Callable[[], None], body: list[ast.stmt]) -> None:
        """A loop, gone through twice: what it leaves behind is what it begins with."""
        for _ in range(2):
            before = self.seats.copy()
            begin()
            self.statements(body)
            self.seats.join(before)

    def _for(self, node: ast.For) -> None:
        if node.orelse:
            self.tell(node, "else after a loop", "note in a bool how the loop ended")
        of, named = self._walked(node.iter)
        for part in node.body if named else []:
            self._changes(part, named)
        self.walked.append(named)
        self._again_and_again(lambda: self._next(node.target, of), [*node.body, *node.orelse])
        self.walked.pop()

    def _next(self, target: ast.expr, of: Kind) -> None:
        """What a loop goes through is in its name, once more."""
        if not isinstance(target, ast.Name):
            self.tell(target, "several names in a loop", "go through places: `for i in range(n)`")
            return
        self._note(target, target.id, of)
        if of == SEAT:
            self.seats.hold(target.id, False)

    def _walked(self, node: ast.expr) -> tuple[Kind, str]:
        """What a loop goes through: the kind of its elements, and the list's name if it is one."""
        match node:
            case ast.Call(func=ast.Name(id="range"), args=bounds):
                for bound in bounds:
                    self.number(bound)
                return INT, ""
        row = self.kind(node)
        if row.unknown:
            return UNKNOWN, ""
        if not row.is_row or row.of is None:
            return self.tell(node, f"a loop over {row}", "go through a list, tuple or range"), ""
        return row.of, list_named(node, self.aliases) if row.what == "list" else ""

    def _changes(self, body: ast.stmt, named: str) -> None:
        """Note calls in a loop that change the list which is gone through."""
        for node in ast.walk(body):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called = self.names.get(node.func.id)
                if isinstance(called, FunctionType) and named in changed_lists(called):
                    self.tell(
                        node, f"{named}, which is gone through here, is changed by {node.func.id}",
                        "go through places: `for i in range(n)`",
                    )  # fmt: skip

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        ast.Pass: _nothing,
        ast.Break: _nothing,
        ast.Continue: _nothing,
        ast.Return: _return,
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.If: _if,
        ast.While: _while,
        ast.For: _for,
    }


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether whatever comes after these statements is not reached from them."""
    return bool(body) and isinstance(body[-1], ast.Return | ast.Continue | ast.Break)


def _writes_to(node: ast.FunctionDef, name: str) -> bool:
    """Whether a function writes to a seat that it is handed: then it must be the draft's own."""
    return any(
        isinstance(part, ast.Attribute)
        and isinstance(part.ctx, ast.Store)
        and isinstance(part.value, ast.Name)
        and part.value.id == name
        for part in ast.walk(node)
    )


def _read(target: ast.expr) -> ast.expr:
    """The same place, to be read instead of written to."""
    return ast.parse(ast.unparse(target), mode="eval").body
