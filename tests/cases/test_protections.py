"""When an action cannot be hurt, and how many blows do not stop it."""

import pytest

from combat_rules import Action
from combat_rules.model import CancelWindow, Projectile, Protection, Sweep
from tests.cases.plays import DUEL, Play, Who, play, poke

FLASH = poke("flash", commit=0, release=1)
GRIP = poke("grip", commit=0, release=1, line="throw")


def rise(*protections: Protection) -> Action:
    """Active from 10 to 13."""
    return poke("rise", feint=4, commit=6, release=4, recovery=9, protections=protections)


def met(move: Action, tick: int, blow: Action = FLASH) -> str:
    """What a blow is that meets a rise at a tick of it."""
    fought = play([move, blow], (10, "borin", "rise"), (10 + tick, "ayla", blow.name))
    return fought.outcomes("ayla")[0]


@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(1, "counter_hit"), (2, "evaded"), (6, "evaded"), (7, "counter_hit")],
    ids=["before", "first", "last", "after"],
)
def test_both_ends_of_a_protection_are_within_it(tick: int, outcome: str) -> None:
    assert met(rise(Protection(start=2, end=6)), tick) == outcome


@pytest.mark.parametrize(("tick", "outcome"), [(0, "evaded"), (1, "counter_hit")], ids=str)
def test_one_from_the_first_tick_holds_at_the_tick_of_the_command(tick: int, outcome: str) -> None:
    assert met(rise(Protection(end=0)), tick) == outcome


def test_one_without_an_end_holds_to_the_end_of_the_action() -> None:
    assert met(rise(Protection(start=5)), 22) == "evaded"


@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(3, "counter_hit"), (4, "evaded"), (9, "evaded"), (10, "traded"), (21, "counter_hit")],
    ids=["feint", "commit", "last of it", "release", "recovery"],
)
def test_one_of_a_phase_holds_in_that_phase(tick: int, outcome: str) -> None:
    assert met(rise(Protection(phases=("commit",))), tick) == outcome


def test_phases_and_ticks_together_hold_where_both_do() -> None:
    move = rise(Protection(phases=("commit",), start=6))
    assert [met(move, tick) for tick in (5, 6, 9)] == ["counter_hit", "evaded", "evaded"]


def test_one_on_a_line_holds_on_that_line() -> None:
    move = rise(Protection(lines=("throw",), end=3), Protection(lines=("",), end=6))
    assert [met(move, tick, GRIP) for tick in (3, 4)] == ["evaded", "counter_hit"]
    assert [met(move, tick) for tick in (6, 7)] == ["evaded", "counter_hit"]


def test_nobody_is_hurt_who_is_protected_and_what_it_does_goes_on() -> None:
    fought = play([rise(Protection(end=9)), FLASH], (0, "borin", "rise"), (5, "ayla", "flash"))
    assert fought.lost("borin") == 0
    assert fought.contacts("borin") == [(10, "hit")]


# -- armour --------------------------------------------------------------------------------------

CROWD: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}


def armoured(armour: int, *ticks: int, also: tuple[int, ...] = ()) -> Play:
    move = rise(Protection(armour=armour))
    return play(
        [move, FLASH],
        (0, "borin", "rise", "ayla"),
        *((tick, "ayla", "flash", "borin") for tick in ticks),
        *((tick, "cleo", "flash", "borin") for tick in also),
        who=CROWD,
    )


@pytest.mark.parametrize(
    ("armour", "goes_on"), [(0, True), (1, False), (2, True), (3, True)], ids=str
)
def test_armour_takes_as_many_blows_as_it_says_and_they_hurt(armour: int, goes_on: bool) -> None:
    fought = armoured(armour, 2, also=(7,))
    assert bool(fought.outcomes("borin")) is goes_on
    assert fought.lost("borin") == (14 if armour else 0)


@pytest.mark.parametrize(("armour", "goes_on"), [(1, False), (2, True)], ids=str)
def test_two_blows_at_one_tick_are_two(armour: int, goes_on: bool) -> None:
    fought = armoured(armour, 5, also=(5,))
    assert bool(fought.outcomes("borin")) is goes_on
    assert fought.lost("borin") == 14


def test_whoever_is_not_stopped_is_not_stunned() -> None:
    assert armoured(1, 5).stuns("borin") == []


def test_armour_on_a_line_is_none_on_another() -> None:
    move = rise(Protection(armour=9, lines=("high",)))
    fought = play([move, FLASH], (0, "borin", "rise"), (5, "ayla", "flash"))
    assert fought.stuns("borin") == [(5, "hitstun", 10)]


def test_armour_is_whole_again_in_the_next_use() -> None:
    move = poke(
        "rise", feint=4, commit=6, release=1, recovery=4, protections=(Protection(armour=1),)
    )
    fought = play(
        [move, poke("flash", commit=0, release=1, recovery=1)],
        (0, "borin", "rise"),
        (5, "ayla", "flash"),
        (30, "borin", "rise"),
        (35, "ayla", "flash"),
    )
    assert fought.contacts("borin") == [(10, "hit"), (40, "hit")]


def test_armour_lets_nobody_stand_who_has_no_health_left() -> None:
    who: Who = {**DUEL, "borin": {"position": 510, "health": 7}}
    fought = play(
        [rise(Protection(armour=5)), FLASH], (0, "borin", "rise"), (5, "ayla", "flash"), who=who
    )
    assert fought.of("borin").defeated
    assert fought.lost("ayla") == 0


def test_an_evasion_in_time_and_armour_later_in_one_action() -> None:
    move = rise(Protection(end=3), Protection(start=4, armour=1))
    fought = play(
        [move, FLASH],
        (0, "borin", "rise", "ayla"),
        (2, "ayla", "flash", "borin"),
        (6, "cleo", "flash", "borin"),
        who=CROWD,
    )
    assert fought.outcomes("ayla") == ["evaded"]
    assert fought.lost("borin") == 7
    assert fought.outcomes("borin") == ["hit"]


@pytest.mark.parametrize(("end", "outcome"), [(2, "traded"), (3, "hit")], ids=["over", "holds"])
def test_two_blows_at_one_tick_are_no_trade_where_one_cannot_hurt(end: int, outcome: str) -> None:
    safe = poke("safe", protections=(Protection(end=end),))
    fought = play([safe, poke()], (0, "ayla", "poke"), (0, "borin", "safe"))
    assert fought.outcomes("borin") == [outcome]
    assert fought.lost("borin") == (7 if outcome == "traded" else 0)


def test_whoever_rises_through_a_blow_that_is_still_active_hits_and_goes_on_from_it() -> None:
    """Ayla's blow is active from 13 to 16; Borin is safe to tick 16 and strikes at 15."""
    combo = CancelWindow(into=("poke",))
    safe = poke("safe", commit=5, protections=(Protection(end=6),), cancels=(combo,))
    long = poke("long", release=4)
    fought = play(
        [safe, long, poke(commit=1)],
        (10, "ayla", "long"),
        (10, "borin", "safe"),
        (15, "borin", "poke"),
    )
    assert fought.contacts() == [(13, "evaded"), (15, "hit"), (16, "hit")]
    assert fought.lost("borin") == 0


@pytest.mark.parametrize(
    "blow",
    [
        poke("long", commit=2, release=20),
        poke("long", commit=2, release=20, sweep=Sweep.ALL),
        poke("long", commit=2, launches=Projectile(speed=0, life=50, start=10)),
    ],
    ids=["a blow", "a sweep", "a projectile that lies there"],
)
def test_what_is_active_as_a_protection_ends_meets_whoever_had_it(blow: Action) -> None:
    """Borin is safe from 10 to 16, and feints on; nothing else happens at 17."""
    move = poke("rise", feint=40, protections=(Protection(end=6),))
    fought = play([move, blow], (10, "borin", "rise"), (10, "ayla", "long"))
    assert fought.contacts("ayla") == [(12, "evaded"), (17, "counter_hit")]


def test_protected_from_another_line_two_blows_trade() -> None:
    low = poke("low", line="low")
    safe = poke("safe", line="low", protections=(Protection(lines=("high",)),))
    fought = play([safe, low], (0, "ayla", "low"), (0, "borin", "safe"))
    assert fought.outcomes() == ["traded", "traded"]


# -- what has been stopped ------------------------------------------------------------------------


# Whoever strikes with it is free two ticks later, and its target lies in hitstun for twenty.
SNAP = poke("snap", commit=0, release=1, recovery=1, hitstun=20)


def test_whoever_was_stopped_is_protected_no_more() -> None:
    """Borin is struck at 2 out of a rise that no throw could touch for 30 ticks."""
    move = rise(Protection(lines=("throw",), end=30))
    orders = [(0, "borin", "rise"), (2, "ayla", "snap"), (9, "ayla", "grip")]
    assert play([move, SNAP, GRIP], *orders).outcomes("ayla") == ["counter_hit", "hit"]


def test_whoever_was_stopped_has_no_armour_left() -> None:
    move = rise(Protection(start=5, armour=3))
    orders = [(0, "borin", "rise"), (2, "ayla", "snap"), (9, "ayla", "snap")]
    assert play([move, SNAP], *orders).stuns("borin") == [(2, "hitstun", 20), (9, "hitstun", 20)]


def test_armour_takes_the_first_of_two_blows_at_one_tick_as_damage_does() -> None:
    """The nearer one is first: what stuns is the other."""
    who: Who = {**DUEL, "cleo": {"position": 535, "team": "ayla", "facing": -1}}
    rise = poke("rise", commit=20, protections=(Protection(armour=1),))
    near, far = poke("near", hitstun=2), poke("far", hitstun=30, damage=20)
    for seed in range(4):
        orders = [(0, "borin", "rise"), (0, "ayla", "near"), (0, "cleo", "far", "borin")]
        fought = play([rise, near, far], *orders, who=who, seed=seed)
        assert fought.dealt("borin") == [7, 20]
        assert fought.stuns("borin") == [(3, "hitstun", 30)]
