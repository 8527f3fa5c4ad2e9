"""Who wins, why, and when."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, CombatSystem, Command, Effects, Scene, four_phases
from combat_rules.engine import Result
from combat_rules.errors import StateError
from combat_rules.model.events import ActionEnded, AttributeChanged, CombatantDefeated, DamageDealt
from tests.rules import JAB, WALK, at, cause_of, duel, empty_fight, heard_of, listen, only, types


def wound(combat: CombatSystem, **health: int) -> CombatSystem:
    with combat.transaction() as tx:
        for who, points in health.items():
            tx.update_combatant_state(replace(combat.combatant(who), health=points))
    return combat


def test_whoever_has_no_health_left_is_defeated_and_the_fight_is_over() -> None:
    combat = wound(duel(), borin=10)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 60)
    assert combat.result == Result("ayla", "defeat", 3)
    assert combat.now == 3
    assert combat.combatant("borin").defeated
    assert types(heard)[-1] == "fight_ended"
    assert cause_of(only(heard, CombatantDefeated)) == only(heard, DamageDealt).sequence


def test_health_stops_at_nothing_and_the_event_tells_what_was_lost() -> None:
    combat = wound(duel(), borin=4)
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 60)
    hurt = only(heard, DamageDealt)
    assert (hurt.damage, hurt.lost, hurt.health) == (10, 4, 0)
    assert combat.combatant("borin").health == 0


def test_two_who_fall_together_draw() -> None:
    combat = wound(duel(), ayla=10, borin=10)
    for who in ("ayla", "borin"):
        combat.execute_action("jab", who)
    at(combat, 60)
    assert combat.result == Result(None, "double_defeat", 3)


@pytest.mark.parametrize(
    ("health", "winner"),
    [({"ayla": 99}, "borin"), ({"borin": 1}, "ayla"), ({"ayla": 7, "borin": 7}, None)],
    ids=["borin is ahead", "ayla is ahead", "even"],
)
def test_when_time_is_up_the_greater_share_of_health_wins(
    health: dict[str, int], winner: str | None
) -> None:
    combat = wound(duel(duration=500), **health)
    assert combat.run() == Result(winner, "time_out", 500)


def test_shares_of_health_are_compared_not_points() -> None:
    combat = empty_fight(duration=100)
    combat.add_combatant("fighter", "ayla", controller="", max_health=200, health=101)
    combat.add_combatant("fighter", "borin", controller="", max_health=100, health=51)
    assert combat.run().winner == "borin"


def test_a_blow_on_the_last_tick_still_counts() -> None:
    combat = wound(duel(duration=3), borin=10)
    combat.execute_action("jab", "ayla")
    assert combat.run() == Result("ayla", "defeat", 3)


def test_a_defeat_from_outside_is_judged_at_the_next_moment_of_the_same_tick() -> None:
    combat = at(duel(), 5)
    wound(combat, borin=0)
    assert combat.result is None
    combat.advance(0)
    assert combat.result == Result("ayla", "defeat", 5)


def test_when_the_fight_ends_nobody_is_left_doing_anything() -> None:
    combat = duel(duration=5)
    heard = listen(combat)
    combat.execute_action("slam", "ayla")
    combat.run()
    assert only(heard, ActionEnded).reason == "fight_ended"
    assert combat.actions.get_all_states() == {}
    assert combat.synchronize_states() == ()


def test_after_the_end_time_stands_still_and_every_command_is_refused() -> None:
    combat = duel(duration=50)
    result = combat.run()
    before = combat.save()
    combat.advance(100)
    assert combat.run() == result
    for door in (
        lambda: combat.execute_action("jab", "ayla"),
        lambda: combat.cancel("ayla"),
        lambda: combat.add_combatant("fighter", "late"),
        lambda: combat.schedule([]),
    ):
        with pytest.raises(ActionError, match="ended at tick 50 by time_out") as caught:
            door()
        assert caught.value.code == "fight.over"
    for judge in (combat.validate_action, combat.actions.validate_action):
        assert "it ended at tick 50 by time_out" in str(judge("jab", "ayla"))
    assert combat.actions.possible_actions("ayla") == ()
    with pytest.raises(ActionError, match="there is no action"):
        combat.validate_action("jap", "ayla")
    assert combat.save() == before


def melee(**teams: str) -> CombatSystem:
    combat = empty_fight([replace(JAB, reach=100, damage=60)], arena=200, duration=500)
    for name, team in teams.items():
        combat.add_combatant("fighter", name, team=team, controller="")
    return combat


def test_a_team_fights_on_as_long_as_one_of_it_stands() -> None:
    combat = melee(ayla="red", cato="red", borin="blue")
    for _ in range(2):
        combat.execute_action("jab", "borin", "ayla")
        combat.advance(30)
    assert combat.combatant("ayla").defeated
    assert combat.result is None
    for _ in range(2):
        combat.execute_action("jab", "borin")
        combat.advance(30)
    assert combat.result is not None
    assert (combat.result.winner, combat.result.reason) == ("blue", "defeat")


def test_without_a_named_target_the_nearest_foe_that_stands_is_meant() -> None:
    combat = melee(ayla="red", borin="blue", cato="blue")
    first = combat.execute_action("jab", "ayla")
    assert first is not None
    assert first.target == "borin"
    at(combat, 20)
    wound(combat, borin=0)
    combat.advance(0)
    second = combat.execute_action("jab", "ayla")
    assert second is not None
    assert second.target == "cato"


def test_nobody_aims_at_a_friend() -> None:
    combat = melee(ayla="red", cato="red", borin="blue")
    with pytest.raises(ActionError, match="meant for a foe; it could be borin"):
        combat.execute_action("jab", "ayla", "cato")


def test_three_sides_fight_until_one_is_left() -> None:
    combat = melee(ayla="a", borin="b", cato="c")
    wound(combat, ayla=0)
    combat.advance(0)
    assert combat.result is None
    wound(combat, cato=0)
    combat.advance(0)
    assert combat.result == Result("b", "defeat", 0)


def test_the_teams_shares_are_summed_when_time_is_up() -> None:
    combat = wound(melee(ayla="red", cato="red", borin="blue"), ayla=10, borin=60)
    assert combat.run() == Result("blue", "time_out", 500)


def test_a_fight_needs_somebody_to_fight_it() -> None:
    for door in (lambda: empty_fight().advance(1), lambda: empty_fight().run()):
        with pytest.raises(StateError, match="add combatants"):
            door()


def test_two_sides_that_are_even_do_not_draw_if_a_third_has_more() -> None:
    combat = wound(melee(ayla="a", borin="b", cato="c"), ayla=40, borin=40, cato=41)
    assert combat.run() == Result("c", "time_out", 500)


def test_two_who_fall_together_fall_each_by_the_blow_that_met_it() -> None:
    combat = wound(duel(), ayla=10, borin=10)
    heard = listen(combat)
    for who in ("ayla", "borin"):
        combat.execute_action("jab", who)
    at(combat, 60)
    fatal = {hurt.target: hurt.sequence for hurt in heard_of(heard, DamageDealt)}
    fallen = {fall.source: cause_of(fall) for fall in heard_of(heard, CombatantDefeated)}
    assert fallen == fatal


def test_who_falls_by_an_effect_falls_by_the_loss_of_its_own_health() -> None:
    def drain(scene: Scene, effects: Effects) -> None:
        effects.change("borin", "health", -200)
        effects.change("borin", "stamina", -5)
        effects.change("cato", "health", -5)

    combat = empty_fight([replace(WALK, chart=four_phases("Drain", on_release=[drain]))])
    for name, team in [("ayla", "red"), ("borin", "blue"), ("cato", "blue")]:
        combat.add_combatant("fighter", name, team=team, controller="")
    heard = listen(combat)
    combat.execute_action("walk", "ayla")
    at(combat, 5)
    lost = next(e for e in heard_of(heard, AttributeChanged) if e.source == "borin")
    assert lost.attribute == "health"
    assert cause_of(only(heard, CombatantDefeated)) == lost.sequence


def test_what_was_still_to_be_done_is_forgotten_when_the_fight_is_over() -> None:
    combat = wound(duel(), borin=10)
    combat.schedule([Command(actor="borin", action="jab", at=100)])
    combat.execute_action("jab", "ayla")
    at(combat, 200)
    assert combat.save().world.scheduled == ()
