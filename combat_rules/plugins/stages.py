"""Stages: on which clock a ruleset runs, and which rules have to stay out because of it."""

from msgspec.structs import replace

from combat_rules.model import Stage, int_problem, ranges_of
from combat_rules.model.fields import field_problems
from combat_rules.plugins.collect import Collected
from combat_rules.plugins.ruleset import Contributed

COUNTED = ("combat_actions", "combat_archetypes", "combat_statuses")
"""The hooks whose rules count ticks."""


def agree(collected: Collected, ticks_per_second: int | None) -> tuple[Stage, list[str]]:
    """The stage of a ruleset, and what is wrong with the stages declared.

    The plugin named most explicitly decides: one given as an option before one of the
    project, that before an installed one. Plugins that count other ticks are left out of
    ``collected``, of the standard rules only what counts ticks.
    """
    declared = {owned.plugin: owned for owned in collected.of(Stage)}
    problems = [problem for owned in declared.values() for problem in _problems(owned)]
    problems += _several(collected)
    if problems:
        return Stage(), problems
    if ticks_per_second is not None:
        low, high = ranges_of(Stage)["ticks_per_second"]
        problem = int_problem("ticks_per_second", ticks_per_second, low, high)
        if problem:
            return Stage(), [problem]
    if not declared:
        return Stage(ticks_per_second=ticks_per_second or Stage().ticks_per_second), []
    deciding = [*declared.values()][-1]
    stage = deciding.rule
    if ticks_per_second not in (None, stage.ticks_per_second):
        return stage, [
            f"ticks_per_second is {ticks_per_second}, but plugin {deciding.plugin} counts "
            f"{stage.ticks_per_second} ticks a second; leave it out"
        ]
    if not stage.standard_damage:
        _leave_damage_out(collected)
    problems = _rivals(collected, deciding)
    if not problems:
        _leave_out(collected, deciding, declared)
    return stage, problems


def _several(collected: Collected) -> list[str]:
    """Plugins whose tables, say, were made for several stages, of which only one would count."""
    found: dict[str, list[Stage]] = {}
    for owned in collected.of(Stage):
        known = found.setdefault(owned.plugin, [])
        known += [] if owned.rule in known else [owned.rule]
    return [
        f"plugin {plugin}: it has {len(stages)} stages that differ; give it one"
        for plugin, stages in found.items()
        if len(stages) > 1
    ]


def _rivals(collected: Collected, deciding: Contributed[Stage]) -> list[str]:
    """Plugins that were asked for as explicitly, and count other ticks."""
    asked = [info.name for info in collected.plugins if info.origin == "option"]
    return [
        f"plugin {owned.plugin} counts {owned.rule.ticks_per_second} ticks a second, plugin "
        f"{deciding.plugin} {deciding.rule.ticks_per_second}; one fight has one clock, so name "
        "only one of them"
        for owned in collected.of(Stage)
        if owned.plugin in asked
        and deciding.plugin in asked
        and owned.rule.ticks_per_second != deciding.rule.ticks_per_second
    ]


def _leave_out(
    collected: Collected, deciding: Contributed[Stage], declared: dict[str, Contributed[Stage]]
) -> None:
    """Take out what counts other ticks than the deciding plugin does."""
    ticks = deciding.rule.ticks_per_second
    for number, info in enumerate(collected.plugins):
        own = declared[info.name].rule if info.name in declared else Stage()
        counts = any(info.contributed.get(hook) for hook in COUNTED)
        if own.ticks_per_second == ticks or not counts:
            continue
        hooks = COUNTED if info.origin == "standard" else tuple(collected.given)
        for hook in hooks:
            given = collected.given[hook]
            collected.given[hook] = [owned for owned in given if owned.plugin != info.name]
        what = "its actions and archetypes" if info.origin == "standard" else "all of it"
        why = (
            f"{what}: it counts {own.ticks_per_second} ticks a second, plugin "
            f"{deciding.plugin} {ticks}"
        )
        collected.plugins[number] = replace(info, left_out=why)


def _leave_damage_out(collected: Collected) -> None:
    """Take out the damage and contact rules that ship."""
    standard = {info.name for info in collected.plugins if info.origin == "standard"}
    for hook in ("combat_damage_rules", "combat_contact_rules"):
        given = collected.given[hook]
        collected.given[hook] = [owned for owned in given if owned.plugin not in standard]


def _problems(owned: Contributed[Stage]) -> list[str]:
    """What is wrong with a stage."""
    stage = owned.rule
    wrong = field_problems(stage)
    if not wrong and stage.distance > stage.arena:
        wrong = [f"it is {stage.arena} wide, and two cannot start {stage.distance} apart in it"]
    return [f"plugin {owned.plugin}: its stage: {problem}" for problem in wrong]
