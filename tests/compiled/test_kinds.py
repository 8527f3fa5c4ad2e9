"""Kinds with ranges of their own: machine code keeps to them as the live engine does."""

import pytest

from combat_rules import (
    Act,
    Archetype,
    Attribute,
    Controller,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    View,
    Wait,
    load_ruleset,
    replace,
)
from combat_rules.compiled.fighters import Lineup, named
from combat_rules.compiled.kernel import Kernel, kernel_for
from combat_rules.engine.core.fight import rules_for
from tests.compiled.pairs import difference
from tests.rules import JAB, Rules

GUARD = Attribute("guard", default=50, maximum=50, regeneration=10)


def lean(scene: Scene, effects: Effects) -> None:
    """The one struck loses 40 of its guard."""
    effects.change(scene.target.id, GUARD.name, -40)


def through(scene: Scene, damage: int) -> int:
    """The less guard, the harder."""
    return damage + 10 - GUARD.of(scene.target) // 10


def jab(view: View) -> Act | Wait:
    """Jab on and on."""
    return Wait(3) if view.me.doing is not None else Act("jab")


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    usual = Archetype(
        name="usual", actions=("jab",), controller="jab", health=5000, stamina=5000, reaction=1
    )
    knight = replace(usual, name="knight", maxima={"guard": 80}, attributes={"guard": 80})
    monk = replace(usual, name="monk", maxima={"guard": 30}, regenerations={"guard": 300})
    plugin = Rules(
        [replace(JAB, on_contact=(lean,))],
        attributes=[GUARD],
        archetypes=[usual, knight, monk],
        damage_rules=[DamageRule("through", 5, through)],
        controllers=[Controller("jab", jab)],
    )
    return load_ruleset([plugin], standard=False)


@pytest.fixture(scope="module")
def kernel(rules: Ruleset) -> Kernel:
    return kernel_for(rules_for(rules), 2)


@pytest.mark.parametrize("pair", [("knight", "monk"), ("usual", "monk"), ("usual", "knight")])
def test_a_fight_of_different_kinds_is_the_live_one(
    rules: Ruleset, kernel: Kernel, pair: tuple[str, str]
) -> None:
    assert difference(kernel, Lineup(rules, named(pair), duration=900), 3) is None
