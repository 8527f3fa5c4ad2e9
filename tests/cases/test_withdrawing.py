"""Whoever withdraws is out of the fight from the end of the tick on, with what health it has."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Action,
    ActionError,
    ActionRole,
    Attribute,
    CombatSystem,
    Controller,
    Effects,
    Scene,
    Status,
    View,
    Wait,
    four_phases,
    replace,
)
from combat_rules.errors import StateError
from combat_rules.model import Command, Dealt, PerceptionRule, Projectile, Reaction
from combat_rules.model.events import (
    ActionEnded,
    AwarenessChanged,
    CombatantDefeated,
    CombatantWithdrew,
    FightEnded,
    StatusEnded,
)
from combat_rules.record import Journal, resume
from tests.cases.plays import DUEL, POKE, SETTLED, Play, Who, begin, play, poke


def go(scene: Scene, effects: Effects) -> None:
    """The actor leaves the fight."""
    effects.withdraw(scene.actor.id)


def send_off(scene: Scene, effects: Effects) -> None:
    """The target leaves the fight."""
    effects.withdraw(scene.target.id)


def fleeing(ticks: int, name: str = "flee") -> Action:
    """A flight that is over, and away, after so many ticks."""
    chart = four_phases("Flee", on_release=[go])
    return Action(name=name, role=ActionRole.MOVE, commit=ticks, release=5, chart=chart)


FLEE = fleeing(10)
SMASH = poke("smash", damage=100)
THREE: Who = {**DUEL, "cleo": {"position": 530, "team": "borin"}}
"""Ayla against Borin and Cleo."""


def result(fought: Play) -> tuple[str | None, str, int]:
    """Who has won, why, and when."""
    found = fought.combat.result
    assert found is not None
    return found.winner, found.reason, found.at - SETTLED


# -- leaving ---------------------------------------------------------------------------------------


def test_whoever_flees_has_lost_and_lives() -> None:
    fought = play([FLEE], (0, "borin", "flee"))
    assert result(fought) == ("ayla", "withdrawal", 10)
    borin = fought.of("borin")
    assert (borin.health, borin.defeated, borin.doing) == (borin.max_health, True, None)
    assert [event.reason for event in fought.told(ActionEnded)] == ["defeated"]
    assert fought.told(CombatantDefeated) == []


def test_a_flight_that_is_interrupted_is_none() -> None:
    fought = play([FLEE, POKE], (0, "borin", "flee"), (0, "ayla", "poke"))
    assert fought.told(CombatantWithdrew) == []
    assert fought.combat.result is None


def test_what_withdraws_it_and_what_comes_of_that_are_told_by_their_causes() -> None:
    fought = play([FLEE], (0, "borin", "flee"))
    (withdrew,), (over,) = fought.told(CombatantWithdrew), fought.told(FightEnded)
    types = {event.sequence: event.type for event in fought.heard}
    assert [types[cause] for cause in withdrew.causes] == ["action_released"]
    assert over.causes == (withdrew.sequence,)


def test_of_two_who_send_one_off_both_are_the_cause() -> None:
    shove = poke("shove", on_contact=(send_off,))
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}
    orders = [(0, name, "shove", "borin") for name in ("ayla", "cleo")]
    fought = play([shove], *orders, who=who)
    (withdrew,) = fought.told(CombatantWithdrew)
    assert len(withdrew.causes) == 2


def test_a_blow_may_send_its_target_off() -> None:
    """Out of the ring: where it would be pushed into the wall."""

    def out_of_the_ring(scene: Scene, effects: Effects) -> None:
        """Whoever stands at the edge is out."""
        if scene.room_behind(scene.target) == 0:
            effects.withdraw(scene.target.id)

    shove = poke("shove", on_contact=(out_of_the_ring,))
    for edge, reason in ((1000, "withdrawal"), (999, None)):
        who: Who = {"ayla": {"position": 990}, "borin": {"position": edge, "facing": -1}}
        fought = play([shove], (0, "ayla", "shove"), who=who)
        assert (fought.combat.result and fought.combat.result.reason) == reason


def test_a_status_may_have_its_bearer_vanish_and_is_over_with_that() -> None:
    who: Who = {**THREE, "cleo": {"position": 530, "team": "borin", "summoned": 1}}
    fought = play(
        [POKE],
        who=who,
        attributes=[Attribute("summoned", maximum=1)],
        statuses=[Status("called", "summoned", SETTLED + 20, go)],
    )
    assert fought.ticks(CombatantWithdrew, "cleo") == [20]
    assert [(one.source, one.reason) for one in fought.told(StatusEnded)] == [("cleo", "defeated")]
    assert fought.combat.result is None


@pytest.mark.parametrize(("damage", "reason"), [(60, "withdrawal"), (100, "defeat")])
def test_a_reaction_may_surrender_before_it_is_too_late(damage: int, reason: str) -> None:
    def surrender(scene: Scene, dealt: Dealt, effects: Effects) -> None:
        """Whoever has less than half of its health left gives up."""
        if scene.actor.health * 2 < scene.actor.max_health:
            effects.withdraw(scene.actor.id)

    blow = poke(damage=damage)
    rules = [Reaction("surrender", 1, surrender, struck=True)]
    fought = play([blow], (0, "ayla", "poke"), reactions=rules)
    assert result(fought) == ("ayla", reason, 3)


# -- the tick itself -------------------------------------------------------------------------------


def test_what_lands_at_its_tick_still_lands_and_a_tick_later_misses() -> None:
    for ticks, lost in ((3, 7), (2, 0)):
        fought = play([fleeing(ticks), POKE], (0, "borin", "flee"), (0, "ayla", "poke"), who=THREE)
        assert fought.ticks(CombatantWithdrew) == [ticks]
        assert fought.lost() == lost


def test_whoever_withdraws_and_is_killed_at_one_tick_falls() -> None:
    fought = play([fleeing(3), SMASH], (0, "borin", "flee"), (0, "ayla", "smash"))
    assert result(fought) == ("ayla", "defeat", 3)
    assert fought.told(CombatantWithdrew) == []


def test_its_own_blow_of_that_tick_lands() -> None:
    parting = poke("parting", chart=four_phases("Parting", on_release=[go]))
    fought = play([parting], (0, "ayla", "parting"))
    assert (fought.lost(), result(fought)) == (7, ("borin", "withdrawal", 3))


def test_what_it_has_thrown_flies_on() -> None:
    spear = poke("spear", launches=Projectile(speed=1000, life=200), recovery=1, release=1)
    who: Who = {
        "ayla": {"position": 500},
        "borin": {"position": 600},
        "dara": {"position": 400, "team": "ayla"},
    }
    orders = [(0, "ayla", "spear"), (6, "ayla", "flee")]
    fought = play([spear, fleeing(20)], *orders, who=who, until=120)
    assert fought.ticks(CombatantWithdrew) == [26]
    assert fought.contacts("ayla") == [(103, "hit")]


# -- afterwards ------------------------------------------------------------------------------------


def gone() -> Play:
    """Cleo, one of two, has left at tick 10."""
    return begin([FLEE, SMASH, POKE], (0, "cleo", "flee"), who=THREE).until(11)


def test_nothing_is_done_to_it_any_more() -> None:
    fought = gone().give((12, "ayla", "smash", "cleo")).until(40)
    assert fought.outcomes("ayla") == ["whiffed"]
    assert fought.lost("cleo") == 0


def test_it_acts_no_more_and_is_told_why() -> None:
    combat = gone().combat
    with pytest.raises(ActionError, match="cleo has left the fight") as refused:
        combat.execute_action("poke", "cleo")
    assert "actor.defeated is True" in str(refused.value)
    assert combat.actions.possible_actions("cleo") == ()


def test_those_who_are_still_there_are_meant_first_and_nobody_stands_in_its_place() -> None:
    def count(scene: Scene) -> bool:
        """Somebody stands between."""
        return scene.foes_between == 1

    who: Who = {**THREE, "cleo": {"position": 505, "team": "borin"}}
    through = poke("through", chart=four_phases("Through", commit=[count]))
    fought = begin([FLEE, POKE, through], (0, "cleo", "flee"), (12, "ayla", "poke"), who=who)
    assert fought.until(30).lost() == 7
    assert fought.give((31, "ayla", "through", "borin")).until(60).lost() == 7


def test_controllers_see_no_health_of_it_and_turn_to_others() -> None:
    seen: list[tuple[int, int]] = []

    def look(view: View) -> Wait:
        seen.append((view.now - SETTLED, {foe.id: foe.health for foe in view.foes}["cleo"]))
        return Wait(2)

    who: Who = {**THREE, "ayla": {"position": 500, "controller": "look"}}
    fought = play([FLEE], (0, "cleo", "flee"), who=who, controllers=[Controller("look", look)])
    full = fought.of("cleo").max_health
    assert {health for tick, health in seen if tick <= 10} == {full}
    assert {health for tick, health in seen if tick > 12} == {0}


def test_who_looks_away_from_it_remembers_that_it_has_left() -> None:
    seen: list[tuple[bool, int]] = []

    def look(view: View) -> Wait:
        seen.extend((foe.in_sight, foe.health) for foe in view.foes if foe.id == "cleo")
        return Wait(2)

    who: Who = {**THREE, "ayla": {"position": 500, "controller": "look"}}
    fought = play([FLEE], (0, "cleo", "flee"), who=who, controllers=[Controller("look", look)])
    with fought.combat.transaction() as change:
        change.update_combatant_state(replace(fought.of("ayla"), facing=-1))
    fought.until(80)
    assert seen[-1] == (False, 0)


def test_who_is_seen_is_judged_anew_at_its_tick_as_where_one_falls() -> None:
    def plain(scene: Scene) -> bool:
        """Nobody sees who is about to flee."""
        return scene.target.doing != "flee"

    def fall(scene: Scene, effects: Effects) -> None:
        effects.harm("cleo", 100)

    rules: dict[str, Any] = {"perception_rules": [PerceptionRule("hidden", plain)]}
    for move in (FLEE, replace(FLEE, chart=four_phases("Flee", on_release=[fall]))):
        fought = play([move], (0, "cleo", "flee"), who=THREE, **rules)
        assert fought.of("cleo").defeated
        assert fought.ticks(AwarenessChanged, "ayla") == [0, 11]


def test_nobody_brings_it_back_from_outside() -> None:
    fought = gone()
    cleo = fought.of("cleo")
    for changed in ({"defeated": False}, {"health": 5}, {"health": 0}):
        with fought.combat.transaction() as change, pytest.raises(StateError):
            change.update_combatant_state(replace(cleo, **changed))
    with fought.combat.transaction() as change:
        change.update_combatant_state(replace(cleo, position=700))
    assert (fought.of("cleo").position, fought.of("cleo").health) == (700, cleo.health)
    assert fought.of("cleo").defeated


def test_all_parts_of_a_fight_agree_on_it_and_it_is_kept() -> None:
    combat = gone().combat
    assert combat.synchronize_states() == ()
    assert combat.fork().save() == combat.save()


# -- the end of the fight --------------------------------------------------------------------------


def test_a_side_of_which_one_is_left_fights_on() -> None:
    fought = gone().give((12, "ayla", "smash", "borin")).until(60)
    assert result(fought) == ("ayla", "defeat", 15)


def test_a_side_whose_last_one_withdraws_loses_by_that_whoever_fell_before() -> None:
    orders = [(0, "ayla", "smash", "cleo"), (20, "borin", "flee")]
    fought = play([FLEE, poke("smash", damage=100, reach=40)], *orders, who=THREE)
    assert fought.of("cleo").health == 0
    assert result(fought) == ("ayla", "withdrawal", 30)


def test_of_two_who_are_out_at_one_tick_one_who_falls_makes_it_a_defeat() -> None:
    orders = [(0, "ayla", "smash", "borin"), (0, "cleo", "flee")]
    fought = play([fleeing(3), SMASH], *orders, who=THREE)
    assert result(fought) == ("ayla", "defeat", 3)


def test_two_sides_that_withdraw_at_one_tick_draw() -> None:
    fought = play([FLEE], (0, "ayla", "flee"), (0, "borin", "flee"))
    assert result(fought) == (None, "withdrawal", 10)


def test_one_who_flees_as_the_other_falls_draws() -> None:
    parting = poke("parting", damage=100, chart=four_phases("Parting", on_release=[go]))
    fought = play([parting], (0, "ayla", "parting"))
    assert result(fought) == (None, "double_defeat", 3)


def test_its_health_counts_for_nothing_as_the_time_is_up() -> None:
    """Cleo's would win; all that its side could have is counted as that of the fallen is."""
    who: Who = {**THREE, "ayla": {"position": 500, "health": 60}}
    for orders, winner in (([], "borin"), ([(0, "cleo", "flee")], "ayla")):
        fought = play([FLEE], *orders, who=who, duration=SETTLED + 40)
        assert result(fought) == (winner, "time_out", 40)


def test_by_hand_it_is_out_after_all_that_has_happened_at_that_tick() -> None:
    vanish = poke("vanish", chart=four_phases("Vanish", on_feint=[go]))
    fought = begin([vanish])
    assert fought.combat.execute_action("vanish", "borin") is None
    assert result(fought) == ("ayla", "withdrawal", 0)
    (over,) = fought.told(FightEnded)
    assert over.causes == (fought.told(CombatantWithdrew)[0].sequence,)


def test_a_fight_of_whose_sides_one_is_left_by_a_change_is_over() -> None:
    who: Who = {**DUEL, "cleo": {"position": 530}}
    fought = begin([FLEE], (0, "cleo", "flee"), who=who).until(20)
    with fought.combat.transaction() as change:
        change.update_combatant_state(replace(fought.of("borin"), team="ayla"))
    fought.combat.advance(0)
    assert result(fought)[0] == "ayla"


def test_a_journal_of_it_goes_on_where_it_was(tmp_path: Path) -> None:
    rules, file = gone().combat.ruleset, tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        combat = CombatSystem(100, 10, 1000, ruleset=rules, journal=journal)
        for name, record in THREE.items():
            combat.add_combatant("fighter", name, **{"controller": "", "team": name} | dict(record))
        combat.schedule([Command(actor="cleo", action="flee", at=10)])
        combat.advance(50)
    resumed = resume(file, rules)
    with resumed.journal:
        resumed.combat.advance(50 - resumed.combat.now)
        assert resumed.combat.save() == combat.save()
        assert resumed.combat.combatant("cleo").defeated
