"""Comparisons: what a guard weighs, read from its source, with the values on both sides."""

import ast
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from copy import deepcopy
from enum import Enum
from functools import lru_cache
from inspect import getsource
from textwrap import dedent
from types import CodeType, FunctionType
from typing import Any, TypeVar

from msgspec import Struct

from combat_rules.charts.closures import closed_over
from combat_rules.errors import in_full
from combat_rules.model import Attribute, CancelWindow

SIGNS: Mapping[type[ast.cmpop], tuple[str, str, str]] = {
    ast.GtE: (">=", "at least", "below"),
    ast.Gt: (">", "above", "at most"),
    ast.LtE: ("<=", "at most", "above"),
    ast.Lt: ("<", "below", "at least"),
    ast.Eq: ("==", "", "other than"),
    ast.Is: ("is", "", "other than"),
    ast.NotEq: ("!=", "other than", ""),
    ast.IsNot: ("is not", "other than", ""),
    ast.In: ("in", "one of", "none of"),
    ast.NotIn: ("not in", "none of", "one of"),
}
"""Of each operator: its sign, and in words what holds and what fails to hold."""

MOST_SHOWN = 6
"""How many cancel windows are shown."""

MIRRORED = {"at least": "at most", "at most": "at least", "above": "below", "below": "above"}
UNKNOWN = object()

Node = TypeVar("Node", bound=ast.AST)


class Comparison(Struct, frozen=True):
    """One comparison in a guard: both sides as written, with their values, and whether it holds.

    ``left`` and ``right`` leave out ``scene.``; where the guard asks for a bare yes or no,
    ``sign`` is empty. ``speaks_for`` is whether it spoke for the guard's yes. ``needed`` says
    in words what would have to be otherwise for it to speak the other way.
    """

    left: str
    sign: str
    right: str
    values: tuple[object, object]
    holds: bool
    speaks_for: bool
    needed: str

    def __str__(self) -> str:
        """``actor.stamina 3 >= action.stamina_cost 10: no``."""
        if not self.sign:
            return f"{self.left} is {self.holds}"
        left, right = _side(self.left, self.values[0]), _side(self.right, self.values[1])
        return f"{left} {self.sign} {right}: {'yes' if self.holds else 'no'}"


def comparisons(question: Callable[[Any], Any], scene: object) -> tuple[Comparison, ...]:
    """Every comparison that ``question`` makes of ``scene``, in the order in which it is asked.

    Guards are pure, so each side can be asked for by itself. Empty where the source cannot be
    read; a comparison that cannot be made here (it goes by what a loop has counted) is left out.
    """
    if not isinstance(question, FunctionType):
        return ()
    code = question.__code__
    names = {**question.__globals__, **closed_over(question)}
    names[code.co_varnames[0] if code.co_argcount else "scene"] = scene
    found = [
        comparison
        for expression, positive in _asked(_body(code), names)
        for comparison in _weighed(expression, positive, names)
    ]
    return tuple({str(comparison): comparison for comparison in found}.values())


def written_out(node: Node, names: Mapping[str, object]) -> Node:
    """A piece of a guard's source with ``POISE.of(scene.actor)`` as ``scene.actor.poise``.

    ``names`` are what the guard's names stand for.
    """
    return _WrittenOut(names).rewrite(node)


def shown(value: object) -> str:
    """A value as designers write it, the same in every process: words by their word, records by
    their name, sets in the order of the alphabet, functions without where they lie."""
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name.lower()
    if isinstance(value, Struct):
        return str(getattr(value, "name", type(value).__name__))
    if isinstance(value, Mapping):
        return repr(dict(value))
    if isinstance(value, tuple) and value and isinstance(value[0], CancelWindow):
        more = [f"{len(value) - MOST_SHOWN} more"] if len(value) > MOST_SHOWN else []
        return "; ".join([*map(window_shown, value[:MOST_SHOWN]), *more])
    return in_full(value)


def window_shown(window: CancelWindow) -> str:
    """A cancel window as designers write it: ``poke on counter_hit+hit 3-9``."""
    on = "+".join(sorted(outcome.value for outcome in window.on))
    end = "" if window.end is None else window.end
    return f"{'+'.join(window.into)} on {on} {window.start}-{end}"


@lru_cache(maxsize=1024)
def _body(code: CodeType) -> tuple[ast.stmt, ...]:
    """The statements of a function; a lambda's expression is a ``return``."""
    try:
        tree = ast.parse(dedent(getsource(code)))
    except (OSError, SyntaxError, TypeError):
        return ()
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    if functions and code.co_name != "<lambda>":
        return tuple(functions[0].body)
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    return (ast.Return(lambdas[0].body),) if len(lambdas) == 1 else ()


def _asked(
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
                answered = _answer_of(body), _answer_of(otherwise)
                yield test, answered[0] is not False and answered[1] is not True
                holds = _value(test, names)
                if holds is UNKNOWN:
                    yield from _perhaps_asked(statement, names)
                elif (yield from _asked(body if holds else otherwise, names)):
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
            yield node.test, True


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


def _weighed(node: ast.expr, positive: bool, names: dict[str, object]) -> Iterator[Comparison]:
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _weighed(part, positive, names)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _weighed(node.operand, not positive, names)
    elif isinstance(node, ast.Compare):
        lefts = [node.left, *node.comparators[:-1]]
        for left, sign, right in zip(lefts, node.ops, node.comparators, strict=True):
            yield from _compared(left, sign, right, positive, names)
    elif isinstance(node, ast.Call) and _text(node.func) == "bool" and len(node.args) == 1:
        yield from _weighed(node.args[0], positive, names)
    elif each := _each(node, names):
        for part in each:
            yield from _weighed(part, positive, names)
    elif not isinstance(node, ast.Constant):
        value = _value(node, names)
        if isinstance(value, bool):
            text = _text(node)
            needed = f"{text} would have to be {not value}"
            yield Comparison(text, "", "", (value, None), value, value is positive, needed)


def _compared(
    left: ast.expr, sign: ast.cmpop, right: ast.expr, positive: bool, names: dict[str, object]
) -> Iterator[Comparison]:
    values = _value(left, names), _value(right, names)
    holds = _value(ast.Compare(left, [sign], [right]), names)
    if any(value is UNKNOWN for value in (*values, holds)):
        return
    word, yes, no = SIGNS[type(sign)]
    how = no if holds else yes
    constant = isinstance(left, ast.Constant)
    subject, measure = (_text(right), values[0]) if constant else (_text(left), values[1])
    how = MIRRORED.get(how, how) if constant else how
    needed = " ".join(f"{subject} would have to be {how} {shown(measure)}".split())
    yield Comparison(
        _text(left), word, _text(right), values, bool(holds), bool(holds) is positive, needed
    )


def _each(node: ast.expr, names: dict[str, object]) -> list[ast.expr]:
    """What ``all(...)`` or ``any(...)`` asks of each number or word that it goes through; empty
    for anything else, and where there are too many to show."""
    match node:
        case ast.Call(ast.Name("all" | "any"), [ast.GeneratorExp(asked, generators)], []):
            bound = [name.id for one in generators for name in _names(one.target)]
            row = ast.Tuple([ast.Name(name, ast.Load()) for name in bound], ast.Load())
            rows = _value(ast.ListComp(row, generators), names)
            if isinstance(rows, list) and len(rows) <= MOST_SHOWN and _is_plain(rows):
                known = [dict(zip(bound, row, strict=True)) for row in rows]
                return [_NamedOut(one).visit(deepcopy(asked)) for one in known]
    return []


def _names(target: ast.expr) -> Iterator[ast.Name]:
    return (node for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_plain(rows: list[tuple[object, ...]]) -> bool:
    return all(isinstance(value, int | str) for row in rows for value in row)


class _NamedOut(ast.NodeTransformer):
    """Writes what goes through numbers and words as these: ``getattr(actor, name) >= cost`` as
    ``actor.ammo >= 1``."""

    def __init__(self, known: Mapping[str, int | str]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.AST:  # the library's name
        return ast.Constant(self._known[node.id]) if node.id in self._known else node

    def visit_Call(self, node: ast.Call) -> ast.AST:  # the library's name
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("getattr"), [whose, ast.Constant(str(name))], []):
                return ast.Attribute(whose, name, ast.Load())
        return node


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


def _value(node: ast.expr, names: dict[str, object]) -> object:
    expression = ast.fix_missing_locations(ast.Expression(node))
    try:
        return eval(compile(expression, "<guard>", "eval"), names)
    except Exception:
        return UNKNOWN


def _carry_out(statement: ast.stmt, names: dict[str, object]) -> None:
    """Give local names their values, so that what is compared later can be told."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        # No function evaluates what its names are said to be.
        statement = ast.Assign([statement.target], statement.value)
    module = ast.fix_missing_locations(ast.Module([statement], []))
    try:
        exec(compile(module, "<guard>", "exec"), names)
    except Exception:
        _forget(statement, names)


def _text(node: ast.expr) -> str:
    return ast.unparse(node).replace("scene.", "")


def _side(text: str, value: object) -> str:
    told = shown(value)
    if text == told or text.endswith(f".{getattr(value, 'name', None)}"):
        return told
    return f"{text} {told}" if text.replace(".", "").isidentifier() else f"{text} = {told}"
