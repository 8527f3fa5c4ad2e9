"""Events of the hostile rules' own."""

from combat_rules import CombatEvent
from combat_rules.model import EventPriority


class Roared(CombatEvent, frozen=True, kw_only=True):
    """Somebody has roared."""

    priority = EventPriority.LOW
    loud: int
