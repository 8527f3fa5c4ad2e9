"""The commands about pilots: bots that are learned from the rules."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.balance.pilots.pilot import RUNS
from combat_rules.cli.errors import explained, refuse
from combat_rules.cli.options import Archetypes, AsJson, Chosen, takes_rules
from combat_rules.cli.piloting import ROUNDS, Wanted, answer, print_pilot, train
from combat_rules.model.limits import LIMIT

app = typer.Typer(rich_markup_mode=None)


@app.command("train")
@takes_rules
def train_(
    chosen: Chosen,
    archetypes: Archetypes = None,
    rounds: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LIMIT,
            help=f"Train until so many rounds are played; {ROUNDS} without this and --minutes.",
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.01, max=10_000, help="Train for so long for each archetype."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=LIMIT, help="Which luck to train on.")] = 0,
    runs: Annotated[
        int,
        typer.Option(
            min=1,
            max=100,
            help="How often it is learned from nothing; pilots do what the runs do on the average.",
        ),
    ] = RUNS,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many play side by side.")] = 1,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files of pilots are.")] = Path(
        "pilots"
    ),
) -> None:
    """Train pilots by playing against each other, and say how well they do.

    Without archetypes all of them learn together. What one run finds by luck the next may not, so
    there are several. A file in the folder keeps how far they have come: called again, it goes on
    from there. So many rounds and runs on one seed give the same files, bit for bit. Ctrl-C ends it
    after a whole round.
    """
    with explained():
        train(Wanted(chosen, tuple(archetypes or ()), rounds, minutes, seed, runs, workers, out))


@app.command("pilot")
@takes_rules
def pilot_(
    chosen: Chosen,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A pilot.")],
    full: Annotated[
        bool, typer.Option("--full", help="Tell stamina and health apart, and rare cases.")
    ] = False,
    against: Annotated[
        str, typer.Option(metavar="ARCHETYPE", help="Tell what it does against this one alone.")
    ] = "",
    rounds: Annotated[
        int | None,
        typer.Option(
            "--answer",
            min=1,
            max=LIMIT,
            metavar="ROUNDS",
            help="Train a best answer to it, and say how much that wins.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a pilot does where, or with --answer how far it can be beaten."""
    with explained():
        if rounds is None:
            print_pilot(file, full, against, as_json)
        elif full or against:
            refuse("pilot takes --answer alone, or --full and --against")
        else:
            answer(chosen, file, rounds, as_json)
