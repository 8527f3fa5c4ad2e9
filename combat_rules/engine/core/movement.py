"""Movement: steps, pushes and turns of one stage, all judged on where everybody stood before it.

Bodies stop both: nobody gets into or through a foe, but by a step that goes past bodies.
"""

from combat_rules.engine.core.announcing import also_because, say
from combat_rules.engine.core.records import Draft, Request, Seat
from combat_rules.engine.core.seats import own, with_cause
from combat_rules.engine.core.words import (
    COMBATANT_MOVED,
    COMBATANT_PUSHED,
    LEAP,
    NONE,
    RECOIL,
    SHOVE,
    STEP,
    TAKEN,
    TURNS,
)


def move_all(draft: Draft) -> None:
    """Carry out the steps that were asked for, then those past bodies, then the pushes, then what
    walls have kept of those, and turn whoever is to turn."""
    steps, leaps, shoves, turns = False, False, False, False
    for request in draft.asked:
        what = request.what
        if what == STEP:
            steps = True
        elif what == LEAP:
            leaps = True
        elif what == SHOVE:
            shoves = True
        elif what == TURNS:
            turns = True
    if steps:
        shift_all(draft, STEP, COMBATANT_MOVED)
    if leaps:
        shift_all(draft, LEAP, COMBATANT_MOVED)
    if shoves:
        shift_all(draft, SHOVE, COMBATANT_PUSHED)
    if shoves and draft.recoils:
        recoil_all(draft)
    if turns:
        turn_all(draft)


def move_alone(draft: Draft, request: Request) -> None:
    """Carry out the only step or push that was asked for: nothing is to be added up."""
    who, shift, what = request.who, request.amount, request.what
    if what == TURNS or (what == SHOVE and draft.recoils):
        move_all(draft)
    elif shift != 0:
        event = COMBATANT_PUSHED if what == SHOVE else COMBATANT_MOVED
        place_at(draft, who, free_way(draft, who, shift, 0, what), event, request.cause)


def recoil_all(draft: Draft) -> None:
    """Have walls throw back who has pushed somebody into them, once all pushes are carried out."""
    for place in range(len(draft.asked)):
        if draft.asked[place].what == SHOVE:
            recoil(draft, draft.asked[place])
    shift_all(draft, RECOIL, COMBATANT_PUSHED)


def shift_all(draft: Draft, what: int, event: int) -> None:
    """Carry out all requests of one kind; those for one combatant are added up."""
    longest = sum_up(draft, what)
    if longest == 0:
        return
    for request in draft.asked:
        if request.what == what:
            request.free = free_way(draft, request.who, request.amount, longest, what)
    for request in draft.asked:
        if request.what == what:
            moved = place_at(draft, request.who, request.free, event, request.cause)
            if moved != 0:
                for cause in request.others:
                    also_because(draft, cause)
            request.free -= moved


def sum_up(draft: Draft, what: int) -> int:
    """Add up the requests of one kind for each combatant, at the first of them; returns the
    longest way that anybody is moved."""
    asked, longest = draft.asked, 0
    for place in range(len(asked)):
        first = asked[place]
        if first.what == what:
            first.own = first.amount
            for later in range(place + 1, len(asked)):
                other = asked[later]
                if other.what == what and other.who == first.who:
                    first.amount += other.amount
                    if other.cause != first.cause:
                        first.others = with_cause(first.others, other.cause)
                    other.what, other.own = TAKEN, other.amount
            way = abs(first.amount)
            if way > longest:
                longest = way
    return longest


def free_way(draft: Draft, who: int, shift: int, longest: int, what: int) -> int:
    """How far somebody gets: not into or through a foe, and two who are moved towards each other
    share the room between them evenly. Nobody is moved farther than ``longest``."""
    if what == LEAP:
        return shift
    me = draft.seats[who]
    way = 1 if shift > 0 else -1
    length = abs(shift)
    for other in draft.seats:
        if other.team == me.team or other.defeated:
            continue
        room = (other.position - me.position) * way - 1
        if room < 0 or room >= length + longest:
            continue
        theirs = -way * shift_of(draft, other.place, what)
        if theirs > 0 and length + theirs > room:
            room = max(room // 2, room - theirs)
        if room < length:
            length = room if room > 0 else 0
    return length * way


def shift_of(draft: Draft, who: int, what: int) -> int:
    """How far somebody is moved at this stage, and which way."""
    for request in draft.asked:
        if request.what == what and request.who == who:
            return request.amount
    return 0


def recoil(draft: Draft, pushed: Request) -> None:
    """Ask that strikers are pushed back by what a wall has kept of their push."""
    kept = abs(pushed.free)
    way = -1 if pushed.amount > 0 else 1
    for place in range(len(draft.asked)):
        request = draft.asked[place]
        share = min(kept, abs(request.own))
        inward = request.own * pushed.amount > 0
        if request.by_blow and inward and request.who == pushed.who and share > 0:
            kept -= share
            draft.asked.append(
                Request(
                    RECOIL, request.actor, request.act, request.actor, 0, way * share, request.cause
                )
            )


def place_at(draft: Draft, who: int, shift: int, event: int, cause: int) -> int:
    """Move somebody, inside the arena, and say so. Returns how far, and which way."""
    seat = draft.seats[who]
    before = seat.position
    after = before + shift
    if after > draft.arena:
        after = draft.arena
    if after < 0:
        after = 0
    if after == before:
        return 0
    own(draft, who).position = after
    draft.moved = True
    say(draft, event, who, NONE, cause, before, after, 0)
    return after - before


def away(source: Seat, victim: Seat) -> int:
    """The direction from ``source`` to ``victim``; where they stand as one, the way it faces."""
    gap = victim.position - source.position
    if gap == 0:
        return source.facing
    return 1 if gap > 0 else -1


def turn_all(draft: Draft) -> None:
    """Turn those who are to face others to where these are now; whoever is asked to face both ways
    goes by what is asked more often, and stays as it is where both are as often."""
    asked = draft.asked
    for place in range(len(asked)):
        first = asked[place]
        if first.what == TURNS:
            way = way_to(draft, first)
            for later in range(place + 1, len(asked)):
                other = asked[later]
                if other.what == TURNS and other.who == first.who:
                    way += way_to(draft, other)
                    other.what = TAKEN
            if way * draft.seats[first.who].facing < 0:
                own(draft, first.who).facing = 1 if way > 0 else -1
                draft.moved = True


def way_to(draft: Draft, turn: Request) -> int:
    """The direction to whom a turn is; 0 where both stand as one."""
    gap = draft.seats[turn.amount].position - draft.seats[turn.who].position
    if gap == 0:
        return 0
    return 1 if gap > 0 else -1
