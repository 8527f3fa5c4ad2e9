"""Watching: after each change the rules anew, their diagrams, and a fight under them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from combat_rules.design.diagrams import differences, folder_of, write
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError, PluginError
from combat_rules.plugins import (
    Arrangement,
    Ruleset,
    build_ruleset,
    find_plugins,
    project_arrangement,
)
from combat_rules.plugins.importing import forget_plugins


class Seen(Struct, frozen=True):
    """What one look at the rules found. ``told`` are lines for a person, problems among them.

    ``ruleset`` are the last good rules: the new ones if ``good``.
    """

    good: bool
    told: tuple[str, ...]
    ruleset: Ruleset | None


class Watcher:
    """Looks at the rules whenever something has changed, and keeps the last good ones.

    ``load`` gives the rules as they are now. ``diagrams`` is a folder to keep fresh; ``sides``
    are the archetypes of the duel.
    """

    def __init__(
        self,
        load: Callable[[], Ruleset],
        *,
        diagrams: Path | None = None,
        sides: tuple[str, str] = ("duelist", "brute"),
        seed: int = 0,
    ) -> None:
        self._load = load
        self._diagrams = diagrams
        self._sides = sides
        self._seed = seed
        self._last: Ruleset | None = None
        self._ended = ""

    def look(self) -> Seen:
        """Load the rules anew and try them out. Raises nothing that a plugin has done."""
        forget_plugins()
        try:
            ruleset = self._load()
        except PluginError as error:
            return self._broken(error.problems or (str(error),))
        broken = [p for info in ruleset.plugins for p in info.problems]
        if broken:
            return self._broken(broken)
        told = [f"the rules are sound: {_summary(ruleset)}"]
        try:
            told += self._draw(ruleset)
            told.append(self._duel(ruleset))
        except CombatError as error:
            return self._broken((str(error),))
        self._last = ruleset
        return Seen(True, tuple(told), ruleset)

    def _broken(self, problems: Sequence[str]) -> Seen:
        kept = (
            "there are no good rules yet" if self._last is None else "the last good ones are kept"
        )
        told = (f"the rules cannot be used; {kept}", *(f"  - {problem}" for problem in problems))
        return Seen(False, told, self._last)

    def _draw(self, ruleset: Ruleset) -> list[str]:
        if self._diagrams is None:
            return []
        files = folder_of(ruleset)
        changed = differences(files, self._diagrams)
        write(files, self._diagrams)
        return [f"{self._diagrams}: {', '.join(changed)}; drawn anew"] if changed else []

    def _duel(self, ruleset: Ruleset) -> str:
        """How a fight under the rules ends, and how it ended before."""
        combat = CombatSystem(ruleset=ruleset, seed=self._seed)
        left, right = self._sides
        names = (left, right) if left != right else (f"{left}-1", f"{right}-2")
        for name, kind in zip(names, self._sides, strict=True):
            combat.add_combatant(kind, name)
        result = combat.run()
        seconds = f"{result.at / ruleset.ticks_per_second:.3f} s"
        ended = f"{result.winner or 'nobody'} wins by {result.reason} after {seconds}"
        faults = "".join(f"; {f.plugin}: {f.where}: {f.error}" for f in combat.faults[:3])
        before = f" (before: {self._ended})" if self._ended not in ("", ended) else ""
        self._ended = ended
        return f"duel: {ended}{before}{faults}"


def loader(
    plugins: Sequence[str], project: Path, arrangement: Arrangement | None = None
) -> Callable[[], Ruleset]:
    """Loads these plugins, and those of a project, as they are on the disk, put together as the
    project and then ``arrangement`` say."""

    def load() -> Ruleset:
        sources = find_plugins(plugins, project=project, installed=True)
        arranged = project_arrangement(project).then(arrangement or Arrangement())
        return build_ruleset(sources, arrangement=arranged)

    return load


def places(plugins: Sequence[str], project: Path) -> list[Path]:
    """The files and folders to watch: of all plugins, and the project's own file."""
    sources = find_plugins(plugins, project=project, installed=True)
    found = [Path(source.info.location) for source in sources if source.info.location]
    around = [file.parent if file.name == "__init__.py" else file for file in found]
    pyproject = next(
        (f for at in (project, *project.parents) if (f := at / "pyproject.toml").is_file()), None
    )
    return [path for path in (*around, *([pyproject] if pyproject else [])) if path.exists()]


def _summary(ruleset: Ruleset) -> str:
    return ", ".join(
        f"{info.name} ({sum(map(len, info.contributed.values()))})" for info in ruleset.plugins
    )
