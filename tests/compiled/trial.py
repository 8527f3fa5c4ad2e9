"""Rules of everything that machine code is tried on beside the packs, so that it is made once."""

from functools import cache

from statemachine import State

from combat_rules import (
    Act,
    Archetype,
    Attribute,
    Controller,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    Status,
    View,
    Wait,
    replace,
)
from combat_rules.charts import ActionChart, four_phases
from combat_rules.compiled.kernel import Kernel, kernel_for
from combat_rules.engine.core.fight import rules_for
from combat_rules.model import Dealt, Reaction, Signal
from combat_rules.plugins import build_ruleset, find_plugins, read_arrangement
from tests.packs import FOLDER
from tests.rules import JAB, Rules

GUARD = Attribute("guard", default=50, maximum=50, regeneration=10)
WARD = Attribute("ward", maximum=90, regeneration=5, absorbs=True)
VENOM = Attribute("venom", maximum=3)


def lean(scene: Scene, effects: Effects) -> None:
    """The one struck loses 40 of its guard, 2 more of its health or ward, and
    a moment; now and then it is turned to whoever struck it."""
    effects.change(scene.target.id, GUARD.name, -40)
    effects.harm(scene.target.id, 2)
    effects.change(scene.target.id, VENOM.name, 1)
    effects.pause(scene.target.id, scene.now % 3)
    if scene.now % 2 == 0:
        effects.turn(scene.target.id, scene.actor.id)


def prick(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever has a ward pricks."""
    effects.harm(scene.target.id, min(dealt.damage, WARD.of(scene.actor)))


def sicken(scene: Scene, effects: Effects) -> None:
    """Harm, a point of venom less, and a lurch past whoever stands there."""
    effects.change(scene.actor.id, VENOM.name, -1)
    effects.step(8, past=True)
    effects.harm(scene.actor.id, 7)


def through(scene: Scene, damage: int) -> int:
    """The less guard, the harder."""
    return damage + 10 - GUARD.of(scene.target) // 10


def only_late(scene: Scene, damage: int) -> int:
    """A statement that will not compile, where not every fight comes to."""
    if scene.action.name == "late" and scene.actor.acts > 4:
        return int(damage * 1.5)
    return damage


def too_large(scene: Scene, damage: int) -> int:
    """On its way there a number of more than 64 bits."""
    if scene.action.name == "vast":
        return damage + (damage * 4_000_000_000 * 4_000_000_000) * 0
    return damage


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


def jab(view: View) -> Act | Wait:
    """Jab on and on."""
    return Wait(3) if view.me.doing is not None else Act("jab")


def late(view: View) -> Act | Wait:
    """Strike now and then."""
    return Act("late") if view.dice.chance("now", 20) else Wait(100)


def vast(view: View) -> Act | Wait:
    """Strike on and on."""
    return Wait(3) if view.me.doing is not None else Act("vast")


MOVES = (
    replace(JAB, on_contact=(lean,)),
    replace(JAB, name="smash", feint=5, commit=0, phases={"charging": 60}, chart=Charged),
    replace(JAB, name="dare", chart=four_phases("Dare", commit=(lucky,))),
    replace(JAB, name="late", reach=100),
    replace(JAB, name="vast", reach=100),
)
USUAL = Archetype(
    name="usual", actions=("jab",), controller="jab", health=5000, stamina=5000, reaction=1
)
KINDS = (
    USUAL,
    replace(USUAL, name="knight", maxima={"guard": 80}, attributes={"guard": 80, "ward": 90}),
    replace(USUAL, name="monk", maxima={"guard": 30}, regenerations={"guard": 300}),
    replace(USUAL, name="patient", actions=("smash", "dare"), controller="patient", health=200),
    replace(USUAL, name="late", actions=("late",), controller="late", health=60),
    replace(USUAL, name="vast", actions=("vast",), controller="vast"),
)


@cache
def trial() -> Ruleset:
    """The standard rules, fencing under a prefix, and all of the above."""
    plugin = Rules(
        MOVES,
        attributes=[GUARD, WARD, VENOM],
        reactions=[Reaction("prick", 1, prick, struck=True)],
        statuses=[Status("sick", "venom", 40, sicken)],
        archetypes=KINDS,
        damage_rules=[
            DamageRule("through", 5, through),
            DamageRule("only late", 500, only_late),
            DamageRule("too large", 501, too_large),
        ],
        controllers=[Controller(each.__name__, each) for each in (patient, jab, late, vast)],
    )
    prefixed = read_arrangement({"prefix": {"fencing": "f"}}, "")
    return build_ruleset(find_plugins([FOLDER / "fencing", plugin]), arrangement=prefixed)


@cache
def duels_of_trial() -> Kernel:
    """The kernel of duels under these rules."""
    return kernel_for(rules_for(trial()), 2)
