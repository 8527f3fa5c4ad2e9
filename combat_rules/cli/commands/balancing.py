"""Commands that say who beats whom, why, and which number to change."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.cli.errors import demand_extra, demand_pipe, explained, refuse
from combat_rules.cli.options import (
    Archetypes,
    Changes,
    Chosen,
    Dask,
    Distance,
    Duration,
    FirstSeed,
    Processes,
    Threads,
    each_once,
    takes_rules,
)
from combat_rules.cli.simulate import numbers_of
from combat_rules.model.limits import LIMIT

try:
    from combat_rules.cli.balancing import matrix, shown
except ImportError:  # an extra: the default install is light
    matrix = shown = None  # type: ignore[assignment]  # modules that may be missing

app = typer.Typer(rich_markup_mode=None)


@app.command()
@takes_rules
def balance(
    chosen: Chosen,
    archetypes: Archetypes = None,
    pilots: Annotated[
        str,
        typer.Option(
            metavar="WHO",
            help="Who steers: own, learned, a file or folder of pilots, or fighter, say.",
        ),
    ] = "own",
    fights: Annotated[
        int, typer.Option(min=1, max=LIMIT, help="How many of each pairing.")
    ] = 1000,
    within: Annotated[
        float | None,
        typer.Option(
            min=0.2, max=50, metavar="PERCENT",
            help="As many as it takes until each share is known to so many points.",
        ),
    ] = None,
    changes: Changes = None,
    forbidden: Annotated[
        list[str] | None,
        typer.Option("--forbid", metavar="MOVE", help="Nobody knows this move; several times."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="RULES",
            help="Play other rules on the same luck, and tell the difference: unchanged, or "
            "another version of a plugin.",
        ),
    ] = None,
    seed: FirstSeed = 0,
    duration: Duration = None,
    distance: Distance = None,
    workers: Threads = 1,
    processes: Processes = 0,
    dask: Dask = None,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Note down what was played, and do not play it again."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write page, picture and rows to this folder, too."),
    ] = None,
    form: Annotated[
        Literal["table", "md", "csv", "json", "parquet", "html"],
        typer.Option("--format", help="As what."),
    ] = "table",
    moves: Annotated[
        bool, typer.Option("--moves", help="Show what everybody did with each move, too.")
    ] = False,
) -> None:  # fmt: skip
    """Play everybody against everybody: who beats whom, how surely, and what a number changes.

    The share stands with the interval that 95 of a hundred are right with; a draw counts half.
    With --within each pairing is looked at again and again, and ends as soon as it is known; its
    interval holds all the same. Ctrl-C ends it with what has been played.
    """
    demand_extra("balance", "to balance")
    if form == "parquet":
        demand_pipe("Parquet", "matchups.parquet")
    if within is not None and against is not None:
        refuse("--against plays the same fights twice: give --fights, not --within")
    if moves and form in ("csv", "parquet"):
        refuse(f"--moves: --format {form} is of matchups alone; --out DIR writes moves.{form}, too")
    with explained():
        played_by = matrix.Workers(workers, processes, dask, ledger)
        wanted = matrix.Wanted(
            chosen=chosen, archetypes=tuple(archetypes or ()), pilots=pilots,
            numbers=numbers_of(changes or ()), forbidden=tuple(each_once(forbidden)),
            fights=0 if within is not None else fights, within=within or 0.0, against=against,
            first=seed, duration=duration, distance=distance, workers=played_by,
        )  # fmt: skip
        found = matrix.balance(wanted)
        if out is not None:
            shown.write_all(found, out)
        shown.print_found(found, form, moves=moves)
