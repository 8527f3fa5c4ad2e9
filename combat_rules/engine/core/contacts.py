"""Contacts: active actions that meet their targets, and what comes of it."""

from combat_rules.engine.core.announcing import also_because, say, say_with
from combat_rules.engine.core.asking import adjust, contact_effects, follows_up, overrule
from combat_rules.engine.core.effects import forget_requests
from combat_rules.engine.core.lots import order_contacts
from combat_rules.engine.core.perception import know_striker
from combat_rules.engine.core.phases import abort, trace
from combat_rules.engine.core.records import Blow, Contact, Draft, Seat
from combat_rules.engine.core.requests import apply_requests, away, hurt, place_at
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.stuns import hold_block, strike_down
from combat_rules.engine.core.words import (
    ACTION_BLOCKED,
    ACTION_CLASHED,
    ACTION_COUNTER_HIT,
    ACTION_COUNTERED,
    ACTION_EVADED,
    ACTION_HIT,
    ACTION_TRADED,
    ACTION_WHIFFED,
    AWARE,
    BLOCK,
    BLOCKED,
    CLASH,
    COMBATANT_PUSHED,
    COUNTER,
    COUNTER_HIT,
    COUNTERED,
    DAMAGE_DEALT,
    EVADE,
    EVADED,
    FAILED,
    HIT,
    HITSTUN,
    IDLE,
    KNOCKDOWN,
    NONE,
    RECOVERY,
    RELEASE,
    STAGGER,
    STRIKE,
    TRADE,
    WHIFFED,
)
from combat_rules.model import ActionRole, Outcome


def collect(draft: Draft) -> None:
    """Every strike that is active, has met nobody yet, and has its target in reach.

    All are judged on one world, then the contact rules speak. Where one raises, the action that
    it was asked about is aborted, and the others are judged anew.
    """
    find(draft)
    while not overruled(draft):
        find(draft)
    contacts = draft.contacts
    if not contacts:
        return
    if len(contacts) > 1:
        if crowded(draft):
            order_contacts(draft)
        clash_together(draft)
    for contact in contacts:
        if contact.outcome is EVADED and draft.seats[contact.striker].evaded:
            contact.stands = False


def find(draft: Draft) -> None:
    """Every strike that is active and has its target in reach, and what it meets."""
    contacts = draft.contacts
    contacts.clear()
    for seat in draft.seats:
        if seat.state is RELEASE and seat.outcome is None and reaches(draft, seat):
            target = draft.seats[seat.target]
            contacts.append(
                Contact(
                    seat.place,
                    target.place,
                    seat.move,
                    target.move,
                    target.acts,
                    judge(draft, seat, target),
                    abs(target.position - seat.position),
                    away(seat, target),
                )
            )


def overruled(draft: Draft) -> bool:
    """Let the contact rules speak of every contact. Returns whether none of them raised."""
    sound = True
    for contact in draft.contacts:
        if overrule(draft, contact) == FAILED:
            sound = False
            contact.failed, contact.failure = contact.striker, len(draft.failures) - 1
    if not sound:
        abort_failed(draft)
    return sound


def abort_failed(draft: Draft) -> None:
    """Abort every action whose rules raised; nothing of the contacts counts."""
    for contact in draft.contacts:
        if contact.failed != NONE:
            abort(draft, contact.failed, contact.failure)


def crowded(draft: Draft) -> bool:
    """Whether contacts may hurt the same combatant, so that one is told of before the other."""
    first = draft.contacts[0]
    second = draft.contacts[1]
    mutual = first.victim == second.striker and first.striker == second.victim
    return len(draft.contacts) > 2 or not mutual


def clash_together(draft: Draft) -> None:
    """A clash is a clash for both."""
    for one in draft.contacts:
        if one.outcome is CLASH:
            for other in draft.contacts:
                if other.striker == one.victim and other.victim == one.striker:
                    other.outcome = CLASH


def reaches(draft: Draft, seat: Seat) -> bool:
    """Whether an active strike has its target in reach, in front of it."""
    row = draft.moves[seat.move]
    if row.role is not STRIKE:
        return False
    target = draft.seats[seat.target]
    if target.defeated or (target.stun is KNOCKDOWN and target.stunned_until > draft.now):
        return False
    gap = target.position - seat.position
    return abs(gap) <= row.reach and gap * seat.facing >= 0


def judge(draft: Draft, striker: Seat, target: Seat) -> Outcome:
    """What a strike meets, before any rule speaks."""
    if target.state is None:
        return HIT
    row = draft.moves[target.move]
    if target.state is RECOVERY:
        return HIT if target.cut else COUNTER_HIT
    if target.state is not RELEASE:
        return COUNTER_HIT if row.role is STRIKE else HIT
    if row.role is STRIKE:
        mutual = target.target == striker.place and target.outcome is None
        return TRADE if mutual and reaches(draft, target) else HIT
    if row.covers and draft.moves[striker.move].line not in row.covers:
        return HIT
    if row.role is EVADE:
        return EVADED
    faces = (striker.position - target.position) * target.facing >= 0
    if target.sights[striker.place].level == AWARE and faces:
        if row.role is BLOCK:
            return BLOCKED
        if row.role is COUNTER:
            return COUNTERED
    return HIT


def any_stands(draft: Draft) -> bool:
    """Whether there is a contact to be resolved."""
    for contact in draft.contacts:
        if contact.stands:
            return True
    return False


def landed(outcome: Outcome) -> bool:
    """Whether a blow has landed on its target."""
    return outcome is HIT or outcome is COUNTER_HIT or outcome is TRADE


def resolve(draft: Draft) -> None:
    """Apply contacts: damage first, all judged already; then stuns, pushes and effects.

    Where a rule raises, the action it belongs to is aborted, and the next round judges all
    contacts anew.
    """
    contacts = draft.contacts
    first, sound = len(draft.asked), True
    for contact in contacts:
        if contact.stands:
            judge_effects(draft, contact)
            sound = sound and contact.failed == NONE
    if not sound:
        forget_requests(draft, first)
        abort_failed(draft)
        return
    for contact in contacts:
        if contact.stands:
            announce(draft, contact)
    for contact in contacts:
        if contact.stands and contact.first != contact.last:
            act = draft.seats[contact.striker].acts
            trace(draft, contact.first, contact.middle, act, contact.event)
            trace(draft, contact.middle, contact.last, contact.act, contact.event)
    for contact in contacts:
        if contact.stands and contact.damage != NONE:
            deal(draft, contact)
    apply_requests(draft)
    consequences(draft)
    apply_requests(draft)
    contacts.clear()


def judge_effects(draft: Draft, contact: Contact) -> None:
    """Find out the damage of a contact, and what the effects of both sides ask for, or whose
    rule raised."""
    striker, victim = contact.striker, contact.victim
    contact.first = contact.middle = len(draft.asked)
    if draft.moves[contact.move].has_effects:
        if contact_effects(draft, contact, striker) == FAILED:
            contact.failed = striker
    if contact.failed == NONE:
        contact.middle = len(draft.asked)
        contact.damage = damage_of(draft, contact)
        if contact.damage == FAILED:
            contact.failed = striker
    answered = meets(draft, contact) and draft.moves[contact.answer].has_effects
    if contact.failed == NONE and answered:
        if contact_effects(draft, contact, victim) == FAILED:
            contact.failed = victim
    contact.failure = len(draft.failures) - 1
    contact.last = len(draft.asked)


def meets(draft: Draft, contact: Contact) -> bool:
    """Whether what the target does meets the blow. A blow of its own has its own contact."""
    seat = draft.seats[contact.victim]
    if contact.answer == IDLE or seat.acts != contact.act:
        return False
    return seat.state is RELEASE and draft.moves[contact.answer].role is not STRIKE


def damage_of(draft: Draft, contact: Contact) -> int:
    """The damage of a blow in points of health; ``NONE`` where nobody can be hurt, or ``FAILED``.

    The base is the action's damage; a block lets through its ``chip`` percent; then every damage
    rule speaks in order. What a counter deals, it deals to the striker.
    """
    outcome, dealer, hurt_one, move = contact.outcome, contact.striker, contact.victim, contact.move
    if outcome is COUNTERED and contact.answer != IDLE:
        dealer, hurt_one, move = contact.victim, contact.striker, contact.answer
    row = draft.moves[move]
    if outcome is EVADED or outcome is CLASH or outcome is WHIFFED or row.damage == 0:
        return NONE
    damage = row.damage
    if outcome is BLOCKED:
        damage = row.damage * row.chip // 100
    return adjust(draft, contact, dealer, hurt_one, row.damage, damage)


def announce(draft: Draft, contact: Contact) -> None:
    """Say what came of a contact, and let both remember it."""
    place, outcome = contact.striker, contact.outcome
    striker = own(draft, place)
    contact.event = say(
        draft, event_of(outcome), place, contact.victim, striker.last_event,
        contact.move, contact.distance, 0,
    )  # fmt: skip
    striker.last_event = contact.event
    if outcome is EVADED:
        striker.evaded = True
    else:
        striker.outcome = outcome
    if outcome is BLOCKED or outcome is EVADED or outcome is COUNTERED:
        note_defence(draft, contact)
    if draft.moves[contact.move].has_windows and follows_up(draft, place):
        striker.controller_due = draft.now


def note_defence(draft: Draft, contact: Contact) -> None:
    """Let a target remember its defence, the best of a moment; one that counters has countered."""
    victim, outcome = own(draft, contact.victim), contact.outcome
    if outcome is COUNTERED and answers_with(draft, contact, COUNTER):
        victim.outcome = COUNTERED
    known = victim.defence
    if known is not None and victim.defence_at == draft.now:
        if known is COUNTERED or outcome is EVADED:
            return
    victim.defence, victim.defence_at = outcome, draft.now


def event_of(outcome: Outcome) -> int:
    """The event that announces an outcome."""
    if outcome is HIT:
        return ACTION_HIT
    if outcome is COUNTER_HIT:
        return ACTION_COUNTER_HIT
    if outcome is BLOCKED:
        return ACTION_BLOCKED
    if outcome is EVADED:
        return ACTION_EVADED
    if outcome is COUNTERED:
        return ACTION_COUNTERED
    if outcome is WHIFFED:
        return ACTION_WHIFFED
    return ACTION_TRADED if outcome is TRADE else ACTION_CLASHED


def deal(draft: Draft, contact: Contact) -> None:
    """Take the damage of a contact from whoever it hurts, and say what it is made of."""
    source, victim = contact.striker, contact.victim
    if contact.outcome is COUNTERED:
        source, victim = victim, source
    lost = hurt(draft, victim, contact.damage)
    left = draft.seats[victim].health
    say_with(
        draft, DAMAGE_DEALT, source, victim, contact.event,
        contact.damage, lost, left, contact.outcome,
    )  # fmt: skip
    draft.said[len(draft.said) - 1].more = contact.breakdown


def consequences(draft: Draft) -> None:
    """Blockstuns, stuns and pushes of judged contacts, and who knows now who struck.

    All of a moment at once, so that nobody goes first.
    """
    contacts = draft.contacts
    for contact in contacts:
        if contact.stands and contact.outcome is BLOCKED and answers_with(draft, contact, BLOCK):
            hold_block(draft, contact.victim, draft.moves[contact.move].blockstun)
    for contact in contacts:
        if contact.stands:
            note_blow(draft, contact)
    strike_down(draft)
    for index in range(len(contacts)):
        push(draft, index)
    for contact in contacts:
        harmless = (
            contact.outcome is EVADED or contact.outcome is CLASH or contact.outcome is WHIFFED
        )
        if contact.stands and not harmless:
            know_striker(draft, contact.victim, contact.striker, contact.event)


def answers_with(draft: Draft, contact: Contact, role: ActionRole) -> bool:
    """Whether the target blocks, or counters, with what the blow met: a rule may say so of
    somebody who does neither, and that must not end what it does."""
    seat = draft.seats[contact.victim]
    same = contact.answer != IDLE and seat.state is RELEASE and seat.acts == contact.act
    return same and draft.moves[contact.answer].role is role


def note_blow(draft: Draft, contact: Contact) -> None:
    """Note who is to be struck down by a contact."""
    row = draft.moves[contact.move]
    if landed(contact.outcome):
        kind = KNOCKDOWN if row.knockdown else HITSTUN
        draft.blows.append(Blow(contact.victim, row.hitstun, kind, contact.striker, contact.event))
    elif contact.outcome is COUNTERED and contact.answer != IDLE:
        ticks = draft.moves[contact.answer].stagger
        draft.blows.append(Blow(contact.striker, ticks, STAGGER, contact.victim, contact.event))


def push(draft: Draft, index: int) -> None:
    """Push whoever was hit or blocked, away from where the strikers stood when they struck.

    The pushes of one victim are added up at the first of them, and have all of them as causes."""
    first = draft.contacts[index]
    if not pushes(draft, first):
        return
    shift = 0
    for place in range(len(draft.contacts)):
        contact = draft.contacts[place]
        if contact.victim == first.victim and pushes(draft, contact):
            if place < index:
                return
            shift += draft.moves[contact.move].pushback * contact.way
    if place_at(draft, first.victim, shift, COMBATANT_PUSHED, first.event):
        for contact in draft.contacts:
            if contact.victim == first.victim and pushes(draft, contact):
                also_because(draft, contact.event)


def pushes(draft: Draft, contact: Contact) -> bool:
    """Whether a contact pushes its victim."""
    reached = landed(contact.outcome) or contact.outcome is BLOCKED
    return contact.stands and reached and draft.moves[contact.move].pushback != 0
