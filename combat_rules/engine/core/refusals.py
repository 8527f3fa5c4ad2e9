"""Why a command is refused: every guard that was asked, and the values it saw."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from combat_rules.charts.comparisons import Comparison, comparisons, shown
from combat_rules.charts.guards import asked_always
from combat_rules.charts.runner import Answer
from combat_rules.charts.watch import Seen, values_seen
from combat_rules.engine.core.clock import Clock, ticks_until
from combat_rules.engine.core.records import Result
from combat_rules.errors import ActionError, plainly
from combat_rules.model import Action, Guard, Scene, Validation, claim, name_of
from combat_rules.plugins import Contributed


class Reason(Struct, frozen=True):
    """One guard or validation that was asked: its name, its claim in words, what it saw.

    ``origin`` is the plugin it came from; empty for the rules of the engine itself.
    ``wanted`` is False where the guard's claim must not hold (``unless``). ``holds`` is
    whether it lets the action pass, ``other_way`` whether something else does that is asked
    instead. ``values``, ``comparisons``, ``needed`` and ``ticks`` are found out when they are read.
    """

    name: str
    claim: str
    origin: str = ""
    wanted: bool = True
    error: str = ""
    holds: bool = False
    answer: Answer | None = None
    scene: Scene | None = None
    clock: Clock | None = None
    other_way: Callable[[Scene], bool] | None = None

    def __str__(self) -> str:
        said = self.claim.rstrip(".")
        parts = [f"must not be so: {said}" if not self.wanted else said] if said else []
        parts += [f"{path} is {shown(value)}" for path, value in self.values]
        parts += [f"it raised {self.error}"] if self.error else []
        return f"{self.name} ({'; '.join(parts)})" if parts else self.name

    @property
    def values(self) -> tuple[Seen, ...]:
        """The values that it looked at, each with its path in the scene."""
        return () if self.answer is None else values_seen(self.answer.question, self.scene)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison that was made, with the values on both sides."""
        return tuple(found for part in self._parts() for found in comparisons(*part))

    @property
    def needed(self) -> tuple[str, ...]:
        """What would have to change for it to let the action pass, in words; empty if it does."""
        if self.holds:
            return ()
        return tuple(
            found.needed
            for answer in self._answers()
            if not answer.holds
            for found in comparisons(answer.question, self.scene)
            if found.speaks_for is answer.said
        )

    @property
    def ticks(self) -> int | None:
        """After how many ticks time alone would make it pass, or open another way; ``None`` if
        time does not help."""
        answer, other_way = self.answer, self.other_way
        if self.holds or self.scene is None or self.clock is None:
            return None

        def passes(scene: Scene) -> bool:
            if other_way is not None and other_way(scene):
                return True
            return answer is not None and bool(answer.question(scene)) is answer.wanted

        return ticks_until(passes, self.scene, self.clock)

    def _answers(self) -> tuple[Answer, ...]:
        if self.answer is None:
            return ()
        return self.answer.parts or (self.answer,)

    def _parts(self) -> tuple[tuple[Any, Scene | None], ...]:
        return tuple((answer.question, self.scene) for answer in self._answers())


class Refusal(Struct, frozen=True):
    """A command that cannot be carried out now: why not, and what is possible.

    ``asked`` are all guards and validations that were asked, those that agreed as well.
    """

    actor: str
    action: str
    event: str
    phase: str | None
    at: int
    asked: tuple[Reason, ...]
    possible: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every guard or validation that refused."""
        return tuple(reason for reason in self.asked if not reason.holds)

    def __str__(self) -> str:
        where = f" in {self.phase}" if self.phase else ""
        verbs = {"start": "start", "chain": "go on into", "cancel": "call off"}
        verb = verbs.get(self.event, f"signal {self.event} to")
        reasons = "; ".join(str(reason) for reason in self.reasons)
        possible = ", ".join(self.possible) or "nothing but waiting"
        return (
            f"{self.actor} cannot {verb} {self.action}{where} at tick {self.at}: {reasons}; "
            f"possible now: {possible}"
        )

    def error(self) -> ActionError:
        """The error that carries this refusal."""
        return ActionError(
            str(self),
            code="action.refused",
            refusal=self,
            actor=self.actor,
            action=self.action,
        )


def after_the_end(actor: str, action: str, result: Result) -> Refusal:
    """Why nobody can start anything any more."""
    claim = f"The fight goes on; it ended at tick {result.at} by {result.reason}."
    asked = (Reason("fight_goes_on", claim),)
    return Refusal(actor, action, "start", None, result.at, asked, ("a new fight",))


def questions(
    validations: Iterable[Contributed[Validation]], action: Action, scene: Scene, clock: Clock
) -> Iterator[Reason]:
    """Everything that is asked before an action may start, and what it answers."""
    for guard in asked_always(action):
        yield ask(guard, scene, clock)
    for owned in validations:
        if not owned.rule.tags or owned.rule.tags & action.tags:
            yield ask(owned.rule.guard, scene, clock, owned.plugin)


def ask(guard: Guard, scene: Scene, clock: Clock, origin: str = "") -> Reason:
    """Ask a guard that stands before an action."""
    error, said = "", False
    try:
        said = bool(guard(scene))
    except Exception as raised:
        error = plainly(raised)
    answer = Answer(name_of(guard), claim(guard), True, said, (), error, guard)
    return chart_reason(answer, scene, clock, origin)


def chart_reason(answer: Answer, scene: Scene, clock: Clock, origin: str) -> Reason:
    """What a guard answered."""
    return Reason(
        answer.name,
        answer.claim,
        origin,
        answer.wanted,
        answer.error,
        answer.holds,
        answer,
        scene,
        clock,
    )
