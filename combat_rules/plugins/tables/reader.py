"""Reading cells: into plain values, and into rows by their types, with every mistake noted."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from msgspec import UNSET, Struct, inspect

from combat_rules.model.limits import LIMIT
from combat_rules.plugins.tables.cells import Cell, Fields, Items, Place, Text, possible, shown

MOST_PROBLEMS = 300
"""More than these are not listed: whoever has so many mends those first."""

TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Row = TypeVar("Row", bound=Struct)


class Problem(Struct, frozen=True):
    """What is wrong, and where it stands."""

    place: Place
    text: str


class TooMany(Exception):
    """There are so many problems that reading on is of no use."""


class CellReader:
    """Reads cells and notes what is wrong with them in ``problems``."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, cell: Cell | Place, text: str) -> None:
        """Note a problem. Raises ``TooMany`` after the last one that is listed."""
        place = cell if isinstance(cell, Place) else cell.place
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(Problem(place, "there is more from here on; mend these first"))
            raise TooMany
        self.problems.append(Problem(place, text))

    def fields(self, cell: Cell, what: str, known: Collection[str] | None) -> dict[str, Cell]:
        """The values by their keys; with ``known``, only those keys may be there."""
        if not isinstance(cell, Fields):
            keys = ", ".join(("NAME",) if known is None else known)
            self.report(cell, f"{what} is written as keys and values; keys: {keys}")
            return {}
        found: dict[str, Cell] = {}
        for key, value in cell.pairs:
            name = self.text(key, "a key")
            if name in found:
                self.report(key, f"{shown(name)} is there twice in {what}")
            elif known is not None and name not in known and name:
                self.report(key, f"{what} has no {shown(name)}; {possible(known, name)}")
            elif name:
                found[name] = value
        return found

    def text(self, cell: Cell, what: str) -> str:
        """A text that is not empty and can be printed, else ``""`` and a problem."""
        if not isinstance(cell, Text) or not cell.value.strip():
            self.report(cell, f"{what} is a word")
        elif UNPRINTABLE.search("".join(cell.value.split())):
            self.report(cell, f"{what} is {shown(cell.value)}, which cannot be printed")
        else:
            return cell.value
        return ""

    def number(self, cell: Cell, what: str, least: int, most: int = LIMIT) -> int:
        """A whole number in its range, else ``least`` and a problem."""
        text = cell.value if isinstance(cell, Text) else ""
        digits = text.removeprefix("-")
        value = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
        if value is None or not least <= value <= most:
            said = shown(text) or "no number"
            self.report(cell, f"{what} is {said}; a whole number from {least} to {most}")
            return least
        return value

    def one_of(self, cell: Cell, what: str, known: Iterable[str]) -> str:
        """One of the known names, else a problem."""
        name, names = self.text(cell, what), list(known)
        if name and name not in names:
            self.report(cell, f"there is no {what} {shown(name)}; {possible(names, name)}")
        return name


class RowReader(CellReader):
    """Reads rows as their types say, so that what is read is what the schema promises."""

    def row(self, cell: Cell, kind: type[Row], what: str) -> tuple[Row | None, dict[str, Cell]]:
        """A row, with the cells it was made of. A wrong cell leaves its field at the default;
        a row without what it needs is none."""
        fields = {field.encode_name: field for field in _struct(kind).fields}
        cells = self.fields(cell, what, fields)
        filled = {name: value for name, value in cells.items() if not _is_empty(value)}
        found = {name: self.value(value, fields[name].type, name) for name, value in filled.items()}
        for name, field in fields.items():
            if field.required and name not in filled:
                self.report(cells.get(name, cell), f"{what} needs {name}")
        values = {name: value for name, value in found.items() if value is not UNSET}
        complete = all(name in values for name, field in fields.items() if field.required)
        return (kind(**values) if complete else None), cells

    def value(self, cell: Cell, kind: inspect.Type, what: str) -> Any:
        """The value of a cell by its type, ``UNSET`` if there is something wrong with it."""
        before = len(self.problems)
        value = self._read(cell, kind, what)
        return value if len(self.problems) == before else UNSET

    def _read(self, cell: Cell, kind: inspect.Type, what: str) -> Any:
        match kind:
            case inspect.Metadata(type=inner):
                return self._read(cell, inner, what)
            case inspect.UnionType(types=kinds):
                return self._read(cell, _fitting(cell, kinds), what)
            case inspect.IntType(ge=least, le=most):
                return self.number(cell, what, least or 0, LIMIT if most is None else most)
            case inspect.StrType(pattern=pattern, max_length=longest):
                return self._words(cell, what, pattern, longest)
            case inspect.BoolType():
                return TRUTHS.get(self._known(cell, what, TRUTHS, ("true", "false")))
            case inspect.EnumType(cls=cls):
                values = {member.value: member for member in cls}
                return values.get(self._known(cell, what, values, values))
            case inspect.LiteralType(values=literals):
                words = [str(literal) for literal in literals]
                return self._known(cell, what, words, words)
            case inspect.VarTupleType() | inspect.FrozenSetType():
                return self._several(cell, kind, what)
            case inspect.DictType(value_type=inner):
                entries = self.fields(cell, what, None)
                return {name: self.value(value, inner, name) for name, value in entries.items()}
            case inspect.StructType(cls=cls):
                return self.row(cell, cls, what)[0]
        raise NotImplementedError(f"a row cannot have a field of {kind}")

    def _words(self, cell: Cell, what: str, pattern: str | None, longest: int | None) -> str:
        text = self.text(cell, what)
        # Spreadsheets like spaces that are none, and line breaks inside a cell.
        text = " ".join(text.split())
        if longest is not None and len(text) > longest:
            self.report(cell, f"{what} has {len(text)} characters; at most {longest}")
        elif text and pattern is not None and not re.fullmatch(pattern, text):
            self.report(cell, f"{what} is {shown(text)}; a name has none of # + , ; = : / and \\")
        return text

    def _known(self, cell: Cell, what: str, known: Iterable[str], said: Iterable[str]) -> str:
        text = self.text(cell, what)
        word = text.strip()
        if known is TRUTHS:
            word = word.lower()
        if word and word not in known:
            self.report(cell, f"{what} is {shown(word)}; {possible(said, word)}")
        return word

    def _several(
        self, cell: Cell, kind: inspect.VarTupleType | inspect.FrozenSetType, what: str
    ) -> Any:
        if not isinstance(cell, Items):
            self.report(cell, f"{what} is a list, [one, another]")
            return UNSET
        if kind.max_length is not None and len(cell.cells) > kind.max_length:
            self.report(cell, f"{what} has {len(cell.cells)} entries; at most {kind.max_length}")
            return UNSET
        if kind.min_length and len(cell.cells) < kind.min_length:
            self.report(cell, f"{what} needs at least {kind.min_length} entry")
            return UNSET
        read = [self.value(item, kind.item_type, _singular(what)) for item in cell.cells]
        return frozenset(read) if isinstance(kind, inspect.FrozenSetType) else tuple(read)


def fields_of(kind: type[Struct]) -> Mapping[str, inspect.Type]:
    """The columns of a row by name, each with its type, without what only the schema needs."""
    return {field.encode_name: _bare(field.type) for field in _struct(kind).fields}


@cache
def _struct(kind: type[Struct]) -> inspect.StructType:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType), "a row is a struct"
    return found


def _bare(kind: inspect.Type) -> inspect.Type:
    return _bare(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _fitting(cell: Cell, kinds: Iterable[inspect.Type]) -> inspect.Type:
    """Of several types the one that is written as the cell is: a list, or a single value."""
    real = [_bare(kind) for kind in kinds if not isinstance(kind, inspect.NoneType)]
    lists = [kind for kind in real if isinstance(kind, inspect.VarTupleType)]
    singles = [kind for kind in real if kind not in lists]
    return (lists if isinstance(cell, Items) and lists else singles or lists)[0]


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, Text) and not cell.value.strip()


def _singular(what: str) -> str:
    return {"tags": "a tag", "covers": "a line", "actions": "an action", "into": "into"}.get(
        what, f"an entry of {what}"
    )
