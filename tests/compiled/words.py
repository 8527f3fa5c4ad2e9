"""The core, from its own source, to functions over words: a small translation, for the tests.

``M`` is a list of words: the draft first, and behind it whatever is made while a function runs. A
record or a row is the place of its first word; None is -1. Frozen records and tuples are values: a
local name keeps its own, as it was. Lists, and the records in them, are where they are.
"""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType
from typing import Any, get_type_hints

from msgspec import NODEFAULT
from msgspec.structs import fields

from combat_rules.compiled.kinds import Kind, fields_of, kind_of, may_be_written
from combat_rules.compiled.modules import STEPS
from combat_rules.compiled.steps import Step, steps_in
from combat_rules.engine.core.records import Draft
from tests.compiled.layout import (
    USUAL_ROOM,
    Field,
    Full,
    Names,
    built,
    layout,
    opaque,
    read,
    scalar,
    size,
    width,
    words,
)

Memory = list[int]
Answers = Callable[[str, list[Any]], int]
SEATS = layout(Draft)["seats"]


class Words:
    """All steps of the core as functions over words. ``answers`` speaks for the boundary."""

    def __init__(self, answers: Answers, names: Names) -> None:
        self.names = names
        self.space: dict[str, Any] = {
            "item": item, "optional": optional, "keep": keep, "put": put, "push": push, "has": has,
            "make": self.make, "answers": answers, "bridge": self.bridge,
        }  # fmt: skip
        self.boundary: dict[str, FunctionType] = {}
        self.records: dict[str, type] = {}
        self.text = {
            symbol(vars(module)[step.name]): Function(self, step).text
            for module in map(import_module, STEPS)
            for step in steps_in(module)
        }
        for name, text in self.text.items():
            exec(compile(text, f"<words of {name}>", "exec"), self.space)

    def call(self, name: str, memory: Memory, given: list[int]) -> int:
        """Call a translated step."""
        answer: int = self.space[name](memory, *given)
        return answer

    def make(self, memory: Memory, name: str, *given: int) -> int:
        """A new record behind everything: its fields in their order."""
        record = self.records[name]
        at = len(memory)
        memory += [0] * width(record)
        for value, field in zip(given, layout(record).values(), strict=True):
            put(memory, at + field.at, value, *shape(field))
        return at

    def bridge(self, memory: Memory, name: str, *given: int) -> int:
        """What a function of the boundary that takes and gives values only answers, in words."""
        function = self.boundary[name]
        hints = get_type_hints(function)
        answer = kind_of(hints.pop("return"))
        kinds = [kind_of(hint) for hint in hints.values()]
        values = [self.value(kind, memory, word) for kind, word in zip(kinds, given, strict=True)]
        at = len(memory)
        room = USUAL_ROOM * 5
        memory += words(answer, room, function(*values), self.names)
        return at

    def value(self, kind: Kind, memory: Memory, word: int) -> Any:
        """The value that a word, or what lies at its place, stands for."""
        if kind.of is None and kind.what != "record":
            return word
        return built(kind, read(kind, memory, word, self.names))


# -- what translated functions call ----------------------------------------------------------------


def shape(field: Field) -> tuple[str, int, int]:
    """How a field is written to: what it is, the words of one element, and the room."""
    kind = field.kind
    if opaque(kind):
        return "nothing", 0, 0
    if kind.of is not None:
        return "row", size(kind.of, USUAL_ROOM), field.room
    if kind.what == "record" and kind.declared is not None:
        return "optional" if kind.optional else "record", width(kind.declared), 1
    return "word", 1, 1


def put(memory: Memory, at: int, value: int, what: str, step: int, room: int) -> None:
    """Write a value to a field."""
    if what == "word":
        memory[at] = value
    elif what == "record":
        memory[at : at + step] = memory[value : value + step]
    elif what == "optional":
        memory[at] = int(value != -1)
        if value != -1:
            memory[at + 1 : at + 1 + step] = memory[value : value + step]
    elif what == "row":
        if value == -1:
            memory[at] = 0
            return
        if memory[value] > room:
            raise Full
        long = 1 + step * memory[value]
        memory[at : at + long] = memory[value : value + long]


def push(memory: Memory, row: int, value: int, what: str, step: int, room: int) -> None:
    """One more element of a list."""
    if memory[row] >= room:
        raise Full
    put(memory, row + 1 + memory[row] * step, value, what, step, room)
    memory[row] += 1


def item(memory: Memory, row: int, index: int, step: int) -> int:
    """The place of an element."""
    if not 0 <= index < memory[row]:
        raise IndexError
    return row + 1 + index * step


def has(memory: Memory, row: int, word: int) -> bool:
    """Whether a word is in a row."""
    return word in memory[row + 1 : row + 1 + memory[row]]


def optional(memory: Memory, at: int) -> int:
    """The place of a record that may be None."""
    return at + 1 if memory[at] else -1


def keep(memory: Memory, at: int, step: int, is_row: bool) -> int:
    """A value of one's own, as it is now."""
    if at == -1:
        return -1
    long = 1 + step * memory[at] if is_row else step
    memory += memory[at : at + long]
    return len(memory) - long


# -- the translation -------------------------------------------------------------------------------


class Function:
    """One step, written anew."""

    def __init__(self, core: Words, step: Step) -> None:
        assert not step.found, step.found
        self.core, self.step = core, step
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        given = [one.arg for one in step.node.args.args]
        for name in given:
            self.keep_own(name, step.locals[name])
        self.body(step.node.body)
        self.line("return -1")
        head = f"def {symbol(step.names[step.name])}(M{''.join(f', {name}' for name in given)}):"
        self.text = "\n".join([head, *self.lines])

    # -- statements

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def temporary(self, text: str) -> str:
        self.count += 1
        self.line(f"_{self.count} = {text}")
        return f"_{self.count}"

    def body(self, statements: list[ast.stmt]) -> None:
        for node in statements:
            self.statement(node)

    def block(self, head: str, statements: list[ast.stmt]) -> None:
        self.line(head)
        self.depth += 1
        self.line("pass")
        self.body(statements)
        self.depth -= 1

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Return(value=value):
                self.line(f"return {'-1' if value is None else self.word(value)}")
            case ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case ast.Expr(value=value):
                self.lone(value)
            case ast.Break() | ast.Continue():
                self.line(ast.unparse(node))
            case ast.If(test=test, body=body, orelse=orelse):
                self.block(f"if {self.truth(test)}:", body)
                self.block("else:", orelse)
            case ast.While(test=test, body=body):
                self.block(f"while {self.truth(test)}:", body)
            case ast.For(target=ast.Name(id=name), iter=over, body=body):
                self.loop(name, over, body)
            case ast.Assign() | ast.AnnAssign(value=ast.expr()):
                self.assign(node)
            case ast.AugAssign(target=target, op=op, value=value):
                change = ast.BinOp(ast.Name("", ast.Load()), op, value)
                sign = ast.unparse(change).split()[0]
                self.line(f"{self.word(target)} {sign}= {self.word(value)}")
            case _:
                raise AssertionError(ast.unparse(node))

    def lone(self, node: ast.expr) -> None:
        match node:
            case ast.Call(func=ast.Attribute(value=row, attr="append"), args=[one]):
                self.append(row, one)
            case ast.Call(func=ast.Attribute(value=row, attr="clear")):
                self.line(f"M[{self.word(row)}] = 0")
            case _:
                self.line(self.word(node))

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        assert node.value is not None
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            found = [self.temporary(self.word(value)) for _, value in pairs]
            for (each, _), word in zip(pairs, found, strict=True):
                self.store(each, word)

    def store(self, target: ast.expr, word: str) -> None:
        if isinstance(target, ast.Name):
            self.line(f"{target.id} = {word}")
            self.keep_own(target.id, self.step.locals[target.id])
            return
        assert isinstance(target, ast.Attribute)
        field = self.field(target)
        place = f"{self.word(target.value)} + {field.at}"
        self.line(f"put(M, {place}, {word}, *{shape(field)})")

    def keep_own(self, name: str, kind: Kind) -> None:
        """A value of one's own for a local name, where it is a value."""
        if is_value(kind):
            of = kind.of if kind.of is not None else Kind(kind.what, kind.declared)
            self.line(f"{name} = keep(M, {name}, {size(of, USUAL_ROOM)}, {kind.of is not None})")

    def append(self, row: ast.expr, one: ast.expr) -> None:
        assert isinstance(row, ast.Attribute | ast.Name)
        kind = self.step.kinds[row]
        named = row.attr if isinstance(row, ast.Attribute) else self.step.aliases[row.id]
        field = layout(Draft)[named]
        assert kind.of is not None
        element = Field(0, kind.of, USUAL_ROOM)
        what, step, _ = shape(element)
        self.line(f"push(M, {self.word(row)}, {self.word(one)}, {what!r}, {step}, {field.room})")

    def loop(self, name: str, over: ast.expr, body: list[ast.stmt]) -> None:
        if isinstance(over, ast.Call) and ast.unparse(over.func) == "range":
            self.block(f"for {name} in range({self.all(over.args)}):", body)
            return
        kind = self.step.kinds[over]
        row = self.temporary(self.word(over))
        self.keep_own(row, kind)
        place = f"{row}_"
        self.line(f"for {place} in range(M[{row}]):")
        self.depth += 1
        self.line(f"{name} = {self.element(row, place, kind)}")
        self.body(body)
        self.depth -= 1

    # -- expressions

    def all(self, nodes: list[ast.expr]) -> str:
        return ", ".join(self.word(node) for node in nodes)

    def truth(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=op, values=values):
                sign = " and " if isinstance(op, ast.And) else " or "
                return f"({sign.join(self.truth(value) for value in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(not {self.truth(operand)})"
        if self.step.kinds[node].is_row:
            return f"M[{self.word(node)}]"
        return self.word(node)

    def word(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=value):
                return str(scalar(value, self.core.names))
            case ast.Name(id=name):
                return name if name in self.step.locals else self.constant(self.step.names[name])
            case ast.Attribute():
                return self.attribute(node)
            case ast.Subscript(value=row, slice=index):
                if self.is_table(row):
                    return f"{self.word(row)}[{self.word(index)}]"
                return self.element(self.word(row), self.word(index), self.step.kinds[row])
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return f"bool({self.truth(node)})"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.compared(left, op, right)
            case ast.Call(func=ast.Name(id=name)):
                return self.called(node, name)
            case ast.Tuple(elts=[]):
                return "-1"
        return self.calculated(node)

    def calculated(self, node: ast.expr) -> str:
        match node:
            case ast.UnaryOp(operand=operand):
                return f"(-{self.word(operand)})"
            case ast.BinOp(left=left, op=op, right=right):
                sign = ast.unparse(ast.BinOp(ast.Name("a"), op, ast.Name("b"))).split()[1]
                return f"({self.word(left)} {sign} {self.word(right)})"
            case ast.IfExp(test=test, body=one, orelse=other):
                return f"({self.word(one)} if {self.truth(test)} else {self.word(other)})"
        raise AssertionError(ast.unparse(node))

    def constant(self, value: Any) -> str:
        if isinstance(value, tuple):
            return f"({''.join(f'{self.constant(part)}, ' for part in value)})"
        return str(scalar(value, self.core.names))

    def is_table(self, node: ast.expr) -> bool:
        """Whether something is a constant table of the module."""
        if isinstance(node, ast.Subscript):
            return self.is_table(node.value)
        return isinstance(node, ast.Name) and node.id not in self.step.locals

    def field(self, node: ast.Attribute) -> Field:
        record = self.step.kinds[node.value].declared
        assert record is not None
        return layout(record)[node.attr]

    def attribute(self, node: ast.Attribute) -> str:
        if self.is_table(node.value):  # A word by its class: Stun.STAGGER
            return self.constant(getattr(self.step.names[ast.unparse(node.value)], node.attr))
        field = self.field(node)
        place = f"{self.word(node.value)} + {field.at}"
        what, _, _ = shape(field)
        if what in ("record", "row"):
            return f"({place})"
        return {"nothing": "-1", "word": f"M[{place}]"}.get(what, f"optional(M, {place})")

    def element(self, row: str, index: str, kind: Kind) -> str:
        assert kind.of is not None
        place = f"item(M, {row}, {index}, {size(kind.of, USUAL_ROOM)})"
        return place if kind.of.what == "record" or kind.of.is_row else f"M[{place}]"

    def compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        one, other = self.word(left), self.word(right)
        if isinstance(op, ast.In | ast.NotIn):
            found = f"({one} in {other})" if self.is_table(right) else f"has(M, {other}, {one})"
            return found if isinstance(op, ast.In) else f"(not {found})"
        signs = {ast.Eq: "==", ast.Is: "==", ast.NotEq: "!=", ast.IsNot: "!=", ast.Lt: "<",
                 ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}  # fmt: skip
        return f"({one} {signs[type(op)]} {other})"

    def called(self, node: ast.Call, name: str) -> str:
        called = self.step.names[name]
        if name == "len":
            return f"M[{self.word(node.args[0])}]"
        if name in ("min", "max", "abs"):
            return f"{name}({self.all(node.args)})"
        if isinstance(called, type):
            return self.made(node, called)
        if called.__module__ in STEPS:
            return f"{symbol(called)}(M, {self.all(node.args)})"
        if name == "own":
            return self.element(f"({SEATS.at})", self.word(node.args[1]), SEATS.kind)
        if name == "untouched":
            return "0"  # Never certain: a row does not know whether it was written to.
        assert isinstance(called, FunctionType), "the boundary is made of functions"
        self.core.boundary[name] = called
        hints = get_type_hints(called)
        if Draft in hints.values():
            return f"answers({name!r}, [{', '.join(self.told(node, hints))}])"
        return f"bridge(M, {name!r}{''.join(f', {self.word(one)}' for one in node.args)})"

    def told(self, node: ast.Call, hints: dict[str, Any]) -> Iterator[str]:
        """What the boundary is told: the numbers."""
        for one, hint in zip(node.args, hints.values(), strict=False):
            if kind_of(hint).is_number:
                yield f"int({self.word(one)})"

    def made(self, node: ast.Call, record: type) -> str:
        given = dict(zip(fields_of(record), map(self.word, node.args), strict=False))
        given |= {str(key.arg): self.word(key.value) for key in node.keywords}
        for field in fields(record):
            if field.name not in given:
                assert field.default is not NODEFAULT
                none = field.default == ()  # a row of nothing is put as -1 is
                given[field.name] = "-1" if none else self.constant(field.default)
        self.core.records[record.__name__] = record
        values = "".join(f", {given[name]}" for name in fields_of(record))
        return f"make(M, {record.__name__!r}{values})"


def symbol(function: Any) -> str:
    """The name of a step among all of them: several modules may have one of the same name."""
    return f"{function.__module__.rpartition('.')[2]}_{function.__name__}"


def is_value(kind: Kind) -> bool:
    """Whether a local name keeps a copy: of frozen records, and of tuples of them or of words."""
    if kind.what == "tuple" and kind.of is not None:
        return kind.of.what != "record" or is_value(kind.of)
    if kind.what != "record" or kind.declared is None or opaque(kind):
        return False
    return not may_be_written(kind.declared)
