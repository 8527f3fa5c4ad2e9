"""Commands about plugins: what there is, a new one, one at work."""

from pathlib import Path
from typing import Annotated

import typer

from combat_rules.cli.bench import announce_new, demand_fighters, keep_watching
from combat_rules.cli.errors import explained
from combat_rules.cli.listing import print_plugins
from combat_rules.cli.options import AsJson, Chosen, rules_of, takes_rules
from combat_rules.cli.program import PROBLEM
from combat_rules.design.scaffold import new_plugin
from combat_rules.design.watching import Watcher, at_work, loader, places
from combat_rules.errors import PluginError
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import build_ruleset
from combat_rules.plugins.folder import working_folder

app = typer.Typer(rich_markup_mode=None)


@app.command()
@takes_rules
def plugins(chosen: Chosen, as_json: AsJson = False) -> None:
    """List every plugin: where it came from, what it contributed, and what is wrong with it.

    Ends with 1 if anything is wrong.
    """
    with explained():
        sources, arrangement = chosen.sources(), chosen.arranged()
        problems: list[str] = []
        try:
            found = build_ruleset(sources, arrangement=arrangement).plugins
        except PluginError as error:
            found, problems = error.plugins, list(error.problems)
        print_plugins(found, problems, as_json=as_json)
        if problems or any(info.problems for info in found):
            raise typer.Exit(PROBLEM)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="NAME", help="The folder, and its name.")],
    table: Annotated[
        bool, typer.Option("--table", help="Moves as a table, without Python.")
    ] = False,
    projectile: Annotated[
        bool, typer.Option("--projectile", help="Something that is thrown and flies by itself.")
    ] = False,
    flurry: Annotated[bool, typer.Option("--flurry", help="A move of several hits.")] = False,
) -> None:
    """Make a plugin that works: a move, a guard, a damage rule, tests, a README, its diagram."""
    given = {"table": table, "projectile": projectile, "flurry": flurry}
    wanted = [name for name, is_wanted in given.items() if is_wanted]
    if len(wanted) > 1:
        said = " and ".join(f"--{name}" for name in wanted)
        raise typer.BadParameter(f"{said} are plugins of different kinds; choose one")
    with explained():
        announce_new(folder, new_plugin(folder, rules_of(Chosen()), *wanted))


@app.command()
@takes_rules
def watch(
    chosen: Chosen,
    left: Annotated[
        str | None,
        typer.Option(metavar="ARCHETYPE", help="Who fights. [the plugin's first archetype]"),
    ] = None,
    right: Annotated[
        str | None, typer.Option(metavar="ARCHETYPE", help="Against whom. [brute]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=LIMIT, help="The luck of the first fight.")] = 0,
    fights: Annotated[int, typer.Option(min=1, max=LIMIT, help="How many.")] = 100,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep a folder of diagrams fresh as well.")
    ] = None,
) -> None:
    """Check the rules, draw and fight anew whenever a file of a plugin changes.

    Tells what has changed in frame data, and how many of a hundred fights are won, and were
    before. Ends with Ctrl-C. While the rules are broken, the last good ones are kept.
    """
    with explained():
        load = loader(chosen.plugins, working_folder(), chosen.arrangement)
        demand_fighters(load, {"--left": left, "--right": right})
        watcher = Watcher(
            load,
            diagrams=out,
            sides=(left, right),
            seed=seed,
            fights=fights,
            watched=at_work(chosen.plugins, working_folder()),
        )
        keep_watching(watcher, places(chosen.plugins, working_folder()))
