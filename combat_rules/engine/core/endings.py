"""Endings: who has fallen or withdrawn, and when the fight is over."""

from combat_rules.engine.core.announcing import also_because, say
from combat_rules.engine.core.perception import look_around
from combat_rules.engine.core.phases import end
from combat_rules.engine.core.projectiles import conclude_flights
from combat_rules.engine.core.records import Draft, Result, Said
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.statuses import leave_statuses
from combat_rules.engine.core.words import (
    ATTRIBUTE_CHANGED,
    BEARER_DEFEATED,
    COMBATANT_DEFEATED,
    COMBATANT_WITHDREW,
    DAMAGE_DEALT,
    DEFEATED,
    FIGHT_CONCLUDED,
    FIGHT_ENDED,
    FIGHT_OVER,
    HEALTH,
    NEVER,
    NONE,
)


def defeat(draft: Draft) -> None:
    """Defeat whoever has no health left; what it did, and what was upon it, ends."""
    for one in draft.seats:
        if one.health <= 0:
            draft.falls = True
            if one.defeated:
                continue
            place = one.place
            event = say(draft, COMBATANT_DEFEATED, place, NONE, NONE, 0, 0, 0)
            for said in draft.said:
                if harms(said, place):
                    also_because(draft, said.sequence)
            take_out(draft, place, event)


def withdraw(draft: Draft) -> None:
    """Take out those who withdraw, with the health that they have; who has none falls instead."""
    for one in draft.withdrawals:
        place = one.who
        if not draft.seats[place].defeated and draft.seats[place].health > 0:
            event = say(draft, COMBATANT_WITHDREW, place, NONE, NONE, 0, 0, 0)
            for other in draft.withdrawals:
                if other.who == place:
                    also_because(draft, other.cause)
            take_out(draft, place, event)
    draft.withdrawals.clear()


def take_out(draft: Draft, place: int, event: int) -> None:
    """Take a combatant out of the fight, because of an event; what it did, and what was upon it,
    ends."""
    seat = own(draft, place)
    seat.defeated = True
    if seat.state is not None:
        end(draft, seat, DEFEATED, event, False)
    leave_statuses(draft, place, BEARER_DEFEATED, event)
    seat.controller_due = seat.free_at = NEVER
    seat.stunned_until = min(seat.stunned_until, draft.now)
    seat.paused_until = min(seat.paused_until, draft.now)
    seat.started = min(seat.started, draft.now)


def harms(said: Said, place: int) -> bool:
    """Whether an event of this moment has taken health from a combatant."""
    if said.kind == DAMAGE_DEALT:
        return said.target == place and said.b != 0
    if said.kind == ATTRIBUTE_CHANGED:
        return said.source == place and said.a == HEALTH and said.b < 0
    return False


def conclude(draft: Draft) -> None:
    """End the fight if one side is left once those who withdraw are out, or its time is up."""
    if draft.withdrawals:
        withdraw(draft)
        if draft.sighted:
            # What they do is over, and that may have hidden them.
            look_around(draft)
    result = result_of(draft)
    if result is None:
        return
    for seat in draft.seats:
        if seat.state is not None:
            end(draft, own(draft, seat.place), FIGHT_ENDED, seat.last_event, False)
    conclude_flights(draft)
    for place in range(len(draft.seats)):
        leave_statuses(draft, place, FIGHT_OVER, NONE)
    for place in range(len(draft.seats)):
        seat = own(draft, place)
        seat.controller_due = seat.free_at = NEVER
    draft.scheduled = ()
    draft.result = result
    say(draft, FIGHT_CONCLUDED, 0, NONE, NONE, 0, 0, 0)
    draft.said[len(draft.said) - 1].more = result
    for said in draft.said:
        if said.kind == COMBATANT_DEFEATED or said.kind == COMBATANT_WITHDREW:
            also_because(draft, said.sequence)


def result_of(draft: Draft) -> Result | None:
    """The result of the fight, or ``None`` while it goes on.

    One team left standing wins by ``defeat``; none left is a draw by ``double_defeat``. Where those
    who lost at last have all withdrawn, both are by ``withdrawal``. When the time is up, the team
    with the greatest share of its full health left wins by ``time_out``; equal shares are a draw.
    """
    over = draft.now >= draft.duration
    standing, several, left = NONE, False, 0
    for seat in draft.seats:
        several = several or seat.team != draft.seats[0].team
        if not seat.defeated:
            if standing == NONE:
                standing, left = seat.place, 1
            elif seat.team != draft.seats[standing].team:
                left = 2
    if several and left == 0:
        reason = "withdrawal" if have_withdrawn(draft, NONE) else "double_defeat"
        return Result(None, reason, draft.now)
    if several and left == 1:
        reason = "withdrawal" if have_withdrawn(draft, standing) else "defeat"
        return Result(draft.seats[standing].team, reason, draft.now)
    if not over:
        return None
    return by_health(draft)


def have_withdrawn(draft: Draft, standing: int) -> bool:
    """Whether of those who are out, but for the team of whoever stands, somebody has withdrawn and
    nobody has fallen at this moment."""
    withdrew = False
    for seat in draft.seats:
        if standing == NONE or seat.team != draft.seats[standing].team:
            if seat.health > 0:
                withdrew = True
            elif not draft.before[seat.place].defeated:
                return False
    return withdrew


def by_health(draft: Draft) -> Result:
    """Whoever has the greatest share of its full health left; nobody, if two have."""
    best, tied = NONE, False
    for seat in draft.seats:
        if first_of_team(draft, seat.place):
            if best == NONE:
                best = seat.place
            else:
                other = draft.seats[best].team
                more = compare_shares(
                    health_of(draft, seat.team, False),
                    health_of(draft, seat.team, True),
                    health_of(draft, other, False),
                    health_of(draft, other, True),
                )
                if more > 0:
                    best, tied = seat.place, False
                elif more == 0:
                    tied = True
    if tied or best == NONE:
        return Result(None, "time_out", draft.now)
    return Result(draft.seats[best].team, "time_out", draft.now)


def compare_shares(part: int, whole: int, other_part: int, other_whole: int) -> int:
    """1 if the first part is a greater share of its whole than the second one of its own, -1 if
    it is a smaller one, 0 if they are equal.

    As Euclid divides: a product of the healths of many might not fit into 64 bits.
    """
    sign = 1
    while True:
        one, other = part // whole, other_part // other_whole
        if one != other:
            return sign if one > other else -sign
        part -= one * whole
        other_part -= other * other_whole
        if part == 0 or other_part == 0:
            if part == other_part:
                return 0
            return sign if part > other_part else -sign
        # Of two fractions below one the greater is the one that is the smaller upside down.
        part, whole = whole, part
        other_part, other_whole = other_whole, other_part
        sign = -sign


def first_of_team(draft: Draft, place: int) -> bool:
    """Whether nobody of a combatant's team joined before it."""
    for other in range(place):
        if draft.seats[other].team == draft.seats[place].team:
            return False
    return True


def health_of(draft: Draft, team: str, full: bool) -> int:
    """The health that those of a team who are not out have left, or all of it at its fullest."""
    total = 0
    for seat in draft.seats:
        if seat.team == team:
            if full:
                total += seat.max_health
            elif not seat.defeated:
                total += seat.health
    return total
