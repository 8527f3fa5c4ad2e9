"""Commands about recorded fights."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.cli.comparison import print_comparison
from combat_rules.cli.errors import explained, refuse
from combat_rules.cli.history import keep, opened, print_history, take_out
from combat_rules.cli.options import AsJson, EventsAsJson, Plugins, Sync, demand_asked
from combat_rules.cli.program import PROBLEM
from combat_rules.cli.record import tell_again, tell_the_rest
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import find_plugins
from combat_rules.record import Replay, diff
from combat_rules.record import resume as go_on

app = typer.Typer(rich_markup_mode=None)

JournalFile = Annotated[Path, typer.Argument(metavar="FILE", help="A journal.")]


@app.command()
def replay(
    file: JournalFile,
    until: Annotated[
        int | None,
        typer.Option(min=0, max=LIMIT, metavar="TICK", help="Stop there, and say how it stands."),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=0.001, max=1000, metavar="N", help="Take time: 1 as it was, 2 twice as fast."
        ),
    ] = None,
    as_json: EventsAsJson = False,
    plugin: Plugins = None,
) -> None:
    """Play a recorded fight again and check every state hash.

    Rules that have changed since are named, with what changed. Ends with 1 where the fight
    parts from its journal.
    """
    with explained():
        again = Replay(file, plugins=plugin or ())
        tell_again(again, until=until, speed=speed, as_json=as_json)


@app.command()
def resume(
    file: JournalFile,
    as_json: EventsAsJson = False,
    sync: Sync = False,
    plugin: Plugins = None,
) -> None:
    """Go on with a fight whose process has ended, in the same journal.

    What is recorded is played again and checked first. A last record that was not written to
    its end is cut off; damage anywhere else is located, and nothing is touched.
    """
    with explained():
        tell_the_rest(go_on(file, plugins=plugin or (), sync=sync), as_json=as_json)


@app.command("diff")
def diff_of(
    one: Annotated[Path, typer.Argument(metavar="JOURNAL", help="A journal.")],
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Another one.")],
    as_json: AsJson = False,
    plugin: Plugins = None,
) -> None:
    """Say where two recorded fights part: the first tick and field, and what led there.

    Ends with 0 if they are the same, with 1 if they differ.
    """
    with explained():
        demand_asked(find_plugins(plugin or ()))
        comparison = diff(one, other, plugins=plugin or ())
        print_comparison(comparison, as_json=as_json)
        if not comparison.same:
            raise typer.Exit(PROBLEM)


@app.command()
def history(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store: one SQLite file.")],
    add: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Keep this journal in it; may be repeated."),
    ] = None,
    pull: Annotated[
        int | None, typer.Option(metavar="ID", help="Take the journal of this fight out again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where --pull writes it. [standard output]")
    ] = None,
    winner: Annotated[
        str | None, typer.Option(metavar="TEAM", help="Only fights that this team won.")
    ] = None,
    archetype: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only fights that such a one took part in.")
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(metavar="NAME_OR_HASH", help="Only fights under these rules."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Only fights with this luck.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=LIMIT, metavar="N", help="Only the latest N.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the fights of a store, keep journals in it, or take one out, byte for byte."""
    if add and pull is not None and out is None:
        refuse("--pull: what --add says would stand before the journal; name a file with --out")
    with explained():
        keep(store, add or (), as_json=as_json)
        if pull is not None:
            take_out(store, pull, out)
        elif not add:
            with opened(store) as kept:
                fights = kept.fights(
                    winner=winner, archetype=archetype, rules=rules, seed=seed, limit=limit
                )
            print_history(fights, as_json=as_json)
