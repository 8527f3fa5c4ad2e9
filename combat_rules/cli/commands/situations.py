"""Commands that look closely: at one number, and at one moment."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.cli.errors import demand_extra, explained, refuse
from combat_rules.cli.options import Chosen, Distance, rules_of, takes_rules
from combat_rules.model.limits import LIMIT

try:
    from combat_rules.cli.balancing import breakpoints as points
    from combat_rules.cli.balancing import situation as moment
except ImportError:  # an extra: the default install is light
    points = moment = None  # type: ignore[assignment]  # modules that may be missing

app = typer.Typer(rich_markup_mode=None)


@app.command("breakpoints")
@takes_rules
def breakpoints_(
    chosen: Chosen,
    number: Annotated[
        str, typer.Argument(metavar="MOVE.FIELD", help="Which number: attack.recovery, say.")
    ],
    lowest: Annotated[
        int | None,
        typer.Option("--lowest", min=-LIMIT, max=LIMIT, metavar="N", help="Do not look below."),
    ] = None,
    highest: Annotated[
        int | None,
        typer.Option("--highest", min=-LIMIT, max=LIMIT, metavar="N", help="Do not look above."),
    ] = None,
    matchups: Annotated[
        bool, typer.Option("--matchups", help="Play: where a matchup goes over to the other side.")
    ] = False,
    pilots: Annotated[str, typer.Option(metavar="WHO", help="Who steers in matchups.")] = "own",
    fights: Annotated[int, typer.Option(min=1, max=LIMIT, help="Of each matchup.")] = 500,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="As what.")] = "table",
) -> None:
    """Find the least change of a number that flips a punish, a link, a reaction or a matchup.

    Everything is measured by playing it. Between two values that were tried it is taken that
    something flips once.
    """
    demand_extra("balance", "to look for breakpoints")
    if lowest is not None and highest is not None and lowest > highest:
        refuse(f"nothing is as high as --lowest {lowest} and as low as --highest {highest}")
    with explained():
        wanted = (pilots, fights) if matchups else None
        now, found = points.find(rules_of(chosen), number, (lowest, highest), wanted)
        points.print_breakpoints(number, now, found, form)


@app.command()
@takes_rules
def situation(
    chosen: Chosen,
    begins: Annotated[
        str | None,
        typer.Option("--from", metavar="JOURNAL@TICK", help="A moment of a recorded fight."),
    ] = None,
    left: Annotated[
        str, typer.Option(metavar="ARCHETYPE", help="Who is on the left.")
    ] = "duelist",
    right: Annotated[
        str, typer.Option(metavar="ARCHETYPE", help="Who is on the right.")
    ] = "duelist",
    distance: Distance = None,
    waits: Annotated[
        list[int] | None,
        typer.Option(
            "--wait", min=1, max=LIMIT, metavar="TICKS",
            help="Try everything after waiting so long, too; several times.",
        ),
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            min=1, max=LIMIT, metavar="TICKS", help="How long it goes on; two seconds if left out."
        ),
    ] = None,
    win: Annotated[
        int | None,
        typer.Option(
            min=1, max=LIMIT, metavar="FIGHTS",
            help="Judge by the chance to win: play on so many times after each pair of options.",
        ),
    ] = None,
    pilots: Annotated[str, typer.Option(metavar="WHO", help="Who goes on playing then.")] = "own",
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw it, too.")
    ] = None,
    form: Annotated[
        Literal["table", "json", "svg"], typer.Option("--format", help="As what.")
    ] = "table",
) -> None:  # fmt: skip
    """Solve a moment: every option of each side against every one of the other's.

    Payoffs are points of health, or chances to win with --win. Says how often each option is
    played if both play as well as can be, what it does well and badly against, and what it is the
    best answer to.
    """
    demand_extra("balance", "to solve a moment")
    if picture is not None and picture.suffix.lower() != ".svg":
        refuse(f"--picture: cannot draw a situation to {picture}: its name has to end in .svg")
    with explained():
        if begins is not None:
            combat = moment.recorded(begins, chosen.plugins, pilots)
        else:
            combat = moment.set_up(rules_of(chosen), (left, right), distance, pilots)
        longest = horizon or 2 * combat.ruleset.ticks_per_second
        wanted = (pilots, win) if win else None
        found = moment.solve(combat, waits or (), longest, wanted)
        if picture is not None:
            moment.write_picture(found, picture)
        moment.print_solved(found, form)
