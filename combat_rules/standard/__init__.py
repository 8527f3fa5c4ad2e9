"""The rules that ship, written as a plugin like any other.

Time is in milliseconds (1000 ticks a second). A fighter has a hundred points of health and of
stamina or so, the arena is a hundred units wide, and an arm's length is about forty.

This module is also the shortest example of a whole plugin: its hooks, at the end, only hand
over what the modules beside it define.
"""

from collections.abc import Iterable

from combat_rules import (
    Action,
    Archetype,
    ContactRule,
    Controller,
    DamageRule,
    hookimpl,
)
from combat_rules import __version__ as __version__
from combat_rules.charts import has_stamina
from combat_rules.model import Guard

from .archetypes import ARCHETYPES
from .controllers import CONTROLLERS
from .damage import CONTACT_RULES, DAMAGE_RULES
from .moves import MOVES


@hookimpl
def combat_actions() -> Iterable[Action]:
    """The eight actions that everybody knows."""
    return MOVES


@hookimpl
def combat_archetypes() -> Iterable[Archetype]:
    """Three fighters with three ways to fight."""
    return ARCHETYPES


@hookimpl
def combat_controllers() -> Iterable[Controller]:
    """Five ways to choose: attack, wait, mix, answer, and go by what actions are."""
    return CONTROLLERS


@hookimpl
def combat_validations() -> Iterable[Guard]:
    """Nobody starts what they cannot pay for."""
    return [has_stamina]


@hookimpl
def combat_damage_rules() -> Iterable[DamageRule]:
    """What makes a blow worse."""
    return DAMAGE_RULES


@hookimpl
def combat_contact_rules() -> Iterable[ContactRule]:
    """What happens when two blows meet."""
    return CONTACT_RULES
