"""Options that many commands take, and the rules they choose."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from combat_rules.cli.errors import complain, warn_of
from combat_rules.cli.program import PROBLEM
from combat_rules.plugins import Ruleset, Source, build_ruleset, find_plugins

Plugins = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin",
        "-p",
        metavar="FILE_OR_MODULE",
        help="Rules to add: a Python file, a table, a folder or a module. May be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def rules_of(plugin: list[str] | None) -> Ruleset:
    """The ruleset that a command plays under. Broken plugins are named, and left out unless they
    were asked for: then the command ends."""
    sources = find_plugins(plugin or (), project=Path.cwd(), installed=True)
    demand_asked(sources)
    warn_of(source.info for source in sources)
    return build_ruleset(sources)


def demand_asked(sources: Iterable[Source]) -> None:
    """End with 1 if a plugin that was asked for with ``--plugin`` cannot be loaded."""
    broken = [s.info for s in sources if s.info.problems and s.info.origin == "option"]
    for info in broken:
        for problem in info.problems:
            complain(f"combat-rules: plugin {info.name} cannot be loaded: {problem}")
    if broken:
        raise typer.Exit(PROBLEM)
