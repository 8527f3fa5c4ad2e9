"""Tidying the lines of a function: what was loaded and is never asked for goes."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import lru_cache

NAME = re.compile(r"[A-Za-z_]\w*")
ASSIGNED = re.compile(r"( *)([A-Za-z_][\w, ]*) = (.*)")
PLAIN = re.compile(r"-?\d+|\w+|[SRW]\[[\w+* ]+\]")
"""What can be left out without anybody noticing: a number, a name, a word of memory."""
CALLED = re.compile(r"(\w+)\(")
PURE = frozenset(
    ("at", "item", "some", "where", "has", "found", "meet", "stir", "high", "abs", "min", "max")
)
"""What the text calls that writes to no memory."""


def tidied(lines: Sequence[str], pure: Set[str] | None = None) -> list[str]:
    """The same lines but for names that stand for words which nobody asks for.

    ``pure`` are functions that write to no memory: what calls no others goes as well. That is for
    the core, which does not raise there; a rule may, so what it works out stays.
    """
    left = list(lines)
    while True:
        asked = Counter(name for line in left for name in _asked(line))
        fewer = [kept for line in left if (kept := _kept(line, asked, pure)) is not None]
        if fewer == left:
            return _filled(left)
        left = fewer


def asked_for(lines: Sequence[str]) -> set[str]:
    """The names that lines ask for."""
    return {name for line in lines for name in _asked(line)}


@lru_cache(maxsize=1 << 16)
def _asked(line: str) -> Sequence[str]:
    """The names that a line asks for."""
    found = ASSIGNED.fullmatch(line)
    return NAME.findall(line if found is None or "[" in found[2] else found[3])


def _kept(line: str, asked: Counter[str], pure: Set[str] | None) -> str | None:
    """A line without what it assigns to names that nobody asks for; none if nothing is left."""
    indent, pairs = _assigned(line)
    left = [pair for pair in pairs if asked[pair[0]] or not _may_go(pair[1], pure)]
    if len(left) == len(pairs):
        return line
    if not left:
        return None
    names, words = zip(*left, strict=True)
    return f"{indent}{', '.join(names)} = {', '.join(words)}"


@lru_cache(maxsize=1 << 16)
def _assigned(line: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """How far a line is indented, and the names that it assigns to, each with its word."""
    found = ASSIGNED.fullmatch(line)
    if found is None:
        return "", ()
    names, words = found[2].split(", "), parts(found[3])
    return found[1], tuple(zip(names, words, strict=True)) if len(names) == len(words) else ()


def _may_go(word: str, pure: Set[str] | None) -> bool:
    """Whether nobody notices if something is not worked out."""
    if pure is None:
        return PLAIN.fullmatch(word) is not None
    return pure >= set(CALLED.findall(word))


def parts(text: str) -> list[str]:
    """What commas separate, but for those in parentheses."""
    found, depth, first = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            found.append(text[first:place])
            first = place + 2
    return [*found, text[first:]]


def _filled(lines: Sequence[str]) -> list[str]:
    """The same lines, with something in every block."""
    filled: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        filled.append(line)
        if line.endswith(":") and _depth(after) <= _depth(line):
            filled.append(f"{' ' * (_depth(line) + 4)}pass")
    return filled


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
