"""Scaffolds: a new plugin that works, with tests that pass, a README and its diagrams."""

import os
import shutil
import sys
from collections.abc import Mapping
from importlib.machinery import PathFinder
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path
from string import Template

from combat_rules.design.diagrams import USUAL, files_of, write
from combat_rules.errors import PluginError, why_unwritten
from combat_rules.plugins import Ruleset, load_ruleset
from combat_rules.plugins.hooks import PROJECT

TEMPLATES = files("combat_rules.design") / "templates"


def new_plugin(folder: Path, ruleset: Ruleset, kind: str = "plugin") -> list[Path]:
    """Make a plugin in a folder that does not exist yet; returns the files it now has.

    ``kind`` is ``"plugin"``, ``"table"``, ``"projectile"`` or ``"flurry"``. ``ruleset`` are the
    rules that it will join: its damage rule takes a place that they leave free. Raises
    ``PluginError`` if the folder is there already, its name cannot be one, or is that of a module,
    or the rules have something of the same name.
    """
    name = folder.name
    if not name.isidentifier() or iskeyword(name) or name != name.lower() or not name.isascii():
        raise _refused(f"{name!r} is no name for a plugin; use small letters, digits and _")
    if _is_module(name):
        raise _refused(
            f"there is a Python module {name} already, and a folder of that name would be imported "
            f"in its place; choose another name, {name}_moves say"
        )
    if os.path.exists(folder):
        raise _refused(f"{folder} is there already; choose another name")
    plugins = {plugin.name for plugin in ruleset.plugins}
    taken = [f"a plugin {name}"] if name in plugins else []
    taken += [own for own in (f"{name}_blow", f"{name}_fighter") if _knows(ruleset, own)]
    if taken:
        raise _refused(f"the rules have {', '.join(taken)} already; choose another name")
    words = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "chart": "".join(part.capitalize() for part in name.split("_")),
        "folder": folder.as_posix(),
        "place": str(_free_place(ruleset)),
    }
    made = _filled(kind, words)
    try:
        for path, text in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        drawn = _draw(folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _refused(
            f"cannot write the plugin to {folder}: {why_unwritten(folder, error)}"
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return [folder / path for path in (*made, *drawn)]


def _is_module(name: str) -> bool:
    """Whether a module of that name is Python's, this package, or installed."""
    if name == PROJECT or name in sys.stdlib_module_names:
        return True
    found = PathFinder.find_spec(name)
    # A folder without a file in it that says so is a package of nobody's.
    return found is not None and found.origin is not None


def _filled(kind: str, words: Mapping[str, str]) -> dict[str, str]:
    """The files of a new plugin by path."""
    folder = TEMPLATES / kind
    found = {}
    for template in sorted(folder.iterdir(), key=lambda each: each.name):
        path = template.name.removesuffix(".txt")
        path = f"tests/test_{words['name']}.py" if path == "tests.py" else path
        found[path] = Template(template.read_text(encoding="utf-8")).substitute(words)
    return found


def _draw(folder: Path) -> list[str]:
    """Draw the actions of a plugin into a folder of its own; returns the files."""
    ruleset = load_ruleset([folder])
    own = [name for name, move in ruleset.moves.items() if move.plugin == folder.name]
    files = files_of(ruleset, own, USUAL)
    write(files, folder / "diagrams")
    return [f"diagrams/{name}" for name in files]


def _free_place(ruleset: Ruleset) -> int:
    """The first place after all damage rules."""
    return max((contributed.rule.order for contributed in ruleset.damage_rules), default=0) + 10


def _knows(ruleset: Ruleset, name: str) -> bool:
    return name in ruleset.moves or name in ruleset.archetypes


def _refused(problem: str) -> PluginError:
    return PluginError(problem, code="plugin.new", problems=(problem,))
