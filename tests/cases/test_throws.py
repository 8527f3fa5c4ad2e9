"""A grab holds one victim alone; of two on the same one, one goes through."""

import pytest

from combat_rules import Action, ActionRole
from combat_rules.model import Protection, Sweep
from tests.cases.plays import DUEL, SHIELD, Play, Who, play, poke

GRIP = poke("grip", grab=True, damage=20, line="throw")
HIGH = Action(name="high", role=ActionRole.BLOCK, release=80, covers=("high",))


def three(cleo: int = 505) -> Who:
    return {**DUEL, "cleo": {"position": cleo, "team": "ayla"}}


BOTH = [(0, "ayla", "grip", "borin"), (0, "cleo", "grip", "borin")]


def test_of_two_grabs_on_one_victim_the_nearer_goes_through() -> None:
    fought = play([GRIP], *BOTH, who=three())
    assert (fought.outcomes("ayla"), fought.outcomes("cleo")) == (["whiffed"], ["hit"])
    assert fought.lost() == 20


def test_of_two_as_near_it_is_one_whoever_joined_first() -> None:
    won = set()
    for order in ("ayla", "borin", "cleo"), ("cleo", "borin", "ayla"):
        reds = {name: {**three(520)[name], "team": "reds"} for name in ("ayla", "cleo")}
        known: Who = {**DUEL, **reds, "cleo": {**reds["cleo"], "facing": -1}}
        who = {name: known[name] for name in order}
        fought = play([GRIP], *BOTH, who=who)
        assert sorted(fought.outcomes()) == ["hit", "whiffed"]
        won.add(fought.outcomes("ayla")[0])
        assert fought.lost() == 20
    assert len(won) == 1


def test_two_grabs_on_two_victims_both_go_through() -> None:
    who: Who = {**three(), "dara": {"position": 512, "team": "borin"}}
    fought = play([GRIP], (0, "ayla", "grip", "borin"), (0, "cleo", "grip", "dara"), who=who)
    assert (fought.lost("borin"), fought.lost("dara")) == (20, 20)


def test_a_grab_and_a_blow_on_one_victim_both_land() -> None:
    fought = play(
        [GRIP, poke()], (0, "ayla", "grip", "borin"), (0, "cleo", "poke", "borin"), who=three()
    )
    assert fought.lost() == 27


def test_a_grab_that_a_guard_stops_keeps_no_other_from_its_victim() -> None:
    # The nearer one is on a line that the guard covers.
    near = poke("near", grab=True, line="high", damage=20)
    fought = play(
        [GRIP, near, HIGH],
        (0, "borin", "high", "ayla"),
        (0, "ayla", "grip", "borin"),
        (0, "cleo", "near", "borin"),
        who=three(),
    )
    assert (fought.outcomes("ayla"), fought.outcomes("cleo")) == (["hit"], ["blocked"])


def test_a_throw_goes_through_a_guard_that_does_not_cover_it() -> None:
    fought = play([GRIP, HIGH], (0, "borin", "high"), (0, "ayla", "grip"))
    assert fought.outcomes() == ["hit"]


def test_a_throw_that_loses_to_another_leaves_its_actor_as_a_miss_does() -> None:
    fought = play([GRIP], *BOTH, who=three())
    assert fought.free("ayla") == [9]


def after(first: Action, *, gap: int, misses: bool) -> Play:
    grip = poke("grip", grab=True, damage=20, line="throw", misses_stunned=misses)
    return play(
        [first, grip, SHIELD],
        (0, "ayla", first.name),
        (gap, "ayla", "grip"),
    )


@pytest.mark.parametrize(
    ("gap", "contacts"),
    [
        (7, [(3, "hit"), (12, "whiffed")]),
        (8, [(3, "hit"), (13, "whiffed")]),
        (9, [(3, "hit"), (13, "hit")]),
        (10, [(3, "hit"), (13, "hit")]),
    ],
    ids=str,
)
def test_one_that_misses_the_stunned_meets_them_from_the_tick_at_which_they_are_free(
    gap: int, contacts: list[tuple[int, str]]
) -> None:
    quick = poke("quick", release=1, recovery=3)
    assert after(quick, gap=gap, misses=True).contacts() == contacts


def test_one_that_does_not_say_so_throws_the_stunned() -> None:
    quick = poke("quick", release=1, recovery=3)
    assert after(quick, gap=8, misses=False).contacts() == [(3, "hit"), (11, "hit")]


def test_it_misses_whoever_is_in_blockstun_as_well() -> None:
    quick = poke("quick", release=1, recovery=3, blockstun=20)
    grip = poke("grip", grab=True, line="throw", misses_stunned=True, release=3)
    fought = play(
        [quick, grip, SHIELD], (0, "borin", "shield"), (0, "ayla", "quick"), (7, "ayla", "grip")
    )
    assert fought.contacts() == [(3, "blocked"), (13, "whiffed")]


def test_it_meets_a_guard_that_is_still_held_at_the_tick_at_which_its_blockstun_is_over() -> None:
    """Blocked at 3 for 10 ticks; the throw is active from 9 to 20."""
    quick = poke("quick", release=1, recovery=0, blockstun=10, line="high")
    grip = poke("grip", commit=5, release=12, line="throw", misses_stunned=True)
    orders = [(0, "borin", "high"), (0, "ayla", "quick"), (4, "ayla", "grip")]
    assert play([quick, grip, HIGH], *orders).contacts() == [(3, "blocked"), (13, "hit")]


def test_two_grabs_at_each_other_are_a_trade() -> None:
    fought = play([GRIP], (0, "ayla", "grip"), (0, "borin", "grip"))
    assert (fought.lost("ayla"), fought.lost("borin")) == (20, 20)


def test_a_grab_that_sweeps_holds_all_it_reaches() -> None:
    wide = poke("wide", grab=True, sweep=Sweep.ALL, damage=20)
    who: Who = {**DUEL, "dara": {"position": 520, "team": "borin"}}
    fought = play([wide], (0, "ayla", "wide"), who=who)
    assert (fought.lost("borin"), fought.lost("dara")) == (20, 20)


def test_a_throw_meets_whoever_is_protected_from_blows_alone() -> None:
    rise = poke("rise", commit=10, protections=(Protection(lines=("high", "low")),))
    fought = play([GRIP, rise], (0, "borin", "rise"), (0, "ayla", "grip"))
    assert fought.outcomes("ayla") == ["counter_hit"]
