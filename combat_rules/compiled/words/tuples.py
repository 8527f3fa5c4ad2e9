"""Tuples of the state of which some elements change: compiled, they are changed where they are."""

import ast
from collections.abc import Sequence

from combat_rules.compiled.words.folding import Folding
from combat_rules.compiled.words.program import Source, source_of
from combat_rules.compiled.words.types import hints_of, type_of_hint
from combat_rules.compiled.words.writing import KNOWN, Value


class Tuples(Folding):
    """Functions that give a changed tuple, written as functions that change it."""

    def changed_in_place(self, row: Value, node: ast.Call) -> bool:
        """Write to a row what a function gives that changes one; whether it is such a function."""
        called = self.expression(node.func)
        source = source_of(called.known) if called.type == KNOWN else None
        if source is None or not gives_a_row(source):
            return False
        was, row = row, self.kept(row)
        given = self._arguments(source.node.args, called.known, self.given(node), node)
        names = [argument.arg for argument in source.node.args.args]
        for place, name in enumerate(names[1:], 1):
            value = self._as_declared(given[place], called.known, name, node)
            given[place] = self.kept(value) if value.words else value
        first = self.whole(given[0])
        if first.words != was.words:
            self.copy_row(
                row.type, row.type.region, row.words[0], first.type.region, first.words[0]
            )
        found = self.program.call(called.known, [row, *given[1:]])
        self.put(found.call([row, *given[1:]]))
        return True

    def rebuild(self, node: ast.expr, items: str, row: Value) -> None:
        """Write to a row what a tuple that is made of it consists of."""
        assert row.type.of is not None
        base, region, of = row.words[0], row.type.region, row.type.of
        each = self.step(row.type)
        match node:
            case ast.IfExp(test=test, body=body, orelse=orelse):
                said = self.condition(test)
                with self.block(f"if {int(said) if isinstance(said, bool) else said}:"):
                    self.rebuild(body, items, row)
                with self.block("else:"):
                    self.rebuild(orelse, items, row)
            case ast.Call(func=ast.Name("tuple"), args=[ast.GeneratorExp() as loop]):
                self._sift([loop], row)
            case ast.Tuple(
                elts=[
                    ast.Starred(),
                    one,
                    ast.Starred(value=ast.Subscript(slice=ast.Slice(lower=ast.BinOp(left=at)))),
                ]
            ) if row.type.count >= 0:
                place = self.temporary(self.place(row, self.number(at)))
                for n, word in enumerate(self.fit(self.value(one), of, node)):
                    self.put(f"{region}[{place} + {n}] = {word}")
            case ast.Tuple(elts=[ast.Starred(value=ast.Name(id=name)), one]) if name == items:
                self._one_more(row, one, node)
            case ast.Tuple(
                elts=[
                    ast.Starred(value=ast.Subscript(slice=ast.Slice(lower=ast.expr() as first))),
                    one,
                ]
            ):
                gone = self.temporary(self.number(first))
                with self.block(f"if {gone} > {region}[{base}]:"):
                    self.put("trap(W, INDEX)")
                left = self.temporary(f"{region}[{base}] - {gone}")
                with self.block(f"for _n in range({left} * {each}):"):
                    self.put(
                        f"{region}[{base} + 1 + _n] = {region}[{base} + 1 + {gone} * {each} + _n]"
                    )
                self.put(f"{region}[{base}] = {left}")
                self._one_more(row, one, node)
            case ast.Tuple(elts=elts):
                self._sift(elts, row)
            case _:
                raise self.fail(node, "a tuple that is made in this way", "use slices and filters")

    def _one_more(self, row: Value, one: ast.expr, node: ast.AST) -> None:
        value = self.kept(self.value(one))
        with self.block(f"if {row.type.region}[{row.words[0]}] >= {row.type.room}:"):
            self.put("trap(W, FULL)")
        self.push(row, value, node)

    def _sift(self, parts: Sequence[ast.expr], row: Value) -> None:
        """A row made anew of elements of itself that pass a filter, and of others."""
        assert row.type.of is not None
        made = self.room_for(row.type.of, str(row.type.room + 1), 0)
        for part in parts:
            loop = part.value if isinstance(part, ast.Starred) else part
            if isinstance(loop, ast.GeneratorExp):
                (only,) = loop.generators
                with self.scope(only.target), self.each(only.iter, only.target, []):
                    self.only_if(only.ifs)
                    self.push(made, self.value(loop.elt), part)
            else:
                self.push(made, self.value(part), part)
        base, new, each = row.words[0], made.words[0], self.step(row.type)
        with self.block(f"if W[{new}] > {row.type.room}:"):
            self.put("trap(W, FULL)")
        with self.block(f"for _n in range(1 + W[{new}] * {each}):"):
            self.put(f"{row.type.region}[{base} + _n] = W[{new} + _n]")


def gives_a_row(source: Source) -> bool:
    """Whether a function of the core gives a tuple of the kind that it takes first."""
    hints = hints_of(source.function)
    back = hints.get("return")
    first = next(iter(hints.values()), None)
    return source.of_core and back == first and type_of_hint(back).what == "row"
