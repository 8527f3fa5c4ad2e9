"""Starts: whether an action may start, or be called off, on the world as it is."""

from combat_rules.engine.core.asking import ask_chart, start_chart, valid
from combat_rules.engine.core.effects import forget_requests
from combat_rules.engine.core.lots import lot
from combat_rules.engine.core.records import Draft, Order
from combat_rules.engine.core.words import CANCEL, CHAIN, DONE, FAILED, NO, NONE, REFUSED, YES


def nearest_foe(draft: Draft, actor: int) -> int:
    """The nearest foe that stands, else the nearest fallen one; ``NONE`` without any foe.

    Of two that are as near, it is the same one throughout a fight.
    """
    me = draft.seats[actor]
    best, stands, nearest = NONE, False, 0
    for other in draft.seats:
        if other.team != me.team and (not stands or not other.defeated):
            gap = abs(other.position - me.position)
            if best == NONE or (not other.defeated and not stands) or gap < nearest:
                closer = True
            elif gap == nearest:
                closer = lot(draft, other.place, 0) > lot(draft, best, 0)
            else:
                closer = False
            if closer:
                best, stands, nearest = other.place, not other.defeated, gap
    return best


def knows(draft: Draft, actor: int, move: int) -> bool:
    """Whether a combatant knows a move."""
    return draft.moves[move].name in draft.seats[actor].actions


def is_ready(draft: Draft, actor: int, move: int) -> bool:
    """Whether a combatant is neither stunned nor defeated, and the move's cooldown is over."""
    seat = draft.seats[actor]
    if seat.stunned_until > draft.now or seat.defeated:
        return False
    for cooldown in seat.cooldowns:
        if cooldown.move == move and cooldown.until > draft.now:
            return False
    return True


def may_start(draft: Draft, actor: int, move: int, target: int) -> int:
    """Whether a move that a combatant knows may start now: ``YES``, ``NO`` or ``FAILED``.

    Out of a running action only if that action's chart lets it be left for good. What the
    effects on that way ask for is added to the requests, if it may.
    """
    if not is_ready(draft, actor, move):
        return NO
    answer = valid(draft, actor, move, target)
    if answer != YES:
        return answer
    if draft.seats[actor].state is None:
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


def judge_start(draft: Draft, order: Order) -> int:
    """Judge a command to start an action, and enter its chart: ``YES``, ``NO`` or ``FAILED``."""
    if order.target == NONE:
        order.target = nearest_foe(draft, order.actor)
    if order.target == NONE or draft.seats[order.target].team == draft.seats[order.actor].team:
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


def judge_cancel(draft: Draft, order: Order) -> int:
    """Judge a command to call off what a combatant does: ``YES``, ``NO`` or ``FAILED``."""
    if draft.seats[order.actor].state is None:
        return NO
    order.first = len(draft.asked)
    order.to = ask_chart(draft, order.actor, CANCEL, 0)
    order.deep = draft.deep
    order.last = len(draft.asked)
    if order.to == FAILED:
        return FAILED
    return NO if order.to == REFUSED else YES
