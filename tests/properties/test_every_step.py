"""After every step of any fight: numbers in range, all parts agreeing, events in order."""

from hypothesis import given, settings

from combat_rules import CombatSystem
from tests.properties.invariants import Witness, check_agreement, check_all, check_numbers
from tests.properties.plans import Plan, plans

EXAMPLES = max(40, settings.default.max_examples if settings.default else 0)


def played(plan: Plan) -> tuple[CombatSystem, Witness]:
    combat = plan.set_up()
    witness = Witness(combat)
    for _ in plan.play(combat):
        check_numbers(combat)
        check_agreement(combat)
    return combat, witness


@settings(max_examples=EXAMPLES)
@given(plans())
def test_after_every_step_numbers_are_in_range_and_all_parts_agree(plan: Plan) -> None:
    combat, _ = played(plan)
    assert combat.result is not None


@settings(max_examples=EXAMPLES)
@given(plans())
def test_every_fight_tells_a_whole_story(plan: Plan) -> None:
    combat = plan.set_up()
    witness = Witness(combat)
    for _ in plan.play(combat):
        check_all(witness)


@settings(max_examples=EXAMPLES)
@given(plans())
def test_no_action_is_stuck_when_a_fight_ends(plan: Plan) -> None:
    combat, witness = played(plan)
    started = {event.action for event in witness.events if event.action}
    ended = {event.action for event in witness.events if event.type == "action_ended"}
    assert started == ended
    assert all(state.action is None for state in combat.combatants.values())
