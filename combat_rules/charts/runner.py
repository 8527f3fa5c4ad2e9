"""What both runners of a chart have in common: start it, send it an event, ask it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from combat_rules.model import Position


class Answer(Struct, frozen=True):
    """What one guard said: its name and claim, what was wanted of it, and what it answered.

    ``wanted`` is False for a guard under ``unless`` or ``not``. For a boolean expression
    ``name`` is the expression, and ``parts`` are the answers of the guards that it asked.
    ``error`` is what the guard raised, if it did; ``question`` asks it again.
    """

    name: str
    claim: str
    wanted: bool
    said: bool
    parts: tuple["Answer", ...] = ()
    error: str = ""
    question: Any = None

    @property
    def holds(self) -> bool:
        """Whether the guard lets the transition pass."""
        return not self.error and self.said is self.wanted


class Verdict(Struct, frozen=True):
    """What a chart would say to an event: one transition that the event could take, judged."""

    event: str
    source: str
    target: str
    answers: tuple[Answer, ...]

    @property
    def holds(self) -> bool:
        """Whether every guard of the transition lets it pass."""
        return all(answer.holds for answer in self.answers)


class Demand(Struct, frozen=True):
    """What stands on a way to ``target``: a guard or an expression as it is written, and its claim
    in words."""

    target: str
    guard: str
    claim: str


class TransitionInfo(Struct, frozen=True):
    """A transition as it is declared: from a state, on events (none: by itself), to a phase.

    ``guards`` are its conditions as written; one under ``unless`` begins with that word.
    """

    source: str
    events: tuple[str, ...]
    target: str
    guards: tuple[str, ...]


Call = Callable[..., object]
"""What a chart calls as it moves: a function of scene and effects."""


class Row(Struct, frozen=True):
    """A transition of a flat chart, ready to be taken.

    If every guard says yes to the scene, ``calls`` are made in order, each with scene and
    effects, and the chart is at ``after``.
    """

    guards: tuple[Callable[[Any], Any], ...]
    calls: tuple[Call, ...]
    after: Position


Rows = Mapping[str, Mapping[str, tuple[Row, ...]]]
"""For each phase and event the rows to try, in order; the first whose guards agree is taken.

Every event that the chart names is there, and the four of every action; none to try means
that the event is refused.
"""


class NotAllowed(Exception):
    """The chart has no transition for the event whose guards all hold; nothing happened."""

    def __init__(self, event: str, phase: str) -> None:
        super().__init__(f"{event!r} is not allowed in {phase!r}")
        self.event = event
        self.phase = phase


class Runner(Protocol):
    """Runs a chart that it does not keep: every call takes a position and gives the next one.

    ``scene`` is handed to guards, ``scene`` and ``effects`` to entry, exit and transition
    actions. Whatever a callback raises comes out as it is, and no position has changed.
    """

    @property
    def name(self) -> str:
        """``"table"`` or ``"reference"``."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the chart runs on the reference runner; empty on the table."""

    @property
    def rows(self) -> Rows | None:
        """The chart as rows, for whoever walks them itself; ``None`` on the reference."""

    @property
    def entry(self) -> tuple[Call, ...]:
        """What is called as the chart is entered, if it has rows."""

    def start(self, scene: object, effects: object) -> Position:
        """Enter the chart. Raises ``ChartError`` if it loops without an event."""

    def send(self, at: Position, event: str, scene: object, effects: object) -> Position:
        """The position after ``event``. Raises ``NotAllowed``, or ``ChartError`` on a loop."""

    @property
    def initial(self) -> str:
        """The phase in which the chart begins."""

    def position(self, phase: str) -> Position:
        """The position of being in ``phase``, nothing remembered. ``KeyError`` if unknown."""

    def judge(self, at: Position, event: str, scene: object) -> tuple[Verdict, ...]:
        """Every transition that ``event`` could take from here, in order, with its guards'
        answers. Runs no effect. Guards are asked as often as it takes: they are pure."""

    def ways(self, at: Position, event: str) -> tuple[str, ...]:
        """The phases that ``event`` may lead to from here, whatever the guards say."""

    def simulate(self, at: Position, event: str, answers: Mapping[str, bool]) -> str | None:
        """The phase that ``event`` would lead to if guards answered so, by name; a guard that
        is not named says no. ``None``: the event would be refused."""

    def demands(self, at: Position, event: str) -> tuple[Demand, ...]:
        """What stands on the transitions that ``event`` could take from here, in order; nothing is
        asked."""

    @property
    def signals(self) -> tuple[str, ...]:
        """The events of the chart's own that its actor may give, letting go say."""

    def guard_names(self) -> tuple[str, ...]:
        """The guards and expressions on the chart's transitions, in order."""

    def transitions(self) -> tuple[TransitionInfo, ...]:
        """Every transition as it is declared, state by state."""
