"""The command line, put together from its commands."""

from typing import Annotated

import typer

from combat_rules.cli.commands import fights, moves, numbers, plugins, record

VERSION = "0.1.0"

app = typer.Typer(
    name="combat-rules",
    help="Rules for combat between fighters: play a fight, list moves, look at plugins.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"combat-rules {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Rules for combat between fighters: play a fight, list moves, look at plugins.

    Plugins that the nearest pyproject.toml names under [tool.combat_rules] join in by
    themselves, and so do those of installed packages.
    """


for _room in (fights, record, moves, numbers, plugins):
    app.add_typer(_room.app)
