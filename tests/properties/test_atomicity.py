"""Atomicity: whatever raises, and wherever, a fight is as it was before, or goes on whole."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from combat_rules import CombatSystem, Command, replace
from combat_rules.errors import PluginError, StateError
from tests.amounts import EXAMPLES
from tests.properties.invariants import Witness, check_all
from tests.properties.plans import Plan, give, plans
from tests.properties.rulesets import Fuse


def again(attempt: Callable[..., object], *arguments: object) -> None:
    """Do it; where a rule raises, once more."""
    try:
        attempt(*arguments)
    except PluginError:
        attempt(*arguments)


def finish(plan: Plan, combat: CombatSystem) -> None:
    """Play the plan to its end, trying again whatever raised."""
    for command in plan.commands(combat):
        if combat.result is None:
            again(advance_to, combat, command.at)
        if combat.result is None:
            again(give, combat, command)
    if combat.result is None:
        again(combat.run)


def advance_to(combat: CombatSystem, tick: int) -> None:
    combat.advance(tick - combat.now)


@settings(max_examples=2 * EXAMPLES)
@given(plans(shipped=False), st.integers(1, 300))
def test_a_rule_that_raises_leaves_no_trace(plan: Plan, when: int) -> None:
    assert plan.recipe is not None
    sound: list[Any] = []
    disturbed: list[Any] = []
    finish(plan, one := plan.set_up(journal=sound))
    fuse = Fuse(0)
    other = plan.set_up(plan.recipe.ruleset(fuse=fuse), journal=disturbed)
    fuse.left = when
    finish(plan, other)
    assert disturbed == sound
    assert other.save() == one.save()


@given(plans(shipped=False, brittle=True), st.integers(1, 100))
def test_a_fight_goes_on_whole_where_rules_raise(plan: Plan, when: int) -> None:
    assert plan.recipe is not None
    fuse = Fuse(0)
    combat = plan.set_up(plan.recipe.ruleset(fuse=fuse), strict=False)
    witness = Witness(combat)
    fuse.left = when
    for command in plan.commands(combat):
        if combat.result is None:
            advance_to(combat, command.at)
        if combat.result is None:
            again(give, combat, command)
        check_all(witness)
    if combat.result is None:
        combat.run()
    check_all(witness)


@given(plans())
def test_a_refused_command_changes_nothing(plan: Plan) -> None:
    journal: list[Any] = []
    combat = plan.set_up(journal=journal)
    for _ in plan.play(combat):
        for name in combat.combatants:
            save, told = combat.save(), len(journal)
            for action in combat.state.get_state(name).actions:
                if combat.result is None and combat.validate_action(action, name):
                    assert not give(combat, Command(actor=name, action=action))
            assert combat.save() == save
            assert len(journal) == told


@given(plans(), st.integers(0, 40), st.sampled_from(["health", "stamina", "position", "facing"]))
def test_an_impossible_change_changes_nothing(plan: Plan, steps: int, field: str) -> None:
    journal: list[Any] = []
    combat = plan.set_up(journal=journal)
    for _ in zip(range(steps), plan.play(combat), strict=False):
        pass
    save, told = combat.save(), len(journal)
    with pytest.raises(StateError, match=f"{field} is -7"):
        spoil(combat, field)
    assert combat.save() == save
    assert len(journal) == told


def spoil(combat: CombatSystem, field: str) -> None:
    """Change everybody, the first of them to what cannot be."""
    first, *others = combat.combatants.values()
    with combat.transaction() as tx:
        for state in others:
            tx.update_combatant_state(replace(state, position=0))
        tx.update_combatant_state(replace(first, **{field: -7}))
