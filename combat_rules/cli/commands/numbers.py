"""Commands that judge a move set by its numbers."""

from typing import Annotated

import typer

from combat_rules.cli.errors import explained
from combat_rules.cli.frames import Sheet, print_frames
from combat_rules.cli.options import Plugins, rules_of

app = typer.Typer()


@app.command("frame-data")
def frame_data(
    plugin: Plugins = None,
    archetype: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this kind of fighter knows.")
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option(metavar="MOVE", help="Only this move; several times.")
    ] = None,
    form: Annotated[Sheet, typer.Option("--format", help="As what.")] = "table",
) -> None:
    """Measure moves by playing them: startup, active, recovery, damage, advantage, reach.

    Times are ticks, lengths arena units. An advantage says how much sooner the attacker is
    free; punished by are the moves that come in time after a block.
    """
    with explained():
        print_frames(rules_of(plugin), archetype=archetype, moves=move or [], form=form)
