"""Brawling: jab, cross and hook; a flurry; a grab that no guard stops, its throw; armoured swings.

A pack of rules for combat_rules. Three things to learn from it: **combos** are cancel windows
(``cancels`` of each action in ``moves.py``); a **contact rule** turns a blocked grab into a hit;
**armour** is a state of a chart: ``interrupt`` leads from ``armoured`` to ``bare`` instead of to
recovery, and whoever goes on is not stunned.
"""

from collections.abc import Iterable

from combat_rules import Action, Archetype, ContactRule, Controller, Validation, hookimpl

from .moves import cross, flurry, grab, haymaker, hook, jab, throw, thrown_knife
from .rules import brawl, hands_pass_guards, has_hold

__version__ = "0.1.0"


@hookimpl
def combat_actions() -> Iterable[Action]:
    """What fists and hands can do."""
    return [jab, cross, hook, flurry, grab, throw, haymaker, thrown_knife]


@hookimpl
def combat_validations() -> Iterable[Validation]:
    """A throw is for those who have somebody by the collar."""
    return [Validation(has_hold, frozenset({"throw"}))]


@hookimpl
def combat_contact_rules() -> Iterable[ContactRule]:
    """Hands pass guards."""
    return [ContactRule("hands_pass_guards", 200, hands_pass_guards)]


@hookimpl
def combat_controllers() -> Iterable[Controller]:
    """A brawler's mind; asked again when a blow has landed, so that it can go on."""
    return [Controller("brawl", brawl, "Strings blows together.", follows_up=True)]


@hookimpl
def combat_archetypes() -> Iterable[Archetype]:
    """Those who grew up where this was needed."""
    return [
        Archetype(
            name="brawler",
            description="Close, quick, and never one blow alone.",
            actions=(
                "jab", "cross", "hook", "grab", "throw", "haymaker",
                "attack", "quick_attack", "heavy_attack", "block", "evade", "counter",
                "move_forward", "move_backward",
            ),
            controller="brawl",
            health=77,
            stamina=100,
            stamina_regeneration=11,
            reaction=170,
        ),
        Archetype(
            name="knife_thrower",
            description="Keeps a blade for whoever stays away.",
            actions=(
                "jab", "cross", "flurry", "thrown_knife",
                "attack", "quick_attack", "heavy_attack", "block", "evade", "counter",
                "move_forward", "move_backward",
            ),
            controller="fighter",
            health=99,
            stamina_regeneration=14,
            reaction=190,
        ),
    ]  # fmt: skip
