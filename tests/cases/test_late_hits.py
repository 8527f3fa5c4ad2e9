"""A blow that lands on a later active tick: whoever struck is free that much sooner after it."""

import pytest

from combat_rules import Action, ActionRole
from combat_rules.design.framedata import frame_data
from combat_rules.model.events import ActionEnded, CombatantRecovered
from tests.cases.plays import DUEL, SHIELD, play, poke
from tests.rules import ruleset

# Active from tick 3 to tick 8; +1 on the first of them if it hits, -2 if it is blocked.
MEATY = poke("meaty", release=6, recovery=9, hitstun=16, blockstun=13)
FIRST = 3
LATE = pytest.mark.parametrize("late", range(6))


def dodge(ticks: int) -> Action:
    """Evades for so many ticks from its first on, and is then over."""
    return Action(name="dodge", role=ActionRole.EVADE, release=ticks)


@LATE
def test_a_hit_is_better_by_as_many_ticks_as_it_is_late(late: int) -> None:
    fought = play([MEATY, dodge(FIRST + late)], (0, "borin", "dodge"), (0, "ayla", "meaty"))
    assert fought.contacts("ayla")[-1] == (FIRST + late, "hit")
    assert fought.ticks(CombatantRecovered, "borin")[-1] - fought.free("ayla")[-1] == 1 + late


@LATE
def test_a_blocked_blow_is_better_by_as_many_ticks_as_it_is_late(late: int) -> None:
    guard = Action(name="guard", role=ActionRole.BLOCK, release=60, ends_with_blockstun=True)
    fought = play(
        [MEATY, dodge(FIRST + late), guard],
        (0, "borin", "dodge"),
        (FIRST + late, "borin", "guard"),
        (0, "ayla", "meaty"),
    )
    assert fought.contacts("ayla")[-1] == (FIRST + late, "blocked")
    assert fought.ticks(ActionEnded, "borin")[-1] - fought.free("ayla")[-1] == late - 2


def test_an_evasion_to_the_last_active_tick_leaves_nothing_to_land() -> None:
    fought = play([MEATY, dodge(FIRST + 6)], (0, "borin", "dodge"), (0, "ayla", "meaty"))
    assert fought.outcomes("ayla") == ["evaded"]


@LATE
def test_so_a_link_holds_that_no_first_tick_allows(late: int) -> None:
    """Of +1 a startup of 2 is a tick too slow; each tick that the blow is late makes up for one."""
    quick = poke("quick", commit=late)
    slow = poke("slow", commit=late + 1)
    for answer, outcome in ((quick, "hit"), (slow, "blocked")):
        fought = play(
            [MEATY, dodge(FIRST + late), answer, SHIELD],
            (0, "borin", "dodge"),
            (0, "ayla", "meaty"),
            (18, "ayla", answer.name),
            (FIRST + late + 16, "borin", "shield"),
        )
        assert fought.outcomes("ayla")[-1] == outcome, answer.name


def test_whoever_walks_into_it_late_is_met_late() -> None:
    walk = Action(name="walk", role=ActionRole.MOVE, commit=2, release=1, travel=30)
    far = {"ayla": {"position": 500}, "borin": {"position": 550}}
    fought = play([MEATY, walk], (4, "borin", "walk"), (0, "ayla", "meaty"), who=far)
    assert fought.contacts("ayla") == [(6, "hit")]
    assert fought.free("borin")[-1] - fought.free("ayla")[-1] == 1 + 3


def test_frame_data_tells_of_the_first_active_tick() -> None:
    (row,) = (one for one in frame_data(ruleset([MEATY, SHIELD])) if one.move == "meaty")
    assert (row.on_hit, row.on_block) == (1, -2)
    fought = play([MEATY, SHIELD], (0, "ayla", "meaty"), who=DUEL)
    assert fought.free("borin")[-1] - fought.free("ayla")[-1] == row.on_hit
