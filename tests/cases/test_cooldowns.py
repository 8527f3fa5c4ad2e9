"""A cooldown runs from the release, and is over at the tick at which it says so."""

import pytest
from statemachine import State

from combat_rules.charts import ActionChart
from combat_rules.model import Hit
from tests.cases.plays import DUEL, SETTLED, Who, begin, play, poke

# Its release is at tick 5, so it cools down until 55.
ART = poke("art", feint=3, commit=2, release=2, recovery=2, cooldown=50)


@pytest.mark.parametrize(("tick", "starts"), [(54, [0]), (55, [0, 55])], ids=["early", "sharp"])
def test_it_may_be_used_again_at_the_tick_at_which_it_is_over(tick: int, starts: list[int]) -> None:
    assert play([ART], (0, "ayla", "art"), (tick, "ayla", "art")).starts("ayla") == starts


def test_it_is_kept_in_a_save() -> None:
    fought = begin([ART], (0, "ayla", "art")).until(40)
    fought.combat.load(fought.combat.save())
    assert fought.until(54).combat.validate_action("art", "ayla") is not None
    assert fought.until(55).combat.validate_action("art", "ayla") is None


def test_one_that_is_stopped_before_its_release_does_not_cool_down() -> None:
    flash = poke("flash", commit=0, hitstun=5)
    fought = play([ART, flash], (0, "ayla", "art"), (2, "borin", "flash"), (7, "ayla", "art"))
    assert fought.starts("ayla") == [0, 7]


def test_one_that_is_called_off_does_not_cool_down() -> None:
    fought = begin([ART], (0, "ayla", "art")).until(2)
    fought.combat.cancel("ayla")
    assert fought.until(10).combat.validate_action("art", "ayla") is None


def test_one_that_misses_cools_down_as_one_that_lands() -> None:
    who: Who = {**DUEL, "borin": {"position": 900}}
    fought = play([ART], (0, "ayla", "art"), (54, "ayla", "art"), (55, "ayla", "art"), who=who)
    assert fought.starts("ayla") == [0, 55]


def test_one_that_is_over_is_told_of_no_more_once_another_begins() -> None:
    other = poke("other", feint=3, commit=2, cooldown=50)
    fought = begin([ART, other], (0, "ayla", "art"), (50, "ayla", "other")).until(56)
    assert dict(fought.combat.combatant("ayla").cooldowns) == {"other": SETTLED + 105}


def test_it_is_its_own_and_nobody_elses() -> None:
    other = poke("other", cooldown=50)
    fought = play([ART, other], (0, "ayla", "art"), (20, "ayla", "other"), (0, "borin", "other"))
    assert (fought.starts("ayla"), fought.starts("borin")) == ([0, 20], [0])


def test_a_hit_pause_does_not_hold_it_up() -> None:
    paused = poke(
        "art", feint=3, commit=2, release=2, recovery=2, cooldown=50, hits=(Hit(hit_pause=9),)
    )
    fought = play([paused], (0, "ayla", "art"), (54, "ayla", "art"), (55, "ayla", "art"))
    assert fought.starts("ayla") == [0, 55]


class Flash(ActionChart):
    """Active from its first tick on."""

    release = State(initial=True)
    recovery = State()
    done = State(final=True)

    advance = release.to(recovery) | recovery.to(done)
    interrupt = release.to(recovery)


def test_one_that_begins_with_its_release_cools_down_as_well() -> None:
    flash = poke("flash", chart=Flash, release=3, recovery=4, cooldown=50)
    orders = [(tick, "ayla", "flash") for tick in (0, 49, 50)]
    assert play([flash], *orders).starts("ayla") == [0, 50]
