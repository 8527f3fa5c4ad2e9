"""What fists and hands can do: a string of blows, a flurry, a grab and its throw, a swing in
armour, and a knife that is thrown."""

from typing import ClassVar

from statemachine import State

from combat_rules import Action, CancelWindow, Outcome
from combat_rules.charts import (
    ActionChart,
    has_stamina,
    not_interrupted,
    pay_stamina,
    several_hits,
    take_step,
)
from combat_rules.model import LANDED, ActionStateType, Hit, Projectile

MET = LANDED | {Outcome.BLOCKED}


class Armoured(ActionChart):
    """A swing that the first blow does not stop: it only knocks the armour off."""

    feint = State(initial=True)
    armoured = State()
    bare = State()
    release = State(enter=[pay_stamina, take_step])
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(armoured, cond=[has_stamina, not_interrupted])
        | feint.to(recovery)
        | armoured.to(release, cond=has_stamina)
        | armoured.to(recovery)
        | bare.to(release, cond=has_stamina)
        | bare.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | armoured.to(bare) | bare.to(recovery) | release.to(recovery)

    kinds: ClassVar = {"armoured": ActionStateType.COMMIT, "bare": ActionStateType.COMMIT}


jab = Action(
    name="jab",
    description="The quickest of all; opens the way for a cross, even from a guard.",
    feint=110,
    commit=60,
    release=50,
    recovery=320,
    stamina_cost=8,
    damage=2,
    reach=26,
    travel=2,
    hitstun=240,
    blockstun=160,
    cancellable=True,
    line="high",
    tags=frozenset({"fist", "light"}),
    cancels=(CancelWindow(into=("cross",), on=MET, start=170, end=340),),
)

cross = Action(
    name="cross",
    description="The other hand; if it lands, a hook follows.",
    feint=50,
    commit=70,
    release=60,
    recovery=330,
    stamina_cost=10,
    damage=4,
    chip=10,
    reach=32,
    travel=3,
    hitstun=300,
    blockstun=180,
    pushback=2,
    line="high",
    tags=frozenset({"fist"}),
    cancels=(CancelWindow(into=("hook",), on=LANDED, start=120, end=320),),
)

hook = Action(
    name="hook",
    description="Round the guard of nobody, and hard.",
    feint=70,
    commit=90,
    release=70,
    recovery=460,
    stamina_cost=15,
    damage=8,
    chip=20,
    reach=34,
    travel=3,
    hitstun=420,
    blockstun=240,
    pushback=14,
    line="high",
    tags=frozenset({"fist"}),
)

flurry = Action(
    name="flurry",
    description="Three blows in one breath; only the last of them moves anybody.",
    chart=several_hits("Flurry", 3),
    feint=140,
    commit=90,
    release=40,
    phases={"gap_2": 80, "release_2": 40, "gap_3": 100, "release_3": 50},
    recovery=430,
    stamina_cost=18,
    damage=5,
    chip=10,
    reach=28,
    travel=3,
    hitstun=210,
    blockstun=170,
    line="high",
    tags=frozenset({"fist"}),
    hits=(Hit(), Hit(), Hit(hitstun=340, pushback=12)),
)

grab = Action(
    name="grab",
    description="Takes hold of whoever stands close, guard or no guard.",
    feint=130,
    commit=70,
    release=60,
    recovery=460,
    stamina_cost=10,
    damage=2,
    reach=24,
    travel=4,
    hitstun=420,
    line="throw",
    tags=frozenset({"grab"}),
    cancels=(CancelWindow(into=("throw",), on=LANDED, start=200, end=430),),
)

throw = Action(
    name="throw",
    description="Out of a grab: down, and away.",
    feint=40,
    commit=60,
    release=50,
    recovery=420,
    stamina_cost=8,
    damage=12,
    reach=40,
    hitstun=650,
    pushback=24,
    line="throw",
    tags=frozenset({"grab", "throw"}),
)

haymaker = Action(
    name="haymaker",
    description="Swings through the first blow that meets it; the second stops it.",
    chart=Armoured,
    feint=180,
    phases={"armoured": 320, "bare": 160},
    release=90,
    recovery=640,
    stamina_cost=30,
    damage=16,
    chip=30,
    reach=46,
    travel=14,
    hitstun=560,
    blockstun=320,
    pushback=14,
    line="high",
    tags=frozenset({"fist", "heavy"}),
)

thrown_knife = Action(
    name="thrown_knife",
    description="Flies by itself, whatever becomes of the hand that threw it.",
    feint=170,
    commit=120,
    release=40,
    recovery=380,
    stamina_cost=14,
    damage=11,
    chip=10,
    reach=74,
    hitstun=240,
    blockstun=80,
    cooldown=1350,
    line="high",
    tags=frozenset({"knife"}),
    launches=Projectile(speed=140, life=900, start=4),
)
