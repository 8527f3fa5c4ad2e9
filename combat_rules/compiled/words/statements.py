"""Statements of rule Python, one after another; of a rule, one that will not compile is a trap."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from combat_rules.compiled.words.assignments import Assignments
from combat_rules.compiled.words.program import CannotCompile, Program, Source
from combat_rules.compiled.words.types import (
    CHOICE,
    NONE,
    OPAQUE,
    Type,
    hints_of,
    type_of_hint,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NOTHING,
    OPTIONS,
    Value,
    known,
)


class Statements(Assignments):
    """Loops, branches, and what is given back.

    ``answer`` is the type of what the function gives, as far as it is known; ``row`` the name of
    the tuple that it gives a changed one of, if it does.
    """

    def __init__(self, program: Program, source: Source) -> None:
        super().__init__(program, source)
        self.answer: Type | None = None
        self.in_unrolled: list[bool] = []
        self.row = ""

    def statements(self, body: Sequence[ast.stmt]) -> None:
        """Statements in their order. One of a rule that will not compile becomes a trap."""
        for node in body:
            reader = self._STATEMENTS.get(type(node))
            lines, depth = len(self.lines), self.depth
            try:
                if reader is None:
                    raise self.fail(node, f"{type(node).__name__} as a statement")
                reader(self, node)
            except CannotCompile as error:
                if self.source.of_core and not error.of_rules:
                    raise
                del self.lines[lines:]
                self.depth = depth
                self.program.tell(error)
                self.put("trap(W, LIVE)")
            if self.lines and self.lines[-1].startswith(self._left()):
                # Whatever comes after is not reached.
                return

    def _left(self) -> tuple[str, ...]:
        """How lines begin at which the present block is left."""
        words = ("return", "break", "continue", "trap(")
        return tuple("    " * self.depth + word for word in words)

    def _nothing(self, node: ast.stmt) -> None:
        pass

    def _expression_alone(self, node: ast.Expr) -> None:
        match node.value:
            case ast.Constant():
                return
            case ast.Call(func=ast.Attribute(value=row, attr="clear"), args=[]):
                held = self.whole(self.expression(row))
                self.put(f"{held.type.region}[{held.words[0]}] = 0")
                return
        value = self.expression(node.value)
        for word in value.words:
            if "(" in word:
                self.put(word)

    def _if(self, node: ast.If) -> None:
        said = self.condition(node.test)
        if isinstance(said, bool):
            self.statements(node.body if said else node.orelse)
            return
        before = dict(self.locals)
        with self.block(f"if {said}:"):
            self.statements(node.body)
        after, self.locals = self.locals, dict(before)
        if node.orelse:
            with self.block("else:"):
                self.statements(node.orelse)
        self.locals = {**after, **self.locals}
        for name, value in after.items():
            if name not in before or self.locals[name] == before[name]:
                self.locals[name] = value

    def _while(self, node: ast.While) -> None:
        with self.apart() as lines:
            said = self.condition(node.test)
        self.in_unrolled.append(False)
        simple = not lines
        with self.block(f"while {said if simple and isinstance(said, str) else '1'}:"):
            if not simple:
                said = self.condition(node.test)
                with self.block(f"if not {said}:"):
                    self.put("break")
            self.statements(node.body)
        self.in_unrolled.pop()

    def _for(self, node: ast.For) -> None:
        things = self._things(node)
        if things is not None:
            self._unrolled(node, things)
            return
        if not node.orelse and self._is_no_range(node.iter):
            return
        if node.orelse:
            raise self.fail(node, "else after a loop", "note in a bool how the loop ended")
        self.in_unrolled.append(False)
        with self.each(node.iter, node.target, node.body):
            self.statements(node.body)
        self.in_unrolled.pop()

    def _things(self, node: ast.For) -> Value | None:
        """What a loop goes through, if it is known and of no kind that words can say."""
        if isinstance(node.iter, ast.Call) and not self._is_of_table(node.iter):
            return None
        with self.apart():
            held = self.expression(node.iter)
            if held.type not in (KNOWN, OPTIONS) or held.type == OPTIONS:
                return held if held.type == OPTIONS else None
            sayable = isinstance(held.known, Mapping) or self._sayable(held.known)
            if held.known and isinstance(node.target, ast.Name) and sayable:
                return None
        return held

    def _is_of_table(self, node: ast.Call) -> bool:
        """Whether a call gives what is in a table that is known."""
        if not isinstance(node.func, ast.Attribute) or node.args:
            return False
        with self.apart():
            return isinstance(self.expression(node.func.value).known, Mapping)

    def _is_no_range(self, node: ast.expr) -> bool:
        """Whether a loop goes through a range that is known to be empty."""
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "range":
            return False
        with self.apart():
            bounds = [self.expression(bound).known for bound in node.args]
        return all(isinstance(bound, int) for bound in bounds) and not range(*bounds)

    def _unrolled(self, node: ast.For, things: Value) -> None:
        if things.type == OPTIONS:
            things = self.distinct(self.expression(node.iter))
            number = self.temporary(things.words[0])
            for place, row in enumerate(things.options):
                with self.block(f"if {number} == {place}:"):
                    self._one_after_another(node, row)
            return
        self._one_after_another(node, things.known)

    def _one_after_another(self, node: ast.For, things: Sequence[Any]) -> None:
        """A loop over what is known, its body once for each; ``break`` leaves it as a whole."""
        leaves = any(isinstance(part, ast.Break) for one in node.body for part in ast.walk(one))
        self.in_unrolled.append(True)
        if leaves:
            self.put("while 1:")
            self.depth += 1
        for thing in things:
            self._bind_known(node.target, thing)
            self.statements(node.body)
        self.statements(node.orelse)
        if leaves:
            self.put("break")
            self.depth -= 1
        self.in_unrolled.pop()

    def _bind_known(self, target: ast.expr, thing: Any) -> None:
        if isinstance(target, ast.Tuple):
            for part, one in zip(target.elts, thing, strict=True):
                self._bind_known(part, one)
        elif isinstance(target, ast.Name):
            self.locals[target.id] = known(thing)

    def _break(self, node: ast.Break) -> None:
        self.put("break")

    def _continue(self, node: ast.Continue) -> None:
        if self.in_unrolled and self.in_unrolled[-1]:
            raise self.fail(node, "continue in a loop over rules", "use if")
        self.put("continue")

    def _try(self, node: ast.Try) -> None:
        """What is tried; where it would raise there is a trap, and the live engine plays."""
        if node.finalbody or not self.source.of_core:
            raise self.fail(node, "try", "ask beforehand: `if name in view.possible`")
        self.statements(node.body)
        self.statements(node.orelse)

    def _raise(self, node: ast.Raise) -> None:
        self.put("trap(W, LIVE)")

    def _assert(self, node: ast.Assert) -> None:
        said = self.condition(node.test)
        if said is True:
            return
        with self.block(f"if {'1' if said is False else f'not {said}'}:"):
            self.put("trap(W, LIVE)")

    def _delete(self, node: ast.Delete) -> None:
        match node.targets:
            case [ast.Subscript(value=row, slice=ast.Slice(lower=ast.expr() as first, upper=None))]:
                held = self.whole(self.expression(row))
                self.put(f"{held.type.region}[{held.words[0]}] = {self.number(first)}")
            case _:
                raise self.fail(node, "del", "leave it out")

    def _return(self, node: ast.Return) -> None:
        self._give(node.value, node)

    def _give(self, node: ast.expr | None, at: ast.AST) -> None:
        """Give something back, as the function's annotation or its other returns have it."""
        if self.row and node is not None:
            row = self.locals[self.row]
            self.rebuild(node, self.row, row)
            self.answer = NONE
            self.put("return")
            return
        value = known(None) if node is None else self.expression(node)
        value = self.settled(value, at) if value.type != OPAQUE else NOTHING
        before, declared = self.answer, self._declared_answer(value)
        if declared is not None:
            self.answer = declared
        elif self.answer is None:
            self.answer = value.type
        elif node is not None or self.answer != NONE:
            self.answer = self.join(self.answer, value.type, at)
        self.is_settled &= before in (None, self.answer)
        words = self.fit(value, self.answer, at)
        self.put(f"return {', '.join(words)}".rstrip())

    def _declared_answer(self, value: Value) -> Type | None:
        """What the function declares to give back, if that can be told without looking."""
        hint = hints_of(self.source.function).get("return")
        if hint is None:
            return None
        declared = type_of_hint(hint)
        if declared == CHOICE or declared.is_number or declared.what in ("name", "word"):
            return declared
        if declared.what == "record" and value.type.what in ("record", "none"):
            return declared if self.source.of_core or value.type == NONE else None
        return NONE if hint is type(None) else None

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        ast.Pass: _nothing,
        ast.Break: _break,
        ast.Continue: _continue,
        ast.Return: _return,
        ast.Expr: _expression_alone,
        ast.Assign: Assignments._assign,
        ast.AnnAssign: Assignments._annotated,
        ast.AugAssign: Assignments._augmented,
        ast.If: _if,
        ast.While: _while,
        ast.For: _for,
        ast.Try: _try,
        ast.Raise: _raise,
        ast.Assert: _assert,
        ast.Delete: _delete,
    }
