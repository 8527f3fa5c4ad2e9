"""What a function of a plugin says: its source and the values it speaks of, as plain data."""

import io
import tokenize
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache, partial
from hashlib import blake2b
from inspect import getsource
from sys import stdlib_module_names
from textwrap import dedent
from types import CodeType, FunctionType, MethodType
from typing import Any

from msgspec import Struct

DEEPEST = 4
"""How far helpers of helpers are followed."""


def describe_function(function: Any, depth: int = 0) -> dict[str, Any]:
    """What a function says: ``source`` without comments, ``values`` it was made with or refers
    to, and ``helpers`` of the same kind. Two with the same answer do the same."""
    if isinstance(function, partial):
        given = {str(n): shown(v) for n, v in enumerate(function.args)}
        given |= {name: shown(value) for name, value in function.keywords.items()}
        return {**describe_function(function.func, depth), "given": given}
    if isinstance(function, MethodType):
        return {**describe_function(function.__func__, depth), "of": shown(function.__self__)}
    if not isinstance(function, FunctionType):
        kind = type(function)
        call = getattr(kind, "__call__", None)  # noqa: B004  # the function itself is wanted
        inner = describe_function(call, depth) if isinstance(call, FunctionType) else {}
        return {"kind": kind.__qualname__, "fields": shown(function), **inner}
    values: dict[str, Any] = {}
    helpers: dict[str, Any] = {}
    for name, value in sorted(_spoken_of(function)):
        if not isinstance(value, FunctionType):
            values[name] = shown(value)
        elif depth < DEEPEST and not _of_python(value):
            helpers[name] = describe_function(value, depth + 1)
        else:
            values[name] = value.__qualname__
    said: dict[str, Any] = {"source": source_of(function.__code__)}
    said |= {"values": values} if values else {}
    return said | ({"helpers": helpers} if helpers else {})


def shown(value: Any, depth: int = 0) -> Any:
    """A value as plain data, without where it lies in memory."""
    if depth > DEEPEST:
        return "..."
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, set | frozenset):
        return sorted((shown(part, depth + 1) for part in value), key=repr)
    if isinstance(value, list | tuple):
        return [shown(part, depth + 1) for part in value]
    if isinstance(value, Mapping):
        return {str(shown(key)): shown(part, depth + 1) for key, part in value.items()}
    if isinstance(value, Struct):
        fields = {name: shown(getattr(value, name), depth + 1) for name in value.__struct_fields__}
        return {"kind": type(value).__name__, **fields}
    if isinstance(value, type | FunctionType):
        return value.__qualname__
    return f"a {type(value).__qualname__}"


@lru_cache(maxsize=4096)
def source_of(code: CodeType) -> str:
    """The source of a function without comments; a hash of what it was compiled to if the
    source is not to be had."""
    try:
        return without_comments(dedent(getsource(code)))
    except (OSError, TypeError):
        hasher = blake2b(code.co_code, digest_size=8)
        for part in (*code.co_names, *(c for c in code.co_consts if not isinstance(c, CodeType))):
            hasher.update(repr(part).encode())
        return f"compiled {hasher.hexdigest()}"


def without_comments(source: str) -> str:
    """Source with its comments and empty lines left out; as it is if it is no whole code."""
    lines = source.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        pass
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _spoken_of(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Names that a function refers to, from around it and from its module, with their values."""
    code = function.__code__
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:
            continue
    for place, default in enumerate(function.__defaults__ or ()):
        yield f"default {place}", default
    yield from (function.__kwdefaults__ or {}).items()
    for name in sorted(set(_names(code))):
        if name in function.__globals__ and function.__globals__[name] is not function:
            value = function.__globals__[name]
            if isinstance(value, type) or type(value).__name__ == "module":
                continue
            yield name, value


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _of_python(function: FunctionType) -> bool:
    """Whether a function comes with Python, or with the libraries that charts are made of."""
    top = (function.__module__ or "").partition(".")[0]
    return top in stdlib_module_names or top in ("msgspec", "statemachine", "pluggy")
