"""Places in files, as editors take them: ``spear.py:78``."""

import re
from pathlib import Path

from combat_rules.plugins.folder import working_folder
from combat_rules.plugins.packs import PACKAGE

PLACE = re.compile(r"(?P<file>.*), line (?P<line>\d+)(, .*)?")


def short_place(where: str) -> str:
    """A place as editors take it, ``spear.py:78``, from the present folder if it is below it; of
    what ships, from this package."""
    found = PLACE.fullmatch(where)
    file, line = (found["file"], f":{found['line']}") if found else (where, "")
    if not file:
        return ""
    path = Path(file)
    above = next((up for up in (working_folder(), PACKAGE.parent) if path.is_relative_to(up)), None)
    return f"{path if above is None else path.relative_to(above)}{line}"
