"""What a witch can do. Ticks are milliseconds, lengths are arena units."""

from combat_rules import Action, ActionRole, Effects, Scene, four_phases
from combat_rules.charts import aware_of_target, has_stamina, pay_stamina
from combat_rules.model import LANDED

POISON = 4
"""Points of poison in a blow that lands: two seconds of it."""

NIGHT = 2
"""Points of night that a hex brings: a second of it."""

WARD = 10
"""Points of ward: five seconds, if nobody strikes."""


STONE = 10
"""Points of damage that stone takes before health does."""


def envenom(scene: Scene, effects: Effects) -> None:
    """A blow that lands leaves poison behind."""
    if scene.outcome in LANDED:
        effects.change(scene.target.id, "poison", POISON)


def darken(scene: Scene, effects: Effects) -> None:
    """A hex that lands brings night over its target."""
    if scene.outcome in LANDED:
        effects.change(scene.target.id, "night", NIGHT)


def put_up_ward(scene: Scene, effects: Effects) -> None:
    """A ward stands before the actor."""
    effects.change(scene.actor.id, "ward", WARD)


def harden(scene: Scene, effects: Effects) -> None:
    """The actor's skin turns into stone."""
    effects.set(scene.actor.id, "stone", STONE)


venom = Action(
    name="venom",
    description="A scratch; what it leaves behind is worse.",
    feint=150,
    commit=100,
    release=70,
    recovery=370,
    stamina_cost=20,
    damage=4,
    chip=0,
    reach=54,
    travel=4,
    hitstun=220,
    blockstun=200,
    pushback=8,
    on_contact=(envenom,),
    tags=frozenset({"hex", "melee"}),
)

hex_of_night = Action(
    name="hex_of_night",
    description="A word across the arena; whoever it meets sees nobody for a while.",
    chart=four_phases("HexOfNight", commit=[has_stamina, aware_of_target]),
    feint=200,
    commit=200,
    release=60,
    recovery=360,
    stamina_cost=22,
    reach=80,
    hitstun=160,
    blockstun=120,
    cooldown=9000,
    on_contact=(darken,),
    tags=frozenset({"hex"}),
)

raise_ward = Action(
    name="raise_ward",
    description="Takes half of every blow, until time or blows have worn it down.",
    role=ActionRole.MOVE,
    chart=four_phases("RaiseWard", on_release=[pay_stamina, put_up_ward]),
    feint=120,
    commit=120,
    release=40,
    recovery=160,
    stamina_cost=16,
    cooldown=5000,
    tags=frozenset({"ward"}),
)

stone_skin = Action(
    name="stone_skin",
    description="Takes the damage of blows before health does, point by point.",
    role=ActionRole.MOVE,
    chart=four_phases("StoneSkin", on_release=[pay_stamina, harden]),
    feint=80,
    commit=80,
    release=40,
    recovery=100,
    stamina_cost=8,
    cooldown=12000,
    tags=frozenset({"stone"}),
)
