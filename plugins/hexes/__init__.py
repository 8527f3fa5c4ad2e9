"""Hexes: venom, a hex of night, a ward and a skin of stone, which last and end by themselves.

A pack of rules for combat_rules, and an example of how something is made to last. Each of the
three is built in the same way:

1. An *attribute* says how much of it there is: ``poison``, ``night``, ``ward``. It is 0 to
   begin with. Everybody has it, since anybody may be hexed.
2. An *action* raises it: ``venom`` and ``hex_of_night`` by an ``on_contact`` effect, when they
   land; ``raise_ward`` by an effect on entering its release.
3. A *rule* looks at it: a perception rule makes the blind see nobody, a damage rule takes from
   blows while a ward holds.
4. A *status* is there while the attribute is above zero, and ticks: poison takes health, eyes
   get used to the night, a ward crumbles while its bearer reels.

The status ends by itself when the attribute is at zero again. There are two ways to get there:
``poison`` and ``ward`` fall with time, as they have a negative ``regeneration``; ``night`` is
lowered by the status's own effect. The engine starts, ticks and ends the status, and announces
``status_started``, ``status_ticked`` and ``status_ended``.

A skin of stone needs neither rule nor status: its attribute ``absorbs``, so damage is taken from it
before it comes to health, point by point, until there is none left.

A damage rule is pure: it takes from a blow but cannot wear the ward down. The status does
that, on what the record of its bearer shows: the hitstun of a blow that has landed.
"""

from collections.abc import Iterable

from combat_rules import (
    Action,
    Archetype,
    Attribute,
    Controller,
    DamageRule,
    Status,
    Validation,
    hookimpl,
)
from combat_rules.model import PerceptionRule

from .mind import scheme
from .moves import hex_of_night, raise_ward, stone_skin, venom
from .rules import (
    NIGHT,
    POISON,
    STONE,
    WARD,
    crumble,
    eyes_adjust,
    not_blinded,
    poison_bites,
    stone_is_gone,
    ward_is_down,
    ward_takes_half,
)

__version__ = "0.1.0"


@hookimpl
def combat_actions() -> Iterable[Action]:
    """What a witch knows besides the plain arts."""
    return [venom, hex_of_night, raise_ward, stone_skin]


@hookimpl
def combat_attributes() -> Iterable[Attribute]:
    """How much of each is upon somebody. Poison and wards lose two points a second."""
    return [POISON, NIGHT, WARD, STONE]


@hookimpl
def combat_statuses() -> Iterable[Status]:
    """What each does while it lasts."""
    return [
        Status("poisoned", POISON.name, 500, poison_bites, "Takes health, little by little."),
        Status("blinded", NIGHT.name, 500, eyes_adjust, "Sees nobody, until the eyes adjust."),
        Status("warded", WARD.name, 200, crumble, "Takes half of each blow, until it is gone."),
    ]


@hookimpl
def combat_perception_rules() -> Iterable[PerceptionRule]:
    """The blind see nobody."""
    return [PerceptionRule("not_blinded", not_blinded)]


@hookimpl
def combat_damage_rules() -> Iterable[DamageRule]:
    """A ward speaks last: it takes from the blow as all others have made it."""
    return [DamageRule("ward_takes_half", 900, percent=ward_takes_half)]


@hookimpl
def combat_validations() -> Iterable[Validation]:
    """A ward is raised where none stands, and nobody turns into stone twice."""
    return [
        Validation(ward_is_down, frozenset({"ward"})),
        Validation(stone_is_gone, frozenset({"stone"})),
    ]


@hookimpl
def combat_controllers() -> Iterable[Controller]:
    """A witch's mind."""
    return [Controller("scheme", scheme, "Wards herself, hexes from afar, strikes the blind.")]


@hookimpl
def combat_archetypes() -> Iterable[Archetype]:
    """Somebody who would rather not be hit."""
    return [
        Archetype(
            name="witch",
            description="Frail and patient: her work is done while she waits.",
            actions=(
                "venom",
                "hex_of_night",
                "raise_ward",
                "stone_skin",
                "attack",
                "quick_attack",
                "heavy_attack",
                "block",
                "evade",
                "counter",
                "move_forward",
                "move_backward",
            ),
            controller="scheme",
            health=63,
            stamina=100,
            stamina_regeneration=10,
            reaction=180,
        )
    ]
