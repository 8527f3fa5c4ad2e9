"""Fights that are steered from outside: when somebody is to decide, the same live and compiled."""

from combat_rules.engine.core.escapes import may_get_out
from combat_rules.engine.core.records import Draft, Seat

NOTHING, CALL_OFF = 0, 1
"""Commands besides moves, which are told by their places: to do nothing, to call off."""

SCALE = 1024
"""What stands for 1.0 in whole numbers: a power of two, so that shares of it are exact."""


def decides(draft: Draft, seat: Seat) -> bool:
    """Whether somebody who is steered from outside is to decide: it is free, knows a move out of
    the stun that it is in, or may be able to go on from a blow of its own that has met somebody."""
    if seat.controller != "" or seat.defeated or seat.health <= 0:
        return False
    if seat.paused_until > draft.now:
        return False
    if seat.stunned_until > draft.now:
        return may_get_out(draft, seat)
    row = draft.moves[seat.move]
    return seat.state is None or (row.has_windows and seat.outcome is not None)
