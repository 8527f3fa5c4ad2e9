"""Blows that meet, blows that nobody sees, and how a fight is decided."""

from combat_rules.model.events import (
    ActionInterrupted,
    ActionStarted,
    CombatantDefeated,
    CombatantStunned,
    DamageDealt,
)
from combat_rules.testing import duel


def test_a_blow_from_behind_hurts_more_and_no_guard_helps() -> None:
    # Borin looks the other way, knows of nobody, and so cannot turn his guard towards Ayla.
    story = duel(distance=45).given("ayla").given("borin", facing=1)
    story.when("ayla", "attack").at(200).when("borin", "block").at(1000)
    assert story.outcomes() == [(380, "ayla's attack", "hit")]
    assert story.damage_to("borin") == [{"base": 10, "from_behind": 5}]


def test_two_equal_blows_at_once_trade_and_hurt_both() -> None:
    story = duel(distance=45).given("ayla").given("borin")
    story.when("ayla", "attack").when("borin", "attack").at(2000)
    assert story.outcomes() == [
        (380, "ayla's attack", "traded"),
        (380, "borin's attack", "traded"),
    ]
    assert story["ayla"].health == story["borin"].health == 80


def test_two_heavy_blows_clash_and_hurt_nobody() -> None:
    story = duel(distance=45).given("ayla").given("borin")
    story.when("ayla", "heavy_attack").when("borin", "heavy_attack").at(2000)
    assert [came for _, _, came in story.outcomes()] == ["clashed", "clashed"]
    assert story["ayla"].health == story["borin"].health == 90
    assert story.events(CombatantStunned) == []


def test_a_quick_blow_stops_a_heavy_one_before_it_comes() -> None:
    story = duel(distance=40).given("ayla").given("borin")
    story.when("ayla", "heavy_attack").at(200).when("borin", "quick_attack").at(2000)
    assert story.outcomes() == [(360, "borin's quick_attack", "counter_hit")]
    (stopped,) = story.events(ActionInterrupted)
    assert (stopped.source, stopped.phase) == ("ayla", "commit")
    assert story["borin"].health == 90


def test_whoever_strikes_into_a_counter_is_staggered_and_hurt() -> None:
    story = duel(distance=45).given("ayla").given("borin")
    story.when("ayla", "attack").at(250).when("borin", "counter").at(400)
    assert story.outcomes() == [(380, "ayla's attack", "countered")]
    assert story["borin"].health == 90
    assert story.damage_to("ayla") == [{"base": 8}]
    assert story.combat.combatant("ayla").stunned_until == 380 + 350


def test_an_evasion_lets_a_blow_pass_that_would_have_reached() -> None:
    story = duel(distance=35).given("ayla").given("borin")
    story.when("ayla", "attack").at(250).when("borin", "evade").at(2000)
    assert story.outcomes() == [(380, "ayla's attack", "evaded")]
    assert story["borin"].health == 90


def test_two_against_one_and_the_one_falls() -> None:
    story = duel(distance=40, seed=3)
    story.given("ayla", team="guard", controller="attack")
    story.given("cyra", team="guard", controller="attack", archetype="brute")
    story.given("dorn", team="lone", controller="mix")
    result = story.combat.run()
    assert (result.winner, result.reason) == ("guard", "defeat")
    assert {e.source for e in story.events(DamageDealt)} >= {"ayla", "cyra"}
    assert [e.source for e in story.events(CombatantDefeated)][-1] == "dorn"
    assert {e.target for e in story.events(ActionStarted) if e.source == "ayla"} == {"dorn"}


def test_the_one_beats_the_two_if_it_is_good_enough() -> None:
    story = duel(distance=40)
    story.given("ayla", team="guard", health=15).given("cyra", team="guard", health=15)
    story.given("dorn", team="lone", controller="attack")
    result = story.combat.run()
    assert (result.winner, result.reason) == ("lone", "defeat")
    assert [e.source for e in story.events(CombatantDefeated)] == ["ayla", "cyra"]


def test_when_time_is_up_whoever_has_more_left_wins() -> None:
    story = duel(duration=3000, distance=45).given("ayla").given("borin")
    result = story.when("ayla", "attack").combat.run()
    assert (result.winner, result.reason, result.at) == ("ayla", "time_out", 3000)


def test_when_time_is_up_and_both_have_as_much_left_it_is_a_draw() -> None:
    story = duel(duration=3000, distance=45).given("ayla").given("borin")
    story.when("ayla", "attack").when("borin", "attack")
    result = story.combat.run()
    assert (result.winner, result.reason) == (None, "time_out")


def test_two_who_strike_each_other_down_at_once_have_both_lost() -> None:
    story = duel(distance=45).given("ayla", health=10).given("borin", health=10)
    story.when("ayla", "attack").when("borin", "attack")
    result = story.combat.run()
    assert (result.winner, result.reason, result.at) == (None, "double_defeat", 380)
