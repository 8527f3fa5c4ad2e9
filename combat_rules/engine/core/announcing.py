"""Saying what happens: every event of a moment goes through here, and is checked on the way."""

from combat_rules.engine.core.announcements import FOLLOWS
from combat_rules.engine.core.faults import out_of_order
from combat_rules.engine.core.records import Draft, Said, Seat
from combat_rules.engine.core.seats import own, with_cause
from combat_rules.engine.core.words import ACTION_ENDED, DAMAGE_DEALT, NONE
from combat_rules.model import Outcome


def say(
    draft: Draft, kind: int, source: int, target: int, cause: int, a: int, b: int, c: int
) -> int:
    """Note that something happened to, or through, ``source``; returns its number.

    Of an action it is said as ``say_own`` says it.
    """
    if kind <= ACTION_ENDED:
        return say_own(draft, own(draft, source), kind, target, cause, a, b, c, None)
    number, act, seat = draft.sequence, 0, draft.seats[source]
    if kind <= DAMAGE_DEALT and seat.state is not None:
        act = seat.acts
    draft.sequence = number + 1
    draft.said.append(
        Said(number, draft.now, kind, source, target, source, act, cause, a, b, c, None)
    )
    return number


def say_own(
    draft: Draft,
    seat: Seat,
    kind: int,
    target: int,
    cause: int,
    a: int,
    b: int,
    c: int,
    outcome: Outcome | None,
) -> int:
    """Note that something happened to the action of a draft's own seat; returns its number.

    What may be said of an action, and when, is a chart. What it does not allow is not said; its
    cause then stands for it.
    """
    number, place, stage = draft.sequence, seat.place, seat.announced
    after = FOLLOWS[stage][kind]
    if after != stage:
        if after == NONE:
            out_of_order(draft, kind, place)
            return number if cause == NONE else cause
        seat.announced = after
    draft.sequence = number + 1
    draft.said.append(
        Said(number, draft.now, kind, place, target, place, seat.acts, cause, a, b, c, outcome)
    )
    return number


def say_where(draft: Draft, before: int) -> None:
    """Note with what was said last where both are, if anything was said since event ``before``."""
    if draft.sequence != before:
        said = draft.said[len(draft.said) - 1]
        said.here = draft.seats[said.source].position
        if said.target != NONE:
            said.there = draft.seats[said.target].position


def also_because(draft: Draft, cause: int) -> None:
    """Name one more cause of what was said last."""
    said = draft.said[len(draft.said) - 1]
    if said.cause == NONE:
        said.cause = cause
    elif cause != NONE and cause != said.cause:
        said.others = with_cause(said.others, cause)


def say_for(
    draft: Draft, kind: int, source: int, doer: int, act: int, cause: int, a: int, b: int, c: int
) -> int:
    """The same of what somebody else's action, or nobody's (``act`` is 0), has brought about."""
    number = draft.sequence
    draft.sequence = number + 1
    draft.said.append(Said(number, draft.now, kind, source, NONE, doer, act, cause, a, b, c, None))
    return number
