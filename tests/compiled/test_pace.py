"""Phases that pace rules make shorter or longer are as long compiled as they are live."""

from functools import cache

import pytest

from combat_rules import Attribute, Effects, Ruleset, Scene
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.model import ActionStateType, Dealt, PaceRule, Reaction
from combat_rules.plugins import build_ruleset, find_plugins
from tests.compiled.exact import differences
from tests.rules import Rules

FURY = Attribute("fury", maximum=2000, regeneration=-1000)


def infuriate(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever is struck is quicker for a second."""
    effects.at_least(scene.actor.id, "fury", 1000)


def furious(scene: Scene) -> int:
    """A third of the time is gained."""
    return 67 if FURY.of(scene.actor) > 0 else 100


def tired(scene: Scene) -> int:
    """Back more slowly, the less stamina there is."""
    return 100 + (scene.actor.max_stamina - scene.actor.stamina) // 3


def by_the_other(scene: Scene) -> int:
    """By what is done, by luck, and by what the target does."""
    share = 140 if "heavy" in scene.action.tags else 95
    if scene.target.state is ActionStateType.RELEASE:
        share += scene.dice.roll("start", 30)
    return share


@cache
def paced() -> Ruleset:
    """The standard rules, and three of pace."""
    rules = [
        PaceRule("furious", 1, furious),
        PaceRule("tired", 2, tired, frozenset({ActionStateType.RECOVERY})),
        PaceRule("by the other", 3, by_the_other),
    ]
    reactions = [Reaction("infuriate", 1, infuriate, struck=True)]
    plugin = Rules(pace_rules=rules, attributes=[FURY], reactions=reactions)
    return build_ruleset(find_plugins([plugin]))


def test_they_are_rule_python() -> None:
    assert report(paced()) == ()


@pytest.mark.parametrize("names", [("duelist", "brute"), ("sentinel", "duelist")], ids=" ".join)
def test_they_are_the_same(names: tuple[str, str]) -> None:
    batch = Batch(paced(), *(Fighter(name, name) for name in names), duration=20_000)
    assert differences(batch, range(1, 9)) == []
