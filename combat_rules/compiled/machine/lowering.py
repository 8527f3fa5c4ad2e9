"""The text of functions over words to LLVM: every value is a word of 64 bits, nothing else.

A function gives back its words and whether it has trapped; whoever calls it leaves as well then.
So a trap anywhere ends the fight at once, and nothing after it is ever computed.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from inspect import getsource
from typing import ClassVar

from llvmlite import ir

from combat_rules.compiled.machine.calculating import (
    BIT,
    MEMORIES,
    POINTER,
    WIDE,
    WORD,
    Calculating,
)
from combat_rules.model import dice

SEVERAL = 4
"""Words that come back from a function that is no part of those who call it."""


class Module:
    """All functions of a text in one module of LLVM."""

    def __init__(self, source: str, constants: Mapping[str, int], entries: Sequence[str]) -> None:
        self.constants = constants
        self.module = ir.Module("fights")
        self.functions: dict[str, ir.Function] = {}
        self.counts: dict[str, int] = {}
        nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        for node in nodes:
            self._declare(node, entries)
        stirred = _of_dice("stir")
        self._declare(stirred, entries)
        for node in nodes:
            Lowering(self, node).lower()
        Wide(self, stirred).lower()

    def __str__(self) -> str:
        return str(self.module)

    def _declare(self, node: ast.FunctionDef, entries: Sequence[str]) -> None:
        returns = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
        count = max((_words_in(part) for part in returns), default=0)
        kinds = [POINTER if one.arg in MEMORIES else WORD for one in node.args.args]
        back = BIT if not count else ir.LiteralStructType([*[WORD] * count, BIT])
        function = ir.Function(self.module, ir.FunctionType(back, kinds), node.name)
        if node.name not in entries:
            function.linkage = "internal"
        function.attributes.add("nounwind")
        if count > SEVERAL and node.name not in entries:
            # Records come back word by word; where one is asked for, few of them are looked at.
            function.attributes.add("alwaysinline")
        for given, one in zip(function.args, node.args.args, strict=True):
            if one.arg in MEMORIES:
                given.add_attribute("noalias")
        self.functions[node.name] = function
        self.counts[node.name] = count

    def intrinsic(self, name: str) -> ir.Function:
        """An operation that says whether it has overflowed."""
        return self.module.declare_intrinsic(
            f"llvm.{name}.with.overflow", [WORD],
            ir.FunctionType(ir.LiteralStructType([WORD, BIT]), [WORD, WORD]),
        )  # fmt: skip


class Lowering(Calculating):
    """One function, statement by statement."""

    def lower(self) -> None:
        """Write the function."""
        for given, one in zip(self.function.args, self.node.args.args, strict=True):
            if given.type == POINTER:
                self.slots[one.arg] = given
            else:
                self._slot(one.arg)
                self.build.store(self.widened(given), self.slots[one.arg])
        names = (part for part in ast.walk(self.node) if isinstance(part, ast.Name))
        for name in names:
            if isinstance(name.ctx, ast.Store) and name.id not in self.slots:
                self._slot(name.id)
        self._block(self.node.body)
        if not self.build.block.is_terminated:
            self._give([self.word(0)] * self.count)

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for node in body:
            if self.build.block.is_terminated:
                return
            self._STATEMENTS[type(node)](self, node)

    def _pass(self, node: ast.stmt) -> None:
        pass

    def _continue(self, node: ast.Continue) -> None:
        self.build.branch(self.loops[-1][0])

    def _break(self, node: ast.Break) -> None:
        self.build.branch(self.loops[-1][1])

    def _alone(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        if isinstance(node.value, ast.Call):
            self._called(node.value)
        else:
            self.value(node.value)

    def _return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.Tuple):
            self._give([self.value(part) for part in node.value.elts])
        else:
            self._give([] if node.value is None else [self.value(node.value)])

    def _assign(self, node: ast.Assign) -> None:
        (target,) = node.targets
        if not isinstance(target, ast.Tuple):
            self._put(target, self.value(node.value))
            return
        if isinstance(node.value, ast.Tuple):
            words = [self.value(part) for part in node.value.elts]
        else:
            assert isinstance(node.value, ast.Call)
            words = self._called(node.value)
        for each, word in zip(target.elts, words, strict=True):
            self._put(each, word)

    def _put(self, target: ast.expr, word: ir.Value) -> None:
        if isinstance(target, ast.Name):
            self.build.store(word, self.slots[target.id])
        else:
            assert isinstance(target, ast.Subscript)
            self.build.store(word, self._address(target))

    def _augmented(self, node: ast.AugAssign) -> None:
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        self._put(node.target, self.value(ast.BinOp(read, node.op, node.value)))

    def _if(self, node: ast.If) -> None:
        yes, after = self._new("yes"), self._new("after")
        no = self._new("no") if node.orelse else after
        self.build.cbranch(self.truth(node.test), yes, no)
        for block, body in ((yes, node.body), (no, node.orelse)):
            if block is not after:
                self.build.position_at_end(block)
                self._block(body)
                if not self.build.block.is_terminated:
                    self.build.branch(after)
        self.build.position_at_end(after)

    def _while(self, node: ast.While) -> None:
        head, body, after = self._new("head"), self._new("body"), self._new("done")
        self.build.branch(head)
        self.build.position_at_end(head)
        self.build.cbranch(self.truth(node.test), body, after)
        self._looped(node.body, body, head, after)

    def _for(self, node: ast.For) -> None:
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        bounds = [self.value(one) for one in node.iter.args]
        first, last = bounds if len(bounds) == 2 else (self.word(0), bounds[0])
        with self.build.goto_entry_block():
            at = self.build.alloca(WORD)
        self.build.store(first, at)
        names = ("head", "body", "step", "done")
        head, body, step, after = (self._new(name) for name in names)
        self.build.branch(head)
        self.build.position_at_end(head)
        now = self.build.load(at, typ=WORD)
        self.build.cbranch(self.build.icmp_signed("<", now, last), body, after)
        self.build.position_at_end(body)
        self.build.store(now, self.slots[node.target.id])
        self._looped(node.body, body, step, after)
        self.build.position_at_end(step)
        self.build.store(self.build.add(self.build.load(at, typ=WORD), self.word(1)), at)
        self.build.branch(head)
        self.build.position_at_end(after)

    def _looped(
        self, body: Sequence[ast.stmt], block: ir.Block, again: ir.Block, after: ir.Block
    ) -> None:
        self.build.position_at_end(block)
        self.loops.append((again, after))
        self._block(body)
        self.loops.pop()
        if not self.build.block.is_terminated:
            self.build.branch(again)
        self.build.position_at_end(after)

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        ast.Pass: _pass, ast.Continue: _continue, ast.Break: _break, ast.Expr: _alone,
        ast.Return: _return, ast.Assign: _assign, ast.AugAssign: _augmented, ast.If: _if,
        ast.While: _while, ast.For: _for,
    }  # fmt: skip


class Wide(Lowering):
    """A function of dice: its arithmetic is modulo 2**64, worked out in 128 bits."""

    kind = WIDE

    def widened(self, value: ir.Value) -> ir.Value:
        """A word without its sign."""
        return self.build.zext(value, WIDE)

    def value(self, node: ast.expr) -> ir.Value:
        """An expression in 128 bits."""
        build = self.build
        match node:
            case ast.Name(id=name) if name not in self.slots:
                return self.word(getattr(dice, name))
            case ast.BinOp(left=left, op=op, right=right):
                one, other = self.value(left), self.value(right)
                calculate = {ast.Add: build.add, ast.Mult: build.mul, ast.BitXor: build.xor,
                             ast.BitAnd: build.and_, ast.RShift: build.lshr}[type(op)]  # fmt: skip
                return calculate(one, other)
        return super().value(node)

    def _return(self, node: ast.Return) -> None:
        assert node.value is not None
        self._give([self.build.trunc(self.value(node.value), WORD)])

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        **Lowering._STATEMENTS, ast.Return: _return,
    }  # fmt: skip


def _words_in(node: ast.Return) -> int:
    if node.value is None:
        return 0
    return len(node.value.elts) if isinstance(node.value, ast.Tuple) else 1


def _of_dice(name: str) -> ast.FunctionDef:
    """The source of a function of dice."""
    (node,) = ast.parse(getsource(getattr(dice, name))).body
    assert isinstance(node, ast.FunctionDef)
    return node
