"""Fencing: lunge, parry, riposte, disengage and disarm, and the poise that holds them together.

A pack of rules for combat_rules. The blade's actions need poise, an attribute of this pack;
a fencer who has lost it is off guard until it comes back.
"""

from collections.abc import Iterable

from combat_rules import (
    Action,
    Archetype,
    Attribute,
    Controller,
    DamageRule,
    Validation,
    hookimpl,
)

from .moves import disarm, disengage, lunge, parry, riposte
from .rules import POISE, fence, finds_the_gap, just_blocked, on_guard

__version__ = "0.1.0"


@hookimpl
def combat_actions() -> Iterable[Action]:
    """What a blade can do."""
    return [lunge, parry, riposte, disengage, disarm]


@hookimpl
def combat_attributes() -> Iterable[Attribute]:
    """Poise: a disarm takes it, time gives it back."""
    return [POISE]


@hookimpl
def combat_validations() -> Iterable[Validation]:
    """The blade is for those on guard, a riposte for those who have just blocked."""
    return [
        Validation(on_guard, frozenset({"blade"})),
        Validation(just_blocked, frozenset({"riposte"})),
    ]


@hookimpl
def combat_damage_rules() -> Iterable[DamageRule]:
    """A thrust finds the gap."""
    return [DamageRule("finds_the_gap", 150, percent=finds_the_gap)]


@hookimpl
def combat_controllers() -> Iterable[Controller]:
    """A fencer's mind."""
    return [Controller("fence", fence, "Parries what it sees coming, then answers.")]


@hookimpl
def combat_archetypes() -> Iterable[Archetype]:
    """Somebody who knows how to use a blade."""
    return [
        Archetype(
            name="fencer",
            description="Long reach, quick eyes, light on its feet.",
            actions=(
                "lunge",
                "parry",
                "riposte",
                "disengage",
                "disarm",
                "attack",
                "quick_attack",
                "heavy_attack",
                "block",
                "evade",
                "counter",
                "move_forward",
                "move_backward",
            ),
            controller="fence",
            health=65,
            stamina=100,
            stamina_regeneration=13,
            reaction=170,
        )
    ]
