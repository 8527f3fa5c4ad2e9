"""A statechart-driven rules engine for combat: the public names, nothing else.

The names and where they come from stand once, in ``__init__.pyi``, where type checkers read them
too. Each is imported the first time that it is used, so that ``combat-rules --help`` does not pay
for an engine; see docs/decisions/0007-lazy-names.md.
"""

import ast
from importlib import import_module
from pathlib import Path

__version__ = "0.1.0"


def _homes() -> dict[str, str]:
    """Of each public name the module that it comes from, as the stub imports it."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
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
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
