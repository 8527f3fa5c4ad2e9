"""Functions that give several words, written anew for those who ask for few of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.compiled.words.tidying import ASSIGNED, CALLED, PURE, asked_for, parts, tidied

SEVERAL = re.compile(r"( *)(\w+(?:, \w+)+) = (\w+)(\(.*\))")
"""A call that gives several words."""
RETURN = re.compile(r"( *)return (.+)")
STEERING = ("if ", "elif ", "else:", "while ", "for ", "return", "break", "continue", "pass")


class Written(Struct, frozen=True):
    """A function that is written: its name, its parameters, where it comes from, its lines, and
    whether it is the core's."""

    name: str
    parameters: Sequence[str]
    where: str
    lines: Sequence[str]
    of_core: bool

    def __str__(self) -> str:
        head = f"def {self.name}({', '.join(['S, R, W', *self.parameters])}):"
        return "\n".join([head, f"    # {self.where}", *self.lines])


class Unasked:
    """All functions of a program but for the words that nobody asks for."""

    def __init__(self, functions: Iterable[Written]) -> None:
        self.functions = {function.name: function for function in functions}
        self.pure = set(PURE)
        # Whatever is called is written before.
        self.pure.update(one.name for one in self.functions.values() if self._is_pure(one))
        self.made: dict[tuple[str, tuple[int, ...]], Written] = {}

    def left(self, texts: Iterable[str]) -> list[str]:
        """The functions that other texts call, and those that these call."""
        done: dict[str, str] = {}
        todo = [name for text in texts for name in self._called(text)]
        while todo:
            name = todo.pop()
            if name not in done:
                done[name] = str(self._without(self.functions[name]))
                todo += self._called(done[name])
        return list(done.values())

    def _called(self, text: str) -> Iterator[str]:
        return (name for name in re.findall(r"\w+", text) if name in self.functions)

    def _is_pure(self, function: Written) -> bool:
        """Whether nobody notices if a function is not called."""
        return function.of_core and all(
            (line.lstrip().startswith(STEERING) or ASSIGNED.fullmatch(line))
            and self.pure.issuperset(CALLED.findall(line))
            for line in function.lines
        )

    def _without(self, function: Written) -> Written:
        """A function that calls others for no more than it asks for."""
        pure, lines = self.pure if function.of_core else None, list(function.lines)
        while True:
            lines = tidied(lines, pure)
            asked = asked_for(lines)
            fewer = [self._asking(line, asked) for line in lines]
            if fewer == lines:
                return replace(function, lines=lines)
            lines = fewer

    def _asking(self, line: str, asked: set[str]) -> str:
        """A line that asks another function for no more words than are asked for."""
        found = SEVERAL.fullmatch(line)
        if found is None or found[3] not in self.functions:
            return line
        names = found[2].split(", ")
        kept = tuple(place for place, name in enumerate(names) if name in asked)
        if len(kept) == len(names):
            return line
        left = ", ".join(names[place] for place in kept)
        return f"{found[1]}{f'{left} = ' if left else ''}{self._giving(found[3], kept)}{found[4]}"

    def _giving(self, name: str, kept: tuple[int, ...]) -> str:
        """The name of a function that gives only some of the words that another one gives."""
        if (name, kept) not in self.made:
            function = self.functions[name]
            label = f"{name}_{len(self.made)}"
            lines = [_cut(line, kept) for line in function.lines]
            made = replace(function, name=label, lines=lines)
            self.made[name, kept] = self.functions[label] = made
            if name in self.pure:
                self.pure.add(label)
        return self.made[name, kept].name


def _cut(line: str, kept: Sequence[int]) -> str:
    """A line that gives back only some of the words that it gave."""
    found = RETURN.fullmatch(line)
    if found is None:
        return line
    words = parts(found[2])
    return f"{found[1]}return {', '.join(words[place] for place in kept)}".rstrip()
