"""Writing a function over words line by line: values, temporary names, memory, traps."""

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from msgspec.structs import replace

from combat_rules.compiled.words.layout import Field, is_shared
from combat_rules.compiled.words.memory import CODES
from combat_rules.compiled.words.program import CannotCompile, Program, Source
from combat_rules.compiled.words.types import (
    BOOL,
    OPAQUE,
    SINGLES,
    Type,
    is_face,
)
from combat_rules.engine.core.records import Seat
from combat_rules.model import CombatantState

RESERVED = frozenset(
    ("S", "R", "W", "M", "Z", "seeds", "out", "at", "item", "some", "has", "trap", "stir", "high",
     "grab", "copied", "meet", "found", "where", "copy", "owned", "opened", "kept", "closed",
     "range", "min", "max", "abs", *CODES)
)  # fmt: skip
"""Names that the text has of its own."""
PLAIN = re.compile("(?!.*__)[A-Za-z](\\w*[A-Za-z0-9])?", re.ASCII)
"""Names that the text makes none like."""
UNKNOWN = object()
"""What is not known before a fight."""

KNOWN, OPTIONS = Type("known"), Type("options")
MAYBE = Type("maybe")
"""What a name stands for that may not stand for anything yet: ``known`` is the value then."""


class Value(NamedTuple):
    """A value: its type and its words, or where it lies, or what it is if that is known.

    ``options`` are what it may be, by the number that is its only word.
    """

    type: Type
    words: tuple[str, ...] = ()
    at: tuple[str, str] = ("", "")
    known: Any = UNKNOWN
    options: tuple[Any, ...] = ()


class Returned(NamedTuple):
    """A function that is written: its name in the text, the type of what it gives back, which
    words of its arguments it asks for, and whether it is a trap whatever it is given."""

    name: str
    type: Type
    used: tuple[bool, ...] = ()
    never: bool = False

    def call(self, values: Sequence["Value"]) -> str:
        """The text of a call."""
        words = [word for value in values for word in value.words]
        given = [word for word, used in zip(words, self.used, strict=True) if used]
        return f"{self.name}({', '.join(['S, R, W', *given])})"


NOTHING = Value(OPAQUE)
YES, NO = Value(BOOL, ("1",)), Value(BOOL, ("0",))


def known(value: object) -> Value:
    """A value that is known beforehand."""
    return Value(KNOWN, known=value)


def atomic(code: str) -> bool:
    """Whether a piece of text is a name or a number, and costs nothing to write twice."""
    return code.lstrip("-").isalnum() or code.isidentifier()


def as_place(address: str) -> str:
    """The text of a place in memory that is worked out here: a sum that is never too large."""
    if atomic(address) or (address.startswith("where(") and address.endswith(")")):
        return address
    return f"where({address})"


def shifted(address: str, by: int) -> str:
    """A place behind another one."""
    if not by:
        return address
    return str(int(address) + by) if address.isdecimal() else f"{address} + {by}"


class Writing:
    """The lines of one function, and how values get into words and out of them."""

    def __init__(self, program: Program, source: Source) -> None:
        self.program, self.source = program, source
        self.layout = program.layout
        self.lines: list[str] = []
        self.depth = 1
        self.count = 0
        self.locals: dict[str, Value] = {}
        self.types: dict[str, Type] = {}
        code = source.function.__code__
        self.own = {*code.co_varnames, *code.co_cellvars}
        # What names of comprehensions and lambdas are called, which stand for nothing else.
        self.renamed: dict[str, str] = {}
        # Names of which it is noted whether they stand for something.
        self.noted: set[str] = set()
        # Whether no name, and not what is given back, has been of two types so far.
        self.is_settled = True

    def fail(self, node: ast.AST, construct: str, instead: str = "") -> CannotCompile:
        """What says that something cannot be compiled, and where it stands."""
        line = getattr(node, "lineno", self.source.first)
        instead = instead or "write it in plainer steps"
        return CannotCompile(self.source.file, line, self.source.name, construct, instead)

    def put(self, text: str) -> None:
        """One more line."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Lines that stand under a head."""
        self.put(head)
        self.depth += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.put("pass")
        self.depth -= 1

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Lines that are kept for later, or that need not be."""
        lines, self.lines = self.lines, []
        try:
            yield self.lines
        finally:
            self.lines = lines

    def temporary(self, code: str) -> str:
        """A name for what a piece of text gives, now."""
        if atomic(code):
            return code
        self.count += 1
        name = f"_{self.count}"
        self.put(f"{name} = {code}")
        return name

    def placed(self, address: str) -> str:
        """A name for a place in memory, or for a sum that gives one."""
        return self.temporary(as_place(address))

    def temporary_named(self, name: str, code: str) -> str:
        """A name of its own for something that changes."""
        self.count += 1
        self.put(f"_{name}_{self.count} = {code}")
        return f"_{name}_{self.count}"

    def name(self, local: str) -> str:
        """The name that a local name has in the text."""
        name = self.renamed.get(local, local)
        if PLAIN.fullmatch(name) and name not in RESERVED:
            return name
        return f"{in_ascii(name)}_"

    def is_there(self, local: str) -> str:
        """The name that says whether a local name stands for something by now."""
        self.is_settled &= local in self.noted
        self.noted.add(local)
        return f"_there_{in_ascii(local)}"

    def load(self, type: Type, region: str, address: str) -> Value:
        """The value that lies at a place."""
        if type.what in ("opaque", "none") or type.declared in SINGLES:
            return Value(type)
        if is_shared(type) and not (type.room or type.count >= 0):
            return Value(type, (f"{region}[{address}]",))
        if type.what == "row":
            # A row lies where its owner does: that of a seat before the moment, in the work.
            return Value(replace(type, region=region), (as_place(address),))
        if type.what == "record" and not type.region:
            at = self.placed(address)
            words = [f"{region}[{at}]"] if type.optional else []
            for field in self.layout.fields(type.declared).values():
                where = shifted(at, field.at + type.optional)
                words += self.load(field.type, region, where).words
            return Value(type, tuple(words))
        if type.what == "record":
            return self.referred(type, address)
        return Value(type, (f"{region}[{address}]",))

    def referred(self, type: Type, address: str) -> Value:
        """A reference to a record. One that plugins see has a further word for what differs."""
        if carries(type):
            field = self.layout.field(Seat, "interrupted")
            assert field is not None
            address = self.placed(address)
            return Value(type, (address, f"{type.region}[{shifted(address, field.at)}]"))
        return Value(type, (as_place(address),))

    def whole(self, value: Value) -> Value:
        """The same value with all its words at hand."""
        return self.load(value.type, *value.at) if value.at[0] else value

    def kept(self, value: Value) -> Value:
        """The same value, worked out here and now."""
        value = self.whole(value)
        return value._replace(words=tuple(map(self.temporary, value.words)))

    def member(self, value: Value, field: Field) -> Value:
        """A field of a record that is referred to."""
        address = value.words[0]
        if value.type.optional:
            address = f"some({address}, {address})"
        return self.located(field.type, value.type.region, shifted(address, field.at))

    def located(self, type: Type, region: str, address: str) -> Value:
        """What lies at a place; of a record that is a value, only what is asked for is loaded."""
        if type.what == "record" and not type.region:
            return Value(type, at=(region, address))
        return self.load(type, region, address)

    def step(self, row: Type) -> int:
        """How many words lie between the elements of a row."""
        assert row.of is not None
        return 1 if refers(row) else self.layout.size(row.of)

    def element(self, row: Type, address: str) -> Value:
        """The element of a row that lies at a place; of what lies elsewhere, its place is there."""
        assert row.of is not None
        if refers(row):
            return self.referred(row.of, f"{row.region}[{address}]")
        return self.located(row.of, row.region, address)

    def parts(self, record: Any) -> Iterator[tuple[str, Type, int, int]]:
        """Of a record that is a value: each field, its type, and its words from one to another."""
        at = 0
        for name, type in self.program.fields_of_value(record).items():
            count = self.word_count(type)
            yield name, type, at, at + count
            at += count

    def word_count(self, type: Type) -> int:
        """How many words a value has in hand."""
        if type.what in ("opaque", "none", "known") or type.declared in SINGLES:
            return 0
        if type.what == "record" and not type.region:
            return type.optional + sum(last - at for _, _, at, last in self.parts(type.declared))
        return {"choice": 4, "dice": 2}.get(type.what, 1 + carries(type))

    def names_of(self, local: str, type: Type) -> tuple[str, ...]:
        """The names of a local name's words."""
        count, name = self.word_count(type), self.name(local)
        if count <= 1:
            return (name,) * count
        if type.what == "record" and not type.region:
            said = [f"{name}__is"] if type.optional else []
            for part, kind, at, last in self.parts(type.declared):
                said += self.names_of(f"{name}__{part}", kind) if last > at else ()
            return tuple(said)
        return tuple(f"{name}__{n}" for n in range(count))

    def part(self, value: Value, name: str) -> Value | None:
        """A field of a record that is a value. One that may be None is asked for first."""
        if value.at[0]:
            return self._part_at(value, name)
        shift = int(value.type.optional)
        for part, type, at, last in self.parts(value.type.declared):
            if part == name:
                words = value.words[shift + at : shift + last]
                if shift and words:
                    words = (f"some({value.words[0]} - 1, {words[0]})", *words[1:])
                return Value(type, words)
        return None

    def _part_at(self, value: Value, name: str) -> Value | None:
        """The same of one that lies somewhere."""
        field = self.layout.fields(value.type.declared).get(name)
        if field is None:
            return None
        region, address = value.at
        if value.type.optional:
            address = self.placed(address)
            address = f"some({region}[{address}] - 1, {shifted(address, 1)})"
        return self.located(field.type, region, shifted(address, field.at))


def refers(row: Type) -> bool:
    """Whether the elements of a row are places of records in another memory."""
    return row.of is not None and bool(row.of.region) and row.of.region != row.region and (
        row.of.what == "record"
    )  # fmt: skip


def carries(type: Type) -> bool:
    """Whether a reference has a second word: of a combatant, whether it is interrupted."""
    record: Any = type.declared
    return type.what == "record" and is_face(record) and issubclass(record, CombatantState)


def is_bool(*values: Value) -> bool:
    """Whether all of some values are bools."""
    return all(value.type == BOOL or isinstance(value.known, bool) for value in values)


def in_ascii(name: str) -> str:
    """A name in letters that LLVM knows."""
    return "".join(c if c.isascii() else f"u{ord(c):x}" for c in name)


def similar(one: Type, other: Type) -> bool:
    """Whether two types differ at most in whether there may be None."""
    if one.what == "record" and carries(one) and carries(other):
        return one.region == other.region
    one, other = (replace(type, optional=False, room=0) for type in (one, other))
    return one == other
