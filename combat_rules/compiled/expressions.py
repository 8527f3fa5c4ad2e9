"""What an expression of the core is, kind by kind, and what in it is not rule Python."""

import ast
from collections.abc import Callable, Mapping
from enum import EnumType
from types import FunctionType
from typing import ClassVar, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from combat_rules.compiled.kinds import (
    BOOL,
    INT,
    NAME,
    NONE,
    OTHER,
    UNKNOWN,
    Kind,
    fields_of,
    fits,
    joined,
    kind_of,
    kind_of_value,
)
from combat_rules.compiled.notes import Notes
from combat_rules.compiled.seats import Seats
from combat_rules.compiled.sources import written_fields

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.BitAnd, ast.BitOr, ast.BitXor,
             ast.LShift, ast.RShift)  # fmt: skip
ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
NUMBERS_OF: Mapping[object, int] = {min: 2, max: 2, abs: 1}
"""Functions of Python that the core may call with numbers, and of how many at the least."""


class Expressions(Notes):
    """The kinds of one function's expressions; what is not rule Python is noted as it is met."""

    def __init__(
        self, file: str, name: str, names: Mapping[str, object], known: frozenset[str]
    ) -> None:
        super().__init__(file, name)
        self.names = names
        self.known = known
        self.locals: dict[str, Kind] = {}
        self.kinds: dict[ast.expr, Kind] = {}
        self.seats = Seats()

    def kind(self, node: ast.expr) -> Kind:
        """The kind of an expression."""
        reader = self._READERS.get(type(node))
        kind = self.refuse(node) if reader is None else reader(self, node)
        self.kinds[node] = kind
        return kind

    def truth(self, node: ast.expr) -> None:
        """Check a condition: bools, numbers, and whether a row is empty."""
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.truth(part)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.truth(node.operand)
        else:
            kind = self.kind(node)
            plain = kind in (INT, BOOL) or (kind.is_row and not kind.optional)
            if not plain and not kind.unknown:
                ask = 'ask for `!= ""`' if kind == NAME else "ask for `is not None`, or compare it"
                self.tell(node, f"the truth of {kind}", ask)

    def number(self, node: ast.expr) -> None:
        """Check that an expression is a number."""
        kind = self.kind(node)
        if not kind.unknown and (not kind.is_number or kind.optional):
            self.tell(node, f"{kind} where a number is needed", "compare names and words")

    def _constant(self, node: ast.Constant) -> Kind:
        if isinstance(node.value, float | complex):
            return self.tell(node, "a float", "count in whole numbers")
        if isinstance(node.value, bytes) or node.value is Ellipsis:
            return self.tell(node, "a value of this kind", "use a number, a word or a name")
        return kind_of_value(node.value)

    def _name(self, node: ast.Name) -> Kind:
        if node.id in self.locals:
            return self.locals[node.id]
        if node.id not in self.names:
            return self.tell(node, f"an unknown name, {node.id}", "import or assign it")
        value = self.names[node.id]
        kind = kind_of_value(value)
        if kind == OTHER or kind.what == "record":
            return self.tell(
                node, f"{node.id}, a {type(value).__name__}",
                "use a constant that is a number, a word, a name or a tuple of them",
            )  # fmt: skip
        return kind

    def _attribute(self, node: ast.Attribute) -> Kind:
        if isinstance(node.value, ast.Name) and node.value.id not in self.locals:
            words = self.names.get(node.value.id)
            if isinstance(words, EnumType) and node.attr in words.__members__:
                return Kind("word", words)
        owner = self.kind(node.value)
        if owner.unknown:
            return UNKNOWN
        if owner.what != "record" or owner.declared is None:
            return self.tell(node, f".{node.attr} of {owner}", "only records have fields")
        held = node.value.id if isinstance(node.value, ast.Name) else ""
        if isinstance(node.ctx, ast.Load) and node.attr in self.seats.stale.get(held, ()):
            self.tell(
                node, f"{held}.{node.attr}, which may have been written to since",
                f"read it before, or take the seat anew: `{held} = draft.seats[place]`",
            )  # fmt: skip
        found = fields_of(owner.declared).get(node.attr)
        if found is not None:
            return found
        return self.tell(
            node, f".{node.attr}, which {owner} does not declare",
            "use a declared field or a function: no properties and methods",
        )  # fmt: skip

    def _subscript(self, node: ast.Subscript) -> Kind:
        row = self.kind(node.value)
        if isinstance(node.slice, ast.Slice):
            return self.refuse(node.slice)
        self.number(node.slice)
        value = self._value_of(node.slice)
        if isinstance(value, int) and value < 0:
            self.tell(node, f"an index that is {value}", "count from the end: `row[len(row) - 1]`")
        if row.unknown:
            return UNKNOWN
        if not row.is_row or row.of is None:
            return self.tell(node, f"an element of {row}", "only lists and tuples have elements")
        return row.of

    def _value_of(self, node: ast.expr) -> object:
        """The value of a constant, where it is one: a literal, or a name of the module."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
                return -value
            case ast.Name(id=name) if name not in self.locals:
                return self.names.get(name)
        return None

    def _unary(self, node: ast.UnaryOp) -> Kind:
        if isinstance(node.op, ast.Not):
            self.truth(node.operand)
            return BOOL
        self.number(node.operand)
        return INT

    def _binary(self, node: ast.BinOp) -> Kind:
        if isinstance(node.op, ast.Div):
            return self.tell(node, "a division into a float", "divide with // and keep whole")
        if not isinstance(node.op, OPERATORS):
            return self.tell(node, f"{type(node.op).__name__} as an operator", "multiply, or loop")
        for side in (node.left, node.right):
            kind = self.kind(side)
            if kind == NAME:
                return self.tell(node, "text made at run time", "compare names, never make them")
            if not kind.unknown and (not kind.is_number or kind.optional):
                return self.tell(node, f"arithmetic with {kind}", "calculate with numbers")
        return INT

    def _boolean(self, node: ast.BoolOp) -> Kind:
        for part in node.values:
            kind = self.kind(part)
            if kind != BOOL and not kind.unknown:
                self.tell(part, f"{kind} as a part of and/or", "use `a if condition else b`")
        return BOOL

    def _choice(self, node: ast.IfExp) -> Kind:
        self.truth(node.test)
        one, other = self.kind(node.body), self.kind(node.orelse)
        both = joined(one, other)
        if both is None:
            return self.tell(node, f"{one} or {other}", "let both be of one kind")
        return self.numbers_are_never_none(node, both)

    def _comparison(self, node: ast.Compare) -> Kind:
        if len(node.ops) > 1:
            self.tell(node, "a chain of comparisons", "compare two at a time: `a < b and b < c`")
            return BOOL
        op, one, other = node.ops[0], self.kind(node.left), self.kind(node.comparators[0])
        if one.unknown or other.unknown:
            return BOOL
        if isinstance(op, ast.In | ast.NotIn):
            inside = other.of
            if other.what not in ("tuple", "set") or inside is None or not fits(one, inside):
                self.tell(node, f"{one} in {other}", "ask in a tuple of such words or numbers")
        elif isinstance(op, ast.Is | ast.IsNot):
            if NONE not in (one, other) and one.what != "word":
                self.tell(node, f"`is` between {one} and {other}", "compare with ==, by place")
        elif isinstance(op, ORDERED):
            if not (one.is_number and other.is_number):
                self.tell(node, f"{one} before or after {other}", "order only numbers")
        elif one.what == "record" or one.is_row:
            self.tell(node, f"`==` between {one} and {other}", "compare their fields")
        if NONE in (one, other) and (one.is_number or other.is_number):
            self.tell(node, "a number compared with None", "use NONE, NEVER or another number")
        elif joined(one, other) is None and not isinstance(op, ast.In | ast.NotIn):
            self.tell(node, f"{one} compared with {other}", "they are never the same")
        return BOOL

    def _call(self, node: ast.Call) -> Kind:
        if not isinstance(node.func, ast.Name):
            return self._method(node)
        name = node.func.id
        called = self.names.get(name)
        if name in self.locals:
            return self.tell(node, f"a call of {name}, a local name", "call functions by name")
        if any(isinstance(given, ast.Starred) for given in node.args):
            return self.tell(node, "starred arguments", "name the values one by one")
        if isinstance(called, type) and issubclass(called, Struct):
            return self._made(node, called)
        if node.keywords:
            return self.tell(node, "keyword arguments", "hand them over in order")
        if isinstance(called, FunctionType) and called.__module__ in self.known:
            return self._called(node, called)
        return self._of_python(node, name, called)

    def _of_python(self, node: ast.Call, name: str, called: object) -> Kind:
        if called in NUMBERS_OF:
            if len(node.args) < NUMBERS_OF[called]:
                self.tell(node, f"{name} of a row", "write a for loop")
                self.kind(node.args[0])
                return INT
            for given in node.args:
                self.number(given)
            return INT
        if called is len:
            if not self.kind(node.args[0]).is_row:
                self.tell(node, "len of something else", "only lists and tuples have a length")
            return INT
        if called is range:
            return self.tell(node, "range outside a for", "use it only as `for i in range(n)`")
        return self.tell(
            node, f"a call of {name}, which is neither a step nor at the boundary",
            "write a loop, or a function of the boundary",
        )  # fmt: skip

    def _method(self, node: ast.Call) -> Kind:
        construct = ast.unparse(node.func)
        if isinstance(node.func, ast.Attribute):
            owner = self.kind(node.func.value)
            if owner.unknown:
                return UNKNOWN
            if owner == NAME:
                return self.tell(node, f"text made at run time, by .{node.func.attr}()",
                                 "compare names, never make them")  # fmt: skip
            construct = f".{node.func.attr}() of {owner}"
        return self.tell(node, f"a call of {construct}", "call functions by their name")

    def _called(self, node: ast.Call, called: FunctionType) -> Kind:
        hints = get_type_hints(called)
        answer = kind_of(hints.pop("return", type(None)))
        if len(hints) != len(node.args):
            self.tell(node, f"{len(node.args)} arguments", f"{called.__name__} takes {len(hints)}")
            return answer
        for given, (name, hint) in zip(node.args, hints.items(), strict=True):
            self.fit(given, self.kind(given), kind_of(hint), name)
        self.seats.write(written_fields(called))
        return answer

    def _made(self, node: ast.Call, record: type[Struct]) -> Kind:
        declared = fields_of(record)
        given = dict(zip(declared, node.args, strict=False))
        given |= {word.arg: word.value for word in node.keywords if word.arg is not None}
        for name, value in given.items():
            if name in declared:
                self.fit(value, self.kind(value), declared[name], name)
        needed = {field.name for field in fields(record)
                  if field.default is NODEFAULT and field.default_factory is NODEFAULT}  # fmt: skip
        wrong = sorted((needed - given.keys()) | (given.keys() - declared.keys()))
        if wrong or len(node.args) > len(declared):
            self.tell(node, f"a {record.__name__} with other fields than declared",
                      f"look at {', '.join(wrong) or 'how many there are'}")  # fmt: skip
        return Kind("record", record)

    def _tuple(self, node: ast.Tuple) -> Kind:
        if not node.elts:
            return Kind("tuple", of=UNKNOWN)
        return self.refuse(node)

    _READERS: ClassVar[Mapping[type[ast.expr], Callable[..., Kind]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.IfExp: _choice,
        ast.Compare: _comparison,
        ast.Call: _call,
        ast.Tuple: _tuple,
    }
