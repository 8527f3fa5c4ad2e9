"""The rulebook: the rules as they are on the disk, and the last good ones where they are broken."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import CombatError
from combat_rules.plugins import (
    Arrangement,
    Ruleset,
    Source,
    build_ruleset,
    find_plugins,
    project_arrangement,
)
from combat_rules.plugins.tables.table import SUFFIXES
from combat_rules.studio.files import files_below
from combat_rules.studio.pilots import ENDINGS, flown
from combat_rules.studio.setup import usual

WRITTEN_IN = (".py", ".toml", *SUFFIXES)
"""The endings of files that rules are written in."""

Numbers = Mapping[str, int]
"""New numbers by their paths: ``{"sword_cut.recovery": 380}``."""

MOST = 2000
"""Files that are looked at, at most."""


class Edition(Struct, frozen=True):
    """The rules as they were found the ``number``-th time, with the project's pilots; ``problems``
    are why the latest are not these, but broken."""

    number: int
    ruleset: Ruleset
    sources: tuple[Source, ...]
    problems: tuple[str, ...] = ()


class Rulebook:
    """Loads rules, and loads them anew when a file of theirs has changed."""

    def __init__(
        self, plugins: Sequence[str], project: Path, arrangement: Arrangement | None = None
    ) -> None:
        self.project = project.resolve()
        self._plugins = tuple(plugins)
        self._arrangement = arrangement or Arrangement()
        self._stamps: Mapping[str, tuple[int, int]] = {}
        self._places: list[Path] = []
        self._lock = RLock()
        ruleset, sources, problems = self._load()
        self.edition = Edition(1, flown(ruleset, self.project), sources, problems)
        self._stamps = self._look()

    def changed(self) -> bool:
        """Whether a file has changed since the rules were loaded; if so, they are loaded anew."""
        with self._lock:
            if self._look() == self._stamps:
                return False
            self.reload()
            return True

    def reload(self) -> Edition:
        """Load the rules anew. Where they are broken the last good ones stay, with the problems."""
        with self._lock:
            old = self.edition
            # What is written while they are loaded is loaded again.
            self._stamps = self._look()
            try:
                ruleset, sources, problems = self._load()
            except CombatError as error:
                found = error.details.get("problems") or (str(error),)
                # Everybody here knows which project it is.
                told = tuple(one.replace(f"{self.project}/", "") for one in found)
                self.edition = replace(old, number=old.number + 1, problems=told)
            else:
                # A plugin that cannot be imported would take its moves away.
                good = old if problems else Edition(0, flown(ruleset, self.project), sources)
                self.edition = replace(good, number=old.number + 1, problems=problems)
            return self.edition

    def _load(self) -> tuple[Ruleset, tuple[Source, ...], tuple[str, ...]]:
        sources = tuple(find_plugins(self._plugins, project=self.project, installed=True))
        # One that is gone may come back, as where a file is written by an editor or Git.
        found = {_place(Path(s.info.location)) for s in sources if _may_change(s)}
        self._places = sorted(found.union(self._places))
        arranged = project_arrangement(self.project).then(self._arrangement)
        ruleset = build_ruleset(sources, arrangement=arranged)
        usual(ruleset)  # raises where nobody can fight
        problems = tuple(
            f"plugin {info.name}: {problem}"
            for info in ruleset.plugins
            for problem in info.problems
        )
        return ruleset, sources, problems

    def _look(self) -> Mapping[str, tuple[int, int]]:
        """When every file that rules are written in was last changed, and its size."""
        found = {}
        for path in self._files():
            try:
                stat = path.stat()
            except OSError:
                continue
            found[str(path)] = (stat.st_mtime_ns, stat.st_size)
            if len(found) == MOST:
                break
        return found

    def _files(self) -> Iterator[Path]:
        yield self.project / "pyproject.toml"
        yield from files_below(self.project, ENDINGS)
        for place in self._places:
            inside = sorted(place.rglob("*")) if place.is_dir() else (place,)
            for path in inside:
                if path.suffix.lower() in WRITTEN_IN and "__pycache__" not in path.parts:
                    yield path


def _may_change(source: Source) -> bool:
    return bool(source.info.location) and source.info.origin != "standard"


def _place(location: Path) -> Path:
    """The file of a plugin, or its folder."""
    return location.parent if location.name == "__init__.py" else location
