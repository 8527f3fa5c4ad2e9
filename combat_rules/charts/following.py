"""Following: which questions a guard's statements come to in a scene, read from its source."""

import ast
from collections.abc import Generator, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import TypeVar

from combat_rules.model import Attribute

UNKNOWN = object()
"""The value of what cannot be worked out here."""

Node = TypeVar("Node", bound=ast.AST)


def asked(
    statements: Iterable[ast.stmt], names: dict[str, object]
) -> Generator[tuple[ast.expr, bool], None, bool]:
    """The yes/no expressions that statements come to, each with whether its yes speaks for the
    guard's; whether they have answered. Names have the value that they have there."""
    for written in statements:
        statement = written_out(written, names)
        match statement:
            case ast.Return(value):
                yield value or ast.Constant(None), True
                return True
            case ast.If(test, body, otherwise):
                yield _tested(statement)
                holds = value_of(test, names)
                if holds is UNKNOWN:
                    yield from _perhaps_asked(statement, names)
                elif (yield from asked(body if holds else otherwise, names)):
                    return True
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.FunctionDef():
                _carry_out(statement, names)
            case _:
                yield from _perhaps_asked(statement, names)
    return False


def _perhaps_asked(
    statement: ast.stmt, names: dict[str, object]
) -> Iterator[tuple[ast.expr, bool]]:
    """The yes/no expressions of a statement that is not followed, a loop say. Names that it may
    give another value have none from there on."""
    _forget(statement, names)
    for node in ast.walk(statement):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value, True
        elif isinstance(node, ast.If):
            yield _tested(node)


def _tested(statement: ast.If) -> tuple[ast.expr, bool]:
    """What a branching goes by, and whether its yes speaks for the guard's."""
    answers = _answer_of(statement.body), _answer_of(statement.orelse)
    return statement.test, answers[0] is not False and answers[1] is not True


def _answer_of(branch: list[ast.stmt]) -> bool | None:
    """What a branch answers that is but one answer, written out."""
    match branch:
        case [ast.Return(ast.Constant(bool(answer)))]:
            return answer
    return None


def _forget(statement: ast.stmt, names: dict[str, object]) -> None:
    """Forget the names that a statement may give another value."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.pop(node.id, None)


def written_out(node: Node, names: Mapping[str, object]) -> Node:
    """A piece of a guard's source with ``POISE.of(scene.actor)`` as ``scene.actor.poise``.

    ``names`` are what the guard's names stand for.
    """
    return _WrittenOut(names).rewrite(node)


class _WrittenOut(ast.NodeTransformer):
    """Writes the reading of a declared attribute as what it reads."""

    def __init__(self, names: Mapping[str, object]) -> None:
        self._names = names

    def rewrite(self, node: Node) -> Node:
        # A copy: the same source serves closures whose names stand for other attributes.
        copy = deepcopy(node)
        self.generic_visit(copy)
        return copy

    def visit_Call(self, node: ast.Call) -> ast.AST:  # the library's name
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(ast.Name(id=name), "of"), args=[whose], keywords=[]):
                declared = self._names.get(name)
                if isinstance(declared, Attribute):
                    return ast.copy_location(ast.Attribute(whose, declared.name, ast.Load()), node)
        return node


def value_of(node: ast.expr, names: dict[str, object]) -> object:
    """What an expression comes to where names stand for that, or ``UNKNOWN``."""
    expression = ast.fix_missing_locations(ast.Expression(node))
    try:
        return eval(compile(expression, "<guard>", "eval"), names)
    except Exception:
        return UNKNOWN


def _carry_out(statement: ast.stmt, names: dict[str, object]) -> None:
    """Give local names their values, so that what is compared later can be told. What is no name,
    an entry of a table say, stays as it is."""
    if any(
        isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
        for node in ast.walk(statement)
    ):
        return
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        # No function evaluates what its names are said to be.
        statement = ast.Assign([statement.target], statement.value)
    module = ast.fix_missing_locations(ast.Module([statement], []))
    try:
        exec(compile(module, "<guard>", "exec"), names)
    except Exception:
        _forget(statement, names)
