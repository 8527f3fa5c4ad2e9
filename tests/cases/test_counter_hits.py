"""A counter hit: a blow into the startup of a strike, or into a recovery that its actor chose."""

import pytest

from combat_rules import Action, ActionRole, replace
from tests.cases.plays import play, poke

SWING = Action(name="swing", feint=10, commit=10, release=10, recovery=30)
ROLES = [role for role in ActionRole if role is not ActionRole.STRIKE]


def met(action: Action, tick: int) -> list[str]:
    """What comes of a poke that lands at a tick of the action; Ayla begins it at 10."""
    orders = [(10 - 3 + tick, "borin", "poke"), (10, "ayla", action.name)]
    return play([action, poke()], *orders, until=90).outcomes("borin")


@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(0, "counter_hit"), (19, "counter_hit"), (20, "hit"), (29, "hit"), (30, "counter_hit")],
    ids=["its feint", "the end of its commit", "its release", "its end", "its recovery"],
)
def test_a_blow_into_the_startup_or_the_recovery_of_a_strike_is_one(
    tick: int, outcome: str
) -> None:
    assert met(SWING, tick) == [outcome]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("tick", "outcome"),
    [(0, "hit"), (19, "hit"), (30, "counter_hit"), (59, "counter_hit")],
    ids=["its feint", "the end of its commit", "its recovery", "the last tick of that"],
)
def test_of_any_other_action_only_one_into_its_recovery_is(
    role: ActionRole, tick: int, outcome: str
) -> None:
    assert met(replace(SWING, role=role), tick) == [outcome]


def test_one_into_the_recovery_of_what_was_stopped_is_none() -> None:
    stopped = [(12, "borin", "poke"), (10, "ayla", "swing"), (21, "borin", "poke")]
    assert play([SWING, poke()], *stopped).outcomes("borin") == ["counter_hit", "hit"]


def test_one_into_what_was_called_off_is_one() -> None:
    fought = play([SWING, poke()], (10, "ayla", "swing"), until=15)
    fought.combat.cancel("ayla")
    assert fought.give((16, "borin", "poke")).until(40).outcomes("borin") == ["counter_hit"]
