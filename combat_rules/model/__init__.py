"""Immutable values: what the rules speak of. Nothing here changes; change makes a new one."""

from msgspec.structs import replace

from combat_rules.model.actions import (
    LANDED,
    Action,
    ActionRole,
    ActionState,
    ActionStateType,
    CancelWindow,
    Outcome,
    Position,
)
from combat_rules.model.combatants import (
    Archetype,
    Attribute,
    AwarenessLevel,
    CombatantState,
    Stun,
)
from combat_rules.model.dice import Dice, Roller
from combat_rules.model.events import CombatEvent, Command, EventPriority
from combat_rules.model.rules import (
    Act,
    ContactRule,
    Controller,
    DamageRule,
    Effect,
    Foe,
    Guard,
    Listener,
    PerceptionRule,
    Sighting,
    Stage,
    Status,
    Validation,
    View,
    Wait,
    claim,
    name_of,
)
from combat_rules.model.scene import Effects, Scene

__all__ = [
    "LANDED",
    "Act",
    "Action",
    "ActionRole",
    "ActionState",
    "ActionStateType",
    "Archetype",
    "Attribute",
    "AwarenessLevel",
    "CancelWindow",
    "CombatEvent",
    "CombatantState",
    "Command",
    "ContactRule",
    "Controller",
    "DamageRule",
    "Dice",
    "Effect",
    "Effects",
    "EventPriority",
    "Foe",
    "Guard",
    "Listener",
    "Outcome",
    "PerceptionRule",
    "Position",
    "Roller",
    "Scene",
    "Sighting",
    "Stage",
    "Status",
    "Stun",
    "Validation",
    "View",
    "Wait",
    "claim",
    "name_of",
    "replace",
]
