"""Commands that play a fight."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.cli.duel import Wanted, print_events, recorded, set_up, tell, tell_why
from combat_rules.cli.errors import explained
from combat_rules.cli.options import (
    Chosen,
    Distance,
    EventsAsJson,
    Sync,
    Verbose,
    rules_of,
    takes_rules,
)
from combat_rules.cli.record import journal_in
from combat_rules.engine.system import CombatSystem
from combat_rules.model.limits import LIMIT

app = typer.Typer(rich_markup_mode=None)


@app.command()
@takes_rules
def duel(
    chosen: Chosen,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=LIMIT, help="Chooses the luck; the same seed, the same fight. [0]"),
    ] = None,
    left: Annotated[
        str | None, typer.Option(metavar="ARCHETYPE", help="Who fights on the left. [duelist]")
    ] = None,
    right: Annotated[
        str | None, typer.Option(metavar="ARCHETYPE", help="Who fights on the right. [brute]")
    ] = None,
    duration: Annotated[
        int | None,
        typer.Option(min=1, max=LIMIT, metavar="TICKS", help="The longest it may take. [a minute]"),
    ] = None,
    distance: Distance = None,
    script: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A fight written down in YAML: combatants and commands."),
    ] = None,
    as_json: EventsAsJson = False,
    verbose: Verbose = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Tell every event, with its number and its cause.")
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--timeline",
            metavar="FILE",
            help="Draw the whole fight to a file as well: .svg or .png.",
        ),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the fight down as it happens: JSON Lines, or .bin."
        ),
    ] = None,
    sync: Sync = False,
    why: Annotated[
        int | None,
        typer.Option(
            "--explain",
            min=0,
            metavar="SEQUENCE",
            help="Tell only why the event of this number came about, back to the command.",
        ),
    ] = None,
) -> None:
    """Play a fight and tell it, blow by blow.

    A line is the time in seconds, the number of the event, which --explain takes, and what
    happened. After a blow stands what its damage is made of, and the health that is left.
    """
    with explained():
        wanted = Wanted(
            left=left,
            right=right,
            script=script,
            numbers={"seed": seed, "duration": duration, "distance": distance},
        )
        rules = rules_of(chosen)
        with journal_in(journal, sync=sync) as written:
            combat = set_up(wanted, rules, written)
            with recorded(combat, picture):
                _show(combat, why, as_json=as_json, verbose=verbose, trace=trace)


def _show(
    combat: CombatSystem, why: int | None, *, as_json: bool, verbose: bool, trace: bool
) -> None:
    """Play a fight, and say of it what is wanted."""
    if why is not None:
        tell_why(combat, why)
    elif as_json:
        print_events(combat)
    else:
        tell(combat, verbose=verbose, trace=trace)
