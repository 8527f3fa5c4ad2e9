"""Harm: the damage of blows, what takes it before health does, and what reacts to it."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.asking import adjust, note_harm
from combat_rules.engine.core.growth import range_of, settle
from combat_rules.engine.core.meeting import blow_of
from combat_rules.engine.core.records import Contact, Draft, Surplus
from combat_rules.engine.core.requests import add_to, put_value, standing_of
from combat_rules.engine.core.scenes import hit_of_side
from combat_rules.engine.core.seats import own, with_item
from combat_rules.engine.core.words import (
    ATTRIBUTE_CHANGED,
    BLOCKED,
    CLASH,
    COUNTERED,
    DAMAGE_DEALT,
    DECLARED,
    EVADED,
    FAILED,
    HEALTH,
    IDLE,
    NONE,
    WHIFFED,
)


def weigh(draft: Draft, index: int) -> bool:
    """Find out the damage of a blow, whom it hurts and how much of it comes to health.

    The base is the action's damage; a block lets through its ``chip`` percent; then every damage
    rule speaks in order, and sees what the blows before it have left. What a counter deals, it
    deals to the striker. Returns whether no rule raised.
    """
    contact = draft.contacts[index]
    outcome, move, hit = contact.outcome, contact.move, contact.hit
    contact.dealer, contact.hurt = contact.striker, contact.victim
    if outcome is COUNTERED and contact.answer != IDLE:
        if not strikes_back(draft, contact):
            return True
        contact.dealer, contact.hurt = contact.victim, contact.striker
        move, hit = contact.answer, hit_of_side(draft, contact, contact.victim)
    blow = blow_of(draft, move, hit)
    chip = blow.chip if outcome is BLOCKED else 100
    harmless = outcome is EVADED or outcome is CLASH or outcome is WHIFFED
    if harmless or (blow.damage == 0 and not draft.damage_rules):
        return True
    settle(draft, contact.hurt)
    total, spent = standing_of(draft, contact.hurt, HEALTH), 0
    for earlier in range(index):
        other = draft.contacts[earlier]
        if other.damage != NONE and other.hurt == contact.hurt:
            contact.later = True
            total -= other.damage - other.absorbed
            spent += other.absorbed
    health = draft.seats[contact.hurt].health
    if contact.later:
        hurt = own(draft, contact.hurt)
        hurt.health = max(0, min(hurt.max_health, total))
        spend(draft, contact.hurt, spent)
    damage, pool = adjust(draft, contact, blow.damage, chip), pool_of(draft, contact.hurt)
    if contact.later:
        own(draft, contact.hurt).health = health
        give_back(draft)
    if damage == FAILED:
        return False
    if damage != 0 or blow.damage != 0:
        contact.damage = damage
        contact.absorbed = min(damage, pool)
    return True


def strikes_back(draft: Draft, contact: Contact) -> bool:
    """Whether what a counter deals reaches the striker, who may have fallen since it launched
    something."""
    if draft.seats[contact.striker].defeated:
        return False
    reach = blow_of(draft, contact.answer, hit_of_side(draft, contact, contact.victim)).reach
    return reach == 0 or contact.distance <= reach


def spend(draft: Draft, place: int, points: int) -> None:
    """Let what absorbs stand as earlier blows leave it, until it is given back."""
    seat, left = own(draft, place), points
    for attribute in range(len(seat.values)):
        row, value = range_of(draft, seat, attribute), seat.values[attribute]
        taken = min(left, value - row.low)
        if row.absorbs and taken > 0:
            left -= taken
            seat.values = with_item(seat.values, attribute, value - taken)
            draft.spent.append(Surplus(place, attribute, taken))


def give_back(draft: Draft) -> None:
    """Undo what was spent while rules were asked."""
    for one in draft.spent:
        seat = own(draft, one.who)
        value = seat.values[one.attribute] + one.amount
        seat.values = with_item(seat.values, one.attribute, value)
    draft.spent.clear()


def pool_of(draft: Draft, place: int) -> int:
    """The points of somebody that take damage before health does."""
    points, seat = 0, draft.seats[place]
    for attribute in range(len(seat.values)):
        row = range_of(draft, seat, attribute)
        if row.absorbs:
            points += seat.values[attribute] - row.low
    return points


def deal(draft: Draft, contact: Contact) -> None:
    """Take the damage of a contact from whoever it hurts, and say what it is made of."""
    settle(draft, contact.hurt)
    lost = -add_to(draft, contact.hurt, HEALTH, contact.absorbed - contact.damage)
    contact.lost = lost
    contact.harm = say(
        draft, DAMAGE_DEALT, contact.dealer, contact.hurt, contact.event,
        contact.damage, lost, draft.seats[contact.hurt].health,
    )  # fmt: skip
    said = draft.said[len(draft.said) - 1]
    said.outcome = contact.outcome
    if contact.shot != NONE and contact.dealer == contact.striker:
        said.act = contact.use
    said.move = contact.move if contact.dealer == contact.striker else contact.answer
    note_harm(draft, contact)
    left = contact.absorbed
    for attribute in range(len(draft.seats[contact.hurt].values)):
        row = range_of(draft, draft.seats[contact.hurt], attribute)
        value = draft.seats[contact.hurt].values[attribute]
        if left > 0 and row.absorbs and value > row.low:
            taken = min(left, value - row.low)
            left -= taken
            put_value(draft, contact.hurt, DECLARED + attribute, value - taken)
            say(
                draft, ATTRIBUTE_CHANGED, contact.hurt, NONE, contact.harm,
                DECLARED + attribute, -taken, value - taken,
            )  # fmt: skip
