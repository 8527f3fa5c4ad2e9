"""Values where a type is declared: what is known made into words, and types that join."""

import ast
from collections.abc import Mapping, Sequence
from enum import Enum, EnumType
from typing import Any

from combat_rules.compiled.finding import WHOLE
from combat_rules.compiled.words.types import (
    ANSWER,
    BOOL,
    EMPTY,
    NAME,
    NO_ROW,
    NONE,
    NUMBER,
    OPAQUE,
    RULES,
    SINGLES,
    STATE,
    Type,
    optional,
)
from combat_rules.compiled.words.values import word_of_value
from combat_rules.compiled.words.writing import (
    KNOWN,
    OPTIONS,
    Value,
    Writing,
    known,
    similar,
)
from combat_rules.model import Action


class Fitting(Writing):
    """How values of one type stand where another is declared."""

    def settled(self, value: Value, node: ast.AST) -> Value:
        """A value in words, what is known beforehand made into them."""
        if value.type == OPTIONS:
            return self._tabled(value, node)
        if value.type != KNOWN:
            return self.whole(value)
        return self._known_in_words(value.known, node)

    def gone_through(self, value: Value, node: ast.AST) -> Value:
        """A value in words to whoever goes through it or looks for something in it: of a table that
        is known beforehand, its keys."""
        if value.type == KNOWN and isinstance(value.known, Mapping):
            value = known(tuple(value.known))
        return self.settled(value, node)

    def _known_in_words(self, thing: Any, node: ast.AST) -> Value:
        if thing is None:
            return Value(NONE)
        if isinstance(thing, bool | Enum | str):
            plain = NAME if isinstance(thing, str) else Type("word", type(thing))
            plain = BOOL if isinstance(thing, bool) else plain
            return Value(plain, (str(word_of_value(thing, self.program.names)),))
        if isinstance(thing, int):
            if not -(1 << 63) <= thing < 1 << 63:
                raise self.fail(
                    node, f"{thing}, which has more than 64 bits", "count in smaller numbers"
                )
            return Value(NUMBER, (str(thing),))
        if isinstance(thing, Action):
            # In a ruleset whose numbers were changed it is another one.
            raise self.fail(node, "an action that is compared", "compare its name")
        if isinstance(thing, EnumType | tuple | list | frozenset | set):
            ordered = sorted(thing, key=str) if isinstance(thing, frozenset | set) else list(thing)
            return self._constant_row(ordered, node)
        if self.program.is_plain_record(thing):
            words: list[str] = []
            for name, declared, _, _ in self.parts(type(thing)):
                words += self.fit(known(getattr(thing, name)), declared, node)
            return Value(Type("record", type(thing)), tuple(words))
        if isinstance(thing, float):
            raise self.fail(node, "a float", WHOLE)
        told = getattr(thing, "__name__", "a table" if isinstance(thing, Mapping) else "")
        told = told or type(thing).__name__
        raise self.fail(node, f"{told}, which no fight can have as a value")

    def _constant_row(self, things: Sequence[Any], node: ast.AST) -> Value:
        """A row of numbers, words or names that is known beforehand."""
        if not things:
            return Value(EMPTY, (str(NO_ROW),))
        parts = [self.settled(known(thing), node) for thing in things]
        types = {part.type for part in parts}
        if len(types) > 1 or any(len(part.words) != 1 for part in parts):
            raise self.fail(node, "a row of several kinds of things")
        row = self.program.heap.row([int(part.words[0]) for part in parts])
        return Value(Type("row", of=types.pop(), region=RULES), (str(row),))

    def _tabled(self, value: Value, node: ast.AST) -> Value:
        """One of several things as words: looked up in a table by its number."""
        parts = [self.settled(known(thing), node) for thing in value.options]
        types = {part.type for part in parts if part.type != NONE}
        if len(types) != 1:
            raise self.fail(node, "one of several kinds of things")
        kind = optional(types.pop(), NONE in {part.type for part in parts})
        rows = [self.fit(part, kind, node) for part in parts]
        index = self.temporary(value.words[0])
        words = [self.looked_up(column, index) for column in zip(*rows, strict=True)]
        return Value(kind, tuple(words))

    def looked_up(self, column: Sequence[str], index: str) -> str:
        """The word of a table of constants, by a number that is sure to be one of its places."""
        if len(set(column)) == 1:
            return column[0]
        words = [int(word) for word in column]
        if words == list(range(words[0], words[0] + len(words))):
            return f"({index} + {words[0]})" if words[0] else index
        table = self.program.heap.row(words)
        return f"R[{table + 1} + {index}]"

    def fit(self, value: Value, wanted: Type, node: ast.AST) -> tuple[str, ...]:
        """The words of a value where a type is declared."""
        if wanted in (OPAQUE, NONE) or wanted.declared in SINGLES:
            return ()
        value = self.settled(value, node)
        given, words = value.type, value.words
        if given == ANSWER and wanted.what == "number":
            raise self.fail(node, "a bool for a number")
        by_fields = wanted.what == "record" and not wanted.region
        if given in (NONE, OPAQUE):
            if given == NONE and not wanted.optional:
                raise self.fail(node, f"None for a {wanted}", "use a number or a word that says so")
            return ("0" if by_fields else "-1",) * self.word_count(wanted)
        if given == EMPTY and wanted.what == "row" and wanted.region != STATE:
            at = self.program.heap.row([]) if wanted.region == RULES else NO_ROW
            return (str(at),)
        both_numbers = given.is_number and wanted.is_number
        if not similar(given, wanted) and not both_numbers:
            raise self.fail(node, f"a {given} where a {wanted} is needed")
        if given.optional == wanted.optional or not words:
            return words
        if wanted.optional and given.is_number and given != BOOL:
            return (self._some_number(words[0], node),)
        if wanted.optional:
            return ("1", *words) if by_fields else words
        if by_fields:
            return (f"some({words[0]} - 1, {words[1]})", *words[2:])
        return (f"some({words[0]}, {words[0]})", *words[1:])

    def _some_number(self, word: str, node: ast.AST) -> str:
        """The word of a number where there may be none: -1 stands for that."""
        if word == "-1":
            raise self.fail(node, "-1 beside None", "use another number that says so")
        return word if word.lstrip("-").isdecimal() else f"some({word}, {word})"

    def join(self, one: Type, other: Type, node: ast.AST) -> Type:
        """The type of a value that is of one type or the other."""
        if one == other:
            return one
        if NONE in (one, other):
            some = one if other == NONE else other
            return some if some in (OPAQUE, KNOWN) else optional(some)
        if EMPTY in (one, other) and one.what == other.what:
            return one if other == EMPTY else other
        if OPAQUE in (one, other):
            return one if other == OPAQUE else other
        if one.what == other.what == "bool":
            return optional(BOOL, one.optional or other.optional)
        if one.is_number and other.is_number:
            return optional(NUMBER, one.optional or other.optional)
        if similar(one, other):
            return optional(one, one.optional or other.optional)
        raise self.fail(node, f"a {one} or a {other}", "let it be of one kind")
