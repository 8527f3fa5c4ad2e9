"""Building a ruleset: find the plugins, ask them, check everything, freeze."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, defstruct

from combat_rules.charts.compile import compile_chart, phase_kinds
from combat_rules.charts.stock import FourPhases
from combat_rules.errors import PluginError
from combat_rules.model import (
    Action,
    Archetype,
    Attribute,
    CombatantState,
    ContactRule,
    Controller,
    DamageRule,
    Listener,
    PerceptionRule,
    Status,
    Validation,
)
from combat_rules.model.events import EVENT_TYPES
from combat_rules.plugins import sources as from_where
from combat_rules.plugins.checks import check
from combat_rules.plugins.collect import collect
from combat_rules.plugins.ruleset import Move, PluginInfo, Ruleset
from combat_rules.plugins.sources import Source
from combat_rules.plugins.stages import agree

RunnerName = Literal["table", "reference"]

KEPT = 64
"""Types of combatants that are kept for the next ruleset with the same attributes."""


def load_ruleset(
    plugins: Sequence[object] = (),
    *,
    project: Path | str | None = None,
    installed: bool = False,
    standard: bool = True,
    ticks_per_second: int | None = None,
    runner: RunnerName = "table",
) -> Ruleset:
    """Load plugins and make them one ruleset.

    ``plugins`` are files, folders, module names, or modules and objects that have hooks.
    ``project`` is a folder: the nearest ``pyproject.toml`` from there upwards names further
    ones. ``installed`` adds those of installed packages. The standard rules come first,
    unless ``standard`` is false. ``runner="reference"`` runs every chart on
    python-statemachine itself, slowly. ``ticks_per_second`` is that of the plugins' stage, or
    else 1000.

    Files are read as they are now: calling it again after an edit gives the edited rules, and what
    nobody uses any more is freed. A fight goes on under the rules it was begun with.

    A plugin that cannot be imported is listed in ``ruleset.plugins`` with its problems, and
    takes no part. Rules that are wrong raise ``PluginError`` with all ``problems``.
    """
    sources = find_plugins(plugins, project=project, installed=installed, standard=standard)
    return build_ruleset(sources, ticks_per_second=ticks_per_second, runner=runner)


def find_plugins(
    plugins: Sequence[object] = (),
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
    found += [from_where.given(plugin, Path.cwd()) for plugin in plugins]
    return from_where.distinct(found)


def build_ruleset(
    sources: Iterable[Source], *, ticks_per_second: int | None = None, runner: RunnerName = "table"
) -> Ruleset:
    """Ask plugins for their rules, check them all, and freeze them into a ruleset."""
    with _uncollected():
        return _build(sources, ticks_per_second, runner)


def _build(sources: Iterable[Source], ticks_per_second: int | None, runner: RunnerName) -> Ruleset:
    collected = collect(sources)
    stage, disputes = agree(collected, ticks_per_second)
    check(collected)
    problems = [*collected.problems, *disputes]
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
        combatant_type=_combatant_type(attributes),
        controllers=MappingProxyType({o.rule.name: o for o in collected.of(Controller)}),
        validations=tuple(collected.of(Validation)),
        damage_rules=tuple(
            sorted(collected.of(DamageRule), key=lambda contributed: contributed.rule.order)
        ),
        contact_rules=tuple(
            sorted(collected.of(ContactRule), key=lambda contributed: contributed.rule.order)
        ),
        perception_rules=tuple(collected.of(PerceptionRule)),
        statuses=tuple(collected.of(Status)),
        listeners=tuple(collected.of(Listener)),
        events=MappingProxyType(
            {**EVENT_TYPES, **{o.rule.type: o.rule for o in collected.event_types}}
        ),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking, again and again, through what is being loaded.

    A thousand charts are a million objects that all stay: a third of the time went there.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@cache
def standard_ruleset() -> Ruleset:
    """The rules that ship, and nothing else."""
    return load_ruleset()


def refused(problems: Sequence[str], plugins: tuple[PluginInfo, ...]) -> PluginError:
    """The error that lists every problem of a ruleset."""
    count = "there is one problem" if len(problems) == 1 else f"there are {len(problems)} problems"
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return PluginError(
        f"the rules cannot be used, {count}:\n{lines}",
        code="ruleset.refused",
        problems=tuple(problems),
        plugins=plugins,
    )


def build_move(action: Action, plugin: str = "", runner: RunnerName = "table") -> Move:
    """An action ready for use, as a ruleset holds it."""
    chart = FourPhases if action.chart is None else action.chart
    kinds = phase_kinds(chart)
    return Move(
        action=action,
        plugin=plugin,
        runner=compile_chart(chart, runner),
        ticks=MappingProxyType({phase: _ticks(action, phase) for phase in kinds}),
        kinds=MappingProxyType(kinds),
    )


def _ticks(action: Action, phase: str) -> int:
    own: Mapping[str, int] = action.phases
    return own[phase] if phase in own else int(getattr(action, phase))


@lru_cache(maxsize=KEPT)
def _combatant_type(attributes: tuple[Attribute, ...]) -> type[CombatantState]:
    """The record of a combatant, with a field for each declared attribute.

    One type for the same attributes: saves of fights whose rules were loaded twice are equal.
    """
    # Annotated with values, which mypy takes for no type.
    fields = [
        (a.name, Annotated[int, Meta(ge=a.minimum, le=a.maximum)], a.default) for a in attributes
    ]
    made = defstruct("CombatantState", fields, bases=(CombatantState,), frozen=True, gc=False)
    assert issubclass(made, CombatantState), "it has that base"
    return made
