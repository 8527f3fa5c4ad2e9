"""Stages: on which clock a ruleset runs, and which rules have to stay out because of it."""

from msgspec import UNSET
from msgspec.structs import replace

from combat_rules.model import Stage
from combat_rules.model.limits import LIMIT
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
    declared = {owned.plugin: owned for owned in collected.given["combat_stage"]}
    problems = [problem for owned in declared.values() for problem in _problems(owned)]
    if problems:
        return Stage(), problems
    if ticks_per_second is not None and not _whole(ticks_per_second):
        return Stage(), [
            f"ticks_per_second is {ticks_per_second!r}; a whole number from 1 to {LIMIT}"
        ]
    if not declared:
        return Stage(ticks_per_second=ticks_per_second or Stage().ticks_per_second), []
    deciding = [*declared.values()][-1]
    stage = deciding.rule
    if ticks_per_second not in (None, stage.ticks_per_second):
        return stage, [
            f"ticks_per_second is {ticks_per_second}, but plugin {deciding.plugin} counts "
            f"{stage.ticks_per_second} ticks a second; leave it out"
        ]
    problems = _rivals(collected, deciding)
    if not problems:
        _leave_out(collected, deciding, declared)
    return stage, problems


def _rivals(collected: Collected, deciding: Contributed[Stage]) -> list[str]:
    """Plugins that were asked for as explicitly, and count other ticks."""
    asked = [info.name for info in collected.plugins if info.origin == "option"]
    return [
        f"plugin {owned.plugin} counts {owned.rule.ticks_per_second} ticks a second, plugin "
        f"{deciding.plugin} {deciding.rule.ticks_per_second}; one fight has one clock, so name "
        "only one of them"
        for owned in collected.given["combat_stage"]
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


def _problems(owned: Contributed[Stage]) -> list[str]:
    """What is wrong with the numbers of a stage."""
    stage = owned.rule
    return [
        f"plugin {owned.plugin}: its stage has {name}={getattr(stage, name, UNSET)!r}; a whole "
        f"number from {least} to {LIMIT}"
        for name, least in (("ticks_per_second", 1), ("duration", 1), ("distance", 0), ("arena", 1))
        if not _whole(getattr(stage, name), least)
    ] or (
        [f"plugin {owned.plugin}: its stage is {stage.arena} wide, and two cannot start "
         f"{stage.distance} apart in it"]
        if stage.distance > stage.arena
        else []
    )  # fmt: skip


def _whole(value: object, least: int = 1) -> bool:
    return type(value) is int and least <= value <= LIMIT
