"""Fights that are steered from outside: when somebody is to decide, the same live and compiled."""

from combat_rules.engine.core.records import Seat
from combat_rules.engine.core.rows import MoveRow

NOTHING, CALL_OFF = 0, 1
"""Commands besides moves, which are told by their places: to do nothing, to call off."""

SCALE = 1024
"""What stands for 1.0 in whole numbers: a power of two, so that shares of it are exact."""


def decides(seat: Seat, row: MoveRow, now: int) -> bool:
    """Whether somebody who is steered from outside is to decide: it is free, or may be able to go
    on from a blow of its own that has met somebody. ``row`` is what it does."""
    if seat.controller != "" or seat.health <= 0:
        return False
    if seat.stunned_until > now or seat.paused_until > now:
        return False
    return seat.state is None or (row.has_windows and seat.outcome is not None)
