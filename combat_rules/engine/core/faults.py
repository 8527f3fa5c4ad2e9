"""Faults: a plugin that raises in the middle of a fight is named, and the fight goes on.

Asked by the steps, answered in Python.
"""

from combat_rules.engine.announcements import ACTION_EVENTS, STAGES
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.records import Draft, Fault
from combat_rules.engine.core.words import MAX_ROUNDS
from combat_rules.errors import CombatError, EventError, PluginError


class RuleFailed(Exception):
    """A function of ``plugin`` raised; ``where`` says which, the cause what it raised."""

    def __init__(self, plugin: str, where: str, error: Exception) -> None:
        super().__init__(f"{type(error).__name__}: {error}")
        self.plugin = plugin
        self.where = where
        self.error = error

    def as_error(self, now: int) -> PluginError:
        """The error that this is in strict mode."""
        problem = f"plugin {self.plugin}: {self.where} raised {self} (tick {now})"
        return PluginError(
            problem,
            code="plugin.failed",
            plugin=self.plugin,
            where=self.where,
            problems=(problem,),
        )


def fight_of(draft: Draft) -> Fight:
    """The fight that a draft belongs to."""
    fight = draft.fight
    assert isinstance(fight, Fight), "a draft is opened for a fight"
    return fight


def out_of_order(draft: Draft, kind: int, place: int) -> None:
    """Record an event that makes no sense where it stands. Strict mode raises ``EventError``."""
    seat, type = draft.seats[place], ACTION_EVENTS[kind]
    action = f"{seat.id}#{seat.acts}"
    problem = (
        f"{type} of {action} by {seat.id} makes no sense at tick {draft.now}: "
        f"the action is {STAGES[seat.announced]}"
    )
    if fight_of(draft).strict:
        raise EventError(problem, code="event.order", type=type, action=action, source=seat.id)
    draft.faults.append(Fault(draft.now, "", f"event {type}", problem, seat.id))


def unsettled(draft: Draft) -> None:
    """Raise the error for consequences that cause further ones without end."""
    raise CombatError(
        f"consequences do not settle at tick {draft.now}: after {MAX_ROUNDS} rounds "
        "effects still ask for more; look for an effect that stuns, or is stunned, "
        "whenever it is interrupted",
        code="fight.unsettled",
        at=draft.now,
    )
