"""Building a ruleset: find the plugins, ask them, check everything, freeze."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from msgspec import defstruct

from combat_rules.charts.compile import compile_chart, phase_kinds
from combat_rules.charts.stock import FourPhases
from combat_rules.errors import PluginError
from combat_rules.model import Action, Attribute, CombatantState
from combat_rules.model.events import EVENT_TYPES
from combat_rules.plugins import sources as from_where
from combat_rules.plugins.checks import check
from combat_rules.plugins.collect import collect
from combat_rules.plugins.ruleset import Contributed, Move, PluginInfo, Ruleset
from combat_rules.plugins.sources import Source
from combat_rules.plugins.stages import agree

RunnerName = Literal["table", "reference"]


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
    collected = collect(sources)
    stage, disputes = agree(collected, ticks_per_second)
    check(collected)
    problems = [*collected.problems, *disputes]
    if problems:
        raise refused(problems, tuple(collected.plugins))
    rules = collected.given
    attributes = tuple(owned.rule for owned in rules["combat_attributes"])
    return Ruleset(
        plugins=tuple(collected.plugins),
        stage=stage,
        moves={o.rule.name: build_move(o.rule, o.plugin, runner) for o in rules["combat_actions"]},
        archetypes={o.rule.name: o.rule for o in rules["combat_archetypes"]},
        attributes=attributes,
        combatant_type=_combatant_type(attributes),
        controllers={o.rule.name: o for o in rules["combat_controllers"]},
        validations=tuple(rules["combat_validations"]),
        damage_rules=tuple(sorted(rules["combat_damage_rules"], key=_place)),
        contact_rules=tuple(sorted(rules["combat_contact_rules"], key=_place)),
        perception_rules=tuple(rules["combat_perception_rules"]),
        statuses=tuple(rules["combat_statuses"]),
        events={**EVENT_TYPES, **{o.rule.type: o.rule for o in rules["combat_events"]}},
        listeners=tuple(rules["combat_listeners"]),
    )


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
        ticks={phase: _ticks(action, phase) for phase in kinds},
        kinds=kinds,
    )


def _ticks(action: Action, phase: str) -> int:
    own: Mapping[str, int] = action.phases
    return own[phase] if phase in own else int(getattr(action, phase))


@cache
def _combatant_type(attributes: tuple[Attribute, ...]) -> type[CombatantState]:
    """The record of a combatant, with a field for each declared attribute.

    One type for the same attributes: saves of fights whose rules were loaded twice are equal.
    """
    fields: list[Any] = [(a.name, int, a.default) for a in attributes]
    made: Any = defstruct("CombatantState", fields, bases=(CombatantState,), frozen=True)
    record: type[CombatantState] = made
    return record


def _place(owned: Contributed[Any]) -> int:
    return int(owned.rule.order)
