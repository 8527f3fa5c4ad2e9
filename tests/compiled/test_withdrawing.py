"""Whoever withdraws from a fight is out of it compiled as it is live."""

from functools import cache

import numpy as np
import pytest

from combat_rules import (
    Act,
    ActionRole,
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
from combat_rules.compiled.batch import REASONS, Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.environments import FightVectorEnv
from combat_rules.environments.fights import LiveFight
from combat_rules.model import Dealt, Reaction
from tests.compiled.exact import differences
from tests.rules import JAB, SLAM, WALK, ruleset

SPELL = Attribute("spell", maximum=2000, default=2000, regeneration=-1000)


def go(scene: Scene, effects: Effects) -> None:
    """The actor leaves the fight."""
    effects.withdraw(scene.actor.id)


def surrender(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever is struck for the worse gives up, now and then."""
    if scene.actor.health * 3 < scene.actor.max_health and scene.dice.chance("fear", 60):
        effects.withdraw(scene.actor.id)


def out_of_the_ring(scene: Scene, effects: Effects) -> None:
    """Both are out at the edge."""
    if scene.room_behind(scene.target) < 20:
        effects.withdraw(scene.target.id)
        effects.withdraw(scene.actor.id)


def fade(scene: Scene, effects: Effects) -> None:
    """What was called is gone once its spell is nearly over."""
    if SPELL.of(scene.actor) < 900 and scene.actor.archetype == "shade":
        effects.withdraw(scene.actor.id)


def brawl(view: View) -> Act | Wait:
    """Walk up to those who are there, strike, and flee when hurt."""
    there = [foe for foe in view.foes if foe.health > 0]
    if not there or view.me.doing is not None:
        return Wait(5)
    foe = min(there, key=lambda one: one.distance)
    if view.me.health * 2 < view.me.max_health and view.dice.chance("flee", 30):
        return Act("flee")
    if foe.distance > 18:
        return Act("walk")
    return Act("slam" if view.dice.chance("slam", 40) else "jab", foe.id)


@cache
def fled() -> Ruleset:
    """Rules under which fights are left in every way."""
    flee = replace(WALK, name="flee", commit=9, chart=four_phases("Flee", on_release=[go]))
    slam = replace(SLAM, pushback=9, on_contact=(out_of_the_ring,))
    kind = Archetype(
        name="fighter", actions=("jab", "slam", "walk", "flee"), controller="brawl",
        stamina=9000, reaction=10,
    )  # fmt: skip
    return ruleset(
        [JAB, slam, replace(WALK, role=ActionRole.MOVE), flee],
        archetypes=[kind, replace(kind, name="shade")],
        attributes=[SPELL],
        statuses=[Status("called", "spell", 300, fade)],
        reactions=[Reaction("surrender", 1, surrender, struck=True)],
        controllers=[Controller("brawl", brawl)],
    )


def test_it_is_rule_python() -> None:
    assert report(fled()) == ()


@pytest.mark.parametrize("count", [2, 4, 5])
def test_every_way_out_is_the_same(count: int) -> None:
    fighters = [
        Fighter("shade" if n == 3 else "fighter", f"n{n}", team="ab"[n % 2], position=100 + 30 * n)
        for n in range(count)
    ]
    batch = Batch(fled(), *fighters, duration=3000, max_distance=300)
    assert differences(batch, range(1, 41)) == []
    rows = batch.play(range(1, 41))
    told = {REASONS[reason] for reason in rows["reason"]}
    assert {"withdrawal", "defeat"} <= told
    assert not rows["live"].any()


def test_an_agent_whose_fighter_withdraws_has_lost_and_is_done() -> None:
    env = FightVectorEnv(4, "fighter", "fighter", "", ruleset=fled(), frame=1, duration=500)
    flee = env.given.meanings(0).index("flee")
    env.reset(seed=3)
    fights = [LiveFight(env.given, int(seed)) for seed in env.seeds]
    done, value = np.zeros(4, np.bool_), np.zeros(4)
    while not done.any():
        _, value, done, late, _ = env.step(np.full(4, flee))
        assert not late.any()
        for place, fight in enumerate(fights):
            fight.step({0: flee})
            assert fight.ended == (done[place], False)
    assert done.all()
    assert value.tolist() == [-1.0] * 4
    assert all(health == fight.given.kind(0).health for fight in fights for health in fight.healths)
