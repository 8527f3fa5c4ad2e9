"""What a journal may have loaded, which may come from anywhere and name anything.

To import a plugin is to run it. So what only a journal names is loaded where it cannot do more
than what the user has there anyway: a plugin of the working folder, a pack that ships with the
package, or what is loaded already.
"""

import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from combat_rules.errors import IMPORTED
from combat_rules.plugins.folder import names_a_module
from combat_rules.plugins.packs import packs
from combat_rules.plugins.tables.table import SUFFIXES

MARK = b"hookimpl"
"""What every plugin speaks of that is written in Python; other programs are none."""


def may_be_loaded(location: str, here: Path) -> bool:
    """Whether the plugin at ``location``, a module or else a path from ``here``, may be loaded.

    Nothing outside ``here`` is even looked at. A file that is not there may be asked for: the
    user is told that it is gone.
    """
    if location in sys.modules:
        return True
    try:
        path = Path(os.path.abspath(here / location))
        if _is_loaded(path) or (location in packs() and not path.exists()):
            return True
        if not path.is_relative_to(here):
            return False
        if path.exists() or not names_a_module(location):
            return _is_plugin(path)
        found = _places_of(location)
        return bool(found) and all(p.is_relative_to(here) and _is_plugin(p) for p in found)
    except (OSError, ValueError):
        # A name that no file can have, too long or with a NUL in it.
        return False


def _is_loaded(path: Path) -> bool:
    """Whether the user has had this file or folder loaded in this process."""
    files = (str(path), str(path / "__init__.py"))
    return any(
        name.startswith(IMPORTED) and getattr(module, "__file__", None) in files
        for name, module in list(sys.modules.items())
    )


def _places_of(module: str) -> list[Path]:
    """Where a module may lie, without importing the packages around it; none if it is no file."""
    top, *rest = module.split(".")
    spec = PathFinder.find_spec(top)
    if spec is None:
        return []
    if spec.submodule_search_locations is None:
        return [Path(os.path.abspath(spec.origin or top))]
    folders = [Path(os.path.abspath(f)).joinpath(*rest) for f in spec.submodule_search_locations]
    files = [folder.with_name(f"{folder.name}.py") for folder in folders]
    return [path for path in (*folders, *files) if path.exists()]


def _is_plugin(path: Path) -> bool:
    """Whether a file or folder is a table, not there at all, or Python that speaks of hooks."""
    if path.is_dir():
        return not (path / "__init__.py").is_file() or any(map(_speaks, path.glob("*.py")))
    return path.suffix.lower() in SUFFIXES or not path.exists() or _speaks(path)


def _speaks(file: Path) -> bool:
    return file.is_file() and MARK in file.read_bytes()
