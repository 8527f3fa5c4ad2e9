"""The packs that ship: rules to play with and to learn from, each known by its name."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def folder_of_packs() -> Path:
    """Where the packs lie: in the package once it is installed, beside it in its repository."""
    inside = PACKAGE / "packs"
    return inside if inside.is_dir() else PACKAGE.parent / "plugins"


def ships(file: Path) -> bool:
    """Whether a file is of the standard rules, or of one of the packs."""
    return any(file.is_relative_to(folder) for folder in (PACKAGE, folder_of_packs()))


@cache
def packs() -> Mapping[str, Path]:
    """The folder of each pack that ships, by its name; none if somebody took them away."""
    folder = folder_of_packs()
    if not folder.is_dir():
        return {}
    found = (path for path in sorted(folder.iterdir()) if path.is_dir())
    return {path.name: path for path in found if path.name.isidentifier() and path.name[0] != "_"}
