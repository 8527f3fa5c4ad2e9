"""Source text of functions: what is left of it without comments and docstrings."""

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence
from functools import lru_cache
from inspect import getblock
from textwrap import dedent
from types import CodeType


def without_comments(source: str) -> str:
    """Source with its comments and empty lines left out; as it is if it is no whole code."""
    lines = source.splitlines()
    try:
        # Most functions have none, and to take source apart takes its time.
        for token in _tokens(source) if "#" in source else ():
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        pass
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(source).readline)


def without_docstrings(source: str) -> str:
    """Source with its docstrings left out; as it is if it is no whole code."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    lines = [line.encode() for line in source.splitlines()]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None and first.end_lineno is not None:
                start, end = first.lineno - 1, first.end_lineno - 1
                rest = lines[end][first.end_col_offset :]
                lines[start : end + 1] = [
                    lines[start][: first.col_offset] + rest,
                    *[b""] * (end - start),
                ]
    return "\n".join(line.decode() for line in lines)


def block_of(code: CodeType, lines: Sequence[str]) -> str:
    """The source of a function, of the lines of its file. Raises ``OSError`` if it is not there."""
    if len(lines) < code.co_firstlineno:
        raise OSError("it is not there")
    return dedent("".join(getblock(lines[code.co_firstlineno - 1 :])))


def lambda_of(code: CodeType, lines: Sequence[str]) -> str:
    """The source of a lambda alone; of those that begin in one line, the one compiled from it."""
    text = "".join(lines)
    spots = {(line, column) for line, _, column, _ in code.co_positions()}
    found = [
        node
        for node in ast.walk(_parsed(text))
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno
    ]
    own = [node for node in found if (node.body.lineno, node.body.col_offset) in spots]
    said = [ast.get_source_segment(text, node) or "" for node in own or found]
    return "; ".join(said) or block_of(code, lines)


@lru_cache(maxsize=16)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)
