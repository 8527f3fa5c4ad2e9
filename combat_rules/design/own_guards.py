"""The guards of an action's own, which may want another place or state than neutral."""

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.branches import guards_on
from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.model import Action, Guard


def own_guards(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart that do not ship with the engine."""
    if action.chart is None:
        return {}
    anatomy = Anatomy(action.chart)
    ways = list(anatomy.transitions())
    functions = {
        name.name: name.guard
        for way in ways
        for condition in anatomy.conditions(way)
        for name in condition.tree.guards()
    }
    return {
        name: functions[name]
        for name in dict.fromkeys(guards_on(anatomy, ways).values())
        if functions[name] not in STOCK_GUARDS.values()
    }
