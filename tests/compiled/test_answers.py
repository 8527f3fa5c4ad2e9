"""Answers of rules and controllers that are none go to the live engine."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Act,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Scene,
    View,
    Wait,
    replace,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.compiled.words.memory import LIVE
from combat_rules.engine.lineup import Fighter
from combat_rules.model import PaceRule, Projectile, StunRule
from tests.compiled.exact import differences, strike
from tests.rules import JAB, ruleset


def a_bool(scene: Scene, damage: int) -> int:
    if damage < 3:
        return False
    return damage


def largest(scene: Scene, damage: int) -> int:
    return max(damage > 3, False)


def nothing_at_all(scene: Scene, given: Any = None) -> Any:
    """What a rule answers that forgets to."""


def a_name(scene: Scene) -> Any:
    return "hit"


def true(scene: Scene, given: int = 0) -> Any:
    return scene.distance < 100


def no_number(damage: int) -> int:
    return None  # type: ignore[return-value] # that is the point


def more_than_nothing(scene: Scene, damage: int) -> int:
    return damage + no_number(damage)


def harm_of_true(scene: Scene, effects: Effects) -> None:
    effects.harm(scene.target.id, scene.distance < 100)


@pytest.mark.parametrize(
    "parts",
    [
        {"damage_rules": [DamageRule("largest", 1, largest)]},
        {"damage_rules": [DamageRule("a bool", 1, a_bool)]},
        {"damage_rules": [DamageRule("more", 1, more_than_nothing)]},
        {"damage_rules": [DamageRule("none", 1, percent=nothing_at_all)]},
        {"damage_rules": [DamageRule("true", 1, percent=true)]},
        {"stun_rules": [StunRule("none", 1, ticks=nothing_at_all)]},
        {"stun_rules": [StunRule("none", 1, kind=nothing_at_all)]},
        {"stun_rules": [StunRule("true", 1, ticks=true)]},
        {"pace_rules": [PaceRule("none", 1, nothing_at_all)]},
        {"pace_rules": [PaceRule("true", 1, true)]},
        {"pace_rules": [PaceRule("at once", 1, lambda scene: 0 * scene.distance)]},
        {"contact_rules": [ContactRule("a name", 1, a_name)]},
        {"actions": [replace(JAB, on_contact=(harm_of_true,))]},
    ],
)
def test_an_answer_that_is_none_is_played_live(parts: dict[str, Any]) -> None:
    rules = ruleset(**{"actions": [JAB], "controllers": [Controller("strike", strike)], **parts})
    fighters = Fighter("fighter", "left", controller="strike"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=300, distance=5)
    assert differences(batch, [1]) == [str(LIVE)]
    assert {Path(one.file).name for one in batch.will_not_compile} <= {Path(__file__).name}


def forgetful(view: View) -> Any:
    """Gives nothing after a while."""
    return Act("jab") if view.now < 40 else None


def wordy(view: View) -> Any:
    """A name, where a choice is asked for."""
    return "jab"


def too_soon(view: View) -> Act:
    """Wants to be asked before now."""
    return Act("jab", again=view.foes[0].distance - 100)


def truly(view: View) -> Act:
    """Wants to be asked after True."""
    return Act("jab", again=True)


@pytest.mark.parametrize("choose", [forgetful, wordy, too_soon, truly])
def test_an_answer_that_is_no_choice_is_played_live(choose: Any) -> None:
    rules = ruleset([JAB], controllers=[Controller("chooses", choose)])
    fighters = Fighter("fighter", "left", controller="chooses"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=500, distance=5)
    assert differences(batch, [1]) == [str(LIVE)]


def watchful(view: View) -> Act | Wait:
    """Waits while anything flies."""
    if view.me.doing is not None or len(view.projectiles) > 0:
        return Wait(7)
    return Act("jab") if "jab" in view.possible else Wait(9)


def unless_near(scene: Scene) -> Any:
    if scene.distance < 5:
        return Outcome.WHIFFED
    return scene.outcome


def test_a_contact_rule_may_answer_the_outcome_that_it_is_shown() -> None:
    rules = ruleset(contact_rules=[ContactRule("unless near", 500, unless_near)])
    assert report(rules) == ()
    batch = Batch(rules, "fighter", "fighter", duration=800)
    assert differences(batch, range(1, 5)) == []
    assert (batch.will_not_compile, batch.why_live.total()) == ((), 0)


def test_what_flies_is_seen_or_played_live() -> None:
    bolt = replace(JAB, launches=Projectile(speed=100, life=400))
    rules = ruleset([bolt], controllers=[Controller("watchful", watchful)])
    fighters = Fighter("fighter", "left", controller="watchful"), Fighter("fighter", "right")
    batch = Batch(rules, *fighters, duration=500, distance=50)
    assert differences(batch, [1]) == [str(LIVE)]
