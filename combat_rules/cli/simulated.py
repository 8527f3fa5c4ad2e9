"""What a simulation came to, as a table for people, JSON or CSV."""

import typer

from combat_rules.cli.errors import complain, warn_of_mistakes
from combat_rules.cli.simulate import Simulated
from combat_rules.cli.tables import as_csv, interval, print_json, print_table, print_text
from combat_rules.compiled.tally import wilson
from combat_rules.compiled.words.counting import COUNTED
from combat_rules.errors import how_many

DAMAGE = COUNTED.index("damage")
MOVES = ("side", "move", *COUNTED, "share")


def print_simulated(done: Simulated, form: str) -> None:
    """Print what came of a simulation."""
    _warn(done)
    if form == "json":
        print_json(as_data(done))
    elif form == "csv":
        typer.echo(as_csv(MOVES, _moves(done)), nl=False)
    else:
        _print_table(done)


def as_data(done: Simulated) -> dict[str, object]:
    """What came of a simulation as plain data. Lengths are ticks, shares percent."""
    tally = done.tally
    results = [
        {
            "side": side,
            "wins": wins,
            "share": round(100 * wins / tally.fights, 2),
            "from": round(wilson(wins, tally.fights)[0], 2),
            "to": round(wilson(wins, tally.fights)[1], 2),
        }
        for side, wins in zip(tally.sides, tally.wins, strict=True)
    ]
    return {
        "fights": tally.fights,
        "interrupted": done.cut,
        "first_seed": done.wanted.seed,
        "changed": dict(done.wanted.numbers),
        "results": results,
        "draws": tally.draws,
        "time_outs": tally.time_outs,
        "length": {str(percent): tally.quantile(percent) for percent in (25, 50, 75)},
        "moves": [dict(zip(MOVES, row, strict=True)) for row in _moves(done)],
        "live": tally.live,
        "will_not_compile": list(done.will_not_compile),
        "mistakes": done.tally.mistakes,
    }


def _moves(done: Simulated) -> list[list[str | int | float]]:
    """What each move that was used did, and its share of its side's damage."""
    rows: list[list[str | int | float]] = []
    for side, counts in zip(done.tally.sides, done.tally.counts, strict=True):
        dealt = sum(row[DAMAGE] for row in counts)
        for move, row in zip(done.moves, counts, strict=True):
            if any(row):
                share = round(100 * row[DAMAGE] / dealt, 1) if dealt else 0.0
                rows.append([side, move, *row, share])
    return rows


def _print_table(done: Simulated) -> None:
    tally = done.tally
    rate = int(tally.fights / done.took) if done.took else 0
    played = how_many(tally.fights, "fight")
    if done.cut:
        played = f"{played} of {done.wanted.fights:,}, then it was interrupted"
    print_text(f"{' against '.join(tally.sides)}: {played} ({rate:,} a second)")
    for path, value in done.wanted.numbers:
        print_text(f"with {path} = {value}")
    rows = []
    for side, wins in zip(tally.sides, tally.wins, strict=True):
        low, high = wilson(wins, tally.fights)
        rows.append([side, f"{wins:,}", f"{100 * wins / tally.fights:.1f} %",
                     interval(low, high)])  # fmt: skip
    rows.append(["draw", f"{tally.draws:,}", f"{100 * tally.draws / tally.fights:.1f} %", ""])
    print_text("")
    print_table(("wins", "fights", "share", "95 % sure"), rows, words=("wins",))
    median, first, third = (tally.quantile(percent) / done.second for percent in (50, 25, 75))
    print_text("")
    print_text(
        f"length: {median:.1f} s, half of them {first:.1f} to {third:.1f} s; "
        f"{tally.time_outs:,} ran out of time"
    )
    print_text("")
    moves = [
        [str(side), str(move), *(f"{count:,}" for count in counts), f"{share} %"]
        for side, move, *counts, share in _moves(done)
    ]
    print_table(MOVES, moves, words=("side", "move"))


def _warn(done: Simulated) -> None:
    """Say what was played live, and why."""
    live, fights = done.tally.live, done.tally.fights
    warn_of_mistakes(done.tally.mistakes, fights)
    if live and not done.wanted.live:
        why = ", ".join(done.why_live)
        complain(f"{live:,} of {fights:,} fights went to the live engine: {why}")
        for one in done.will_not_compile:
            complain(f"  will not compile: {one}")
