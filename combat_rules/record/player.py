"""The player: gives a fight again, one by one, the inputs that were recorded of it."""

from collections.abc import Iterator

from combat_rules.engine.agreement import disagreements
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Input, Load, Moment, Rollback
from combat_rules.engine.sinks import Journal
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import World, next_due
from combat_rules.errors import CombatError, JournalError
from combat_rules.plugins import Ruleset
from combat_rules.record.entries import Record, Settings
from combat_rules.record.fields import Field, of_records
from combat_rules.record.reader import Reading
from combat_rules.record.recorder import Scribe
from combat_rules.record.worlds import brought_under

SPELLING = Field("the record", "what it says in a spelling of its own", "the same in the usual one")
"""What differs where two records say the same in other bytes."""


class Player:
    """Plays the records of a journal, one after the other, in a fight of its own: ``combat``.
    ``count`` is how many it has played.

    Each is checked against the one that it gives now, byte for byte.
    """

    def __init__(self, reading: Reading, ruleset: Ruleset) -> None:
        self.combat = fight_of(reading.header.fight, ruleset)
        self.count = 0
        self._scribe = Scribe(self.combat.events.teller)
        self._reading = reading

    @property
    def world(self) -> World:
        """The fight as it is."""
        return self.combat.state.world

    def play(self, record: Record) -> None:
        """Play one record. Raises ``JournalError`` where the fight parts from its journal."""
        try:
            applied = self._fold(record.given)
            (made,) = self._scribe.rows(self.count, [applied])
        except CombatError as error:
            raise _parted(record, str(error)) from error
        except Exception as error:
            # A record made by hand can say what no fight ever does; nothing else plays on it.
            why = f"it says what cannot be ({type(error).__name__}: {error})"
            raise _parted(record, why) from error
        if self._reading.form.packed(made) != self._reading.body(record.number):
            field = next(of_records(record, Record.of(made)), SPELLING)
            raise _parted(record, str(field), field)
        self.count = record.number

    def _fold(self, given: Input) -> Applied:
        combat, before = self.combat, self.world
        if isinstance(given, Load):
            before = brought_under(given.world, combat.fight)
            given = Load(given.at, before)
        elif isinstance(given, Rollback):
            before = combat.state.earlier(given.steps)
        for why in _untimely(given, before, combat.fight):
            raise JournalError(why, code="replay.parted")
        return combat.play(given)


def fight_of(settings: Settings, ruleset: Ruleset, journal: Journal | None = None) -> CombatSystem:
    """A fight before anybody has joined, set up as a journal says."""
    return CombatSystem(
        settings.duration,
        settings.distance,
        # A fight may have no more than a spot, which is what is left of an arena of one unit.
        max(settings.arena, 1),
        ruleset=ruleset,
        seed=settings.seed,
        number=settings.number,
        strict=settings.strict,
        history=settings.history,
        journal=journal,
    )


def demand_sound(combat: CombatSystem) -> None:
    """Raise ``JournalError`` if no fight can go on from where a journal has led: a record brought
    a world whose parts do not fit together. Whoever plays records again needs no such thing."""
    try:
        found = str(next(iter(disagreements(combat.state.world, combat.fight)), ""))
    except Exception as error:
        found = f"{type(error).__name__}: {error}"
    if found:
        raise JournalError(
            f"the fight cannot go on from tick {combat.now}: the world that its journal has "
            f"brought does not fit together: {found}",
            code="journal.world",
        )


def _untimely(given: Input, world: World, fight: Fight) -> Iterator[str]:
    """Why an input cannot be the next one of a fight: time would go back, or leave something
    out."""
    if given.at < world.now:
        yield f"it is tick {world.now} already"
    elif isinstance(given, Load) and given.at != world.now:
        yield f"the world that it brought is at tick {world.now}"
    elif world.result is not None:
        if isinstance(given, Moment):
            yield f"the fight is over since tick {world.result.at}"
    elif given.at != (due := next_due(world, fight)) and isinstance(given, Moment):
        yield f"the next moment is due at tick {due}"
    elif given.at > due:
        yield f"a moment is due at tick {due} that the journal does not have"


def _parted(record: Record, why: str, field: Field | None = None) -> JournalError:
    """The error for a record that cannot be played, or gives another one now."""
    data: dict[str, object] = {}
    if field is not None:
        data = {"field": field.path, "old": field.old, "new": field.new}
    return JournalError(
        f"the fight parts from its journal at tick {record.at}, record {record.number} "
        f"({record.kind}): {why}",
        code="replay.parted",
        at=record.at,
        record=record.number,
        **data,
    )
