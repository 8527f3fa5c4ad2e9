"""Why a command is refused: every guard that refused, and the values it saw."""

from enum import Enum
from typing import Any

from msgspec import Struct

from combat_rules.charts.runner import Answer
from combat_rules.charts.watch import Seen, values_seen
from combat_rules.errors import ActionError
from combat_rules.model import Guard, Scene, claim, name_of


class Reason(Struct, frozen=True):
    """One guard or validation that refused: its name, its claim in words, the values it saw.

    ``origin`` is the plugin it came from; empty for the rules of the engine itself.
    ``wanted`` is False where the guard's claim holds but must not (``unless``).
    """

    name: str
    claim: str
    values: tuple[Seen, ...] = ()
    origin: str = ""
    wanted: bool = True
    error: str = ""

    def __str__(self) -> str:
        said = self.claim.rstrip(".")
        parts = [f"must not be so: {said}" if not self.wanted else said] if said else []
        parts += [f"{path} is {_shown(value)}" for path, value in self.values]
        parts += [f"it raised {self.error}"] if self.error else []
        return f"{self.name} ({'; '.join(parts)})" if parts else self.name


class Refusal(Struct, frozen=True):
    """A command that cannot be carried out now, with all the reasons, and what is possible."""

    actor: str
    action: str
    event: str
    phase: str | None
    at: int
    reasons: tuple[Reason, ...]
    possible: tuple[str, ...]

    def __str__(self) -> str:
        where = f" in {self.phase}" if self.phase else ""
        verb = {"chain": "go on into", "cancel": "call off"}.get(self.event, self.event)
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


def reason(guard: Guard, scene: Scene, origin: str = "", error: str = "") -> Reason:
    """The reason that a validation gives, with the values it looked at."""
    return Reason(name_of(guard), claim(guard), values_seen(guard, scene), origin, True, error)


def chart_reason(answer: Answer, scene: Scene, origin: str) -> Reason:
    """The reason that a guard of a chart gives, with the values it looked at."""
    questions = [answer.question, *(part.question for part in answer.parts)]
    seen: dict[str, Any] = {}
    for question in questions:
        if question is not None:
            seen.update(values_seen(question, scene))
    return Reason(
        answer.name, answer.claim, tuple(seen.items()), origin, answer.wanted, answer.error
    )


def _shown(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else repr(value)
