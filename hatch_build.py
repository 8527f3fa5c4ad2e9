"""What of the packs goes along in a wheel: all but their tests, as ``combat_rules/packs``."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LEFT_OUT = {"tests", "__pycache__"}


class Packs(BuildHookInterface[Any]):
    """Puts the packs into the package. An editable install finds them beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file and its place."""
        if version == "editable":
            return
        root = Path(self.root)
        for path in sorted((root / "plugins").glob("**/*")):
            place = path.relative_to(root / "plugins")
            if path.is_file() and not LEFT_OUT & set(place.parts):
                build_data["force_include"][str(path)] = f"combat_rules/packs/{place.as_posix()}"
