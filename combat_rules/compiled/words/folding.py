"""What comes of a row as a whole: comprehensions, sums, the best of several, tables of lists."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from combat_rules.compiled.words.rows import Rows
from combat_rules.compiled.words.types import (
    BOOL,
    NAME,
    NUMBER,
    RULES,
    WORK,
    Type,
    row_of,
)
from combat_rules.compiled.words.writing import KNOWN, Value, known, shifted
from combat_rules.model import Action

BUCKETS = "buckets"
"""A table of lists, one for each word: ``{role: [] for role in ActionRole}``."""


class Folding(Rows):
    """What expressions make of rows."""

    def _fold(self, node: ast.Call) -> Value:
        name = self.expression(node.func).known.__name__
        (given,) = node.args
        if not isinstance(given, ast.GeneratorExp | ast.ListComp) or len(given.generators) != 1:
            raise self.fail(node, f"{name} of this", f"write `{name}(... for ... in ...)`")
        loop = given.generators[0]
        self.count += 1
        total = f"_{self.count}"
        self.put(f"{total} = {int(name == 'all')}")
        with self.scope(loop.target), self.each(loop.iter, loop.target, [given]):
            self.only_if(loop.ifs)
            if name == "sum":
                self.put(f"{total} = {total} + {self.number(given.elt)}")
            else:
                said = self.condition(given.elt)
                said = str(int(said)) if isinstance(said, bool) else said
                with self.block(f"if {'not ' * (name == 'all')}{said}:"):
                    self.put(f"{total} = {int(name == 'any')}")
                    self.put("break")
        return Value(NUMBER if name == "sum" else BOOL, (total,))

    def best(self, node: ast.Call, name: str) -> Value:
        """The first of a row that has the least or greatest key."""
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        key, (over,) = keywords.get("key"), node.args
        target = self.by_lambda(key, node) if key is not None else ast.Name("each")
        target = ast.copy_location(target, node)
        row = self.rows_of(self.gone_through(self.expression(over), over), over)
        if row.type.what != "row" or row.type.of is None:
            raise self.fail(node, f"{name} of a {row.type}")
        of, default = row.type.of, keywords.get("default")
        with self.scope(target):
            least = self.temporary_named("least", "0")
            if default is None:
                start = ("0",) * self.word_count(of)
            else:
                value = self.value(default)
                of = self.join(of, value.type, node)
                start = self.fit(value, of, node)
            names = self.names_of(f"_best_{self.count}", of)
            for one, word in zip(names, start, strict=True):
                self.put(f"{one} = {word}")
            some = self.temporary_named("some", "0")
            with self.each(over, target, [node]):
                held = self.locals[target.id]
                asked = key.body if isinstance(key, ast.Lambda) else target
                number = self.temporary_named("key", self.number(asked))
                with self.block(
                    f"if not {some} or {number} {'<' if name == 'min' else '>'} {least}:"
                ):
                    self.put(f"{least} = {number}")
                    self.put(f"{some} = 1")
                    for one, word in zip(names, self.fit(held, of, node), strict=True):
                        self.put(f"{one} = {word}")
            if default is None:
                with self.block(f"if not {some}:"):
                    self.put("trap(W, MISSING)")
        return Value(of, names)

    def by_lambda(self, key: ast.expr, node: ast.AST) -> ast.Name:
        """The only parameter of a lambda, by which a row is put in order."""
        if isinstance(key, ast.Lambda) and ast.unparse(key.args).isidentifier():
            return ast.Name(key.args.args[0].arg)
        raise self.fail(node, "a key that is no lambda of one thing", "write `key=lambda foe: ...`")

    def buckets(self, node: ast.AnnAssign, hint: Any) -> Value:
        """A table of empty lists, one for each word of an enum."""
        words, held = hint.__args__
        of = Type("record", Action, region=RULES) if held.__args__[0] is Action else NAME
        room = len(self.program.rules.actions)
        each = 1 + room
        base = self.temporary(f"grab(W, {len(words) * each})")
        for n in range(len(words)):
            self.put(f"W[{base} + {n * each}] = 0")
        return Value(Type(BUCKETS, words, row_of(of, WORK, room=room)), (base,))

    def other_element(self, row: Value, index: Value, node: ast.Subscript) -> Value:
        """The list of a table that goes by a word."""
        index = self.settled(index, node)
        if row.type.what != BUCKETS or index.type != Type("word", row.type.declared):
            raise self.fail(node, f"an element of {row.type}", "only rows have elements")
        assert row.type.of is not None
        return Value(row.type.of, (f"{row.words[0]} + {index.words[0]} * {1 + row.type.of.room}",))

    def _comprehension(self, node: ast.ListComp) -> Value:
        (loop,) = node.generators if len(node.generators) == 1 else (None,)
        if loop is None:
            raise self.fail(node, "a comprehension of several loops", "write a for loop")
        row = self.rows_of(self.gone_through(self.expression(loop.iter), loop.iter), loop.iter)
        if row.type.what != "row":
            raise self.fail(node, f"a loop over {row.type}")
        length = str(int(self.length(row)) if row.type.count >= 0 else self.length(row))
        with self.scope(loop.target), self.apart(), self.each(loop.iter, loop.target, [node]):
            of = self.value(node.elt).type
        made = self.room_for(of, self.temporary(length), 0)
        with self.scope(loop.target), self.each(loop.iter, loop.target, [node]):
            self.only_if(loop.ifs)
            self.push(made, self.value(node.elt), node)
        return made

    def only_if(self, tests: Sequence[ast.expr]) -> None:
        """Go on with the next element unless all of these hold."""
        for test in tests:
            said = self.condition(test)
            if said is not True:
                with self.block(f"if {f'not {said}' if isinstance(said, str) else '1'}:"):
                    self.put("continue")

    @contextmanager
    def scope(self, target: ast.expr) -> Iterator[None]:
        """Names that stand for something only in here, whatever is called so outside."""
        before, renamed = dict(self.locals), dict(self.renamed)
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                self.renamed[part.id] = f"_{part.id}_{target.lineno}_{target.col_offset}"
        try:
            yield
        finally:
            self.locals, self.renamed = before, renamed

    def _list(self, node: ast.List | ast.Tuple) -> Value:
        values = self.in_order(node.elts)
        if all(value.type == KNOWN for value in values):
            return known(tuple(value.known for value in values))
        settled = [self.settled(value, node) for value in values]
        of = settled[0].type
        for value in settled[1:]:
            of = self.join(of, value.type, node)
        row = self.room_for(of, str(len(settled)), len(settled))
        (base,), each = row.words, self.step(row.type)
        assert row.type.of is not None
        for place, value in enumerate(settled):
            at = shifted(base, 1 + place * each)
            self.put_words(row.type.of, WORK, at, self.fit(value, row.type.of, node))
        self.put(f"W[{base}] = {len(settled)}")
        return row

    _READERS: ClassVar[Mapping[type[ast.expr], Callable[..., Value]]] = {
        **Rows._READERS,
        ast.Call: Rows._call,
        ast.List: _list,
        ast.Tuple: _list,
        ast.ListComp: _comprehension,
    }
    _SPECIAL: ClassVar[Mapping[object, Callable[..., Value]]] = {
        **Rows._SPECIAL, any: _fold, all: _fold, sum: _fold,
    }  # fmt: skip
