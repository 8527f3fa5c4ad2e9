"""The standard actions. Ticks are milliseconds, lengths are arena units."""

from combat_rules import Action, ActionRole, CancelWindow, Outcome
from combat_rules.model import LANDED

LANDED_OR_BLOCKED = LANDED | {Outcome.BLOCKED}

attack = Action(
    name="attack",
    description="A plain blow: the measure of all others.",
    feint=240,
    commit=140,
    release=80,
    recovery=380,
    stamina_cost=12,
    damage=10,
    chip=25,
    reach=50,
    travel=4,
    hitstun=420,
    blockstun=260,
    pushback=6,
    cancels=(CancelWindow(into=("heavy_attack",), on=frozenset({Outcome.COUNTER_HIT})),),
    tags=frozenset({"melee"}),
)

quick_attack = Action(
    name="quick_attack",
    description="Fast and light; goes on into an attack when it lands or is blocked.",
    feint=100,
    commit=60,
    release=60,
    recovery=220,
    stamina_cost=7,
    damage=5,
    chip=15,
    reach=42,
    travel=2,
    hitstun=280,
    blockstun=180,
    pushback=3,
    cancels=(CancelWindow(into=("attack",), on=LANDED_OR_BLOCKED),),
    tags=frozenset({"melee", "quick"}),
)

heavy_attack = Action(
    name="heavy_attack",
    description="Slow, far and hard; it can still be called off after it is committed.",
    feint=300,
    commit=260,
    release=120,
    recovery=520,
    stamina_cost=24,
    damage=20,
    chip=35,
    reach=60,
    travel=8,
    hitstun=650,
    blockstun=420,
    pushback=14,
    cancellable=True,
    tags=frozenset({"melee", "heavy"}),
)

block = Action(
    name="block",
    description="Takes blows from the front; lets a part of them through.",
    role=ActionRole.BLOCK,
    feint=50,
    commit=30,
    release=450,
    recovery=120,
    stamina_cost=4,
    ends_with_blockstun=True,
    cancellable=True,
    tags=frozenset({"defence"}),
)

evade = Action(
    name="evade",
    description="A step back out of everything, for a moment.",
    role=ActionRole.EVADE,
    feint=30,
    commit=40,
    release=260,
    recovery=260,
    stamina_cost=14,
    travel=-12,
    tags=frozenset({"defence"}),
)

counter = Action(
    name="counter",
    description="Meets a blow with a blow: staggers whoever strikes into it.",
    role=ActionRole.COUNTER,
    feint=50,
    commit=50,
    release=200,
    recovery=420,
    stamina_cost=16,
    damage=8,
    stagger=350,
    cooldown=3000,
    tags=frozenset({"defence"}),
)

move_forward = Action(
    name="move_forward",
    description="A step forward.",
    role=ActionRole.MOVE,
    feint=40,
    commit=20,
    release=100,
    recovery=60,
    stamina_cost=2,
    travel=12,
    cancellable=True,
    tags=frozenset({"movement"}),
)

move_backward = Action(
    name="move_backward",
    description="A step back, facing the foe.",
    role=ActionRole.MOVE,
    feint=40,
    commit=20,
    release=100,
    recovery=80,
    stamina_cost=2,
    travel=-12,
    cancellable=True,
    tags=frozenset({"movement"}),
)

MOVES = (
    attack,
    quick_attack,
    heavy_attack,
    block,
    evade,
    counter,
    move_forward,
    move_backward,
)
