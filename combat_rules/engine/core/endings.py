"""Endings: who has fallen, and when the fight is over."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.phases import end
from combat_rules.engine.core.records import Draft, Result
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.statuses import leave_statuses
from combat_rules.engine.core.words import (
    ATTRIBUTE_CHANGED,
    BEARER_DEFEATED,
    COMBATANT_DEFEATED,
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
            seat = own(draft, place)
            seat.defeated = True
            draft.fallen = say(
                draft, COMBATANT_DEFEATED, place, NONE, last_harm(draft, place), 0, 0, 0
            )
            if seat.state is not None:
                end(draft, place, DEFEATED, draft.fallen, False)
            leave_statuses(draft, place, BEARER_DEFEATED, draft.fallen)
            seat.controller_due = seat.free_at = NEVER


def last_harm(draft: Draft, place: int) -> int:
    """The latest event of this moment that took health from a combatant."""
    index = len(draft.said) - 1
    while index >= 0:
        said = draft.said[index]
        if said.kind == DAMAGE_DEALT and said.target == place:
            return said.sequence
        if said.kind == ATTRIBUTE_CHANGED and said.source == place:
            if said.a == HEALTH and said.b < 0:
                return said.sequence
        index -= 1
    return NONE


def conclude(draft: Draft) -> None:
    """End the fight if one side is left, or its time is up."""
    result = result_of(draft)
    if result is None:
        return
    for seat in draft.seats:
        if seat.state is not None:
            end(draft, seat.place, FIGHT_ENDED, seat.last_event, False)
    for place in range(len(draft.seats)):
        leave_statuses(draft, place, FIGHT_OVER, NONE)
    for place in range(len(draft.seats)):
        seat = own(draft, place)
        seat.controller_due = seat.free_at = NEVER
    draft.scheduled = ()
    draft.result = result
    say(draft, FIGHT_CONCLUDED, 0, NONE, draft.fallen, 0, 0, 0)
    draft.said[len(draft.said) - 1].more = result


def result_of(draft: Draft) -> Result | None:
    """The result of the fight, or ``None`` while it goes on.

    One team left standing wins by ``defeat``; none left is a draw by ``double_defeat``. When the
    time is up, the team with the greatest share of its full health left wins by ``time_out``;
    equal shares are a draw.
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
        return Result(None, "double_defeat", draft.now)
    if several and left == 1:
        return Result(draft.seats[standing].team, "defeat", draft.now)
    if not over:
        return None
    return by_health(draft)


def by_health(draft: Draft) -> Result:
    """Whoever has the greatest share of its full health left; nobody, if two have."""
    best, tied = NONE, False
    for seat in draft.seats:
        if first_of_team(draft, seat.place):
            if best == NONE:
                best = seat.place
            else:
                mine = health_of(draft, seat.team, False) * health_of(
                    draft, draft.seats[best].team, True
                )
                theirs = health_of(draft, draft.seats[best].team, False) * health_of(
                    draft, seat.team, True
                )
                if mine > theirs:
                    best, tied = seat.place, False
                elif mine == theirs:
                    tied = True
    if tied or best == NONE:
        return Result(None, "time_out", draft.now)
    return Result(draft.seats[best].team, "time_out", draft.now)


def first_of_team(draft: Draft, place: int) -> bool:
    """Whether nobody of a combatant's team joined before it."""
    for other in range(place):
        if draft.seats[other].team == draft.seats[place].team:
            return False
    return True


def health_of(draft: Draft, team: str, full: bool) -> int:
    """The health that a team has left, or would have at its fullest."""
    total = 0
    for seat in draft.seats:
        if seat.team == team:
            total += seat.max_health if full else seat.health
    return total
