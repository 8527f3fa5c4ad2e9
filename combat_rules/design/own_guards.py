"""The guards of an action, and those of its own, which may want another place than neutral."""

from combat_rules.charts.anatomy import anatomy_of
from combat_rules.charts.guards import STOCK_GUARDS, can_pay
from combat_rules.charts.stock import chart_of, pay_costs
from combat_rules.model import Action, Guard


def own_guards(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart that do not ship with the engine, by name."""
    shipped = STOCK_GUARDS.values()
    return {name: guard for name, guard in guards_of(action).items() if guard not in shipped}


def forgets_costs(action: Action) -> bool:
    """Whether an action costs something that its chart neither asks for nor pays."""
    called = [spec.func for spec in anatomy_of(chart_of(action)).callbacks()]
    return bool(action.costs) and pay_costs not in called and can_pay not in called


def guards_of(action: Action) -> dict[str, Guard]:
    """The guards on an action's chart, by name."""
    anatomy = anatomy_of(chart_of(action))
    return {
        name.name: name.guard
        for way in anatomy.transitions()
        for condition in anatomy.conditions(way)
        for name in condition.tree.guards()
    }
