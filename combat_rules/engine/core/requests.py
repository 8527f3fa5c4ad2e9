"""What effects ask for, summed up over one stage of a moment and then applied at once."""

from combat_rules.engine.core.announcing import also_because, say, say_for
from combat_rules.engine.core.growth import keep_no_rest, range_of, settle
from combat_rules.engine.core.records import Blow, Draft, Request, Seat
from combat_rules.engine.core.seats import own, with_cause, with_item
from combat_rules.engine.core.words import (
    ANNOUNCE,
    ATTRIBUTE_CHANGED,
    CHANGE,
    COMBATANT_MOVED,
    COMBATANT_PUSHED,
    DECLARED,
    HEALTH,
    NONE,
    OWN_EVENT,
    PUSH,
    STAGGER,
    STAGGERS,
    STAMINA,
    STEP,
    TAKEN,
)


def apply_requests(draft: Draft) -> None:
    """Carry out what was asked: sums first, so that nobody's request goes first.

    Staggers are left in the draft for the next round.
    """
    asked = draft.asked
    if not asked:
        return
    for request in asked:
        if is_for_the_fallen(draft, request):
            request.what = TAKEN
        elif request.what == STAGGERS:
            draft.staggers.append(
                Blow(request.who, request.amount, STAGGER, request.actor, request.cause)
            )
        elif request.what == PUSH:
            way = away(draft.seats[request.actor], draft.seats[request.who])
            request.amount = way * request.amount
        elif request.what == ANNOUNCE:
            say_for(
                draft, OWN_EVENT, request.actor, request.actor, request.act, request.cause, 0, 0, 0
            )
            draft.said[len(draft.said) - 1].more = request.more
    for place in range(len(asked)):
        if asked[place].what == CHANGE:
            change(draft, asked[add_up(draft, place, False)])
    for request in asked:
        if request.what == STEP or request.what == PUSH:
            move_all(draft)
            break
    asked.clear()


def is_for_the_fallen(draft: Draft, request: Request) -> bool:
    """Whether something is asked of somebody to whom nothing happens any more."""
    if request.what == STEP:
        return draft.seats[request.actor].defeated
    if request.what == CHANGE or request.what == PUSH:
        return draft.seats[request.who].defeated
    return False


def add_up(draft: Draft, place: int, by_actor: bool) -> int:
    """Add all requests of one kind, of one combatant, to the latest of them; returns its place."""
    asked = draft.asked
    first = asked[place]
    what, latest, total = first.what, place, first.amount
    for later in range(place + 1, len(asked)):
        other = asked[later]
        if other.what == what and other.attribute == first.attribute:
            if other.actor == first.actor if by_actor else other.who == first.who:
                total += other.amount
                add_causes(asked[latest], other)
                asked[latest].what = TAKEN
                latest = later
    asked[latest].what, asked[latest].amount = TAKEN, total
    return latest


def add_causes(one: Request, other: Request) -> None:
    """Let a request that another one is added to keep the causes, and the action if both have
    one."""
    other.others = one.others
    if one.cause != other.cause:
        other.others = with_cause(one.others, one.cause)
    if one.actor != other.actor or one.act != other.act:
        other.act = 0


def because_of(draft: Draft, request: Request) -> None:
    """Name all causes of what was said last."""
    for cause in request.others:
        also_because(draft, cause)


def change(draft: Draft, request: Request) -> None:
    """Change an attribute, as far as its range goes."""
    who = request.who
    settle(draft, who)
    attribute = request.attribute
    seat = draft.seats[who]
    value = value_of(seat, attribute)
    low, high = 0, seat.max_health if attribute == HEALTH else seat.max_stamina
    if attribute >= DECLARED:
        row = range_of(draft, seat, attribute - DECLARED)
        low, high = row.low, row.high
    after = max(low, min(high, value + request.amount))
    if after == value:
        return
    put_value(draft, who, attribute, after)
    say_for(
        draft, ATTRIBUTE_CHANGED, who, request.actor, request.act, request.cause,
        attribute, after - value, after,
    )  # fmt: skip
    because_of(draft, request)


def value_of(seat: Seat, attribute: int) -> int:
    """An attribute's value, by its place among those that can be changed."""
    if attribute == HEALTH:
        return seat.health
    if attribute < DECLARED:
        return seat.stamina
    return seat.values[attribute - DECLARED]


def put_value(draft: Draft, who: int, attribute: int, value: int) -> None:
    """Write an attribute's value, settled as it is now."""
    seat = own(draft, who)
    if attribute == HEALTH:
        seat.health = value
    elif attribute < DECLARED:
        seat.stamina = value
    else:
        seat.values = with_item(seat.values, attribute - DECLARED, value)
    seat.settled_at = draft.now
    if attribute != HEALTH:
        keep_no_rest(draft, who, attribute - STAMINA)


def hurt(draft: Draft, victim: int, damage: int) -> int:
    """Take points of health, as far as there are any; returns how many there were."""
    settle(draft, victim)
    seat = draft.seats[victim]
    left = max(0, min(seat.max_health, seat.health - damage))
    lost = seat.health - left
    if lost != 0:
        own(draft, victim).health = left
    return lost


def move_all(draft: Draft) -> None:
    """Steps and pushes of one stage, all judged on where everybody stood before it."""
    asked = draft.asked
    longest = sum_steps(draft)
    for request in asked:
        if request.what == STEP:
            request.free = free_way(draft, request.actor, request.amount, longest)
    for request in asked:
        if request.what == STEP:
            if place_at(draft, request.actor, request.free, COMBATANT_MOVED, request.cause):
                because_of(draft, request)
    for place in range(len(asked)):
        if asked[place].what == PUSH:
            pushed = asked[add_up(draft, place, False)]
            if place_at(draft, pushed.who, pushed.amount, COMBATANT_PUSHED, pushed.cause):
                because_of(draft, pushed)


def sum_steps(draft: Draft) -> int:
    """Add up the steps of each combatant; returns the length of the longest."""
    asked, longest = draft.asked, 0
    for place in range(len(asked)):
        if asked[place].what == STEP:
            # The sum keeps the place of the first: who stepped first is told first.
            latest = add_up(draft, place, True)
            step, total = asked[place], asked[latest]
            step.what, step.amount = STEP, total.amount
            step.cause, step.others = total.cause, total.others
            longest = max(longest, abs(step.amount))
    return longest


def free_way(draft: Draft, actor: int, step: int, longest: int) -> int:
    """How far a step gets: nobody steps into or through a foe, and two who step towards each
    other share the room between them evenly. Nobody steps farther than ``longest``."""
    me = draft.seats[actor]
    shift = step * me.facing
    way = 1 if shift > 0 else -1
    length = abs(shift)
    for other in draft.seats:
        room = (other.position - me.position) * way - 1
        far = room < 0 or room >= length + longest
        if far or other.team == me.team or other.defeated:
            continue
        theirs = -way * step_of(draft, other.place) * other.facing
        if theirs > 0 and length + theirs > room:
            room = max(room // 2, room - theirs)
        length = min(length, max(0, room))
    return length * way


def step_of(draft: Draft, who: int) -> int:
    """How far somebody steps at this stage."""
    for request in draft.asked:
        if request.what == STEP and request.actor == who:
            return request.amount
    return 0


def place_at(draft: Draft, who: int, shift: int, event: int, cause: int) -> bool:
    """Move somebody, inside the arena, and say so. Returns whether anybody was moved."""
    seat = draft.seats[who]
    before = seat.position
    after = max(0, min(draft.arena, before + shift))
    if after == before:
        return False
    own(draft, who).position = after
    draft.moved = True
    say(draft, event, who, NONE, cause, before, after, 0)
    return True


def away(source: Seat, victim: Seat) -> int:
    """The direction from ``source`` to ``victim``; where they stand as one, the way it faces."""
    gap = victim.position - source.position
    if gap == 0:
        return source.facing
    return 1 if gap > 0 else -1
