"""The chart of announcements in the numbers that the steps speak in."""

from combat_rules.charts.announcements import ACTION_EVENTS, STAGES, entering, stage_after
from combat_rules.engine.core.words import NONE, OVER, SILENT
from combat_rules.model import ActionStateType
from combat_rules.model.events import PHASE_EVENTS


def _after(stage: str, event: str) -> int:
    after = stage_after(stage, event)
    if after is None:
        return NONE
    return SILENT if after == STAGES[OVER] else STAGES.index(after)


FOLLOWS: tuple[tuple[int, ...], ...] = tuple(
    tuple(_after(stage, event) for event in ACTION_EVENTS) for stage in STAGES
)
"""For each stage and event the stage after it; ``NONE`` if the event makes no sense there. Once an
action is over, nothing has been announced of the next one."""


BEGINNINGS: dict[ActionStateType, int] = {
    kind: ACTION_EVENTS.index(entering(None, kind)) for kind in ActionStateType
}
"""The event that announces an action, by the kind of phase in which it begins."""
PHASES: dict[ActionStateType, int] = {
    kind: ACTION_EVENTS.index(event.type) for kind, event in PHASE_EVENTS.items()
}
"""The event that announces each kind of phase after one of another kind."""
