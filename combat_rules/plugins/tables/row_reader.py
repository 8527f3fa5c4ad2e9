"""Reading rows by the types of their fields, with every mistake noted."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from msgspec import Struct, inspect

from combat_rules.errors import did_you_mean
from combat_rules.model.limits import LIMIT
from combat_rules.model.names import OF_CELLS
from combat_rules.plugins.tables.cells import Cell, Items, Text, shown
from combat_rules.plugins.tables.reader import CellReader

TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

Row = TypeVar("Row", bound=Struct)


class RowReader(CellReader):
    """Reads rows as their types say, so that what is read is what the schema promises."""

    def row(self, cell: Cell, kind: type[Row], what: str) -> tuple[Row | None, dict[str, Cell]]:
        """A row, with the cells it was made of. A wrong cell leaves its field at the default;
        a row without what it needs is none."""
        columns = _columns(kind)
        cells = self.fields(cell, what, columns.kinds)
        values: dict[str, object] = {}
        problems = self.problems
        for name, value in cells.items():
            if type(value) is Text and not value.value.strip():
                continue
            before = len(problems)
            read = columns.kinds[name].read(self, value, name)
            if len(problems) == before:
                values[name] = read
        complete = True
        for name in columns.required:
            if name not in values:
                complete = False
                if name not in cells or _is_empty(cells[name]):
                    self.report(cells.get(name, cell), f"{what} needs {name}")
        return (kind(**values) if complete else None), cells


class Kind(ABC):
    """What a field of a row may hold, and how a cell is read as it."""

    @abstractmethod
    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        """The value of a cell; anything, and a problem, if there is something wrong with it."""


class WholeNumber(Kind):
    """A whole number in a range."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high

    def read(self, reader: RowReader, cell: Cell, what: str) -> int:
        return reader.number(cell, what, self._low, self._high)


class Words(Kind):
    """A text, perhaps of a pattern."""

    def __init__(self, pattern: str | None, longest: int | None) -> None:
        self._matches = None if pattern is None else re.compile(pattern).fullmatch
        self._longest = longest

    def read(self, reader: RowReader, cell: Cell, what: str) -> str:
        # Spreadsheets like spaces that are none, and line breaks inside a cell.
        text = " ".join(reader.text(cell, what).split())
        if self._longest is not None and len(text) > self._longest:
            reader.report(cell, f"{what} has {len(text)} characters; at most {self._longest}")
        elif text and self._matches is not None and not self._matches(text):
            signs = f"# {' '.join(OF_CELLS[:-1])} and {OF_CELLS[-1]}"
            reader.report(cell, f"{what} is {shown(text)}; a name in a table has none of {signs}")
        return text


class OneOf(Kind):
    """One of several words, each of which stands for a value."""

    def __init__(self, values: Mapping[str, object], said: Iterable[str] = ()) -> None:
        self._values = values
        self._said = tuple(said) or tuple(values)

    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        word = reader.text(cell, what).strip()
        word = word.lower() if self._values is TRUTHS else word
        if word and word not in self._values:
            reader.report(cell, f"{what} is {shown(word)}; {did_you_mean(word, self._said)}")
        return self._values.get(word)


class Several(Kind):
    """A list of one kind, as a tuple or a frozenset."""

    def __init__(self, declared: inspect.VarTupleType | inspect.FrozenSetType) -> None:
        self._kind = _kind_of(declared.item_type)
        self._fewest, self._most = declared.min_length or 0, declared.max_length
        self._is_set = isinstance(declared, inspect.FrozenSetType)

    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        if not isinstance(cell, Items):
            reader.report(cell, f"{what} is a list, [one, another]")
            return ()
        count = len(cell.cells)
        if self._most is not None and count > self._most:
            reader.report(cell, f"{what} has {count} entries; at most {self._most}")
            return ()
        if count < self._fewest:
            reader.report(cell, f"{what} needs at least {self._fewest} entry")
        one = _singular(what)
        values = [self._kind.read(reader, item, one) for item in cell.cells]
        return frozenset(values) if self._is_set else tuple(values)


class ByName(Kind):
    """Values by name."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        entries = reader.fields(cell, what, None)
        return {name: self._kind.read(reader, value, name) for name, value in entries.items()}


class OneOrSeveral(Kind):
    """A list, or one value that stands alone."""

    def __init__(self, one: Kind, several: Kind) -> None:
        self._one, self._several = one, several

    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        kind = self._several if isinstance(cell, Items) else self._one
        return kind.read(reader, cell, what)


class Rows(Kind):
    """A row of its own."""

    def __init__(self, kind: type[Struct]) -> None:
        self._kind = kind

    def read(self, reader: RowReader, cell: Cell, what: str) -> object:
        return reader.row(cell, self._kind, what)[0]


class Columns(NamedTuple):
    """The fields of a row: how each is read, and those that it cannot do without."""

    kinds: Mapping[str, Kind]
    required: tuple[str, ...]


def fields_of(kind: type[Struct]) -> Mapping[str, inspect.Type]:
    """The columns of a row by name, each with its type, without what only the schema needs."""
    return {field.encode_name: _bare(field.type) for field in _struct(kind).fields}


@cache
def _columns(kind: type[Struct]) -> Columns:
    fields = _struct(kind).fields
    return Columns(
        {field.encode_name: _kind_of(field.type) for field in fields},
        tuple(field.encode_name for field in fields if field.required),
    )


def _kind_of(declared: inspect.Type) -> Kind:
    """How a cell is read as a declared type."""
    match _bare(declared):
        case inspect.UnionType(types=kinds):
            real = [_bare(kind) for kind in kinds if not isinstance(kind, inspect.NoneType)]
            lists = [_kind_of(kind) for kind in real if isinstance(kind, inspect.VarTupleType)]
            singles = [kind for kind in real if not isinstance(kind, inspect.VarTupleType)]
            if not singles:
                return lists[0]
            one = _kind_of(singles[0])
            return OneOrSeveral(one, lists[0]) if lists else one
        case inspect.IntType(ge=least, le=most):
            return WholeNumber(least or 0, LIMIT if most is None else most)
        case inspect.StrType(pattern=pattern, max_length=longest):
            return Words(pattern, longest)
        case inspect.BoolType():
            return OneOf(TRUTHS, ("true", "false"))
        case inspect.EnumType(cls=cls):
            return OneOf({str(member.value): member for member in cls})
        case inspect.LiteralType(values=literals):
            return OneOf({str(literal): str(literal) for literal in literals})
        case (inspect.VarTupleType() | inspect.FrozenSetType()) as several:
            return Several(several)
        case inspect.DictType(value_type=inner):
            return ByName(_kind_of(inner))
        case inspect.StructType(cls=cls):
            return Rows(cls)
    raise NotImplementedError(f"a row cannot have a field of {declared}")


@cache
def _struct(kind: type[Struct]) -> inspect.StructType:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType), "a row is a struct"
    return found


def _bare(kind: inspect.Type) -> inspect.Type:
    return _bare(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, Text) and not cell.value.strip()


def _singular(what: str) -> str:
    return SINGULAR.get(what) or f"an entry of {what}"


SINGULAR = {
    "tags": "a tag",
    "covers": "a line",
    "actions": "an action",
    "into": "into",
    "out_of": "a stun",
}
"""What one of a list is called."""
