"""A hit meets each target once, and what a rule says of that is final."""

import pytest

from combat_rules import Action, ActionRole, ContactRule, Outcome, Scene
from combat_rules.model import Sweep
from tests.cases.plays import DUEL, POKE, Play, Who, play, poke

LONG = poke("long", commit=1, release=40, recovery=1)
WIDE = poke("wide", commit=1, sweep=Sweep.ALL)
FIDGET = Action(name="fidget", role=ActionRole.MOVE, release=1, recovery=1)
ASIDE = Action(name="aside", role=ActionRole.EVADE, release=5)
CROWD = {**DUEL, "zoe": {"position": 900, "team": "borin"}}
BUSY = [(2 * tick, "zoe", "fidget") for tick in range(20)]


def rarely(miss: Outcome) -> ContactRule:
    """One blow in five lands; the others are what is said."""

    def judge(scene: Scene) -> Outcome:
        """One blow in five lands."""
        known = scene.outcome or Outcome.HIT
        return known if scene.dice.chance("land", 20) else miss

    return ContactRule("rarely", 100, judge)


def landed(miss: Outcome, seed: int, *more: tuple[int, str, str]) -> bool:
    fought = play(
        [LONG, FIDGET],
        (0, "ayla", "long", "borin"),
        *more,
        who=CROWD,
        seed=seed,
        contact_rules=[rarely(miss)],
    )
    return fought.lost() > 0


@pytest.mark.parametrize("miss", [Outcome.EVADED, Outcome.WHIFFED], ids=["evaded", "whiffed"])
def test_what_bystanders_do_changes_no_chance(miss: Outcome) -> None:
    alone = [landed(miss, seed) for seed in range(8)]
    beside = [landed(miss, seed, *BUSY) for seed in range(8)]
    assert alone == beside
    assert 1 <= sum(alone) <= 4


def test_a_rule_is_asked_once_however_long_the_blow_stays_active() -> None:
    asked: list[int] = []

    def count(scene: Scene) -> Outcome:
        """Count."""
        asked.append(scene.now)
        return Outcome.EVADED

    fought = play(
        [LONG, FIDGET],
        (0, "ayla", "long", "borin"),
        *BUSY,
        who=CROWD,
        contact_rules=[ContactRule("count", 100, count)],
    )
    assert len(asked) == 1
    assert fought.outcomes("ayla") == ["evaded"]


def test_one_swing_has_luck_of_its_own_against_each_whom_it_meets() -> None:
    """A quarter of all blows is dodged: of two who are met by one swing, one may be alone."""
    who = {**DUEL, "cleo": {"position": 520, "team": "borin"}}

    def dodge(scene: Scene) -> Outcome:
        """One in four is dodged."""
        return Outcome.WHIFFED if scene.dice.chance("dodge", 25) else scene.outcome or Outcome.HIT

    seen: dict[tuple[int, int], int] = {}
    for seed in range(60):
        fought = play(
            [WIDE],
            (0, "ayla", "wide", "borin"),
            who=who,
            seed=seed,
            contact_rules=[ContactRule("dodge", 100, dodge)],
            until=5,
        )
        met = fought.lost("borin"), fought.lost("cleo")
        seen[met] = seen.get(met, 0) + 1
    assert set(seen) == {(7, 7), (0, 7), (7, 0), (0, 0)}
    assert seen[7, 7] > seen[0, 0]


def test_fifty_ticks_of_overlap_are_one_blow() -> None:
    fought = play([LONG], (0, "ayla", "long"))
    assert fought.dealt() == [7]


def late(lasts: int) -> Play:
    """A blow that is active from 1 to 40 on an evasion that is over at a tick."""
    return play(
        [LONG, Action(name="aside", role=ActionRole.EVADE, release=lasts)],
        (0, "ayla", "long"),
        (0, "borin", "aside"),
    )


def test_an_evasion_that_is_over_may_still_be_met() -> None:
    assert late(7).contacts("ayla") == [(1, "evaded"), (7, "hit")]


def test_an_evasion_as_long_as_the_blow_is_not() -> None:
    assert late(41).contacts("ayla") == [(1, "evaded")]


def test_a_second_evasion_is_no_second_contact() -> None:
    fought = play(
        [LONG, ASIDE], (0, "ayla", "long"), *((n, "borin", "aside") for n in range(0, 50, 5))
    )
    assert fought.contacts("ayla") == [(1, "evaded")]


def test_a_trade_of_three_is_the_same_for_all() -> None:
    ring = {"ayla": {"position": 500}, "borin": {"position": 510}, "cleo": {"position": 505}}
    fought = play(
        [poke()],
        (0, "ayla", "poke", "borin"),
        (0, "borin", "poke", "cleo"),
        (0, "cleo", "poke", "ayla"),
        who=ring,
    )
    assert [fought.lost(name) for name in ring] == [7, 7, 7]
    assert {tick for tick, _ in fought.contacts()} == {3}


def test_two_throws_that_meet_break_each_other() -> None:
    grip = poke("grip", grab=True, line="throw", damage=20)

    def tech(scene: Scene) -> Outcome:
        """Two grips that meet break each other."""
        known = scene.outcome or Outcome.HIT
        return Outcome.CLASH if known is Outcome.TRADE and scene.action.grab else known

    fought = play(
        [grip],
        (0, "ayla", "grip"),
        (0, "borin", "grip"),
        contact_rules=[ContactRule("tech", 100, tech)],
    )
    assert fought.lost("ayla") == fought.lost("borin") == 0
    assert fought.free("ayla") == fought.free("borin") == [9]


def test_a_throw_can_be_told_to_miss_whoever_reels() -> None:
    def reels(scene: Scene) -> Outcome:
        """Whoever reels cannot be thrown."""
        known = scene.outcome or Outcome.HIT
        return Outcome.EVADED if scene.target.stunned_until > scene.now else known

    fought = play(
        [poke()],
        (0, "ayla", "poke"),
        (9, "ayla", "poke"),
        contact_rules=[ContactRule("reels", 100, reels)],
    )
    assert fought.contacts("ayla") == [(3, "hit"), (12, "evaded")]


@pytest.mark.parametrize("miss", [Outcome.EVADED, Outcome.WHIFFED, Outcome.BLOCKED])
def test_a_trade_is_a_hit_where_a_rule_lets_the_other_blow_not_land(miss: Outcome) -> None:
    def judge(scene: Scene) -> Outcome:
        """Ayla never hits."""
        assert scene.outcome is not None
        return miss if scene.actor.id == "ayla" else scene.outcome

    rule = ContactRule("never", 1, judge)
    fought = play([POKE], (0, "ayla", "poke"), (0, "borin", "poke"), contact_rules=[rule])
    assert fought.outcomes("borin") == ["hit"]


def test_whoever_strikes_one_whose_grab_another_was_faster_with_hits_it() -> None:
    """Ayla's grab is nearer, Cleo's misses: so Borin, who strikes Cleo, hits and does not trade."""
    grip = poke("grip", grab=True)
    who: Who = {**DUEL, "cleo": {"position": 495, "team": "ayla"}}
    orders = [(0, "ayla", "grip"), (0, "cleo", "grip", "borin"), (0, "borin", "poke", "cleo")]
    fought = play([POKE, grip], *orders, who=who)
    assert fought.outcomes("cleo") == ["whiffed"]
    assert fought.outcomes("borin") == ["hit"]
