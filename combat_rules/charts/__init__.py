"""What an action is: the four phases, guards, and the two runners of a chart."""

from combat_rules.charts.base import ActionChart, StrictChart
from combat_rules.charts.guards import (
    STOCK_GUARDS,
    aware_of_target,
    can_act,
    can_pay,
    cooldown_is_over,
    facing_target,
    has_stamina,
    health_below,
    in_cancel_window,
    is_cancellable,
    named,
    not_interrupted,
    target_in_reach,
    target_is_defeated,
    tick_in_phase_between,
)
from combat_rules.charts.stock import (
    FourPhases,
    four_phases,
    pay_costs,
    pay_stamina,
    several_hits,
    take_step,
)

__all__ = [
    "STOCK_GUARDS",
    "ActionChart",
    "FourPhases",
    "StrictChart",
    "aware_of_target",
    "can_act",
    "can_pay",
    "cooldown_is_over",
    "facing_target",
    "four_phases",
    "has_stamina",
    "health_below",
    "in_cancel_window",
    "is_cancellable",
    "named",
    "not_interrupted",
    "pay_costs",
    "pay_stamina",
    "several_hits",
    "take_step",
    "target_in_reach",
    "target_is_defeated",
    "tick_in_phase_between",
]
