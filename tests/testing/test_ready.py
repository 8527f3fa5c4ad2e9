"""Guards of moves out of stuns are asked in scenes that tell them apart."""

from functools import partial
from typing import Any

import pytest

from combat_rules import Action, ActionRole, Scene, hookimpl
from combat_rules.model import Guard, Stun
from combat_rules.testing.ready import answers, checks_of
from tests.rules import JAB, ruleset


def soon_up(scene: Scene) -> bool:
    """The actor lies for 200 ticks more at most."""
    return scene.actor.stunned_until - scene.now <= 200


def lies(scene: Scene) -> bool:
    """The actor lies."""
    return scene.actor.stun is Stun.KNOCKDOWN and scene.actor.stunned_until > scene.now


@pytest.mark.parametrize("guard", [soon_up, lies], ids=["soon_up", "lies"])
def test_a_guard_of_stuns_holds_in_some_scenes_and_fails_in_others(guard: Guard) -> None:
    rules = ruleset()
    assert answers(guard, rules, [rules.moves[JAB.name]]) == {False, True}


def early(scene: Scene) -> bool:
    """The action began a moment ago."""
    return scene.now - scene.running.started < 30  # type: ignore[union-attr]  # on a chart it runs


def begun(scene: Scene) -> bool:
    """The action has begun."""
    return scene.running.started >= 0  # type: ignore[union-attr]  # on a chart it has


def meets_a_strike(scene: Scene) -> bool:
    """The target strikes, if it does anything: that is forgotten."""
    return scene.target_action.role is ActionRole.STRIKE  # type: ignore[union-attr]  # that is it


def test_a_guard_on_a_chart_is_asked_of_what_runs() -> None:
    rules = ruleset()
    assert answers(early, rules, [rules.moves[JAB.name]]) == {False, True}


@pytest.mark.parametrize(
    ("guard", "validations", "said"),
    [
        (
            meets_a_strike,
            [],
            "no attribute 'role' (test_ready.py:{}); what it saw: target_action is None",
        ),
        (begun, [begun], "no attribute 'started' (test_ready.py:{}); what it saw: running is None"),
    ],
    ids=["a target that does nothing", "before it runs"],
)
def test_a_guard_that_raises_is_told_with_what_it_saw(
    guard: Any, validations: list[Guard], said: str
) -> None:
    rules = ruleset(validations=validations)
    with pytest.raises(pytest.fail.Exception) as failed:
        answers(guard, rules, [rules.moves[JAB.name]])
    place = f"{guard.__code__.co_firstlineno + 2} in {guard.__name__}"
    assert f"raised AttributeError: 'NoneType' object has {said.format(place)}" in str(failed.value)


def near(limit: int, scene: Scene) -> bool:
    """The target is near."""
    return scene.distance <= limit


def test_a_partial_is_checked_as_any_guard() -> None:
    class Near:
        @hookimpl
        def combat_actions(self) -> list[Action]:
            return [JAB]

        @hookimpl
        def combat_validations(self) -> list[Guard]:
            return [partial(near, 10)]

    checks: Any = checks_of(Near())
    (checked,) = checks.test_its_guard_may_hold_and_may_fail.pytestmark
    assert list(checked.kwargs["ids"]) == ["partial"]
