"""Guards as a table names them: stock guards, their numbers, and expressions over both."""

import re
from collections.abc import Callable, Iterable, Mapping
from inspect import signature

from msgspec import Struct

from combat_rules.charts.guards import (
    STOCK_GUARDS,
    health_below,
    named,
    tick_in_phase_between,
)
from combat_rules.charts.stock import GuardLike
from combat_rules.errors import CombatError, did_you_mean
from combat_rules.model import Guard
from combat_rules.plugins.tables.cells import shown

WITH_NUMBERS: Mapping[str, Callable[..., Guard]] = {
    make.__name__: make for make in (health_below, tick_in_phase_between)
}
"""The stock guards that are made of numbers."""

KNOWN = (*STOCK_GUARDS, *WITH_NUMBERS)
TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9]*|[0-9]+|\S)")
WORDS = ("and", "or", "not")
DEEPEST = 20
"""Parentheses, and ``not`` after ``not``, inside each other; 8 guards need no more."""
MOST_GUARDS = 8
"""Guards in one expression. A chart is tried out with every combination of their answers."""


class Asked(Struct, frozen=True):
    """What a cell asks: conditions that must all hold, and the guards their expressions name."""

    conditions: tuple[GuardLike, ...] = ()
    guards: tuple[Guard, ...] = ()


class Part(Struct, frozen=True):
    """A piece of an expression: how a chart is told of it, and how closely it binds."""

    text: str
    binds: int
    parts: tuple["Part", ...] = ()


def read_guards(texts: Iterable[str], report: Callable[[str], None]) -> Asked:
    """What the expressions ask together; nothing, and a report, if one of them is wrong."""
    conditions: dict[GuardLike, None] = {}
    guards: dict[str, Guard] = {}
    wrong: list[str] = []
    for text in texts:
        expression = _Expression(text, wrong.append)
        for part in expression.read():
            alone = expression.alone.get(part.text)
            conditions[part.text if alone is None else alone] = None
            if alone is None:
                guards |= expression.named
    for problem in wrong:
        report(problem)
    return Asked() if wrong else Asked(tuple(conditions), tuple(guards.values()))


class _Expression:
    """Reads one expression: ``or`` of ``and`` of ``not`` of guards, with parentheses.

    ``named`` are the guards made of numbers under names that a chart's expressions can use;
    ``alone`` are the guards that may stand for themselves, by the text of their part.
    """

    def __init__(self, text: str, report: Callable[[str], None]) -> None:
        self.named: dict[str, Guard] = {}
        self.alone: dict[str, Guard] = {}
        self._text = text
        self._report = report
        self._tokens = TOKEN.findall(text)
        self._at = 0
        self._deep = 0
        self._guards = 0

    def read(self) -> tuple[Part, ...]:
        """The parts that must all hold; none if the expression cannot be read."""
        try:
            whole = self._chain("or", 0)
            if self._next():
                raise _Misread("and, or, or its end")
        except _TooDeep:
            self._report(f"{shown(self._text)} is nested more than {DEEPEST} deep")
            return ()
        except _Misread as wanted:
            found = shown(self._next()) or "its end"
            self._report(f"{shown(self._text)} cannot be read: {wanted} is due, not {found}")
            return ()
        if self._guards > MOST_GUARDS:
            self._report(f"{self._guards} guards in one expression; at most {MOST_GUARDS}")
            return ()
        return whole.parts if whole.binds == 1 else (whole,)

    def _chain(self, word: str, binds: int) -> Part:
        """Parts joined by ``or`` (0), or by ``and`` (1)."""
        parts = [self._link(binds)]
        while self._next() == word:
            self._at += 1
            parts.append(self._link(binds))
        if len(parts) == 1:
            return parts[0]
        return Part(f" {word} ".join(_inside(p, binds) for p in parts), binds, tuple(parts))

    def _link(self, binds: int) -> Part:
        return self._chain("and", 1) if binds == 0 else self._claim()

    def _claim(self) -> Part:
        """A guard, the opposite of a claim, or an expression in parentheses."""
        token = self._next()
        if token in ("not", "("):
            return self._within(token)
        if not token.isidentifier() or token in WORDS:
            raise _Misread("a guard")
        self._at += 1
        self._guards += 1
        return self._guard(token)

    def _within(self, token: str) -> Part:
        """What stands behind ``not``, or in parentheses."""
        self._at += 1
        self._deep += 1
        if self._deep > DEEPEST:
            raise _TooDeep
        if token == "not":
            inner = Part(f"not {_inside(self._claim(), 2)}", 2)
        else:
            inner = self._chain("or", 0)
            self._expect(")")
        self._deep -= 1
        return inner

    def _guard(self, name: str) -> Part:
        numbers = self._numbers() if self._next() == "(" else None
        if name not in KNOWN:
            self._report(f"there is no stock guard {shown(name)}; {did_you_mean(name, KNOWN)}")
        elif numbers is None and name in STOCK_GUARDS:
            self.alone[name] = STOCK_GUARDS[name]
        elif name in STOCK_GUARDS:
            self._report(f"{name} is written without parentheses: it takes no number")
        else:
            return self._made(name, numbers or ())
        return Part(name, 3)

    def _made(self, name: str, numbers: tuple[int, ...]) -> Part:
        """A guard made of numbers, under a name that an expression can speak of."""
        make = WITH_NUMBERS[name]
        wanted = tuple(signature(make).parameters)
        if len(numbers) != len(wanted):
            self._report(f"{name} is written with its numbers, {name}({', '.join(wanted)})")
            return Part(name, 3)
        spoken = "_".join((name, *map(str, numbers)))
        try:
            self.alone[spoken] = make(*numbers)
            self.named[spoken] = named(spoken)(make(*numbers))
        except CombatError as error:
            self._report(str(error))
        return Part(spoken, 3)

    def _numbers(self) -> tuple[int, ...]:
        """The numbers in parentheses after a guard's name."""
        found: list[int] = []
        self._expect("(")
        while self._next() != ")":
            if found:
                self._expect(",")
            digits = self._next()
            if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
                raise _Misread("a whole number")
            found.append(int(digits))
            self._at += 1
        self._expect(")")
        return tuple(found)

    def _next(self) -> str:
        return str(self._tokens[self._at]) if self._at < len(self._tokens) else ""

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise _Misread(token)
        self._at += 1


class _Misread(Exception):
    """What should have stood here."""


class _TooDeep(Exception):
    """There is too much inside each other."""


def _inside(part: Part, binds: int) -> str:
    """A part within another one, in parentheses if it would fall apart without."""
    return part.text if part.binds > binds or part.binds == 2 == binds else f"({part.text})"
