"""The guards of an action, and those of its own, which may want another place than neutral."""

from combat_rules.charts.anatomy import anatomy_of
from combat_rules.charts.guards import STOCK_GUARDS, can_pay
from combat_rules.charts.stock import chart_of
from combat_rules.model import Action, Guard


def own_guards(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart that do not ship with the engine, by name."""
    shipped = STOCK_GUARDS.values()
    return {name: guard for name, guard in guards_of(action).items() if guard not in shipped}


def pays_at_once(action: Action) -> bool:
    """Whether an action costs something that its chart asks for as soon as it is started."""
    return bool(action.costs) and not action.feint and can_pay in guards_of(action).values()


def guards_of(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart, by name."""
    anatomy = anatomy_of(chart_of(action))
    return {
        name.name: name.guard
        for way in anatomy.transitions()
        for condition in anatomy.conditions(way)
        for name in condition.tree.guards()
    }
