"""The recorder: makes a record of every input that a fight takes."""

from abc import abstractmethod

from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Input, Load, Moment
from combat_rules.engine.sinks import JournalSink, SetUp
from combat_rules.engine.telling import Teller
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.model import Dice
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.record.entries import BACK, SCHEMA, Header, Record, RecordedEvent, Settings
from combat_rules.record.worlds import Hasher, Worlds


class Scribe:
    """Puts into records what came of the inputs of one fight, the ``count`` so far."""

    def __init__(self, teller: Teller, count: int = 0) -> None:
        self.count = count
        self._entry = teller.entry
        self._names: tuple[str, ...] = ()
        self._hash = Hasher().hash

    def record(self, applied: Applied) -> Record:
        """The next record. It counts once ``count`` is set to its number."""
        given, world, entry = applied.given, applied.world, self._entry
        if type(given) is not Moment or not self._names:
            self._names = tuple(seat.id for seat in world.seats)
        names = self._names
        return Record(
            self.count + 1,
            given,
            tuple([entry(said, names, RecordedEvent) for said in applied.said]),
            self._hash(world),
            world.sequence if isinstance(given, BACK) else 0,
        )


class Recorder(JournalSink):
    """Makes records of what it is told and hands each to ``take``.

    Whatever changed the fight past the checks (``state.restore``) is noticed at the next input,
    and recorded as a load of the world that it left. Once there is something that cannot be
    recorded, nothing after it is: a record without those before it would be of no use.
    """

    header: Header | None = None
    _scribe: Scribe
    _last: World
    _noted: Applied | None = None
    _untaken: tuple[tuple[Record, World], ...] = ()
    _lost: tuple[int, str] | None = None
    _where = ""

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is. Raises ``JournalError`` for scripted dice."""
        settings = settings_of(fight)
        if self.header is not None:
            raise used()
        header = Header("combat_rules", SCHEMA, 0, settings, rules_of(fight.fight.ruleset))
        self._scribe, self._last = Scribe(fight.teller), fight.world
        self.start(header)
        self.header = header

    def go_on(self, header: Header, world: World, scribe: Scribe) -> None:
        """Take down what happens from here on in a fight whose records are there already."""
        self.header, self._last, self._scribe = header, world, scribe

    @abstractmethod
    def start(self, header: Header) -> None:
        """Take the header."""

    @abstractmethod
    def take(self, record: Record, world: World) -> None:
        """Take a record, and the world after it; the same once more, if an interrupt cut the
        first time off."""

    def note(self, applied: Applied) -> None:
        """Make a record of an input and what came of it. Raises ``JournalError`` for what cannot
        be recorded, and for all that comes after it."""
        if self._lost is not None:
            raise self._loss()
        if applied is not self._noted:
            load = strayed(self._last, applied)
            if load is not None:
                self._hand_over(Applied(load, self._last, load.world))
            self._hand_over(applied)
        self._catch_up()

    def settle(self) -> None:
        """Take what an interrupt left untaken."""
        self._catch_up()

    def lose(self, number: int, given: Input, error: Exception) -> JournalError:
        """Take no more records: this one cannot be held. Returns the error that says so."""
        kind = given.__struct_config__.tag
        self._lost = number, f"{kind}, tick {given.at}: {type(error).__name__}: {error}"
        return self._loss()

    def _loss(self) -> JournalError:
        number, why = self._lost or (0, "")
        return JournalError(
            f"the journal{self._where} cannot hold record {number} ({why}). It ends before it and "
            "takes nothing more; the fight in memory is whole and may go on",
            code="journal.record",
            record=number,
        )

    def _hand_over(self, applied: Applied) -> None:
        try:
            record = self._scribe.record(applied)
        except Exception as error:
            raise self.lose(self._scribe.count + 1, applied.given, error) from error
        untaken = (*self._untaken, (record, applied.world))
        # One step: an interrupt falls before it or after it.
        self._noted, self._last, self._untaken, self._scribe.count = (
            applied, applied.world, untaken, record.number,
        )  # fmt: skip

    def _catch_up(self) -> None:
        while self._untaken:
            try:
                self.take(*self._untaken[0])
            except Exception:
                self._untaken = self._untaken[1:] if self._lost is None else ()
                raise
            self._untaken = self._untaken[1:]


def settings_of(fight: SetUp) -> Settings:
    """What a fight is set up again with. Raises ``JournalError`` for scripted dice."""
    set_up = fight.fight
    if set_up.dice is not Dice:
        raise JournalError(
            "a fight with dice of its own cannot be recorded or shared: nobody would know what "
            "they rolled; leave out dice=, or leave out journal=",
            code="journal.dice",
        )
    return Settings(
        set_up.seed, set_up.number, set_up.duration, fight.distance, set_up.arena, set_up.strict,
        fight.history,
    )  # fmt: skip


class Memory(Recorder):
    """A recorder that keeps its records in memory."""

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is."""
        super().begin(fight)
        self.records: list[Record] = []
        self.worlds = Worlds(fight.fight, fight.world, lambda n: self.records[n - 1].given)

    def start(self, header: Header) -> None:
        """The header is kept anyway."""

    def take(self, record: Record, world: World) -> None:
        """Keep a record, and the world after it as long as need be."""
        del self.records[record.number - 1 :]
        self.records.append(record)
        self.worlds.keep(record.number, world, record.back)


def strayed(last: World, applied: Applied) -> Load | None:
    """The load of the world that an input met, if anything but time has happened to it since."""
    now = applied.base
    if now is last or type(applied.given) is Load:
        return None
    same = (
        last.seats is now.seats
        and last.scheduled is now.scheduled
        and last.result is now.result
        and (last.sequence, last.started, last.recheck) == (now.sequence, now.started, now.recheck)
    )
    return None if same else Load(now.now, now)


def used() -> JournalError:
    """The error for a journal that a second fight is given."""
    return JournalError(
        "this journal belongs to a fight already; make a new one for each fight",
        code="journal.used",
    )
