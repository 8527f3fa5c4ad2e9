"""A refusal says who, what, every reason with the values it saw, and what is possible."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, Scene, Validation, four_phases
from combat_rules.charts import named
from combat_rules.engine import Refusal
from combat_rules.model import Command
from tests.rules import GUARD, JAB, SLAM, WALK, at, duel


@named("close_enough")
def close_enough(scene: Scene) -> bool:
    """The target is near."""
    return scene.distance < 10


def has_a_tenth(scene: Scene) -> bool:
    """The actor has a tenth of its health."""
    return scene.actor.health * 10 >= scene.actor.max_health * 20


def refusal(validations: list[object]) -> Refusal:
    found = duel(validations=validations).validate_action("jab", "ayla")
    assert found is not None
    return found


def test_every_reason_is_given_not_only_the_first() -> None:
    reasons = refusal([close_enough, has_a_tenth]).reasons
    assert [reason.name for reason in reasons] == ["close_enough", "has_a_tenth"]


def test_a_reason_gives_the_claim_the_values_it_saw_and_where_it_comes_from() -> None:
    (reason,) = refusal([close_enough]).reasons
    assert reason.claim == "The target is near."
    assert dict(reason.values) == {"distance": 10}
    assert reason.origin == "practice"


def test_a_refusal_reads_as_a_sentence() -> None:
    assert str(refusal([close_enough])) == (
        "ayla cannot start jab at tick 0: close_enough (The target is near; distance is 10); "
        "possible now: nothing but waiting"
    )


def test_a_validation_with_tags_is_asked_only_of_actions_that_bear_one() -> None:
    combat = duel(validations=[Validation(close_enough, frozenset({"heavy"}))])
    assert combat.validate_action("jab", "ayla") is None
    assert combat.validate_action("slam", "ayla") is not None
    assert combat.actions.possible_actions("ayla") == ("jab", "guard", "dodge", "parry", "walk")


def test_the_error_carries_the_refusal_and_a_stable_code() -> None:
    combat = duel(validations=[close_enough])
    with pytest.raises(ActionError, match="close_enough") as caught:
        combat.execute_action("jab", "ayla")
    assert caught.value.code == "action.refused"
    assert caught.value.refusal == combat.validate_action("jab", "ayla")
    assert (caught.value.actor, caught.value.action) == ("ayla", "jab")


def test_a_refused_chain_names_the_guard_of_the_chart_and_the_phase() -> None:
    combat = duel(distance=50)
    combat.execute_action("jab", "ayla")
    found = at(combat, 4).validate_action("slam", "ayla")
    assert found is not None
    assert (found.event, found.phase) == ("chain", "release")
    assert [(reason.name, reason.wanted) for reason in found.reasons] == [
        ("in_cancel_window", True)
    ]
    assert str(found).startswith("ayla cannot go on into slam in release at tick 4: ")


def test_a_refused_cancel_names_the_guard_and_what_it_saw() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    at(combat, 2)
    with pytest.raises(ActionError, match="ayla cannot call off jab in commit at tick 2") as caught:
        combat.cancel("ayla")
    (reason,) = caught.value.refusal.reasons
    assert dict(reason.values) == {"action.cancellable": False}


def test_a_boolean_expression_is_named_whole() -> None:
    chart = four_phases("Picky", cancel=["is_cancellable or target_is_defeated"])
    combat = duel([replace(JAB, chart=chart)])
    combat.execute_action("jab", "ayla")
    at(combat, 2)
    with pytest.raises(ActionError) as caught:
        combat.cancel("ayla")
    (reason,) = caught.value.refusal.reasons
    assert reason.name == "is_cancellable or target_is_defeated"
    assert dict(reason.values) == {"action.cancellable": False, "target.defeated": False}


def test_asking_changes_nothing() -> None:
    combat = duel([JAB, SLAM, GUARD, WALK], validations=[close_enough])
    before = combat.save()
    combat.validate_action("jab", "ayla")
    combat.actions.possible_actions("ayla")
    assert combat.save() == before
    assert [event.type for event in combat.events.recent] == ["combatant_joined"] * 2


def test_saying_why_leaves_no_mark_on_whoever_was_looked_at() -> None:
    combat = duel(validations=[close_enough])
    with combat.transaction() as tx:
        tired = replace(tx.combatants["borin"], stamina=5, stamina_regeneration=7)
        tx.update_combatant_state(tired)
    combat.schedule([Command(actor="ayla", cancel=True, at=30)])
    before = combat.state.world.seats[1]
    at(combat, 40)
    assert combat.events.recent[-1].type == "command_refused"
    assert combat.state.world.seats[1] == before


def test_after_the_end_it_says_who_what_and_since_when() -> None:
    combat = duel()
    combat.run()
    found = combat.validate_action("jab", "ayla")
    assert found is not None
    assert str(found).startswith("ayla cannot start jab at tick 1000: fight_goes_on")
    assert (found.actor, found.action, found.possible) == ("ayla", "jab", ("a new fight",))
