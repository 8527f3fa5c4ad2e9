"""Python values as words, and back, by their types."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from combat_rules.compiled.words.layout import Layout, is_shared
from combat_rules.compiled.words.types import OPAQUE, SINGLES, Type


class Full(Exception):
    """There are more elements than there is room for: such a fight is played live."""


class Names:
    """Names by number. The first ones are known beforehand."""

    def __init__(self, first: Sequence[str]) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []
        for name in first:
            self.number(name)

    def number(self, name: str) -> int:
        """The number of a name, the same as ever."""
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = len(self.texts)
            self.texts.append(name)
        return number


class Heap:
    """Rows that the rules have besides their records: of names and numbers, each kept once."""

    def __init__(self, start: int, words: Sequence[int] = ()) -> None:
        self.start = start
        self.words = list(words)
        self.places: dict[tuple[int, ...], int] = {}

    def row(self, words: Sequence[int]) -> int:
        """The place of a row of these words, their number first."""
        key = (len(words), *words)
        if key not in self.places:
            self.places[key] = self.start + len(self.words)
            self.words += key
        return self.places[key]


def word_of_value(value: Any, names: Names) -> int:
    """A number, word or name as one word; -1 is None."""
    if value is None:
        return -1
    if isinstance(value, str):
        return names.number(value)
    if isinstance(value, Enum) and not isinstance(value, int):
        return list(type(value)).index(value)
    return int(value)


class Writer:
    """Writes values down as words."""

    def __init__(self, layout: Layout, names: Names, heap: Heap) -> None:
        self.layout, self.names, self.heap = layout, names, heap

    def words(self, type: Type, value: Any) -> list[int]:
        """A value of a type as words. Raises ``Full`` if a row has no room for it."""
        size = self.layout.size(type)
        if not size:
            if type.what == "row" and type.of != OPAQUE and value:
                raise Full
            return []
        if is_shared(type):
            # A set has no order of its own: whoever goes through it must not care.
            names = sorted(value) if isinstance(value, frozenset) else value
            return [self.heap.row([word_of_value(name, self.names) for name in names])]
        if type.what == "pairs":
            pairs = [word for k, v in value.items() for word in (self.names.number(k), int(v))]
            return [self.heap.row(pairs)]
        if type.what == "row" and type.of is not None:
            said = [] if type.count >= 0 else [len(value)]
            for part in value:
                said += self.words(type.of, part)
            if len(said) > size:
                raise Full
            return said + [0] * (size - len(said))
        if type.what == "record":
            if value is None:
                return [0] * size
            return ([1] if type.optional and not type.region else []) + self.record(
                type.declared, value
            )
        return [word_of_value(value, self.names)]

    def record(self, record: type, value: Any) -> list[int]:
        """A record as words; hidden ones are left at 0."""
        said: list[int] = []
        for name, field in self.layout.fields(record).items():
            held = getattr(value, name, () if field.type.what == "row" else 0)
            said += self.words(field.type, held)
        return said


class Reader:
    """Reads values from words: records made, rows as tuples."""

    def __init__(self, layout: Layout, names: Names, rules: Sequence[int]) -> None:
        self.layout, self.names, self.rules = layout, names, rules

    def value(self, type: Type, memory: Sequence[int], at: int) -> Any:
        """What words at a place say."""
        if type.what in ("opaque", "none"):
            return None
        if is_shared(type):
            row = memory[at]
            return tuple(
                self.names.texts[number]
                for number in self.rules[row + 1 : row + 1 + self.rules[row]]
            )
        if type.what == "row" and type.of is not None:
            count = type.count if type.count >= 0 else memory[at]
            first, each = at + (type.count < 0), self.layout.size(type.of)
            return tuple(self.value(type.of, memory, first + n * each) for n in range(count))
        if type.what == "record" and type.declared not in SINGLES:
            if type.optional and not memory[at]:
                return None
            return self.record(type.declared, memory, at + type.optional)
        return self._word(type, memory[at])

    def record(self, record: type, memory: Sequence[int], at: int) -> Any:
        """A record, made of what its words say."""
        fields = self.layout.fields(record).items()
        made: Any = record
        return made(
            **{
                name: self.value(field.type, memory, at + field.at)
                for name, field in fields
                if name in made.__struct_fields__
            }
        )

    def _word(self, type: Type, word: int) -> Any:
        if type.optional and word == -1:
            return None
        if type.what == "name":
            return self.names.texts[word]
        if type.what == "word":
            members = list(type.declared)
            return type.declared(word) if issubclass(type.declared, int) else members[word]
        return bool(word) if type.what == "bool" else int(word)
