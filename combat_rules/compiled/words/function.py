"""Whole functions: written for the types of their arguments, until nothing changes any more."""

import ast
from collections.abc import Sequence
from typing import Any

from combat_rules.compiled.words.program import CannotCompile, Program, Source, source_of
from combat_rules.compiled.words.statements import Statements
from combat_rules.compiled.words.tidying import asked_for, tidied
from combat_rules.compiled.words.tuples import gives_a_row
from combat_rules.compiled.words.types import (
    NONE,
    OPAQUE,
    Type,
)
from combat_rules.compiled.words.unasked import Written
from combat_rules.compiled.words.writing import (
    KNOWN,
    Returned,
    Value,
    in_ascii,
)
from combat_rules.plugins.arranging.own_names import Names as OwnNames

PASSES = 6
"""How often a function is written until the kinds of its names no longer change."""


class Function(Statements):
    """One function, written for arguments of some types."""

    def __init__(
        self, program: Program, source: Source, given: Sequence[Value], names: OwnNames | None
    ) -> None:
        super().__init__(program, source)
        self.names = names
        arguments = source.node.args
        taken = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        self.taken = dict(zip((one.arg for one in taken), given, strict=True))
        if given and given[0].type.what == "row" and gives_a_row(source):
            self.row = next(iter(self.taken))

    def written(self) -> tuple[list[str], list[str], Type | None]:
        """The parameters, the lines, and the type of what comes back, if anything ever does."""
        for _ in range(PASSES):
            self.is_settled = True
            self.lines, self.count, self.depth, self.reached = [], 0, 1, True
            parameters = self._take_arguments()
            for name in sorted(self.noted):
                self.put(f"{self.is_there(name)} = 0")
            self._body()
            if self.is_settled:
                return parameters, self.lines, self.answer
        raise self.fail(self.source.node, "names that are of too many kinds", "give each one kind")

    def _take_arguments(self) -> list[str]:
        parameters: list[str] = []
        self.locals = {}
        for name, value in self.taken.items():
            if value.type in (KNOWN, OPAQUE, NONE) or not value.words:
                self.locals[name] = value
                continue
            words = self.names_of(name, value.type)
            self.locals[name] = Value(value.type, words, options=value.options)
            parameters += words
        return parameters

    def _body(self) -> None:
        node = self.source.node
        if isinstance(node, ast.Lambda):
            self.statements([ast.copy_location(ast.Return(node.body), node.body)])
            return
        self.statements(node.body)
        if not self.reached:
            return
        if self.answer not in (None, NONE) and not self.answer.optional:
            # Whoever comes here gives None where something is declared, or has raised.
            self.put("trap(W, LIVE)")
        else:
            self._give(None, node)


def write(
    program: Program, function: Any, given: Sequence[Value], names: OwnNames | None
) -> Returned | CannotCompile:
    """A function written for arguments of such types, which sees such names; or why not."""
    source = source_of(function)
    assert source is not None, "it was read before"
    name = f"{function.__module__.rpartition('.')[2]}_{function.__name__.strip('<>_')}"
    name = "".join(c if c.isalnum() else "_" for c in in_ascii(name))
    label = f"{name}_{len(program.functions)}"
    try:
        parameters, lines, answer = Function(program, source, given, names).written()
    except CannotCompile as error:
        return error
    lines = tidied(lines)
    asked = asked_for(lines)
    used = tuple(name in asked for name in parameters)
    taken = [name for name, is_used in zip(parameters, used, strict=True) if is_used]
    where = f"{source.file}:{source.first} {source.name}"
    program.text.append(Written(label, taken, where, lines, source.of_core))
    return Returned(label, answer or NONE, used, never=answer is None)
