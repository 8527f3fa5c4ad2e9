"""A statechart-driven rules engine for combat: the names that a newcomer needs, nothing else.

The names and where they come from stand once, in ``__init__.pyi``, where type checkers read them
too. Each is imported the first time that it is used, so that ``combat-rules --help`` does not pay
for an engine; see docs/decisions/0007-lazy-names.md. All other public names are in the modules of
``PUBLIC_MODULES``; whoever looks for one of them here is told where it is.
"""

import ast
import pathlib
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec

__version__ = "0.2.0"
"""The version of the package: it stands here, and nowhere else."""

PUBLIC_MODULES = (
    "combat_rules.model",
    "combat_rules.model.events",
    "combat_rules.charts",
    "combat_rules.errors",
    "combat_rules.plugins",
    "combat_rules.engine",
    "combat_rules.record",
    "combat_rules.netcode",
    "combat_rules.compiled",
    "combat_rules.testing",
)


def _homes() -> dict[str, str]:
    """Of each public name the module that it comes from, as the stub imports it."""
    stub = ast.parse(pathlib.Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    return {
        alias.name: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


_HOMES = _homes()
# In the order of the stub: constants, classes, functions.
__all__ = sorted(  # noqa: PLE0605  # a list of words, though not written out
    _HOMES, key=lambda name: (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        found: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # What asks here when `from combat_rules import name` runs. It takes an AttributeError as a no
    # and forgets its words; an ImportError reaches whoever wrote the line.
    imported = sys._getframe(1).f_code.co_name == "_handle_fromlist"
    if imported and find_spec(f"{__name__}.{name}") is None:
        raise ImportError(_where_else(name), name=__name__, path=__file__)
    raise AttributeError(_where_else(name))


def _where_else(name: str) -> str:
    """Where a name is that is not at the top, or what may have been meant by it."""
    public = {module: _listed(module) for module in PUBLIC_MODULES}
    for module, names in public.items():
        if name in names:
            return f"{name} is in {module} now; write: from {module} import {name}"
    known = dict.fromkeys([*__all__, *(each for names in public.values() for each in names)])
    did_you_mean = import_module("combat_rules.errors").did_you_mean
    return f"module {__name__!r} has no attribute {name!r}; {did_you_mean(name, known)}"


@cache
def _listed(module: str) -> tuple[str, ...]:
    """The names in the ``__all__`` of a module, read without loading the module."""
    path = pathlib.Path(__file__).parents[1].joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
