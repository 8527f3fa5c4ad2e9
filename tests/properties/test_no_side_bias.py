"""No side bias: swap the seats, and the fight is the mirror image."""

from typing import Any

from hypothesis import given

from combat_rules import CombatEvent, CombatSystem
from tests.properties.mirrors import joined_apart, mirrored, records, tale
from tests.properties.plans import Plan, plans


def told(plan: Plan, **seats: Any) -> tuple[CombatSystem, list[CombatEvent]]:
    """The whole fight; commands come on schedule, so that those of one tick are at once."""
    journal: list[Any] = []
    combat = plan.set_up(journal=journal, strict=False, **seats)
    commands = [c for c in plan.commands(combat) if c.at < combat.fight.duration]
    combat.schedule(commands)
    combat.run()
    return combat, joined_apart(event for event in journal if isinstance(event, CombatEvent))


def assert_mirror_images(plan: Plan, **seats: Any) -> None:
    one, events = told(plan)
    other, mirror = told(plan, mirrored=True, **seats)
    assert tale(events) == tale(mirror, other.fight.arena)
    assert records(one) == mirrored(other)
    assert one.result == other.result


@given(plans(most=2, brittle=True))
def test_swapped_seats_give_the_mirror_image(plan: Plan) -> None:
    assert_mirror_images(plan, last_first=True)


@given(plans(brittle=True))
def test_left_and_right_are_alike_to_any_number_of_combatants(plan: Plan) -> None:
    assert_mirror_images(plan)
