"""What may be announced of an action, and when, is a chart too."""

import pytest

from combat_rules import CombatSystem, EventError
from combat_rules.engine.events.announcements import (
    ACTION_EVENTS,
    CONSISTENT,
    OUTCOME_EVENTS,
    PHASE_EVENTS,
    PRIORITIES,
    RUNNER,
    SILENT,
)
from combat_rules.engine.events.order import in_order
from combat_rules.model import ActionStateType, EventPriority, Outcome
from tests.rules import at, duel, listen, types


def announce(combat: CombatSystem, type: str) -> None:
    with combat.state.transaction() as tx:
        combat.events.announce(tx, type, "ayla", "borin", "ayla#1")
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
        combat.events.announce(tx, "action_hit", "ayla", "borin", "ayla#1")
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
    assert set(OUTCOME_EVENTS) == set(Outcome)
    assert {*PHASE_EVENTS.values(), *OUTCOME_EVENTS.values()} <= ACTION_EVENTS
    assert {kind for kinds in CONSISTENT.values() for kind in kinds} == set(ActionStateType)


def test_outcomes_are_urgent_and_steps_are_not() -> None:
    assert {PRIORITIES[event] for event in OUTCOME_EVENTS.values()} == {EventPriority.HIGH}
    assert PRIORITIES["combatant_moved"] is EventPriority.LOW
