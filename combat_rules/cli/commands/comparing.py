"""The command that says what a patch changes."""

from typing import Annotated

import msgspec
import typer

from combat_rules.cli.checking import compared
from combat_rules.cli.errors import demand_extra, explained
from combat_rules.cli.options import AsJson
from combat_rules.cli.tables import print_json, print_lines
from combat_rules.design.compare import as_note
from combat_rules.model.limits import LIMIT

try:
    from combat_rules.cli.balancing import patched
except ImportError:  # an extra: the default install is light
    patched = None  # type: ignore[assignment]  # a module that may be missing

app = typer.Typer(rich_markup_mode=None)


@app.command("compare")
def compare_(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A plugin as it was.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The plugin as it is now.")],
    fights: Annotated[
        int,
        typer.Option(
            min=0, max=LIMIT, help="Play so many of each matchup, too: what the patch does to it."
        ),
    ] = 0,
    pilots: Annotated[
        str,
        typer.Option(metavar="WHO", help="Who steers then: own, or a controller for everybody."),
    ] = "own",
    as_json: AsJson = False,
) -> None:
    """Say what a patch changes: numbers, advantages, links, loops, best combos, matchups.

    Prints Markdown that fits a patch note. Matchups are played with --fights, both versions on
    the same luck.
    """
    if fights:
        demand_extra("balance", "to play matchups")
    with explained():
        one, other, patch = compared(old, new)
        moved = patched.matchups(one, other, pilots, fights) if fights else ()
        if as_json:
            data = {**msgspec.to_builtins(patch), **({"matchups": moved} if fights else {})}
            print_json(data)
            return
        print_lines(as_note(patch))
        if fights:
            print_lines(f"\n{patched.as_note(moved)}")
