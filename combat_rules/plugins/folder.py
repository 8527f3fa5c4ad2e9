"""Places: the working folder, which may be gone, and where plugins lie by what they are called."""

import os
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from combat_rules.model.names import written_name
from combat_rules.plugins.tables.table import SUFFIXES

ENDINGS = (".py", *SUFFIXES)
"""How the names of files end that may be plugins."""


def working_folder() -> Path:
    """The folder that a program works in. One that is gone holds nothing: of the relative path
    that comes back then nothing can be found, and nothing lies below it."""
    try:
        return Path.cwd()
    except OSError:
        return Path()


def names_a_module(text: str) -> bool:
    """Whether a plugin is named by its module, and by no file or folder: by how it is written."""
    is_file = text.lower().endswith(ENDINGS)
    return not is_file and all(part.isidentifier() for part in text.split("."))


def plugin_name(file: str) -> str:
    """What a plugin is called after its file or folder, in the form that names are compared in."""
    return normalize("NFC", written_name(file))


def in_its_form(path: Path) -> Path:
    """The path, or the one of the same letters in another form: macOS keeps accents apart."""
    if path.name.isascii() or path.exists():
        return path
    with suppress(OSError):
        for other in sorted(path.parent.iterdir()):
            if plugin_name(other.name) == plugin_name(path.name):
                return other
    return path


def real_place(path: Path) -> Path:
    """Where a file or folder really is. A link keeps its name if it leads to a file without an
    ending: where a store keeps files by their content, their names say nothing."""
    real = path.resolve()
    is_named = real.is_dir() or real.suffix.lower() in ENDINGS
    return real if is_named else Path(os.path.abspath(path))


def beside(path: Path) -> list[str]:
    """The files in the folder of a path that may be plugins."""
    with suppress(OSError):
        inside = sorted(path.parent.iterdir())
        found = [file for file in inside if file.suffix.lower() in ENDINGS]
        return [written_name(file.name) for file in found if file.is_file()]
    return []
