"""Definitions of actions: which follow-ups their cancel windows allow."""

import pytest
from msgspec.structs import replace

from combat_rules import Action, CancelWindow, Outcome
from combat_rules.model import LANDED, ActionState, ActionStateType, Position, Stun

FOLLOW = Action(name="slam", tags=frozenset({"heavy", "slow"}))


def allows(window: CancelWindow, elapsed: int = 5, met: Outcome | None = Outcome.HIT) -> bool:
    return Action(name="jab", cancels=(window,)).allows(FOLLOW, elapsed, met)


@pytest.mark.parametrize(
    ("into", "holds"),
    [
        (("slam",), True),
        (("#heavy",), True),
        (("jab", "#slow"), True),
        (("heavy",), False),
        (("#slam",), False),
        ((), False),
        (("",), False),
    ],
    ids=["name", "tag", "one of two", "a tag as a name", "a name as a tag", "nothing", "empty"],
)
def test_a_window_leads_into_what_it_names(into: tuple[str, ...], holds: bool) -> None:
    assert allows(CancelWindow(into=into)) is holds


@pytest.mark.parametrize(
    ("elapsed", "holds"), [(3, False), (4, True), (6, True), (7, False)], ids=repr
)
def test_both_ends_of_a_window_are_inside(elapsed: int, holds: bool) -> None:
    assert allows(CancelWindow(into=("slam",), start=4, end=6), elapsed) is holds


def test_a_window_without_an_end_stays_open() -> None:
    assert allows(CancelWindow(into=("slam",), start=4), 10**9)


@pytest.mark.parametrize("met", [None, *Outcome], ids=str)
def test_a_window_opens_on_landed_blows_unless_it_says_otherwise(met: Outcome | None) -> None:
    expected = met in (Outcome.HIT, Outcome.COUNTER_HIT)
    assert allows(CancelWindow(into=("slam",)), met=met) is expected


@pytest.mark.parametrize("met", [None, *Outcome], ids=str)
def test_whiffed_means_that_nothing_has_been_met_so_far(met: Outcome | None) -> None:
    window = CancelWindow(into=("slam",), on=frozenset({Outcome.WHIFFED}))
    assert allows(window, met=met) is (met in (None, Outcome.WHIFFED))


def test_an_action_without_windows_leads_nowhere() -> None:
    assert not Action(name="jab").allows(FOLLOW, 5, Outcome.HIT)


def test_one_open_window_of_several_is_enough() -> None:
    shut, wide = CancelWindow(into=("walk",)), CancelWindow(into=("slam",))
    assert Action(name="jab", cancels=(shut, wide)).allows(FOLLOW, 5, Outcome.HIT)


def test_a_blow_lands_by_hit_counter_hit_or_trade() -> None:
    assert {Outcome.HIT, Outcome.COUNTER_HIT, Outcome.TRADE} == LANDED


def test_the_phase_of_a_running_action_is_that_of_its_position() -> None:
    state = ActionState(
        id="ayla#1",
        actor="ayla",
        target="borin",
        name="jab",
        position=Position("feint", ("feint",)),
        state=ActionStateType.FEINT,
        started=0,
        phase_since=0,
        due=1,
    )
    assert state.phase == "feint"
    assert replace(state, position=Position("commit", ("commit",))).phase == "commit"


@pytest.mark.parametrize("value", [Action(name="jab"), CancelWindow(into=()), Position("a", ())])
def test_values_do_not_change(value: object) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        value.name = "other"  # type: ignore[attr-defined]  # that is what is tried


def test_a_move_is_called_by_its_title_or_by_its_name_with_spaces() -> None:
    move = Action(name="quick_attack")
    assert move.called == "quick attack"
    assert replace(move, title="Stand LP").called == "Stand LP"


def test_a_word_compared_with_a_text_says_so_instead_of_being_another() -> None:
    stun: object = Stun.STAGGER
    with pytest.raises(TypeError, match=r"compared with the text 'stagger'; write Stun\.STAGGER$"):
        assert stun == "stagger"
    with pytest.raises(TypeError, match=r"'stager'; there are: Stun\.HITSTUN, Stun\.BLOCKSTUN"):
        assert stun != "stager"
    assert stun == Stun.STAGGER
    assert stun != Outcome.HIT
    assert stun not in (None, 3, Stun.HITSTUN)
