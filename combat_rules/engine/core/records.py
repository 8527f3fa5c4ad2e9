"""What a fight consists of, declared once: rows of the rules, seats, and the draft of a moment.

Whatever a seat holds is a number, a word, a name or a tuple of frozen records: a copy of a seat
shares everything with it, and writing to the copy leaves the first as it was.
"""

from typing import TypeVar

from msgspec import Struct

from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.rows import AttributeRow, Cooldown, MoveRow, StatusRow
from combat_rules.engine.core.words import IDLE, NEVER, NONE
from combat_rules.errors import RuleFailed
from combat_rules.model import (
    ActionStateType,
    AwarenessLevel,
    Command,
    Outcome,
    Position,
    Sighting,
    Stun,
    StunMode,
)

Record = TypeVar("Record", bound=Struct)


def often_written(record: type[Record]) -> type[Record]:
    """Have fields set as those of any object are. msgspec asks each time whether the collector of
    garbage has to know of the record by now, which takes three times as long; it never has to know
    of these."""
    assert not record.__struct_config__.gc, "nobody could collect what it leads to"
    record.__setattr__ = object.__setattr__  # type: ignore[method-assign]
    record.__delattr__ = object.__delattr__  # type: ignore[method-assign]
    return record


class StatusState(Struct, frozen=True, gc=False):
    """A status upon a combatant: when it ticks next, and the event that announced it. It comes of
    the ``act``-th action of ``source``, a ``move``; ``source`` is ``NONE`` where that is not known.
    """

    status: int
    due: int
    event: int
    source: int = NONE
    act: int = 0
    move: int = 0


class Sight(Struct, frozen=True, gc=False):
    """What one combatant knows of another, apart from what it saw it do.

    ``since`` is when the level last changed, ``seen_since`` when the other came into sight or
    was lost from it, ``due`` when the level changes by itself. Of one that was ``lost`` from
    sight the rest is how it was last seen.
    """

    level: AwarenessLevel
    in_sight: bool
    since: int
    seen_since: int
    due: int = NEVER
    lost: bool = False
    position: int = 0
    facing: int = 0
    health: int = 0
    max_health: int = 0
    look: Sighting | None = None


@often_written
class Seat(Struct, gc=False):
    """All that a fight knows of one combatant. Times are ticks of the fight.

    In a world it is never written to; a draft writes to a copy. ``cut`` says of a running action
    what ``interrupted`` says of its actor, and also that a stun fell into its recovery.
    ``kind`` is the place of the ranges that its archetype has of its own, 0 for none. ``free_at``
    is when a stun ends for one that does nothing, ``controller_due`` when its
    controller is asked, ``awareness_due`` when what it knows changes by itself. ``deep`` is where
    in its chart an action is whose chart only the reference runner can run. ``hit`` counts the
    hits that an action has begun, ``met`` are those whom this one has met, ``evaders`` those who
    have evaded it. ``lasts`` is how long its phase takes where pace rules say so, ``NONE`` where it
    is as long as it declares.
    """

    place: int
    id: str
    team: str
    archetype: str
    controller: str
    actions: tuple[str, ...]
    max_health: int
    max_stamina: int
    stamina_regeneration: int
    sight_range: int
    reaction: int
    memory: int
    health: int
    stamina: int
    position: int
    facing: int
    values: tuple[int, ...]
    fractions: tuple[int, ...]
    settled_at: int
    sights: tuple[Sight, ...]
    looks: tuple[Sighting, ...]
    target: int = 0
    move: int = 0
    leg: int = 0
    deep: Position | None = None
    state: ActionStateType | None = None
    acts: int = 0
    started: int = 0
    phase_since: int = 0
    due: int = NEVER
    outcome: Outcome | None = None
    evaded: bool = False
    hit: int = 0
    met: tuple[int, ...] = ()
    evaders: tuple[int, ...] = ()
    armour_used: int = 0
    paused_until: int = 0
    cut: bool = False
    ending: int = 0
    recovery: int = NONE
    last_event: int = NONE
    announced: int = 0
    interrupted: bool = False
    stunned_until: int = 0
    stun: Stun | None = None
    defence: Outcome | None = None
    defence_at: int = 0
    defeated: bool = False
    cooldowns: tuple[Cooldown, ...] = ()
    statuses: tuple[StatusState, ...] = ()
    free_at: int = NEVER
    controller_due: int = NEVER
    awareness_due: int = NEVER
    next_due: int = NEVER
    buffer: int = 0
    kind: int = 0
    lasts: int = NONE


@often_written
class Shot(Struct, gc=False):
    """A projectile in flight; in a world it is never written to, a draft has copies.

    ``act`` is the use of ``move`` by its ``owner`` that launched it, ``launch`` the number of the
    release. It flies ``way`` from ``origin``, where it is until tick ``since``, and ends at tick
    ``ends``. ``hits`` are those that it has left; ``ahead`` are those who were before it when it
    was last looked at, ``met`` those whom it has met, ``evaders`` those who have evaded it.
    ``due`` is when something happens to it by itself; one that is ``gone`` has ended.
    """

    owner: int
    act: int
    launch: int
    move: int
    way: int
    origin: int
    since: int
    ends: int
    hits: int
    last_event: int
    ahead: tuple[int, ...] = ()
    met: tuple[int, ...] = ()
    evaders: tuple[int, ...] = ()
    due: int = NEVER
    gone: bool = False


class Result(Struct, frozen=True):
    """How a fight ended: the winning team (none: a draw), the reason, and the tick.

    Reasons: ``"defeat"``, ``"withdrawal"``, ``"double_defeat"``, ``"time_out"``.
    """

    winner: str | None
    reason: str
    at: int


class Fault(Struct, frozen=True):
    """A plugin's mistake during a fight: whose, where, at which tick, and what it raised.

    ``place`` is the file, line and function to look at, ``spear.py:28 in close_up``; empty if no
    line of a plugin took part. Events do not tell it: a comment would make another fight of it."""

    at: int
    plugin: str
    where: str
    error: str
    combatant: str | None = None
    place: str = ""


@often_written
class Said(Struct, gc=False):
    """Something that happened, in numbers. ``a``, ``b`` and ``c`` are what its kind of event
    tells; ``doer`` and ``act`` say which use of an action it belongs to. ``others`` are causes
    besides ``cause``, of what several have brought about together. ``move`` is the move that has
    done damage. Of a blow ``here`` is where its striker is, ``there`` its target. ``more`` is what
    only words can tell, ``told`` the public event, once somebody has asked for it."""

    sequence: int
    at: int
    kind: int
    source: int
    target: int
    doer: int
    act: int
    cause: int
    a: int
    b: int
    c: int
    outcome: Outcome | None
    others: tuple[int, ...] = ()
    move: int = 0
    here: int = 0
    there: int = 0
    more: object = None
    told: object = None


@often_written
class Request(Struct, gc=False):
    """What an effect asked for: by whom, of whom, and how much. ``others`` are causes of what was
    added to it. Of steps and pushes ``own`` is the share of this one in the sum, ``free`` how far
    it may get, less what it has got, ``by_blow`` whether a blow pushes. ``stun`` and ``mode`` are
    those of a stun. What a ``status`` upon ``actor`` asks for is told as damage where it takes
    health, and so is harm: of a ``move`` or a ``reaction``, of which so much is ``absorbed``."""

    what: int
    actor: int
    act: int
    who: int
    attribute: int
    amount: int
    cause: int = NONE
    others: tuple[int, ...] = ()
    own: int = 0
    free: int = 0
    by_blow: bool = False
    stun: Stun = Stun.STAGGER
    mode: StunMode = StunMode.REPLACE
    status: int = NONE
    reaction: int = NONE
    move: int = IDLE
    absorbed: int = 0
    more: object = None


class Pause(Struct, gc=False):
    """Somebody is to stand still for ``ticks``, because an effect asks for it."""

    who: int
    ticks: int


class Withdrawal(Struct, gc=False):
    """Somebody is to leave the fight, because of an event."""

    who: int
    cause: int


class Surplus(Struct, gc=False):
    """What an attribute of somebody has come to beyond its range, until the moment ends."""

    who: int
    attribute: int
    amount: int


@often_written
class Leap(Struct, gc=False):
    """Where a chart goes when its phase has run its time, judged but not yet gone.

    What its effects ask for are the requests from ``first`` up to ``last``. ``refused`` is the
    guard for which it goes back instead of on, by its place in the chart. ``lasts`` is how long
    the phase takes to which it leads, as a seat has it; so it is of orders and blows."""

    place: int
    to: int
    deep: Position | None
    first: int
    last: int
    refused: int = NONE
    lasts: int = NONE


@often_written
class Blow(Struct, gc=False):
    """Somebody is stunned for ``ticks``; by a blow on a ``line`` if it is ``struck``, the ``hit``
    of a ``use`` of a ``move``. ``outcome`` is what came of the blow, none of what an effect asks
    for. ``to`` is where its chart goes."""

    victim: int
    ticks: int
    stun: Stun
    mode: StunMode
    source: int
    cause: int
    struck: bool = False
    line: str = ""
    move: int = NONE
    hit: int = 0
    use: int = 0
    outcome: Outcome | None = None
    stands: bool = True
    judged: bool = False
    to: int = 0
    deep: Position | None = None
    lasts: int = NONE
    first: int = 0
    last: int = 0


@often_written
class Contact(Struct, gc=False):
    """A strike that reaches its target, and what its target does meanwhile.

    ``answer`` is the target's move, ``act`` the use of it; ``met`` is the outcome before any rule
    has spoken. ``use`` is the striker's use of its ``move``, ``shot`` the place of what it has
    launched among the draft's, if it is that which strikes; a strike's ``cause`` is what its
    striker did last. ``dealer`` deals ``damage`` (``NONE``:
    nobody is hurt) to ``hurt``, which a counter turns round; ``shares`` are what it is made of: a
    damage rule's place and what it gave, in turn. ``event`` tells of the contact, ``harm`` of the
    damage. ``failed`` is whose rule raised, ``failure`` what. ``later`` is whether blows before it
    have hurt the same one; ``scene`` is what rules see of it besides.
    """

    striker: int
    victim: int
    move: int
    hit: int
    answer: int
    act: int
    met: Outcome
    outcome: Outcome
    distance: int
    way: int
    lightness: int
    use: int
    shot: int = NONE
    cause: int = NONE
    damage: int = NONE
    absorbed: int = 0
    lost: int = 0
    dealer: int = NONE
    hurt: int = NONE
    event: int = NONE
    harm: int = NONE
    failed: int = NONE
    failure: int = NONE
    first: int = 0
    last: int = 0
    middle: int = 0
    later: bool = False
    shares: list[int] = []
    scene: object = None


@often_written
class Order(Struct, gc=False):
    """A command to be carried out, by places. ``target`` is ``NONE`` where none is named.

    What effects ask for are the requests from ``first`` up to ``last``; those before ``middle``
    are asked by the action that is left for another one. A ``signal`` is for the chart of what its
    actor does; ``again`` is after how many ticks its controller is asked once more meanwhile.
    ``named`` is whether a target was named, ``kept`` for how many ticks it is tried again, once it
    has ``waited`` for so many.
    ``chosen`` is whether its actor's controller has chosen it.
    ``wrong`` is set where it names what there is not: to that controller, if one
    has; ``command`` is as it was given.
    """

    actor: int
    move: int
    target: int
    cancel: bool
    signal: str = ""
    again: int = 0
    named: bool = False
    kept: int = 0
    waited: int = 0
    command: object = None
    wrong: object = None
    to: int = 0
    deep: Position | None = None
    lasts: int = NONE
    first: int = 0
    middle: int = 0
    last: int = 0
    judged: bool = False
    waits: bool = False
    stands: bool = True
    chosen: bool = False


@often_written
class Draft(Struct, gc=False):
    """A moment that is being worked out: a copy of the world that the steps write to.

    ``before`` are the seats as they were; one that is the same in ``seats`` has not been written
    to. ``shots`` are the projectiles in flight. ``chooses`` is whether anybody's controller may be
    due, ``falls`` is whether the fight may be over: somebody has no health left, withdraws, or was
    changed from outside. ``escapes`` is whether any move may be begun out of a stun, ``lenient``
    whether faults are noted even in strict mode, ``lent`` whether some effect was given what asks
    for something here, and may have kept it, ``looked`` whether who sees whom was looked at since
    it was opened. ``stirred`` are those who have moved, or whom an aura reaches, ``glances`` pairs
    of whom one has come into the other's sight or is lost from it, ``stunned`` those whose stun
    begins at this moment. ``deep`` and ``refused`` are what a chart that was asked has answered
    besides its phase. ``fight``, ``failures`` and ``crowd`` belong to those who ask rules.
    """

    fight: Fight
    now: int
    arena: int
    duration: int
    before: tuple[Seat, ...]
    seats: list[Seat]
    shots: list[Shot]
    scheduled: tuple[Command, ...]
    sequence: int
    started: bool
    recheck: bool
    result: Result | None
    second: int
    grows: bool
    sighted: bool
    moves: tuple[MoveRow, ...]
    attributes: tuple[AttributeRow, ...]
    statuses: tuple[StatusRow, ...]
    damage_rules: bool
    stun_rules: bool
    pace_rules: bool
    reacts: bool
    recoils: bool
    escapes: bool
    moved: bool = False
    chooses: bool = False
    falls: bool = False
    lenient: bool = False
    lent: bool = False
    looked: bool = False
    deep: Position | None = None
    refused: int = NONE
    crowd: object = None
    said: list[Said] = []
    asked: list[Request] = []
    surpluses: list[Surplus] = []
    spent: list[Surplus] = []
    staggers: list[Blow] = []
    pauses: list[Pause] = []
    withdrawals: list[Withdrawal] = []
    blows: list[Blow] = []
    leaps: list[Leap] = []
    contacts: list[Contact] = []
    orders: list[Order] = []
    late: list[Order] = []
    stirred: list[int] = []
    glances: list[int] = []
    stunned: list[int] = []
    failures: list[RuleFailed] = []
    faults: list[Fault] = []
