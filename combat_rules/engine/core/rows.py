"""The rules of a fight as rows of numbers and words, each found by its place."""

from msgspec import Struct

from combat_rules.model import ActionRole, ActionStateType, Aim, Stun, StunMode, Sweep


class Leg(Struct, frozen=True, gc=False):
    """A phase of a move: its name, what it counts as, and its ticks; the event that announces a
    beginning in it and the one that announces it later, what it looks like from outside, and as
    which action."""

    phase: str
    kind: ActionStateType
    ticks: int
    begins: int
    event: int
    look: str
    appears_as: str


class BlowRow(Struct, frozen=True, gc=False):
    """The numbers of one hit of an action."""

    damage: int
    chip: int
    reach: int
    hitstun: int
    blockstun: int
    pushback: int
    hit_pause: int
    knockdown: bool
    line: str


class ProtectionRow(Struct, frozen=True, gc=False):
    """When an action cannot be hurt, or how many blows do not stop it: in which legs, from which
    tick of the action to which, on which lines; none stands for all."""

    legs: tuple[int, ...]
    start: int
    end: int
    lines: tuple[str, ...]
    armour: int


class ProjectileRow(Struct, frozen=True, gc=False):
    """What an action launches: its speed in arena units a second, its life in ticks, how often it
    strikes, how far in front of its owner it starts, how near it has to come, and for how long it
    stands still after a hit."""

    speed: int
    life: int
    hits: int
    start: int
    radius: int
    interval: int


class MoveRow(Struct, frozen=True, gc=False):
    """An action as the steps of a moment need it. ``place`` is its place among the moves, ``blows``
    are the numbers of its hits, ``as_hits`` the places of the action as it is in each of them;
    ``signals`` are what its chart takes of its actor, ``out_of`` the stuns out of which it may be
    begun. Of one that ``launches`` nothing, the ``projectile`` means nothing."""

    place: int
    name: str
    role: ActionRole
    as_hits: tuple[int, ...]
    blows: tuple[BlowRow, ...]
    stagger: int
    stun_mode: StunMode
    aim: Aim
    sweep: Sweep
    grab: bool
    misses_stunned: bool
    protections: tuple[ProtectionRow, ...]
    launches: bool
    projectile: ProjectileRow
    out_of: tuple[Stun, ...]
    cooldown: int
    recovery: int
    covers: tuple[str, ...]
    is_held: bool
    has_windows: bool
    has_effects: bool
    signals: tuple[str, ...]
    legs: tuple[Leg, ...]


class AttributeRow(Struct, frozen=True, gc=False):
    """A declared attribute: its range, the points that come or go in a second, whether it takes the
    damage of blows before health does, and where it comes to by itself."""

    low: int
    high: int
    regeneration: int
    absorbs: bool
    end: int


class StatusRow(Struct, frozen=True, gc=False):
    """A status: the place of the attribute it hangs on, how often it ticks, and upon whom within
    which reach of its bearer it acts."""

    attribute: int
    every: int
    aim: Aim
    reach: int


class Cooldown(Struct, frozen=True, gc=False):
    """Until when a move may not be started again."""

    move: int
    until: int
