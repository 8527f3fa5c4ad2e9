"""The command line: ``combat-rules duel``, ``moves`` and ``plugins``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from combat_rules.charts.drawing.diagram import Engine
from combat_rules.cli.bench import announce_new, keep_watching
from combat_rules.cli.diagram import draw
from combat_rules.cli.duel import Wanted, print_events, recorded, set_up, tell, tell_why
from combat_rules.cli.errors import PROBLEM, explained, warn_of
from combat_rules.cli.explain import explained_move, print_explanation
from combat_rules.cli.frames import Sheet, print_frames
from combat_rules.cli.listing import print_moves, print_plugins
from combat_rules.cli.schema import print_schema
from combat_rules.design.scaffold import new_plugin
from combat_rules.design.watching import Watcher, loader, places
from combat_rules.errors import PluginError
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset, build_ruleset, find_plugins

VERSION = "0.1.0"

app = typer.Typer(
    name="combat-rules",
    help="Rules for combat between fighters: play a fight, list moves, look at plugins.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Plugins = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin",
        "-p",
        metavar="FILE_OR_MODULE",
        help="Rules to add: a Python file, a table, a folder or a module. May be repeated.",
    ),
]
Form = Literal["svg", "png", "mermaid", "dot", "md"]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"combat-rules {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Rules for combat between fighters: play a fight, list moves, look at plugins.

    Plugins that the nearest pyproject.toml names under [tool.combat_rules] join in by
    themselves, and so do those of installed packages.
    """


@app.command()
def duel(
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
        typer.Option(min=1, max=LIMIT, metavar="TICKS", help="The longest it may take. [60000]"),
    ] = None,
    distance: Annotated[
        int | None,
        typer.Option(min=0, max=LIMIT, metavar="UNITS", help="How far apart they start. [50]"),
    ] = None,
    plugin: Plugins = None,
    script: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A fight written down in YAML: combatants and commands."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one event a line, for programs.")
    ] = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Tell every event, with its number and its cause.")
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--timeline", metavar="FILE.svg", help="Draw the whole fight as a picture as well."
        ),
    ] = None,
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

    Times are in seconds, phases in ticks. After each blow stands what its damage is made of.
    """
    with explained():
        wanted = Wanted(
            left=left,
            right=right,
            script=script,
            numbers={"seed": seed, "duration": duration, "distance": distance},
        )
        combat = set_up(wanted, _rules(plugin))
        with recorded(combat, picture):
            if why is not None:
                tell_why(combat, why)
            elif as_json:
                print_events(combat)
            else:
                tell(combat, trace=trace)


@app.command()
def moves(plugin: Plugins = None, as_json: AsJson = False) -> None:
    """List every action: phases and ticks, cost, reach, damage, tags, guards, chart."""
    with explained():
        print_moves(_rules(plugin), as_json=as_json)


@app.command()
def explain(
    move: Annotated[str, typer.Argument(metavar="MOVE", help="The action to explain.")],
    plugin: Plugins = None,
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
    as_json: AsJson = False,
) -> None:
    """Say whether a move may start and go on, and everything that has a say in it.

    Each validation and guard stands with its claim, the values it saw, what would have to
    change, and when time alone would do it.
    """
    with explained():
        explanation = explained_move(
            move,
            _rules(plugin),
            actor=actor or (),
            target=target or (),
            distance=distance,
            phase=phase,
            in_phase=ticks,
        )
        print_explanation(explanation, as_json=as_json)


@app.command()
def diagram(
    moves: Annotated[
        list[str] | None, typer.Argument(metavar="[MOVE]...", help="Which actions. [all]")
    ] = None,
    plugin: Plugins = None,
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
        draw(_rules(plugin), moves or [], form=form, out=out, check=check, engine=engine)


@app.command("frame-data")
def frame_data(
    plugin: Plugins = None,
    archetype: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only what this kind of fighter knows.")
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option(metavar="MOVE", help="Only this move; several times.")
    ] = None,
    form: Annotated[Sheet, typer.Option("--format", help="As what.")] = "table",
) -> None:
    """Measure moves by playing them: startup, active, recovery, damage, advantage, reach.

    Times are ticks, lengths arena units. An advantage says how much sooner the attacker is
    free; punished by are the moves that come in time after a block.
    """
    with explained():
        print_frames(_rules(plugin), archetype=archetype, moves=move or [], form=form)


@app.command()
def plugins(plugin: Plugins = None, as_json: AsJson = False) -> None:
    """List every plugin: where it came from, what it contributed, and what is wrong with it.

    Ends with 1 if anything is wrong.
    """
    with explained():
        sources = find_plugins(plugin or (), project=Path.cwd(), installed=True)
        problems: list[str] = []
        try:
            found = build_ruleset(sources).plugins
        except PluginError as error:
            found, problems = error.plugins, list(error.problems)
        print_plugins(found, problems, as_json=as_json)
        if problems or any(info.problems for info in found):
            raise typer.Exit(PROBLEM)


@app.command()
def schema() -> None:
    """Print the JSON Schema of moves as a table in YAML, for editors that check and complete."""
    with explained():
        print_schema()


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="NAME", help="The folder, and its name.")],
    table: Annotated[
        bool, typer.Option("--table", help="Moves as a table, without Python.")
    ] = False,
) -> None:
    """Make a plugin that works: a move, a guard, a damage rule, tests, a README, its diagram."""
    with explained():
        announce_new(folder, new_plugin(folder, _rules(None), "table" if table else "plugin"))


@app.command()
def watch(
    plugin: Plugins = None,
    left: Annotated[str, typer.Option(metavar="ARCHETYPE", help="On the left.")] = "duelist",
    right: Annotated[str, typer.Option(metavar="ARCHETYPE", help="On the right.")] = "brute",
    seed: Annotated[int, typer.Option(min=0, max=LIMIT, help="The luck of the duel.")] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep a folder of diagrams fresh as well.")
    ] = None,
) -> None:
    """Check the rules, draw and fight anew whenever a file of a plugin changes.

    Ends with Ctrl-C. While the rules are broken, the last good ones are kept.
    """
    with explained():
        watcher = Watcher(
            loader(plugin or (), Path.cwd()), diagrams=out, sides=(left, right), seed=seed
        )
        keep_watching(watcher, places(plugin or (), Path.cwd()))


def _rules(plugin: list[str] | None) -> Ruleset:
    """The ruleset that a command plays under; broken plugins are named and left out."""
    sources = find_plugins(plugin or (), project=Path.cwd(), installed=True)
    warn_of(source.info for source in sources)
    return build_ruleset(sources)
