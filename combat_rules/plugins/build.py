"""Building a ruleset: find the plugins, ask them, check everything, freeze."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from msgspec.structs import asdict

from combat_rules.errors import PluginError, listed, writable
from combat_rules.model import (
    Action,
    Archetype,
    Attribute,
    ContactRule,
    Controller,
    DamageRule,
    Listener,
    PaceRule,
    PerceptionRule,
    Reaction,
    Status,
    StunRule,
    Validation,
)
from combat_rules.model.arguments import checks_arguments, checks_arguments_but
from combat_rules.model.events import EVENT_TYPES
from combat_rules.model.fields import frozen
from combat_rules.plugins import sources as from_where
from combat_rules.plugins.arrangement import PARTS, Arrangement, read_arrangement
from combat_rules.plugins.arranging import arrange, without_plugins
from combat_rules.plugins.changing import changed
from combat_rules.plugins.checks import check, check_gains
from combat_rules.plugins.collect import collect, named_apart
from combat_rules.plugins.folder import working_folder
from combat_rules.plugins.garbage import uncollected
from combat_rules.plugins.moves import RunnerName, build_move, combatant_type
from combat_rules.plugins.ruleset import Contributed, PluginInfo, Ruleset
from combat_rules.plugins.sources import Source
from combat_rules.plugins.stages import agree

Placed = TypeVar("Placed", DamageRule, ContactRule, StunRule, PaceRule, Reaction)
"""A rule that has a place of its own in an order."""


@checks_arguments_but(*PARTS)
def load_ruleset(
    plugins: Sequence[object] | Path | str = (),
    *,
    project: Path | str | None = None,
    installed: bool = False,
    standard: bool = True,
    ticks_per_second: int | None = None,
    runner: RunnerName = "table",
    prefix: Mapping[str, str] | None = None,
    rename: Mapping[str, str] | None = None,
    override: Mapping[str, str] | None = None,
    order: Mapping[str, int] | None = None,
    without: Sequence[str] | None = None,
) -> Ruleset:
    """Load plugins and make them one ruleset.

    ``plugins`` are files, folders, module names, or modules and objects that have hooks.
    ``project`` is a folder: the nearest ``pyproject.toml`` from there upwards names further
    ones. ``installed`` adds those of installed packages. The standard rules come first,
    unless ``standard`` is false. ``runner="reference"`` runs every chart on
    python-statemachine itself, slowly. ``ticks_per_second`` is that of the plugins' stage, or
    else 1000.

    ``prefix``, ``rename``, ``override``, ``order`` and ``without`` say how plugins are put
    together that would clash, as ``Arrangement`` tells; they go before what ``project`` says.

    Files are read as they are now: calling it again after an edit gives the edited rules, and what
    nobody uses any more is freed. A fight goes on under the rules it was begun with.

    A plugin that cannot be imported is listed in ``ruleset.plugins`` with its problems, and
    takes no part. Rules that are wrong raise ``PluginError`` with all ``problems``.
    """
    sources = find_plugins(plugins, project=project, installed=installed, standard=standard)
    arrangement = read_arrangement(
        {
            "prefix": prefix,
            "rename": rename,
            "override": override,
            "order": order,
            "without": without,
        }
    )
    if project is not None:
        arrangement = from_where.project_arrangement(Path(project)).then(arrangement)
    return build_ruleset(
        sources, ticks_per_second=ticks_per_second, runner=runner, arrangement=arrangement
    )


@checks_arguments
def find_plugins(
    plugins: Sequence[object] | Path | str = (),
    *,
    project: Path | str | None = None,
    installed: bool = False,
    standard: bool = True,
) -> list[Source]:
    """Find and import plugins, in the order in which their rules count."""
    if isinstance(plugins, str | Path):
        plugins = [plugins]
    found = [from_where.standard()] if standard else []
    found += from_where.installed() if installed else ()
    found += from_where.of_project(Path(project)) if project is not None else ()
    found += [from_where.given(plugin, working_folder()) for plugin in plugins]
    return from_where.distinct(found)


@checks_arguments
def build_ruleset(
    sources: Iterable[Source],
    *,
    ticks_per_second: int | None = None,
    runner: RunnerName = "table",
    arrangement: Arrangement | None = None,
) -> Ruleset:
    """Ask plugins for their rules, put them together, check them, freeze them into a ruleset."""
    # One that was made by hand may hold anything.
    said = read_arrangement({} if arrangement is None else asdict(arrangement))
    with uncollected():
        return _build(sources, ticks_per_second, runner, said)


def _build(
    sources: Iterable[Source],
    ticks_per_second: int | None,
    runner: RunnerName,
    arrangement: Arrangement,
) -> Ruleset:
    wanted, unknown = without_plugins(named_apart(sources), arrangement)
    collected = collect(wanted)
    check_gains(collected)
    misfits = [*unknown, *arrange(collected, arrangement)]
    stage, disputes = agree(collected, ticks_per_second)
    check(collected, bool(misfits))
    problems = [*misfits, *collected.problems, *disputes]
    if problems:
        raise refused(problems, tuple(collected.plugins))
    collected.freeze()
    attributes = tuple(contributed.rule for contributed in collected.of(Attribute))
    return Ruleset(
        plugins=tuple(collected.plugins),
        stage=stage,
        moves=MappingProxyType(
            {o.rule.name: build_move(o.rule, o.plugin, runner) for o in collected.of(Action)}
        ),
        archetypes=MappingProxyType({o.rule.name: o.rule for o in collected.of(Archetype)}),
        attributes=attributes,
        combatant_type=combatant_type(attributes, tuple(o.rule for o in collected.of(Archetype))),
        controllers=MappingProxyType({o.rule.name: o for o in collected.of(Controller)}),
        validations=tuple(collected.of(Validation)),
        damage_rules=_placed(collected.of(DamageRule)),
        contact_rules=_placed(collected.of(ContactRule)),
        stun_rules=_placed(collected.of(StunRule)),
        pace_rules=_placed(collected.of(PaceRule)),
        reactions=_placed(collected.of(Reaction)),
        perception_rules=tuple(collected.of(PerceptionRule)),
        statuses=tuple(collected.of(Status)),
        listeners=tuple(collected.of(Listener)),
        events=MappingProxyType(
            {**EVENT_TYPES, **{o.rule.type: o.rule for o in collected.event_types}}
        ),
        changing=changed,
        arrangement=frozen(arrangement),
    )


def _placed(rules: Iterable[Contributed[Placed]]) -> tuple[Contributed[Placed], ...]:
    """Rules in the order of their places."""
    return tuple(sorted(rules, key=lambda contributed: contributed.rule.order))


@cache
def standard_ruleset() -> Ruleset:
    """The rules that ship, and nothing else."""
    return load_ruleset()


def refused(problems: Sequence[str], plugins: tuple[PluginInfo, ...]) -> PluginError:
    """The error that lists every problem of a ruleset."""
    # A name may hold what no terminal can write.
    problems = [*map(writable, problems)]
    count = "there is one problem" if len(problems) == 1 else f"there are {len(problems)} problems"
    return PluginError(
        f"the rules cannot be used, {count}:\n{listed(problems)}",
        code="ruleset.refused",
        problems=tuple(problems),
        plugins=plugins,
    )
