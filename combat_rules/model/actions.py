"""What a combatant does: the definition of an action, and one running use of it."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct
from statemachine import StateChart

from combat_rules.model.fields import EMPTY
from combat_rules.model.limits import Amount, Percent, Signed, Tick


class Word(Enum):
    """A word of the rules. Hashed by identity: ``Enum`` hashes its name, in Python, at every
    look-up, and rules look up a great deal. Sets of words are never iterated."""

    __hash__ = object.__hash__


class ActionStateType(Word):
    """The kind of phase an action is in. A designer's own phase counts as one of the four."""

    FEINT = "feint"
    COMMIT = "commit"
    RELEASE = "release"
    RECOVERY = "recovery"


class ActionRole(Word):
    """What an action's release does to the fight."""

    STRIKE = "strike"
    BLOCK = "block"
    EVADE = "evade"
    COUNTER = "counter"
    MOVE = "move"


class Outcome(Word):
    """What came of an active action, seen from its actor."""

    HIT = "hit"
    COUNTER_HIT = "counter_hit"
    BLOCKED = "blocked"
    EVADED = "evaded"
    COUNTERED = "countered"
    WHIFFED = "whiffed"
    TRADE = "trade"
    CLASH = "clash"


LANDED = frozenset({Outcome.HIT, Outcome.COUNTER_HIT, Outcome.TRADE})
"""The outcomes in which a blow lands on its target."""


class CancelWindow(Struct, frozen=True, kw_only=True):
    """When an action may be left early for another one.

    ``into`` names actions, or tags as ``"#tag"``. ``on`` holds the outcomes that open the
    window; ``WHIFFED`` here means "nothing has been met so far". ``start`` and ``end`` are
    ticks counted from the action's start, both included; ``end=None`` stays open to its end.
    """

    into: tuple[str, ...]
    on: frozenset[Outcome] = frozenset({Outcome.HIT, Outcome.COUNTER_HIT})
    start: Amount = 0
    end: Amount | None = None


class Action(Struct, frozen=True, kw_only=True):
    """The definition of an action (designers say: a move).

    ``feint``, ``commit``, ``release`` and ``recovery`` are ticks; in frame-data words startup
    is feint + commit + 1 (it counts the first active tick), active is release. ``phases``
    gives the ticks of a chart's own phases. Stuns are ticks, ``reach``, ``travel`` and
    ``pushback`` arena units, ``chip`` the percentage of the damage that a block lets through.

    ``covers`` lists the lines that a block, an evasion or a counter answers; empty means
    every line. ``appears_as`` is the action that a foe believes to see until the release.
    ``on_contact`` are effects ``(scene, effects)`` asked once an outcome is known. Whoever is
    hit by a blow that is a ``knockdown`` lies down for its hitstun and cannot be struck there.
    ``unknown`` names fields of which the source says nothing: what stands there stands in for a
    number that nobody knows, and tools show it as unknown.
    ``costs`` are points of further attributes, paid as the stamina is where the chart asks
    ``can_pay``. ``published`` is what the source of an action says of it, by the columns of
    frame data; nothing goes by it, tools compare it with what they measure.
    """

    name: str
    role: ActionRole = ActionRole.STRIKE
    feint: Amount = 0
    commit: Amount = 0
    release: Amount = 1
    recovery: Amount = 0
    phases: Mapping[str, Amount] = EMPTY
    chart: type[StateChart[Any]] | None = None
    stamina_cost: Amount = 0
    costs: Mapping[str, Amount] = EMPTY
    damage: Amount = 0
    chip: Percent = 0
    reach: Amount = 0
    travel: Signed = 0
    hitstun: Amount = 0
    blockstun: Amount = 0
    stagger: Amount = 0
    pushback: Amount = 0
    knockdown: bool = False
    cooldown: Amount = 0
    cancellable: bool = False
    line: str = ""
    covers: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    cancels: tuple[CancelWindow, ...] = ()
    appears_as: str = ""
    on_contact: tuple[Callable[..., None], ...] = ()
    published: Mapping[str, Signed] = EMPTY
    unknown: frozenset[str] = frozenset()
    description: str = ""

    def allows(self, follow_up: "Action", elapsed: int, outcome: Outcome | None) -> bool:
        """Whether a cancel window into ``follow_up`` is open, ``elapsed`` ticks in."""
        so_far = Outcome.WHIFFED if outcome is None else outcome
        return any(
            window.start <= elapsed
            and (window.end is None or elapsed <= window.end)
            and so_far in window.on
            and any(
                name == follow_up.name or (name[:1] == "#" and name[1:] in follow_up.tags)
                for name in window.into
            )
            for window in self.cancels
        )


class Position(Struct, frozen=True):
    """Where in its chart a running action is; all that a chart runner needs to go on.

    ``phase`` is the innermost active state (of a parallel state: the first one). ``active``
    are all active states, outermost first. ``history`` is what history states remember.
    """

    phase: str
    active: tuple[str, ...]
    history: tuple[tuple[str, tuple[str, ...]], ...] = ()
    done: bool = False


class ActionState(Struct, frozen=True, gc=False):
    """One running use of an action. All times are ticks of the fight.

    ``id`` is the actor and the number of the use (``ayla#3``). ``due`` is when the phase has
    run its time. ``outcome`` is the outcome so far; an evaded blow stays active, so ``evaded`` is
    kept apart. ``recovery`` overrides the declared ticks of the recovery, after a stun or a
    called-off feint. ``ending`` is why it will end: ``completed``, ``interrupted`` or
    ``cancelled``. ``last_event`` is the sequence of the last event about it.
    """

    id: str
    actor: str
    target: str
    name: str
    position: Position
    state: ActionStateType
    started: Tick
    phase_since: Tick
    due: Tick
    outcome: Outcome | None = None
    evaded: bool = False
    interrupted: bool = False
    ending: str = "completed"
    recovery: int | None = None
    last_event: int | None = None

    @property
    def phase(self) -> str:
        """The name of the phase: a state of the action's chart."""
        return self.position.phase
