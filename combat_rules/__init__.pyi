"""A statechart-driven rules engine for combat: the names that a newcomer needs, nothing else."""

from combat_rules.charts.stock import four_phases
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import ActionError, CombatError
from combat_rules.model import (
    Act,
    Action,
    ActionRole,
    Archetype,
    Attribute,
    CancelWindow,
    CombatEvent,
    Command,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Scene,
    Status,
    Validation,
    View,
    Wait,
    replace,
)
from combat_rules.plugins import Ruleset, hookimpl, load_ruleset

__version__: str
PUBLIC_MODULES: tuple[str, ...]

__all__ = [
    "Act",
    "Action",
    "ActionError",
    "ActionRole",
    "Archetype",
    "Attribute",
    "CancelWindow",
    "CombatError",
    "CombatEvent",
    "CombatSystem",
    "Command",
    "ContactRule",
    "Controller",
    "DamageRule",
    "Effects",
    "Outcome",
    "Ruleset",
    "Scene",
    "Status",
    "Validation",
    "View",
    "Wait",
    "four_phases",
    "hookimpl",
    "load_ruleset",
    "replace",
]
