"""The recorder: makes a record of every input that a fight takes."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Load, Moment
from combat_rules.engine.sinks import JournalSink, SetUp
from combat_rules.engine.telling import Teller
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.model import Dice
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.record.entries import BACK, SCHEMA, Header, Record, Row, Settings
from combat_rules.record.worlds import Hasher, Worlds

Made = TypeVar("Made")


class Scribe:
    """Puts into records what came of the inputs of one fight."""

    def __init__(self, teller: Teller) -> None:
        self._teller, self._hasher = teller, Hasher()

    def rows(self, count: int, inputs: Sequence[Applied]) -> list[Row]:
        """The records of inputs and what came of them, by positions, after ``count`` others."""
        digest, entries = self._hasher.digest, self._teller.entries
        # First all of the one, then all of the other, while each is in the processor's caches.
        states = [digest(applied.world) for applied in inputs]
        rows: list[Row] = []
        names: tuple[str, ...] = ()
        for applied, state in zip(inputs, states, strict=True):
            given, sequence = applied.given, 0
            if type(given) is not Moment or not names:
                names = names_in(applied.world)
                if type(given) in BACK:
                    sequence = applied.world.sequence
            count += 1
            rows.append((count, given, entries(applied.said, names), state, sequence))
        return rows


class Recorder(JournalSink, Generic[Made]):
    """Makes records of what it is told, at the latest before the call that it belongs to returns:
    many together take less than each by itself, between the moments of a fight.

    Whatever changed the fight past the checks (``state.restore``) is noticed at the next input,
    and recorded as a load of the world that it left. Once there is something that cannot be
    recorded, nothing after it is: a record without those before it would be of no use.
    """

    header: Header | None = None
    count = 0
    """How many records there are."""
    _scribe: Scribe
    _noted: list[Applied]
    """What is yet to be recorded, after the latest that was."""
    _patience = 0
    """How many inputs may wait for their records."""
    _waiting: tuple[Made, ...] = ()
    _lost: tuple[int, str] | None = None
    _where = ""

    def __init__(self) -> None:
        self._noted = []

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is. Raises ``JournalError`` for scripted dice."""
        settings = settings_of(fight)
        if self.header is not None:
            raise used()
        header = Header("combat_rules", SCHEMA, 0, settings, rules_of(fight.fight.ruleset))
        self.go_on(header, fight.world, fight.teller)

    def go_on(self, header: Header, world: World, teller: Teller) -> None:
        """Take down what happens from here on in a fight of which there are ``count`` records."""
        self._scribe, self._noted = Scribe(teller), [Applied(Moment(world.now), world, world)]
        self.header = header

    @abstractmethod
    def _made(self, row: Row, world: World) -> Made:
        """What is kept of a record, and of the world after it."""

    @abstractmethod
    def _put_away(self) -> None:
        """Put away what waits; once more, if an interrupt cut that off."""

    def note(self, applied: Applied) -> None:
        """Take down an input and what came of it, once. Raises ``JournalError`` if one that waited
        cannot be recorded."""
        noted = self._noted
        if applied is not noted[-1]:
            noted.append(applied)
        if len(noted) > self._patience:
            self._catch_up()

    def settle(self) -> None:
        """Make records of all that was noted. Raises ``JournalError`` for what cannot be recorded,
        and for all that comes after it."""
        self._catch_up()

    def _catch_up(self) -> None:
        noted, count, lost = self._noted, self.count, self._lost
        inputs = list(self._inputs()) if lost is None else []
        cause = None
        try:
            made = self._recorded(count, inputs)
        except Exception:
            made, lost, cause = self._recorded_until(count, inputs)
        count += len(made)
        # One step: an interrupt falls before it or after it.
        self._waiting, self._noted, self.count, self._lost = (
            (*self._waiting, *made), noted[-1:], count, lost,
        )  # fmt: skip
        self._put_away()
        if lost is not None and len(noted) > 1:
            raise self._loss(*lost) from cause

    def _recorded(self, count: int, inputs: Sequence[Applied]) -> list[Made]:
        """What is kept of the records of inputs, of which ``count`` are before."""
        rows = self._scribe.rows(count, inputs)
        return [self._made(row, given.world) for row, given in zip(rows, inputs, strict=True)]

    def _recorded_until(
        self, count: int, inputs: Sequence[Applied]
    ) -> tuple[list[Made], tuple[int, str] | None, Exception | None]:
        """The same up to the input that cannot be recorded, which one that is, and why."""
        made: list[Made] = []
        for applied in inputs:
            try:
                made += self._recorded(count + len(made), [applied])
            except Exception as error:
                given = applied.given
                kind = given.__struct_config__.tag
                why = f"{kind}, tick {given.at}: {type(error).__name__}: {error}"
                return made, (count + len(made) + 1, why), error
        return made, None, None

    def _inputs(self) -> Iterator[Applied]:
        """What was noted, and before it the load of a world that came in past the checks."""
        for last, applied in pairwise(self._noted):
            if applied.base is not last.world:
                load = strayed(last.world, applied)
                if load is not None:
                    yield Applied(load, last.world, load.world)
            yield applied

    def _loss(self, number: int, why: str) -> JournalError:
        return JournalError(
            f"the journal{self._where} cannot hold record {number} ({why}). It ends before it and "
            "takes nothing more; the fight in memory is whole and may go on",
            code="journal.record",
            record=number,
        )


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


class Memory(Recorder[tuple[Record, World]]):
    """A recorder that keeps its records in memory, as soon as it is told."""

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is."""
        super().begin(fight)
        self.records: list[Record] = []
        self.worlds = Worlds(fight.fight, fight.world, lambda n: self.records[n - 1].given)

    def _made(self, row: Row, world: World) -> tuple[Record, World]:
        return Record.of(row), world

    def _put_away(self) -> None:
        for record, world in self._waiting:
            del self.records[record.number - 1 :]
            self.records.append(record)
            self.worlds.keep(record.number, world, record.back)
        self._waiting = ()


def names_in(world: World) -> tuple[str, ...]:
    """Who fights in a world, by place."""
    return tuple(seat.id for seat in world.seats)


def strayed(last: World, applied: Applied) -> Load | None:
    """The load of the world that an input met, if anything but time has happened to it since."""
    now = applied.base
    if now is last or type(applied.given) is Load:
        return None
    same = (
        last.seats is now.seats
        and last.shots is now.shots
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
