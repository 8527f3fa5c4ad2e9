"""The command that plays a great many fights."""

from typing import Annotated, Literal

import typer

from combat_rules.cli.errors import explained
from combat_rules.cli.options import Changes, Chosen, Distance, Duration, FirstSeed, takes_rules
from combat_rules.cli.simulate import Wanted, numbers_of, simulate
from combat_rules.cli.simulated import print_simulated
from combat_rules.model.limits import LIMIT

app = typer.Typer(rich_markup_mode=None)


@app.command("simulate")
@takes_rules
def simulate_(
    chosen: Chosen,
    left: Annotated[
        str, typer.Option(metavar="ARCHETYPE", help="Who fights on the left.")
    ] = "duelist",
    right: Annotated[
        str, typer.Option(metavar="ARCHETYPE", help="Who fights on the right.")
    ] = "brute",
    fights: Annotated[int, typer.Option(min=1, max=LIMIT, help="How many.")] = 10_000,
    changes: Changes = None,
    seed: FirstSeed = 0,
    duration: Duration = None,
    distance: Distance = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many play side by side.")] = 1,
    form: Annotated[
        Literal["table", "json", "csv"], typer.Option("--format", help="As what.")
    ] = "table",
    live: Annotated[
        bool, typer.Option("--live", help="Play on the live engine, in processes of its own.")
    ] = False,
) -> None:
    """Play thousands of fights of two, compiled, and say who wins and what each move does.

    A sample is played again on the live engine, event by event; a difference ends the run. What
    of the rules will not compile is played live. Ctrl-C ends it with what has been played.
    """
    with explained():
        wanted = Wanted(
            left, right, fights, seed, chosen, numbers_of(changes or ()), duration,
            distance, workers, live,
        )  # fmt: skip
        print_simulated(simulate(wanted), form)
