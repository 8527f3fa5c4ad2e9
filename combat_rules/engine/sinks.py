"""Keepers: who is told of every change of a fight as it is committed, to write it down."""

from abc import ABC, abstractmethod
from collections.abc import MutableSequence
from typing import Any, Literal

from combat_rules.engine.state.manager import Transaction
from combat_rules.engine.state.world import Fight, World
from combat_rules.errors import JournalError
from combat_rules.model import CombatEvent, Command

Kind = Literal["moment", "command", "answer", "join", "schedule", "change", "load", "rollback"]
"""What a change was: a moment that was due, a command, a subscriber's command, somebody who
joined, commands for later, a change from outside, another world, an earlier one."""


class Keeper(ABC):
    """Told of each commit before anybody hears its events; once more if an interrupt cut that
    off. What it raises is raised once the events are out: the fight goes on whole."""

    @abstractmethod
    def begin(self, play: Any, fight: Fight, world: World, distance: int, history: int) -> None:
        """A fight is set up; ``play`` is what plays it, ``distance`` and ``history`` are as
        ``CombatSystem`` was given them."""

    @abstractmethod
    def mean(self, tx: Transaction) -> None:
        """Look at a transaction from outside before anything follows from it."""

    @abstractmethod
    def note(self, kind: Kind, tx: Transaction, world: World, command: Command | None) -> None:
        """A transaction was committed, and ``world`` is what it left."""

    @abstractmethod
    def back(self, world: World, steps: int | None) -> None:
        """The fight is at ``world`` now: ``steps`` back, or loaded."""

    @abstractmethod
    def settle(self) -> None:
        """Whoever called from outside is about to get an answer."""


Journal = MutableSequence[Command | CombatEvent] | Keeper
"""What takes a fight down: a list, given every command and event in order, or a keeper."""


class Notebook(Keeper):
    """A list that is given commands and events; what is rolled back is taken out again."""

    def __init__(self, entries: MutableSequence[Command | CombatEvent]) -> None:
        self._entries = entries

    def begin(self, play: Any, fight: Fight, world: World, distance: int, history: int) -> None:
        """Nothing to be written."""

    def mean(self, tx: Transaction) -> None:
        """Nothing to be written: events tell of it."""

    def note(self, kind: Kind, tx: Transaction, world: World, command: Command | None) -> None:
        """The command, then what came of it."""
        if self._entries and tx.events and self._entries[-1] is tx.events[-1]:
            # It was told before an interrupt cut the rest off.
            return
        self._entries.extend((*(() if command is None else (command,)), *tx.events))

    def back(self, world: World, steps: int | None) -> None:
        """Take out what came after."""
        entries = self._entries
        while entries and not (
            isinstance(entries[-1], CombatEvent) and entries[-1].sequence < world.sequence
        ):
            entries.pop()

    def settle(self) -> None:
        """Everything is in the list already."""


def keeper_of(journal: Journal | None) -> Keeper | None:
    """Whoever keeps the journal that a fight was given. Raises ``JournalError`` for none."""
    if journal is None or isinstance(journal, Keeper):
        return journal
    if not all(hasattr(journal, name) for name in ("append", "extend", "pop")):
        raise JournalError(
            f"journal is {journal!r}; give a list, or a file: journal=Journal(FILE), with Journal "
            "from combat_rules.record",
            code="journal.invalid",
        )
    return Notebook(journal)
