"""Functions by their source, and which of the draft's lists each makes longer or shorter."""

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from inspect import getsource, getsourcefile, getsourcelines
from pathlib import Path
from types import FunctionType, ModuleType

from combat_rules.plugins.folder import working_folder
from combat_rules.plugins.importing import text_of

CHANGING = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"})
"""Methods of lists that change them."""


@cache
def tree_of(module: ModuleType) -> ast.Module:
    """The source of a module, parsed."""
    return _parsed(getsource(module))


@lru_cache(maxsize=64)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def definition_of(function: FunctionType) -> ast.FunctionDef | ast.Lambda | None:
    """The source of a function as it was imported; none if it is in no file, that has changed
    since, or several lambdas begin on its line."""
    code, text = function.__code__, text_of(function)
    if text is None:
        return None
    wanted = ast.Lambda if code.co_name == "<lambda>" else ast.FunctionDef
    begin = _definitions(text, code.co_firstlineno)
    found = [node for node in begin if isinstance(node, wanted)]
    return found[0] if found and (wanted is ast.FunctionDef or len(found) == 1) else None


def place_of(thing: type | Callable[..., object]) -> tuple[str, int]:
    """The file that something stands in, from where we are, and its first line."""
    try:
        path = Path(getsourcefile(thing) or "")
        line = getsourcelines(thing)[1]
    except (OSError, TypeError):
        return "(no file)", 0
    here = working_folder()
    return str(path.relative_to(here) if path.is_relative_to(here) else path), line


def _definitions(text: str, line: int) -> Sequence[ast.FunctionDef | ast.Lambda]:
    """The functions in the text of a file that begin at a line."""
    found: list[ast.FunctionDef | ast.Lambda] = []
    with suppress(SyntaxError, ValueError):
        todo: list[ast.AST] = [_parsed(text)]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.FunctionDef | ast.Lambda) and _first(node) == line:
                found.append(node)
            todo += (one for one in ast.iter_child_nodes(node) if _may_hold(one, line))
    return found


def _first(node: ast.expr | ast.stmt) -> int:
    """The line that a node begins at, with its decorators."""
    decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
    return min([node.lineno, *(one.lineno for one in decorators)])


def _may_hold(node: ast.AST, line: int) -> bool:
    """Whether a line may belong to a node. What has no lines of its own may hold any."""
    if not isinstance(node, ast.expr | ast.stmt):
        return not isinstance(node, ast.expr_context | ast.operator)
    return _first(node) <= line <= (node.end_lineno or line)


def functions_in(module: ModuleType) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a module, in order."""
    for node in tree_of(module).body:
        if isinstance(node, ast.FunctionDef):
            yield node


@cache
def changed_lists(function: FunctionType) -> frozenset[str]:
    """The draft's lists that a function changes, itself or through what it calls."""
    return frozenset(name for node in _reached(function) for name in _changed_here(node))


@cache
def written_fields(function: FunctionType) -> frozenset[str]:
    """The fields of seats that a function writes to, itself or through what it calls."""
    return frozenset(name for node in _reached(function) for name in _written_here(node))


@cache
def _reached(function: FunctionType) -> tuple[ast.stmt, ...]:
    """A function and all that it calls, as far as that belongs to the core.

    A class that is made may do whatever its methods do.
    """
    todo: list[object] = [function]
    seen: set[int] = set()
    reached: list[ast.stmt] = []
    while todo:
        called = todo.pop()
        if id(called) in seen:
            continue
        seen.add(id(called))
        module = sys.modules.get(getattr(called, "__module__", None) or "")
        node = None if module is None else _definition(module, getattr(called, "__name__", ""))
        if module is not None and node is not None:
            reached.append(node)
            todo += _called_here(node, module)
    return tuple(reached)


def list_named(node: ast.expr, aliases: dict[str, str]) -> str:
    """The name of the draft's list that is meant; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return aliases.get(node.id, "") if isinstance(node, ast.Name) else ""


def _definition(module: ModuleType, name: str) -> ast.stmt | None:
    for node in tree_of(module).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node
    return None


def _changed_here(node: ast.AST) -> Iterator[str]:
    aliases = {name: of for assign in ast.walk(node) for name, of in aliases_in(assign)}
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in CHANGING:
                yield list_named(part.func.value, aliases)
        elif isinstance(part, ast.Delete):
            for target in part.targets:
                if isinstance(target, ast.Subscript):
                    yield list_named(target.value, aliases)


def _written_here(node: ast.AST) -> Iterator[str]:
    seats = set(_seats_in(node))
    for part in ast.walk(node):
        match part:
            case ast.Attribute(value=ast.Name(id=name), attr=field, ctx=ast.Store()):
                if name in seats:
                    yield field
            case ast.Attribute(value=value, attr=field, ctx=ast.Store()) if is_seat(value):
                yield field


def _seats_in(node: ast.AST) -> Iterator[str]:
    """The names in a function that stand for seats."""
    for part in ast.walk(node):
        if isinstance(part, ast.arg) and part.annotation is not None:
            if ast.unparse(part.annotation) == "Seat":
                yield part.arg
        elif isinstance(part, ast.Assign) and is_seat(part.value):
            yield from (target.id for target in part.targets if isinstance(target, ast.Name))


def is_own(node: ast.expr) -> bool:
    """Whether an expression is the draft's own copy of a seat: ``own(draft, place)``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "own"


def is_seat(node: ast.expr) -> bool:
    """Whether an expression is a seat of the draft, its own or not."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        return node.value.attr == "seats"
    return is_own(node)


def aliases_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that an assignment gives to fields: ``asked = draft.asked``."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        for name, value in pairs:
            if isinstance(name, ast.Name) and isinstance(value, ast.Attribute):
                yield name.id, value.attr


def _called_here(node: ast.AST, module: ModuleType) -> Iterator[object]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            called = vars(module).get(part.func.id)
            home = getattr(called, "__module__", None) or ""
            if isinstance(called, FunctionType | type) and _is_engine(home, module):
                yield called


def _is_engine(home: str, module: ModuleType) -> bool:
    return home.startswith("combat_rules.engine.core") or home == module.__name__
