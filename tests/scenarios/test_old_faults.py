"""What went wrong in fights of old, and cannot any more: four stories."""

from itertools import pairwise

from combat_rules import CombatEvent, Command, DamageRule, Scene, load_ruleset
from combat_rules.model.events import ActionAborted, ActionEnded, ActionStarted, DamageDealt
from combat_rules.plugins import standard_ruleset
from combat_rules.testing import duel
from tests.rules import Rules, planted


def test_no_health_is_lost_on_the_way() -> None:
    """Two hurt the same one at the same tick, and it regains stamina and is pushed as well:
    nobody's change overwrites another's."""
    story = duel(distance=40)
    story.given("ayla", team="guard").given("cyra", team="guard", position=30)
    story.given("dorn", team="lone", stamina=60)
    story.when("ayla", "attack").when("cyra", "attack").at(100).when("dorn", "block")
    story.at(1500)
    blows = story.events(DamageDealt)
    assert [e.timestamp for e in blows] == [380, 380]
    lost = sum(e.lost for e in blows)
    assert lost == 4
    assert story["dorn"].health == 90 - lost
    assert story.combat.combatant("dorn").stamina == 60 - 4 + 10 * 1500 // 1000


def test_no_action_is_stuck() -> None:
    """Borin is struck at every phase of what he does, in turn. Each time he is free again."""
    for moment in range(0, 900, 45):
        story = duel(distance=40).given("ayla").given("borin")
        story.plays(
            [
                Command(actor="ayla", action="quick_attack", at=400),
                Command(actor="borin", action="heavy_attack", at=moment),
                Command(actor="borin", action="block", at=5000),
            ]
        )
        block = story.events(ActionStarted, "borin")[-1]
        assert (block.timestamp, block.name) == (5000, "block")
        begun = {e.action for e in story.events(ActionStarted)}
        ended = [e.action for e in story.events(ActionEnded)]
        assert begun == set(ended)
        assert len(begun) == len(ended)


def test_no_event_is_late() -> None:
    """Whoever answers an event is heard after everybody has heard that event, at its tick."""
    story = duel(distance=45).given("ayla").given("borin")
    heard: list[CombatEvent] = []

    def answer(event: CombatEvent) -> None:
        if event.source == "ayla":
            story.combat.execute_action("block", "borin")

    story.combat.subscribe("action_committed", answer)
    story.combat.subscribe("*", heard.append)
    story.when("ayla", "attack").at(3000)
    answered = next(e for e in heard if e.source == "borin")
    assert (answered.type, answered.timestamp) == ("action_started", 240)
    assert heard == story.told[-len(heard) :]
    assert all(one.timestamp <= after.timestamp for one, after in pairwise(heard))
    assert [came for _, _, came in story.outcomes()] == ["blocked"]


def clumsy(scene: Scene, damage: int) -> int:
    """Falls over at the second blow."""
    if scene.target.health < 100:
        raise ZeroDivisionError("division by zero")
    return damage


def test_the_parts_never_disagree() -> None:
    """A rule raises in the middle of a blow, again and again. State, actions, events and
    awareness go on saying the same, and the fight ends as fights do."""
    rules = load_ruleset([Rules([], archetypes=[], damage_rules=[DamageRule("clumsy", 1, clumsy)])])
    story = duel(rules, distance=45, duration=20_000, strict=False)
    story.given("ayla", controller="attack").given("borin", "brute", controller="attack")
    while story.combat.result is None:
        story.combat.advance(70)
        assert story.combat.synchronize_states() == ()
    assert story.combat.result.reason == "time_out"
    assert {fault.where for fault in story.combat.faults} == {"damage rule clumsy"}
    aborted = story.events(ActionAborted)
    assert len(aborted) == len(story.combat.faults) > 3
    assert {e.reason for e in story.events(ActionEnded)} >= {"aborted", "completed"}


def test_a_disagreement_from_outside_is_found_and_repaired() -> None:
    story = duel(standard_ruleset(), distance=45).given("ayla").given("borin")
    story.when("ayla", "attack").at(100)
    story.combat.state.restore(planted(story.combat, "ayla", move=0))
    found = story.combat.synchronize_states()
    assert [(d.combatant, d.system) for d in found if d.system == "action system"]
    assert story.combat.synchronize_states() == ()
    story.at(2000)
    assert story.combat.actions.possible_actions("ayla")
