"""Importing plugins from files: each under a name of its own, and as the file is now."""

import ast
import linecache
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib import invalidate_caches
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source, module_from_spec, spec_from_file_location
from pathlib import Path
from threading import RLock
from types import CodeType, FunctionType, ModuleType

from combat_rules.errors import IMPORTED

CONTENT = "__combat_rules_content__"
"""What a module keeps of the files that it was imported from."""

READ = (".py", ".csv", ".tsv", ".yaml", ".yml", ".json", ".toml")
"""Endings of the files that a package may read as it is imported."""

NO_FILE = "<string>"
"""Where code is from that was made of a text."""

PACKAGE = "combat_rules."
"""How the names of this package's own modules begin."""

IMPORTING = RLock()
"""Held while a file is imported: another thread that wants it waits until it is whole."""


def import_anew(name: str, file: Path) -> ModuleType:
    """The module of a file, imported anew if the file, or anything in its package, has changed."""
    with IMPORTING:
        content = _content(_files(file))
        known = sys.modules.get(name)
        if known is None or vars(known).get(CONTENT) != (content, _content(_linked(name, file))):
            for part in (*_files(file), *_linked(name, file)):
                linecache.cache.pop(str(part), None)
            forget(name)
            known = _import(name, file)
            setattr(known, CONTENT, (content, _content(_linked(name, file))))
        return known


def forget(name: str) -> None:
    """Have a plugin imported anew the next time, changed or not."""
    for known in (name, *_inside(name)):
        sys.modules.pop(known, None)


def forget_plugins() -> None:
    """Have all plugins that were imported from files imported anew the next time."""
    for name in list(sys.modules):
        if name.startswith(IMPORTED):
            sys.modules.pop(name, None)


def _inside(name: str) -> list[str]:
    """The names of the modules of a package that were imported. Threads may import others."""
    return sorted(known for known in list(sys.modules) if known.startswith(f"{name}."))


class FromSource(SourceFileLoader):
    """Reads a module from its source. Compiled files beside it are taken by time and length, and
    two edits of a second may have both in common. ``text`` is what was imported."""

    text: str | None = None

    def get_code(self, fullname: str) -> CodeType:
        """The code of a module, compiled now."""
        data = self.get_data(self.path)
        try:
            self.text = decode_source(data)
        except (SyntaxError, UnicodeDecodeError):
            _demand_utf_8(data, self.path)
            raise
        code: CodeType = self.source_to_code(data, self.path)
        return code


class OfPlugins(MetaPathFinder):
    """Finds the modules inside packages that are plugins, which are read from their source too."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module of a plugin is; nothing for all others."""
        if path is None or not name.startswith(IMPORTED):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = FromSource(spec.loader.name, spec.loader.path)
        return spec


sys.meta_path.insert(0, OfPlugins())


def text_of(function: FunctionType) -> str | None:
    """The text of the module of a function, as it was imported; none if that is not to be had: it
    is in no file, or in one that has changed since."""
    file, loader = function.__code__.co_filename, function.__globals__.get("__loader__")
    # Python 3.13 takes the text of ``python -c`` for that of everything without a file.
    if file == NO_FILE:
        return None
    text = _text_around(function) or None
    # This package stays what it is; other loaders may make other code of a text. A plugin may have
    # made a function of a text of its own, in its own namespace.
    is_plain = isinstance(loader, FromSource) or (
        type(loader) is SourceFileLoader and not loader.name.startswith(PACKAGE)
    )
    return None if is_plain and function.__code__ not in _codes_in(text or "") else text


def definitions_of(function: object) -> list[str]:
    """Where the file of a function defines one of its name outside of any block, ``spear.py:28``:
    of several the last one counts."""
    if not isinstance(function, FunctionType):
        return []
    text, name = _text_around(function), function.__name__
    lines: list[int] = []
    # To take a text apart takes its time.
    if text.count(f"def {name}(") > 1:
        with suppress(SyntaxError, ValueError):
            parts = [part for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)]
            lines = [part.lineno for part in parts if part.name == name]
    return [f"{Path(function.__code__.co_filename).name}:{line}" for line in lines]


def _text_around(function: FunctionType) -> str:
    """The text of the file of a function, as it was imported if it is a plugin's; or nothing."""
    file, loader = function.__code__.co_filename, function.__globals__.get("__loader__")
    if isinstance(loader, FromSource) and loader.path == file:
        return loader.text or ""
    linecache.checkcache(file)
    return "".join(linecache.getlines(file, function.__globals__))


@lru_cache(maxsize=64)
def _codes_in(text: str) -> frozenset[CodeType]:
    """All code that a module's text is compiled to."""
    found: list[CodeType] = []
    with suppress(SyntaxError, ValueError):
        found.append(compile(text, NO_FILE, "exec", dont_inherit=True))
    for code in found:
        # The list grows as it is gone through.
        found += [part for part in code.co_consts if isinstance(part, CodeType)]
    return frozenset(found)


def _import(name: str, file: Path) -> ModuleType:
    spec = spec_from_file_location(
        name,
        file,
        loader=FromSource(name, str(file)),
        submodule_search_locations=[str(file.parent)] if file.name == "__init__.py" else None,
    )
    assert spec is not None, "a Python file has a spec"
    assert spec.loader is not None, "and a loader"
    module = module_from_spec(spec)
    sys.modules[name] = module
    # A module may be new in its folder, whose time says so up to two seconds later.
    invalidate_caches()
    try:
        spec.loader.exec_module(module)
    except BaseException:
        # Half a module is no module: the next attempt starts anew.
        forget(name)
        raise
    return module


def _demand_utf_8(data: bytes, path: str) -> None:
    """Raise ``SyntaxError`` with the first line that is not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = "it is not UTF-8 text; save it as UTF-8"
        raise SyntaxError(problem, (path, line, None, None)) from error


def _content(files: Iterable[Path]) -> str:
    """What tells one state of a plugin's files from another. What cannot be read is nothing to it,
    unless it is imported."""
    told = sha256()
    for part in files:
        with suppress(OSError):
            told.update(os.fsencode(f"{part}\0{part.stat().st_size}\0"))
            told.update(part.read_bytes())
    return told.hexdigest()


def _files(file: Path) -> Iterator[Path]:
    """A module's file, or everything that a package may read as it is imported; what is hidden
    in it is not."""
    if file.name != "__init__.py":
        yield file
        return
    for folder, inside, names in os.walk(file.parent):
        inside[:] = sorted(name for name in inside if name[0] != "." and name != "__pycache__")
        for part in (Path(folder, name) for name in sorted(names)):
            if part.suffix.lower() in READ and part.is_file():
                yield part


def _linked(name: str, file: Path) -> Iterator[Path]:
    """The files of a package that were imported by a link in it to elsewhere. What else lies there,
    which may be a whole disk, is not gone through."""
    for inner in _inside(name):
        part = getattr(sys.modules[inner], "__file__", None)
        if part and not Path(part).resolve().is_relative_to(file.parent):
            yield Path(part)
