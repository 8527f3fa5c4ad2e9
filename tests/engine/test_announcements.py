"""What may be announced of an action, and when, is a chart too."""

from typing import Any

import pytest

from combat_rules import CombatSystem, EventError
from combat_rules.engine.events.announcements import (
    ACTION_EVENTS,
    CONSISTENT,
    RUNNER,
    SILENT,
)
from combat_rules.engine.events.order import in_order
from combat_rules.model import ActionStateType, EventPriority, Outcome
from combat_rules.model.events import (
    CONTACT_EVENTS,
    EVENT_TYPES,
    PHASE_EVENTS,
    ActionEvent,
    ActionWhiffed,
    CombatantMoved,
    CombatEvent,
)
from tests.rules import at, duel, listen, types

SOME: dict[str, Any] = {
    "name": "jab",
    "phase": "feint",
    "ticks": 1,
    "distance": 5,
    "into": "slam",
    "where": "guard",
    "reason": "completed",
    "outcome": None,
}


def made(type: str) -> CombatEvent:
    """An event about Ayla's action."""
    kind = EVENT_TYPES[type]
    fields = {name: value for name, value in SOME.items() if name in kind.__struct_fields__}
    return kind(source="ayla", target="borin", action="ayla#1", **fields)


def announce(combat: CombatSystem, type: str) -> None:
    with combat.state.transaction() as tx:
        combat.events.announce(tx, made(type))
    combat.events.queue.extend(in_order(tx.events))
    combat.events.deliver()


def test_an_action_is_told_from_its_start_to_its_end() -> None:
    combat = duel(distance=50)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert [kind for kind in types(heard) if kind in ACTION_EVENTS] == [
        "action_started",
        "action_committed",
        "action_released",
        "action_whiffed",
        "action_recovering",
        "action_ended",
    ]


@pytest.mark.parametrize("type", sorted(ACTION_EVENTS - {"action_started", "action_released"}))
def test_what_makes_no_sense_is_an_error_in_strict_mode(type: str) -> None:
    combat = duel()
    before = combat.save()
    with pytest.raises(EventError, match=f"{type} of ayla#1 by ayla makes no sense") as caught:
        announce(combat, type)
    assert caught.value.code == "event.order"
    assert combat.save() == before


def test_what_makes_no_sense_is_left_out_and_recorded_otherwise() -> None:
    combat = duel(strict=False)
    heard = listen(combat)
    with combat.state.transaction() as tx:
        combat.events.announce(tx, made("action_hit"))
    assert heard == []
    assert [fault.where for fault in tx.faults] == ["event action_hit"]
    assert tx.sequence == tx.base.sequence


def test_nothing_is_told_of_an_action_after_its_end() -> None:
    at_end = SILENT
    for event in ("action_started", "action_interrupted", "action_ended"):
        at_end = RUNNER.send(at_end, event, None, None)
    assert at_end.done
    assert not any(RUNNER.judge(at_end, event, None) for event in ACTION_EVENTS)


def test_every_phase_and_every_outcome_has_its_event() -> None:
    assert set(PHASE_EVENTS) == set(ActionStateType)
    assert set(CONTACT_EVENTS) == set(Outcome) - {Outcome.WHIFFED}
    told: set[type[CombatEvent]] = {*PHASE_EVENTS.values(), *CONTACT_EVENTS.values(), ActionWhiffed}
    assert {kind.type for kind in told} <= ACTION_EVENTS
    assert {kind for kinds in CONSISTENT.values() for kind in kinds} == set(ActionStateType)


def test_the_chart_holds_the_events_of_actions_and_no_others() -> None:
    assert {n for n, kind in EVENT_TYPES.items() if issubclass(kind, ActionEvent)} == ACTION_EVENTS


def test_outcomes_are_urgent_and_steps_are_not() -> None:
    assert {kind.priority for kind in CONTACT_EVENTS.values()} == {EventPriority.HIGH}
    assert CombatantMoved.priority is EventPriority.LOW
