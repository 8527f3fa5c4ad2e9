"""Endings: who has fallen, and when the fight is over."""

from msgspec.structs import replace

from combat_rules.engine.actions.phases import Phases
from combat_rules.engine.contacts.verdict import result_of
from combat_rules.engine.events.system import EventSystem, because
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight
from combat_rules.engine.statuses import Statuses
from combat_rules.model.events import AttributeChanged, CombatantDefeated, DamageDealt, FightEnded


class Endings:
    """Takes the fallen out of the fight, and ends it when it is decided."""

    def __init__(
        self, fight: Fight, events: EventSystem, phases: Phases, statuses: Statuses
    ) -> None:
        self._fight = fight
        self._events = events
        self._phases = phases
        self._statuses = statuses

    def defeat(self, tx: Transaction) -> None:
        """Defeat whoever has no health left; what it did, and what was upon it, ends."""
        fallen = [c for c in tx.combatants.values() if c.health <= 0 and not c.defeated]
        for state in fallen:
            who = state.id
            tx.combatants[who] = replace(state, defeated=True)
            event = self._events.announce(
                tx, CombatantDefeated(source=who, causes=because(_last_harm(tx, who)))
            )
            running = tx.actions.get(who)
            if running is not None:
                self._phases.end(tx, running, "defeated", event)
            self._statuses.leave(tx, who, event)
            tx.thinking.pop(who, None)
            tx.stuns = {k: t for k, t in tx.stuns.items() if k != who}

    def conclude(self, tx: Transaction) -> None:
        """End the fight if one side is left, or its time is up."""
        result = result_of(tx, self._fight)
        if result is None:
            return
        defeats = [e.sequence for e in tx.events if isinstance(e, CombatantDefeated)]
        for running in list(tx.actions.values()):
            self._phases.end(tx, running, "fight_ended", running.last_event)
        self._statuses.close(tx)
        tx.thinking.clear()
        tx.stuns = {}
        tx.scheduled = ()
        tx.result = result
        self._events.announce(
            tx,
            FightEnded(winner=result.winner, reason=result.reason, causes=tuple(defeats[-1:])),
        )


def _last_harm(tx: Transaction, who: str) -> int | None:
    """The latest event of this transaction that took health from a combatant."""
    for event in reversed(tx.events):
        if isinstance(event, DamageDealt):
            harms = event.target == who
        elif isinstance(event, AttributeChanged) and event.attribute == "health":
            harms = event.source == who and event.change < 0
        else:
            harms = False
        if harms:
            return event.sequence
    return None
