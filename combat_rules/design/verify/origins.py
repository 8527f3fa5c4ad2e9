"""Origins: which plugin, file and line a finding belongs to, and what sources say of themselves."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from combat_rules.design.verify.findings import CODES, Finding
from combat_rules.plugins import Ruleset, Source
from combat_rules.plugins.tables.table import Table

MADE = ("Action", "Archetype")
"""What makes that which findings are about."""


class Origins:
    """Where the actions and archetypes of a ruleset come from."""

    def __init__(self, ruleset: Ruleset, sources: Iterable[Source]) -> None:
        left_out = {plugin.name for plugin in ruleset.plugins if plugin.left_out}
        self.tables: dict[str, Table] = {}
        self._locations: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._named: dict[tuple[Path, tuple[str, ...] | None], dict[str, int]] = {}
        for source in sources:
            self._locations[source.info.name] = source.info.location
            if isinstance(source.module, Table) and source.info.name not in left_out:
                self.tables[source.info.name] = source.module
        for plugin in ruleset.plugins:
            for name in plugin.contributed.get("combat_archetypes", ()):
                self._owners.setdefault(name, plugin.name)
        self._owners |= {name: move.plugin for name, move in ruleset.moves.items()}

    def place(self, finding: Finding) -> Finding:
        """The finding with its plugin and its place."""
        plugin = finding.plugin or self._owners.get(finding.move, "")
        where = finding.where or self.where(finding.move, plugin) or self._locations.get(plugin, "")
        return replace(finding, plugin=plugin, where=where)

    def where(self, name: str, plugin: str) -> str:
        """Where a plugin has an action or archetype, ``FILE, line 78``; empty if that cannot be
        found."""
        table = self.tables.get(plugin)
        places = {} if table is None else table.places
        titles = (f"action {name}", f"archetype {name}")
        known = next((places[title] for title in titles if title in places), "")
        return known or self._in_python(self._locations.get(plugin, ""), name)

    def _in_python(self, location: str, name: str) -> str:
        """Where a plugin in Python names an action or archetype, ``FILE, line 78``; empty if it
        does so nowhere in a way that can be read."""
        file = Path(location)
        if file.suffix != ".py" or not name:
            return ""
        files = sorted(file.parent.glob("*.py")) if file.name == "__init__.py" else [file]
        # A controller, say, may have the name of a move.
        for kinds in (MADE, None):
            for path in files:
                if (path, kinds) not in self._named:
                    self._named[path, kinds] = names_in(path, kinds)
                if name in self._named[path, kinds]:
                    return f"{path}, line {self._named[path, kinds][name]}"
        return ""


def names_in(file: Path, kinds: tuple[str, ...] | None = None) -> dict[str, int]:
    """The names that calls in a file are given, as ``name=`` or first, with their lines; calls of
    ``kinds`` alone, or all. None if it cannot be read."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (kinds is None or ast.unparse(node.func) in kinds):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
            for value in (*given, *node.args[:1]):
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    found.setdefault(value.value, value.lineno)
    return found


def remarks(origins: Origins) -> Iterator[Finding]:
    """What tables say of their own sources."""
    for name, table in origins.tables.items():
        for remark, where in table.remarks:
            code = remark.code if remark.code in CODES else "source.header"
            yield Finding(
                code=code, move=remark.move or name, text=remark.text, plugin=name, where=where
            )
