"""Closures: what a function's names stand for before it is called: from around it, or bound."""

from contextlib import suppress
from functools import partial
from types import CodeType, MethodType


def closed_over(function: object) -> dict[str, object]:
    """What the names stand for that a function has from the functions around it; one that has no
    value yet is left out."""
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    found: dict[str, object] = {}
    for name, cell in zip(names, getattr(function, "__closure__", None) or (), strict=True):
        # An empty cell raises.
        with suppress(ValueError):
            found[name] = cell.cell_contents
    return found


def taken_apart(function: object) -> tuple[CodeType | None, dict[str, object]]:
    """The code behind a function, a method or a partial, and what it is bound to by name: two are
    the same question if both are. ``None`` for what is not in Python."""
    bound: tuple[object, ...] = ()
    while isinstance(function, partial | MethodType):
        if isinstance(function, partial):
            bound, function = (*function.args, *bound), function.func
        else:
            bound, function = (function.__self__, *bound), function.__func__
    code: CodeType | None = getattr(function, "__code__", None)
    names = () if code is None else code.co_varnames
    return code, {**closed_over(function), **dict(zip(names, bound, strict=False))}
