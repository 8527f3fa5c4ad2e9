"""After every step of any fight: numbers in range, all parts agreeing, events in order.

Strict fights, also of the rules that ship; ``tests/hostile`` goes on from here.
"""

from hypothesis import given

from tests.properties.invariants import Witness, check_all
from tests.properties.plans import Plan, plans


@given(plans())
def test_every_fight_tells_a_whole_story_to_its_end(plan: Plan) -> None:
    combat = plan.set_up()
    witness = Witness(combat)
    for _ in plan.play(combat):
        check_all(witness)
    assert combat.result is not None
    started = {event.action for event in witness.events if event.action}
    ended = {event.action for event in witness.events if event.type == "action_ended"}
    assert started == ended
    assert all(state.action is None for state in combat.combatants.values())
