"""The recorder: turns every commit of a fight into a record."""

from abc import abstractmethod
from operator import is_
from typing import Any

from msgspec.structs import astuple

from combat_rules.engine.entrance import ADJUSTABLE
from combat_rules.engine.keepers import Keeper, Kind
from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight, World
from combat_rules.errors import JournalError
from combat_rules.model import CombatantState, Command, Dice
from combat_rules.plugins import Ruleset
from combat_rules.record.entries import SCHEMA, Header, Join, Record, Settings
from combat_rules.record.events import recorded
from combat_rules.record.fingerprint import rules_of
from combat_rules.record.hashing import Hasher
from combat_rules.record.worlds import FIELDS, Change, change_of, pack

assert FIELDS[0] == "now", "the rest of a world stays what it is while time passes"


class Recorder(Keeper):
    """Makes records of what it is told and hands each to ``take``.

    Whatever changed the fight past the doors (``state.restore``, a transaction of the state
    manager) is noticed at the next commit and recorded as a whole world.
    """

    header: Header | None = None
    _strayed = False
    _untaken: tuple[Record, ...] = ()
    _hasher: Hasher

    def begin(self, play: Any, fight: Fight, world: World, distance: int, history: int) -> None:
        """Take down which fight it is. Raises ``JournalError`` for scripted dice."""
        if fight.dice is not Dice:
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
            fight.seed, fight.number, fight.duration, distance, fight.arena, fight.strict, history
        )
        self._ruleset = fight.ruleset
        self._hasher = Hasher()
        self.last = world
        self._count = 0
        self._meant: tuple[Transaction, Change] | None = None
        header = Header("combat_rules", SCHEMA, settings, rules_of(fight.ruleset))
        self.play = play
        self.start(header)
        self.header = header

    def follow(self, other: "Recorder") -> None:
        """Go on where another recorder of the same fight is."""
        self.header, self.play = other.header, other.play
        self._ruleset, self.last, self._count = other._ruleset, other.last, other._count
        self._meant, self._strayed, self._hasher = None, other._strayed, Hasher()

    @abstractmethod
    def start(self, header: Header) -> None:
        """Take the header."""

    @abstractmethod
    def take(self, record: Record) -> None:
        """Take a record; the same one once more, if an interrupt cut the first time off."""

    def mean(self, tx: Transaction) -> None:
        """Take down what a transaction from outside changes by itself."""
        self._meant = (tx, change_of(tx))

    def note(self, kind: Kind, tx: Transaction, world: World, command: Command | None) -> None:
        """Make a record of a commit."""
        if world is self.last:
            # It was taken down already, before an interrupt cut the rest off.
            self._catch_up()
            return
        if not same_but_for_time(self.last, tx.base):
            self._strayed = True
            self.back(tx.base, None)
        given: dict[str, Any] = {}
        if command is not None:
            given["command"] = command
        elif kind == "join":
            given["join"] = self._join(tx)
        elif kind == "schedule":
            given["commands"] = _added(tx)
        elif kind == "change":
            assert self._meant is not None, "a change is looked at before it is committed"
            given["change"] = self._meant[1]
        record = Record(
            number=self._count + 1,
            at=tx.now,
            kind=kind,
            events=recorded(tx.events),
            state=self._hasher.hash(world),
            **given,
        )
        self._hand_over(record, world)

    def back(self, world: World, steps: int | None) -> None:
        """Make a record of a world that the fight is at now."""
        if self._strayed:
            # A replay does not have the worlds that came about past the doors.
            steps = None
        kind: Kind = "load" if steps is None else "rollback"
        data = pack(world) if steps is None else None
        record = Record(
            number=self._count + 1,
            at=world.now,
            kind=kind,
            world=data,
            steps=steps or 0,
            sequence=0 if steps is None else world.sequence,
            state=self._hasher.hash(world),
        )
        self._hand_over(record, world)

    def settle(self) -> None:
        """Take what an interrupt left untaken."""
        self._catch_up()

    def _hand_over(self, record: Record, world: World) -> None:
        # One step: an interrupt falls before it or after it.
        self.last, self._count, self._untaken = world, record.number, (*self._untaken, record)
        self._catch_up()

    def _catch_up(self) -> None:
        while self._untaken:
            try:
                self.take(self._untaken[0])
            except Exception:
                self._untaken = self._untaken[1:]
                raise
            self._untaken = self._untaken[1:]

    def _join(self, tx: Transaction) -> Join:
        (state,) = [c for who, c in tx.combatants.items() if who not in tx.base.combatants]
        return join_of(state, self._ruleset)


def join_of(state: CombatantState, ruleset: Ruleset) -> Join:
    """How a newcomer differs from its archetype; everything, if the ruleset does not have it."""
    kind = ruleset.archetypes.get(state.archetype)
    names = [*ADJUSTABLE, *(attribute.name for attribute in ruleset.attributes)]
    plain: dict[str, int] = {}
    if kind is not None and kind.actions == state.actions:
        numbers = {name: getattr(kind, name) for name in names if hasattr(kind, name)}
        full = {"max_health": kind.health, "max_stamina": kind.stamina}
        declared = {a.name: a.default for a in ruleset.attributes}
        plain = {**numbers, **full, **declared, **kind.attributes}
    own = {name: value for name in names if plain.get(name) != (value := getattr(state, name))}
    for one, other in (("health", "max_health"), ("stamina", "max_stamina")):
        if one in own or other in own:
            own |= {one: getattr(state, one), other: getattr(state, other)}
    return Join(
        archetype=state.archetype,
        name=state.id,
        team=state.team,
        position=state.position,
        controller=state.controller,
        own=own,
        actions=None if plain else state.actions,
    )


def same_but_for_time(one: World, other: World) -> bool:
    """Whether a world is another one to which nothing has happened but time."""
    return one is other or all(map(is_, astuple(one)[1:], astuple(other)[1:]))


def _added(tx: Transaction) -> tuple[Command, ...]:
    """The commands that a transaction has scheduled."""
    before = list(tx.base.scheduled)
    added = []
    for command in tx.scheduled:
        if before and before[0] is command:
            before.pop(0)
        else:
            added.append(command)
    return tuple(added)
