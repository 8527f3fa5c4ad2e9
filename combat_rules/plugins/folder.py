"""Places: the working folder, which may be gone, and names that are those of files."""

from pathlib import Path

from combat_rules.plugins.tables.table import SUFFIXES


def working_folder() -> Path:
    """The folder that a program works in. One that is gone holds nothing: of the relative path
    that comes back then nothing can be found, and nothing lies below it."""
    try:
        return Path.cwd()
    except OSError:
        return Path()


def names_a_module(text: str) -> bool:
    """Whether a plugin is named by its module, and by no file or folder: by how it is written."""
    is_file = text.lower().endswith((".py", *SUFFIXES))
    return not is_file and all(part.isidentifier() for part in text.split("."))
