"""Which actions run, and what may follow what, answered from the charts."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, CombatSystem
from combat_rules.model import ActionState, ActionStateType, Position
from tests.rules import JAB, at, duel

FEINT, COMMIT = ActionStateType.FEINT, ActionStateType.COMMIT
RELEASE, RECOVERY = ActionStateType.RELEASE, ActionStateType.RECOVERY


def running(combat: CombatSystem) -> ActionState:
    state = combat.actions.get_current_action("ayla")
    assert state is not None
    return state


def test_a_started_action_tells_what_it_is_and_until_when() -> None:
    combat = at(duel(), 5)
    jab = combat.execute_action("jab", "ayla")
    assert jab is not None
    assert (jab.id, jab.actor, jab.target, jab.name) == ("ayla#1", "ayla", "borin", "jab")
    assert (jab.phase, jab.state, jab.started, jab.due) == ("feint", FEINT, 5, 6)
    assert combat.actions.get_all_states() == {"ayla": jab}


@pytest.mark.parametrize(
    ("tick", "phase"),
    [(0, "feint"), (1, "commit"), (2, "commit"), (3, "release"), (6, "recovery"), (9, "recovery")],
)
def test_an_action_goes_through_its_phases_on_time(tick: int, phase: str) -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    at(combat, tick)
    ayla = combat.combatant("ayla")
    assert (running(combat).phase, ayla.phase, ayla.doing) == (phase, phase, "jab")


def test_an_action_that_is_over_runs_no_more() -> None:
    combat = duel()
    jab = combat.execute_action("jab", "ayla")
    assert jab is not None
    assert at(combat, 9).actions.get_action_state(jab.id) is not None
    assert at(combat, 10).actions.get_action_state(jab.id) is None
    assert combat.actions.get_current_action("ayla") is None
    again = combat.execute_action("jab", "ayla")
    assert again is not None
    assert again.id == "ayla#2"


@pytest.mark.parametrize("id", ["", "ayla", "ayla#2", "nobody#1", "#"])
def test_of_an_action_that_does_not_run_there_is_no_state(id: str) -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    assert combat.actions.get_action_state(id) is None


PHASES = {"feint": 0, "commit": 1, "release": 3, "recovery": 6}


@pytest.mark.parametrize("after", PHASES)
@pytest.mark.parametrize("before", PHASES)
def test_a_chain_of_phases_is_valid_where_the_chart_has_an_arrow(before: str, after: str) -> None:
    combat = duel([replace(JAB, damage=0)])
    combat.execute_action("jab", "ayla")
    at(combat, PHASES[before])
    proposed = replace(running(combat), position=Position(after, (after,)))
    arrows = {
        ("feint", "commit"),
        ("feint", "recovery"),
        ("commit", "release"),
        ("commit", "recovery"),
        ("release", "recovery"),
    }
    assert combat.actions.validate_action_chain(proposed) is ((before, after) in arrows)


@pytest.mark.parametrize("phase", PHASES)
def test_a_new_action_begins_where_its_chart_begins(phase: str) -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    new = replace(running(combat), id="ayla#2", position=Position(phase, (phase,)))
    assert combat.actions.validate_action_chain(new) is (phase == "feint")


def test_the_chain_of_an_unknown_action_is_no_question() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    with pytest.raises(ActionError, match="there is no action 'fly'"):
        combat.actions.validate_action_chain(replace(running(combat), name="fly"))


@pytest.mark.parametrize("before", ["feint", FEINT], ids=["by name", "by kind"])
def test_a_phase_may_be_named_or_given_as_its_kind(before: ActionStateType | str) -> None:
    conditions = {"has_stamina": True, "not_interrupted": True}
    assert duel().actions.can_transition(before, COMMIT, conditions, action="jab")


def test_an_unknown_phase_leads_nowhere() -> None:
    actions = duel().actions
    assert not actions.can_transition("limbo", COMMIT, {}, action="jab")
    assert not actions.can_transition(FEINT, "limbo", {}, action="jab")


@pytest.mark.parametrize(
    ("event", "leads"), [("advance", False), ("cancel", True), ("interrupt", True), ("fly", False)]
)
def test_one_event_may_be_asked_about(event: str, leads: bool) -> None:
    conditions = {"has_stamina": True, "not_interrupted": True}
    actions = duel().actions
    assert actions.can_transition(FEINT, RECOVERY, conditions, action="jab", event=event) is leads


def test_an_interrupt_is_an_arrow_only_for_the_interrupted() -> None:
    actions = duel().actions
    sound = {"has_stamina": True, "not_interrupted": True}
    struck = {"has_stamina": True, "not_interrupted": False}
    assert not actions.can_transition(COMMIT, RECOVERY, sound, action="jab")
    assert actions.can_transition(COMMIT, RECOVERY, struck, action="jab")
    assert actions.can_transition(RELEASE, RECOVERY, sound, action="jab")
