"""Tidying the lines of a function: what was loaded and is never asked for goes."""

import re
from collections import Counter
from collections.abc import Sequence

NAME = re.compile(r"[A-Za-z_]\w*")
ASSIGNED = re.compile(r"( *)([A-Za-z_][\w, ]*) = (.*)")
PLAIN = re.compile(r"-?\d+|\w+|[SRW]\[[\w+* ]+\]")
"""What can be left out without anybody noticing: a number, a name, a word of memory."""


def tidied(lines: Sequence[str]) -> list[str]:
    """The same lines but for names that stand for words which nobody asks for."""
    left = list(lines)
    while True:
        asked = Counter(name for line in left for name in _asked(line))
        fewer = [kept for line in left if (kept := _kept(line, asked)) is not None]
        if fewer == left:
            return _filled(left)
        left = fewer


def asked_for(lines: Sequence[str]) -> set[str]:
    """The names that lines ask for."""
    return {name for line in lines for name in _asked(line)}


def _asked(line: str) -> list[str]:
    """The names that a line asks for."""
    found = ASSIGNED.fullmatch(line)
    return NAME.findall(line if found is None or "[" in found[2] else found[3])


def _kept(line: str, asked: Counter[str]) -> str | None:
    """A line without what it assigns to names that nobody asks for; none if nothing is left."""
    found = ASSIGNED.fullmatch(line)
    if found is None:
        return line
    names, words = found[2].split(", "), _parts(found[3])
    if len(names) != len(words):
        return line
    pairs = [
        (name, word) for name, word in zip(names, words, strict=True)
        if asked[name] or not PLAIN.fullmatch(word)
    ]  # fmt: skip
    if not pairs:
        return None
    left, right = zip(*pairs, strict=True)
    return f"{found[1]}{', '.join(left)} = {', '.join(right)}"


def _parts(text: str) -> list[str]:
    """What commas separate, but for those in parentheses."""
    parts, depth, first = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append(text[first:place])
            first = place + 2
    return [*parts, text[first:]]


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
