"""Where a fault of one line can be planted in a module, and what the line is with it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FLIPPED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
CHECKS = ("demand", "require", "_demand", "check")


class Point(NamedTuple):
    """One fault: which piece of which line is put in place of which."""

    module: str
    line: int
    column: int
    end: int
    kind: str
    was: str
    now: str

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.module}:{self.line}:{self.column}:{self.kind}"

    def planted(self, source: str) -> str:
        """The module with the fault in it."""
        lines = source.split("\n")
        old = lines[self.line - 1].encode()
        lines[self.line - 1] = (old[: self.column] + self.now.encode() + old[self.end :]).decode()
        return "\n".join(lines)


def points_of(root: Path, module: str) -> list[Point]:
    """Every fault that can be planted in the functions of a module."""
    tree = ast.parse((root / module).read_text(encoding="utf-8"))
    found: list[Point] = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for part in function.body:
                for node in ast.walk(part):
                    found += _points(module, node)
    return sorted({point.key: point for point in found}.values())


def _points(module: str, node: ast.AST) -> Iterator[Point]:
    if not isinstance(node, ast.stmt | ast.expr) or node.lineno != node.end_lineno:
        return
    for kind, put in _faults(node):
        assert node.end_col_offset is not None, "it ends on its line"
        where = (node.lineno, node.col_offset, node.end_col_offset)
        yield Point(module, *where, kind, ast.unparse(node), put)


def _faults(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Raise():
            yield "a raise left out", "pass"
        case ast.Expr(ast.Call(ast.Name(name) | ast.Attribute(_, name))) if name.startswith(CHECKS):
            yield "a check left out", "pass"
        case ast.Compare(left, [op], right):
            flipped = ast.Compare(left, [FLIPPED[type(op)]], right)
            yield "a comparison flipped", f"({ast.unparse(flipped)})"
        case ast.BoolOp(op, values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "and for or", f"({ast.unparse(ast.BoolOp(other, values))})"
        case ast.Constant(bool()):
            yield "the opposite", str(not node.value)
        case ast.Constant(int(number)):
            yield "off by one", f"({number + 1})"
        case ast.Call(_, [ast.Name() as first, ast.Name() as second, *rest], keywords):
            swapped = ast.Call(node.func, [second, first, *rest], keywords)
            yield "arguments swapped", ast.unparse(swapped)
