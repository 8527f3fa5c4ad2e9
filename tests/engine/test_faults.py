"""A plugin that raises in the middle of a fight: named, recorded, and the fight goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import CombatSystem, ContactRule, DamageRule, Effects, Outcome, Scene, four_phases
from combat_rules.charts import ActionChart
from combat_rules.errors import PluginError
from combat_rules.model.events import ActionAborted, ActionEnded, CombatantDefeated, CombatEvent
from tests.rules import GUARD, JAB, WALK, at, duel, heard_of, listen, misfit, only, raising, types


def broken_guard(scene: Scene) -> bool:
    """Never answers."""
    raise LookupError("no answer")


def broken_effect(scene: Scene, effects: Effects) -> None:
    """Never asks."""
    raise LookupError("no answer")


def nonsense(*answer: Any) -> Callable[[Scene, int], Any]:
    return lambda scene, damage: answer[0]


def stranger(scene: Scene, effects: Effects) -> None:
    """Speaks of somebody who is not there."""
    effects.change("nobody", "stamina", 1)


def banish_a_stranger(scene: Scene, effects: Effects) -> None:
    """Sends off somebody who is not there."""
    effects.withdraw("nobody")


def banish_a_number(scene: Scene, effects: Effects) -> None:
    """Sends off what is no name."""
    effects.withdraw(misfit(1))


def unknown_attribute(scene: Scene, effects: Effects) -> None:
    """Speaks of something that nobody has."""
    effects.change(scene.actor.id, "luck", 1)


def half_a_point(scene: Scene, effects: Effects) -> None:
    """Deals in fractions."""
    effects.change(scene.actor.id, "stamina", misfit(0.5))


def too_far(scene: Scene, effects: Effects) -> None:
    """Steps out of the world."""
    effects.step(10**30)


def back_in_time(scene: Scene, effects: Effects) -> None:
    """Stuns into the past."""
    effects.stun(scene.target.id, -1)


def impostor(scene: Scene, effects: Effects) -> None:
    """Announces what only the engine can know."""
    effects.announce(CombatantDefeated(source="borin"))


def nameless(scene: Scene, effects: Effects) -> None:
    """Announces what is of no type."""
    effects.announce(CombatEvent())


def of_old(scene: Scene, effects: Effects) -> None:
    """Announces a name, as events were once."""
    effects.announce(misfit("cry"))


class Cry(CombatEvent, frozen=True, kw_only=True):
    """Somebody cries out."""

    loud: int = 1


def undeclared(scene: Scene, effects: Effects) -> None:
    """Announces what no plugin has declared."""
    effects.announce(Cry())


def mistyped(scene: Scene, effects: Effects) -> None:
    """Announces half a cry."""
    effects.announce(Cry(loud=misfit(0.5)))


def jab_with(effect: Any) -> dict[str, Any]:
    return {"actions": [replace(JAB, chart=four_phases("Broken", on_release=[effect])), WALK]}


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "guard": (
        {"actions": [replace(JAB, chart=four_phases("Broken", release=[broken_guard])), WALK]},
        "advance of jab from commit",
    ),
    "effect": (jab_with(broken_effect), "advance of jab from commit"),
    "effect on a stranger": (jab_with(stranger), "advance of jab from commit"),
    "withdrawal of a stranger": (jab_with(banish_a_stranger), "advance of jab from commit"),
    "withdrawal of a number": (jab_with(banish_a_number), "advance of jab from commit"),
    "effect on no attribute": (jab_with(unknown_attribute), "advance of jab from commit"),
    "effect by half a point": (jab_with(half_a_point), "advance of jab from commit"),
    "effect out of bounds": (jab_with(too_far), "advance of jab from commit"),
    "effect into the past": (jab_with(back_in_time), "advance of jab from commit"),
    "event of the engine's": (jab_with(impostor), "advance of jab from commit"),
    "event of no type": (jab_with(nameless), "advance of jab from commit"),
    "event by its name alone": (jab_with(of_old), "advance of jab from commit"),
    "event that nobody declared": (jab_with(undeclared), "advance of jab from commit"),
    "event with half a number": (
        {**jab_with(mistyped), "events": [Cry]},
        "advance of jab from commit",
    ),
    "on_contact": ({"actions": [replace(JAB, on_contact=(broken_effect,)), WALK]}, "on_contact"),
    "damage rule": ({"damage_rules": [DamageRule("bad", 1, raising(KeyError()))]}, "bad"),
    "damage of nothing": ({"damage_rules": [DamageRule("bad", 1, nonsense(None))]}, "bad"),
    "damage in parts": ({"damage_rules": [DamageRule("bad", 1, nonsense(1.5))]}, "bad"),
    "damage beyond bounds": ({"damage_rules": [DamageRule("bad", 1, nonsense(10**40))]}, "bad"),
    "contact rule": ({"contact_rules": [ContactRule("bad", 1, misfit(broken_guard))]}, "bad"),
    "outcome of nothing": (
        {"contact_rules": [ContactRule("bad", 1, misfit(lambda scene: "hit"))]},
        "bad",
    ),
}
each_fault = pytest.mark.parametrize(("rules", "where"), BROKEN.values(), ids=BROKEN)


@each_fault
def test_a_rule_that_raises_aborts_that_action_alone(rules: dict[str, Any], where: str) -> None:
    combat = duel(strict=False, **rules)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    combat.execute_action("walk", "borin")
    at(combat, 30)
    assert [(fault.plugin, fault.at) for fault in combat.faults] == [("practice", 3)]
    assert where in combat.faults[0].where
    assert types(heard, "plugin_failed", "action_aborted") == ["plugin_failed", "action_aborted"]
    ended = {e.source: e.reason for e in heard_of(heard, ActionEnded)}
    assert ended == {"ayla": "aborted", "borin": "completed"}
    assert combat.combatant("borin").health == 100
    assert combat.synchronize_states() == ()


@each_fault
def test_in_strict_mode_it_is_raised_and_nothing_has_changed(
    rules: dict[str, Any], where: str
) -> None:
    combat = duel(strict=True, **rules)
    combat.execute_action("jab", "ayla")
    before = at(combat, 2).save()
    with pytest.raises(PluginError, match=where) as caught:
        combat.advance(10)
    assert caught.value.plugin == "practice"
    assert combat.save() == before


@pytest.mark.parametrize(
    ("effect", "said"), [(banish_a_stranger, "'nobody'"), (banish_a_number, "1")]
)
def test_a_withdrawal_of_nobody_is_refused_with_those_who_are_there(effect: Any, said: str) -> None:
    combat = duel(strict=False, **jab_with(effect))
    combat.execute_action("jab", "ayla")
    (fault,) = at(combat, 30).faults
    assert f"there is no combatant {said}; in this fight: ayla, borin" in fault.error


def test_somebody_is_named_by_its_id_and_not_by_its_record() -> None:
    def hurt(scene: Scene, effects: Effects) -> None:
        effects.change(misfit(scene.target), "health", -1)

    combat = duel(strict=False, **jab_with(hurt))
    combat.execute_action("jab", "ayla")
    (fault,) = at(combat, 30).faults
    assert "scene.target.id say, not by its record of 'borin'" in fault.error


@pytest.mark.parametrize(
    ("answer", "said"),
    [("blocked", "no Outcome; Outcome.BLOCKED is one"), (None, "None, which is no Outcome")],
    ids=str,
)
def test_a_contact_rule_that_answers_a_word_is_told_the_outcome(answer: Any, said: str) -> None:
    rule = ContactRule("odd", 500, lambda scene: answer)
    combat = duel(strict=False, contact_rules=[rule])
    combat.execute_action("jab", "ayla")
    assert at(combat, 30).faults[0].error.endswith(said)


def test_a_block_whose_effect_raises_fails_and_the_blow_lands() -> None:
    combat = duel([JAB, replace(GUARD, on_contact=(broken_effect,))], strict=False)
    heard = listen(combat)
    combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 60)
    assert sorted(types(heard, "action_aborted", "action_blocked", "action_hit")) == [
        "action_aborted",
        "action_hit",
    ]
    aborted = only(heard, ActionAborted)
    assert aborted.name == "guard"


class Unstoppable(ActionChart):
    """Breaks when it is struck."""

    feint = State(initial=True)
    commit = State()
    recovery = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(recovery) | recovery.to(done)
    interrupt = feint.to(recovery, cond=[broken_guard]) | commit.to(recovery, on=broken_effect)
    cancel = feint.to(recovery, on=broken_effect)
    chain = recovery.to(done, cond=[broken_guard])


@pytest.mark.parametrize("tick", [0, 15], ids=["feint", "commit"])
def test_an_action_that_raises_when_struck_is_aborted_and_its_actor_stunned(tick: int) -> None:
    combat = duel(
        [JAB, replace(WALK, name="charge", chart=Unstoppable, feint=10, commit=30)], strict=False
    )
    heard = listen(combat)
    combat.execute_action("charge", "borin")
    at(combat, tick).execute_action("jab", "ayla")
    at(combat, 60)
    assert types(heard, "action_aborted", "combatant_recovered") == [
        "action_aborted",
        "combatant_recovered",
    ]
    assert len(combat.faults) == 1


@pytest.mark.parametrize(
    ("tick", "command"),
    [(0, lambda combat: combat.cancel("ayla")), (5, lambda c: c.execute_action("jab", "ayla"))],
    ids=["cancel", "chain"],
)
def test_a_command_whose_rules_raise_is_refused_and_recorded(
    tick: int, command: Callable[[CombatSystem], None]
) -> None:
    charge = replace(WALK, name="charge", chart=Unstoppable, feint=2, commit=2, recovery=20)
    combat = duel([JAB, charge], strict=False)
    combat.execute_action("charge", "ayla")
    before = at(combat, tick).save()
    with pytest.raises(PluginError, match="practice"):
        command(combat)
    assert combat.save() == before
    assert [fault.plugin for fault in combat.faults] == ["practice"]


def tire_target(scene: Scene, effects: Effects) -> None:
    """The target loses stamina."""
    effects.change(scene.target.id, "stamina", -10)


def test_of_a_contact_whose_rule_raises_nothing_counts() -> None:
    combat = duel(
        [replace(JAB, on_contact=(tire_target,), pushback=7)],
        damage_rules=[DamageRule("bad", 1, raising(KeyError()))],
        strict=False,
    )
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    borin = combat.combatant("borin")
    assert (borin.health, borin.stamina, borin.position) == (100, 100, 55)


def test_an_action_that_is_aborted_has_met_nobody_and_no_whiff_is_told_besides() -> None:
    combat = duel([replace(JAB, on_contact=(broken_effect,))], strict=False)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    ended = only(heard, ActionEnded)
    assert (ended.reason, ended.outcome) == ("aborted", Outcome.WHIFFED)
    assert types(heard, "action_whiffed") == []


def test_one_error_that_is_raised_over_and_over_does_not_grow() -> None:
    error = KeyError("the same")
    combat = duel(damage_rules=[DamageRule("bad", 1, raising(error))], strict=False)
    for tick in (0, 100, 200):
        at(combat, tick).execute_action("jab", "ayla")
    at(combat, 300)
    assert len(combat.faults) == 3
    assert error.__traceback__ is None
