"""Rows: going through them, and lists that are made for one moment."""

import ast
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import FunctionType

from combat_rules.compiled.sources import written_fields
from combat_rules.compiled.words.conditions import BOTH
from combat_rules.compiled.words.layout import is_inline
from combat_rules.compiled.words.python import Python
from combat_rules.compiled.words.types import (
    NAME,
    NO_ROW,
    NUMBER,
    RULES,
    STATE,
    WORK,
    Type,
    row_of,
)
from combat_rules.compiled.words.writing import NOTHING, Value, shifted


class Rows(Python):
    """Loops over rows, in statements and in expressions."""

    @contextmanager
    def each(self, over: ast.expr, target: ast.expr, inside: Sequence[ast.AST]) -> Iterator[None]:
        """Lines that stand in a loop over something; ``inside`` is what the loop does."""
        if isinstance(over, ast.Call) and self.is_range(over.func):
            bounds = [self.number(bound) for bound in over.args]
            if not 1 <= len(bounds) <= 2:
                raise self.fail(over, "a range with steps", "use while")
            self.count += 1
            index = f"_{self.count}"
            with self.block(f"for {index} in range({', '.join(bounds)}):"):
                self.bind(target, Value(NUMBER, (index,)))
                yield
            return
        pairs = self._pairs(over)
        row = pairs or self.rows_of(self.gone_through(self.expression(over), over), over)
        if row.type == BOTH:
            a, b = row.words
            row = Value(Type("row", of=NAME, region=RULES), (a,))
            with self._elements(row, target, over):
                self.put(f"if has(R, {b}, {self.locals_word(target)}):")
                self.depth += 1
                yield
                self.depth -= 1
            return
        if row.type.what not in ("row", "pairs"):
            raise self.fail(over, f"a loop over {row.type}", "go through a row or a range")
        changes = row.type.region == STATE and row.type.count < 0
        # Records that are referred to are where they are, and written to there.
        if changes and not _is_of_places(row.type) and self._may_change(over, inside):
            assert row.type.of is not None
            long = f"1 + S[{row.words[0]}] * {self.step(row.type)}"
            copy = self.temporary(f"copied(S, W, {row.words[0]}, {long})")
            row = Value(row_of(row.type.of, WORK), (copy,))
        with self._elements(row, target, over):
            yield

    @contextmanager
    def _elements(self, row: Value, target: ast.expr, node: ast.AST) -> Iterator[None]:
        base, region = self.placed(row.words[0]), row.type.region
        self.count += 1
        index = f"_{self.count}"
        if row.type.what == "pairs":
            with self.block(f"for {index} in range({region}[{base}] // 2):"):
                at = f"{base} + 1 + 2 * {index}"
                name, number = Value(NAME, (f"R[{at}]",)), Value(NUMBER, (f"R[{at} + 1]",))
                if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
                    raise self.fail(node, "a mapping that is gone through", "use `.items()`")
                self.bind(target.elts[0], name)
                self.bind(target.elts[1], number)
                yield
            return
        assert row.type.of is not None
        each, counted = self.step(row.type), row.type.count < 0
        count = f"{region}[{base}]" if counted else str(row.type.count)
        with self.block(f"for {index} in range({count}):"):
            step = index if each == 1 else f"{index} * {each}"
            at = f"{base} + {int(counted)} + {step}"
            self.bind(target, self.whole(self.element(row.type, at)))
            yield

    def is_range(self, called: ast.expr) -> bool:
        """Whether what is called is Python's ``range``."""
        with self.apart():
            return isinstance(called, ast.Name) and self.expression(called).known is range

    def _pairs(self, over: ast.expr) -> Value | None:
        """A mapping of the rules whose items are gone through."""
        match over:
            case ast.Call(func=ast.Attribute(value=owner, attr="items"), args=[]):
                found = self.expression(owner)
                return found if found.type.what == "pairs" else None
        return None

    def _may_change(self, over: ast.expr, inside: Sequence[ast.AST]) -> bool:
        """Whether what a loop does may write to the row that it goes through."""
        name = over.attr if isinstance(over, ast.Attribute) else ""
        for part in (part for node in inside for part in ast.walk(node)):
            if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                if part.attr == name:
                    return True
            elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
                called = self.source.names.get(part.func.id)
                if isinstance(called, FunctionType) and name in written_fields(called):
                    return True
        return False

    @abstractmethod
    def scope(self, target: ast.expr) -> AbstractContextManager[None]:
        """Names that stand for something only in here."""

    @abstractmethod
    def by_lambda(self, key: ast.expr, node: ast.AST) -> ast.Name:
        """The only parameter of a lambda, by which a row is put in order."""

    @abstractmethod
    def bind(self, target: ast.expr, value: Value) -> None:
        """A name stands for an element from here on."""

    def locals_word(self, target: ast.expr) -> str:
        """The text name of a loop's own name."""
        if not isinstance(target, ast.Name):
            raise self.fail(target, "several names in a loop", "go through places")
        return self.locals[target.id].words[0]

    def room_for(self, of: Type, count: str, room: int) -> Value:
        """An empty list with room for so many elements, for this moment."""
        if of.what in ("known", "opaque", "none"):
            of = NAME
        each = self.word_count(of)
        base = self.temporary(f"grab(W, 1 + {count} * {each})")
        self.put(f"W[{base}] = 0")
        return Value(row_of(of, WORK, room=room), (base,))

    def push(self, row: Value, value: Value, node: ast.AST) -> None:
        """One more element of a list that has room for it."""
        assert row.type.of is not None
        base, each, region = row.words[0], self.step(row.type), row.type.region
        at = self.placed(f"{base} + 1 + {region}[{base}] * {each}")
        self.put_words(row.type.of, region, at, self.fit(value, row.type.of, node))
        self.put(f"{region}[{base}] = where({region}[{base}] + 1)")

    def put_words(self, of: Type, region: str, at: str, words: Sequence[str]) -> None:
        """Write the words of a value to a place; rows in it are copied."""
        record = of.declared
        if of.what != "record" or of.optional or not any(
            is_inline(type) for type in self.program.fields_of_value(record).values()
        ):  # fmt: skip
            for n, word in enumerate(words):
                self.put(f"{region}[{shifted(at, n)}] = {word}")
            return
        for name, _, first, last in self.parts(record):
            field = self.layout.fields(record)[name]
            place = shifted(at, field.at)
            if is_inline(field.type):
                self.copy_row(field.type, region, place, WORK, words[first])
            else:
                self.put_words(field.type, region, place, words[first:last])

    def copy_row(self, type: Type, region: str, at: str, source: str, row: str) -> None:
        """Write a row to a place where a row lies; one for which there is no room is a trap."""
        if type.count < 0 and (source, row) == (WORK, str(NO_ROW)):
            self.put(f"{region}[{at}] = 0")
            return
        each, row, at = self.step(type), self.placed(row), self.placed(at)
        count = str(type.count * each)
        if type.count < 0:
            with self.block(f"if {source}[{row}] > {type.room}:"):
                self.put("trap(W, FULL)")
            count = f"1 + {source}[{row}] * {each}"
        with self.block(f"for _n in range({count}):"):
            self.put(f"{region}[{at} + _n] = {source}[{row} + _n]")

    def put_in_order(self, row: Value, node: ast.Call) -> Value:
        """A list put in order by a key, which is asked once of each element; equals stay."""
        if node.args or [one.arg for one in node.keywords] != ["key"]:
            raise self.fail(node, "a sort in another way than by a key", "write a loop")
        (key,) = node.keywords
        element = ast.copy_location(self.by_lambda(key.value, node), node)
        assert isinstance(key.value, ast.Lambda)
        base, each = self.temporary(row.words[0]), self.step(row.type)
        count = self.temporary(f"W[{base}]")
        keys, at = self.temporary(f"grab(W, {count})"), self.temporary_named("at", "0")
        with self.scope(element), self._elements(Value(row.type, (base,)), element, node):
            self.put(f"W[{keys} + {at}] = {self.number(key.value.body)}")
            self.put(f"{at} = {at} + 1")
        with self.block(f"for _n in range(1, {count}):"):
            self.put("_k = _n")
            with self.block(f"while _k > 0 and W[{keys} + _k - 1] > W[{keys} + _k]:"):
                self.put(f"W[{keys} + _k - 1], W[{keys} + _k] = W[{keys} + _k], W[{keys} + _k - 1]")
                first = self.placed(f"{base} + 1 + _k * {each}")
                with self.block(f"for _m in range({first}, {first} + {each}):"):
                    self.put(f"W[_m - {each}], W[_m] = W[_m], W[_m - {each}]")
                self.put("_k = _k - 1")
        return NOTHING

    def appended(self, row: Value, node: ast.Call) -> Value:
        """One more element of a list. One for which there is no room is a trap."""
        value = self.value(node.args[0])
        base = self.temporary(row.words[0])
        assert row.type.of is not None
        if value.type.what == "record" and value.type.region and row.type.of.what == "record":
            value = self._copied(value, row.type.of)
        with self.block(f"if {row.type.region}[{base}] >= {row.type.room}:"):
            self.put("trap(W, FULL)")
        row = Value(row.type, (base,))
        if row.type.of is not None and row.type.of.region == row.type.region:
            row = Value(row_of(Type("record", row.type.of.declared), row.type.region), (base,))
        self.push(row, value, node)
        return Value(Type("none"))

    def _copied(self, value: Value, of: Type) -> Value:
        """The words of a record of the work, one by one; elsewhere the reference itself."""
        if of.region != WORK:
            return value
        at, fields = self.temporary(value.words[0]), self.layout.fields(of.declared)
        words = [
            word
            for field in fields.values()
            for word in self.load(field.type, WORK, shifted(at, field.at)).words
        ]
        return Value(Type("record", of.declared), tuple(words))


def _is_of_places(row: Type) -> bool:
    return row.of is not None and row.of.what == "record" and bool(row.of.region)
