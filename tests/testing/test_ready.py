"""Guards of moves out of stuns are asked in scenes that tell them apart."""

import pytest

from combat_rules import Scene
from combat_rules.model import Guard, Stun
from combat_rules.testing.ready import answers
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
