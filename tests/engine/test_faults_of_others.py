"""Validations, controllers, perception rules and listeners that raise, and events of their own."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from combat_rules import Act, CombatEvent, Controller, Effects, Scene, View, Wait, four_phases
from combat_rules.errors import PluginError
from combat_rules.model import EventPriority, Listener, PerceptionRule
from combat_rules.model.events import details
from tests.rules import JAB, at, duel, empty_fight, listen, raising, types


def broken_guard(scene: Scene) -> bool:
    """Never answers."""
    raise LookupError("no answer")


def test_a_validation_that_raises_refuses_and_is_recorded() -> None:
    combat = duel(validations=[broken_guard], strict=False)
    with pytest.raises(PluginError, match="validation broken_guard raised LookupError: no answer"):
        combat.execute_action("jab", "ayla")
    with pytest.raises(PluginError, match="broken_guard"):
        combat.validate_action("jab", "ayla")
    assert combat.actions.possible_actions("ayla") == ()
    assert combat.faults[0].where == "validation broken_guard"


@pytest.mark.parametrize(
    "choose",
    [raising(LookupError("no idea")), lambda view: None, lambda view: Wait(0), lambda view: "jab"],
    ids=["raises", "nothing", "no wait", "a word"],
)
def test_a_controller_that_fails_is_asked_again_after_a_pause(
    choose: Callable[[View], Act | Wait],
) -> None:
    combat = empty_fight(controllers=[Controller("lost", choose)], strict=False)
    combat.add_combatant("fighter", "ayla", controller="lost")
    combat.add_combatant("fighter", "borin", controller="")
    at(combat, 150).execute_action("jab", "borin")
    at(combat, 190)
    assert [(fault.at, fault.where) for fault in combat.faults] == [
        (0, "controller lost"),
        (100, "controller lost"),
        (165, "controller lost"),
    ]


def test_a_perception_rule_that_raises_is_recorded_and_does_not_hide_anybody() -> None:
    combat = duel(perception_rules=[PerceptionRule("blind", broken_guard)], strict=False)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert {fault.where for fault in combat.faults} == {"perception rule blind"}
    assert combat.awareness.get_state("ayla", "borin").in_sight
    assert combat.combatant("borin").health == 90


def test_a_listener_that_raises_goes_to_the_dead_letters() -> None:
    listener = Listener("deaf", "action_started", raising(LookupError("deaf")))
    combat = duel(listeners=[listener])
    combat.execute_action("jab", "ayla")
    (letter,) = combat.events.dead_letters
    assert letter.error == "LookupError: deaf"
    assert at(combat, 30).combatant("borin").health == 90


def test_a_listener_hears_what_it_asked_for() -> None:
    heard: list[CombatEvent] = []
    combat = duel(listeners=[Listener("ear", "action_hit", heard.append)])
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert types(heard) == ["action_hit"]


class Cry(CombatEvent, frozen=True, kw_only=True):
    """Somebody cries out."""

    priority = EventPriority.HIGH
    loud: bool


def test_an_effect_may_announce_events_of_its_own() -> None:
    def cry(scene: Scene, effects: Effects) -> None:
        effects.announce(Cry(loud=True))

    combat = duel([replace(JAB, chart=four_phases("Cry", on_commit=[cry]))], events=[Cry])
    cries = listen(combat, Cry)
    combat.execute_action("jab", "ayla")
    at(combat, 30)
    assert [(e.timestamp, e.source, e.action, details(e)) for e in cries] == [
        (1, "ayla", "ayla#1", {"loud": True})
    ]


def test_faults_are_bounded() -> None:
    combat = duel(validations=[broken_guard], strict=False)
    for _ in range(300):
        with pytest.raises(PluginError):
            combat.execute_action("jab", "ayla")
    assert len(combat.faults) == 256


def test_an_answer_whose_rule_raises_in_strict_mode_is_not_tried_for_ever() -> None:
    def shoes(scene: Scene) -> bool:
        """Its shoes fit."""
        return scene.action.name != "walk" or broken_guard(scene)

    combat = duel(validations=[shoes])
    combat.subscribe("action_hit", lambda event: combat.execute_action("walk", "ayla"))
    combat.execute_action("jab", "ayla")
    with pytest.raises(PluginError, match="shoes"):
        combat.advance(50)
    assert at(combat, 60).combatant("ayla").action is None
