"""The text of functions over words to LLVM: every value is a word of 64 bits, nothing else.

A trap anywhere ends the fight at once, and nothing after it is ever computed: it jumps out of all
functions that were called. Where LLVM cannot do that, a function gives back with its words whether
it has trapped, if it may, and whoever has called it leaves as well then.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import getsource
from itertools import count
from typing import ClassVar

from combat_rules.compiled.machine.building import Way
from combat_rules.compiled.machine.calculating import CALLED, JUMPS, MEMORIES, Calculating
from combat_rules.compiled.machine.instructions import (
    BIT,
    POINTER,
    WIDE,
    WORD,
    Block,
    Operand,
    constant,
)
from combat_rules.compiled.words.memory import JUMP
from combat_rules.model import dice

SEVERAL = 4
"""Words that come back from a function that is no part of those who call it: records come back word
by word, and where one is asked for, few of them are looked at."""
TINY = 20
"""Instructions of functions that always become a part of whoever calls them."""
NAME = re.compile(r"\w+")
HEAD = """
declare {i64, i1} @llvm.sadd.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.ssub.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.smul.with.overflow.i64(i64, i64)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
!0 = !{!"branch_weights", i32 1, i32 1000}
!1 = !{}
"""
LEAVING = f"""
declare ptr @llvm.frameaddress.p0(i32)
declare ptr @llvm.stacksave.p0()
declare i32 @llvm.eh.sjlj.setjmp(ptr)
declare void @llvm.eh.sjlj.longjmp(ptr)
define internal void @leave(ptr %W, i64 %why) nounwind noinline noreturn cold {{
store i64 %why, ptr %W
%place = getelementptr i64, ptr %W, i64 {JUMP}
call void @llvm.eh.sjlj.longjmp(ptr %place)
unreachable
}}
"""
"""How a trap jumps to where a function was tried, where what a jump needs was noted in the work."""


class Module:
    """All functions of a text in one module of LLVM, each after those that it calls."""

    def __init__(
        self, source: str, constants: Mapping[str, int], entries: Sequence[str],
        way: Way, jumps: bool = JUMPS,
    ) -> None:  # fmt: skip
        self.constants, self.way, self.jumps = constants, way, jumps
        self.entries = entries
        nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        self.nodes = {node.name: node for node in nodes}
        self.functions: dict[str, Lowering] = {}
        # Each function stands in the text once as well where it is defined.
        self.names = Counter(NAME.findall(source))
        for name in entries:
            self.called(name)

    def __str__(self) -> str:
        return HEAD + LEAVING * self.jumps + "\n".join(map(self._written, self.functions.values()))

    def called(self, name: str) -> "Lowering":
        """A function that is called, written by now."""
        if name not in self.functions:
            kind, node = Lowering, self.nodes.get(name)
            if node is None:
                kind, node = Wide, _of_dice(name)
            made = kind(self, node, max(map(_words_in, _statements(node.body)), default=0))
            made.lower()
            made.is_inside = name not in self.entries and self._is_inside(made)
            self.functions[name] = made
        return self.functions[name]

    def _is_inside(self, made: "Lowering") -> bool:
        """Whether a function becomes a part of those that call it."""
        made.whole = made.build.size + sum(one.whole for one in made.asked if one.is_inside)
        more = made.whole * (self.names[made.name] - 2)
        small = made.whole <= TINY or (made.whole < self.way.largest and more < self.way.growth)
        return small or made.count > SEVERAL

    def _written(self, made: "Lowering") -> str:
        # Within another function, memories are told apart as that function tells them apart.
        alone = "" if made.is_inside else " noalias"
        given = ", ".join(f"{one.kind}{alone if one.kind == POINTER else ''} {one.text}"
                          for one in (*made.given, *made.outs))  # fmt: skip
        kind = "" if made.name in self.entries else f"internal {CALLED} "
        how = "alwaysinline" if made.is_inside else "noinline"
        return f"define {kind}{made.back()} @{made.name}({given}) nounwind {how} {made.body()}"


class Lowering(Calculating):
    """One function, statement by statement."""

    is_inside = False
    """Whether it becomes a part of whoever calls it. Then it puts its words where it is told to:
    LLVM makes registers of places, but nothing simpler of several words that come back."""
    whole = 0
    """How many instructions it has with all that becomes a part of it."""

    def lower(self) -> None:
        """Write the function."""
        build = self.build
        self.name, self.given = (
            self.node.name,
            list(map(self._parameter, count(), self.node.args.args)),
        )
        for given, one in zip(self.given, self.node.args.args, strict=True):
            if given.kind == POINTER:
                self.slots[one.arg] = given
            else:
                self.slots[one.arg] = build.slot(self.kind)
                build.store(self.widened(given), self.slots[one.arg])
        for name in (name for one in _statements(self.node.body) for name in _assigned(one)):
            if name not in self.slots:
                self.slots[name] = build.slot(self.kind)
        self._block(self.node.body)
        if not build.block.is_terminated:
            build.give([constant(WORD, 0)] * self.count)

    @property
    def traps(self) -> bool:
        """Whether it may trap."""
        return bool(self.trap_blocks) or any(one.traps for one in self.asked)

    @property
    def tells(self) -> bool:
        """Whether it says as it comes back whether it has trapped."""
        return self.traps and not self.module.jumps

    def back(self) -> str:
        """The type of what comes back."""
        parts = [WORD] * (self.count - len(self.outs)) + [BIT] * self.tells
        return f"{{{', '.join(parts)}}}" if len(parts) > 1 else (parts or ["void"])[0]

    @property
    def outs(self) -> Sequence[Operand]:
        """The places that it puts its words at."""
        count = self.count if self.is_inside and self.count + self.tells > 1 else 0
        return [Operand(POINTER, f"%out{n}") for n in range(count)]

    def body(self) -> str:
        """The blocks, from the first one to the last."""
        lines = ["{"]
        for place, block in enumerate(self.build.blocks):
            lines.append(f"{block.name}:")
            lines += self.build.slots_made if not place else ()
            lines += block.lines
            if block.given is not None:
                lines += self._left(block.given, block.trapped)
            elif not block.is_terminated:
                lines.append("unreachable")
        return "\n".join([*lines, "}"])

    def _left(self, words: Sequence[Operand], trapped: bool) -> list[str]:
        """The instructions with which a function is left."""
        back = self.back()
        if self.outs:
            stores = [f"store {word}, {out}" for word, out in zip(words, self.outs, strict=False)]
            return [*stores, f"ret {back} {int(trapped)}" if self.tells else "ret void"]
        if not back.startswith("{"):
            said = [str(int(trapped))] if self.tells else [word.text for word in words]
            return [f"ret {back} {said[0]}" if said else "ret void"]
        flag = [f"i1 {int(trapped)}"] if self.tells else []
        nothing = ", ".join([f"i64 {word.number or 0}" for word in words]
                            or ["i64 0"] * self.count)  # fmt: skip
        held, lines = f"{{{', '.join([nothing, *flag])}}}", []
        for place, word in enumerate(words):
            if word.number is None:
                self.build.count += 1
                lines.append(f"%v{self.build.count} = insertvalue {back} {held}, {word}, {place}")
                held = f"%v{self.build.count}"
        return [*lines, f"ret {back} {held}"]

    def _parameter(self, place: int, node: ast.arg) -> Operand:
        kind = POINTER if node.arg in MEMORIES else WORD
        return Operand(kind, f"%p{place}")

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
            self.called(node.value)
        else:
            self.value(node.value)

    def _return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.Tuple):
            self.build.give([self.value(part) for part in node.value.elts])
        else:
            self.build.give([] if node.value is None else [self.value(node.value)])

    def _assign(self, node: ast.Assign) -> None:
        (target,) = node.targets
        if not isinstance(target, ast.Tuple):
            self._put(target, self.value(node.value))
            return
        if isinstance(node.value, ast.Tuple):
            words = [self.value(part) for part in node.value.elts]
        else:
            assert isinstance(node.value, ast.Call)
            words = self.called(node.value)
        for each, word in zip(target.elts, words, strict=True):
            self._put(each, word)

    def _put(self, target: ast.expr, word: Operand) -> None:
        if isinstance(target, ast.Name):
            self.build.store(word, self.slots[target.id])
        else:
            assert isinstance(target, ast.Subscript)
            self.build.store(word, self._address(target))

    def _augmented(self, node: ast.AugAssign) -> None:
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        self._put(node.target, self.value(ast.BinOp(read, node.op, node.value)))

    def _if(self, node: ast.If) -> None:
        build = self.build
        yes, after = build.new("yes"), build.new("after")
        no = build.new("no") if node.orelse else after
        build.branch_if(self.truth(node.test), yes, no)
        for block, body in ((yes, node.body), (no, node.orelse)):
            if block is not after:
                build.block = block
                self._block(body)
                if not build.block.is_terminated:
                    build.branch(after)
        build.block = after

    def _while(self, node: ast.While) -> None:
        build = self.build
        head, body, after = build.new("head"), build.new("body"), build.new("done")
        build.branch(head)
        build.block = head
        build.branch_if(self.truth(node.test), body, after)
        self._looped(node.body, body, head, after)

    def _for(self, node: ast.For) -> None:
        build = self.build
        assert isinstance(node.iter, ast.Call)
        assert isinstance(node.target, ast.Name)
        bounds = [self.value(one) for one in node.iter.args]
        first, last = bounds if len(bounds) == 2 else (self.word(0), bounds[0])
        at = build.slot(WORD)
        build.store(first, at)
        head, body, step, after = map(build.new, ("head", "body", "step", "done"))
        build.branch(head)
        build.block = head
        now = build.load(at)
        build.branch_if(build.compare("<", now, last), body, after)
        build.block = body
        build.store(now, self.slots[node.target.id])
        self._looped(node.body, body, step, after)
        build.block = step
        build.store(build.calculate("add", build.load(at), self.word(1)), at)
        build.branch(head)
        build.block = after

    def _looped(self, body: Sequence[ast.stmt], block: Block, again: Block, after: Block) -> None:
        self.build.block = block
        self.loops.append((again, after))
        self._block(body)
        self.loops.pop()
        if not self.build.block.is_terminated:
            self.build.branch(again)
        self.build.block = after

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        ast.Pass: _pass, ast.Continue: _continue, ast.Break: _break, ast.Expr: _alone,
        ast.Return: _return, ast.Assign: _assign, ast.AugAssign: _augmented, ast.If: _if,
        ast.While: _while, ast.For: _for,
    }  # fmt: skip


class Wide(Lowering):
    """A function of dice: its arithmetic is modulo 2**64, worked out in 128 bits."""

    kind = WIDE

    def widened(self, value: Operand) -> Operand:
        """A word without its sign."""
        return self.build.widened(value, WIDE)

    def value(self, node: ast.expr) -> Operand:
        """An expression in 128 bits."""
        match node:
            case ast.Name(id=name) if name not in self.slots:
                return self.word(getattr(dice, name))
            case ast.BinOp(left=left, op=op, right=right):
                name = {ast.Add: "add", ast.Mult: "mul", ast.BitXor: "xor", ast.BitAnd: "and",
                        ast.RShift: "lshr"}[type(op)]  # fmt: skip
                return self.build.calculate(name, self.value(left), self.value(right))
        return super().value(node)

    def _return(self, node: ast.Return) -> None:
        assert node.value is not None
        self.build.give([self.build.narrowed(self.value(node.value))])

    _STATEMENTS: ClassVar[Mapping[type[ast.stmt], Callable[..., None]]] = {
        **Lowering._STATEMENTS, ast.Return: _return,
    }  # fmt: skip


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement, with those that stand in it."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.While | ast.For):
            yield from _statements(node.body)
            yield from _statements(node.orelse)


def _assigned(node: ast.stmt) -> Iterator[str]:
    """The names that a statement assigns to."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)]) | ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AugAssign(target=ast.Name(id=name)) | ast.For(target=ast.Name(id=name)):
            yield name


def _words_in(node: ast.stmt) -> int:
    """How many words a statement gives back, if it gives back any."""
    if not isinstance(node, ast.Return) or node.value is None:
        return 0
    return len(node.value.elts) if isinstance(node.value, ast.Tuple) else 1


def _of_dice(name: str) -> ast.FunctionDef:
    """The source of a function of dice."""
    (node,) = ast.parse(getsource(getattr(dice, name))).body
    assert isinstance(node, ast.FunctionDef)
    return node
