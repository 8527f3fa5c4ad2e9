"""Several hits in one action: each release entered from outside meets everybody anew."""

from typing import ClassVar

import pytest
from statemachine import State

from combat_rules import Action, ActionRole, Effects, Scene
from combat_rules.charts import ActionChart
from combat_rules.charts.stock import pay_stamina
from combat_rules.model import (
    LANDED,
    ActionStateType,
    CancelWindow,
    Hit,
    Protection,
    Sweep,
)
from combat_rules.model.events import ActionContact, ActionReleased
from tests.cases.plays import DUCK, DUEL, REPLY, SHIELD, Play, Who, begin, play, poke


class TwoBlows(ActionChart):
    """Two blows, and a gap between them in which one is committed."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "first": ActionStateType.RELEASE,
        "gap": ActionStateType.COMMIT,
        "second": ActionStateType.RELEASE,
    }

    feint = State(initial=True)
    commit = State()
    first = State(enter=pay_stamina)
    gap = State()
    second = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(first)
        | first.to(gap)
        | gap.to(second)
        | second.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = (
        feint.to(recovery)
        | commit.to(recovery)
        | first.to(recovery)
        | gap.to(recovery)
        | second.to(recovery)
    )
    chain = second.to(done, cond="in_cancel_window") | recovery.to(done, cond="in_cancel_window")


def double(*hits: Hit, **numbers: object) -> Action:
    """Active from 3 to 4 and from 8 to 9; free at 14."""
    given = {"phases": {"first": 2, "gap": 3, "second": 2}, "recovery": 4, **numbers}
    return poke("double", chart=TwoBlows, hits=hits, **given)


DOUBLE = double()


def test_each_release_is_a_hit_of_its_own() -> None:
    fought = play([DOUBLE], (0, "ayla", "double"))
    assert fought.contacts() == [(3, "hit"), (8, "hit")]
    assert [event.hit for event in fought.told(ActionContact)] == [1, 2]
    assert fought.lost() == 14


def test_each_hit_has_the_numbers_that_are_said_of_it() -> None:
    move = double(Hit(damage=2), Hit(damage=9, hitstun=30, pushback=20))
    fought = play([move], (0, "ayla", "double"))
    assert fought.dealt() == [2, 9]
    assert fought.stuns("borin") == [(3, "hitstun", 10), (8, "hitstun", 30)]
    assert fought.of("borin").position == 530


def test_a_hit_of_which_nothing_is_said_has_those_of_the_last_one() -> None:
    assert play([double(Hit(damage=2))], (0, "ayla", "double")).dealt() == [2, 2]


def test_numbers_for_hits_that_never_come_are_no_harm() -> None:
    hits = [Hit(damage=1), Hit(damage=2), Hit(damage=3)]
    assert play([double(*hits)], (0, "ayla", "double")).dealt() == [1, 2]


def test_stamina_is_paid_where_the_chart_asks_for_it() -> None:
    fought = play([double(stamina_cost=12)], (0, "ayla", "double"))
    assert fought.of("ayla").stamina == 88


def test_rules_and_effects_see_the_numbers_of_the_present_hit() -> None:
    seen: list[int] = []

    def note(scene: Scene, effects: Effects) -> None:
        """Note."""
        seen.append(scene.action.damage)

    move = double(Hit(damage=2), Hit(damage=9), on_contact=(note,))
    play([move], (0, "ayla", "double"))
    assert seen == [2, 9]


def test_one_guard_blocks_both() -> None:
    fought = play([DOUBLE, SHIELD], (0, "borin", "shield"), (0, "ayla", "double"))
    assert fought.outcomes() == ["blocked", "blocked"]


def test_whoever_has_evaded_the_first_may_be_met_by_the_second() -> None:
    aside = Action(name="aside", role=ActionRole.EVADE, release=6)
    fought = play([DOUBLE, aside], (0, "borin", "aside"), (0, "ayla", "double"))
    assert fought.contacts() == [(3, "evaded"), (8, "hit")]


def test_one_that_evades_both_is_asked_about_both() -> None:
    fought = play([DOUBLE, DUCK], (0, "borin", "duck"), (0, "ayla", "double"))
    assert fought.contacts() == [(3, "evaded"), (8, "evaded")]


def test_a_counter_between_them_ends_the_action_before_the_second() -> None:
    fought = play([DOUBLE, REPLY], (0, "ayla", "double"), (7, "borin", "reply"))
    # Hit at 3 for ten ticks: it cannot counter before 13.
    assert fought.outcomes("ayla") == ["hit", "hit"]
    short = double(hitstun=3)
    fought = play([short, REPLY], (0, "ayla", "double"), (7, "borin", "reply"))
    assert fought.contacts("ayla") == [(3, "hit"), (8, "countered")]
    assert fought.lost("ayla") == 4


def test_one_that_counters_the_first_stops_the_second() -> None:
    fought = play([DOUBLE, REPLY], (0, "borin", "reply"), (0, "ayla", "double"))
    assert fought.contacts("ayla") == [(3, "countered")]
    assert fought.free("ayla") == [12]


def test_a_blow_in_the_gap_stops_the_second() -> None:
    short = double(hitstun=1)
    fought = play([short, poke("flash", commit=0)], (0, "ayla", "double"), (5, "borin", "flash"))
    assert fought.contacts() == [(3, "hit"), (5, "counter_hit")]


def test_a_first_hit_that_misses_is_told_and_the_second_may_land() -> None:
    who: Who = {**DUEL, "borin": {"position": 545}}
    hop = Action(name="hop", role=ActionRole.MOVE, release=1, travel=20)
    fought = play([DOUBLE, hop], (0, "ayla", "double"), (6, "borin", "hop"), who=who)
    assert fought.contacts("ayla") == [(5, "whiffed"), (8, "hit")]


def test_a_knockdown_by_the_first_keeps_the_second_from_landing() -> None:
    fought = play([double(Hit(knockdown=True), Hit())], (0, "ayla", "double"))
    assert fought.contacts() == [(3, "hit"), (10, "whiffed")]


def test_a_knockdown_by_the_last_alone() -> None:
    fought = play([double(Hit(), Hit(knockdown=True))], (0, "ayla", "double"))
    assert [kind for _, kind, _ in fought.stuns("borin")] == ["hitstun", "knockdown"]


def test_a_line_of_each_hit_is_what_guards_answer() -> None:
    high = Action(name="high", role=ActionRole.BLOCK, release=80, covers=("high",))
    move = double(Hit(line="high"), Hit(line="low"))
    fought = play([move, high], (0, "borin", "high"), (0, "ayla", "double"))
    assert fought.outcomes() == ["blocked", "hit"]


@pytest.mark.parametrize("sweep", list(Sweep), ids=lambda sweep: sweep.name)
def test_a_sweep_of_several_hits_meets_everybody_it_meets_with_each(sweep: Sweep) -> None:
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "borin"}}
    fought = play([double(sweep=sweep)], (0, "ayla", "double", "borin"), who=who)
    beside = 14 if sweep is Sweep.ALL else 0
    assert (fought.lost("borin"), fought.lost("cleo")) == (14, beside)


def test_armour_for_two_blows_is_used_up_by_two_hits() -> None:
    def through(armour: int) -> Play:
        slow = poke("slow", commit=20, protections=(Protection(armour=armour),))
        return play([DOUBLE, slow], (0, "borin", "slow"), (0, "ayla", "double"))

    assert through(2).contacts("borin") == [(20, "hit")]
    assert through(1).contacts("borin") == []
    assert through(2).lost() == through(1).lost() == 14


def test_a_protection_in_one_phase_of_the_striker_holds_in_that_phase() -> None:
    safe = double(protections=(Protection(phases=("gap",)),), hitstun=1)
    flash = poke("flash", commit=0)
    between = play([safe, flash], (0, "ayla", "double"), (6, "borin", "flash"))
    assert between.contacts("borin")[0] == (6, "evaded")
    during = play([safe, flash], (0, "ayla", "double"), (8, "borin", "flash"))
    assert (8, "traded") in during.contacts("borin")


def test_a_cancel_window_opens_by_the_outcome_of_the_present_hit() -> None:
    into = CancelWindow(into=("poke",), on=frozenset(LANDED))
    move = double(cancels=(into,))
    fought = play([move, poke()], (0, "ayla", "double"), (9, "ayla", "poke"))
    assert fought.starts("ayla") == [0, 9]
    aside = Action(name="aside", role=ActionRole.EVADE, release=20)
    evaded = play(
        [move, poke(), aside], (0, "borin", "aside"), (0, "ayla", "double"), (9, "ayla", "poke")
    )
    assert evaded.starts("ayla") == [0]


def test_a_fight_saved_between_two_hits_goes_on_with_the_second() -> None:
    fought = begin([double(Hit(damage=2), Hit(damage=9))], (0, "ayla", "double")).until(5)
    saved = fought.combat.save()
    fought.until(30)
    fought.combat.load(saved)
    assert fought.until(30).dealt() == [2, 9, 9]


def test_a_feint_into_the_first_release_tells_each_release() -> None:
    fought = play([DOUBLE], (0, "ayla", "double"))
    assert fought.ticks(ActionReleased, "ayla") == [3, 8]


class Zero(ActionChart):
    """Two blows of no time, one right after the other."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "first": ActionStateType.RELEASE,
        "gap": ActionStateType.COMMIT,
        "second": ActionStateType.RELEASE,
    }

    feint = State(initial=True)
    first = State()
    gap = State()
    second = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(first) | first.to(gap) | gap.to(second) | second.to(recovery) | recovery.to(done)
    )
    interrupt = feint.to(recovery) | first.to(recovery) | gap.to(recovery) | second.to(recovery)


@pytest.mark.parametrize(
    ("gap", "contacts"),
    [(0, [(2, "hit"), (2, "hit")]), (3, [(2, "hit"), (5, "hit")])],
    ids=["at one tick", "three later"],
)
def test_releases_of_no_time_meet_whoever_is_there(
    gap: int, contacts: list[tuple[int, str]]
) -> None:
    move = poke("zero", chart=Zero, feint=2, commit=0, phases={"first": 0, "gap": gap, "second": 0})
    fought = play([move], (0, "ayla", "zero"))
    assert fought.contacts() == contacts
