"""How a witch chooses, by what she is shown."""

from typing import Any

import pytest

from combat_rules import Act, View, Wait
from combat_rules.model import AwarenessLevel
from combat_rules.testing import make_view
from plugins.hexes.mind import scheme
from plugins.hexes.tests.hexed import rules

SEEDS = range(40)
SPENT = ("raise_ward", "hex_of_night")


def shown(seed: int = 0, *, without: tuple[str, ...] = SPENT, **foe: Any) -> View:
    """What a witch is shown of one foe who stands before her, her great hexes spent."""
    known = rules().archetypes["witch"].actions
    return make_view(
        me={"archetype": "witch"},
        foe={"distance": 50, **foe},
        possible=[name for name in known if name not in without],
        seed=seed,
        ruleset=rules(),
    )


def choices(**about: Any) -> set[str]:
    """Everything she chooses, over many lucks."""
    chosen = [scheme(shown(seed, **about)) for seed in SEEDS]
    return {choice.action if isinstance(choice, Act) else "wait" for choice in chosen}


@pytest.mark.parametrize(
    ("without", "first"), [((), "raise_ward"), (("raise_ward",), "hex_of_night")], ids=str
)
def test_left_alone_she_wards_herself_and_then_hexes(without: tuple[str, ...], first: str) -> None:
    assert choices(without=without) == {first}


def test_what_is_too_far_for_a_hex_she_walks_up_to() -> None:
    assert choices(without=("raise_ward", "stone_skin"), distance=81) == {"move_forward"}


def test_she_does_not_begin_a_ward_under_a_blow() -> None:
    assert "raise_ward" not in choices(without=(), state="preparing", action="attack", since=800)


@pytest.mark.parametrize(
    ("blow", "since", "answer"),
    [
        ("attack", 900, {"evade", "block"}),
        ("heavy_attack", 800, {"venom"}),
        ("heavy_attack", 650, {"evade"}),
    ],
    ids=["a plain blow", "a heavy one, early", "a heavy one, late"],
)
def test_each_blow_has_its_answer(blow: str, since: int, answer: set[str]) -> None:
    chosen = choices(action=blow, state="preparing", since=since)
    assert answer <= chosen <= answer | {"venom", "wait"}


def test_a_heavy_blow_from_beyond_her_reach_she_blocks() -> None:
    about = {"action": "heavy_attack", "state": "preparing", "since": 900, "distance": 60}
    assert choices(**about) == {"block", "move_forward"}


@pytest.mark.parametrize(("distance", "blows"), [(30, {"venom", "quick_attack"}), (50, {"venom"})])
def test_she_strikes_into_an_opening(distance: int, blows: set[str]) -> None:
    chosen = choices(action="attack", state="recovering", since=800, distance=distance)
    assert chosen == blows


@pytest.mark.parametrize("harmless", ["parry", "block", "move_forward"])
def test_what_does_no_harm_is_not_answered(harmless: str) -> None:
    assert not choices(action=harmless, state="preparing", since=900) & {"block", "evade"}


def test_crowded_she_gives_way() -> None:
    assert "move_backward" in choices(distance=20)
    assert "move_backward" not in choices(distance=50)


@pytest.mark.parametrize(
    "about",
    [
        {"level": AwarenessLevel.UNAWARE},
        {"health": 0},
        {"without": tuple(rules().archetypes["witch"].actions)},
    ],
    ids=["nobody known", "nobody standing", "nothing possible"],
)
def test_she_waits_where_there_is_nothing_to_do(about: dict[str, Any]) -> None:
    assert choices(**about) == {"wait"}


def test_every_wait_takes_some_time() -> None:
    waits = [choice for seed in SEEDS if isinstance(choice := scheme(shown(seed)), Wait)]
    assert waits
    assert all(80 < choice.ticks <= 320 for choice in waits)
