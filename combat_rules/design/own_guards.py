"""The guards of an action's own, which may want another place or state than neutral."""

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.branches import guards_on
from combat_rules.charts.guards import STOCK_GUARDS, can_pay
from combat_rules.model import Action, Guard


def own_guards(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart that do not ship with the engine."""
    if action.chart is None:
        return {}
    anatomy = Anatomy(action.chart)
    functions = _functions(anatomy)
    return {
        name: functions[name]
        for name in dict.fromkeys(guards_on(anatomy, list(anatomy.transitions())).values())
        if functions[name] not in STOCK_GUARDS.values()
    }


def pays_at_once(action: Action) -> bool:
    """Whether an action costs something that its chart asks for as soon as it is started."""
    asks = action.chart is not None and can_pay in _functions(Anatomy(action.chart)).values()
    return asks and bool(action.costs) and not action.feint


def _functions(anatomy: Anatomy) -> dict[str, Guard]:
    return {
        name.name: name.guard
        for way in anatomy.transitions()
        for condition in anatomy.conditions(way)
        for name in condition.tree.guards()
    }
