"""The command that serves the studio."""

from typing import Annotated

import typer

from combat_rules.cli.errors import explained, refuse
from combat_rules.cli.options import Chosen, takes_rules
from combat_rules.cli.program import PROBLEM
from combat_rules.plugins.folder import working_folder
from combat_rules.studio.rulebook import Rulebook

try:
    from combat_rules.studio.serve import PORT, serve
except ImportError:
    PORT, serve = 8765, None  # type: ignore[assignment] # it says what it needs

app = typer.Typer(rich_markup_mode=None)


@app.command()
@takes_rules
def studio(
    chosen: Chosen,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Where it listens; 0 for any that is free.")
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Whom it serves: this machine, unless it is told otherwise."
        ),
    ] = "127.0.0.1",
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
) -> None:
    """Serve the bench to a browser: see a fight, touch a number, watch everything follow.

    Ends with Ctrl-C. Other machines are served with --host, and only with the token in the address
    that is printed.
    """
    if serve is None:
        refuse("the studio needs more: pip install 'combat-rules[studio]'", PROBLEM)
    with explained():
        rulebook = Rulebook(chosen.plugins, working_folder(), chosen.arrangement)
        serve(rulebook, host, port, opens=opens, told=_tell)


def _tell(address: str) -> None:
    typer.echo(f"the studio is at {address} (Ctrl-C ends)")
