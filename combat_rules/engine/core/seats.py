"""Seats of a draft: the copy that is written to, made before it is first written to.

This is the Python side of a boundary; compiled, a seat is one row, kept beside what it was.
"""

from collections.abc import Callable

from combat_rules.engine.core.records import Draft, Seat

copy_of: Callable[[Seat], Seat] = Seat.__copy__  # type: ignore[attr-defined] # it can copy itself


def own(draft: Draft, place: int) -> Seat:
    """The draft's own copy of a seat, to be written to."""
    seat = draft.seats[place]
    if seat is draft.before[place]:
        seat = draft.seats[place] = copy_of(seat)
    return seat


def untouched(draft: Draft, place: int) -> bool:
    """Whether a seat has certainly not been written to in this draft."""
    return draft.seats[place] is draft.before[place]
