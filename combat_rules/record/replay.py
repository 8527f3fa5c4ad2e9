"""Replay: a recorded fight played again, to any tick, forward and back, on another way, and on."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.fold import records_of
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save, World
from combat_rules.errors import JournalError
from combat_rules.model import CombatantState, Command, require_int
from combat_rules.model.arguments import checks_arguments
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import Changed, changes, in_words, ruleset_of
from combat_rules.record.entries import SET_UP, Record
from combat_rules.record.player import Player, demand_sound, fight_of
from combat_rules.record.reader import Entries, Place, Reading, read_journal
from combat_rules.record.recorder import Memory
from combat_rules.record.worlds import Worlds
from combat_rules.record.writer import Journal


class Replay:
    """A journal that is played again. It begins before the first record.

    ``ruleset`` is found by what the journal says of its plugins if it is left out; ``plugins``
    are then files, folders or modules that replace those of the same name. ``changed`` names
    everything in it that is not what it was.

    Whatever is played is checked against its record, byte for byte, the hash of the state with
    it; ``JournalError`` says where the fight parts from its journal.
    """

    @checks_arguments
    def __init__(
        self,
        journal: Place | Reading,
        ruleset: Ruleset | None = None,
        *,
        plugins: Sequence[object] = (),
    ) -> None:
        self.reading = journal if isinstance(journal, Reading) else read_journal(journal)
        header = self.reading.header
        self.ruleset = ruleset_of(header.rules, plugins) if ruleset is None else ruleset
        self.changed: tuple[Changed, ...] = changes(header.rules, self.ruleset)
        self.records: Sequence[Record] = self.reading.records
        self.number = 0
        self._player = Player(self.reading, self.ruleset)
        self._ticks: list[int] = []
        self._worlds = Worlds(
            self.combat.fight, self._player.world, lambda number: self.records[number - 1].given
        )

    def __reduce__(self) -> tuple[Callable[..., "Replay"], tuple[Reading, Ruleset, int]]:
        return _replay_at, (self.reading, self.ruleset, self.number)

    # -- where it is ----------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The fight as it was after ``number`` records."""
        return self._worlds.after(self.number)

    @property
    def combat(self) -> CombatSystem:
        """The fight that is played again, as far as it ever went; subscribe to it, and look."""
        return self._player.combat

    @property
    def now(self) -> int:
        """The tick of the latest record that was played."""
        return self.world.now

    @property
    def combatants(self) -> Mapping[str, CombatantState]:
        """Every combatant's record as of ``now``, what has come back by itself included."""
        return records_of(self.combat.fight, self.world)

    @property
    def record(self) -> Record | None:
        """The latest record that was played; ``None`` at the beginning."""
        return self.records[self.number - 1] if self.number else None

    @property
    def over(self) -> bool:
        """Whether every record was played."""
        return self.number == len(self.records)

    # -- going ----------------------------------------------------------------------------

    def forward(self) -> Record:
        """Play the next record. Raises ``JournalError`` at the end, and where the fight parts."""
        if self.over:
            raise JournalError(
                f"the journal ends with record {self.number}, at tick {self.now}",
                code="replay.end",
            )
        record = self.records[self.number]
        if self._player.count == self.number:
            self._player.play(record)
            self._worlds.keep(record.number, self._player.world, record.back)
        self.number += 1
        return record

    def back(self) -> Record:
        """Take the latest record back; returns it. Raises ``JournalError`` at the beginning."""
        if not self.number:
            raise JournalError("this is the beginning of the journal", code="replay.end")
        self.number -= 1
        return self.records[self.number]

    @checks_arguments
    def place(self, tick: int) -> int:
        """How many records there are up to ``tick``; those that were rolled back are among them."""
        self._ticks = self._ticks or [record.at for record in self.records]
        return max((n for n, at in enumerate(self._ticks, 1) if at <= tick), default=0)

    @checks_arguments
    def seek(self, tick: int) -> World:
        """Go to how the fight was at ``tick``, all of it played; returns the world.

        Where a fight went back, this is the time that it kept.
        """
        return self._go(self.place(tick))

    def finish(self) -> World:
        """Play everything that is left."""
        while not self.over:
            self.forward()
        return self.world

    def after(self, number: int) -> World:
        """How the fight was after so many records; plays as far as that if it has to."""
        require_int("number", number, 0, len(self.records), code="call.invalid")
        here = self.number
        while (played := self._player.count) < number:
            self.number = played
            self.forward()
        self.number = here
        return self._worlds.after(number)

    def _go(self, number: int) -> World:
        while self.number < number:
            self.forward()
        self.number = number
        return self.world

    # -- another way ----------------------------------------------------------------------

    @checks_arguments
    def fork(self, tick: int | None = None, *commands: Command) -> "Fork":
        """A fight of its own that goes on from here, or from just before ``tick``.

        ``commands`` are carried out at that tick, before any controller is asked, in place of
        what was commanded from outside then and later; one that is refused is announced. Luck
        is the same: whatever differs follows from them.
        """
        if tick is not None:
            require_int("tick", tick, 0, code="call.invalid")
            place, end = self.place(tick - 1), self.place(tick)
            while place < end and isinstance(self.records[place].given, SET_UP):
                place += 1
            self._go(place)
        return Fork(self, tick, commands)


def _replay_at(reading: Reading, ruleset: Ruleset, number: int) -> Replay:
    """A replay that was sent: played again as far as it was."""
    replay = Replay(reading, ruleset=ruleset)
    replay.after(number)
    replay.number = number
    return replay


class Fork:
    """A recorded fight that goes on another way from record ``since`` on.

    Command ``combat`` as any fight; ``compare(replay, fork)`` says where the two part.
    """

    @checks_arguments
    def __init__(self, replay: Replay, tick: int | None, commands: Sequence[Command]) -> None:
        memory = Memory()
        self.since = replay.number
        self.combat: CombatSystem = fight_of(replay.reading.header.fight, replay.ruleset, memory)
        self.combat.load(Save(replay.world))
        demand_sound(self.combat)
        self._memory = memory
        self._replay = replay
        self._first = len(memory.records)
        if tick is not None and tick > self.combat.now and self.combat.result is None:
            # Beyond its last record the fight goes on by itself.
            self.combat.advance(tick - 1 - self.combat.now)
            if self.combat.result is None:
                self.combat.state.pass_time(tick)
        if commands:
            now = self.combat.now
            self.combat.schedule([replace(command, at=now) for command in commands])

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise JournalError(
            "a fork cannot be copied or sent: it looks back into its replay. Send its combat, "
            "which goes on where it arrives, or the replay, and fork that again",
            code="journal.copied",
        )

    @property
    def records(self) -> Sequence[Record]:
        """The records of the whole fight: those before the fork, and those since."""
        new = len(self._memory.records) - self._first
        return Entries(self.since + new, self._record)

    def _record(self, number: int) -> Record:
        if number <= self.since:
            return self._replay.records[number - 1]
        return replace(self._memory.records[self._first + number - self.since - 1], number=number)

    def after(self, number: int) -> World:
        """How the fight was after so many records."""
        require_int("number", number, 0, len(self.records), code="call.invalid")
        if number <= self.since:
            return self._replay.after(number)
        return self._memory.worlds.after(self._first + number - self.since)


class Resumed(Struct, frozen=True):
    """A fight that goes on: ``records`` were played again, ``torn`` bytes were cut off.

    ``combat`` is at the tick of its last record, for time that only passed is not recorded;
    ``journal`` writes on into the file.
    """

    combat: CombatSystem
    journal: Journal
    records: int
    torn: int


@checks_arguments
def resume(
    file: Place,
    ruleset: Ruleset | None = None,
    *,
    plugins: Sequence[object] = (),
    sync: bool = False,
) -> Resumed:
    """Go on with a recorded fight: every record is played again and checked first.

    The last record, if it was not written to its end, is cut off the file. Raises
    ``JournalError`` for damage, for rules that have changed since, and if the fight does not
    come out as it was recorded; then the file is as it was.
    """
    reading = read_journal(file)
    header = reading.header
    rules = ruleset_of(header.rules, plugins) if ruleset is None else ruleset
    changed = changes(header.rules, rules)
    if changed:
        raise JournalError(
            f"{file} cannot go on: its rules have changed since, and the fight would be another "
            f"one:\n{in_words(header.rules, rules, changed)}",
            code="journal.ruleset",
            changes=changed,
        )
    player = Player(reading, rules)
    for record in reading.records:
        player.play(record)
    demand_sound(player.combat)
    journal = Journal.going_on(Path(file), reading, sync=sync)
    journal.go_on(header, player.world, player.combat.events.teller)
    player.combat.go_on_in(journal)
    return Resumed(player.combat, journal, len(reading.records), reading.torn)
