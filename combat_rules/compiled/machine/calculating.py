"""Expressions over words in LLVM: checked arithmetic, conditions, memory, calls, traps."""

import ast
import platform
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from combat_rules.compiled.machine.instructions import (
    BIT,
    WIDE,
    WORD,
    Block,
    Instructions,
    Operand,
    constant,
)
from combat_rules.compiled.outside import SCALE
from combat_rules.compiled.words.memory import DIVISION, INDEX, JUMP, MISSING, OVERFLOW

MEMORIES = ("S", "R", "W", "M", "Z", "seeds", "out")
"""Parameters that are memory. No two of them are the same one."""
NEVER_WRITTEN = ("R", "Z", "seeds")
PRESERVE_NONE = ("x86_64", "amd64", "aarch64", "arm64")
CALLED = "preserve_nonecc" if platform.machine().lower() in PRESERVE_NONE else "fastcc"
"""How functions call each other: on the processors of which LLVM knows how, no function saves
registers for whoever calls it."""
JUMPS = platform.machine().lower() in ("x86_64", "amd64")
"""Whether a trap jumps out of all functions at once, to where they were tried. Where LLVM does not
know how, every function says as it comes back whether it has trapped."""
LEAST = -(1 << 63)
COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


class Made(Protocol):
    """A function that is written: what it gives back, and whether it may trap."""

    name: str
    count: int
    whole: int
    is_inside: bool

    @property
    def traps(self) -> bool:
        """Whether it may trap."""

    @property
    def tells(self) -> bool:
        """Whether it says as it comes back whether it has trapped."""

    @property
    def outs(self) -> Sequence[Operand]:
        """The places that it puts its words at, if they do not come back."""

    def back(self) -> str:
        """The type of what comes back."""


class Table(Protocol):
    """What functions of one module know of each other."""

    constants: Mapping[str, int]
    jumps: bool

    def called(self, name: str) -> Made:
        """A function that is called, written by now."""


class Calculating:
    """The expressions of one function. A function gives back its words, and whether it trapped."""

    kind = WORD

    def __init__(self, module: Table, node: ast.FunctionDef, count: int) -> None:
        self.module, self.node, self.count = module, node, count
        self.build = Instructions()
        self.slots: dict[str, Operand] = {}
        self.loops: list[tuple[Block, Block]] = []
        self.trap_blocks: dict[int, Block] = {}
        self.asked: list[Made] = []
        self.checked = True

    def word(self, value: int) -> Operand:
        """A number."""
        return constant(self.kind, value)

    def widened(self, value: Operand) -> Operand:
        """A parameter as this function calculates with it."""
        return value

    def trap_if(self, wrong: Operand, why: int) -> None:
        """Leave the function if something is wrong; with 0 the reason is written already."""
        if wrong.number == 0:
            return
        if why not in self.trap_blocks:
            self.trap_blocks[why] = self.build.new("trap")
            with self.build.inside(self.trap_blocks[why]):
                self._leave(why)
        fine = self.build.new("fine")
        self.build.branch_if(wrong, self.trap_blocks[why], fine, unlikely=True)
        self.build.block = fine

    def _leave(self, why: int) -> None:
        """Leave the function, and all that have called it."""
        if self.module.jumps:
            self.build.put(f"call void @leave({self.slots['W']}, i64 {why})")
            return
        if why:
            self.build.store(constant(WORD, why), self.slots["W"])
        self.build.give((), trapped=True)

    def truth(self, node: ast.expr) -> Operand:
        """A condition as a bit."""
        match node:
            case ast.Constant(value=value):
                return constant(BIT, int(bool(value)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.build.turned(self.truth(operand))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                one, other = self.value(left), self.value(right)
                return self.build.compare(COMPARED[type(op)], one, other)
            case ast.BoolOp(op=op, values=values):
                return self._one_by_one(values, isinstance(op, ast.And))
        return self.build.compare("!=", self.value(node), self.word(0))

    def _one_by_one(self, nodes: Sequence[ast.expr], both: bool) -> Operand:
        build = self.build
        after, come = build.new("known"), []
        for node in nodes[:-1]:
            said, more = self.truth(node), build.new("more")
            come.append((constant(BIT, int(not both)), build.block))
            build.branch_if(said, *((more, after) if both else (after, more)))
            build.block = more
        come.append((self.truth(nodes[-1]), build.block))
        build.branch(after)
        build.block = after
        return build.phi(BIT, come)

    def value(self, node: ast.expr) -> Operand:
        """An expression as a word."""
        match node:
            case ast.Constant(value=int(value)):
                return self.word(value)
            case ast.Name(id=name):
                if name in self.slots:
                    return self.build.load(self.slots[name], self.kind)
                return self.word(self.module.constants[name])
            case ast.Subscript():
                return self.build.load(self._address(node), never_changes=_is_fixed(node.value))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.build.widened(self.truth(node), WORD)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
                return self.word(-value)
            case ast.UnaryOp(operand=operand):
                return self.calculated(ast.Sub(), self.word(0), self.value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self.calculated(op, self.value(left), self.value(right))
            case ast.IfExp(test=test, body=one, orelse=other):
                return self._chosen(test, one, other)
            case ast.Call():
                (word,) = self.called(node)
                return word
        raise AssertionError(ast.unparse(node))

    def _address(self, node: ast.Subscript) -> Operand:
        assert isinstance(node.value, ast.Name)
        return self.build.place(self.slots[node.value.id], self._place(node.slice))

    def _place(self, node: ast.expr) -> Operand:
        """A place in memory: these sums are made by the translation, and never too large."""
        before, self.checked = self.checked, False
        place = self.value(node)
        self.checked = before
        return place

    def _chosen(self, test: ast.expr, one: ast.expr, other: ast.expr) -> Operand:
        build = self.build
        yes, no, after = build.new("yes"), build.new("no"), build.new("after")
        build.branch_if(self.truth(test), yes, no)
        come = []
        for block, part in ((yes, one), (no, other)):
            build.block = block
            come.append((self.value(part), build.block))
            build.branch(after)
        build.block = after
        return build.phi(WORD, come)

    def calculated(self, op: ast.operator, one: Operand, other: Operand) -> Operand:
        """What an operation gives; a trap where Python's answer has more than 64 bits."""
        build = self.build
        match op:
            case ast.Add() | ast.Sub() | ast.Mult():
                name = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}[type(op)]
                if not self.checked or build.folded(name, one, other) is not None:
                    return build.calculate(name, one, other)
                both = build.result(
                    "{i64, i1}", f"call {{i64, i1}} @llvm.s{name}.with.overflow.i64({one}, {other})"
                )
                self.trap_if(build.result(BIT, f"extractvalue {both}, 1"), OVERFLOW)
                return build.result(WORD, f"extractvalue {both}, 0")
            case ast.FloorDiv() | ast.Mod():
                return self._divided(op, one, other)
            case ast.BitAnd() | ast.BitOr() | ast.BitXor():
                name = {ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor"}[type(op)]
                return build.calculate(name, one, other)
        self.trap_if(build.beyond(other, self.word(63), or_same=False), OVERFLOW)
        if isinstance(op, ast.RShift):
            return build.calculate("ashr", one, other)
        moved = build.calculate("shl", one, other)
        self.trap_if(build.compare("!=", build.calculate("ashr", moved, other), one), OVERFLOW)
        return moved

    def _divided(self, op: ast.operator, one: Operand, other: Operand) -> Operand:
        """As Python divides: towards the lower number."""
        build = self.build
        if other.number in (None, 0, -1):
            self.trap_if(build.compare("==", other, self.word(0)), DIVISION)
            lowest = build.compare("==", one, self.word(LEAST))
            turned = build.compare("==", other, self.word(-1))
            self.trap_if(build.calculate("and", lowest, turned), OVERFLOW)
        rest = build.calculate("srem", one, other)
        differ = build.compare("<", build.calculate("xor", rest, other), self.word(0))
        below = build.calculate("and", build.compare("!=", rest, self.word(0)), differ)
        if isinstance(op, ast.FloorDiv):
            whole = build.calculate("sdiv", one, other)
            return build.calculate("sub", whole, build.widened(below, WORD))
        return build.calculate("add", rest, build.choose(below, other, self.word(0)))

    def called(self, node: ast.Call) -> list[Operand]:
        """The words that a call gives."""
        assert isinstance(node.func, ast.Name)
        special = self._SPECIAL.get(node.func.id)
        if special is not None:
            return [special(self, node)]
        return self._call(node.func.id, node.args)

    def _call(self, name: str, given: Sequence[ast.expr], tried: bool = False) -> list[Operand]:
        before, self.checked = self.checked, True
        words = [self._given(one) for one in given]
        self.checked = before
        build, made = self.build, self.module.called(name)
        self.asked.append(made)
        outs = [build.slot(WORD) for _ in made.outs]
        call = f"call {CALLED} {made.back()} @{made.name}({', '.join(map(str, (*words, *outs)))})"
        if made.back() == "void":
            build.put(call)
            return [self.word(0)] if tried else [build.load(out) for out in outs]
        back = build.result(made.back(), call)
        several = made.back().startswith("{")
        trapped = constant(BIT, 0)
        if made.tells:
            trapped = build.result(BIT, f"extractvalue {back}, {made.count}") if several else back
        if tried:
            return [build.widened(trapped, WORD)]
        self.trap_if(trapped, 0)
        if outs:
            return [build.load(out) for out in outs]
        if several:
            return [build.result(WORD, f"extractvalue {back}, {n}") for n in range(made.count)]
        return [] if made.tells else [back]

    def _given(self, node: ast.expr) -> Operand:
        """What a function is given: a word, a memory, or what of a memory lies behind a place."""
        match node:
            case ast.Name(id=name) if name in MEMORIES:
                return self.slots[name]
            case ast.Call(func=ast.Name(id="behind"), args=[ast.Name(id=name), at]):
                return self.build.place(self.slots[name], self._place(at))
        return self.value(node)

    def _trap(self, node: ast.Call) -> Operand:
        why = self.module.constants[ast.unparse(node.args[1])]
        self.trap_if(Operand(BIT, "true"), why)
        return self.word(0)

    def _at(self, node: ast.Call) -> Operand:
        """The place of an element of a row of so many."""
        base, index, each, count = node.args
        place = self._index(index, self.value(count))
        return self._shifted(self._place(base), place, each)

    def _item(self, node: ast.Call) -> Operand:
        """The place of an element of a row whose first word is how many there are."""
        memory, base, index, each = node.args
        assert isinstance(memory, ast.Name)
        at = self._place(base)
        first = self.build.place(self.slots[memory.id], at)
        count = self.build.load(first, never_changes=_is_fixed(memory))
        place = self._index(index, count)
        return self._shifted(self.build.calculate("add", at, self.word(1)), place, each)

    def _shifted(self, base: Operand, place: Operand, each: ast.expr) -> Operand:
        step = self.build.calculate("mul", place, self.value(each))
        return self.build.calculate("add", base, step)

    def _index(self, node: ast.expr, count: Operand) -> Operand:
        before, self.checked = self.checked, True
        index = self.value(node)
        self.checked = before
        if index.number is None or count.number is None or not 0 <= index.number < count.number:
            self.trap_if(self.build.beyond(index, count, or_same=True), INDEX)
        return index

    def _copy(self, node: ast.Call) -> Operand:
        """Words from one memory to another."""
        to, place, source, first, count = node.args
        places = []
        for memory, at in ((to, place), (source, first)):
            assert isinstance(memory, ast.Name)
            places.append(self.build.place(self.slots[memory.id], self._place(at)))
        size = self.build.calculate("mul", self._place(count), constant(WORD, 8))
        self.build.put(
            f"call void @llvm.memcpy.p0.p0.i64({places[0]}, {places[1]}, {size}, i1 false)"
        )
        return self.word(0)

    def _where(self, node: ast.Call) -> Operand:
        """A place that the translation has worked out."""
        return self._place(node.args[0])

    def _some(self, node: ast.Call) -> Operand:
        held = self.value(node.args[0])
        self.trap_if(self.build.compare("==", held, self.word(-1)), MISSING)
        return self.value(node.args[1])

    def _extreme(self, node: ast.Call) -> Operand:
        sign = "<" if ast.unparse(node.func) == "min" else ">"
        best, *others = (self.value(one) for one in node.args)
        for other in others:
            best = self.build.choose(self.build.compare(sign, other, best), other, best)
        return best

    def _abs(self, node: ast.Call) -> Operand:
        value = self.value(node.args[0])
        turned = self.calculated(ast.Sub(), self.word(0), value)
        return self.build.choose(self.build.compare("<", value, self.word(0)), turned, value)

    def _high(self, node: ast.Call) -> Operand:
        one, other = (self.build.widened(self.value(part), WIDE) for part in node.args)
        product = self.build.calculate("mul", one, other)
        return self.build.narrowed(self.build.calculate("lshr", product, constant(WIDE, 64)))

    def _tried(self, node: ast.Call) -> Operand:
        """Whether a function has trapped; the only place at which a trap is caught."""
        name, *given = node.args
        if not self.module.jumps:
            return self._call(ast.unparse(name), given, tried=True)[0]
        build = self.build
        fine, after = build.new("tried"), build.new("after")
        place = build.place(self.slots["W"], constant(WORD, JUMP))
        come = [(constant(WORD, 1), build.block)]
        build.branch_if(build.jumped_to(place), after, fine, unlikely=True)
        build.block = fine
        self._call(ast.unparse(name), given, tried=True)
        come.append((constant(WORD, 0), build.block))
        build.branch(after)
        build.block = after
        return build.phi(WORD, come)

    def _fractions(self, node: ast.Call) -> Operand:
        """Two numbers of 32 bits in parts of ``SCALE``, as two floats in one word."""
        pair = Operand("<2 x i32>", "poison")
        for place, part in enumerate(node.args):
            lower = self.build.result("i32", f"trunc {self.value(part)} to i32")
            pair = self.build.result(pair.kind, f"insertelement {pair}, {lower}, i32 {place}")
        whole = self.build.result("<2 x float>", f"sitofp {pair} to <2 x float>")
        scale = f"float {1 / SCALE:e}"
        parts = self.build.result(whole.kind, f"fmul {whole}, <{scale}, {scale}>")
        return self.build.result(WORD, f"bitcast {parts} to {WORD}")

    _SPECIAL: ClassVar[Mapping[str, Callable[..., Operand]]] = {
        "trap": _trap, "at": _at, "item": _item, "some": _some, "min": _extreme, "max": _extreme,
        "abs": _abs, "high": _high, "tried": _tried, "where": _where,
        "copy": _copy, "fractions": _fractions,
    }  # fmt: skip


def _is_fixed(memory: ast.expr) -> bool:
    """Whether a memory is as it was when the first fight began."""
    return isinstance(memory, ast.Name) and memory.id in NEVER_WRITTEN
