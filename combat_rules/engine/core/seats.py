"""Copies: of a seat, before it is first written to, and of its tuples with one item changed.

This is the Python side of a boundary; compiled, a seat is one row, kept beside what it was, and
one item of a tuple is written.
"""

from collections.abc import Callable

from combat_rules.engine.core.records import Draft, Seat, Sight, StatusState
from combat_rules.engine.core.rows import Cooldown
from combat_rules.model import Sighting

copy_of: Callable[[Seat], Seat] = Seat.__copy__  # type: ignore[attr-defined] # it can copy itself
_NOTHING = Sighting(0, "", "idle")


def own(draft: Draft, place: int) -> Seat:
    """The draft's own copy of a seat, to be written to."""
    seat = draft.seats[place]
    if seat is draft.before[place]:
        seat = draft.seats[place] = copy_of(seat)
    return seat


def untouched(draft: Draft, place: int) -> bool:
    """Whether a seat has certainly not been written to in this draft."""
    return draft.seats[place] is draft.before[place]


def nothing_seen() -> Sighting:
    """What somebody was seen to do who never was seen."""
    return _NOTHING


def with_item(items: tuple[int, ...], place: int, item: int) -> tuple[int, ...]:
    """The same numbers but for one."""
    return (*items[:place], item, *items[place + 1 :])


def with_place(places: tuple[int, ...], place: int) -> tuple[int, ...]:
    """The places of combatants and one more."""
    return (*places, place)


def with_cause(causes: tuple[int, ...], cause: int) -> tuple[int, ...]:
    """The causes and one more, each once and in the order in which they happened."""
    return (*(c for c in causes if c < cause), cause, *(c for c in causes if c > cause))


def with_look(looks: tuple[Sighting, ...], keep: int, look: Sighting) -> tuple[Sighting, ...]:
    """The looks from place ``keep`` on, and one more."""
    return (*looks[keep:], look) if keep else (*looks, look)


def with_sight(sights: tuple[Sight, ...], place: int, sight: Sight) -> tuple[Sight, ...]:
    """The same but for one."""
    return (*sights[:place], sight, *sights[place + 1 :])


def with_cooldown(cooldowns: tuple[Cooldown, ...], now: int, one: Cooldown) -> tuple[Cooldown, ...]:
    """Those that still run, and one more."""
    return (*(c for c in cooldowns if c.until > now and c.move != one.move), one)


def with_status(statuses: tuple[StatusState, ...], one: StatusState) -> tuple[StatusState, ...]:
    """One more status, or the same one with another due tick, in the order of the ruleset."""
    return (
        *(state for state in statuses if state.status < one.status),
        one,
        *(state for state in statuses if state.status > one.status),
    )


def without_status(statuses: tuple[StatusState, ...], status: int) -> tuple[StatusState, ...]:
    """The statuses but for one."""
    return tuple(state for state in statuses if state.status != status)
