"""Decisions: commands and what controllers choose, carried out at once for all of a moment."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.consequences import settle_moment
from combat_rules.engine.core.controlling import ask_controllers, put_off
from combat_rules.engine.core.perception import look_around
from combat_rules.engine.core.phases import begin, end, enter, trace
from combat_rules.engine.core.records import Draft, Order
from combat_rules.engine.core.refusing import refuse, take_due
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.starts import judge_cancel, judge_start
from combat_rules.engine.core.words import (
    ACTION_CANCELLED,
    ACTION_CHAINED,
    CANCELLED,
    CHAINED,
    DONE,
    NO,
    NONE,
    RECOVERY,
    RELEASE,
    YES,
)


def decide(draft: Draft) -> None:
    """Carry out what was scheduled for now, then what controllers choose."""
    while draft.scheduled and draft.scheduled[0].at <= draft.now:
        # One command of each actor at a time, all judged on the same world.
        take_due(draft)
        together(draft)
    for seat in draft.seats:
        if seat.controller_due <= draft.now:
            ask_controllers(draft)
            break
    if draft.orders:
        together(draft)


def together(draft: Draft) -> None:
    """Carry out the orders of different actors at once: none is judged on another's."""
    for order in draft.orders:
        answer = NO
        if order.wrong is None:
            answer = judge_cancel(draft, order) if order.cancel else judge_start(draft, order)
        if answer != YES:
            order.stands = False
            refuse(draft, order, answer)
            if order.actor != NONE:
                put_off(draft, order.actor)
    carry_out(draft)


def carry_out(draft: Draft) -> None:
    """Begin and call off what has been judged, and what follows from that at once."""
    for order in draft.orders:
        if order.stands and not order.cancel:
            start(draft, order)
    for order in draft.orders:
        if order.stands and order.cancel:
            call_off(draft, order)
    draft.orders.clear()
    if draft.asked:
        settle_moment(draft)
        draft.recheck = True
    # A command may turn somebody round, or open somebody's guard: contacts are looked for once
    # more at this tick.
    if draft.moved or draft.sighted:
        look_around(draft)
    for seat in draft.seats:
        if seat.state is RELEASE and seat.outcome is None:
            draft.recheck = True


def start(draft: Draft, order: Order) -> None:
    """Begin an action that may start; the one that it follows is over."""
    place = order.actor
    seat = draft.seats[place]
    cause = NONE
    if seat.state is not None:
        cause = say(
            draft, ACTION_CHAINED, place, order.target, seat.last_event, seat.move, order.move, 0
        )
        trace(draft, order.first, order.middle, seat.acts, cause)
        end(draft, place, CHAINED, cause, False)
    begin(draft, place, order.target, order.move, order.to, order.deep, cause)
    seat = draft.seats[place]
    trace(draft, order.middle, order.last, seat.acts, seat.last_event)


def call_off(draft: Draft, order: Order) -> None:
    """Call a running action off; back from a feint one is as soon as one was in it.

    A chart that leads on to anything but its recovery or its end goes on as if nothing had been.
    """
    place = order.actor
    seat = own(draft, place)
    row = draft.moves[seat.move]
    event = say(
        draft, ACTION_CANCELLED, place, seat.target, seat.last_event, seat.move, seat.leg, 0
    )
    if order.to == DONE or row.legs[order.to].kind is RECOVERY:
        seat.ending = CANCELLED
        if seat.state is not RECOVERY:
            seat.recovery = min(draft.now - seat.started, row.recovery)
    trace(draft, order.first, order.last, seat.acts, event)
    enter(draft, place, order.to, order.deep, event, False)
