"""Escapes: moves that may be begun out of a stun, and who is asked in one because of them."""

from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.seats import own


def gets_out(draft: Draft, seat: Seat, move: int) -> bool:
    """Whether a move may be begun out of the stun that a combatant is in."""
    stun = seat.stun
    return draft.escapes and stun is not None and stun in draft.moves[move].out_of


def may_get_out(draft: Draft, seat: Seat) -> bool:
    """Whether a combatant is in a stun out of which it knows a move."""
    if not draft.escapes or seat.stunned_until <= draft.now or seat.defeated:
        return False
    for row in draft.moves:
        if gets_out(draft, seat, row.place) and row.name in seat.actions:
            return True
    return False


def ask_in_stun(draft: Draft, place: int) -> None:
    """Have the controller of somebody who may get out of its stun asked from the next tick on, in
    a hit pause after that."""
    seat = draft.seats[place]
    if seat.controller != "" and may_get_out(draft, seat):
        due = max(draft.now + 1, seat.paused_until)
        if due < seat.controller_due:
            own(draft, place).controller_due = due
