"""The player: carries out again, one by one, what records say."""

from collections.abc import Callable, Mapping

from combat_rules.engine.agreement import disagreements
from combat_rules.engine.keepers import Keeper
from combat_rules.engine.play import Play
from combat_rules.engine.state.manager import Save
from combat_rules.engine.state.world import World, next_due
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError, JournalError
from combat_rules.model import Archetype, CombatantState
from combat_rules.plugins import Ruleset
from combat_rules.record.entries import Header, Join, Record, Settings
from combat_rules.record.recorder import Recorder
from combat_rules.record.worlds import apply_change, unpack


class Memory(Recorder):
    """A recorder that keeps its records in memory, and the world after each."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.worlds: list[World] = []

    def start(self, header: Header) -> None:
        """The header is kept anyway."""

    def take(self, record: Record) -> None:
        """Keep a record."""
        del self.records[record.number - 1 :], self.worlds[record.number - 1 :]
        self.records.append(record)
        self.worlds.append(self.last)


class Latest(Recorder):
    """A recorder that keeps the latest record, and how many there were."""

    def __init__(self) -> None:
        self.record: Record | None = None
        self.count = 0

    def start(self, header: Header) -> None:
        """The header is kept anyway."""

    def take(self, record: Record) -> None:
        """Keep a record instead of the one before."""
        self.record = record
        self.count += 1


class Player:
    """Plays records, one after the other, in a fight of its own: ``combat``."""

    def __init__(self, settings: Settings, ruleset: Ruleset) -> None:
        self._latest = Latest()
        self.combat = fight_of(settings, ruleset, self._latest)
        self._play: Play = self._latest.play
        self._record: type[CombatantState] = ruleset.combatant_type
        self._known = ruleset.events
        self._kinds: Mapping[str, Callable[[Record], object]] = {
            "moment": self._moment,
            "command": self._command,
            "answer": self._answer,
            "join": self._join,
            "schedule": self._schedule,
            "change": self._change,
            "load": self._load,
            "rollback": self._rollback,
        }

    @property
    def world(self) -> World:
        """The fight as it is."""
        return self.combat.state.world

    def play(self, record: Record) -> Record:
        """Play one record; returns the record that it gave now.

        Raises ``JournalError`` if the fight cannot do now what was recorded.
        """
        before = self._latest.count
        try:
            self._kinds[record.kind](record)
        except JournalError:
            raise
        except CombatError as error:
            raise cannot(record, str(error)) from error
        except Exception as error:
            # A record made by hand can say what no fight ever does; nothing else plays on it.
            why = f"it says what cannot be ({type(error).__name__}: {error})"
            raise cannot(record, why) from error
        made = self._latest.record
        if made is None or self._latest.count != before + 1:
            raise cannot(record, f"it gave {self._latest.count - before} records instead of one")
        return made

    def go_on_in(self, journal: Recorder) -> None:
        """From now on the fight is recorded by ``journal``."""
        journal.follow(self._latest)
        self._play.publisher.keeper = journal

    def _moment(self, record: Record) -> None:
        world = self.world
        if world.result is not None:
            raise cannot(record, f"the fight is over since tick {world.result.at}")
        due = next_due(world, self.combat.fight.duration)
        if due != record.at:
            raise cannot(record, f"the next moment is due at tick {due}")
        self._play.moment(due)

    def _command(self, record: Record) -> None:
        assert record.command is not None, "a command is recorded with its command"
        self._pass_time(record)
        self.combat.execute_action(record.command)

    def _answer(self, record: Record) -> None:
        assert record.command is not None, "an answer is recorded with its command"
        self._pass_time(record)
        self._play.answer(record.command)

    def _join(self, record: Record) -> None:
        assert record.join is not None, "whoever joins is recorded"
        self._pass_time(record)
        join = record.join
        archetype = join.archetype if join.actions is None else _own_archetype(join)
        self.combat.add_combatant(
            archetype,
            join.name,
            team=join.team,
            position=join.position,
            controller=join.controller,
            **join.own,
        )

    def _schedule(self, record: Record) -> None:
        self._pass_time(record)
        # Not checked again: who was told in time may have gone when the fight went back.
        self._play.schedule(record.commands)

    def _change(self, record: Record) -> None:
        assert record.change is not None, "a change is recorded with what it changed"
        self._pass_time(record)
        with self.combat.transaction() as tx:
            apply_change(record.change, tx, self._record, self._known)

    def _load(self, record: Record) -> None:
        assert record.world is not None, "a world that was loaded is recorded"
        self.combat.load(Save(unpack(record.world, self._record)))

    def _rollback(self, record: Record) -> None:
        # A world of the ring may have waited: how long hangs on how time was cut in slices.
        self._play.publisher.keeper = None
        try:
            self.combat.rollback(record.steps)
            self.combat.state.pass_time(max(record.at, self.world.now))
        finally:
            self._play.publisher.keeper = self._latest
        self._latest.back(self.world, record.steps)

    def _pass_time(self, record: Record) -> None:
        world = self.world
        due = next_due(world, self.combat.fight.duration)
        if world.result is None and due < record.at:
            raise cannot(record, f"a moment is due at tick {due} that the journal does not have")
        self.combat.state.pass_time(record.at)


def fight_of(settings: Settings, ruleset: Ruleset, journal: Keeper | None) -> CombatSystem:
    """A fight before anybody has joined, set up as a journal says."""
    return CombatSystem(
        settings.duration,
        settings.distance,
        settings.arena,
        ruleset=ruleset,
        seed=settings.seed,
        number=settings.number,
        strict=settings.strict,
        history=settings.history,
        journal=journal,
    )


def cannot(record: Record, why: str) -> JournalError:
    """The error for a record that cannot be played."""
    return JournalError(
        f"the fight parts from its journal at tick {record.at}, record {record.number} "
        f"({record.kind}): {why}",
        code="replay.parted",
        at=record.at,
        record=record.number,
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


def _own_archetype(join: Join) -> Archetype:
    """An archetype that the ruleset does not have; its numbers are all given one by one."""
    return Archetype(
        name=join.archetype,
        actions=join.actions or (),
        controller=join.controller,
        health=join.own["max_health"],
        stamina=join.own["max_stamina"],
    )
