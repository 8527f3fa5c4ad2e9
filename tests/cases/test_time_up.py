"""The last tick of a fight is played, and shares of full health decide when its time is up."""

import pytest

from combat_rules import Attribute, Effects, Scene, Status
from tests.cases.plays import DUEL, SHIELD, Play, Who, begin, play, poke

LAST = 40
SMASH = poke("smash", damage=100)


def over(*orders: tuple[int, str, str], **records: tuple[int, int]) -> tuple[str | None, str, int]:
    who: Who = {
        name: {**DUEL[name], "health": records[name][0], "max_health": records[name][1]}
        if name in records
        else DUEL[name]
        for name in DUEL
    }
    fought = begin([SMASH, poke(), SHIELD], *orders, who=who, duration=LAST + 10)
    result = fought.combat.run()
    return result.winner, result.reason, result.at - 10


@pytest.mark.parametrize(
    ("ayla", "borin", "winner"),
    [
        ((60, 120), (60, 100), "borin"),
        ((1, 3), (33, 99), None),
        ((100, 300), (33, 100), "ayla"),
        ((1, 1_000_000), (1, 999_999), "borin"),
        ((100, 100), (7, 7), None),
    ],
    ids=str,
)
def test_whoever_has_the_greater_share_of_its_full_health_wins(
    ayla: tuple[int, int], borin: tuple[int, int], winner: str | None
) -> None:
    assert over(ayla=ayla, borin=borin) == (winner, "time_out", LAST)


@pytest.mark.parametrize(
    ("tick", "reason"), [(LAST, "defeat"), (LAST + 1, "time_out")], ids=["in time", "too late"]
)
def test_a_deadly_blow_at_the_last_tick_counts(tick: int, reason: str) -> None:
    assert over((tick - 3, "ayla", "smash"), borin=(30, 100)) == ("ayla", reason, LAST)


def test_a_guard_raised_at_the_last_tick_holds() -> None:
    orders = [(LAST - 3, "ayla", "smash"), (LAST, "borin", "shield")]
    assert over(*orders, borin=(30, 100)) == ("ayla", "time_out", LAST)


def test_a_command_for_the_last_tick_is_carried_out_and_one_after_it_is_not() -> None:
    flash = poke("flash", commit=0)
    for tick, lost in ((LAST, 7), (LAST + 1, 0)):
        fought = begin([flash], (tick, "ayla", "flash"), duration=LAST + 10)
        fought.combat.run()
        assert fought.lost() == lost


def test_both_who_fall_at_the_last_tick_are_a_draw_by_defeat() -> None:
    orders = [(LAST - 3, name, "smash") for name in DUEL]
    assert over(*orders) == (None, "double_defeat", LAST)


def test_poison_at_the_last_tick_counts() -> None:
    def bite(scene: Scene, effects: Effects) -> None:
        """Bite."""
        effects.change(scene.actor.id, "health", -50)

    fought = begin(
        [poke()],
        who={**DUEL, "borin": {"position": 510, "health": 50, "poison": 1}},
        duration=LAST + 10,
        attributes=[Attribute("poison", maximum=9)],
        statuses=[Status("poisoned", "poison", LAST + 10, bite)],
    )
    result = fought.combat.run()
    assert (result.winner, result.reason) == ("ayla", "defeat")


def test_what_runs_when_the_time_is_up_ends_with_it() -> None:
    fought: Play = play([SMASH], (LAST - 2, "ayla", "smash"), duration=LAST + 10)
    assert fought.free("ayla") == [LAST]
    assert fought.lost() == 0
