"""The recorder: makes a record of every input that a fight takes."""

from abc import abstractmethod

from msgspec.structs import replace

from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Load
from combat_rules.engine.sinks import JournalSink, SetUp, Tell
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.model import Dice
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.record.entries import SCHEMA, Header, Record, Settings, recorded
from combat_rules.record.worlds import Hasher


class Scribe:
    """Puts into records what came of the inputs of one fight, the ``count`` so far."""

    def __init__(self, tell: Tell, count: int = 0) -> None:
        self.count = count
        self._tell = tell
        self._hasher = Hasher()

    def record(self, applied: Applied) -> Record:
        """The next record. It counts once ``count`` is set to its number."""
        record = Record(
            self.count + 1,
            applied.given,
            recorded(self._tell(applied.said)),
            self._hasher.hash(applied.world),
        )
        return replace(record, sequence=applied.world.sequence) if record.back else record


class Recorder(JournalSink):
    """Makes records of what it is told and hands each to ``take``.

    Whatever changed the fight past the checks (``state.restore``) is noticed at the next input,
    and recorded as a load of the world that it left.
    """

    header: Header | None = None
    _scribe: Scribe
    _last: World
    _noted: Applied | None = None
    _untaken: tuple[tuple[Record, World], ...] = ()

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is. Raises ``JournalError`` for scripted dice."""
        set_up = fight.fight
        if set_up.dice is not Dice:
            raise JournalError(
                "a fight with dice of its own cannot be recorded: a replay would not know what "
                "they rolled; leave out dice=, or leave out journal=",
                code="journal.dice",
            )
        if self.header is not None:
            raise JournalError(
                "this journal belongs to a fight already; make a new one for each fight",
                code="journal.used",
            )
        settings = Settings(
            set_up.seed, set_up.number, set_up.duration, fight.distance, set_up.arena,
            set_up.strict, fight.history,
        )  # fmt: skip
        header = Header("combat_rules", SCHEMA, settings, rules_of(set_up.ruleset))
        self._scribe, self._last = Scribe(fight.tell), fight.world
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
        """Make a record of an input and what came of it."""
        if applied is not self._noted:
            if not isinstance(applied.given, Load) and strayed(self._last, applied.base):
                base = applied.base
                self._hand_over(Applied(Load(base.now, base), self._last, base))
            self._hand_over(applied)
        self._catch_up()

    def settle(self) -> None:
        """Take what an interrupt left untaken."""
        self._catch_up()

    def _hand_over(self, applied: Applied) -> None:
        record = self._scribe.record(applied)
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
                self._untaken = self._untaken[1:]
                raise
            self._untaken = self._untaken[1:]


class Memory(Recorder):
    """A recorder that keeps its records in memory, and the world after each."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.worlds: list[World] = []

    def start(self, header: Header) -> None:
        """The header is kept anyway."""

    def take(self, record: Record, world: World) -> None:
        """Keep a record."""
        del self.records[record.number - 1 :], self.worlds[record.number - 1 :]
        self.records.append(record)
        self.worlds.append(world)


def strayed(last: World, now: World) -> bool:
    """Whether anything but time has happened to a world since."""
    return last is not now and not (
        last.seats is now.seats
        and last.scheduled is now.scheduled
        and last.result is now.result
        and (last.sequence, last.started, last.recheck) == (now.sequence, now.started, now.recheck)
    )
