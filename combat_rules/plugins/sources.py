"""Sources: where plugins come from, and how each is loaded on its own."""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import (
    IMPORTED,
    PluginError,
    at_line,
    did_you_mean,
    in_short,
    in_words,
    is_ctrl_c,
)
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins.arrangement import PARTS, Arrangement, read_arrangement
from combat_rules.plugins.folder import (
    beside,
    in_its_form,
    names_a_module,
    plugin_name,
    real_place,
)
from combat_rules.plugins.hooks import PROJECT
from combat_rules.plugins.importing import import_anew
from combat_rules.plugins.packs import packs
from combat_rules.plugins.ruleset import PluginInfo
from combat_rules.plugins.tables.cells import shown
from combat_rules.plugins.tables.table import (
    NAMES,
    SUFFIXES,
    UNREADABLE,
    Table,
    read_table,
    tables_at,
)

COMMAND = PROJECT.replace("_", "-")
"""What the command is called, and what its table in a project may be called by mistake."""

STANDARD = "combat_rules.standard"
"""The rules that ship: a module like any other, and loaded as such."""


class Source(Struct, frozen=True):
    """A plugin that was looked for, and its module unless it has problems."""

    info: PluginInfo
    module: object = None


def standard() -> Source:
    """The rules that ship."""
    source = _import_module(STANDARD, "standard")
    return Source(replace(source.info, name="standard"), source.module)


def given(plugin: object, folder: Path) -> Source:
    """A plugin named by a file, a folder, a pack or a module, or an object that has hooks."""
    if isinstance(plugin, str | bytes | os.PathLike):
        return named(os.fsdecode(plugin), folder, "option")
    try:
        name = _said(plugin, "__name__") or type(plugin).__name__
        location, version = _said(plugin, "__file__"), _said(plugin, "__version__")
    except Exception as error:
        return _broken(
            type(plugin).__name__, "option", "", f"it cannot be asked: {in_words(error)}"
        )
    info = PluginInfo(name=name, origin="option", location=location, version=version)
    return Source(info, plugin)


def named(text: str, folder: Path, origin: str) -> Source:
    """A plugin named by a file or folder, relative to ``folder``, else by the name of a pack that
    ships, else by a module."""
    if not text:
        return _broken("''", origin, "", "it has no name; give a file, folder, module or pack")
    try:
        return _named(text, folder / text, origin)
    except (OSError, ValueError, RuntimeError) as error:
        # Too long, with a NUL in it, or a link that leads to itself.
        why = getattr(error, "strerror", None) or error
        return _broken(shown(text), origin, "", f"{shown(text)} cannot be a file: {why}")


def _named(text: str, path: Path, origin: str) -> Source:
    if text == "standard" and not path.exists():
        return standard()
    path = in_its_form(path)
    path = real_place(path) if path.exists() else packs().get(text, path)
    if path.is_file() and path.suffix.lower() == ".py":
        return _import_file(path, origin)
    if path.is_dir() and (path / "__init__.py").is_file():
        return _import_file(path / "__init__.py", origin)
    if tables_at(path):
        name = plugin_name(path.name if path.is_dir() else path.stem)
        return _load(name, origin, str(path), lambda: read_table(path))
    if path.exists():
        what = f"file that is not Python, nor a table ({', '.join(SUFFIXES)})"
        if path.is_dir():
            what = f"folder without __init__.py, nor a table ({', '.join(NAMES)})"
        return _broken(text, origin, str(path), f"{path} is a {what}")
    if not names_a_module(text):
        near = _near(path.name, beside(path))
        said = f"there is no file or folder {path}{near and f'; {near}'}"
        return _broken(text, origin, "", said)
    return _import_module(text, origin, beside(path))


def _near(name: str, known: Iterable[str]) -> str:
    """Which of the known names could have been meant; empty if none is near."""
    said = did_you_mean(name, known)
    return said if said.startswith("did you mean") else ""


def project_file(start: Path) -> Path | None:
    """The nearest ``pyproject.toml``, from ``start`` upwards."""
    try:
        folder = start.resolve()
        files = (around / "pyproject.toml" for around in (folder, *folder.parents))
        return next((file for file in files if file.is_file()), None)
    except FileNotFoundError as error:
        raise _unusable("the working folder is gone; change to one that is there") from error
    except (OSError, ValueError) as error:
        raise _unusable(f"no project can be at {in_short(str(start))}: {error}") from error


def of_project(start: Path) -> Iterator[Source]:
    """The plugins that the nearest ``pyproject.toml`` names, from ``start`` upwards.

    Raises ``PluginError`` if the file cannot be read or says something else.
    """
    file, table = _project(start)
    plugins = table.get("plugins", [])
    if not isinstance(plugins, list) or not all(isinstance(p, str) and p for p in plugins):
        raise _unusable(
            f'{file}: [tool.{PROJECT}] wants plugins = ["file.py", "folder", "module"], '
            f"not {plugins!r}"
        )
    for text in plugins:
        yield named(text, file.parent, "pyproject")


@checks_arguments
def project_arrangement(start: Path) -> Arrangement:
    """How the nearest ``pyproject.toml`` puts plugins together, from ``start`` upwards.

    Raises ``PluginError`` with all ``problems`` for what cannot be read.
    """
    file, table = _project(start)
    parts = {name: value for name, value in table.items() if name != "plugins"}
    for name in parts:
        if name not in PARTS:
            near = did_you_mean(name, ("plugins", *PARTS))
            raise _unusable(f"{file}: [tool.{PROJECT}] has no {name}; {near}")
    return read_arrangement(parts, f"{file}: [tool.{PROJECT}] ")


def installed() -> Iterator[Source]:
    """The plugins of installed packages: entry points of the group ``combat_rules``."""
    found = sorted(entry_points(group=PROJECT), key=lambda e: (e.name, e.value))
    for entry in found:
        version = "" if entry.dist is None else entry.dist.version
        yield _load(entry.name, "installed", entry.value, entry.load, version)


def distinct(sources: Iterable[Source]) -> list[Source]:
    """Each plugin once, where it was named first. A table is none if its folder is one as well."""
    kept: dict[object, Source] = {}
    for source in sources:
        kept.setdefault(_identity(source), source)
    tables = [one for one in kept if isinstance(one, frozenset)]
    parts = [one for one in tables if any(one < other for other in tables)]
    return [source for one, source in kept.items() if one not in parts]


def _identity(source: Source) -> object:
    """What two plugins have in common that are one."""
    info, module = source.info, source.module
    if isinstance(module, Table):
        return module.files
    if module is None:
        return info.name, info.location
    return _said(module, "__file__") or id(module)


def _said(module: object, name: str) -> str:
    """What a module says of itself, as a text that can be printed; nothing if it is no such."""
    text = getattr(module, name, None)
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    return str(text) if str(text).isprintable() else ascii(text)


def _project(start: Path) -> tuple[Path, Mapping[str, object]]:
    """The nearest ``pyproject.toml``, and what it says of this package; else nothing."""
    file = project_file(start)
    return (start.resolve(), {}) if file is None else (file, _table_of(file))


def _table_of(file: Path) -> Mapping[str, object]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(f"{file} cannot be read: {error}") from error
    tool = tables.get("tool", {})
    table = tool.get(PROJECT, {}) if isinstance(tool, dict) else None
    if isinstance(tool, dict) and COMMAND in tool:
        raise _unusable(f"{file}: [tool.{COMMAND}] is read by nobody; write [tool.{PROJECT}]")
    if not isinstance(table, dict):
        raise _unusable(f"{file}: [tool.{PROJECT}] is a table, and wants plugins = [...] in it")
    return table


def _unusable(problem: str) -> PluginError:
    return PluginError(problem, code="plugins.pyproject", problems=(problem,))


def _import_module(name: str, origin: str, near_by: Iterable[str] = ()) -> Source:
    return _load(name, origin, "", lambda: import_module(name), near_by=near_by)


def _import_file(file: Path, origin: str) -> Source:
    """Import a file under a name of its own: two plugins may have the same file name.

    One that has been imported is imported anew only if it, or for a package anything beside it,
    has changed since.
    """
    plain = plugin_name(file.parent.name if file.name == "__init__.py" else file.stem)
    # With a dot in it, spear.v2 say, it would be a module inside another.
    own = plain.replace(".", "_")
    name = f"{IMPORTED}{sha256(os.fsencode(file)).hexdigest()[:12]}_{own}"
    return _load(plain, origin, str(file), lambda: import_anew(name, file))


def _load(
    name: str,
    origin: str,
    location: str,
    load: Callable[[], object],
    version: str = "",
    near_by: Iterable[str] = (),
) -> Source:
    try:
        module = load()
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        return _broken(name, origin, location, _import_problem(name, location, error, near_by))
    try:
        location = location or _said(module, "__file__")
        version = version or _said(module, "__version__")
    except Exception as error:
        return _broken(name, origin, location, f"it cannot be asked: {in_words(error)}")
    info = PluginInfo(name=name, origin=origin, location=location, version=version)
    return Source(info, module)


def _import_problem(name: str, location: str, error: BaseException, near_by: Iterable[str]) -> str:
    if not location and isinstance(error, ModuleNotFoundError) and _is_missing(name, error):
        near = _near(name, (*packs(), *near_by)) or did_you_mean(name, packs())
        return (
            f"there is no module {name}; name a file (plugin.py), a folder, a module or a pack "
            f"that ships; {near}"
        )
    if isinstance(error, PluginError) and error.code == UNREADABLE:
        return str(error)
    # Code that reads other code may raise such an error of a text that is no file.
    if isinstance(error, SyntaxError) and not str(error.filename).startswith("<"):
        at = f"{error.filename}, line {error.lineno}: " if error.filename else "it is no Python: "
        return f"{at}{error.msg}"
    return f"importing it raised {in_words(error)}{at_line(error)}{_way(location, error)}"


def _way(location: str, error: BaseException) -> str:
    """How a plugin gets at a module that lies beside it; empty if it was not looking for one."""
    file = Path(location)
    if not file.is_absolute() or not isinstance(error, ImportError):
        return ""
    name = error.name or "NAME"
    places = (file.parent / f"{name}.py", file.parent / name / "__init__.py")
    if not any(map(Path.is_file, places)) and "no known parent package" not in str(error):
        return ""
    if file.name == "__init__.py":
        return f"; write: from . import {name}"
    return (
        "; a file is a plugin by itself: put those that belong together into a folder with an "
        f"__init__.py, and write: from . import {name}"
    )


def _is_missing(name: str, error: ModuleNotFoundError) -> bool:
    return error.name is not None and (name == error.name or name.startswith(f"{error.name}."))


def _broken(name: str, origin: str, location: str, problem: str) -> Source:
    return Source(PluginInfo(name=name, origin=origin, location=location, problems=(problem,)))
