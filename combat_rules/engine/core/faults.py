"""Faults: a plugin that raises in the middle of a fight is named, and the fight goes on.

Asked by the steps, answered in Python.
"""

from combat_rules.charts.announcements import ACTION_EVENTS, STAGES
from combat_rules.engine.core.records import Draft, Fault
from combat_rules.errors import EventError


def out_of_order(draft: Draft, kind: int, place: int) -> None:
    """Record an event that makes no sense where it stands. Strict mode raises ``EventError``."""
    seat, type = draft.seats[place], ACTION_EVENTS[kind]
    action = f"{seat.id}#{seat.acts}"
    problem = (
        f"{type} of {action} by {seat.id} makes no sense at tick {draft.now}: "
        f"the action is {STAGES[seat.announced]}"
    )
    if draft.fight.strict:
        raise EventError(problem, code="event.order", type=type, action=action, source=seat.id)
    draft.faults.append(Fault(draft.now, "", f"event {type}", problem, seat.id))
