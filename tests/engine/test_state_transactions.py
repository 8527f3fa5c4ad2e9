"""A transaction is whole or not at all, whatever cuts it off, and wherever."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from combat_rules import (
    CombatError,
    CombatSystem,
    ContactRule,
    DamageRule,
    Effects,
    Scene,
    four_phases,
)
from combat_rules.errors import PluginError
from combat_rules.model import PerceptionRule
from tests.odd_charts import Stumble
from tests.rules import JAB, at, duel, listen, raising


class Cut(BaseException):
    """Cuts off whatever runs, as an interrupt of the program does."""


def snapshot(combat: CombatSystem, journal: list[Any]) -> tuple[Any, ...]:
    """Everything that a failure must leave as it was."""
    return (
        combat.save(),
        list(journal),
        list(combat.events.recent),
        combat.actions.get_all_states(),
        combat.awareness.get_all_states(),
    )


def late(error: BaseException) -> Callable[..., Any]:
    """A rule that raises, but only from tick 3 on."""

    def fail(scene: Scene, damage: int = 1) -> Any:
        if scene.now >= 3:
            raise error
        return damage

    return fail


def guarded(error: BaseException) -> dict[str, Any]:
    def guard(scene: Scene) -> bool:
        if scene.now >= 3:
            raise error
        return True

    return {"actions": [replace(JAB, chart=four_phases("Guarded", release=[guard]))]}


def effective(error: BaseException) -> dict[str, Any]:
    def effect(scene: Scene, effects: Effects) -> None:
        raise error

    return {"actions": [replace(JAB, chart=four_phases("Effective", on_release=[effect]))]}


def touching(error: BaseException) -> dict[str, Any]:
    return {"actions": [replace(JAB, on_contact=(raising(error),))]}


def hurting(error: BaseException) -> dict[str, Any]:
    return {"damage_rules": [DamageRule("broken", 1, late(error))]}


def meeting(error: BaseException) -> dict[str, Any]:
    return {"contact_rules": [ContactRule("broken", 1, late(error))]}


def seeing(error: BaseException) -> dict[str, Any]:
    return {"perception_rules": [PerceptionRule("broken", late(error))]}


PLACES = [guarded, effective, touching, hurting, meeting, seeing]


@pytest.mark.parametrize("error", [ValueError("broken"), Cut()], ids=["error", "interrupt"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_moment_cut_off_by_a_rule_has_not_happened(
    place: Callable[[BaseException], dict[str, Any]], error: BaseException
) -> None:
    journal: list[Any] = []
    combat = duel(journal=journal, **place(error))
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 2)
    before, told = snapshot(combat, journal), list(heard)
    with pytest.raises((PluginError, Cut)):
        combat.advance(10)
    assert snapshot(combat, journal) == before
    assert heard == told


@pytest.mark.parametrize("error", [ValueError("broken"), Cut()], ids=["error", "interrupt"])
def test_a_command_cut_off_by_a_validation_has_not_happened(error: BaseException) -> None:
    journal: list[Any] = []
    combat = duel(journal=journal, validations=[raising(error)])
    heard = listen(combat)
    before = snapshot(combat, journal)
    with pytest.raises((PluginError, Cut)):
        combat.execute_action("jab", "ayla")
    assert snapshot(combat, journal) == before
    assert heard == []


def test_the_fight_goes_on_soundly_after_a_moment_was_cut_off() -> None:
    raised = [Cut()]

    def once(scene: Scene) -> bool:
        if scene.now >= 3 and raised:
            raise raised.pop()
        return True

    plain, broken = duel([JAB]), duel([replace(JAB, chart=four_phases("Once", release=[once]))])
    for combat in (plain, broken):
        combat.execute_action("jab", "ayla")
    with pytest.raises(Cut):
        broken.advance(50)
    at(broken, 50)
    at(plain, 50)
    assert [asdict(c) for c in broken.combatants.values()] == [
        asdict(c) for c in plain.combatants.values()
    ]
    assert broken.synchronize_states() == ()


def test_consequences_without_end_are_an_error_in_strict_mode_and_have_not_happened() -> None:
    journal: list[Any] = []
    combat = duel([replace(JAB, chart=Stumble)], journal=journal)
    at(combat, 0).execute_action("jab", "ayla")
    before = snapshot(combat, journal)
    with pytest.raises(CombatError, match="tick 1 does not end: jab in commit") as caught:
        combat.advance(50)
    assert caught.value.code == "fight.unsettled"
    assert snapshot(combat, journal) == before


def test_an_error_inside_a_transaction_undoes_all_of_it() -> None:
    journal: list[Any] = []
    combat = duel(journal=journal)
    before = snapshot(combat, journal)
    ayla, borin = combat.combatants.values()

    def interrupted() -> None:
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(ayla, health=1))
            tx.update_combatant_state(replace(borin, health=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert snapshot(combat, journal) == before
