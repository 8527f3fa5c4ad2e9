"""Commands that judge a move set by its numbers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.cli.checking import check, print_combos
from combat_rules.cli.errors import explained
from combat_rules.cli.frames import Sheet, print_frames
from combat_rules.cli.importing import demand_out, import_to
from combat_rules.cli.options import AsJson, Chosen, Verbose, each_once, rules_of, takes_rules
from combat_rules.design.importing import Format, read_mapping

app = typer.Typer(rich_markup_mode=None)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of one game.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of the plugin.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What the files are.")] = "auto",
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this character; may be repeated."),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=FIELD", help="What a column of a sheet is; may be repeated."
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What columns are: a YAML file of COLUMN: FIELD."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what would come in, and write nothing.")
    ] = False,
) -> None:
    """Bring frame data in: a sheet of moves, FAT's JSON, FightingICE, MUGEN, or a table.

    A sheet is CSV, TSV, XLSX, ODS or a JSON list, FAT's JSON that of six games.
    Writes a plugin with an archetype per character, and a report that tells of every row
    whether it came in, and why not. The same files give the same bytes.
    """
    with explained():
        columns = read_mapping(map_ or [], mapping)
        import_to(files, format, only or [], columns, None if check else demand_out(out))


@app.command("frame-data")
@takes_rules
def frame_data(
    chosen: Chosen,
    archetype: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this kind of fighter knows.")
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option(metavar="MOVE", help="Only this move; several times.")
    ] = None,
    form: Annotated[Sheet, typer.Option("--format", help="As what.")] = "table",
    verbose: Verbose = False,
) -> None:
    """Measure moves by playing them: startup, active, recovery, damage, advantage, reach.

    Times are ticks, lengths arena units. An advantage (on hit, on block, on counter hit: CH)
    says how much sooner the attacker is free; punished by are the moves that come in time after
    a block. With --verbose chip damage, the whole length and what a whiff leaves open as well.
    """
    with explained():
        print_frames(
            rules_of(chosen), archetype=archetype, moves=each_once(move), form=form, verbose=verbose
        )


@app.command("check")
@takes_rules
def check_(
    chosen: Chosen,
    waive: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Findings that are meant, each with its reason."),
    ] = None,
    scripts: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the scripts that show findings to this folder."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong with a move set: defects, dead moves, endless combos, false claims.

    Ends with 1 if anything is found that is not waived; what ships has its waivers with it. Each
    finding has a code that stays, says what it means for a player, and where it is; endless combos
    are played to the end.
    """
    with explained():
        check(chosen, waive, scripts, as_json=as_json)


@app.command()
@takes_rules
def combo(
    chosen: Chosen,
    archetype: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of this kind of fighter.")
    ] = None,
    opener: Annotated[
        str | None, typer.Option("--from", metavar="MOVE", help="Only those that begin so.")
    ] = None,
    best: Annotated[
        Literal["damage", "length"], typer.Option(help="What the best ones have most of.")
    ] = "damage",
    number: Annotated[int, typer.Option(min=1, max=1000, help="How many of each fighter.")] = 5,
    corner: Annotated[
        bool, typer.Option("--corner", help="With the target at the wall, not in the middle.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search for the combos that really connect, by playing them, and give a script for each.

    The scripts are in the JSON; combat-rules duel --script plays them.
    """
    with explained():
        print_combos(
            rules_of(chosen),
            archetype,
            opener=opener,
            best=best,
            number=number,
            corner=corner,
            as_json=as_json,
        )
