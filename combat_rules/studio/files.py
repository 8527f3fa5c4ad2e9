"""The files of a project that the studio reads: those that lie in it, a few folders deep."""

from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path

DEEP = 3
"""Folders in folders that are searched."""

SKIPPED = frozenset({"node_modules", "__pycache__", "build", "dist"})


def files_below(folder: Path, endings: Container[str], deep: int = DEEP) -> Iterator[Path]:
    """The files with one of these endings, in order. What is hidden, what only leads to somewhere
    else, and what has a name that is no text, so that no page could ask for it, is left out."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.name.startswith(".") or path.name in SKIPPED or path.is_symlink():
            continue
        if not _is_text(path.name):
            continue
        if path.is_dir() and deep:
            yield from files_below(path, endings, deep - 1)
        elif path.is_file() and path.suffix in endings:
            yield path


def _is_text(name: str) -> bool:
    with suppress(UnicodeEncodeError):
        name.encode()
        return True
    return False
