"""Slices of time: however a fight is advanced, saved and taken up again, it is the same fight."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from combat_rules import CombatSystem
from combat_rules.errors import StateError
from tests.properties.plans import Plan, give, plans

EXAMPLES = max(40, settings.default.max_examples if settings.default else 0)
slices = st.lists(st.integers(0, 9), min_size=1, max_size=40)


def scheduled(plan: Plan, journal: list[Any], **options: Any) -> CombatSystem:
    """The fight with all its commands on schedule."""
    combat = plan.set_up(journal=journal, **options)
    combat.schedule(c for c in plan.commands(combat) if c.at < combat.fight.duration)
    return combat


@settings(max_examples=EXAMPLES)
@given(plans(), slices)
def test_slices_of_time_add_up(plan: Plan, slices: list[int]) -> None:
    at_once: list[Any] = []
    sliced: list[Any] = []
    one, other = scheduled(plan, at_once), scheduled(plan, sliced)
    for ticks in slices:
        other.advance(ticks * plan.scale)
    one.advance(sum(slices) * plan.scale)
    assert sliced == at_once
    assert other.save() == one.save()
    assert other.combatants == one.combatants


@settings(max_examples=EXAMPLES)
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


@settings(max_examples=EXAMPLES)
@given(plans(), st.integers(0, 60))
def test_a_loaded_fight_goes_on_as_the_saved_one_did(plan: Plan, steps: int) -> None:
    journal: list[Any] = []
    combat = plan.set_up(journal=journal)
    played = plan.play(combat)
    for _ in zip(range(steps), played, strict=False):
        pass
    save, before = combat.save(), len(journal)
    at = combat.now
    rest = [command for command in plan.commands(combat) if command.at > at]
    finish(combat, rest)
    end, told = combat.save(), journal[before:]
    combat.load(save)
    assert combat.save() == save
    assert len(journal) == before
    elsewhere_told: list[Any] = []
    elsewhere = plan.set_up(journal=elsewhere_told)
    elsewhere.load(save)
    elsewhere_told.clear()
    for again in (combat, elsewhere):
        finish(again, rest)
        assert again.save() == end
    assert journal[before:] == elsewhere_told == told


@settings(max_examples=EXAMPLES)
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


def finish(combat: CombatSystem, commands: list[Any]) -> None:
    for command in commands:
        if command.at > combat.now:
            combat.advance(command.at - combat.now)
        if combat.result is None:
            give(combat, command)
    if combat.result is None:
        combat.run()


def roll_back(combat: CombatSystem, steps: int) -> None:
    """Go back so many steps, or as many as there are."""
    try:
        combat.rollback(steps)
    except StateError as too_many:
        combat.rollback(too_many.kept)
