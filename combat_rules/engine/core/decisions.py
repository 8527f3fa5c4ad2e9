"""Decisions: commands and what controllers choose, carried out at once for all of a moment."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.consequences import apply_asked
from combat_rules.engine.core.controlling import has_order, put_off
from combat_rules.engine.core.endings import conclude, defeat
from combat_rules.engine.core.pace import pace_orders
from combat_rules.engine.core.perception import look_around, notice
from combat_rules.engine.core.phases import advance_phases, anybody_is_due, begin, end, enter, trace
from combat_rules.engine.core.records import Draft, Order
from combat_rules.engine.core.refusing import is_kept, refuse, take_due
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.starts import event_of, judge
from combat_rules.engine.core.words import (
    ACTION_CANCELLED,
    ACTION_CHAINED,
    ACTION_SIGNALLED,
    CANCELLED,
    CHAINED,
    COMBATANT_RECOVERED,
    DONE,
    MAX_BRIEF,
    NEVER,
    NO,
    NONE,
    RECOVERY,
    RELEASE,
    YES,
)


def decide(draft: Draft) -> None:
    """Carry out what was scheduled for now and what controllers choose, all judged on one world.

    Of several commands for one actor each has its turn, on the world that the last one left.
    """
    while draft.orders:
        together(draft)
        run_through(draft)
        if draft.scheduled and draft.scheduled[0].at <= draft.now:
            take_due(draft)


def run_through(draft: Draft) -> None:
    """Run through phases that take no time, before anything meets anybody."""
    rounds = 0
    while rounds < MAX_BRIEF and anybody_is_due(draft) and advance_phases(draft, False):
        rounds += 1
        if draft.asked:
            apply_asked(draft)


def together(draft: Draft) -> None:
    """Carry out the orders of different actors at once: none is judged on another's."""
    for order in draft.orders:
        answer = NO
        if order.judged:
            answer = YES
        elif order.wrong is None:
            answer = judge(draft, order)
        if answer != YES:
            order.stands = False
            if answer == NO and order.waits and may_follow(draft, order):
                draft.late.append(order)
            else:
                turn_down(draft, order, answer)
    carry_out(draft)


def may_follow(draft: Draft, order: Order) -> bool:
    """Whether a command that is refused may still go on from a blow that lands at this tick."""
    if order.wrong is not None:
        return False
    seat = draft.seats[order.actor]
    return seat.state is RELEASE and (draft.moves[seat.move].has_windows or order.signal != "")


def turn_down(draft: Draft, order: Order, answer: int) -> None:
    """Refuse an order, unless it is kept for the next tick."""
    if is_kept(draft, order, answer):
        return
    refuse(draft, order, answer)
    if order.chosen:
        put_off(draft, order.actor)


def decide_late(draft: Draft) -> None:
    """Judge once more, after blows have met, the commands that may go on from one of them; of
    several for one actor each has its turn."""
    left = True
    while left:
        left = False
        for order in draft.late:
            if has_order(draft, order.actor):
                left = left or not order.judged
            elif not order.judged:
                judge_late(draft, order)
        carry_out(draft)
        run_through(draft)
    draft.late.clear()


def judge_late(draft: Draft, order: Order) -> None:
    """Judge a command once more."""
    order.judged = True
    answer = judge(draft, order)
    order.stands = answer == YES
    if order.stands:
        draft.orders.append(order)
    else:
        turn_down(draft, order, answer)


def carry_out(draft: Draft) -> None:
    """Begin what has been judged, call it off or give it its signal, and what follows from that at
    once."""
    others = False
    if draft.pace_rules:
        pace_orders(draft)
    for order in draft.orders:
        if order.stands:
            if order.cancel or order.signal != "":
                others = True
            else:
                start(draft, order)
                others = others or order.again > 0
    if others:
        carry_out_others(draft)
    draft.orders.clear()
    if draft.asked:
        apply_asked(draft)


def carry_out_others(draft: Draft) -> None:
    """Call off what has been judged or give it its signal, and have controllers asked again."""
    for order in draft.orders:
        if order.stands and order.cancel:
            call_off(draft, order)
    for order in draft.orders:
        if order.stands and order.signal != "":
            give_signal(draft, order)
    for order in draft.orders:
        if order.stands and order.again > 0:
            ask_again(draft, order)


def act_afterwards(draft: Draft) -> None:
    """Carry out orders that come after what has happened at this tick. Whatever they meet, they
    meet at a further moment of it."""
    together(draft)
    if draft.moved or draft.sighted:
        look_around(draft)
    if draft.withdrawals:
        defeat(draft)
        conclude(draft)
    if draft.shots or draft.statuses:
        draft.recheck = True
    for seat in draft.seats:
        if seat.due <= draft.now or seat.health <= 0 or seat.state is RELEASE:
            draft.recheck = True


def start(draft: Draft, order: Order) -> None:
    """Begin an action that may start; the one that it follows is over."""
    place = order.actor
    seat = draft.seats[place]
    cause = NONE
    if seat.stunned_until > draft.now:
        cause = leave_stun(draft, order)
    elif seat.state is not None:
        cause = say(
            draft, ACTION_CHAINED, place, order.target, seat.last_event, seat.move, order.move, 0
        )
        trace(draft, order.first, order.middle, seat.acts, cause)
        end(draft, own(draft, place), CHAINED, cause, False)
    begin(draft, place, order.target, order.move, order.to, order.deep, cause, order.lasts)
    if order.middle != order.last:
        seat = draft.seats[place]
        trace(draft, order.middle, order.last, seat.acts, seat.last_event)


def leave_stun(draft: Draft, order: Order) -> int:
    """End the stun out of which an action is begun, and what its actor did until then: a guard is
    left for it, what was stopped is over. Returns the event that is why it begins."""
    place = order.actor
    seat = own(draft, place)
    seat.stunned_until, seat.free_at = draft.now, NEVER
    cause = say(draft, COMBATANT_RECOVERED, place, NONE, NONE, 0, 0, 0)
    if seat.state is RECOVERY:
        end(draft, seat, seat.ending, cause, False)
    elif seat.state is not None:
        cause = say(draft, ACTION_CHAINED, place, order.target, cause, seat.move, order.move, 0)
        end(draft, seat, CHAINED, cause, False)
    return cause


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
            most = row.recovery if order.lasts == NONE else order.lasts
            seat.recovery = min(draft.now - seat.started, most)
    trace(draft, order.first, order.last, seat.acts, event)
    enter(draft, seat, order.to, order.deep, event, False, order.lasts)


def give_signal(draft: Draft, order: Order) -> None:
    """Give a running action a signal; what that leads to is its chart's business. A phase that it
    leads back to goes on."""
    place = order.actor
    seat = own(draft, place)
    event = say(
        draft, ACTION_SIGNALLED, place, seat.target, seat.last_event, seat.move, seat.leg,
        event_of(draft, place, order.signal),
    )  # fmt: skip
    seat.last_event = event
    trace(draft, order.first, order.last, seat.acts, event)
    if seat.controller_due <= draft.now:
        seat.controller_due = NEVER
    if order.to == seat.leg:
        seat.deep = order.deep
    else:
        enter(draft, seat, order.to, order.deep, event, False, order.lasts)


def ask_again(draft: Draft, order: Order) -> None:
    """Have a controller asked once more while its combatant still does what it has chosen, or
    as soon as it has taken in what others have begun at this moment."""
    seat = draft.seats[order.actor]
    if seat.state is not None and seat.controller != "":
        seat = own(draft, order.actor)
        seat.controller_due = draft.now + order.again
        for other in draft.orders:
            if other.stands and other.actor != order.actor:
                looks = draft.seats[other.actor].looks
                if looks[len(looks) - 1].at == draft.now and seat.sights[other.actor].in_sight:
                    notice(draft, seat)
