"""Controllers that let go, and guards that fail in mid-move: compiled as they are played."""

import pytest
from statemachine import State

from combat_rules import (
    Act,
    Archetype,
    Controller,
    Ruleset,
    Scene,
    View,
    Wait,
    load_ruleset,
    replace,
)
from combat_rules.charts import ActionChart, four_phases
from combat_rules.compiled.fighters import Lineup, named
from combat_rules.compiled.kernel import Kernel, kernel_for
from combat_rules.compiled.live import played
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.core.words import ACTION_FALTERED, ACTION_SIGNALLED
from combat_rules.model import Signal
from tests.compiled.pairs import difference
from tests.rules import JAB, Rules


def is_charged(scene: Scene) -> bool:
    """It has been charged for at least 20 ticks."""
    return scene.running is not None and scene.now - scene.running.phase_since >= 20


def lucky(scene: Scene) -> bool:
    """Half of the time."""
    return scene.dice.chance("lucky", 50)


class Charged(ActionChart):
    """Drawn back until its actor lets go."""

    feint = State(initial=True)
    charging = State()
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(charging) | charging.to(release) | release.to(recovery) | recovery.to(done)
    let_go = charging.to(release, cond=is_charged) | charging.to(recovery)
    stop = feint.to(done)
    interrupt = feint.to(recovery) | charging.to(recovery) | release.to(recovery)


SMASH = replace(JAB, name="smash", feint=5, commit=0, phases={"charging": 60}, chart=Charged)
DARE = replace(JAB, name="dare", chart=four_phases("Dare", commit=(lucky,)))


def patient(view: View) -> Act | Wait | Signal:
    """Charges, lets go when it sees fit, and now and then dares."""
    if view.me.phase == "charging":
        return Signal("let_go", again=10) if view.dice.chance("go", 50) else Wait(10)
    if view.me.phase == "feint" and view.dice.chance("stop", 30):
        return Signal("stop")
    if view.me.doing is not None:
        return Wait(3)
    if view.dice.chance("dare", 30):
        return Act("dare")
    return Act("smash", again=3 + view.dice.roll("how long", 30))


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    kind = Archetype(
        name="patient",
        actions=("smash", "dare"),
        controller="patient",
        health=200,
        stamina=5000,
        reaction=1,
    )
    plugin = Rules([SMASH, DARE], archetypes=[kind], controllers=[Controller("patient", patient)])
    return load_ruleset([plugin], standard=False)


@pytest.fixture(scope="module")
def kernel(rules: Ruleset) -> Kernel:
    return kernel_for(rules_for(rules), 2)


def test_a_fight_with_signals_and_faltering_is_the_live_one(rules: Ruleset, kernel: Kernel) -> None:
    given = Lineup(rules, named(("patient", "patient")), duration=3000)
    heard = {said.kind for seed in range(6) for said in played(given.fight, seed).said}
    assert {ACTION_SIGNALLED, ACTION_FALTERED} <= heard
    assert [difference(kernel, given, seed) for seed in range(6)] == [None] * 6
