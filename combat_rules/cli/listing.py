"""Lists of what a ruleset holds: its actions, its archetypes, and the plugins they came from."""

from collections.abc import Iterable, Sequence

from combat_rules.cli.errors import demand_known
from combat_rules.cli.places import short_place
from combat_rules.cli.sheet import as_data, sheet_of
from combat_rules.cli.tables import print_json, print_table, print_text
from combat_rules.model import ActionStateType, Archetype
from combat_rules.plugins import Move, PluginInfo, Ruleset


def print_moves(ruleset: Ruleset, names: Sequence[str], *, verbose: bool, as_json: bool) -> None:
    """Actions for people, a line each, or all there is to know of some; or as JSON."""
    for name in names:
        demand_known("action", name, ruleset.moves)
    moves = [ruleset.moves[name] for name in names or ruleset.moves]
    if as_json:
        data = [as_data(move, ruleset) for move in moves]
        print_json(data)
    elif names or verbose:
        for move in moves:
            for line in sheet_of(move, ruleset):
                print_text(line, hang=14)
    else:
        _print_lines(moves, ruleset)


def _print_lines(moves: Iterable[Move], ruleset: Ruleset) -> None:
    columns = ("move", "plugin", "ticks", "cost", "reach", "damage")
    rows = [
        (
            move.action.name,
            move.plugin,
            _ticks(move),
            str(move.action.stamina_cost),
            str(move.action.reach),
            str(move.action.damage),
        )
        for move in moves
    ]
    print_table(columns, rows, words=columns[:3])
    print_text()
    print_text("ticks are feint/commit/release/recovery; combat-rules moves MOVE tells all of one")
    paces = ", ".join(owned.rule.name for owned in ruleset.pace_rules)
    if paces:
        print_text(
            f"pace rules may make them fewer or more: {paces}; combat-rules explain MOVE says how "
            "many"
        )
    for move in moves:
        if move.runner.reasons:
            why = "; ".join(move.runner.reasons)
            print_text(f"{move.action.name} runs on the reference runner: {why}", hang=2)


def _ticks(move: Move) -> str:
    """The ticks of the four kinds of phase; several of one kind are joined by a plus."""
    kinds = move.kinds.items()
    return "/".join(
        "+".join(str(move.ticks[phase]) for phase, kind in kinds if kind is each) or "0"
        for each in ActionStateType
    )


def print_archetypes(ruleset: Ruleset, *, as_json: bool) -> None:
    """The kinds of combatant, what they start with and what they know."""
    owners = {
        name: info.name
        for info in ruleset.plugins
        for name in info.contributed.get("combat_archetypes", ())
    }
    kinds = list(ruleset.archetypes.values())
    if as_json:
        data = [_describe_archetype(kind, owners.get(kind.name, "")) for kind in kinds]
        print_json(data)
        return
    columns = ("archetype", "plugin", "controller", "health", "stamina", "reaction", "moves")
    rows = [
        (
            kind.name,
            owners.get(kind.name, ""),
            kind.controller,
            str(kind.health),
            str(kind.stamina),
            str(kind.reaction),
            str(len(kind.actions)),
        )
        for kind in kinds
    ]
    knows = [f"knows {', '.join(kind.actions) or 'nothing'}" for kind in kinds]
    print_table(columns, rows, words=columns[:3], notes=knows)


def print_plugins(plugins: Iterable[PluginInfo], problems: list[str], *, as_json: bool) -> None:
    """Every plugin, where it came from, what it contributed, and what is wrong."""
    if as_json:
        listed = [_describe_plugin(plugin) for plugin in plugins]
        data = {"plugins": listed, "problems": problems}
        print_json(data)
        return
    for plugin in plugins:
        version = f" {plugin.version}" if plugin.version else ""
        print_text(
            f"{plugin.name}{version} ({plugin.origin}) {short_place(plugin.location)}", hang=2
        )
        for hook, names in plugin.contributed.items():
            what = hook.removeprefix("combat_").replace("_", " ")
            # A hook that hands over nothing may be a mistake; a table has them all.
            if names or plugin.location.endswith(".py"):
                print_text(f"  {what}: {', '.join(names) or 'none'}", hang=4)
        if plugin.left_out:
            print_text(f"  left out: {plugin.left_out}", hang=4)
        for problem in plugin.problems:
            print_text(f"  PROBLEM: {problem}", hang=4)
    for problem in problems:
        print_text(f"PROBLEM: {problem}", hang=2)


def _describe_archetype(kind: Archetype, plugin: str) -> dict[str, object]:
    return {
        "name": kind.name,
        "plugin": plugin,
        "description": kind.description,
        "controller": kind.controller,
        "health": kind.health,
        "stamina": kind.stamina,
        "stamina_regeneration": kind.stamina_regeneration,
        "sight_range": kind.sight_range,
        "reaction": kind.reaction,
        "memory": kind.memory,
        "actions": list(kind.actions),
    }


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
