"""Watching: after each change the rules anew, their diagrams, and what it did to moves and wins."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from combat_rules.design.diagrams import differences, folder_of, write
from combat_rules.design.framedata import COLUMNS, FrameData, frame_data
from combat_rules.design.framesheet import HEADINGS, cells
from combat_rules.engine.core.records import Fault
from combat_rules.engine.lineup import Lineup, named
from combat_rules.engine.mistakes import counted, describe_fault
from combat_rules.errors import CombatError, PluginError, how_many
from combat_rules.plugins import (
    Arrangement,
    Ruleset,
    build_ruleset,
    find_plugins,
    project_arrangement,
)
from combat_rules.plugins.importing import forget_plugins
from combat_rules.plugins.sources import project_file

FIGHTS = 100
"""Fights that a look plays."""
MOST_FAULTS = 3
"""Faults of a look that are told."""


class Seen(Struct, frozen=True):
    """What one look at the rules found. ``told`` are lines for a person, problems among them.

    ``ruleset`` are the last good rules: the new ones if ``good``.
    """

    good: bool
    told: tuple[str, ...]
    ruleset: Ruleset | None


class Watcher:
    """Looks at the rules whenever something has changed, and keeps the last good ones.

    ``load`` gives the rules as they are now, ``watched`` names the plugins at work: their moves
    are measured, and the first archetype of theirs fights. ``diagrams`` is a folder to keep fresh;
    ``sides`` are the archetypes of the fights, where they are chosen, ``fights`` how many there
    are.
    """

    def __init__(
        self,
        load: Callable[[], Ruleset],
        *,
        diagrams: Path | None = None,
        sides: tuple[str | None, str | None] = (None, None),
        seed: int = 0,
        watched: Collection[str] = (),
        fights: int = FIGHTS,
    ) -> None:
        self._load = load
        self._diagrams = diagrams
        self._sides = sides
        self._seed = seed
        self._watched = watched
        self._fights = fights
        self._last: Ruleset | None = None
        self._rows: dict[str, FrameData] = {}
        self._wins: tuple[tuple[str, str], int] | None = None

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
            told += self._measure(ruleset)
            told += self._fight(ruleset)
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

    def _measure(self, ruleset: Ruleset) -> list[str]:
        """What has changed in the frame data of the moves at work."""
        before = self._rows
        at_work = [name for name, move in ruleset.moves.items() if move.plugin in self._watched]
        self._rows = {row.move: row for row in frame_data(ruleset, at_work, ())}
        if self._last is None:
            return []
        gone = [f"{name} is gone" for name in before if name not in self._rows]
        return [line for row in self._rows.values() for line in _changed(before, row)] + gone

    def _fight(self, ruleset: Ruleset) -> list[str]:
        """How many fights each side wins, and how many it won before.

        They are played live: to make machine code of the rules takes longer than a hundred fights.
        """
        if not ruleset.archetypes:
            return ["nobody fights: the rules have no archetype"]
        left, right = sides = self._sides_of(ruleset)
        lineup = Lineup(ruleset, named(sides))
        wins = 0
        faults: list[Fault] = []
        for seed in range(self._seed, self._seed + self._fights):
            combat = lineup.fight(seed)
            wins += combat.run().winner == next(iter(combat.combatants))
            faults += combat.faults
        told = f"{left} wins {wins} of {how_many(self._fights, 'fight')} against {right}"
        if self._wins is not None and self._wins[0] == sides and self._wins[1] != wins:
            told += f" (before: {self._wins[1]}, {wins - self._wins[1]:+})"
        self._wins = (sides, wins)
        mistakes = [describe_fault(fault) for fault, _ in counted(faults)]
        return [told, *(f"  - {mistake}" for mistake in mistakes[:MOST_FAULTS])]

    def _sides_of(self, ruleset: Ruleset) -> tuple[str, str]:
        """Who fights: as is wanted, or the first archetype at work against the brute; where the
        rules have no such, against another one, or its like."""
        own = [
            name
            for info in ruleset.plugins
            if info.name in self._watched
            for name in info.contributed.get("combat_archetypes", ())
        ]
        known = ruleset.archetypes
        left = self._sides[0] or next(name for name in (*own, "duelist", *known) if name in known)
        foes = (name for name in ("brute", "duelist", *own, *known) if name in known)
        return left, self._sides[1] or next((name for name in foes if name != left), left)


def _changed(before: Mapping[str, FrameData], row: FrameData) -> Iterator[str]:
    """What of a move is measured otherwise than before: ``kick: Damage 7 -> 9``."""
    old = before.get(row.move)
    if old is None:
        yield f"{row.move} is new"
        return
    texts = zip(COLUMNS, cells(old), cells(row), strict=True)
    changes = [
        f"{HEADINGS[name]} {was or 'none'} -> {now or 'none'}"
        for name, was, now in texts
        if was != now
    ]
    if row.refused != old.refused:
        changes.append(
            f"it cannot be started: {row.refused}" if row.refused else "it can be started"
        )
    if changes:
        yield f"{row.move}: {', '.join(changes)}"


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


def at_work(plugins: Sequence[str], project: Path) -> list[str]:
    """The names of the plugins that are worked on: those that were asked for, or the project's."""
    sources = find_plugins(plugins, project=project, installed=True)
    for origin in ("option", "pyproject"):
        found = [source.info.name for source in sources if source.info.origin == origin]
        if found:
            return found
    return []


def places(plugins: Sequence[str], project: Path) -> list[Path]:
    """The files and folders that count: of all plugins, and the project's own file."""
    sources = find_plugins(plugins, project=project, installed=True)
    found = [Path(source.info.location) for source in sources if source.info.location]
    around = [file.parent if file.name == "__init__.py" else file for file in found]
    pyproject = project_file(project)
    return [path for path in (*around, *([pyproject] if pyproject else [])) if path.exists()]


def folders_of(places: Iterable[Path]) -> list[Path]:
    """The folders to watch, each by itself. An editor that saves by renaming puts a new file in
    the place of the old one, which only the folder sees."""
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            inner = (path for path in place.rglob("*") if path.is_dir())
            found.update(dict.fromkeys(p for p in (place, *inner) if p.name != "__pycache__"))
        else:
            found[place.parent] = None
    return list(found)


def counts(path: Path, places: Iterable[Path]) -> bool:
    """Whether a changed file is one of these places, or in one."""
    return any(path == place or path.is_relative_to(place) for place in places)


def _summary(ruleset: Ruleset) -> str:
    return ", ".join(
        f"{info.name} ({sum(map(len, info.contributed.values()))})" for info in ruleset.plugins
    )
