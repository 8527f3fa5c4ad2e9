"""Origins: which plugin, file and line a finding belongs to, and what sources say of themselves."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from combat_rules.design.verify.findings import CODES, Finding
from combat_rules.plugins import Ruleset, Source
from combat_rules.plugins.tables.table import Table


class Origins:
    """Where the actions and archetypes of a ruleset come from."""

    def __init__(self, ruleset: Ruleset, sources: Iterable[Source]) -> None:
        left_out = {plugin.name for plugin in ruleset.plugins if plugin.left_out}
        self.tables: dict[str, Table] = {}
        self._locations: dict[str, str] = {}
        self._owners: dict[str, str] = {}
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
        table = self.tables.get(plugin)
        places = {} if table is None else table.places
        titles = (f"action {finding.move}", f"archetype {finding.move}")
        known = next((places[title] for title in titles if title in places), "")
        where = finding.where or known or self._locations.get(plugin, "")
        return replace(finding, plugin=plugin, where=where)


def remarks(origins: Origins) -> Iterator[Finding]:
    """What tables say of their own sources."""
    for name, table in origins.tables.items():
        for remark, where in table.remarks:
            code = remark.code if remark.code in CODES else "source.header"
            yield Finding(
                code=code, move=remark.move or name, text=remark.text, plugin=name, where=where
            )
