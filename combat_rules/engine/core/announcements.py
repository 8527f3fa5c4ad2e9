"""What may be announced of an action, and when: a chart of its own."""

from statemachine import State

from combat_rules.charts.base import StrictChart
from combat_rules.charts.compile import compile_chart
from combat_rules.engine.core.words import NONE
from combat_rules.model import ActionStateType


class Announcements(StrictChart):
    """The life of an action as the event system tells it."""

    silent = State(initial=True)
    preparing = State()
    active = State()
    recovering = State()
    over = State(final=True)

    action_started = silent.to(preparing)
    action_committed = preparing.to(preparing) | active.to(preparing)
    action_released = silent.to(active) | preparing.to(active) | active.to(active)
    action_recovering = preparing.to(recovering) | active.to(recovering)
    phase_entered = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_hit = active.to(active)
    action_counter_hit = active.to(active)
    action_blocked = active.to(active)
    action_evaded = active.to(active)
    action_countered = active.to(active)
    action_whiffed = active.to(active)
    action_traded = active.to(active)
    action_clashed = active.to(active)
    action_cancelled = preparing.to(preparing) | active.to(active)
    action_interrupted = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_chained = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_aborted = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_ended = preparing.to(over) | active.to(over) | recovering.to(over)


STAGES = ("silent", "preparing", "active", "recovering", "over")
"""How far an action has been announced, by number; ``words`` has a name for each."""

ACTION_EVENTS = tuple(event.id for event in Announcements._events)
"""The types of event whose order the chart holds; their places are their numbers in ``words``."""

_runner = compile_chart(Announcements)


def _next(stage: str, event: str) -> int:
    """The stage after an event, by number; ``NONE`` if the event makes no sense there."""
    if stage == "over":
        return NONE
    after = _runner.simulate(_runner.position(stage), event, {})
    return NONE if after is None else STAGES.index(after)


FOLLOWS: tuple[tuple[int, ...], ...] = tuple(
    tuple(_next(stage, event) for event in ACTION_EVENTS) for stage in STAGES
)
"""For each stage and event: the stage after it."""

CONSISTENT = {
    "preparing": frozenset({ActionStateType.FEINT, ActionStateType.COMMIT}),
    "active": frozenset({ActionStateType.RELEASE}),
    "recovering": frozenset({ActionStateType.RECOVERY}),
}
"""The kinds of phase an action can be in, by how far it has been announced."""
