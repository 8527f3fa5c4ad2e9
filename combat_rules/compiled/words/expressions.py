"""Expressions of rule Python as words, evaluated in the order in which Python evaluates them."""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from combat_rules.compiled.finding import CONSTRUCTS
from combat_rules.compiled.words.conditions import BOTH, Conditions
from combat_rules.compiled.words.types import (
    BOOL,
    NAME,
    NUMBER,
    OPAQUE,
    POSSIBLE,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    MAYBE,
    NOTHING,
    OPTIONS,
    UNKNOWN,
    Value,
    is_bool,
    known,
)

OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip


class Expressions(Conditions):
    """What expressions are, in words."""

    def expression(self, node: ast.expr) -> Value:
        """What an expression is; where that is known, or lies somewhere, it may still be so."""
        reader = self._READERS.get(type(node))
        if reader is None:
            raise self.fail(node, *CONSTRUCTS.get(type(node), ("an expression of this kind",)))
        return reader(self, node)

    def _negative(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return self.as_word(self.condition(node))
        if isinstance(node.op, ast.USub):
            held = self.expression(node.operand)
            if held.type == KNOWN and isinstance(held.known, int):
                return known(-held.known)
            return Value(NUMBER, (f"(-{self.fit(held, NUMBER, node)[0]})",))
        raise self.fail(node, "an operator of this kind")

    def _calculation(self, node: ast.BinOp) -> Value:
        one, other = self.in_order([node.left, node.right])
        if self._names(one) and self._names(other):
            if isinstance(node.op, ast.BitAnd):
                one, other = self.settled(one, node), self.settled(other, node)
                return Value(BOTH, (one.words[0], other.words[0]))
            raise self.fail(node, "a set that is made", "ask for each word")
        if isinstance(node.op, ast.Div | ast.Pow):
            raise self.fail(node, "a division or power into a float",
                      "count in whole numbers: `damage * 15 // 10`")  # fmt: skip
        sign = OPERATORS.get(type(node.op))
        if sign is None:
            raise self.fail(node, f"{type(node.op).__name__} as an operator")
        for side in (one, other):
            held = side.known if side.type == KNOWN else None
            if side.type == NAME or isinstance(held, str):
                raise self.fail(node, "text made at run time", "compare names that are written out")
        left, right = self.fit(one, NUMBER, node.left)[0], self.fit(other, NUMBER, node.right)[0]
        stays = is_bool(one, other) and sign in "&|^"
        return Value(BOOL if stays else NUMBER, (f"({left} {sign} {right})",))

    @staticmethod
    def _names(value: Value) -> bool:
        if value.type == KNOWN:
            return isinstance(value.known, frozenset | set)
        return value.type.what == "row" and value.type.of == NAME

    def _constant(self, node: ast.Constant) -> Value:
        return known(node.value)

    def _name(self, node: ast.Name) -> Value:
        held = self.locals.get(node.id)
        if held is not None and held.type == MAYBE:
            with self.block(f"if {self.is_there(node.id)} == 0:"):
                self.put("trap(W, MISSING)")
            return Value(held.known.type, held.known.words)
        if held is not None:
            return held
        if node.id in self.own:
            raise self.fail(node, f"{node.id}, which may be this or that here, or nothing",
                            "give it one value before, as `a if x else b`")  # fmt: skip
        found = self.source.names.get(node.id, UNKNOWN)
        if found is UNKNOWN:
            raise self.fail(node, f"{node.id}, which is not known here", "import or assign it")
        return known(found)

    def _attribute(self, node: ast.Attribute) -> Value:
        owner = self.expression(node.value)
        found = self.attribute(owner, node.attr, node)
        if found is None:
            told = type(owner.known).__name__ if owner.type == KNOWN else owner.type
            raise self.fail(node, f".{node.attr} of {told}", "use what is declared")
        return found

    def _element(self, node: ast.Subscript) -> Value:
        if isinstance(node.slice, ast.Slice):
            raise self.fail(node, "a slice", "go through places: `for i in range(n)`")
        row, index = self.in_order([node.value, node.slice])
        if row.type in (KNOWN, OPTIONS):
            row = self._there(row) if row.type == OPTIONS else row
            return self._known_element(row, index, node)
        if row.type == OPAQUE:
            return NOTHING
        row = self.settled(row, node)
        if row.type == POSSIBLE:
            name = self.real_action(self.settled(index, node), node)
            return self.half("demanded", [Value(NUMBER, row.words), name], node)
        if row.type.what != "row" or row.type.of is None:
            return self.other_element(row, index, node)
        at = self.fit(index, NUMBER, node)[0]
        if index.type == KNOWN and index.known < 0:
            at = f"({self.length(row)} - {-index.known})"
        return self.element(row.type, self.place(row, at))

    def other_element(self, row: Value, index: Value, node: ast.Subscript) -> Value:
        """An element of something that is no row."""
        raise self.fail(node, f"an element of {row.type}", "only rows have elements")

    def place(self, row: Value, index: str) -> str:
        """The place of an element; one that is not there is a trap."""
        each = self.step(row.type)
        if row.type.count >= 0:
            return f"at({row.words[0]}, {index}, {each}, {row.type.count})"
        return f"item({row.type.region}, {row.words[0]}, {index}, {each})"

    def _known_element(self, row: Value, index: Value, node: ast.Subscript) -> Value:
        if index.type == KNOWN:
            if row.type == KNOWN:
                return known(row.known[index.known])
            return self.chosen(row, lambda thing: _at(thing, index.known))
        tables = row.options if row.type == OPTIONS else (row.known,)
        if any(isinstance(table, Mapping) for table in tables):
            return self._of_tables(row, tables, index, node)
        index, longest = self.settled(index, node), max(map(len, tables), default=0)
        each = tuple(
            thing for table in tables for thing in (*table, *[None] * (longest - len(table)))
        )
        number = self.temporary(f"at(0, {self.fit(index, NUMBER, node)[0]}, 1, {longest})")
        if row.type == OPTIONS:
            number = f"{row.words[0]} * {longest} + {number}"
        return self.options(number, each)

    def _of_tables(
        self, row: Value, tables: Sequence[Any], index: Value, node: ast.Subscript
    ) -> Value:
        """An element of a table by a key, or of one of several that have the same keys."""
        first, *others = tables
        if not all(isinstance(table, Mapping) and table.keys() == first.keys() for table in tables):
            raise self.fail(node, "one of several tables", "give all of them the same keys")
        place = self.temporary(self.key_place(first, self.settled(index, node), node))
        place = self.temporary(f"some({place}, {place})")
        if others:
            place = f"{row.words[0]} * {len(first)} + {place}"
        return self.options(place, tuple(table[key] for table in tables for key in first))

    _READERS: ClassVar[Mapping[type[ast.expr], Callable[..., Value]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _element,
        ast.UnaryOp: _negative,
        ast.BinOp: _calculation,
        ast.BoolOp: Conditions._boolean,
        ast.IfExp: Conditions._choice,
        ast.Compare: Conditions._comparison,
    }


def _at(row: Sequence[Any], index: int) -> Any:
    """An element; None where it is not there, which is a trap for whoever asks for it."""
    return row[index] if -len(row) <= index < len(row) else None
