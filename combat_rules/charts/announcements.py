"""What may be announced of an action, and when: a chart of its own.

It is held twice, and written once: whatever an engine announces goes by it, and a chart of an
action that would lead to something else is refused when the rules are loaded.
"""

from statemachine import State

from combat_rules.charts.base import StrictChart
from combat_rules.charts.compile import compile_chart
from combat_rules.model import ActionStateType
from combat_rules.model.events import PHASE_EVENTS


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
    action_recovering = silent.to(recovering) | preparing.to(recovering) | active.to(recovering)
    phase_entered = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_hit = active.to(active)
    action_counter_hit = active.to(active)
    action_blocked = active.to(active)
    action_evaded = active.to(active)
    action_countered = active.to(active)
    action_whiffed = active.to(active)
    action_traded = active.to(active)
    action_clashed = active.to(active)
    action_cancelled = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_signalled = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_faltered = preparing.to(preparing) | active.to(active)
    action_interrupted = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_chained = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_aborted = preparing.to(preparing) | active.to(active) | recovering.to(recovering)
    action_ended = preparing.to(over) | active.to(over) | recovering.to(over)


STAGES = ("silent", "preparing", "active", "recovering", "over")
"""How far an action has been announced."""

ACTION_EVENTS = tuple(event.id for event in Announcements._events)
"""The types of event whose order the chart holds."""

_runner = compile_chart(Announcements)


def stage_after(stage: str, event: str) -> str | None:
    """The stage after an event; ``None`` if the event makes no sense there."""
    return None if stage == "over" else _runner.simulate(_runner.position(stage), event, {})


def entering(before: ActionStateType | None, after: ActionStateType) -> str:
    """The type of event that announces a phase of one kind after one of another.

    ``before`` is ``None`` where an action begins: one that begins with its commit has started.
    """
    if before is None and after is ActionStateType.COMMIT:
        after = ActionStateType.FEINT
    return "phase_entered" if before is after else PHASE_EVENTS[after].type


def may_follow(before: ActionStateType, after: ActionStateType) -> bool:
    """Whether a phase of one kind may come after one of another: whether it can be announced."""
    stage = next(stage for stage, kinds in CONSISTENT.items() if before in kinds)
    return stage_after(stage, entering(before, after)) is not None


CONSISTENT = {
    "preparing": frozenset({ActionStateType.FEINT, ActionStateType.COMMIT}),
    "active": frozenset({ActionStateType.RELEASE}),
    "recovering": frozenset({ActionStateType.RECOVERY}),
}
"""The kinds of phase an action can be in, by how far it has been announced."""
