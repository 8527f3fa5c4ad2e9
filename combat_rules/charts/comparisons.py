"""Comparisons: what a guard weighs, read from its source, with the values on both sides."""

import ast
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from enum import Enum
from functools import lru_cache
from inspect import getsource
from textwrap import dedent
from types import CodeType, FunctionType, MethodType
from typing import Any

from msgspec import Struct

from combat_rules.charts.closures import closed_over
from combat_rules.charts.following import UNKNOWN, asked, value_of
from combat_rules.errors import in_full
from combat_rules.model import CancelWindow

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

MIRRORED = {
    "at least": "at most", "at most": "at least", "above": "below", "below": "above",
    "one of": "with", "none of": "without",
}  # fmt: skip
"""What is said of the right side, where a constant stands on the left."""


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
    first: tuple[object, ...] = ()
    if isinstance(question, MethodType):
        first, question = (question.__self__,), question.__func__
    if not isinstance(question, FunctionType):
        return ()
    code = question.__code__
    taken = code.co_varnames[: code.co_argcount]
    given = dict(zip(taken, (*first, scene), strict=False)) or {"scene": scene}
    names = {**question.__globals__, **closed_over(question), **given}
    found = [
        comparison
        for expression, positive in asked(_body(code), names)
        for comparison in _weighed(expression, positive, names)
    ]
    return tuple({str(comparison): comparison for comparison in found}.values())


def shown(value: object) -> str:
    """A value as designers write it, the same in every process: words by their word, records by
    their name, sets in the order of the alphabet, functions without where they lie."""
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name.lower()
    if isinstance(value, Struct):
        return str(getattr(value, "name", type(value).__name__))
    if isinstance(value, Mapping):
        return in_full(dict(value))
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
        value = value_of(node, names)
        if isinstance(value, bool):
            text = _text(node)
            needed = f"{text} would have to be {not value}"
            yield Comparison(text, "", "", (value, None), value, value is positive, needed)


def _compared(
    left: ast.expr, sign: ast.cmpop, right: ast.expr, positive: bool, names: dict[str, object]
) -> Iterator[Comparison]:
    values = value_of(left, names), value_of(right, names)
    holds = value_of(ast.Compare(left, [sign], [right]), names)
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
            rows = value_of(ast.ListComp(row, generators), names)
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


def _text(node: ast.expr) -> str:
    return ast.unparse(node).replace("scene.", "")


def _side(text: str, value: object) -> str:
    told = shown(value)
    if text == told or text.endswith(f".{getattr(value, 'name', None)}"):
        return told
    return f"{text} {told}" if text.replace(".", "").isidentifier() else f"{text} = {told}"
