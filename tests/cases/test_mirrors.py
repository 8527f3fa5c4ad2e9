"""No side is better: what happens is the mirror of itself, whoever sits where and joined when."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from combat_rules import Action, ActionRole, CombatSystem, ContactRule, Outcome, Scene
from combat_rules.errors import StateError
from combat_rules.model import Hit, Protection, Stage, Sweep
from combat_rules.model.events import DamageDealt
from tests.cases.plays import DUCK, REPLY, SHIELD, Play, Who, begin, play, poke
from tests.rules import plain_ruleset

WIDTH = 100
MOVES = [
    poke("shove", pushback=9, reach=40),
    poke("wide", sweep=Sweep.ALL, reach=60, hit_pause=2),
    poke("first", sweep=Sweep.FIRST, reach=60),
    poke("grip", grab=True, line="throw", reach=40),
    poke("double", hits=(Hit(pushback=4), Hit(damage=3)), reach=40),
    poke("tough", commit=8, protections=(Protection(armour=1),), reach=40),
    Action(name="dash", role=ActionRole.MOVE, release=1, travel=18),
    SHIELD,
    REPLY,
    DUCK,
]
NAMES = ("ayla", "borin", "cleo", "dara")
PLACES = {"ayla": 40, "borin": 52, "cleo": 8, "dara": 95}
ALL = [move.name for move in MOVES]


def orders(number: int) -> list[tuple[int, str, str]]:
    """Commands without end, a different set for each number."""
    return [
        (3 * turn + place, name, ALL[(number * 7 + turn * 3 + place * 5) % len(ALL)])
        for turn in range(12)
        for place, name in enumerate(NAMES)
    ]


@cache
def fought(number: int, *, mirrored: bool = False, turned: bool = False, slices: int = 60) -> Play:
    who: dict[str, Mapping[str, Any]] = {}
    for name in reversed(NAMES) if turned else NAMES:
        place = PLACES[name]
        facing = 1 if place < 50 else -1
        who[name] = {
            "position": WIDTH - place if mirrored else place,
            "facing": -facing if mirrored else facing,
            "team": "reds" if name in ("ayla", "cleo") else "blues",
        }
    begun = begin(MOVES, *orders(number), who=who, arena=WIDTH, stage=Stage(recoils=True))
    for tick in range(60 // slices, 61, 60 // slices):
        begun.until(tick)
    return begun


def told(one: Play, *, mirrored: bool = False) -> object:
    """All that a fight has come to."""
    return {
        name: (
            one.of(name).health,
            WIDTH - one.of(name).position if mirrored else one.of(name).position,
            one.of(name).stunned_until,
            one.of(name).doing,
            one.contacts(name),
        )
        for name in NAMES
    }


@pytest.mark.parametrize("number", range(6))
def test_left_and_right_are_each_others_mirror(number: int) -> None:
    assert told(fought(number)) == told(fought(number, mirrored=True), mirrored=True)


@pytest.mark.parametrize("number", range(6))
def test_who_joined_first_decides_nothing(number: int) -> None:
    assert told(fought(number)) == told(fought(number, turned=True))


@pytest.mark.parametrize("number", range(3))
def test_slices_of_time_decide_nothing(number: int) -> None:
    whole, sliced = fought(number, slices=1), fought(number, slices=60)
    assert told(whole) == told(sliced)
    assert whole.heard == sliced.heard


def test_something_happens_in_these_fights() -> None:
    outcomes = {outcome for number in range(6) for outcome in fought(number).outcomes()}
    assert {"hit", "counter_hit", "blocked", "countered", "evaded", "whiffed"} <= outcomes


@pytest.mark.parametrize("action", ["shove", "wide", "grip", "double", "tough"])
def test_two_who_do_the_same_at_one_tick_come_to_the_same(action: str) -> None:
    who: Who = {"ayla": {"position": 45}, "borin": {"position": 55}}
    both = play(MOVES, (0, "ayla", action), (0, "borin", action), who=who, arena=WIDTH)
    assert both.lost("ayla") == both.lost("borin")
    assert both.of("ayla").position == WIDTH - both.of("borin").position
    assert both.free("ayla") == both.free("borin")


@pytest.mark.parametrize(
    ("distance", "width", "left"), [(10, 100, 45), (10, 101, 45), (11, 100, 44), (11, 101, 45)]
)
def test_the_first_two_have_the_same_room_behind_them(distance: int, width: int, left: int) -> None:
    """The arena is a unit narrower where it has to be."""
    combat = CombatSystem(100, distance, width, ruleset=plain_ruleset())
    for name in ("ayla", "borin"):
        combat.add_combatant("fighter", name)
    places = [one.position for one in combat.combatants.values()]
    assert places == [left, left + distance]
    with pytest.raises(StateError, match=f"from 0 to {2 * left + distance}"):
        combat.add_combatant("fighter", "cleo", position=2 * left + distance + 1)


@pytest.mark.parametrize("unlucky", ["ayla", "borin"])
def test_what_is_countered_and_what_lands_on_the_same_one_have_an_order_of_their_own(
    unlucky: str,
) -> None:
    def judge(scene: Scene) -> Outcome:
        return Outcome.COUNTERED if scene.actor.id == unlucky else Outcome.TRADE

    rule = ContactRule("unlucky", 100, judge)
    places: Who = {
        "ayla": {"position": 45, "facing": 1, "team": "reds"},
        "borin": {"position": 55, "facing": -1, "team": "blues"},
    }
    told = []
    for names in (("ayla", "borin"), ("borin", "ayla")):
        who = {name: places[name] for name in names}
        fought = play(
            [poke()], (0, "ayla", "poke"), (0, "borin", "poke"), who=who, contact_rules=[rule]
        )
        told.append([(e.target, e.outcome, e.health) for e in fought.told(DamageDealt)])
    assert told[0] == told[1]
    assert [target for target, _, _ in told[0]] == [unlucky] * 2
