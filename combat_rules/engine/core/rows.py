"""The rules of a fight as rows of numbers and words, each found by its place."""

from msgspec import Struct

from combat_rules.model import ActionRole, ActionStateType


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


class MoveRow(Struct, frozen=True, gc=False):
    """An action as the steps of a moment need it. ``place`` is its place among the moves."""

    place: int
    name: str
    role: ActionRole
    damage: int
    chip: int
    reach: int
    hitstun: int
    blockstun: int
    stagger: int
    pushback: int
    knockdown: bool
    cooldown: int
    recovery: int
    line: str
    covers: tuple[str, ...]
    has_windows: bool
    has_effects: bool
    legs: tuple[Leg, ...]


class AttributeRow(Struct, frozen=True, gc=False):
    """A declared attribute: its range, and the points that come or go in a second."""

    low: int
    high: int
    regeneration: int


class StatusRow(Struct, frozen=True, gc=False):
    """A status: the place of the attribute it hangs on, and how often it ticks."""

    attribute: int
    every: int


class Cooldown(Struct, frozen=True, gc=False):
    """Until when a move may not be started again."""

    move: int
    until: int
