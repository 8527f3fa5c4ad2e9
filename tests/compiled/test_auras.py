"""A status that reaches others does so compiled as it does live."""

from functools import cache

import pytest

from combat_rules import (
    Act,
    Archetype,
    Attribute,
    Controller,
    Effects,
    Ruleset,
    Scene,
    Status,
    View,
    Wait,
    four_phases,
    replace,
)
from combat_rules.compiled import report
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.model import Aim
from tests.compiled.exact import differences
from tests.rules import JAB, WALK, ruleset

HEAT = Attribute("heat", maximum=900, default=300, regeneration=-500)
GRACE = Attribute("grace", maximum=900, default=500, regeneration=-700)
DREAD = Attribute("dread", maximum=200, regeneration=-500)


def burn(scene: Scene, effects: Effects) -> None:
    """Sparks fly now and then, and push away; whoever is near burns the more."""
    if scene.dice.chance("spark", 40):
        effects.push(scene.target.id, 6)
    effects.harm(scene.target.id, 1 + (40 - scene.distance) // 20)


def mend(scene: Scene, effects: Effects) -> None:
    """A point of health for everybody of one's own side."""
    if scene.actor.team == scene.target.team:
        effects.change(scene.target.id, "health", 1)


def hold(scene: Scene, effects: Effects) -> None:
    """Everybody stands still but whoever is dreaded."""
    if scene.actor.id != scene.target.id:
        effects.pause(scene.target.id, 20)


def kindle(scene: Scene, effects: Effects) -> None:
    """Heat and dread for the actor, and at times heat for the target instead."""
    who = scene.target.id if scene.dice.chance("catch", 30) else scene.actor.id
    effects.change(who, HEAT.name, 150)
    effects.set(scene.actor.id, DREAD.name, 60)


def brawl(view: View) -> Act | Wait:
    """Anything, by luck."""
    if view.me.doing is not None:
        return Wait(5)
    if view.dice.chance("walk", 40):
        return Act("walk")
    return Act("kindle" if view.dice.chance("kindle", 30) else "jab")


AURAS = (
    Status("heated", "heat", 30, burn, aim=Aim.FOE, reach=40),
    Status("graced", "grace", 70, mend, aim=Aim.ANYBODY, reach=60),
    Status("dreaded", "dread", 50, hold, aim=Aim.ANYBODY, reach=1000),
)
"""For foes, for everybody, and for those far off as well."""


@cache
def heated(*statuses: Status) -> Ruleset:
    """Rules of these auras, or of all."""
    chart = four_phases("Kindle", on_release=[kindle])
    kind = Archetype(
        name="fighter", actions=("jab", "walk", "kindle"), controller="brawl", stamina=9000,
        reaction=10,
    )  # fmt: skip
    return ruleset(
        [replace(JAB, damage=2), WALK, replace(JAB, name="kindle", damage=0, chart=chart)],
        archetypes=[kind],
        attributes=[HEAT, GRACE, DREAD],
        statuses=statuses or AURAS,
        controllers=[Controller("brawl", brawl)],
    )


def test_it_is_rule_python() -> None:
    assert report(heated()) == ()


@pytest.mark.parametrize("count", [2, 5])
def test_every_aura_is_the_same(count: int) -> None:
    fighters = [
        Fighter("fighter", f"n{n}", team="ab"[n % 2], position=100 + 15 * n) for n in range(count)
    ]
    batch = Batch(heated(), *fighters, duration=900, max_distance=300)
    assert differences(batch, range(1, 11)) == []
    assert not batch.play(range(1, 11))["live"].any()


@pytest.mark.parametrize("aim", Aim)
def test_what_is_made_for_one_aim_is_not_taken_for_another(aim: Aim) -> None:
    """They are alike but for that."""
    status = Status("graced", "grace", 70, mend, aim=aim, reach=60 * (aim is not Aim.SELF))
    fighters = [Fighter("fighter", f"n{n}", team="ab"[n % 2]) for n in range(2)]
    assert differences(Batch(heated(status), *fighters, duration=3000), range(1, 9)) == []
