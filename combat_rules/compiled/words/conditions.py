"""Conditions: what is true, what is equal, what is in something, and choices that rest on it."""

import ast
import operator
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from combat_rules.compiled.words.fields import Fields
from combat_rules.compiled.words.tidying import CALLED
from combat_rules.compiled.words.types import (
    BOOL,
    NONE,
    NUMBER,
    OPAQUE,
    POSSIBLE,
    Type,
    optional,
)
from combat_rules.compiled.words.writing import (
    KNOWN,
    NO,
    OPTIONS,
    YES,
    Value,
    is_bool,
    known,
)

BOTH = Type("both")
"""What is in two rows of names."""

COMPARED: Mapping[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", operator.eq), ast.NotEq: ("!=", operator.ne), ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le), ast.Gt: (">", operator.gt), ast.GtE: (">=", operator.ge),
    ast.Is: ("==", operator.is_), ast.IsNot: ("!=", operator.is_not),
}  # fmt: skip


class Conditions(Fields):
    """Conditions in words; where the answer is known beforehand, it is that."""

    def condition(self, node: ast.expr) -> str | bool:
        """The text of a condition, or its answer if that is known beforehand."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            said = self.condition(node.operand)
            return not said if isinstance(said, bool) else f"(not {said})"
        if isinstance(node, ast.BoolOp):
            return self._all_or_any(node.values, isinstance(node.op, ast.And))
        return self.truth(self.expression(node), node)

    def _all_or_any(self, nodes: Sequence[ast.expr], both: bool) -> str | bool:
        asked: list[str] = []
        for index, node in enumerate(nodes):
            with self.apart() as lines:
                said = self.condition(node)
            if isinstance(said, bool) and _may_trap(lines):
                # What is known is known only of whoever comes past the trap.
                if asked:
                    return self._one_by_one(asked, nodes[index:], both)
                self.lines += lines
            if said is (not both):
                if not any(map(CALLED.search, asked)):
                    return not both
                # What comes before is asked all the same: it may be a trap.
                return f"({(' and ' if both else ' or ').join([*asked, str(int(said))])})"
            if said is both:
                continue
            if lines and asked:
                return self._one_by_one(asked, nodes[index:], both)
            self.lines += lines
            asked.append(str(said))
        if not asked:
            return both
        return "(" + (" and " if both else " or ").join(asked) + ")"

    def _one_by_one(self, asked: list[str], nodes: Sequence[ast.expr], both: bool) -> str:
        """The rest of a condition, which takes lines of its own, after what comes before."""
        self.count += 1
        name = f"_{self.count}"
        self.put(f"{name} = {' and '.join(asked) if both else ' or '.join(asked)}")
        for node in nodes:
            with self.block(f"if {name if both else f'not {name}'}:"):
                said = self.condition(node)
                self.put(f"{name} = {int(said) if isinstance(said, bool) else said}")
        return name

    def truth(self, value: Value, node: ast.expr) -> str | bool:
        """Whether a value is true, as Python has it."""
        if value.type == POSSIBLE:
            value = self.all_possible(self.whole(value), node)
        if value.type == KNOWN:
            return bool(value.known)
        if value in (YES, NO):
            return value == YES
        if value.type == OPTIONS:
            said = [str(int(bool(thing))) for thing in value.options]
            if len(set(said)) == 1:
                return said[0] == "1"
            return f"({self.looked_up(said, self.temporary(value.words[0]))} != 0)"
        if value.type == BOTH:
            return f"meet(R, {value.words[0]}, {value.words[1]})"
        if value.type.what == "row":
            length = self.length(value)
            return length if isinstance(length, bool) else f"({length} != 0)"
        return self._truth_of_words(self.whole(value), node)

    def _truth_of_words(self, value: Value, node: ast.expr) -> str | bool:
        type = value.type
        if type.what in ("none", "opaque"):
            return False
        if type.is_number and not type.optional:
            return value.words[0] if type.what == "bool" else f"({value.words[0]} != 0)"
        if type.is_number and type != optional(BOOL):
            word = self.temporary(value.words[0])
            return f"({word} != -1 and {word} != 0)"
        if type.is_number or type.what == "name":
            return f"({value.words[0]} > 0)"
        if not type.optional and type.what in ("record", "word"):
            return True
        if type.what == "record" and not type.region:
            return f"({value.words[0]} != 0)"
        if type.what in ("record", "word"):
            return f"({value.words[0]} != -1)"
        raise self.fail(node, f"whether a {type} is true", "compare it")

    def length(self, row: Value) -> Any:
        """How many elements a row has: text, or what is known."""
        if row.type.count >= 0:
            return row.type.count if row.type.count != 0 else False
        return f"{row.type.region}[{row.words[0]}]"

    def as_word(self, said: str | bool) -> Value:
        """A condition as a value."""
        return (YES if said else NO) if isinstance(said, bool) else Value(BOOL, (said,))

    def _choose(self, test: ast.expr, body: ast.expr, orelse: ast.expr, node: ast.expr) -> Value:
        said = self.condition(test)
        if isinstance(said, bool):
            return self.expression(body if said else orelse)
        tables = self._tables(body, orelse)
        if tables:
            return self.options(f"(0 if {said} else 1)", tables)
        with self.apart() as first:
            one = self.value(body)
        with self.apart() as second:
            other = self.value(orelse)
        type = self.join(one.type, other.type, node)
        with self.apart() as rest:
            words = list(zip(self.fit(one, type, body), self.fit(other, type, orelse), strict=True))
        self.lines += rest
        if not (first or second):
            if len(words) > 1:
                said = self.temporary(said)
            return Value(type, tuple(f"({a} if {said} else {b})" for a, b in words))
        names = [f"_{self.count + 1 + n}" for n in range(len(words))]
        self.count += len(words)
        for head, lines, side in ((f"if {said}:", first, 0), ("else:", second, 1)):
            with self.block(head):
                self.lines += [f"    {line}" for line in lines]
                for name, pair in zip(names, words, strict=True):
                    self.put(f"{name} = {pair[side]}")
        return Value(type, tuple(names))

    def _tables(self, *nodes: ast.expr) -> tuple[object, ...]:
        """The tables that expressions are, if all are known ones: no words can say them."""
        with self.apart():
            found = tuple(self.expression(node).known for node in nodes)
        return found if all(isinstance(one, Mapping) for one in found) else ()

    def _compared(self, one: Value, op: ast.cmpop, other: Value, node: ast.Compare) -> str | bool:
        sign, judge = COMPARED[type(op)]
        if one.type == other.type == KNOWN:
            return bool(judge(one.known, other.known))
        nothing = {one.type, other.type} <= {OPAQUE, NONE} or (
            OPAQUE in (one.type, other.type) and known(None) in (one, other)
        )
        if nothing:
            return sign == "=="
        for side, against in ((one, other), (other, one)):
            if against == known(None) or against.type == NONE:
                return self._is_none(side, sign)
            if side.type == OPTIONS and against.type == KNOWN:
                return self.truth(self.chosen(side, partial(_judged, judge, against.known)), node)
        one, other = self.settled(one, node), self.settled(other, node)
        kinds = one.type, other.type
        plain = all(kind.is_number for kind in kinds)
        if sign in "==!=" and not plain:
            for kind in kinds:
                if kind.what == "row" or (kind.what == "record" and not kind.region):
                    raise self.fail(node, f"a comparison of {kind}", "compare their fields")
            self.join(one.type, other.type, node)
        elif not plain:
            raise self.fail(node, f"{one.type} before or after {other.type}", "order only numbers")
        elif any(kind.optional for kind in kinds) and sign not in ("==", "!="):
            one, other = (Value(NUMBER, self.fit(side, NUMBER, node)) for side in (one, other))
        return f"({one.words[0]} {sign} {other.words[0]})"

    def _is_none(self, value: Value, sign: str) -> str | bool:
        if value.type in (NONE, OPAQUE):
            return sign == "=="
        if value.type == KNOWN:
            return (value.known is None) is (sign == "==")
        if value.type == OPTIONS:
            return self.truth(self.chosen(value, lambda thing: (thing is None) is (sign == "==")),
                              ast.Constant(None))  # fmt: skip
        if not value.type.optional:
            return sign == "!="
        by_fields = value.type.what == "record" and not value.type.region
        if by_fields and value.at[0]:
            return f"({value.at[0]}[{value.at[1]}] {sign} 0)"
        return f"({value.words[0]} {sign} {0 if by_fields else -1})"

    def _contained(self, one: Value, other: Value, node: ast.Compare) -> str | bool:
        if other.type == KNOWN and one.type == KNOWN:
            return bool(one.known in other.known)
        if other.type == KNOWN and not other.known and not isinstance(other.known, str):
            return False
        if other.type == BOTH:
            one = self.settled(one, node)
            asked = self.temporary(one.words[0])
            a, b = other.words
            return f"(has(R, {a}, {asked}) and has(R, {b}, {asked}))"
        one, other = self.settled(one, node), self.gone_through(other, node)
        if other.type == POSSIBLE:
            return self.possible(other, one, node)
        if other.type.what != "row" or other.type.of is None or len(one.words) != 1:
            raise self.fail(node, f"{one.type} in {other.type}")
        if other.type.count >= 0:
            raise self.fail(node, f"{one.type} in {other.type}", "go through it")
        some = optional(one.type, False)
        if some != other.type.of and not (some.is_number and other.type.of.is_number):
            raise self.fail(node, f"{one.type} in a {other.type}", "it is never in it")
        return f"has({other.type.region}, {other.words[0]}, {one.words[0]})"

    @abstractmethod
    def all_possible(self, value: Value, node: ast.AST) -> Value:
        """Every action that is possible."""

    def possible(self, view: Value, name: Value, node: ast.expr) -> str:
        """Whether an action is possible for whoever a view is of."""
        given = [Value(NUMBER, view.words), self.real_action(name, node)]
        return self.half("can_start", given, node).words[0]

    def _comparison(self, node: ast.Compare) -> Value:
        if len(node.ops) > 1:
            pairs, left = [], node.left
            for op, right in zip(node.ops, node.comparators, strict=True):
                pairs.append(ast.copy_location(ast.Compare(left, [op], [right]), node))
                left = right
            return self.as_word(self._all_or_any(pairs, True))
        one, other = self.in_order([node.left, node.comparators[0]])
        op = node.ops[0]
        if isinstance(op, ast.In | ast.NotIn):
            said = self._contained(one, other, node)
            if isinstance(op, ast.NotIn):
                said = not said if isinstance(said, bool) else f"(not {said})"
            return self.as_word(said)
        return self.as_word(self._compared(one, op, other, node))

    def _boolean(self, node: ast.BoolOp) -> Value:
        both, parts = isinstance(node.op, ast.And), list(node.values)
        while len(parts) > 1:
            with self.apart() as lines:
                said = self.condition(parts[0])
            if not isinstance(said, bool):
                break
            if said is not both:
                return self.expression(parts[0])
            if _may_trap(lines):
                self.lines += lines
            del parts[0]
        if len(parts) == 1:
            return self.expression(parts[0])
        node = ast.copy_location(ast.BoolOp(node.op, parts), node)
        with self.apart():
            values = [self.expression(part) for part in parts]
        if is_bool(*values):
            return self.as_word(self.condition(node))
        # Of `a or b` it is a itself that comes out if a is true.
        first, *rest = node.values
        more = ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
        return self._choose(first, more if both else first, first if both else more, node)

    def _choice(self, node: ast.IfExp) -> Value:
        return self._choose(node.test, node.body, node.orelse, node)


def _may_trap(lines: Sequence[str]) -> bool:
    return any("trap(" in line for line in lines)


def _judged(judge: Callable[[Any, Any], Any], other: Any, thing: Any) -> bool:
    return bool(judge(thing, other))
