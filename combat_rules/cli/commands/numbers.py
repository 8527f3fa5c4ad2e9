"""Commands that judge a move set by its numbers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.cli.errors import explained
from combat_rules.cli.frames import Sheet, print_frames
from combat_rules.cli.importing import import_to
from combat_rules.cli.options import Plugins, rules_of

app = typer.Typer()


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of one game.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the plugin.")],
    format: Annotated[
        Literal["auto", "fat", "fightingice", "table"], typer.Option(help="What the files are.")
    ] = "auto",
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this character; may be repeated."),
    ] = None,
) -> None:
    """Bring frame data in: FAT's JSON, FightingICE's Motion.csv, or a table.

    Writes a plugin with an archetype per character, and a report that tells of every row
    whether it came in, and why not. The same files give the same bytes.
    """
    with explained():
        import_to(files, format, only or [], out)


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
