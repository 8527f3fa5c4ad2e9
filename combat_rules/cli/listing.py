"""Lists of what a ruleset holds: its actions, and the plugins they came from."""

from collections.abc import Iterable

import msgspec
import typer

from combat_rules.charts.stock import chart_of
from combat_rules.cli.tables import print_table
from combat_rules.plugins import Move, PluginInfo, Ruleset


def describe_move(move: Move) -> dict[str, object]:
    """An action as plain data."""
    action = move.action
    return {
        "name": action.name,
        "plugin": move.plugin,
        "description": action.description,
        "role": action.role.value,
        "phases": dict(move.ticks),
        "kinds": {phase: kind.value for phase, kind in move.kinds.items()},
        "stamina_cost": action.stamina_cost,
        "reach": action.reach,
        "travel": action.travel,
        "damage": action.damage,
        "chip": action.chip,
        "hitstun": action.hitstun,
        "blockstun": action.blockstun,
        "stagger": action.stagger,
        "pushback": action.pushback,
        "cooldown": action.cooldown,
        "tags": sorted(action.tags),
        "guards": list(move.runner.guard_names()),
        "chart": chart_of(action).__name__,
        "runner": move.runner.name,
        "reasons": list(move.runner.reasons),
    }


def print_moves(ruleset: Ruleset, *, as_json: bool) -> None:
    """Every action, as a table for people or as JSON."""
    moves = list(ruleset.moves.values())
    if as_json:
        data = [describe_move(move) for move in moves]
        typer.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
        return
    rows = []
    for move in moves:
        action = move.action
        phases = " ".join(f"{phase} {ticks}" for phase, ticks in move.ticks.items())
        chart = chart_of(action).__name__
        rows.append(
            (
                action.name,
                move.plugin,
                phases,
                str(action.stamina_cost),
                str(action.reach),
                str(action.damage),
                " ".join(sorted(action.tags)),
                chart if move.runner.name == "table" else f"{chart} (reference)",
            )
        )
    columns = ("action", "plugin", "phases (ticks)", "cost", "reach", "damage", "tags", "chart")
    numbers = ("cost", "reach", "damage")
    print_table(columns, rows, words=[name for name in columns if name not in numbers])
    for guards, names in _by_guards(moves).items():
        typer.echo(f"guards of {', '.join(names)}: {', '.join(guards) or 'none'}")
    for move in moves:
        if move.runner.reasons:
            why = "; ".join(move.runner.reasons)
            typer.echo(f"{move.action.name} runs on the reference runner: {why}")


def print_plugins(plugins: Iterable[PluginInfo], problems: list[str], *, as_json: bool) -> None:
    """Every plugin, where it came from, what it contributed, and what is wrong."""
    if as_json:
        listed = [_describe_plugin(plugin) for plugin in plugins]
        data = {"plugins": listed, "problems": problems}
        typer.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
        return
    for plugin in plugins:
        version = f" {plugin.version}" if plugin.version else ""
        typer.echo(f"{plugin.name}{version} ({plugin.origin}) {plugin.location}")
        for hook, names in plugin.contributed.items():
            what = hook.removeprefix("combat_").replace("_", " ")
            typer.echo(f"  {what}: {', '.join(names) or 'none'}")
        if plugin.left_out:
            typer.echo(f"  left out: {plugin.left_out}")
        for problem in plugin.problems:
            typer.echo(f"  PROBLEM: {problem}")
    for problem in problems:
        typer.echo(f"PROBLEM: {problem}")


def _describe_plugin(plugin: PluginInfo) -> dict[str, object]:
    return {
        "name": plugin.name,
        "origin": plugin.origin,
        "location": plugin.location,
        "version": plugin.version,
        "contributed": {hook: list(names) for hook, names in plugin.contributed.items()},
        "problems": list(plugin.problems),
        "left_out": plugin.left_out,
    }


def _by_guards(moves: Iterable[Move]) -> dict[tuple[str, ...], list[str]]:
    """Actions grouped by the guards of their charts."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for move in moves:
        groups.setdefault(move.runner.guard_names(), []).append(move.action.name)
    return groups
