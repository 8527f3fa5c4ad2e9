"""Expressions over words in LLVM: checked arithmetic, conditions, memory, calls, traps."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from llvmlite import ir

from combat_rules.compiled.words.memory import DIVISION, INDEX, MISSING, OVERFLOW

WORD, BIT, WIDE = ir.IntType(64), ir.IntType(1), ir.IntType(128)
POINTER = WORD.as_pointer()
MEMORIES = ("S", "R", "W", "M", "Z", "seeds", "out")
"""Parameters that are memory. No two of them are the same one."""
SEVERAL = 4
"""Words that come back from a function that is no part of those who call it."""
LEAST = -(1 << 63)
UNLIKELY = (1, 1000)
COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


class Table(Protocol):
    """What functions of one module know of each other."""

    constants: Mapping[str, int]
    functions: dict[str, ir.Function]
    counts: dict[str, int]

    def intrinsic(self, name: str) -> ir.Function:
        """An operation that says whether it has overflowed."""


class Calculating:
    """The expressions of one function. A function gives back its words, and whether it trapped."""

    kind = WORD

    def __init__(self, module: Table, node: ast.FunctionDef) -> None:
        self.module, self.node = module, node
        self.function = module.functions[node.name]
        self.count = module.counts[node.name]
        self.build = ir.IRBuilder(self.function.append_basic_block("entry"))
        self.slots: dict[str, ir.Value] = {}
        self.loops: list[tuple[ir.Block, ir.Block]] = []
        self.traps: dict[int, ir.Block] = {}
        self.checked = True

    def word(self, value: int) -> ir.Constant:
        """A number."""
        return ir.Constant(self.kind, value)

    def widened(self, value: ir.Value) -> ir.Value:
        """A parameter as this function calculates with it."""
        return value

    def _slot(self, name: str) -> None:
        self.slots[name] = self.build.alloca(self.kind, name=name)

    def _give(self, words: Sequence[ir.Value], trapped: bool = False) -> None:
        flag = ir.Constant(BIT, trapped)
        if not self.count:
            self.build.ret(flag)
            return
        nothing = [ir.Constant(WORD, 0)] * self.count
        back: ir.Value = ir.Constant(self.function.ftype.return_type, [*nothing, flag])
        for place, word in enumerate(words):
            back = self.build.insert_value(back, word, place)
        self.build.ret(back)

    def _new(self, name: str) -> ir.Block:
        return self.function.append_basic_block(name)

    def trap_if(self, wrong: ir.Value, why: int) -> None:
        """Leave the function if something is wrong; with 0 the reason is written already."""
        if isinstance(wrong, ir.Constant) and not wrong.constant:
            return
        if why not in self.traps:
            self.traps[why] = self._new(f"trap{why}")
            with self.build.goto_block(self.traps[why]):
                if why:
                    self.build.store(ir.Constant(WORD, why), self.slots["W"])
                self._give((), True)
        fine = self._new("fine")
        self.build.cbranch(wrong, self.traps[why], fine).set_weights(UNLIKELY)
        self.build.position_at_end(fine)

    def truth(self, node: ast.expr) -> ir.Value:
        """A condition as a bit."""
        match node:
            case ast.Constant(value=value):
                return ir.Constant(BIT, bool(value))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.build.not_(self.truth(operand))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                one, other = self.value(left), self.value(right)
                return self.build.icmp_signed(COMPARED[type(op)], one, other)
            case ast.BoolOp(op=op, values=values):
                return self._one_by_one(values, isinstance(op, ast.And))
        return self.build.icmp_signed("!=", self.value(node), self.word(0))

    def _one_by_one(self, nodes: Sequence[ast.expr], both: bool) -> ir.Value:
        after, come = self._new("known"), []
        for node in nodes[:-1]:
            said, more = self.truth(node), self._new("more")
            come.append(self.build.block)
            self.build.cbranch(said, *((more, after) if both else (after, more)))
            self.build.position_at_end(more)
        last = self.truth(nodes[-1])
        end = self.build.block
        self.build.branch(after)
        self.build.position_at_end(after)
        answer = self.build.phi(BIT)
        for block in come:
            answer.add_incoming(ir.Constant(BIT, not both), block)
        answer.add_incoming(last, end)
        return answer

    def value(self, node: ast.expr) -> ir.Value:
        """An expression as a word."""
        match node:
            case ast.Constant(value=int(value)):
                return self.word(value)
            case ast.Name(id=name):
                if name in self.slots:
                    return self.build.load(self.slots[name], typ=self.kind)
                return self.word(self.module.constants[name])
            case ast.Subscript():
                return self.build.load(self._address(node), typ=WORD)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.build.zext(self.truth(node), WORD)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
                return self.word(-value)
            case ast.UnaryOp(operand=operand):
                return self._calculated(ast.Sub(), self.word(0), self.value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self._calculated(op, self.value(left), self.value(right))
            case ast.IfExp(test=test, body=one, orelse=other):
                return self._chosen(test, one, other)
            case ast.Call():
                (word,) = self._called(node)
                return word
        raise AssertionError(ast.unparse(node))

    def _address(self, node: ast.Subscript) -> ir.Value:
        assert isinstance(node.value, ast.Name)
        place = self._place(node.slice)
        return self.build.gep(self.slots[node.value.id], [place], source_etype=WORD)

    def _place(self, node: ast.expr) -> ir.Value:
        """A place in memory: these sums are made by the translation, and never too large."""
        before, self.checked = self.checked, False
        place = self.value(node)
        self.checked = before
        return place

    def _chosen(self, test: ast.expr, one: ast.expr, other: ast.expr) -> ir.Value:
        yes, no, after = self._new("yes"), self._new("no"), self._new("after")
        self.build.cbranch(self.truth(test), yes, no)
        come = []
        for block, part in ((yes, one), (no, other)):
            self.build.position_at_end(block)
            come.append((self.value(part), self.build.block))
            self.build.branch(after)
        self.build.position_at_end(after)
        word = self.build.phi(WORD)
        for value, block in come:
            word.add_incoming(value, block)
        return word

    def _calculated(self, op: ast.operator, one: ir.Value, other: ir.Value) -> ir.Value:
        build = self.build
        match op:
            case ast.Add() | ast.Sub() | ast.Mult():
                name = {ast.Add: "sadd", ast.Sub: "ssub", ast.Mult: "smul"}[type(op)]
                if not self.checked:
                    plain = {"sadd": build.add, "ssub": build.sub, "smul": build.mul}
                    return plain[name](one, other)
                both = build.call(self.module.intrinsic(name), [one, other])
                self.trap_if(build.extract_value(both, 1), OVERFLOW)
                return build.extract_value(both, 0)
            case ast.FloorDiv() | ast.Mod():
                return self._divided(op, one, other)
            case ast.BitAnd():
                return build.and_(one, other)
            case ast.BitOr():
                return build.or_(one, other)
            case ast.BitXor():
                return build.xor(one, other)
        self.trap_if(build.icmp_unsigned(">", other, self.word(63)), OVERFLOW)
        if isinstance(op, ast.RShift):
            return build.ashr(one, other)
        moved = build.shl(one, other)
        self.trap_if(build.icmp_signed("!=", build.ashr(moved, other), one), OVERFLOW)
        return moved

    def _divided(self, op: ast.operator, one: ir.Value, other: ir.Value) -> ir.Value:
        """As Python divides: towards the lower number."""
        build = self.build
        if not isinstance(other, ir.Constant) or other.constant in (0, -1):
            self.trap_if(build.icmp_signed("==", other, self.word(0)), DIVISION)
            lowest = build.icmp_signed("==", one, self.word(LEAST))
            turned = build.icmp_signed("==", other, self.word(-1))
            self.trap_if(build.and_(lowest, turned), OVERFLOW)
        whole, rest = build.sdiv(one, other), build.srem(one, other)
        differ = build.icmp_signed("<", build.xor(rest, other), self.word(0))
        below = build.and_(build.icmp_signed("!=", rest, self.word(0)), differ)
        if isinstance(op, ast.FloorDiv):
            return build.sub(whole, build.zext(below, WORD))
        return build.add(rest, build.select(below, other, self.word(0)))

    def _called(self, node: ast.Call) -> list[ir.Value]:
        assert isinstance(node.func, ast.Name)
        special = self._SPECIAL.get(node.func.id)
        if special is not None:
            return [special(self, node)]
        return self._call(node.func.id, node.args)

    def _call(self, name: str, given: Sequence[ast.expr], tried: bool = False) -> list[ir.Value]:
        before, self.checked = self.checked, True
        function, count = self.module.functions[name], self.module.counts[name]
        words = [
            self.slots[one.id] if isinstance(one, ast.Name) and one.id in MEMORIES
            else self.value(one) for one in given
        ]  # fmt: skip
        self.checked = before
        back = self.build.call(function, words)
        trapped = self.build.extract_value(back, count) if count else back
        if tried:
            return [self.build.zext(trapped, WORD)]
        self.trap_if(trapped, 0)
        return [self.build.extract_value(back, place) for place in range(count)]

    def _trap(self, node: ast.Call) -> ir.Value:
        why = self.module.constants[ast.unparse(node.args[1])]
        self.trap_if(self.build.icmp_signed("==", self.word(0), self.word(0)), why)
        return self.word(0)

    def _at(self, node: ast.Call) -> ir.Value:
        """The place of an element of a row of so many."""
        base, index, each, count = node.args
        place = self._index(index, self.value(count))
        return self.build.add(self._place(base), self.build.mul(place, self.value(each)))

    def _item(self, node: ast.Call) -> ir.Value:
        """The place of an element of a row whose first word is how many there are."""
        memory, base, index, each = node.args
        assert isinstance(memory, ast.Name)
        at = self._place(base)
        first = self.build.gep(self.slots[memory.id], [at], source_etype=WORD)
        place = self._index(index, self.build.load(first, typ=WORD))
        step = self.build.mul(place, self.value(each))
        return self.build.add(self.build.add(at, self.word(1)), step)

    def _index(self, node: ast.expr, count: ir.Value) -> ir.Value:
        before, self.checked = self.checked, True
        index = self.value(node)
        self.checked = before
        self.trap_if(self.build.icmp_unsigned(">=", index, count), INDEX)
        return index

    def _some(self, node: ast.Call) -> ir.Value:
        held = self.value(node.args[0])
        self.trap_if(self.build.icmp_signed("==", held, self.word(-1)), MISSING)
        return self.value(node.args[1])

    def _extreme(self, node: ast.Call) -> ir.Value:
        sign = "<" if ast.unparse(node.func) == "min" else ">"
        best, *others = (self.value(one) for one in node.args)
        for other in others:
            best = self.build.select(self.build.icmp_signed(sign, other, best), other, best)
        return best

    def _abs(self, node: ast.Call) -> ir.Value:
        value = self.value(node.args[0])
        turned = self._calculated(ast.Sub(), self.word(0), value)
        return self.build.select(self.build.icmp_signed("<", value, self.word(0)), turned, value)

    def _high(self, node: ast.Call) -> ir.Value:
        one, other = (self.build.zext(self.value(part), WIDE) for part in node.args)
        product = self.build.lshr(self.build.mul(one, other), ir.Constant(WIDE, 64))
        return self.build.trunc(product, WORD)

    def _tried(self, node: ast.Call) -> ir.Value:
        """Whether a function has trapped; the only place at which a trap is caught."""
        name, *given = node.args
        return self._call(ast.unparse(name), given, tried=True)[0]

    _SPECIAL: ClassVar[Mapping[str, Callable[..., ir.Value]]] = {
        "trap": _trap, "at": _at, "item": _item, "some": _some, "min": _extreme,
        "max": _extreme, "abs": _abs, "high": _high, "tried": _tried,
    }  # fmt: skip
