"""Projectiles: launched, in flight, and at their end.

Where one is follows from where it started, and when it comes to somebody is worked out ahead:
bodies move at moments only, so there is nothing to look for in between. Distances are compared in
fractions of an arena unit, ``draft.second`` to a unit.
"""

from combat_rules.engine.core.announcing import say_for, say_where
from combat_rules.engine.core.asking import note_projectile
from combat_rules.engine.core.lots import lot
from combat_rules.engine.core.records import Draft, Shot
from combat_rules.engine.core.rows import ProjectileRow
from combat_rules.engine.core.seats import with_place
from combat_rules.engine.core.words import (
    ACTION_CLASHED,
    FLIGHT_CUT,
    LIFE_OVER,
    NEVER,
    NONE,
    PROJECTILE_ENDED,
    PROJECTILE_LAUNCHED,
    SPENT,
    WALL,
)


def launch(draft: Draft, place: int) -> None:
    """Launch what an action launches, as it enters a release; in a hit pause it flies from the end
    of that."""
    seat = draft.seats[place]
    since = max(draft.now, seat.phase_since)
    row = draft.moves[seat.move].projectile
    start = max(0, min(draft.arena, seat.position + seat.facing * row.start))
    event = say_for(
        draft, PROJECTILE_LAUNCHED, place, place, seat.acts, seat.last_event,
        seat.move, start, seat.facing,
    )  # fmt: skip
    note_projectile(draft, seat.hit)
    draft.shots.append(
        Shot(
            place, seat.acts, seat.hit, seat.move, seat.facing, start, since,
            since + row.life, row.hits, event,
        )
    )  # fmt: skip
    shot = draft.shots[len(draft.shots) - 1]
    for other in draft.seats:
        # Whoever stands between it and its owner is in its way as well.
        if (other.position - seat.position) * seat.facing >= 0:
            shot.ahead = with_place(shot.ahead, other.place)


def end_flight(draft: Draft, shot: Shot, why: int, cause: int) -> None:
    """Say that a projectile is no more."""
    if shot.gone:
        return
    shot.gone = True
    say_for(
        draft, PROJECTILE_ENDED, shot.owner, shot.owner, shot.act, cause,
        shot.move, max(0, min(draft.arena, place_of(draft, shot))), why,
    )  # fmt: skip
    note_projectile(draft, shot.launch)


def end_lives(draft: Draft) -> None:
    """End projectiles whose life is over."""
    for shot in draft.shots:
        if shot.ends <= draft.now:
            end_flight(draft, shot, LIFE_OVER, shot.last_event)


def fly_on(draft: Draft) -> None:
    """End projectiles that have come to a wall, and note whom the others still have before them."""
    for shot in draft.shots:
        row = row_of(draft, shot)
        if gap_to(draft, shot, wall_before(draft, shot)) <= 0 and row.speed != 0:
            end_flight(draft, shot, WALL, shot.last_event)
        if not shot.gone:
            shot.ahead = ()
            for other in draft.seats:
                if gap_to(draft, shot, other.position) > row.radius * draft.second:
                    shot.ahead = with_place(shot.ahead, other.place)


def conclude_flights(draft: Draft) -> None:
    """End all flights, as the fight is over."""
    for shot in draft.shots:
        end_flight(draft, shot, FLIGHT_CUT, NONE)


def tell(draft: Draft, shot: Shot, kind: int, target: int) -> int:
    """Say what came of a projectile's meeting with somebody, or with somebody's projectile."""
    gap = abs(draft.seats[target].position - draft.seats[shot.owner].position)
    shot.last_event = say_for(
        draft, kind, shot.owner, shot.owner, shot.act, shot.last_event,
        shot.move, gap, hit_of(draft, shot),
    )  # fmt: skip
    draft.said[len(draft.said) - 1].target = target
    say_where(draft, NONE)
    note_projectile(draft, shot.launch)
    return shot.last_event


def take_hits(draft: Draft, shot: Shot, hits: int, position: int, cause: int) -> None:
    """Take hits from a projectile that has come to a position; it rests there, if it does between
    its hits, or is spent."""
    row = row_of(draft, shot)
    shot.hits -= hits
    if shot.hits <= 0:
        end_flight(draft, shot, SPENT, cause)
    elif row.interval != 0:
        if gap_to(draft, shot, position) > 0:
            position = place_of(draft, shot)
        # One that is yet to fly, as a pause is not over, does not fly sooner for that.
        shot.origin, shot.since = position, max(shot.since, draft.now + row.interval)
        shot.met, shot.evaders = (), ()


# -- where it is, and when it will be somewhere --------------------------------------------------


def row_of(draft: Draft, shot: Shot) -> ProjectileRow:
    """What a projectile is by the rules."""
    return draft.moves[shot.move].projectile


def hit_of(draft: Draft, shot: Shot) -> int:
    """The number of the hit that a projectile strikes with next, among those of its action."""
    return shot.launch + row_of(draft, shot).hits - shot.hits


def place_of(draft: Draft, shot: Shot) -> int:
    """The position of a projectile in whole arena units, no further than it has come."""
    flown = row_of(draft, shot).speed * max(0, draft.now - shot.since)
    return shot.origin + shot.way * (flown // draft.second)


def exact_place(draft: Draft, shot: Shot, at: int) -> int:
    """The position of a projectile at a tick, in fractions; before its launch its owner has it."""
    row = row_of(draft, shot)
    if at < shot.ends - row.life:
        return (shot.origin - shot.way * row.start) * draft.second
    return shot.origin * draft.second + shot.way * row.speed * max(0, at - shot.since)


def gap_to(draft: Draft, shot: Shot, position: int) -> int:
    """How far a position lies before a projectile, in fractions; less than 0 is behind it."""
    return (position * draft.second - exact_place(draft, shot, draft.now)) * shot.way


def wall_before(draft: Draft, shot: Shot) -> int:
    """The position of the wall that a projectile flies towards."""
    return draft.arena if shot.way > 0 else 0


def arrival(draft: Draft, shot: Shot, position: int, radius: int) -> int:
    """The tick at which a projectile is within a distance of a position before it."""
    speed = row_of(draft, shot).speed
    way = ((position - shot.origin) * shot.way - radius) * draft.second
    if way <= 0:
        return shot.since
    return NEVER if speed == 0 else shot.since + (way + speed - 1) // speed


def due_of(draft: Draft, shot: Shot) -> int:
    """The next tick at which something happens to a projectile by itself."""
    row, due = row_of(draft, shot), shot.ends
    if shot.since > draft.now:
        due = min(due, shot.since)
    else:
        due = sooner(draft, due, arrival(draft, shot, wall_before(draft, shot), 0))
        for place in shot.ahead:
            if place not in shot.met:
                position = draft.seats[place].position
                due = sooner(draft, due, arrival(draft, shot, position, row.radius))
    for other in draft.shots:
        if are_opposed(draft, shot, other):
            due = sooner(draft, due, crossing(draft, shot, other))
    return due


def sooner(draft: Draft, due: int, at: int) -> int:
    """The sooner of two ticks, of those that are still to come."""
    return min(due, at) if at > draft.now else due


# -- two that meet -------------------------------------------------------------------------------


def cross(draft: Draft) -> None:
    """Let projectiles that have flown into each other take hits from each other, as many as the
    weaker one has; those that were nearest to each other first."""
    shots = draft.shots
    best = 0
    while best != NONE:
        best, nearest = NONE, 0
        for index in range(len(shots) * len(shots)):
            one, other = shots[index // len(shots)], shots[index % len(shots)]
            if index // len(shots) < index % len(shots) and have_met(draft, one, other):
                gap = apart(draft, one, other, draft.now - 1)
                earlier = gap < nearest or (gap == nearest and goes_first(draft, index, best))
                if best == NONE or earlier:
                    best, nearest = index, gap
        if best != NONE:
            clash(draft, shots[best // len(shots)], shots[best % len(shots)])


def goes_first(draft: Draft, index: int, best: int) -> bool:
    """Whether one of two pairs that meet at once goes first, by the lots of their owners; never,
    if there is no other."""
    if best == NONE:
        return False
    return lots_of(draft, index) > lots_of(draft, best)


def lots_of(draft: Draft, pair: int) -> int:
    """The lots of the owners of two projectiles together."""
    shots = draft.shots
    one, other = shots[pair // len(shots)].owner, shots[pair % len(shots)].owner
    return lot(draft, one, draft.now) + lot(draft, other, draft.now)


def clash(draft: Draft, one: Shot, other: Shot) -> None:
    """Let two projectiles take hits from each other."""
    first = tell(draft, one, ACTION_CLASHED, other.owner)
    second = tell(draft, other, ACTION_CLASHED, one.owner)
    hits = min(one.hits, other.hits)
    take_hits(draft, one, hits, place_of(draft, one), first)
    take_hits(draft, other, hits, place_of(draft, other), second)


def are_opposed(draft: Draft, one: Shot, other: Shot) -> bool:
    """Whether two projectiles of different teams fly in opposite directions."""
    if one.gone or other.gone or one.way == other.way:
        return False
    return draft.seats[one.owner].team != draft.seats[other.owner].team


def have_met(draft: Draft, one: Shot, other: Shot) -> bool:
    """Whether two projectiles have flown into each other at this tick."""
    if not are_opposed(draft, one, other) or apart(draft, one, other, draft.now) > reach_of(
        draft, one, other
    ):
        return False
    return apart(draft, one, other, draft.now - 1) >= 0


def apart(draft: Draft, one: Shot, other: Shot, at: int) -> int:
    """How far apart two are at a tick that fly towards each other, in fractions; less than 0 once
    they have passed each other."""
    return (exact_place(draft, other, at) - exact_place(draft, one, at)) * one.way


def reach_of(draft: Draft, one: Shot, other: Shot) -> int:
    """How far apart two are that touch, in fractions."""
    return (row_of(draft, one).radius + row_of(draft, other).radius) * draft.second


def crossing(draft: Draft, one: Shot, other: Shot) -> int:
    """The tick at which two that fly towards each other touch."""
    way = (other.origin - one.origin) * one.way * draft.second - reach_of(draft, one, other)
    first, second = one.since, other.since
    speed, theirs = row_of(draft, one).speed, row_of(draft, other).speed
    if first > second:
        first, second, speed, theirs = second, first, theirs, speed
    if way <= 0:
        return first
    if speed * (second - first) >= way:
        return first + (way + speed - 1) // speed
    both = speed + theirs
    return NEVER if both == 0 else (way + speed * first + theirs * second + both - 1) // both
