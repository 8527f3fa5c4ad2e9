"""LLVM's instructions, written into blocks; sums of constants are worked out at once."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

WORD, BIT, WIDE, POINTER = "i64", "i1", "i128", "ptr"


class Operand(NamedTuple):
    """What instructions work with: its type, its text, and its number if that is known."""

    kind: str
    text: str
    number: int | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"


def constant(kind: str, number: int) -> Operand:
    """A number."""
    return Operand(kind, str(number), number)


FOLDED: Mapping[str, Callable[[int, int], int]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
}  # fmt: skip
SIGNED: Mapping[str, tuple[str, Callable[[int, int], bool]]] = {
    "==": ("eq", operator.eq), "!=": ("ne", operator.ne), "<": ("slt", operator.lt),
    "<=": ("sle", operator.le), ">": ("sgt", operator.gt), ">=": ("sge", operator.ge),
}  # fmt: skip


class Block:
    """Instructions one after another, and how they end once that is known."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []
        self.is_terminated = False
        self.given: Sequence[Operand] | None = None
        self.trapped = False


class Instructions:
    """The blocks of one function."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.slots_made: list[str] = []
        self.count = 0
        self.block = self.new("entry")

    @property
    def size(self) -> int:
        """How many instructions there are, but for those that go once slots are registers."""
        lines = (line for block in self.blocks for line in block.lines)
        return sum(not line.startswith(("br", "store")) and ", ptr %s" not in line
                   and "extractvalue" not in line for line in lines)  # fmt: skip

    def new(self, name: str) -> Block:
        """One more block."""
        self.blocks.append(Block(f"{name}{len(self.blocks)}"))
        return self.blocks[-1]

    @contextmanager
    def inside(self, block: Block) -> Iterator[None]:
        """Write into another block for a while."""
        before, self.block = self.block, block
        yield
        self.block = before

    def put(self, line: str) -> None:
        """An instruction that gives nothing."""
        self.block.lines.append(line)

    def result(self, kind: str, line: str) -> Operand:
        """An instruction, and what it gives."""
        self.count += 1
        name = f"%v{self.count}"
        self.block.lines.append(f"{name} = {line}")
        return Operand(kind, name)

    def slot(self, kind: str) -> Operand:
        """Room for something that changes."""
        self.count += 1
        self.slots_made.append(f"%s{self.count} = alloca {kind}")
        return Operand(POINTER, f"%s{self.count}")

    def load(self, pointer: Operand, kind: str = WORD, never_changes: bool = False) -> Operand:
        """What lies at a place."""
        more = ", !invariant.load !1" if never_changes else ""
        return self.result(kind, f"load {kind}, {pointer}{more}")

    def store(self, value: Operand, pointer: Operand) -> None:
        """Put something at a place."""
        self.put(f"store {value}, {pointer}")

    def place(self, memory: Operand, at: Operand) -> Operand:
        """The place of a word of a memory."""
        if at.number == 0:
            return memory
        return self.result(POINTER, f"getelementptr i64, {memory}, {at}")

    def folded(self, name: str, one: Operand, other: Operand) -> Operand | None:
        """What two numbers give that are known, if that is no more than 64 bits."""
        if name in FOLDED and one.number is not None and other.number is not None:
            number = FOLDED[name](one.number, other.number)
            if -(1 << 63) <= number < 1 << 63:
                return constant(one.kind, number)
        return None

    def calculate(self, name: str, one: Operand, other: Operand) -> Operand:
        """Two numbers, without a look at overflow."""
        folded = self.folded(name, one, other)
        if folded is not None:
            return folded
        if (name in ("add", "sub") and other.number == 0) or (name == "mul" and other.number == 1):
            return one
        if name == "add" and one.number == 0:
            return other
        return self.result(one.kind, f"{name} {one}, {other.text}")

    def compare(self, sign: str, one: Operand, other: Operand) -> Operand:
        """Whether two numbers with signs compare so."""
        name, compare = SIGNED[sign]
        if one.number is not None and other.number is not None:
            return constant(BIT, int(compare(one.number, other.number)))
        return self.result(BIT, f"icmp {name} {one}, {other.text}")

    def beyond(self, one: Operand, most: Operand, or_same: bool) -> Operand:
        """Whether a number is below 0 or above another one, which is not."""
        return self.result(BIT, f"icmp {'uge' if or_same else 'ugt'} {one}, {most.text}")

    def choose(self, test: Operand, one: Operand, other: Operand) -> Operand:
        """One of two numbers."""
        return self.result(one.kind, f"select {test}, {one}, {other}")

    def turned(self, bit: Operand) -> Operand:
        """The other bit."""
        if bit.number is not None:
            return constant(BIT, 1 - bit.number)
        return self.result(BIT, f"xor {bit}, true")

    def widened(self, value: Operand, kind: str) -> Operand:
        """The same without a sign in more bits."""
        if value.number is not None and value.number >= 0:
            return constant(kind, value.number)
        return self.result(kind, f"zext {value} to {kind}")

    def narrowed(self, value: Operand) -> Operand:
        """The lower 64 bits."""
        return self.result(WORD, f"trunc {value} to {WORD}")

    def phi(self, kind: str, come: Sequence[tuple[Operand, Block]]) -> Operand:
        """What depends on where one comes from."""
        parts = ", ".join(f"[{value.text}, %{block.name}]" for value, block in come)
        return self.result(kind, f"phi {kind} {parts}")

    def branch(self, block: Block) -> None:
        """Go on in another block."""
        self.put(f"br label %{block.name}")
        self.block.is_terminated = True

    def branch_if(self, test: Operand, yes: Block, no: Block, unlikely: bool = False) -> None:
        """Go on in one of two blocks."""
        weights = ", !prof !0" if unlikely else ""
        self.put(f"br {test}, label %{yes.name}, label %{no.name}{weights}")
        self.block.is_terminated = True

    def jumped_to(self, place: Operand) -> Operand:
        """Note at a place where to jump to, and whether that jump has just been made."""
        for more, what in ((0, "frameaddress.p0(i32 0)"), (2, "stacksave.p0()")):
            held = self.result(POINTER, f"call ptr @llvm.{what}")
            self.store(held, self.place(place, constant(WORD, more)))
        back = self.result("i32", f"call i32 @llvm.eh.sjlj.setjmp({place}) returns_twice")
        return self.result(BIT, f"icmp ne {back}, 0")

    def give(self, words: Sequence[Operand], trapped: bool = False) -> None:
        """Leave the function."""
        self.block.given, self.block.trapped = words, trapped
        self.block.is_terminated = True
