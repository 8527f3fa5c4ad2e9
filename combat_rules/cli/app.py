"""The command line, put together from its commands."""

from typing import Annotated

import typer

from combat_rules import __version__
from combat_rules.cli.later import LaterGroup

app = typer.Typer(
    name="combat-rules",
    cls=LaterGroup,
    help="Rules for combat between fighters: play a fight, list moves, look at plugins.",
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help in panels takes as long as all the rest of it.
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"combat-rules {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Rules for combat between fighters: play a fight, list moves, look at plugins.

    Plugins that the nearest pyproject.toml names under [tool.combat_rules] join in by
    themselves, and so do those of installed packages.
    """
