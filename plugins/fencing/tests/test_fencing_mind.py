"""How a fencer chooses, by what it is shown."""

from typing import Any

import pytest

from combat_rules import Act, View, Wait
from combat_rules.model import AwarenessLevel
from combat_rules.testing import make_view
from plugins.fencing.rules import fence
from plugins.fencing.tests.bouts import fencer, rules

SEEDS = range(40)


def shown(seed: int = 0, *, without: tuple[str, ...] = ("riposte",), **foe: Any) -> View:
    """What a fencer is shown of one foe, with everything possible but a riposte."""
    known = rules().archetypes["fencer"].actions
    return make_view(
        me={"archetype": "fencer"},
        foe={"distance": 50, **foe},
        possible=[name for name in known if name not in without],
        seed=seed,
        ruleset=rules(),
    )


def choices(**about: Any) -> set[str]:
    """Everything it chooses, over many lucks."""
    chosen = [fence(shown(seed, **about)) for seed in SEEDS]
    return {choice.action if isinstance(choice, Act) else "wait" for choice in chosen}


def test_after_a_block_it_ripostes() -> None:
    assert choices(without=()) == {"riposte"}


def test_a_riposte_out_of_reach_is_no_use() -> None:
    assert "riposte" not in choices(without=(), distance=80)


@pytest.mark.parametrize("blade", ["lunge", "disarm", "riposte"])
def test_it_parries_the_blade(blade: str) -> None:
    chosen = choices(action=blade, state="preparing", since=900)
    assert "parry" in chosen
    assert "block" not in chosen


@pytest.mark.parametrize("weapon", ["attack", "quick_attack", "heavy_attack"])
def test_it_blocks_what_a_parry_does_not_stop(weapon: str) -> None:
    chosen = choices(action=weapon, state="preparing", since=900)
    assert "block" in chosen
    assert "parry" not in chosen


@pytest.mark.parametrize("harmless", ["parry", "block", "move_forward"])
def test_it_does_not_defend_itself_against_what_does_no_harm(harmless: str) -> None:
    chosen = choices(action=harmless, state="preparing", since=900)
    assert not chosen & {"parry", "block", "evade"}


def test_it_strikes_into_an_opening() -> None:
    chosen = choices(action="attack", state="recovering", since=950)
    assert chosen <= {"lunge", "disengage", "disarm"}
    assert "lunge" in chosen


def test_it_closes_in_on_whoever_is_far() -> None:
    assert choices(distance=90) == {"move_forward"}


@pytest.mark.parametrize(
    "about",
    [{"level": AwarenessLevel.UNAWARE}, {"health": 0}, {"without": tuple(fencer().actions)}],
    ids=["nobody known", "nobody standing", "nothing possible"],
)
def test_it_waits_where_there_is_nothing_to_do(about: dict[str, Any]) -> None:
    assert choices(**about) == {"wait"}


def test_every_wait_takes_some_time() -> None:
    waits = [choice for seed in SEEDS if isinstance(choice := fence(shown(seed)), Wait)]
    assert waits
    assert all(60 < choice.ticks <= 200 for choice in waits)
