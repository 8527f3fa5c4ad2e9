"""How a fight runs: state, events, actions, awareness, contacts, and the referee."""

from combat_rules.engine import carrying  # noqa: F401  # says how a reason is pickled
from combat_rules.engine.actions import ActionSystem
from combat_rules.engine.agreement import Disagreement
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.changes import Transaction
from combat_rules.engine.core.records import Fault, Result
from combat_rules.engine.core.refusals import Reason, Refusal
from combat_rules.engine.debug import debug_system_state, enable_event_tracing
from combat_rules.engine.events import DeadLetter, EventSystem, RetryPolicy
from combat_rules.engine.performance import PerformanceStats
from combat_rules.engine.state import StateManager
from combat_rules.engine.subscribers import Subscription
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.ways import Way
from combat_rules.engine.world import Knowledge, Save, World

__all__ = [
    "ActionSystem",
    "AwarenessSystem",
    "CombatSystem",
    "DeadLetter",
    "Disagreement",
    "EventSystem",
    "Fault",
    "Knowledge",
    "PerformanceStats",
    "Reason",
    "Refusal",
    "Result",
    "RetryPolicy",
    "Save",
    "StateManager",
    "Subscription",
    "Transaction",
    "Way",
    "World",
    "debug_system_state",
    "enable_event_tracing",
]
