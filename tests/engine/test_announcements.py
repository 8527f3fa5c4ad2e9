"""What may be announced of an action, and when, is a chart too."""

import pytest

from combat_rules import CombatSystem
from combat_rules.charts.announcements import ACTION_EVENTS, CONSISTENT, STAGES
from combat_rules.engine.core import words
from combat_rules.engine.core.announcements import FOLLOWS
from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.words import NONE, SILENT
from combat_rules.engine.fold import open_draft
from combat_rules.engine.telling import CLASSES
from combat_rules.errors import EventError
from combat_rules.model import ActionStateType, EventPriority, Outcome
from combat_rules.model.events import (
    CONTACT_EVENTS,
    EVENT_TYPES,
    PHASE_EVENTS,
    ActionEvent,
    ActionWhiffed,
    CombatantMoved,
    CombatEvent,
    FightEnded,
)
from tests.rules import at, duel, listen, types

FIRST = ("action_started", "action_released", "action_recovering")
WORD = {name: number for number, name in enumerate(ACTION_EVENTS)}


def draft_of(combat: CombatSystem) -> Draft:
    return open_draft(combat.fight, combat.state.world, combat.now)


def announce(draft: Draft, type: str) -> int:
    """Say something about Ayla's next action."""
    return say(draft, WORD[type], 0, 1, NONE, 1, 0, 0)


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


@pytest.mark.parametrize("type", sorted({*ACTION_EVENTS} - {*FIRST}))
def test_what_makes_no_sense_is_an_error_in_strict_mode(type: str) -> None:
    combat = duel()
    before = combat.save()
    with pytest.raises(EventError, match=f"{type} of ayla#0 by ayla makes no sense") as caught:
        announce(draft_of(combat), type)
    assert caught.value.code == "event.order"
    assert combat.save() == before


def test_what_makes_no_sense_is_left_out_and_recorded_otherwise() -> None:
    draft = draft_of(duel(strict=False))
    before = draft.sequence
    announce(draft, "action_hit")
    assert draft.said == []
    assert [fault.where for fault in draft.faults] == ["event action_hit"]
    assert draft.sequence == before


def test_its_cause_stands_for_what_is_left_out() -> None:
    draft = draft_of(duel(strict=False))
    assert say(draft, WORD["action_hit"], 0, 1, 0, 1, 0, 0) == 0 != draft.sequence
    assert announce(draft, "action_hit") == draft.sequence


def test_nothing_is_told_of_an_action_after_its_end() -> None:
    draft = draft_of(duel())
    for event in ("action_started", "action_interrupted", "action_ended"):
        announce(draft, event)
    assert draft.seats[0].announced == SILENT
    assert set(FOLLOWS[STAGES.index("over")]) == {NONE}


def test_the_stages_and_events_have_the_numbers_that_the_steps_use() -> None:
    for number, name in enumerate(ACTION_EVENTS):
        assert getattr(words, name.upper()) == number
        assert CLASSES[number] is EVENT_TYPES[name]
    for number, stage in enumerate(STAGES):
        assert getattr(words, stage.upper()) == number
    for number, kind in enumerate(CLASSES):
        name = "FIGHT_CONCLUDED" if kind is FightEnded else kind.type.upper()
        assert getattr(words, name) == number


def test_every_phase_and_every_outcome_has_its_event() -> None:
    assert set(PHASE_EVENTS) == set(ActionStateType)
    assert set(CONTACT_EVENTS) == set(Outcome) - {Outcome.WHIFFED}
    told: set[type[CombatEvent]] = {*PHASE_EVENTS.values(), *CONTACT_EVENTS.values(), ActionWhiffed}
    assert {kind.type for kind in told} <= {*ACTION_EVENTS}
    assert {kind for kinds in CONSISTENT.values() for kind in kinds} == set(ActionStateType)


def test_the_chart_holds_the_events_of_actions_and_no_others() -> None:
    assert {n for n, kind in EVENT_TYPES.items() if issubclass(kind, ActionEvent)} == {
        *ACTION_EVENTS
    }


def test_outcomes_are_urgent_and_steps_are_not() -> None:
    assert {kind.priority for kind in CONTACT_EVENTS.values()} == {EventPriority.HIGH}
    assert CombatantMoved.priority is EventPriority.LOW
