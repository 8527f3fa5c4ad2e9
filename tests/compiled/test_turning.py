"""Whom an effect turns faces that way compiled as it does live."""

from functools import cache

import pytest

from combat_rules import (
    Act,
    Archetype,
    Controller,
    Effects,
    Ruleset,
    Scene,
    View,
    Wait,
    four_phases,
    replace,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from tests.compiled.exact import differences
from tests.rules import GUARD, JAB, SLAM, ruleset


def cross(scene: Scene, effects: Effects) -> None:
    """The actor gets past its target, and turns to it."""
    effects.step(30, past=True)
    effects.turn(scene.actor.id, scene.target.id)


def spin(scene: Scene, effects: Effects) -> None:
    """The target is turned to whoever strikes it, or its striker to it, by luck."""
    effects.turn(scene.target.id, scene.actor.id)
    if scene.dice.chance("dizzy", 50):
        effects.push(scene.target.id, -40)
        effects.turn(scene.actor.id, scene.target.id)


def brawl(view: View) -> Act | Wait:
    """Anything, by luck."""
    if view.me.doing is not None:
        return Wait(5)
    if view.dice.chance("guard", 25):
        return Act("guard")
    return Act("cross" if view.dice.chance("cross", 40) else "slam")


@cache
def turned() -> Ruleset:
    """Rules under which fighters get past each other, and are turned round."""
    moves = [
        replace(JAB, name="cross", chart=four_phases("Cross", on_release=[cross])),
        replace(SLAM, reach=40, on_contact=(spin,)),
        GUARD,
    ]
    kind = Archetype(
        name="fighter", actions=("cross", "slam", "guard"), controller="brawl", stamina=9000,
        reaction=10,
    )  # fmt: skip
    return ruleset(moves, archetypes=[kind], controllers=[Controller("brawl", brawl)])


def test_it_is_rule_python() -> None:
    assert report(turned()) == ()


@pytest.mark.parametrize("count", [2, 4])
def test_every_turn_is_the_same(count: int) -> None:
    fighters = [
        Fighter("fighter", f"n{n}", team="ab"[n % 2], position=100 + 15 * n) for n in range(count)
    ]
    batch = Batch(turned(), *fighters, duration=1500, max_distance=300)
    assert differences(batch, range(1, 11)) == []
    assert not batch.play(range(1, 11))["live"].any()
