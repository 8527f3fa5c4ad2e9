"""An entry tells of an event what the event itself tells."""

import pytest

from combat_rules import CombatSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.sinks import JournalSink, SetUp
from combat_rules.model.events import plain
from combat_rules.record.entries import RecordedEvent
from tests.packs import every_pack
from tests.record.bouts import eventful


class Compared(JournalSink):
    """Holds each entry against its event; ``types`` are those that there were."""

    def begin(self, fight: SetUp) -> None:
        self.fight = fight
        self.types: set[str] = set()

    def note(self, applied: Applied) -> None:
        names = [seat.id for seat in applied.world.seats]
        for said in applied.said:
            entry = RecordedEvent(*self.fight.teller.entries((said,), names)[0])
            told = plain(self.fight.teller.event(said, names))
            own = {name: told.pop(name) for name in entry.data}
            assert entry.data == own
            assert told == {
                "sequence": entry.sequence,
                "timestamp": entry.timestamp,
                "type": entry.type,
                "priority": entry.priority,
                "source": entry.source,
                "target": entry.target,
                "action": entry.action,
                "causes": list(entry.causes),
            }
            self.types.add(entry.type)

    def settle(self) -> None:
        """Nothing waits."""


@pytest.mark.parametrize("place", range(4))
def test_an_entry_tells_what_its_event_tells(place: int) -> None:
    sink, ruleset = Compared(), every_pack()
    combat = CombatSystem(ruleset=ruleset, seed=place, journal=sink)
    for kind in sorted(ruleset.archetypes)[place::4]:
        combat.add_combatant(kind)
    combat.advance(4000)
    assert len(sink.types) > 12


def test_an_entry_of_what_was_done_from_outside_tells_what_its_event_tells() -> None:
    sink = Compared()
    eventful(sink)
    assert {"combatant_changed", "combatant_joined", "fight_ended"} <= sink.types
