"""What effects ask for, summed up over one stage of a moment and then applied at once."""

from combat_rules.engine.core.announcing import also_because, say_for
from combat_rules.engine.core.asking import note_asked_harm
from combat_rules.engine.core.growth import grown, keep_no_rest, range_of, settle
from combat_rules.engine.core.movement import away, move_all, move_alone
from combat_rules.engine.core.records import Blow, Draft, Pause, Request, Seat, Surplus, Withdrawal
from combat_rules.engine.core.seats import own, with_cause, with_item
from combat_rules.engine.core.words import (
    ANNOUNCE,
    AT_LEAST,
    AT_MOST,
    ATTRIBUTE_CHANGED,
    CHANGE,
    DAMAGE_DEALT,
    DECLARED,
    HARM,
    HEALTH,
    HURT,
    LEAP,
    MOST,
    NONE,
    OWN_EVENT,
    PAUSES,
    PUSH,
    SET,
    SHOVE,
    STAGGERS,
    STAMINA,
    STEP,
    TAKEN,
    TURNS,
    WITHDRAWS,
)


def apply_requests(draft: Draft) -> None:
    """Carry out what was asked: sums first, so that nobody's request goes first. Nothing is done
    to the fallen.

    Staggers are left in the draft for the next round.
    """
    asked = draft.asked
    if not asked:
        return
    moves, sums, mover, first = 0, 0, 0, 0
    for place in range(len(asked)):
        if take_up(draft, asked[place]):
            moves += 1
            mover = place
        what = asked[place].what
        if what >= CHANGE and what <= HARM:
            if sums == 0:
                first = place
            sums += 1
    if sums == 1 and asked[first].what == CHANGE:
        change_alone(draft, asked[first])
    elif sums != 0:
        for place in range(first, len(asked)):
            what = asked[place].what
            if what >= CHANGE and what <= HARM:
                come_to(draft, place)
    if moves == 1:
        move_alone(draft, asked[mover])
    elif moves != 0:
        move_all(draft)
    asked.clear()


def take_up(draft: Draft, request: Request) -> bool:
    """Say, note or make ready what is asked. Returns whether it moves or turns
    somebody."""
    what = request.what
    if what == ANNOUNCE:
        say_for(draft, OWN_EVENT, request.actor, request.actor, request.act, request.cause, 0, 0, 0)
        draft.said[len(draft.said) - 1].more = request.more
        return False
    if is_for_the_fallen(draft, request):
        request.what = TAKEN
        return False
    if what >= CHANGE and what <= HARM:
        return False
    if what == STEP or what == LEAP:
        request.amount = request.amount * draft.seats[request.who].facing
        return True
    if what == PUSH:
        way = away(draft.seats[request.actor], draft.seats[request.who])
        request.what, request.amount = SHOVE, way * request.amount
        return True
    if what == HURT:
        absorb(draft, request)
    elif what == STAGGERS:
        who, mode = request.who, request.mode
        draft.staggers.append(
            Blow(who, request.amount, request.stun, mode, request.actor, request.cause)
        )
    elif what == PAUSES:
        draft.pauses.append(Pause(request.who, request.amount))
    elif what == WITHDRAWS:
        draft.withdrawals.append(Withdrawal(request.who, request.cause))
        draft.falls = True
    return what == SHOVE or what == TURNS


def absorb(draft: Draft, request: Request) -> None:
    """Let what absorbs take a harm before health does; what is left is asked of health."""
    who = request.who
    settle(draft, who)
    for attribute in range(len(draft.seats[who].values)):
        row = range_of(draft, draft.seats[who], attribute)
        value = draft.seats[who].values[attribute]
        taken = min(-request.amount - request.absorbed, value - row.low)
        if row.absorbs and taken > 0:
            request.absorbed += taken
            put_value(draft, who, DECLARED + attribute, value - taken)
            say_for(
                draft, ATTRIBUTE_CHANGED, who, request.actor, request.act, request.cause,
                DECLARED + attribute, -taken, value - taken,
            )  # fmt: skip
    request.what = HARM


def is_for_the_fallen(draft: Draft, request: Request) -> bool:
    """Whether something is asked of somebody to whom nothing happens any more."""
    return draft.seats[request.who].defeated


def change_alone(draft: Draft, request: Request) -> None:
    """Make the only change that is asked for, and say so: nothing is to be summed up."""
    who, attribute = request.who, request.attribute
    settle(draft, who)
    change = add_to(draft, who, attribute, request.amount)
    if change != 0:
        say_for(
            draft, ATTRIBUTE_CHANGED, who, request.actor, request.act, request.cause,
            attribute, change, value_of(draft.seats[who], attribute),
        )  # fmt: skip


def come_to(draft: Draft, place: int) -> None:
    """Sum up all that is asked of one attribute of one combatant, and write what it comes to.

    What it is set to first (of several the greatest counts), then the sum of changes, then the
    bounds, at least before at most, then what is to be left; the attribute's range at the end.
    """
    asked = draft.asked
    latest = asked[place]
    who, attribute, act = latest.who, latest.attribute, latest.act
    settle(draft, who)
    stood, by, is_set = standing_of(draft, who, attribute), 0, False
    total, low, high, left = stood, -MOST, MOST, -MOST
    for later in range(place, len(asked)):
        other = asked[later]
        what = other.what
        about = what >= CHANGE and what <= HARM
        if about and other.who == who and other.attribute == attribute:
            if later != place:
                add_causes(latest, other)
                act = act_of_both(latest, other, act)
                latest = other
            if other.what == CHANGE or other.what == HARM:
                by += other.amount + other.absorbed
            elif other.what == SET:
                total = max(total, other.amount) if is_set else other.amount
                is_set = True
            elif other.what == AT_LEAST:
                low = max(low, other.amount)
            elif other.what == AT_MOST:
                high = min(high, other.amount)
            else:
                left = max(left, other.amount)
            if other.what != HARM:
                other.what = TAKEN
    total = within(total + by, low, high)
    if left != -MOST:
        total = max(total, min(left, before(draft, who, attribute)))
    change = add_to(draft, who, attribute, total - stood)
    change += tell_harm(draft, place, -change)
    if change != 0:
        say_for(
            draft, ATTRIBUTE_CHANGED, who, latest.actor, act, latest.cause,
            attribute, change, value_of(draft.seats[who], attribute),
        )  # fmt: skip
        for cause in latest.others:
            also_because(draft, cause)


def tell_harm(draft: Draft, place: int, lost: int) -> int:
    """Tell the harm among the ``lost`` points of somebody's health, if that is what is asked about;
    what a status takes, as the damage of whoever has brought it. Returns how much it is
    together."""
    who = draft.asked[place].who
    if draft.asked[place].attribute != HEALTH:
        return 0
    told, health = 0, draft.seats[who].health + lost
    for index in range(place, len(draft.asked)):
        request = draft.asked[index]
        if request.what == HARM and request.who == who:
            request.what = TAKEN
            taken = min(-request.amount - request.absorbed, max(0, lost - told))
            told += taken
            source, act, move = request.actor, request.act, request.move
            for state in draft.seats[request.actor].statuses:
                if state.status == request.status and state.source != NONE:
                    source, act, move = state.source, state.act, state.move
            say_for(
                draft, DAMAGE_DEALT, source, source, act, request.cause,
                -request.amount, taken, health - told,
            )  # fmt: skip
            said = draft.said[len(draft.said) - 1]
            said.target, said.move = who, move
            note_asked_harm(draft, request)
    return told


def before(draft: Draft, who: int, attribute: int) -> int:
    """What an attribute was as the moment began, with what had come back until then."""
    older = draft.before[who]
    if attribute == HEALTH:
        return older.health
    elapsed, left = draft.now - older.settled_at, older.fractions[attribute - STAMINA]
    if attribute < DECLARED:
        rate, most = older.stamina_regeneration, older.max_stamina
        return grown(older.stamina, 0, most, rate, left, elapsed, draft.second)
    row = range_of(draft, draft.seats[who], attribute - DECLARED)
    value = older.values[attribute - DECLARED]
    return grown(value, row.low, row.high, row.regeneration, left, elapsed, draft.second)


def add_causes(one: Request, other: Request) -> None:
    """Let a request that another one is added to keep the causes."""
    other.others = one.others
    if one.cause != other.cause:
        other.others = with_cause(one.others, one.cause)


def act_of_both(one: Request, other: Request, act: int) -> int:
    """The use of an action that all added so far belong to, if one more does too; else none."""
    return act if one.actor == other.actor and act == other.act else 0


def add_to(draft: Draft, who: int, attribute: int, by: int) -> int:
    """Add to an attribute, as far as its range goes; returns how far that was. What is beyond it
    counts until the moment ends: all is summed before anything is cut off."""
    seat, low = draft.seats[who], 0
    if attribute == HEALTH:
        value, high = seat.health, seat.max_health
    elif attribute < DECLARED:
        value, high = seat.stamina, seat.max_stamina
    else:
        row = range_of(draft, seat, attribute - DECLARED)
        value, low, high = seat.values[attribute - DECLARED], row.low, row.high
    total = value + by
    if draft.surpluses:
        total += surplus_of(draft, who, attribute)
    after = within(total, low, high)
    if after != value:
        put_value(draft, who, attribute, after)
    if total != after or draft.surpluses:
        put_surplus(draft, who, attribute, total - after)
    return after - value


def within(value: int, low: int, high: int) -> int:
    """A number within bounds; where they contradict each other, the upper one counts."""
    value = low if value < low else value
    return high if value > high else value


def put_surplus(draft: Draft, who: int, attribute: int, amount: int) -> None:
    """Write how much an attribute has come to beyond its range."""
    for surplus in draft.surpluses:
        if surplus.who == who and surplus.attribute == attribute:
            surplus.amount = amount
            return
    if amount != 0:
        draft.surpluses.append(Surplus(who, attribute, amount))


def standing_of(draft: Draft, who: int, attribute: int) -> int:
    """What an attribute has come to in this moment, before it is cut off at its range."""
    value = value_of(draft.seats[who], attribute)
    return value + surplus_of(draft, who, attribute) if draft.surpluses else value


def surplus_of(draft: Draft, who: int, attribute: int) -> int:
    """What of that is beyond its range."""
    amount = 0
    for surplus in draft.surpluses:
        if surplus.who == who and surplus.attribute == attribute:
            amount += surplus.amount
    return amount


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
