"""The hooks: what a plugin may contribute. They are called once, when a ruleset is built.

A plugin is a module or package with functions of these names, marked ``@hookimpl``. Each
hands over what it contributes and does nothing else.
"""

from collections.abc import Iterable

import pluggy

from combat_rules.model import (
    Action,
    Archetype,
    Attribute,
    ContactRule,
    Controller,
    DamageRule,
    Guard,
    Listener,
    Override,
    PaceRule,
    PerceptionRule,
    Reaction,
    Stage,
    Status,
    StunRule,
    Validation,
)
from combat_rules.model.events import CombatEvent

PROJECT = "combat_rules"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as a hook: ``@hookimpl``."""


@hookspec
def combat_stage() -> Iterable[Stage]:
    """What the plugin's numbers are made for, if not a thousand ticks a second: one stage."""
    return ()


@hookspec
def combat_actions() -> Iterable[Action]:
    """The actions of the plugin."""
    return ()


@hookspec
def combat_archetypes() -> Iterable[Archetype]:
    """The kinds of combatant: what they start with and which actions they know."""
    return ()


@hookspec
def combat_attributes() -> Iterable[Attribute]:
    """Numbers that every combatant has from now on, readable as ``scene.actor.NAME``."""
    return ()


@hookspec
def combat_validations() -> Iterable[Validation | Guard]:
    """Guards asked before an action may start; a bare guard is asked of every action."""
    return ()


@hookspec
def combat_damage_rules() -> Iterable[DamageRule]:
    """Functions that change a blow's damage, each with its place in the order."""
    return ()


@hookspec
def combat_contact_rules() -> Iterable[ContactRule]:
    """Functions that may overrule a contact's outcome, each with its place in the order."""
    return ()


@hookspec
def combat_stun_rules() -> Iterable[StunRule]:
    """Functions that change how long a stun is, and of what kind, before it begins."""
    return ()


@hookspec
def combat_pace_rules() -> Iterable[PaceRule]:
    """Percentages that make the phases of actions shorter or longer, as each is entered."""
    return ()


@hookspec
def combat_reactions() -> Iterable[Reaction]:
    """What is asked once a blow has dealt its damage, for striker or struck."""
    return ()


@hookspec
def combat_perception_rules() -> Iterable[PerceptionRule]:
    """Further conditions for one combatant to see another."""
    return ()


@hookspec
def combat_statuses() -> Iterable[Status]:
    """What is upon a combatant, and acts on it, while one of its attributes is above zero."""
    return ()


@hookspec
def combat_controllers() -> Iterable[Controller]:
    """Controllers: what chooses for combatants that nobody commands."""
    return ()


@hookspec
def combat_events() -> Iterable[type[CombatEvent]]:
    """The types of event that effects of the plugin announce, as classes."""
    return ()


@hookspec
def combat_overrides() -> Iterable[Override]:
    """Things of other plugins that the plugin's own of the same kind and name replace."""
    return ()


@hookspec
def combat_listeners() -> Iterable[Listener[CombatEvent]]:
    """Subscribers that every fight under these rules has from its start."""
    return ()


HOOKS: dict[str, type] = {
    "combat_stage": Stage,
    "combat_actions": Action,
    "combat_archetypes": Archetype,
    "combat_attributes": Attribute,
    "combat_validations": Validation,
    "combat_damage_rules": DamageRule,
    "combat_contact_rules": ContactRule,
    "combat_stun_rules": StunRule,
    "combat_pace_rules": PaceRule,
    "combat_reactions": Reaction,
    "combat_perception_rules": PerceptionRule,
    "combat_statuses": Status,
    "combat_controllers": Controller,
    "combat_events": CombatEvent,
    "combat_overrides": Override,
    "combat_listeners": Listener,
}
"""Each hook, and what it hands over."""

NAMED = {
    "combat_actions": "action",
    "combat_archetypes": "archetype",
    "combat_attributes": "attribute",
    "combat_damage_rules": "damage rule",
    "combat_contact_rules": "contact rule",
    "combat_stun_rules": "stun rule",
    "combat_pace_rules": "pace rule",
    "combat_reactions": "reaction",
    "combat_perception_rules": "perception rule",
    "combat_statuses": "status",
    "combat_controllers": "controller",
    "combat_listeners": "listener",
}
"""The hooks that hand over things with a name, and what such a thing is called."""

KINDS = {**NAMED, "combat_validations": "validation"}
"""The same, and that whose things are called as their guards are."""

PLACED = (DamageRule, ContactRule, StunRule, PaceRule, Reaction)
"""Rules that have a place of their own in an order."""
