"""Statuses: what is upon a combatant, and ticks, while one of its attributes is above zero."""

from combat_rules.engine.core.announcing import also_because, say
from combat_rules.engine.core.asking import changed_outside, record_fault, status_effects
from combat_rules.engine.core.effects import forget_requests
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.lots import lot, order_reached
from combat_rules.engine.core.meeting import suits
from combat_rules.engine.core.phases import trace
from combat_rules.engine.core.records import Draft, Said, StatusState
from combat_rules.engine.core.seats import own, with_status, without_status
from combat_rules.engine.core.words import (
    ACTION_ENDED,
    ATTRIBUTE_CHANGED,
    CHANGE,
    COMBATANT_CHANGED,
    COMBATANT_JOINED,
    DAMAGE_DEALT,
    DECLARED,
    FAILED,
    HARM,
    HEALTH,
    NONE,
    SELF,
    STATUS_ENDED,
    STATUS_STARTED,
    STATUS_TICKED,
    WORN_OFF,
    YES,
)


def tick_statuses(draft: Draft) -> None:
    """Ask the effects of all statuses that are due, on the world as it is.

    One whose attribute has just fallen to zero is over and does not tick again. One that raises
    is recorded, and ticks again when it is due next.
    """
    now = draft.now
    for place in range(len(draft.seats)):
        for state in draft.seats[place].statuses:
            if state.due <= now:
                tick(draft, place, state)
    for place in range(len(draft.seats)):
        for state in draft.seats[place].statuses:
            if state.due <= now:
                later = StatusState(
                    state.status, now + draft.statuses[state.status].every, state.event,
                    state.source, state.act, state.move,
                )  # fmt: skip
                seat = own(draft, place)
                seat.statuses = with_status(seat.statuses, later)


def tick(draft: Draft, place: int, state: StatusState) -> None:
    """Ask one status at one of its ticks."""
    settle(draft, place)
    if draft.seats[place].values[draft.statuses[state.status].attribute] <= 0:
        return
    first = len(draft.asked)
    if ask_around(draft, place, state.status) == FAILED:
        forget_requests(draft, first)
        record_fault(draft, place, len(draft.failures) - 1)
        return
    event = say_status(draft, STATUS_TICKED, place, state.status, state.event, 0)
    trace(draft, first, len(draft.asked), 0, event)
    for index in range(first, len(draft.asked)):
        request = draft.asked[index]
        request.status = state.status
        if request.what == CHANGE and request.attribute == HEALTH and request.amount < 0:
            request.what = HARM


def ask_around(draft: Draft, place: int, status: int) -> int:
    """Ask a status about each whom it acts on: its bearer, or whom its aim means around that one,
    in the order of their lots; ``FAILED`` as soon as it raises."""
    row, reached, answer = draft.statuses[status], draft.stirred, YES
    if row.aim is SELF:
        return status_effects(draft, place, place, status)
    for other in range(len(draft.seats)):
        seat = draft.seats[other]
        near = abs(seat.position - draft.seats[place].position) <= row.reach
        if near and not seat.defeated and suits(draft, place, other, row.aim):
            reached.append(other)
    order_reached(draft)
    for other in reached:
        if answer == YES:
            answer = status_effects(draft, place, other, status)
    reached.clear()
    return answer


def follow_statuses(draft: Draft, cause: int) -> None:
    """Start and end statuses as the attributes are now; one that goes on keeps its rhythm.

    ``cause`` is the event that brought whatever no change of an attribute has brought.
    """
    if not draft.started or draft.result is not None:
        return
    for place in range(len(draft.seats)):
        settle(draft, place)
    for place in range(len(draft.seats)):
        for state in draft.seats[place].statuses:
            if not bears(draft, place, state.status):
                attribute = draft.statuses[state.status].attribute
                event = what_changed(draft, place, attribute, -1)
                if event == NONE:
                    event = state.event
                say_status(draft, STATUS_ENDED, place, state.status, event, WORN_OFF)
                because_of_changes(draft, place, attribute, -1)
                seat = own(draft, place)
                seat.statuses = without_status(seat.statuses, state.status)
    for place in range(len(draft.seats)):
        for status in range(len(draft.statuses)):
            if bears(draft, place, status):
                if has_status(draft, place, status):
                    renew_status(draft, place, status)
                else:
                    start_status(draft, place, status, cause)


def start_status(draft: Draft, place: int, status: int, cause: int) -> None:
    """A status comes upon a combatant."""
    row = draft.statuses[status]
    brought = what_changed(draft, place, row.attribute, 1)
    if brought == NONE:
        brought = cause
    event = say_status(draft, STATUS_STARTED, place, status, brought, 0)
    because_of_changes(draft, place, row.attribute, 1)
    put_status(draft, place, StatusState(status, draft.now + row.every, event), brought)


def renew_status(draft: Draft, place: int, status: int) -> None:
    """Who adds to a status that is upon a combatant already does what it does from then on."""
    brought = what_changed(draft, place, draft.statuses[status].attribute, 1)
    for state in draft.seats[place].statuses:
        if brought != NONE and state.status == status:
            put_status(draft, place, state, brought)


def put_status(draft: Draft, place: int, state: StatusState, brought: int) -> None:
    """Note a status with whoever has brought it; if that cannot be told, as it is."""
    index = origin(draft, brought)
    if index != NONE:
        said = draft.said[index]
        doer, act, move = said.doer, said.act, said.move if said.kind == DAMAGE_DEALT else said.a
        state = StatusState(state.status, state.due, state.event, doer, act, move)
    seat = own(draft, place)
    seat.statuses = with_status(seat.statuses, state)


def origin(draft: Draft, event: int) -> int:
    """The place among what was said at this moment of the event of a move that has led to an event;
    ``NONE`` if there is none."""
    for _ in range(len(draft.said)):
        if event == NONE or event < draft.said[0].sequence:
            return NONE
        index = event - draft.said[0].sequence
        said = draft.said[index]
        if said.kind <= ACTION_ENDED or said.kind == DAMAGE_DEALT:
            return index
        event = cause_of(draft, said)
    return NONE


def cause_of(draft: Draft, said: Said) -> int:
    """The cause of an event; of several, that of whoever has drawn the highest lot."""
    best = said.cause
    for cause in said.others:
        drawn, highest = lot_of(draft, cause), lot_of(draft, best)
        if drawn > highest or (drawn == highest and cause > best):
            best = cause
    return best


def lot_of(draft: Draft, event: int) -> int:
    """The lot of whoever is behind an event of this moment; ``NONE`` for one of before."""
    index = event - draft.said[0].sequence
    return NONE if index < 0 else lot(draft, draft.said[index].doer, draft.now)


def leave_statuses(draft: Draft, place: int, reason: int, cause: int) -> None:
    """Take everything off a combatant. Without a cause, what brought each on stands for it."""
    seat = draft.seats[place]
    if not seat.statuses:
        return
    for state in seat.statuses:
        event = state.event if cause == NONE else cause
        say_status(draft, STATUS_ENDED, place, state.status, event, reason)
    own(draft, place).statuses = ()


def bears(draft: Draft, place: int, status: int) -> bool:
    """Whether a status is upon a combatant, by what its record says."""
    seat = draft.seats[place]
    return not seat.defeated and seat.values[draft.statuses[status].attribute] > 0


def has_status(draft: Draft, place: int, status: int) -> bool:
    """Whether a status has been noted as being upon a combatant."""
    for state in draft.seats[place].statuses:
        if state.status == status:
            return True
    return False


def say_status(draft: Draft, event: int, place: int, status: int, cause: int, reason: int) -> int:
    """Say something of a status."""
    settle(draft, place)
    value = draft.seats[place].values[draft.statuses[status].attribute]
    return say(draft, event, place, NONE, cause, status, value, reason)


def what_changed(draft: Draft, place: int, attribute: int, way: int) -> int:
    """The latest event of this moment that moved an attribute up (1) or down (-1), or that put
    the combatant here as it is."""
    index = len(draft.said) - 1
    while index >= 0:
        said = draft.said[index]
        if said.source == place and brings(draft, index, attribute, way):
            return said.sequence
        index -= 1
    return NONE


def because_of_changes(draft: Draft, place: int, attribute: int, way: int) -> None:
    """Name every change of an attribute at this moment as a cause of what was said last."""
    for index in range(len(draft.said) - 1):
        if draft.said[index].source == place and brings(draft, index, attribute, way):
            also_because(draft, draft.said[index].sequence)


def brings(draft: Draft, index: int, attribute: int, way: int) -> bool:
    """Whether an event about a combatant moved an attribute that way, or put it as it is."""
    said = draft.said[index]
    if said.kind == ATTRIBUTE_CHANGED:
        return said.a == attribute + DECLARED and said.b * way > 0
    if said.kind == COMBATANT_CHANGED:
        return changed_outside(draft, index, attribute)
    return said.kind == COMBATANT_JOINED
