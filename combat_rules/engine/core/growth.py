"""What comes back, or falls away, by itself: stamina and attributes, exact to the tick."""

from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.rows import AttributeRow
from combat_rules.engine.core.seats import own, with_item
from combat_rules.engine.core.words import NONE


def settle(draft: Draft, place: int) -> None:
    """Bring a combatant's stamina and attributes up to now.

    Exact: what does not make a whole point yet is kept as a fraction, so settling at any ticks
    in between changes nothing.
    """
    seat = draft.seats[place]
    elapsed = draft.now - seat.settled_at
    if elapsed <= 0:
        return
    rate, room = seat.stamina_regeneration, seat.max_stamina - seat.stamina
    if not draft.grows and (room <= 0 or rate == 0):
        return
    seat = own(draft, place)
    if room > 0:
        total = seat.fractions[0] + rate * elapsed
        points, left = total // draft.second, total % draft.second
        if points >= room:
            points, left = room, 0
        seat.stamina += points
        if left != seat.fractions[0]:
            seat.fractions = with_item(seat.fractions, 0, left)
    if draft.grows:
        first = seat.kind * len(seat.values)
        for attribute in range(len(seat.values)):
            row = draft.attributes[first + attribute]
            arrived = seat.values[attribute] == row.end and seat.fractions[attribute + 1] == 0
            if row.regeneration != 0 and not arrived:
                grow(draft, seat, attribute, row, elapsed)
    seat.settled_at = draft.now


def range_of(draft: Draft, seat: Seat, attribute: int) -> AttributeRow:
    """The range of a declared attribute, by place, as this kind of combatant has it."""
    return draft.attributes[seat.kind * len(seat.values) + attribute]


def grow(draft: Draft, seat: Seat, attribute: int, row: AttributeRow, elapsed: int) -> None:
    """Bring one declared attribute of a draft's own seat up to now."""
    rate, value, fraction = row.regeneration, seat.values[attribute], seat.fractions[attribute + 1]
    after = grown(value, row.low, row.high, rate, fraction, elapsed, draft.second)
    left = left_over(value, row.low, row.high, rate, fraction, elapsed, draft.second)
    if after != value:
        seat.values = with_item(seat.values, attribute, after)
    if left != fraction:
        seat.fractions = with_item(seat.fractions, attribute + 1, left)


def grown(
    value: int, low: int, high: int, rate: int, fraction: int, elapsed: int, second: int
) -> int:
    """A number after ``elapsed`` ticks of ``rate`` points a second, at most to its end."""
    room = high - value if rate > 0 else value - low
    if room <= 0 or rate == 0:
        return value
    points = min(room, (fraction + abs(rate) * elapsed) // second)
    return value + points if rate > 0 else value - points


def left_over(
    value: int, low: int, high: int, rate: int, fraction: int, elapsed: int, second: int
) -> int:
    """The part of a point that has come together besides; none at the end of the way."""
    room = high - value if rate > 0 else value - low
    if room <= 0 or rate == 0:
        return 0
    total = fraction + abs(rate) * elapsed
    return 0 if total // second >= room else total % second


def keep_no_rest(draft: Draft, place: int, attribute: int) -> None:
    """Forget the fraction of a number that was set to the end of its way.

    ``attribute`` is 0 for the stamina, and one more than the place of a declared one.
    """
    seat = draft.seats[place]
    if attribute == 0:
        room = seat.max_stamina - seat.stamina
    else:
        row, value = range_of(draft, seat, attribute - 1), seat.values[attribute - 1]
        room = row.high - value if row.regeneration > 0 else value - row.low
    if room <= 0 and seat.fractions[attribute] != 0:
        seat = own(draft, place)
        seat.fractions = with_item(seat.fractions, attribute, 0)


def turn(
    value: int, low: int, high: int, rate: int, fraction: int, settled_at: int, second: int
) -> int:
    """The tick at which a number rises above zero, or falls to it, by itself; else ``NONE``."""
    if rate == 0 or (value > 0) == (rate > 0) or low > 0 or high < 1:
        return NONE
    points = value if rate < 0 else 1 - value
    left = points * second - fraction
    return settled_at + (left + abs(rate) - 1) // abs(rate)
