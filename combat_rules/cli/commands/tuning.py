"""The command that searches for numbers which reach targets."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.cli.errors import demand_extra, demand_known, explained
from combat_rules.cli.options import (
    Archetypes,
    Chosen,
    Dask,
    Duration,
    Processes,
    Threads,
    rules_of,
    takes_rules,
)
from combat_rules.model.limits import LIMIT

try:
    from combat_rules.balance.tuning.search import Asked
    from combat_rules.cli.balancing import matrix, tuning
except ImportError:  # an extra: the default install is light
    matrix = tuning = None  # type: ignore[assignment]  # modules that may be missing

app = typer.Typer(rich_markup_mode=None)


@app.command("tune")
@takes_rules
def tune_(
    chosen: Chosen,
    targets: Annotated[
        Path,
        typer.Argument(metavar="TARGETS.yaml", help="What may be changed, and what is wanted."),
    ],
    archetypes: Archetypes = None,
    pilots: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="Who steers: own, learned, a controller, or a file of pilots."
        ),
    ] = "own",
    train: Annotated[
        int | None,
        typer.Option(
            metavar="ROUNDS",
            min=1,
            max=100_000,
            help="Have pilots learn each set of values anew, for so many rounds: 60, say.",
        ),
    ] = None,
    fights: Annotated[
        int, typer.Option(min=20, max=LIMIT, help="Of each pairing in a trial.")
    ] = 300,
    trials: Annotated[
        int,
        typer.Option(
            min=1, max=100_000, help="How many at most; a few more find out what can change less."
        ),
    ] = 150,
    seed: Annotated[int, typer.Option(min=0, max=LIMIT, help="The luck of it all.")] = 0,
    duration: Duration = None,
    workers: Threads = 1,
    processes: Processes = 0,
    dask: Dask = None,
    form: Annotated[
        Literal["table", "set", "yaml", "json"], typer.Option("--format", help="As what.")
    ] = "table",
) -> None:
    """Search for the least change of numbers that brings matchups where they are wanted.

    Stops by itself once nothing better comes. What was found is judged on fights that no trial has
    seen, with intervals. Ctrl-C ends the search with the best so far. Changes nothing: take its
    --set lines to try it, its YAML to change a table.

    With --train it goes by what pilots make of each set of values that they learn from nothing;
    that is slow, and takes many trials, the more the more numbers there are.
    """
    demand_extra("tune", "to tune")
    with explained():
        rules = rules_of(chosen)
        for name in archetypes or ():
            demand_known("archetype", name, rules.archetypes)
        names = tuple(archetypes or rules.archetypes)
        asked = Asked(names, pilots, fights, trials, seed, duration)
        if train is not None:
            wanted, found = tuning.run_trained(rules, targets, asked, train, workers)
        else:
            played_by = matrix.Workers(workers, processes, dask)
            wanted, found = tuning.run(rules, targets, asked, played_by)
        tuning.print_tuned(rules, wanted, found, form)
