"""A plugin in a minute, and eyes on it: ``combat-rules new`` and ``watch``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from combat_rules.cli.errors import demand_known, refuse
from combat_rules.cli.program import PROBLEM
from combat_rules.cli.tables import Terminal, print_text
from combat_rules.design.watching import Watcher, counts, folders_of
from combat_rules.errors import PluginError
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.table import SUFFIXES

try:
    import watchfiles
except ImportError:  # an extra: the default install is light
    watchfiles = None  # type: ignore[assignment]  # the one module that may be missing


TABLES = (*SUFFIXES, ".toml")
"""What rules are written in besides Python."""


def announce_new(folder: Path, made: Iterable[Path]) -> None:
    """Say what was made, and what to do with it."""
    for path in made:
        print_text(f"made {path}")
    print_text("")
    print_text(
        f"watch it in a fight:  combat-rules duel --plugin {folder} --left {folder.name}_fighter"
    )
    print_text(f"test it:              pytest {folder}")
    print_text(f"go on from here:      {folder / 'README.md'}")


def demand_fighters(load: Callable[[], Ruleset], sides: Mapping[str, str | None]) -> None:
    """End with what could have been meant, unless the rules have the archetypes that options name.
    Rules that are broken now may have them once they are mended, which is what is watched."""
    try:
        rules = load()
    except PluginError:
        return
    if any(info.problems for info in rules.plugins):
        return
    for option, name in sides.items():
        if name is not None:
            demand_known("archetype", name, rules.archetypes, option)


def keep_watching(watcher: Watcher, paths: Sequence[Path]) -> None:
    """Look at once, and again whenever something changes; until interrupted."""
    if watchfiles is None:
        refuse("to watch needs one more package: pip install 'combat-rules[watch]'", PROBLEM)
    terminal = Terminal()
    _tell(watcher, terminal)
    terminal.tell(f"watching {', '.join(map(str, paths))}; Ctrl-C ends", "dim", hang=2)
    # Only what rules are written in: a diagram that is drawn anew is no change.
    rules = watchfiles.PythonFilter(extra_extensions=TABLES)
    whole = [path.resolve() for path in paths]
    watched = watchfiles.watch(
        *folders_of(whole), watch_filter=rules, recursive=False, raise_interrupt=True
    )
    for changes in watched:
        names = sorted({Path(file).name for _, file in changes if counts(Path(file), whole)})
        if names:
            terminal.tell()
            terminal.tell(f"changed: {', '.join(names)}", "bold")
            _tell(watcher, terminal)


def _tell(watcher: Watcher, terminal: Terminal) -> None:
    seen = watcher.look()
    for line in seen.told:
        terminal.tell(line, "" if seen.good else "red", hang=4)
