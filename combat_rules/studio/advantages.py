"""Advantages: who was free first after each contact of a fight, in ticks, as it is played."""

from msgspec import Struct

from combat_rules.engine.system import CombatSystem
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    CombatantRecovered,
    CombatEvent,
)


class Advantage(Struct, frozen=True):
    """What came of a contact: ``ticks`` is how much sooner who struck was free; the event with the
    number ``known`` settled it."""

    at: int
    who: str
    action: str
    outcome: str
    ticks: int
    known: int


class Advantages:
    """Follows a fight, event by event."""

    def __init__(self) -> None:
        self.found: list[Advantage] = []
        self._contact: ActionContact | None = None
        self._free: dict[str, int] = {}

    def hear(self, event: CombatEvent, combat: CombatSystem) -> None:
        """Take an event of the fight."""
        if isinstance(event, ActionContact) and event.target and event.projectile is None:
            self._contact, self._free = event, {}
            # Whoever neither reels nor does anything is free all along.
            target = combat.combatant(event.target)
            if target.action is None and target.stunned_until <= event.timestamp:
                self._free[event.target] = event.timestamp
        elif self._contact is not None and event.source is not None and self._frees(event, combat):
            self._free[event.source] = event.timestamp
            self._settle(self._contact, event)

    def go_back(self, sequence: int) -> None:
        """Forget what was known from an event on."""
        self._contact = None
        while self.found and self.found[-1].known >= sequence:
            self.found.pop()

    def _frees(self, event: CombatEvent, combat: CombatSystem) -> bool:
        """Whether an event lets its source act again."""
        if isinstance(event, CombatantRecovered):
            return True
        stunned = combat.combatant(event.source or "").stunned_until
        return isinstance(event, ActionEnded) and stunned <= event.timestamp

    def _settle(self, contact: ActionContact, event: CombatEvent) -> None:
        striker, target = contact.source or "", contact.target or ""
        if striker in self._free and target in self._free:
            self.found.append(
                Advantage(
                    contact.timestamp,
                    striker,
                    contact.name,
                    contact.type.removeprefix("action_").replace("_", " "),
                    self._free[target] - self._free[striker],
                    event.sequence,
                )
            )
            self._contact = None
