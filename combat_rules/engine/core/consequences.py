"""Consequences: contacts and stuns, round after round, until nothing more follows from them."""

from combat_rules.engine.core.asking import note_endless
from combat_rules.engine.core.contacts import resolve
from combat_rules.engine.core.endings import defeat
from combat_rules.engine.core.lots import order_asked
from combat_rules.engine.core.meeting import collect, is_open
from combat_rules.engine.core.perception import look_around
from combat_rules.engine.core.phases import abort
from combat_rules.engine.core.projectiles import end_flight
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.requests import apply_requests
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.statuses import follow_statuses
from combat_rules.engine.core.stuns import hold_up, stagger
from combat_rules.engine.core.words import HARM, HURT, MAX_ROUNDS, NONE, RELEASE, RULE_FAILED


def apply_asked(draft: Draft) -> None:
    """Apply what was asked; who is to stand still or to be staggered is so at once."""
    if draft.asked:
        if len(draft.asked) > 1 and harmed_by_several(draft):
            order_asked(draft)
        apply_requests(draft)
    if draft.pauses:
        hold_up(draft)
    rounds = 0
    while draft.staggers:
        stagger(draft)
        apply_requests(draft)
        hold_up(draft)
        rounds += 1
        # Where each causes two, there would be too many long before there are too many rounds.
        if rounds > MAX_ROUNDS or len(draft.staggers) > MAX_ROUNDS * len(draft.seats):
            break_off(draft)


def harmed_by_several(draft: Draft) -> bool:
    """Whether several ask for harm of one: each takes of what the others leave."""
    for request in draft.asked:
        if request.what == HURT or request.what == HARM:
            for other in draft.asked:
                harms = other.what == HURT or other.what == HARM
                if harms and other.who == request.who and other.actor != request.actor:
                    return True
    return False


def settle_moment(draft: Draft) -> bool:
    """Contacts and consequences, until nothing more follows; then who has fallen, what statuses
    come and go, and who sees whom. Returns whether nothing could follow: nobody strikes, has fallen
    or is to go on at once, nothing is asked for or flies."""
    now, calm = draft.now, not (draft.asked or draft.shots)
    for seat in draft.seats:
        if seat.health <= 0 or seat.due <= now or (seat.state is RELEASE and is_open(draft, seat)):
            calm = False
            break
    if not calm:
        follow_on(draft)
        defeat(draft)
    if draft.statuses:
        follow_statuses(draft, NONE)
    if draft.moved or draft.sighted:
        look_around(draft)
    return calm


def follow_on(draft: Draft) -> None:
    """Contacts and consequences, round after round."""
    for rounds in range(MAX_ROUNDS + 1):
        if rounds == MAX_ROUNDS:
            break_off(draft)
        apply_asked(draft)
        collect(draft)
        if draft.contacts:
            resolve(draft)
        elif not draft.asked:
            return


def break_off(draft: Draft) -> None:
    """End the actions whose consequences cause further ones without end, and forget those."""
    for blow in draft.staggers:
        stop(draft, blow.source)
        stop(draft, blow.victim)
    draft.staggers.clear()
    collect(draft)
    for contact in draft.contacts:
        if contact.shot != NONE:
            end_flight(draft, draft.shots[contact.shot], RULE_FAILED, NONE)
        else:
            stop(draft, contact.striker)
    draft.contacts.clear()


def end_tick(draft: Draft, commanded: bool) -> None:
    """End the actions that keep a tick from ending, and ask nobody again in it.

    Those are the ones that are due; if there are none, those that have begun in it, unless it is
    ``commanded``: there were commands for it without end.
    """
    now, stopped = draft.now, False
    draft.recheck = False
    for place in range(len(draft.seats)):
        if draft.seats[place].due <= now:
            stopped = True
            stop(draft, place)
    for place in range(len(draft.seats)):
        if not stopped and not commanded and draft.seats[place].started == now:
            stop(draft, place)
    for place in range(len(draft.seats)):
        if draft.seats[place].controller_due <= now:
            own(draft, place).controller_due = now + 1


def stop(draft: Draft, place: int) -> None:
    """End what a combatant does, because it does not come to an end by itself."""
    if draft.seats[place].state is not None:
        abort(draft, place, note_endless(draft, place))
