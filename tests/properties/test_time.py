"""Time: however a fight is looked at on the way, and taken back, it is the same fight."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatSystem
from combat_rules.errors import StateError
from tests.properties.plans import Plan, plans


def scheduled(plan: Plan, journal: list[Any], **options: Any) -> CombatSystem:
    """The fight with all its commands on schedule."""
    combat = plan.set_up(journal=journal, **options)
    combat.schedule(c for c in plan.commands(combat) if c.at < combat.fight.duration)
    return combat


@given(plans(), st.integers(1, 150))
def test_looking_at_every_tick_changes_nothing(plan: Plan, until: int) -> None:
    at_once: list[Any] = []
    watched: list[Any] = []
    one, other = scheduled(plan, at_once), scheduled(plan, watched)
    one.advance(until)
    for _ in range(until):
        other.advance(1)
        for name in other.combatants:
            other.actions.possible_actions(name)
    assert watched == at_once
    assert other.save() == one.save()


@given(plans(), st.integers(1, 20))
def test_a_fight_rolled_back_goes_the_same_way_again(plan: Plan, steps: int) -> None:
    journal: list[Any] = []
    combat = scheduled(plan, journal, history=1000)
    combat.load(combat.save())  # so that nobody is rolled out of the fight
    combat.run()
    end, told = combat.save(), list(journal)
    roll_back(combat, steps)
    assert combat.now <= end.world.now
    assert journal == told[: len(journal)]
    combat.run()
    assert combat.save() == end
    assert journal == told


def roll_back(combat: CombatSystem, steps: int) -> None:
    """Go back so many steps, or as many as there are."""
    try:
        combat.rollback(steps)
    except StateError as too_many:
        combat.rollback(too_many.kept)
