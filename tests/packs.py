"""The packs that ship, found in the folder of plugins."""

from functools import cache
from pathlib import Path

from combat_rules import Ruleset, load_ruleset

FOLDER = Path(__file__).parents[1] / "plugins"
PACKS = tuple(
    str(path) for path in sorted(FOLDER.iterdir()) if path.is_dir() and path.name != "__pycache__"
)

WITH_ALL = tuple(word for pack in PACKS for word in ("--plugin", pack))
"""The options of a command that plays under all of them."""


@cache
def every_pack() -> Ruleset:
    """The standard rules and every pack together."""
    return load_ruleset(PACKS)
