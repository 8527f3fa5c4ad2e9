"""What combatants know of each other: sight, memory, suspicion, and what was seen late."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.asking import rules_agree
from combat_rules.engine.core.crowd import disperse, gather
from combat_rules.engine.core.records import Draft, Seat, Sight
from combat_rules.engine.core.seats import nothing_seen, own, untouched, with_look, with_sight
from combat_rules.engine.core.words import (
    AWARE,
    AWARENESS_CHANGED,
    NEVER,
    NONE,
    REMEMBERED,
    SUSPICIOUS,
    UNAWARE,
)
from combat_rules.model import AwarenessLevel, Sighting


def show(draft: Draft, seat: Seat, action: str, look: str) -> None:
    """Note what the combatant of a draft's own seat is seen to do from now on, and wake those who
    wait for it."""
    now, place, keep = draft.now, seat.place, 0
    if len(seat.looks) >= REMEMBERED:
        keep = first_of_use(draft, seat)
    seat.looks = with_look(seat.looks, keep, Sighting(now, action, look))
    for observer in draft.seats:
        if (
            observer.controller_due < NEVER
            and observer.sights[place].in_sight
            and observer.place != place
        ):
            notice(draft, observer)


def notice(draft: Draft, observer: Seat) -> None:
    """Have a controller that waits asked as soon as it has taken in what it sees now.

    At the next tick at the earliest: two that answer each other at once would never come to an
    end, and who is asked first would matter.
    """
    arrival = draft.now + (observer.reaction if observer.reaction > 0 else 1)
    if arrival < observer.paused_until:
        arrival = observer.paused_until
    if arrival < observer.controller_due:
        own(draft, observer.place).controller_due = arrival


def first_of_use(draft: Draft, seat: Seat) -> int:
    """The first look of a combatant that not everybody has taken in yet, or the one before it."""
    looks, slowest = seat.looks, 0
    for other in draft.seats:
        if other.reaction > slowest:
            slowest = other.reaction
    first, taken_in = len(looks) - 1, draft.now - slowest
    while first > 0 and looks[first].at > taken_in:
        first -= 1
    return first


def look_around(draft: Draft) -> None:
    """See who has come into sight or is lost from it, where somebody moved or turned.

    All are judged before anything changes in what anybody knows.
    """
    seats, stirred, count = draft.seats, draft.stirred, len(draft.seats)
    for seat in seats:
        if draft.sighted or has_stirred(draft, seat):
            stirred.append(seat.place)
    if stirred:
        if draft.sighted:
            gather(draft)
        first = 0
        for seat in seats:
            if first < len(stirred) and stirred[first] == seat.place:
                first += 1
                for other in seats:
                    if other.place != seat.place:
                        look(draft, seat, other)
            else:
                for place in stirred:
                    look(draft, seat, seats[place])
        stirred.clear()
        draft.looked = True
        if draft.sighted:
            disperse(draft)
    for glance in draft.glances:
        sight_changed(draft, glance // count, glance % count)
    draft.glances.clear()


def look(draft: Draft, seat: Seat, other: Seat) -> None:
    """Note it if one combatant has come into another's sight or is lost from it."""
    if sees(draft, seat, other) != seat.sights[other.place].in_sight:
        draft.glances.append(seat.place * len(draft.seats) + other.place)


def has_stirred(draft: Draft, seat: Seat) -> bool:
    """Whether a combatant has moved, turned, or sees farther than it did; or may be back where it
    was before who sees whom was looked at."""
    if untouched(draft, seat.place):
        return False
    if draft.looked:
        return True
    before = draft.before[seat.place]
    return (
        seat.position != before.position
        or seat.facing != before.facing
        or seat.sight_range != before.sight_range
    )


def sees(draft: Draft, seat: Seat, other: Seat) -> bool:
    """Whether a combatant has another one in its sight."""
    gap = other.position - seat.position
    if abs(gap) > seat.sight_range or gap * seat.facing < 0:
        return False
    return not draft.sighted or rules_agree(draft, seat.place, other.place)


def sight_changed(draft: Draft, place: int, other: int) -> None:
    """Somebody has come into a combatant's sight, or is lost from it."""
    now = draft.now
    seat, sight = draft.seats[place], draft.seats[place].sights[other]
    level = sight.level
    if sight.in_sight:
        seen = draft.before[other]
        due = now + seat.memory if level != UNAWARE else NEVER
        health = 0 if seen.defeated else seen.health
        put_sight(
            draft, place, other,
            Sight(
                level, False, sight.since, now, due, True,
                seen.position, seen.facing, health, seen.max_health,
                draft.seats[other].looks[len(draft.seats[other].looks) - 1],
            ),
        )  # fmt: skip
        if level == AWARE:
            set_level(draft, place, other, SUSPICIOUS, due, NONE)
        return
    due = NEVER if level == AWARE else now + seat.reaction
    put_sight(
        draft, place, other,
        Sight(level, True, sight.since, now, due, False, 0, 0, 0, 0, sight.look),
    )  # fmt: skip
    if level == UNAWARE:
        set_level(draft, place, other, SUSPICIOUS, due, NONE)


def pass_time(draft: Draft) -> None:
    """Confirm suspicions and forget, where the time has come."""
    for place in range(len(draft.seats)):
        if draft.seats[place].awareness_due <= draft.now:
            for other in range(len(draft.seats)):
                if draft.seats[place].sights[other].due <= draft.now:
                    level_due(draft, place, other)


def level_due(draft: Draft, place: int, other: int) -> None:
    """What a combatant knows of another changes by itself."""
    seat, sight = draft.seats[place], draft.seats[place].sights[other]
    if sight.in_sight:
        level = AWARE if sight.level == SUSPICIOUS else sight.level
        set_level(draft, place, other, level, NEVER, NONE)
    elif sight.level == AWARE:
        set_level(draft, place, other, SUSPICIOUS, draft.now + seat.memory, NONE)
    else:
        set_level(draft, place, other, UNAWARE, NEVER, NONE)


def know_striker(draft: Draft, victim: int, striker: int, cause: int) -> None:
    """A combatant that is struck knows by whom, wherever it looks."""
    seat, sight = draft.seats[victim], draft.seats[victim].sights[striker]
    if victim != striker and sight.level != AWARE:
        due = NEVER if sight.in_sight else draft.now + seat.memory
        set_level(draft, victim, striker, AWARE, due, cause)


def set_level(
    draft: Draft, place: int, other: int, level: AwarenessLevel, due: int, cause: int
) -> None:
    """Write how much one combatant knows of another, until when, and say so if it changes."""
    s = draft.seats[place].sights[other]
    put_sight(
        draft, place, other,
        Sight(
            level, s.in_sight, draft.now, s.seen_since, due, s.lost,
            s.position, s.facing, s.health, s.max_health, s.look,
        ),
    )  # fmt: skip
    if level != s.level:
        say(draft, AWARENESS_CHANGED, place, other, cause, s.level, level, 0)


def put_sight(draft: Draft, place: int, other: int, sight: Sight) -> None:
    """Write what one combatant knows of another; the only one who does."""
    seat = own(draft, place)
    before = seat.sights[other].due
    seat.sights = with_sight(seat.sights, other, sight)
    if sight.due <= seat.awareness_due:
        seat.awareness_due = sight.due
    elif before == seat.awareness_due:
        # It may have been the only one that was due then.
        due = NEVER
        for known in seat.sights:
            due = min(due, known.due)
        seat.awareness_due = due


def seen_doing(observer: Seat, other: Seat, now: int) -> Sighting:
    """The last thing that a combatant saw another do, ``reaction`` ticks late."""
    sight, latest = observer.sights[other.place], now - observer.reaction
    lost = sight.look
    if not sight.in_sight:
        if lost is None or lost.at <= latest:
            return nothing_seen() if lost is None else lost
    elif sight.seen_since > latest:
        return nothing_seen() if lost is None else lost
    looks = other.looks
    index = len(looks) - 1
    while index >= 0:
        if looks[index].at <= latest:
            return looks[index]
        index -= 1
    if sight.in_sight and lost is not None:
        return lost
    return nothing_seen()
