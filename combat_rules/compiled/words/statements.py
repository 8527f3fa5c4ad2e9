"""Statements of rule Python, one after another; of a rule, one that will not compile is a trap."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from combat_rules.compiled.finding import CONSTRUCTS
from combat_rules.compiled.words.assignments import Assignments
from combat_rules.compiled.words.program import CannotCompile, Program, Source
from combat_rules.compiled.words.types import (
    BOOL,
    CHOICE,
    NONE,
    NUMBER,
    OPAQUE,
    Type,
    hints_of,
    type_of_hint,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    MAYBE,
    NOTHING,
    OPTIONS,
    Value,
    known,
)

Locals = dict[str, Value]
"""What each local name stands for."""


class Statements(Assignments):
    """Loops, branches, and what is given back.

    ``answer`` is the type of what the function gives, as far as it is known; ``row`` the name of
    the tuple that it gives a changed one of, if it does.
    """

    def __init__(self, program: Program, source: Source) -> None:
        super().__init__(program, source)
        self.answer: Type | None = None
        self.in_unrolled: list[bool] = []
        # Whether one comes to what is next, and what names stand for wherever a loop is left.
        self.reached = True
        self.leaving: list[list[Locals]] = []
        self.row = ""

    def statements(self, body: Sequence[ast.stmt]) -> None:
        """Statements in their order. One of a rule that will not compile becomes a trap."""
        for node in body:
            held, lines, depth = self.lines, len(self.lines), self.depth
            loops = len(self.leaving)
            try:
                self._statement(node)
            except CannotCompile as error:
                if self.source.of_core and not error.of_rules:
                    error = self._of_an_answer(error)
                self.lines, self.depth = held, depth
                del self.lines[lines:], self.in_unrolled[loops:], self.leaving[loops:]
                self.program.tell(error)
                self.put("trap(W, LIVE)")
            self.reached &= not self.lines or not self.lines[-1].startswith(self._left())
            if not self.reached:
                return

    def _of_an_answer(self, error: CannotCompile) -> CannotCompile:
        """What is wrong with the answer of a rule, with which the core cannot go on."""
        if self.asked is None:
            raise error
        told = f"an answer that is no use: {error.finding.construct}"
        return self.program.refusal(self.asked, told, "answer what such a rule is asked for")

    def _statement(self, node: ast.stmt) -> None:
        reader = self._STATEMENTS.get(type(node))
        if reader is None:
            raise self.fail(node, *CONSTRUCTS.get(type(node), ("a statement of this kind",)))
        try:
            reader(self, node)
        except CannotCompile:
            raise
        except Exception as error:
            if self.source.of_core:
                raise
            # What is known beforehand is worked out here, and may raise as it would in a fight.
            told = f"{type(error).__name__}: {error}"
            raise self.fail(node, f"what raises {told}") from error

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
        before, ends = self.locals, list[Locals]()
        for head, body in ((f"if {said}:", node.body), ("else:", node.orelse)):
            self.locals, self.reached = dict(before), True
            if body:
                with self.block(head):
                    self.statements(body)
            if self.reached:
                ends.append(self.locals)
        self._come_together(ends)

    def _come_together(self, ends: Sequence[Locals]) -> None:
        """Go on from wherever one comes from: with the names that stand for the same everywhere."""
        self.reached = bool(ends)
        first, *others = ends or [self.locals]
        for other in others:
            both = (
                (name, self._either(name, first.get(name), other.get(name)))
                for name in {**first, **other}
            )
            first = {name: value for name, value in both if value is not None}
        self.locals = first

    def _either(self, name: str, one: Value | None, other: Value | None) -> Value | None:
        """What a name stands for that stands for one thing or the other, or for nothing; none if
        words cannot say which of them it is."""
        if one == other:
            return one
        if self.source.of_core and None in (one, other):
            # The core asks for nothing that is not there.
            return one or other
        if NONE in (one and one.type, other and other.type):
            some = other if one is not None and one.type == NONE else one
            return some if some is not None and self._in_words(name, some, OPAQUE) else None
        there = [each for each in (one, other) if each is not None]
        if not all(self._in_words(name, each, MAYBE) for each in there):
            return None
        type = self.types[self.name(name)]
        words = self.names_of(name, type)
        some = Value(type, words)
        return (
            some
            if len(there) == 2 and MAYBE not in (there[0].type, there[1].type)
            else (Value(MAYBE, known=some))
        )

    def _in_words(self, name: str, value: Value, besides: Type) -> bool:
        """Whether what a name stands for is in words of its own, or of a further type."""
        words = self.names_of(name, value.type)
        return value.type == besides or (value.type != OPTIONS and value.words == words != ())

    @contextmanager
    def _looped(self, node: ast.While | ast.For) -> Iterator[None]:
        """What is done again and again, or never: names that stand for something there that no
        words can say stand for it from the beginning."""
        before = dict(self.locals)
        self.in_unrolled.append(False)
        self.leaving.append([])
        yield
        ends = [*self.leaving.pop(), *[self.locals] * self.reached]
        self.in_unrolled.pop()
        self._come_together([before, *ends])
        lost = sorted(before.keys() - self.locals.keys())
        if lost:
            raise self.fail(node, f"{lost[0]}, which is another one the next time", "use two names")

    def _while(self, node: ast.While) -> None:
        if node.orelse:
            raise self.fail(node, "else after a loop", "note in a bool how the loop ended")
        with self.apart() as lines:
            said = self.condition(node.test)
        if said is False:
            self.lines += lines
            return
        simple = not lines
        with (
            self._looped(node),
            self.block(f"while {said if simple and isinstance(said, str) else '1'}:"),
        ):
            if not simple:
                said = self.condition(node.test)
                with self.block(f"if not {said}:"):
                    self.put("break")
            self.statements(node.body)

    def _for(self, node: ast.For) -> None:
        things = self._things(node)
        if things is not None:
            self._unrolled(node, things)
            return
        if not node.orelse and self._is_no_range(node.iter):
            return
        if node.orelse:
            raise self.fail(node, "else after a loop", "note in a bool how the loop ended")
        with self._looped(node), self.each(node.iter, node.target, node.body):
            self.statements(node.body)

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
        if not isinstance(node, ast.Call) or not self.is_range(node.func):
            return False
        with self.apart():
            bounds = [self.expression(bound).known for bound in node.args]
        return all(isinstance(bound, int) for bound in bounds) and not range(*bounds)

    def _unrolled(self, node: ast.For, things: Value) -> None:
        if things.type == OPTIONS:
            things = self.distinct(self.expression(node.iter))
            number, before, ends = self.temporary(things.words[0]), self.locals, list[Locals]()
            for place, row in enumerate(things.options):
                self.locals, self.reached = dict(before), True
                with self.block(f"if {number} == {place}:"):
                    self._one_after_another(node, row)
                if self.reached:
                    ends.append(self.locals)
            self._come_together(ends)
            return
        self._one_after_another(node, things.known)

    def _one_after_another(self, node: ast.For, things: Sequence[Any]) -> None:
        """A loop over what is known, its body once for each; ``break`` leaves it as a whole."""
        leaves = any(isinstance(part, ast.Break) for one in node.body for part in ast.walk(one))
        self.in_unrolled.append(True)
        self.leaving.append([])
        if leaves:
            self.put("while 1:")
            self.depth += 1
        reached = True
        for thing in things:
            # Whatever the one before has come to, what is wrong with this one is told as well.
            self.reached = True
            self._bind_known(node.target, thing)
            self.statements(node.body)
            reached &= self.reached
        self.reached = reached
        if self.reached:
            self.statements(node.orelse)
        if leaves:
            self.put("break")
            self.depth -= 1
        self.in_unrolled.pop()
        self._come_together([*self.leaving.pop(), *[self.locals] * self.reached])

    def _bind_known(self, target: ast.expr, thing: Any) -> None:
        if isinstance(target, ast.Tuple):
            for part, one in zip(target.elts, thing, strict=True):
                self._bind_known(part, one)
        elif isinstance(target, ast.Name):
            self.locals[target.id] = known(thing)

    def _break(self, node: ast.Break) -> None:
        self.leaving[-1].append(self.locals)
        self.put("break")

    def _continue(self, node: ast.Continue) -> None:
        if self.in_unrolled and self.in_unrolled[-1]:
            raise self.fail(node, "continue in a loop over rules", "use if")
        self.leaving[-1].append(self.locals)
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
        declared = self._declared_answer(value)
        kinds = {value.type, self.answer}
        if not self.source.of_core and BOOL in kinds:
            # What the engine asks for a number it takes no bool for.
            declared = None
            if NUMBER in kinds:
                raise self.fail(at, "a bool or a number", "give one of them")
        answer = self.answer
        if declared is not None:
            answer = declared
        elif answer is None:
            answer = value.type
        elif node is not None or answer != NONE:
            answer = self.join(answer, value.type, at)
        words = self.fit(value, answer, at)
        self.is_settled &= self.answer in (None, answer)
        self.answer = answer
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
