"""Commands that show moves."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.charts.drawing.diagram import Engine
from combat_rules.cli.diagram import draw
from combat_rules.cli.errors import explained
from combat_rules.cli.explain import explained_move, print_explanation
from combat_rules.cli.listing import print_archetypes, print_moves
from combat_rules.cli.options import (
    AsJson,
    Chosen,
    Verbose,
    each_once,
    rules_and_sources,
    rules_of,
    takes_rules,
)
from combat_rules.cli.places import short_place
from combat_rules.cli.tables import print_json
from combat_rules.design.diagrams import Form
from combat_rules.design.verify.origins import Origins
from combat_rules.model.limits import LIMIT
from combat_rules.plugins.tables.schema import table_schema

app = typer.Typer(rich_markup_mode=None)


@app.command()
@takes_rules
def moves(
    chosen: Chosen,
    moves: Annotated[
        list[str] | None, typer.Argument(metavar="[MOVE]...", help="All there is to know of these.")
    ] = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """List the actions, a line each; of a MOVE, everything: phases, numbers, guards, chart."""
    with explained():
        print_moves(rules_of(chosen), each_once(moves), verbose=verbose, as_json=as_json)


@app.command()
@takes_rules
def archetypes(chosen: Chosen, as_json: AsJson = False) -> None:
    """List the kinds of combatant: health, stamina, controller, and the moves they know.

    Their names are what --left, --right and --archetype take.
    """
    with explained():
        print_archetypes(rules_of(chosen), as_json=as_json)


@app.command()
@takes_rules
def explain(
    move: Annotated[str, typer.Argument(metavar="MOVE", help="The action to explain.")],
    chosen: Chosen,
    actor: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE,...", help="How the actor is: stamina=3,health=40."),
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE,...", help="How its target is.")
    ] = None,
    distance: Annotated[
        int | None, typer.Option(min=0, max=LIMIT, metavar="UNITS", help="How far apart. [10]")
    ] = None,
    phase: Annotated[
        str | None, typer.Option(metavar="PHASE", help="Only how it goes on from this phase.")
    ] = None,
    ticks: Annotated[
        int, typer.Option(min=0, max=LIMIT, help="How long it has been in the phase.")
    ] = 0,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Say whether a move may start and go on, and everything that has a say in it.

    What refuses stands first, with the value it saw, what it needs, when time alone would do it,
    and where it is written. With --verbose stands all that was asked, phase by phase.
    """
    with explained():
        rules, sources = rules_and_sources(chosen)
        explanation = explained_move(
            move,
            rules,
            actor=actor or (),
            target=target or (),
            distance=distance,
            phase=phase,
            in_phase=ticks,
        )
        where = short_place(Origins(rules, sources).where(move, explanation.plugin))
        print_explanation(explanation, where, verbose=verbose, as_json=as_json)


@app.command()
@takes_rules
def diagram(
    chosen: Chosen,
    moves: Annotated[
        list[str] | None, typer.Argument(metavar="[MOVE]...", help="Which actions. [all]")
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="As what. [mermaid; with --out: svg and mermaid]"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write files to this folder.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only say whether the folder is fresh. [diagrams]"),
    ] = False,
    engine: Annotated[
        Engine, typer.Option(help="Who lays pictures out; dot is the system's Graphviz.")
    ] = "graphviz-pure",
) -> None:
    """Draw the statechart of each action: phases and ticks, transitions with their guards.

    Without --out text is printed. With --out and no move named, the folder holds exactly the
    diagrams of these rules and a page that shows them all.
    """
    with explained():
        draw(rules_of(chosen), each_once(moves), form=form, out=out, check=check, engine=engine)


@app.command()
def schema() -> None:
    """Print the JSON Schema of moves as a table in YAML, for editors that check and complete."""
    with explained():
        print_json(table_schema())
