"""Sinks of a journal: who is told of every input of a fight and of what came of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, MutableSequence, Sequence

from msgspec import Struct

from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Said
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Answer, Do, Load, Rollback
from combat_rules.engine.telling import Teller
from combat_rules.engine.world import World
from combat_rules.errors import JournalError, in_short
from combat_rules.model import CombatEvent, Command

Tell = Callable[[Sequence[Said]], tuple[CombatEvent, ...]]
"""Makes public events of what was noted."""


class SetUp(Struct, frozen=True):
    """A fight as it was set up: ``distance`` and ``history`` are as ``CombatSystem`` was given
    them."""

    fight: Fight
    world: World
    distance: int
    history: int
    tell: Tell
    teller: Teller


class JournalSink(ABC):
    """Told of each commit before anybody hears its events; once more if an interrupt cut that
    off. What it raises is raised once the events are out: the fight goes on whole."""

    @abstractmethod
    def begin(self, fight: SetUp) -> None:
        """A fight is set up."""

    @abstractmethod
    def note(self, applied: Applied) -> None:
        """An input was taken, and this came of it."""

    @abstractmethod
    def settle(self) -> None:
        """Whoever called from outside is about to get an answer."""


Journal = MutableSequence[Command | CombatEvent] | JournalSink
"""What takes a fight down: a list, given every command and event in order, or a sink."""


class Notebook(JournalSink):
    """A list that is given commands and events; what is rolled back is taken out again."""

    def __init__(self, entries: MutableSequence[Command | CombatEvent]) -> None:
        self._entries = entries

    def begin(self, fight: SetUp) -> None:
        """Nothing to be written."""
        self._tell = fight.tell

    def note(self, applied: Applied) -> None:
        """The command, then what came of it."""
        given, entries = applied.given, self._entries
        if isinstance(given, Load | Rollback):
            while entries and not (
                isinstance(entries[-1], CombatEvent)
                and entries[-1].sequence < applied.world.sequence
            ):
                entries.pop()
            return
        events = self._tell(applied.said)
        if entries and events and entries[-1] is events[-1]:
            # It was told before an interrupt cut the rest off.
            return
        command = (given.command,) if isinstance(given, Do | Answer) else ()
        entries.extend((*command, *events))

    def settle(self) -> None:
        """Everything is in the list already."""


def sink_of(journal: Journal | None) -> JournalSink | None:
    """Whoever keeps the journal that a fight was given. Raises ``JournalError`` for none."""
    if journal is None or isinstance(journal, JournalSink):
        return journal
    if not isinstance(journal, MutableSequence) or isinstance(journal, bytearray):
        raise JournalError(
            f"journal is {in_short(journal)}; give a list, or a file: journal=Journal(FILE), with "
            "Journal from combat_rules.record",
            code="journal.invalid",
        )
    return Notebook(journal)
