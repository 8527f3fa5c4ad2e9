"""Options that many commands take, and the rules they choose."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.cli.errors import warn_of
from combat_rules.plugins import Ruleset, build_ruleset, find_plugins

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
    """The ruleset that a command plays under; broken plugins are named and left out."""
    sources = find_plugins(plugin or (), project=Path.cwd(), installed=True)
    warn_of(source.info for source in sources)
    return build_ruleset(sources)
