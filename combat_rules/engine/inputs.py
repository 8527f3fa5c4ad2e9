"""What a fight is given, whoever gives it: one tagged union for the whole package.

``at`` is the tick at which it takes effect; time has passed until then.
"""

from collections.abc import Mapping

from msgspec import Struct

from combat_rules.engine.world import World
from combat_rules.model import ActionState, Command


class Moment(Struct, frozen=True, tag="moment", gc=False):
    """A moment that is due."""

    at: int


class Do(Struct, frozen=True, tag="command"):
    """A command from outside; one that is refused raises and changes nothing."""

    at: int
    command: Command


class Answer(Struct, frozen=True, tag="answer"):
    """A command that nobody waits for, a subscriber's; a refusal is an event."""

    at: int
    command: Command


class Join(Struct, frozen=True, tag="join"):
    """Somebody joins. ``numbers`` are those of its record and the declared attributes."""

    at: int
    name: str
    archetype: str
    team: str
    controller: str
    actions: tuple[str, ...]
    numbers: Mapping[str, int]


class Schedule(Struct, frozen=True, tag="schedule"):
    """Commands to be carried out when their time comes, or all of them at tick ``due``."""

    at: int
    commands: tuple[Command, ...]
    due: int | None = None


class Drop(Struct, frozen=True, tag="drop"):
    """A tick that does not end is ended: scheduled commands whose time has come are forgotten,
    and actions that are due in it are aborted."""

    at: int


class Change(Struct, frozen=True, tag="change"):
    """A change from outside: fields of records, as plain data, and running actions."""

    at: int
    combatants: Mapping[str, Mapping[str, object]] = {}
    actions: Mapping[str, ActionState] = {}


class Load(Struct, frozen=True, tag="load"):
    """The fight is made what it was in another world."""

    at: int
    world: World


class Rollback(Struct, frozen=True, tag="rollback"):
    """The fight goes back so many steps in the worlds that are kept; ``at`` is where it is then."""

    at: int
    steps: int


Input = Moment | Do | Answer | Join | Schedule | Drop | Change | Load | Rollback
