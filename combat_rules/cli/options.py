"""Options that many commands take, and the rules they choose."""

from collections.abc import Callable, Iterable, Mapping
from inspect import Parameter, signature
from typing import Annotated, Any

import typer
from msgspec import Struct

from combat_rules.cli.errors import complain, demand_once, explained, warn_of
from combat_rules.cli.helping import RULES
from combat_rules.cli.program import PROBLEM
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import (
    Arrangement,
    Ruleset,
    Source,
    build_ruleset,
    find_plugins,
    project_arrangement,
    read_arrangement,
)
from combat_rules.plugins.folder import working_folder

Plugins = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin",
        "-p",
        metavar="FILE_OR_MODULE",
        rich_help_panel=RULES,
        help="Rules to add: a Python file, a table, a folder, a module, or a pack that ships "
        "(fencing). May be repeated.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell more.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
EventsAsJson = Annotated[bool, typer.Option("--json", help="Print one event a line, for programs.")]
Sync = Annotated[
    bool, typer.Option("--sync", help="Have the journal on the disk, not only written.")
]
Archetypes = Annotated[
    list[str] | None,
    typer.Option(
        "--archetype", "-a", metavar="NAME", help="Only this kind of fighter; several times."
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="MOVE.FIELD=NUMBER",
        help="Change a number of the rules for this run; may be repeated.",
    ),
]
FirstSeed = Annotated[
    int, typer.Option(min=0, max=LIMIT, help="The seed of the first; each has the next one.")
]
Duration = Annotated[
    int | None,
    typer.Option(min=1, max=LIMIT, metavar="TICKS", help="The longest a fight may take."),
]
Distance = Annotated[
    int | None,
    typer.Option(min=0, max=LIMIT, metavar="UNITS", help="How far apart they start."),
]
Threads = Annotated[int, typer.Option("--workers", min=1, max=64, help="Threads that play.")]
Processes = Annotated[int, typer.Option(min=0, max=256, help="Processes that play instead.")]
Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Play on a Dask cluster: its scheduler, or local for one here."
    ),
]


def each_once(names: Iterable[str] | None) -> list[str]:
    """What an option was given that may be repeated: each name once, in order."""
    return [*dict.fromkeys(names or ())]


class Chosen(Struct, frozen=True):
    """The rules that somebody wants: plugins, and how they are put together."""

    plugins: tuple[str, ...] = ()
    arrangement: Arrangement = Arrangement()

    def sources(self) -> list[Source]:
        """The plugins that there are: standard, installed, the project's, and the wanted ones."""
        return find_plugins(self.plugins, project=working_folder(), installed=True)

    def arranged(self) -> Arrangement:
        """How they are put together: as the project says, and then as is wanted."""
        return project_arrangement(working_folder()).then(self.arrangement)


def rules_of(chosen: Chosen) -> Ruleset:
    """The ruleset that a command plays under. Broken plugins are named, and left out unless they
    were asked for: then the command ends."""
    return rules_and_sources(chosen)[0]


def rules_and_sources(chosen: Chosen) -> tuple[Ruleset, list[Source]]:
    """The ruleset that a command plays under, as ``rules_of``, and the plugins in it."""
    sources = chosen.sources()
    demand_asked(sources)
    warn_of(source.info for source in sources)
    return build_ruleset(sources, arrangement=chosen.arranged()), sources


METAVARS = {
    "prefix": "PLUGIN=PREFIX",
    "rename": "PLUGIN:NAME=NEW",
    "override": "PLUGIN:NAME=OTHER",
    "order": "PLUGIN:RULE=PLACE",
    "without": "PLUGIN[:NAME]",
}


def demand_asked(sources: Iterable[Source]) -> None:
    """End with 1 if a plugin that was asked for with ``--plugin`` cannot be loaded."""
    broken = [s.info for s in sources if s.info.problems and s.info.origin == "option"]
    for info in broken:
        for problem in info.problems:
            complain(f"combat-rules: plugin {info.name} cannot be loaded: {problem}")
    if broken:
        raise typer.Exit(PROBLEM)


LONGEST = 20
"""Digits of a place in an order; no place has as many."""


def _option(name: str, help: str) -> object:
    return Annotated[
        list[str] | None,
        typer.Option(f"--{name}", metavar=METAVARS[name], rich_help_panel=RULES, help=help),
    ]


OPTIONS: Mapping[str, object] = {
    "plugin": Plugins,
    "prefix": _option("prefix", "Put PREFIX_ before the names of a plugin."),
    "rename": _option("rename", "Give a thing of a plugin another name."),
    "override": _option("override", "Have the thing of that name of plugin OTHER count."),
    "order": _option("order", "Give a rule another place in the order."),
    "without": _option("without", "Leave out a plugin, or a thing of it."),
}
"""What every command that plays under rules takes."""


def takes_rules(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose rules, in the place of its parameter ``chosen``."""
    asked = signature(command)

    def run(**given: Any) -> None:
        wanted = {name: given.pop(name, None) or () for name in OPTIONS}
        with explained():
            chosen = _chosen(wanted)
        command(chosen=chosen, **given)

    parameters: list[Parameter] = []
    for name, parameter in asked.parameters.items():
        options = {name: parameter.annotation} if name != "chosen" else OPTIONS
        for option, kind in options.items():
            default = None if name == "chosen" else parameter.default
            parameters.append(
                Parameter(option, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            )
    run.__name__, run.__doc__, run.__module__ = (
        command.__name__,
        command.__doc__,
        command.__module__,
    )
    run.__signature__ = asked.replace(parameters=parameters)  # type: ignore[attr-defined]  # what it takes
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run


def _chosen(wanted: Mapping[str, Iterable[str]]) -> Chosen:
    parts: dict[str, object] = {"without": tuple(wanted["without"])}
    for name in ("prefix", "rename", "override", "order"):
        pairs = [_pair(name, text) for text in wanted[name]]
        demand_once(f"--{name}", (what for what, _ in pairs))
        parts[name] = dict(pairs)
    return Chosen(tuple(wanted["plugin"]), read_arrangement(parts, "--"))


def _pair(name: str, text: str) -> tuple[str, str | int]:
    """The two sides of an option ``THIS=THAT``."""
    what, equals, to = (part.strip() for part in text.rpartition("="))
    number, digits = name == "order", to.removeprefix("-")
    is_one = digits.isdecimal() and len(digits) <= LONGEST
    if not (what and equals and to) or (number and not is_one):
        raise typer.BadParameter(
            f"it is written {METAVARS[name]}, not {text!r}", param_hint=f"--{name}"
        )
    return what, int(to) if number else to
