"""Advantages: who was free first after each contact of a fight, in ticks, as it is played."""

from collections.abc import Mapping

from msgspec import Struct

from combat_rules.engine.system import CombatSystem
from combat_rules.model.events import (
    ActionContact,
    ActionEnded,
    CombatantRecovered,
    CombatEvent,
)
from combat_rules.model.fields import EMPTY


class Advantage(Struct, frozen=True):
    """What came of a contact: ``ticks`` is how much sooner who struck was free; the event with the
    number ``known`` settled it."""

    at: int
    who: str
    action: str
    outcome: str
    ticks: int
    known: int


class Open(Struct, frozen=True):
    """The last contact that is not settled, if any, and who was free after it since when, as it was
    from the event with the number ``known`` on."""

    known: int = -1
    contact: ActionContact | None = None
    free: Mapping[str, int] = EMPTY


class Advantages:
    """Follows a fight, event by event."""

    def __init__(self) -> None:
        self.found: list[Advantage] = []
        self._open = [Open()]

    def hear(self, event: CombatEvent, combat: CombatSystem) -> None:
        """Take an event of the fight."""
        contact, number = self._open[-1].contact, event.sequence
        if isinstance(event, ActionContact) and event.target and event.projectile is None:
            # Whoever neither reels nor does anything is free all along, but for whoever is out.
            target = combat.combatant(event.target)
            is_free = target.action is None and target.stunned_until <= event.timestamp
            is_free = is_free and not target.defeated
            free = {event.target: event.timestamp} if is_free else {}
            self._open.append(Open(number, event, free))
        elif contact is not None and event.source is not None and self._frees(event, combat):
            free = {**self._open[-1].free, event.source: event.timestamp}
            self._open.append(Open(number, contact, free))
            self._settle(contact, free, event)

    def go_back(self, sequence: int) -> None:
        """Forget what was known from an event on."""
        while self._open[-1].known >= sequence:
            self._open.pop()
        while self.found and self.found[-1].known >= sequence:
            self.found.pop()

    def _frees(self, event: CombatEvent, combat: CombatSystem) -> bool:
        """Whether an event lets its source act again."""
        if combat.result is not None or not isinstance(event, ActionEnded | CombatantRecovered):
            return False
        source = combat.combatant(event.source or "")
        is_up = isinstance(event, CombatantRecovered) or source.stunned_until <= event.timestamp
        return is_up and not source.defeated

    def _settle(self, contact: ActionContact, free: Mapping[str, int], event: CombatEvent) -> None:
        striker, target = contact.source or "", contact.target or ""
        if striker in free and target in free:
            self.found.append(
                Advantage(
                    contact.timestamp,
                    striker,
                    contact.name,
                    contact.type.removeprefix("action_").replace("_", " "),
                    free[target] - free[striker],
                    event.sequence,
                )
            )
            self._open.append(Open(event.sequence))
