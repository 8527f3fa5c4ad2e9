"""A fight is gone as soon as nobody has it: nothing of it waits for the garbage collector."""

import gc
from collections.abc import Callable, Iterator
from sys import getrefcount
from typing import NoReturn
from weakref import ref

import pytest

from combat_rules import Act, CombatSystem, Controller, Scene, View, replace
from combat_rules.errors import ActionError, CombatError, StateError
from combat_rules.model import PerceptionRule
from tests.rules import JAB, at, duel, empty_fight, listen


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    """Whatever is gone in here is gone by itself."""
    gc.disable()
    yield
    gc.enable()


def played() -> CombatSystem:
    combat = duel()
    combat.run()
    return combat


def commanded() -> CombatSystem:
    combat = duel()
    combat.execute_action("slam", "ayla")
    at(combat, 3).cancel("ayla")
    combat.submit("jab", "borin")
    return at(combat, 40)


def refused() -> CombatSystem:
    combat = duel()
    combat.execute_action("slam", "ayla")
    with pytest.raises(ActionError):
        combat.execute_action("jab", "ayla")
    with pytest.raises(StateError):
        combat.advance(-1)
    return combat


def heard() -> CombatSystem:
    combat = duel()
    listen(combat)
    combat.execute_action("jab", "ayla")
    return at(combat, 40)


def changed() -> CombatSystem:
    combat = duel()
    with combat.state.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=40))
    return at(combat, 3)


def gone_back() -> CombatSystem:
    combat = commanded()
    save = combat.save()
    combat.rollback(2)
    combat.load(save)
    combat.fork().run()
    return combat


def journaled() -> CombatSystem:
    combat = duel(journal=[])
    combat.execute_action("jab", "ayla")
    return at(combat, 40)


def with_mistakes() -> CombatSystem:
    def broken(scene: Scene, effects: object) -> None:
        raise ValueError("broken")

    def lost(view: View) -> Act:
        raise KeyError(view.me.id)

    jab, brain = replace(JAB, on_contact=(broken,)), Controller("lost", lost)
    combat = empty_fight([jab], controllers=[brain], strict=False)
    combat.add_combatant("fighter", "ayla")
    combat.add_combatant("fighter", "borin", controller="lost")
    combat.execute_action("jab", "ayla")
    at(combat, 40)
    assert len(combat.faults) > 1
    return combat


def always_broken(*asked: object) -> NoReturn:
    raise ValueError("broken")


def struck_by_a_mistake() -> CombatSystem:
    combat = duel([replace(JAB, on_contact=(always_broken,))])
    combat.execute_action("jab", "ayla")
    with pytest.raises(CombatError):
        at(combat, 40)
    return combat


def steered_by_a_mistake() -> CombatSystem:
    combat = empty_fight([JAB], controllers=[Controller("lost", always_broken)])
    combat.add_combatant("fighter", "ayla", controller="lost")
    combat.add_combatant("fighter", "borin", controller="")
    with pytest.raises(CombatError):
        at(combat, 40)
    return combat


def seen_by_a_mistake() -> CombatSystem:
    combat = empty_fight([JAB], perception_rules=[PerceptionRule("blind", always_broken)])
    combat.add_combatant("fighter", "ayla")
    with pytest.raises(CombatError):
        combat.add_combatant("fighter", "borin")
    return combat


def commanded_by_a_mistake() -> CombatSystem:
    combat = duel([JAB], validations=[always_broken], strict=False)
    with pytest.raises(CombatError):
        combat.execute_action("jab", "ayla")
    with pytest.raises(CombatError):
        combat.actions.validate_action("jab", "ayla")
    return combat


def test_questions_that_a_mistake_answers_leave_nothing() -> None:
    combat = duel([JAB], validations=[always_broken])

    def ask() -> int:
        assert combat.actions.possible_actions("ayla") == ()
        assert "jab" not in combat.view("ayla").possible
        assert not combat.ways("ayla")[0].holds
        return getrefcount(combat.fight)

    once = ask()
    assert [ask() for _ in range(3)] == [once] * 3


@pytest.mark.parametrize(
    "made",
    [
        played,
        commanded,
        refused,
        heard,
        changed,
        gone_back,
        journaled,
        with_mistakes,
        struck_by_a_mistake,
        steered_by_a_mistake,
        seen_by_a_mistake,
        commanded_by_a_mistake,
    ],
)
def test_a_fight_is_gone_as_soon_as_nobody_has_it(made: Callable[[], CombatSystem]) -> None:
    combat = made()
    parts: list[ref[object]] = [ref(combat), ref(combat.state), ref(combat.events)]
    del combat
    assert [part() for part in parts] == [None] * len(parts)


def test_a_part_of_a_fight_keeps_what_it_needs() -> None:
    state = duel().state
    with state.transaction() as tx:
        tx.update_combatant_state(replace(state.get_state("ayla"), health=40))
    assert state.get_state("ayla").health == 40
