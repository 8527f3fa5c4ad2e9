"""Which way somebody faces: it turns to whom it means as it begins, or where an effect turns it."""

import pytest

from combat_rules import Action, ActionRole, Effects, Scene, four_phases, replace
from combat_rules.charts import pay_stamina, take_step
from combat_rules.model import Aim, AwarenessLevel, Projectile
from combat_rules.model.events import ProjectileLaunched
from tests.cases.plays import DUEL, SHIELD, Play, Who, begin, play, poke


def over(scene: Scene, effects: Effects) -> None:
    """The actor leaps 25 ahead, over whoever is there."""
    effects.step(25, past=True)


def turn_to_target(scene: Scene, effects: Effects) -> None:
    """The actor turns to its target."""
    effects.turn(scene.actor.id, scene.target.id)


def spin(scene: Scene, effects: Effects) -> None:
    """The target turns to the actor."""
    effects.turn(scene.target.id, scene.actor.id)


def away_from_friend(scene: Scene, effects: Effects) -> None:
    """The target turns to Cleo, wherever she is."""
    effects.turn(scene.target.id, "cleo")


LEAP = Action(
    name="leap", role=ActionRole.MOVE, release=1, chart=four_phases("Leap", on_release=[over])
)
LOOK = Action(
    name="look",
    role=ActionRole.MOVE,
    release=1,
    chart=four_phases("Look", on_release=[turn_to_target]),
)
CROSS = poke("cross", chart=four_phases("Cross", on_release=[over, turn_to_target]))
FLAT = poke("flat", chart=four_phases("Flat", on_release=[over]))
BACK_TO_BACK: Who = {**DUEL, "ayla": {"position": 500, "facing": -1}}
"""Borin stands behind Ayla, who has not seen him."""
BETWEEN: Who = {**DUEL, "cleo": {"position": 490, "team": "borin", "facing": 1}}
"""Ayla stands between Borin, whom she faces, and Cleo, who is behind her."""


def facing(fought: Play, *names: str) -> list[int]:
    return [fought.of(name).facing for name in names]


def test_whoever_begins_an_action_turns_to_whom_it_is_meant_for() -> None:
    fought = play([LEAP, poke()], (0, "ayla", "leap"), (2, "ayla", "poke"))
    assert facing(fought, "ayla") == [-1]
    assert fought.contacts() == [(5, "hit")]


def test_it_faces_that_way_for_the_whole_action_whoever_gets_past() -> None:
    fought = play([FLAT], (0, "ayla", "flat"))
    assert (facing(fought, "ayla"), fought.outcomes()) == ([1], ["whiffed"])


def test_a_guard_stays_turned_to_where_its_foe_was() -> None:
    fought = play([LEAP, poke(), SHIELD], (0, "borin", "shield"), *leap_and_poke())
    assert fought.outcomes() == ["hit"]


def test_one_that_is_raised_once_the_foe_is_past_faces_it() -> None:
    fought = play([LEAP, poke(), SHIELD], (3, "borin", "shield"), *leap_and_poke())
    assert fought.outcomes() == ["blocked"]


def leap_and_poke() -> list[tuple[int, str, str]]:
    return [(1, "ayla", "leap"), (3, "ayla", "poke")]


def test_nobody_turns_to_whom_it_does_not_know_of() -> None:
    fought = play([poke()], (0, "ayla", "poke", "borin"), who=BACK_TO_BACK)
    assert (facing(fought, "ayla"), fought.outcomes()) == ([-1], ["whiffed"])


def test_nor_to_a_friend_who_has_always_been_behind() -> None:
    heal = Action(name="heal", aim=Aim.FRIEND, release=2, reach=30)
    who: Who = {**BETWEEN, "cleo": {"position": 490, "team": "ayla"}}
    fought = play([heal], (0, "ayla", "heal", "cleo"), who=who)
    assert (facing(fought, "ayla"), fought.outcomes()) == ([1], ["whiffed"])


def test_whoever_is_struck_from_behind_knows_by_whom_and_turns() -> None:
    fought = play([poke()], (0, "borin", "poke"), (14, "ayla", "poke"), who=BACK_TO_BACK)
    assert (facing(fought, "ayla"), fought.contacts("ayla")) == ([1], [(17, "hit")])


def test_an_effect_turns_somebody_to_another_one_whom_it_need_not_know_of() -> None:
    looked = [(0, "ayla", "look", "borin"), (1, "ayla", "poke", "borin")]
    fought = play([LOOK, poke()], *looked, who=BACK_TO_BACK)
    assert (facing(fought, "ayla"), fought.contacts()) == ([1], [(4, "hit")])


def test_who_is_turned_sees_at_once_what_is_there() -> None:
    fought = begin([LOOK], (0, "ayla", "look", "borin"), who=BACK_TO_BACK)
    levels = []
    for tick in (0, 1):
        fought.until(tick)
        levels.append(fought.combat.awareness.get_state("ayla", "borin").level)
    assert levels == [AwarenessLevel.SUSPICIOUS, AwarenessLevel.AWARE]


def test_it_turns_to_where_the_other_is_once_all_have_moved() -> None:
    """One that leaps over its foe strikes it from behind, guard or not, at that very tick."""
    fought = play([CROSS, SHIELD], (0, "borin", "shield"), (0, "ayla", "cross"))
    assert fought.contacts() == [(3, "hit")]
    assert facing(fought, "ayla", "borin") == [-1, -1]


@pytest.mark.parametrize(("gap", "ways"), [(24, -1), (25, 1), (26, 1)], ids=str)
def test_who_does_not_get_past_stays_as_it_is_and_so_does_who_stands_on_one_spot(
    gap: int, ways: int
) -> None:
    who: Who = {**DUEL, "borin": {"position": 500 + gap}}
    fought = play([CROSS], (0, "ayla", "cross"), who=who)
    assert (facing(fought, "ayla"), fought.outcomes()) == ([ways], ["hit"])


def test_a_blow_may_spin_its_victim_round() -> None:
    who: Who = {**DUEL, "borin": {"position": 510, "facing": 1}}
    fought = play([poke(on_contact=(spin,))], (0, "ayla", "poke"), who=who)
    assert facing(fought, "borin") == [-1]


def test_who_is_turned_both_ways_at_one_moment_stays_as_it_is() -> None:
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}
    moves = [poke(on_contact=(spin,))]
    for way in (-1, 1):
        turned = {**who, "borin": {"position": 510, "facing": way}}
        fought = play(moves, (0, "ayla", "poke"), (0, "cleo", "poke"), who=turned)
        assert len(fought.outcomes()) == 2
        assert facing(fought, "borin") == [way]


def test_of_three_who_turn_one_the_most_count() -> None:
    who: Who = {
        **DUEL,
        "cleo": {"position": 520, "team": "ayla", "facing": -1},
        "dara": {"position": 525, "team": "ayla", "facing": -1},
    }
    strikers = [(0, name, "poke", "borin") for name in ("ayla", "cleo", "dara")]
    assert facing(play([poke(on_contact=(spin,))], *strikers, who=who), "borin") == [1]


def test_the_fallen_are_not_turned() -> None:
    who: Who = {**DUEL, "borin": {"position": 510, "facing": 1, "health": 7}}
    fought = play([poke(on_contact=(spin,)), poke("last")], (0, "ayla", "last"), who=who)
    assert fought.of("borin").defeated
    fought = play(
        [poke(on_contact=(spin,)), poke("last")],
        (0, "ayla", "last"),
        (10, "ayla", "poke", "borin"),
        who={**who, "cleo": {"position": 900, "team": "borin"}},
    )
    assert facing(fought, "borin") == [1]


def test_what_is_launched_as_one_turns_flies_the_way_it_faced() -> None:
    bolt = poke(
        "bolt",
        chart=four_phases("Bolt", on_release=[pay_stamina, take_step, turn_to_target]),
        launches=Projectile(speed=1000, life=50),
    )
    fought = play([bolt], (0, "ayla", "bolt", "borin"), who=BACK_TO_BACK)
    assert [event.way for event in fought.told(ProjectileLaunched)] == [-1]
    assert facing(fought, "ayla") == [1]


def test_left_and_right_are_each_others_mirror() -> None:
    guarded = replace(SHIELD, recovery=9)
    for left, right in ("ayla", "borin"), ("borin", "ayla"):
        fought = play([CROSS, guarded], (0, right, "shield"), (0, left, "cross"))
        assert fought.contacts() == [(3, "hit")]
        assert fought.of(left).facing == fought.of(right).facing
