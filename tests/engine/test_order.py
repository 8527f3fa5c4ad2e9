"""The order of events: by priority, then as they happened, but no effect before its cause."""

import pytest

from combat_rules import CombatEvent
from combat_rules.engine.core.records import Said
from combat_rules.engine.core.words import NONE, OWN_EVENT
from combat_rules.engine.events import in_order
from combat_rules.model import EventPriority

HIGH, MEDIUM, LOW = EventPriority.HIGH, EventPriority.MEDIUM, EventPriority.LOW


class Urgent(CombatEvent, frozen=True, kw_only=True):
    """Heard first."""

    priority = HIGH


class Usual(CombatEvent, frozen=True, kw_only=True):
    """Heard in between."""


class Late(CombatEvent, frozen=True, kw_only=True):
    """Heard last."""

    priority = LOW


def event(sequence: int, priority: EventPriority, cause: int = NONE) -> Said:
    kind = {HIGH: Urgent, MEDIUM: Usual, LOW: Late}[priority]
    return Said(sequence, 0, OWN_EVENT, 0, NONE, 0, 0, cause, 0, 0, 0, None, more=kind())


@pytest.mark.parametrize(
    ("events", "order"),
    [
        ([], []),
        ([event(0, HIGH), event(1, MEDIUM), event(2, LOW)], [0, 1, 2]),
        ([event(0, LOW), event(1, MEDIUM), event(2, HIGH)], [2, 1, 0]),
        ([event(0, LOW), event(1, HIGH), event(2, LOW), event(3, HIGH)], [1, 3, 0, 2]),
        ([event(0, LOW), event(1, HIGH, 0), event(2, MEDIUM)], [2, 0, 1]),
        ([event(0, MEDIUM), event(1, LOW, 0), event(2, HIGH, 1)], [0, 1, 2]),
        ([event(5, LOW, 2), event(6, HIGH, 3)], [6, 5]),
    ],
    ids=[
        "nothing",
        "in order already",
        "by priority",
        "as they happened within a priority",
        "an effect waits for its cause",
        "a chain of causes",
        "a cause of an earlier transaction is no reason to wait",
    ],
)
def test_events_are_put_in_order(events: list[Said], order: list[int]) -> None:
    assert [one.sequence for one in in_order(events)] == order
