"""A statechart-driven rules engine for combat: the names that a newcomer needs, nothing else.

The names and where they come from stand once, in ``__init__.pyi``, where type checkers read them
too. Each is imported the first time that it is used, so that ``combat-rules --help`` does not pay
for an engine; see docs/decisions/0007-lazy-names.md. All other public names are in the modules of
``PUBLIC_MODULES``; whoever looks for one of them here is told where it is.
"""

import ast
import pathlib
import sys
from importlib import import_module
from importlib.util import find_spec

__version__ = "0.2.0"
"""The version of the package: it stands here, and nowhere else."""


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
    if name == "PUBLIC_MODULES":
        return import_module("combat_rules.moved").PUBLIC_MODULES
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
    moved = import_module("combat_rules.moved")
    home = moved.home_of(name)
    if home:
        return f"{name} is in {home} now; write: from {home} import {name}"
    below = (each for module in moved.PUBLIC_MODULES for each in moved.names_in(module))
    did_you_mean = import_module("combat_rules.errors").did_you_mean
    known = dict.fromkeys([*__all__, *below])
    return f"module {__name__!r} has no attribute {name!r}; {did_you_mean(name, known)}"


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _OldModules:
    """Asked for modules that nobody has found; of those of before it says what they are called."""

    @staticmethod
    def find_spec(module: str, *_: object) -> None:
        if module.startswith(f"{__name__}."):
            import_module("combat_rules.moved").refuse_old_module(module)


sys.meta_path.append(_OldModules)  # type: ignore[arg-type]  # it finds nothing, and loads nothing
