"""What the text of functions over words calls, as Python: it raises where code would trap."""

from collections.abc import Callable, Mapping
from struct import pack
from sys import byteorder
from typing import Any

from combat_rules.compiled.outside import SCALE
from combat_rules.model.dice import high, stir

LIVE, INDEX, MISSING, FULL, OVERFLOW, DIVISION = 1, 2, 3, 4, 5, 6
TRAPS: Mapping[int, str] = {
    LIVE: "something that only the live engine can do",
    INDEX: "a place that is not there",
    MISSING: "a field of nothing",
    FULL: "more than there is room for",
    OVERFLOW: "a number of more than 64 bits",
    DIVISION: "a division by zero",
}
"""Why a fight goes to the live engine."""

JUMP, JUMP_ROOM = 3, 5
"""The words of the work that a jump out of all functions needs."""

Memory = list[int]


class Trapped(Exception):
    """A fight is played live from its beginning."""

    def __init__(self, why: int) -> None:
        super().__init__(TRAPS[why])
        self.why = why


def trap(work: Memory, why: int) -> int:
    """Leave everything: the live engine plays."""
    work[0] = why
    raise Trapped(why)


def at(base: int, index: int, each: int, count: int) -> int:
    """The place of an element of a row of so many."""
    if not 0 <= index < count:
        raise Trapped(INDEX)
    return base + index * each


def item(memory: Memory, base: int, index: int, each: int) -> int:
    """The place of an element of a row whose first word is how many there are."""
    if not 0 <= index < memory[base]:
        raise Trapped(INDEX)
    return base + 1 + index * each


def copy(memory: Memory, place: int, source: Memory, first: int, count: int) -> None:
    """Copy so many words from one memory to another."""
    memory[place : place + count] = source[first : first + count]


def where(place: int) -> int:
    """A place that the translation has worked out."""
    return place


def some(held: int, value: int) -> int:
    """A value of which ``held`` is -1 if there is none."""
    if held == -1:
        raise Trapped(MISSING)
    return value


def tried(function: Callable[..., Any], *given: Any) -> int:
    """Whether a function has trapped."""
    try:
        function(*given)
    except Trapped as trapped:
        given[2][0] = trapped.why
        return 1
    return 0


def fractions(one: int, other: int) -> int:
    """Two numbers in parts of ``SCALE``, as two floats of 32 bits in one word."""
    return int.from_bytes(pack("=2f", one / SCALE, other / SCALE), byteorder, signed=True)


RUNTIME = """
def has(M, base, word):
    for n in range(M[base]):
        if M[base + 1 + n] == word:
            return 1
    return 0

def found(M, base, word):
    for n in range(M[base]):
        if M[base + 1 + n] == word:
            return n
    return -1

def meet(R, one, other):
    for n in range(R[one]):
        if has(R, other, R[one + 1 + n]):
            return 1
    return 0

def grab(W, count):
    place = W[1]
    if count < 0 or count > where(WORK_END - place):
        trap(W, FULL)
    W[1] = where(place + count)
    return place

def copied(S, W, base, count):
    place = grab(W, count)
    for n in range(count):
        W[place + n] = S[base + n]
    return place
"""
"""What both sides of the text call, over words as well: looking in rows, room to work in."""

CODES: Mapping[str, int] = {"LIVE": LIVE, "INDEX": INDEX, "MISSING": MISSING, "FULL": FULL}
"""The traps that the text names."""

NAMES: Mapping[str, Any] = {
    "trap": trap, "at": at, "item": item, "some": some, "where": where, "tried": tried,
    "copy": copy, "fractions": fractions,
    "stir": stir, "high": high,
    **CODES,
}  # fmt: skip
"""What the text may call."""
