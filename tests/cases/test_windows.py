"""Both ends of a cancel window are within it, and outcomes open it from the tick of the blow."""

from typing import Any

import pytest

from combat_rules import Act, Controller, Scene, View, Wait
from combat_rules.charts import named
from combat_rules.model import LANDED, CancelWindow, Outcome, Sweep
from combat_rules.model.events import CommandRefused
from tests.cases.plays import DUCK, DUEL, SHIELD, Who, begin, play, poke

TWO = poke("two", commit=1)


@named("only_out_of_one")
def only_out_of_one(scene: Scene) -> bool:
    """The second is done out of the first alone."""
    return scene.action.name != "two" or scene.running is not None


def chained(tick: int, *more: tuple[int, str, str], who: Who = DUEL, **window: Any) -> bool:
    """Whether ``one`` is left for ``two`` at a tick of it; it lands at 3."""
    move = poke("one", release=3, recovery=20, cancels=(CancelWindow(into=("two",), **window),))
    fought = play([move, TWO, SHIELD], *more, (0, "ayla", "one"), (tick, "ayla", "two"), who=who)
    return fought.starts("ayla") == [0, tick]


@pytest.mark.parametrize(
    ("tick", "is_open"),
    [(3, False), (4, False), (5, True), (9, True), (10, False)],
    ids=str,
)
def test_both_ends_are_within_it(tick: int, is_open: bool) -> None:
    assert chained(tick, start=5, end=9) is is_open


@pytest.mark.parametrize(("tick", "is_open"), [(2, False), (3, True), (4, True)], ids=str)
def test_a_follow_up_waits_for_the_blow_of_its_tick(tick: int, is_open: bool) -> None:
    assert chained(tick, start=3, end=9) is is_open


def test_by_hand_it_is_left_at_the_tick_of_the_hit() -> None:
    move = poke("one", release=3, cancels=(CancelWindow(into=("two",)),))
    fought = begin([move, TWO], (0, "ayla", "one")).until(3)
    fought.combat.execute_action("two", "ayla")
    assert fought.until(10).contacts("ayla") == [(3, "hit"), (4, "hit")]


def test_a_controller_that_follows_up_goes_on_at_the_tick_of_the_hit() -> None:
    def follows(view: View) -> Act | Wait:
        return Act("two" if "two" in view.possible else "one")

    move = poke("one", release=3, recovery=20, cancels=(CancelWindow(into=("two",)),))
    fought = play(
        [move, TWO],
        who={**DUEL, "ayla": {"position": 500, "controller": "chains"}},
        controllers=[Controller("chains", follows, follows_up=True)],
        until=40,
        validations=[only_out_of_one],
    )
    first, second = fought.contacts("ayla")[:2]
    assert second[0] - first[0] == TWO.commit


def test_one_without_an_end_stays_open_to_the_last_tick_of_the_action() -> None:
    # Free at 26.
    assert chained(25, start=3)
    move = poke("one", release=3, recovery=20)
    assert play([move], (0, "ayla", "one")).free("ayla") == [26]


@pytest.mark.parametrize(
    ("outcome", "blocks", "far"),
    [(Outcome.HIT, False, False), (Outcome.BLOCKED, True, False), (Outcome.WHIFFED, False, True)],
    ids=["hit", "blocked", "missed"],
)
@pytest.mark.parametrize(
    "on", [Outcome.HIT, Outcome.BLOCKED, Outcome.WHIFFED], ids=lambda o: o.value
)
def test_it_opens_on_the_outcomes_that_it_names(
    on: Outcome, outcome: Outcome, blocks: bool, far: bool
) -> None:
    who: Who = {**DUEL, "borin": {"position": 900}} if far else DUEL
    guards = [(0, "borin", "shield")] * blocks
    assert chained(8, *guards, who=who, on=frozenset({on})) is (on is outcome)


def test_nothing_met_so_far_counts_as_a_miss_before_the_blow() -> None:
    assert chained(3, on=frozenset({Outcome.WHIFFED}))
    assert not chained(4, on=frozenset({Outcome.WHIFFED}))


def test_it_leads_into_what_bears_its_tag() -> None:
    move = poke("one", release=3, recovery=20, cancels=(CancelWindow(into=("#light",)),))
    light = poke("light", tags=frozenset({"light"}))
    for then, starts in (("light", [0, 5]), ("two", [0])):
        fought = play([move, light, TWO], (0, "ayla", "one"), (5, "ayla", then))
        assert fought.starts("ayla") == starts


def test_it_is_shut_for_whoever_is_hit() -> None:
    into = CancelWindow(into=("two",), on=frozenset({*LANDED, Outcome.WHIFFED}))
    move = poke("one", commit=20, cancels=(into,))
    fought = play(
        [move, TWO, poke("flash", commit=0)],
        (0, "ayla", "one"),
        (5, "borin", "flash"),
        (8, "ayla", "two"),
    )
    assert fought.starts("ayla") == [0]


@pytest.mark.parametrize("second", [2, 0], ids=["a startup", "no startup"])
def test_of_two_that_wait_for_the_blow_of_a_tick_the_second_follows_only_the_first(
    second: int,
) -> None:
    """The follow-up has no window of its own, so the second key is too early for it."""
    window = CancelWindow(into=("next", "other"))
    moves = [poke(cancels=(window,)), poke("next", commit=4), poke("other", commit=second)]
    fought = play(moves, (0, "ayla", "poke"), (3, "ayla", "next"), (3, "ayla", "other"))
    assert fought.starts("ayla") == [0, 3]
    assert fought.ticks(CommandRefused) == [3]
    assert fought.contacts("ayla") == [(3, "hit"), (7, "hit")]


@pytest.mark.parametrize(
    ("near", "far", "known"),
    [
        ("shield", "duck", Outcome.BLOCKED),
        ("duck", "shield", Outcome.BLOCKED),
        ("shield", None, Outcome.HIT),
        (None, "shield", Outcome.HIT),
        (None, "slow", Outcome.HIT),
        ("slow", None, Outcome.COUNTER_HIT),
    ],
)
def test_of_a_swing_that_meets_two_it_goes_by_what_landed_and_of_what_is_alike_by_the_first(
    near: str | None, far: str | None, known: Outcome
) -> None:
    wide = poke("wide", release=3, sweep=Sweep.ALL)
    answers = ((0, "borin", near), (0, "cleo", far))
    fought = play(
        [wide, SHIELD, DUCK, poke("slow", commit=20)],
        (0, "ayla", "wide"),
        *(answer for answer in answers if answer[2]),
        who={**DUEL, "cleo": {"position": 515}},
        until=4,
    )
    assert len(fought.contacts("ayla")) == 2
    running = fought.combat.actions.get_current_action("ayla")
    assert running is not None
    assert running.outcome is known
