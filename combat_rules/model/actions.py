"""What a combatant does: the definition of an action, and one running use of it."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from statemachine import StateChart

from combat_rules.errors import in_short
from combat_rules.model.fields import EMPTY
from combat_rules.model.limits import Amount, Percent, Positive, Signed, Tick


class Word(Enum):
    """A word of the rules. Hashed by identity: ``Enum`` hashes its name, in Python, at every
    look-up, and rules look up a great deal. Sets of words are never iterated.

    A word is no text, and compared with one it raises ``TypeError``: it would quietly be another.
    """

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            kind = type(self)
            meant = next((word for word in kind if word.value == other), None)
            there = f"write {meant}" if meant else f"there are: {', '.join(map(str, kind))}"
            raise TypeError(f"{self} is compared with the text {in_short(other)}; {there}")
        return super().__eq__(other)


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


class Aim(Word):
    """Whom an action may be meant for."""

    FOE = "foe"
    FRIEND = "friend"
    SELF = "self"
    ANYBODY = "anybody"


class Sweep(Word):
    """Whom a strike meets of those in front of it and in its reach."""

    TARGET = "target"
    FIRST = "first"
    ALL = "all"


class Stun(Word):
    """Why a combatant cannot act for a while."""

    HITSTUN = "hitstun"
    BLOCKSTUN = "blockstun"
    STAGGER = "stagger"
    KNOCKDOWN = "knockdown"


class StunMode(Word):
    """What becomes of a stun that falls into another one.

    ``REPLACE``: the new one counts. ``LONGER``: whichever ends later. ``ADD``: the new one begins
    when the old one ends.
    """

    REPLACE = "replace"
    LONGER = "longer"
    ADD = "add"


class Hit(Struct, frozen=True, kw_only=True):
    """The numbers of one hit of an action that strikes several times; what is ``None`` is the
    action's. Units are those of ``Action``."""

    damage: Amount | None = None
    chip: Percent | None = None
    reach: Amount | None = None
    hitstun: Amount | None = None
    blockstun: Amount | None = None
    pushback: Amount | None = None
    hit_pause: Amount | None = None
    knockdown: bool | None = None
    line: str | None = None


class Protection(Struct, frozen=True, kw_only=True):
    """When an action cannot be hurt, or not be stopped, beside its chart.

    In its ``phases`` (all, if there are none) and from tick ``start`` to ``end`` of the action,
    both included, blows on one of its ``lines`` (all, if there are none) meet nothing; if it has
    ``armour``, as many as that land, and hurt, without stopping it. It is over once the action is
    stopped.
    """

    phases: tuple[str, ...] = ()
    start: Amount = 0
    end: Amount | None = None
    lines: tuple[str, ...] = ()
    armour: Amount = 0


class Projectile(Struct, frozen=True, kw_only=True):
    """What an action launches, and what then lives by itself.

    It flies the way its owner faces as it is launched, ``speed`` arena units a second, from
    ``start`` units in front of its owner, for ``life`` ticks; the one in which it is launched
    counts. It meets whoever it is meant for who comes within its ``radius``, arena units, or whom
    it passes, each once, until it has no ``hits`` left. With an ``interval`` it stands still for
    so many ticks after each hit, and meets whoever is there anew.
    """

    speed: Amount
    life: Positive
    hits: Positive = 1
    start: Amount = 0
    radius: Amount = 0
    interval: Amount = 0


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

    def leads_into(self, action: "Action") -> bool:
        """Whether it names an action, or a tag that the action bears."""
        return any(
            name == action.name or (name[:1] == "#" and name[1:] in action.tags)
            for name in self.into
        )


MEASURED = (
    "startup", "active", "recovery", "total", "damage", "chip", "reach",
    "on_hit", "on_block", "on_counter_hit", "on_whiff",
)  # fmt: skip
"""The columns of frame data that are numbers, which a source may publish."""


class Action(Struct, frozen=True, kw_only=True):
    """The definition of an action (designers say: a move).

    ``feint``, ``commit``, ``release`` and ``recovery`` are ticks; in frame-data words startup
    is feint + commit + 1 (it counts the first active tick), active is release. ``phases``
    gives the ticks of a chart's own phases. Stuns are ticks, ``reach``, ``travel`` and
    ``pushback`` arena units, ``chip`` the percentage of the damage that a block lets through.

    ``covers`` lists the lines that a block, an evasion or a counter answers; empty means
    every line. A block is held for its release whatever it blocks, unless it
    ``ends_with_blockstun``. What a counter deals reaches as far as its ``reach``; 0 is any
    distance. ``appears_as`` is the action that a foe believes to see until the release.
    ``on_contact`` are effects ``(scene, effects)`` asked once an outcome is known. Whoever is
    hit by a blow that is a ``knockdown`` lies down for its hitstun and cannot be struck there.
    Whoever strikes and whoever is struck stand still for the ``hit_pause`` first. ``stun_mode`` is
    what becomes of its stun if the target is stunned already.

    ``hits`` are the numbers of one hit after the other: each time the chart enters a release from
    outside a new hit begins, which meets whoever it meets anew; the last of them, or the action's
    own numbers, go on. ``aim`` is whom it may be meant for; nobody defends against what is
    meant for friends or oneself, and if it stuns for no tick it stops nothing. ``sweep`` is whom
    of those in reach it meets. A ``grab`` holds one victim alone: of two on the same one, one
    goes through, and it misses whoever is stunned where it ``misses_stunned``. ``protections``
    are when it cannot be hurt or stopped. ``out_of`` are the stuns out of which it may be begun as
    well; that ends the stun, and what its actor did until then, whatever the chart of that says.

    Each time its chart enters a release, an action with a ``launches`` launches one of these, and
    it is that which strikes, with the action's numbers: the first with those of the first of its
    ``hits``, and so on. Its ``reach`` is then no more than how far away it is meant to be used.

    ``unknown`` names fields of which the source says nothing: what stands there stands in for a
    number that nobody knows, and tools show it as unknown.

    ``costs`` are points of further attributes. Nobody starts it without them, and they are paid
    as the stamina is; a chart of its own pays with ``pay_costs``, and may ask ``can_pay`` once
    more. ``published`` is what the source of an action says of it, by the columns of
    frame data; nothing goes by it, tools compare it with what they measure.

    ``title`` is what people call it where that is not its name, ``Stand LP`` say; commands and
    rules go by the ``name``.
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
    hit_pause: Amount = 0
    knockdown: bool = False
    stun_mode: StunMode = StunMode.REPLACE
    hits: tuple[Hit, ...] = ()
    launches: Projectile | None = None
    aim: Aim = Aim.FOE
    sweep: Sweep = Sweep.TARGET
    grab: bool = False
    misses_stunned: bool = False
    protections: tuple[Protection, ...] = ()
    out_of: tuple[Stun, ...] = ()
    cooldown: Amount = 0
    ends_with_blockstun: bool = False
    cancellable: bool = False
    line: str = ""
    covers: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    cancels: tuple[CancelWindow, ...] = ()
    appears_as: str = ""
    on_contact: tuple[Callable[..., None], ...] = ()
    published: Mapping[str, Signed] = EMPTY
    unknown: frozenset[str] = frozenset()
    title: str = ""
    description: str = ""

    @property
    def called(self) -> str:
        """What people call it: its title, or its name with spaces (``quick attack``)."""
        return self.title or self.name.replace("_", " ")

    @property
    def is_held(self) -> bool:
        """Whether it is a block that is held for its release, whatever it blocks."""
        return self.role is ActionRole.BLOCK and not self.ends_with_blockstun

    @property
    def longest_reach(self) -> int:
        """The reach of the hit that reaches farthest."""
        return max(self.as_hit(number).reach for number in range(len(self.hits) or 1))

    def as_hit(self, number: int) -> "Action":
        """The action with the numbers of one of its hits; they are counted from 0."""
        if not self.hits:
            return self
        hit = self.hits[min(number, len(self.hits) - 1)]
        names = hit.__struct_fields__
        return replace(self, **{n: v for n in names if (v := getattr(hit, n)) is not None})

    def allows(self, follow_up: "Action", elapsed: int, outcome: Outcome | None) -> bool:
        """Whether a cancel window into ``follow_up`` is open, ``elapsed`` ticks in."""
        so_far = Outcome.WHIFFED if outcome is None else outcome
        return any(
            window.start <= elapsed
            and (window.end is None or elapsed <= window.end)
            and so_far in window.on
            and window.leads_into(follow_up)
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

    @property
    def phase_ticks(self) -> int:
        """How long the phase takes, a hit pause in it included, in ticks."""
        return self.due - self.phase_since

    def left(self, now: int) -> int:
        """How many ticks of the phase are left at tick ``now``."""
        return max(0, self.due - now)


class ProjectileState(Struct, frozen=True, gc=False):
    """A projectile in flight. ``id`` is the use of the action that launched it and the number of
    the release (``ayla#3.1``); ``action`` is the action's name, ``hit`` the number of the hit that
    it strikes with next, of ``hits`` that it has left.

    ``position`` is where it is, in whole arena units, ``way`` where it flies, 1 to the right and
    -1 to the left; from tick ``since`` on, which is later than now where it stands still. Its life
    is over at tick ``ends``.
    """

    id: str
    owner: str
    team: str
    action: str
    position: int
    way: int
    speed: int
    hit: int
    hits: int
    since: int
    ends: int
