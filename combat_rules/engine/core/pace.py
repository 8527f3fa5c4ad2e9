"""Pace: how long phases take by the pace rules, judged on one world before anybody enters one."""

from combat_rules.engine.core.asking import ask_pace
from combat_rules.engine.core.records import Blow, Draft
from combat_rules.engine.core.words import NONE, RECOVERY


def pace_leaps(draft: Draft) -> None:
    """Judge the phases to which charts go by themselves."""
    for leap in draft.leaps:
        leap.lasts = next_lasts(draft, leap.place, leap.to, False)


def pace_orders(draft: Draft) -> None:
    """Judge the phases to which orders lead."""
    for order in draft.orders:
        who, move = order.actor, order.move
        if order.stands and not order.cancel and order.signal == "":
            leg = draft.moves[move].legs[order.to]
            order.lasts = ask_pace(draft, who, order.target, move, 0, leg.kind, leg.ticks)
        elif order.stands and (order.cancel or order.to != draft.seats[who].leg):
            order.lasts = next_lasts(draft, who, order.to, order.cancel)


def pace_blow(draft: Draft, blow: Blow) -> None:
    """Judge the phase into which a blow throws what its victim does; a recovery is as long as the
    stun."""
    seat = draft.seats[blow.victim]
    if blow.to >= 0 and blow.to != seat.leg:
        if draft.moves[seat.move].legs[blow.to].kind is not RECOVERY:
            blow.lasts = next_lasts(draft, blow.victim, blow.to, False)


def next_lasts(draft: Draft, place: int, to: int, called_off: bool) -> int:
    """How long the phase takes to which goes what a combatant does; ``NONE`` at its end, and where
    a blockstun says how long its recovery is. Of what is called off it is the longest recovery
    that there may be."""
    if to < 0:
        return NONE
    seat = draft.seats[place]
    row = draft.moves[seat.move]
    leg = row.legs[to]
    ticks = leg.ticks
    if leg.kind is RECOVERY:
        if called_off and seat.state is not RECOVERY:
            ticks = row.recovery
        elif seat.recovery != NONE:
            return NONE
    return ask_pace(draft, place, seat.target, seat.move, seat.hit, leg.kind, ticks)
