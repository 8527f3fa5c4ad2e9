"""A plugin in a minute, and eyes on it: ``combat-rules new`` and ``watch``."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from combat_rules.cli.errors import complain
from combat_rules.cli.program import PROBLEM
from combat_rules.design.watching import Watcher

try:
    import watchfiles
except ImportError:  # an extra: the default install is light
    watchfiles = None  # type: ignore[assignment]  # the one module that may be missing


TABLES = (".yaml", ".yml", ".csv", ".toml")
"""What rules are written in besides Python."""


def announce_new(folder: Path, made: Iterable[Path]) -> None:
    """Say what was made, and what to do with it."""
    for path in made:
        typer.echo(f"made {path}")
    typer.echo("")
    typer.echo(
        f"watch it in a fight:  combat-rules duel --plugin {folder} --left {folder.name}_fighter"
    )
    typer.echo(f"test it:              pytest {folder}")
    typer.echo(f"go on from here:      {folder / 'README.md'}")


def keep_watching(watcher: Watcher, paths: Sequence[Path]) -> None:
    """Look at once, and again whenever something changes; until interrupted."""
    if watchfiles is None:
        complain("combat-rules: to watch needs one more package: pip install 'combat-rules[watch]'")
        raise typer.Exit(PROBLEM)
    console = Console(highlight=False)
    _tell(watcher, console)
    console.print(Text(f"watching {', '.join(map(str, paths))}; Ctrl-C ends", style="dim"))
    # Only what rules are written in: a diagram that is drawn anew is no change.
    rules = watchfiles.PythonFilter(extra_extensions=TABLES)
    for changes in watchfiles.watch(*paths, watch_filter=rules, raise_interrupt=True):
        names = sorted({Path(path).name for _, path in changes})
        console.print(Text(f"\nchanged: {', '.join(names)}", style="bold"))
        _tell(watcher, console)


def _tell(watcher: Watcher, console: Console) -> None:
    seen = watcher.look()
    for line in seen.told:
        console.print(Text(line, style="" if seen.good else "red"), soft_wrap=True)
