"""Starts: whether an action may start, or be called off, on the world as it is."""

from combat_rules.engine.core.asking import valid
from combat_rules.engine.core.charting import ask_chart, start_chart
from combat_rules.engine.core.effects import forget_requests
from combat_rules.engine.core.escapes import gets_out
from combat_rules.engine.core.lots import lot
from combat_rules.engine.core.meeting import suits
from combat_rules.engine.core.records import Draft, Order, Seat
from combat_rules.engine.core.words import (
    ANYBODY,
    CANCEL,
    CHAIN,
    DONE,
    FAILED,
    FIRST_SIGNAL,
    FRIEND,
    NO,
    NONE,
    REFUSED,
    SELF,
    YES,
)


def nearest(draft: Draft, actor: int, move: int) -> int:
    """Whom a move is meant for if nobody is named: the nearest of those that it may be meant for
    and that stand, else the nearest fallen one; ``NONE`` without any.

    What is meant for anybody is meant for a foe if there is one. Of two that are as near it is
    the one in front, then the same one throughout a fight.
    """
    aim = draft.moves[move].aim
    if aim is SELF:
        return actor
    me, best, among_foes = draft.seats[actor], NONE, aim is not FRIEND
    for other in draft.seats:
        if (other.team != me.team) == among_foes and other.place != actor:
            if best == NONE or goes_before(draft, me, other, draft.seats[best]):
                best = other.place
    return actor if best == NONE and aim is ANYBODY else best


def goes_before(draft: Draft, me: Seat, one: Seat, other: Seat) -> bool:
    """Whether one of two is rather meant by a combatant than the other."""
    if one.defeated != other.defeated:
        return other.defeated
    gap, beside = one.position - me.position, other.position - me.position
    if abs(gap) != abs(beside):
        return abs(gap) < abs(beside)
    if gap * beside < 0:
        return gap * me.facing > 0
    return lot(draft, one.place, 0) > lot(draft, other.place, 0)


def knows(draft: Draft, actor: int, move: int) -> bool:
    """Whether a combatant knows a move."""
    return draft.moves[move].name in draft.seats[actor].actions


def is_ready(draft: Draft, actor: int, move: int) -> bool:
    """Whether a combatant is in no stun but one that the move gets out of, in no hit pause and not
    fallen, and the move's cooldown is over."""
    seat = draft.seats[actor]
    if seat.paused_until > draft.now:
        return False
    if seat.stunned_until > draft.now and not gets_out(draft, seat, move):
        return False
    if seat.defeated or seat.health <= 0:
        return False
    for cooldown in seat.cooldowns:
        if cooldown.move == move and cooldown.until > draft.now:
            return False
    return True


def may_start(draft: Draft, actor: int, move: int, target: int) -> int:
    """Whether a move that a combatant knows may start now: ``YES``, ``NO`` or ``FAILED``.

    Out of a running action only if that action's chart lets it be left for good, or is over with
    the stun that is left. What the effects on that way ask for is added to the requests, if it may.
    """
    if not is_ready(draft, actor, move):
        return NO
    answer = valid(draft, actor, move, target)
    if answer != YES:
        return answer
    if draft.seats[actor].state is None or draft.seats[actor].stunned_until > draft.now:
        return YES
    first = len(draft.asked)
    to = ask_chart(draft, actor, CHAIN, move)
    if to == DONE:
        return YES
    forget_requests(draft, first)
    return FAILED if to == FAILED else NO


def could_start(draft: Draft, actor: int, move: int, target: int) -> int:
    """The same as a question: nothing is done yet, and nothing is asked for."""
    first = len(draft.asked)
    answer = may_start(draft, actor, move, target)
    forget_requests(draft, first)
    return answer


def could_cancel(draft: Draft, actor: int) -> bool:
    """Whether a combatant may call off what it does, as a question: nothing is asked for."""
    seat, first = draft.seats[actor], len(draft.asked)
    if seat.state is None or seat.paused_until > draft.now:
        return False
    to = ask_chart(draft, actor, CANCEL, 0)
    forget_requests(draft, first)
    return to != REFUSED and to != FAILED


def judge_start(draft: Draft, order: Order) -> int:
    """Judge a command to start an action, and enter its chart: ``YES``, ``NO`` or ``FAILED``."""
    if order.target == NONE:
        order.target = nearest(draft, order.actor, order.move)
        if order.target == NONE:
            return NO
    elif not suits(draft, order.actor, order.target, draft.moves[order.move].aim):
        return NO
    if not knows(draft, order.actor, order.move):
        return NO
    order.first = len(draft.asked)
    answer = may_start(draft, order.actor, order.move, order.target)
    if answer != YES:
        return answer
    order.middle = len(draft.asked)
    order.to = start_chart(draft, order.actor, order.move, order.target)
    order.deep = draft.deep
    order.last = len(draft.asked)
    if order.to == FAILED:
        forget_requests(draft, order.first)
        return FAILED
    return YES


def judge(draft: Draft, order: Order) -> int:
    """Judge a command, whatever it asks for: ``YES``, ``NO`` or ``FAILED``."""
    if order.cancel:
        return send(draft, order, CANCEL)
    if order.signal != "":
        return send(draft, order, event_of(draft, order.actor, order.signal))
    return judge_start(draft, order)


def event_of(draft: Draft, place: int, signal: str) -> int:
    """A signal among the events of what a combatant does; ``NONE`` if its chart takes none of that
    name."""
    signals = draft.moves[draft.seats[place].move].signals
    for number in range(len(signals)):
        if signals[number] == signal:
            return FIRST_SIGNAL + number
    return NONE


def send(draft: Draft, order: Order, event: int) -> int:
    """Judge a command that is an event for the chart of what a combatant does: to call it off, or
    a signal, which nobody gives who is stunned. ``YES``, ``NO`` or ``FAILED``."""
    seat = draft.seats[order.actor]
    if event == NONE or seat.state is None or seat.paused_until > draft.now:
        return NO
    if event >= FIRST_SIGNAL and seat.stunned_until > draft.now:
        return NO
    order.first = len(draft.asked)
    order.to = ask_chart(draft, order.actor, event, 0)
    order.deep = draft.deep
    order.last = len(draft.asked)
    if order.to == FAILED:
        return FAILED
    return NO if order.to == REFUSED else YES
