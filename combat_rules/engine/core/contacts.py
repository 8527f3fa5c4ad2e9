"""Contacts: what comes of a blow that meets somebody."""

from combat_rules.engine.core.announcing import say, say_where
from combat_rules.engine.core.asking import ask_reactions, contact_effects, follows_up
from combat_rules.engine.core.effects import forget_requests
from combat_rules.engine.core.harm import deal, strikes_back, weigh
from combat_rules.engine.core.meeting import abort_failed, blow_of, helps, landed
from combat_rules.engine.core.perception import know_striker
from combat_rules.engine.core.phases import trace
from combat_rules.engine.core.projectiles import end_flight, take_hits, tell
from combat_rules.engine.core.records import Blow, Contact, Draft, Request
from combat_rules.engine.core.requests import apply_requests
from combat_rules.engine.core.seats import own, with_place
from combat_rules.engine.core.stuns import hold_block, stand_still, strike_down
from combat_rules.engine.core.words import (
    ACTION_BLOCKED,
    ACTION_CLASHED,
    ACTION_COUNTER_HIT,
    ACTION_COUNTERED,
    ACTION_EVADED,
    ACTION_HIT,
    ACTION_TRADED,
    ACTION_WHIFFED,
    BLOCK,
    BLOCKED,
    CAUGHT,
    CLASH,
    COUNTER,
    COUNTER_HIT,
    COUNTERED,
    EVADED,
    FAILED,
    HIT,
    HITSTUN,
    IDLE,
    KNOCKDOWN,
    NONE,
    RELEASE,
    REPLACE,
    SHOVE,
    STAGGER,
    STRIKE,
    TRADE,
    WHIFFED,
)
from combat_rules.model import ActionRole, Outcome


def resolve(draft: Draft) -> None:
    """Apply contacts: damage first, one blow on a victim after the other; then what reacts to it
    and what effects ask for, then stuns and pushes.

    Where a rule raises, the action it belongs to is aborted, and the next round judges all
    contacts anew.
    """
    contacts = draft.contacts
    first, sound = len(draft.asked), True
    for index in range(len(contacts)):
        judge_effects(draft, index)
        sound = sound and contacts[index].failed == NONE
    if not sound:
        forget_requests(draft, first)
        abort_failed(draft)
        return
    for contact in contacts:
        announce(draft, contact)
    for contact in contacts:
        if contact.first != contact.last:
            trace(draft, contact.first, contact.middle, contact.use, contact.event)
            trace(draft, contact.middle, contact.last, contact.act, contact.event)
    for contact in contacts:
        if contact.damage != NONE:
            deal(draft, contact)
    if draft.reacts:
        for contact in contacts:
            if contact.damage != NONE:
                ask_reactions(draft, contact)
    apply_requests(draft)
    consequences(draft)
    apply_requests(draft)
    contacts.clear()


def judge_effects(draft: Draft, index: int) -> None:
    """Find out the damage of a contact, and what the effects of both sides ask for, or whose
    rule raised."""
    contact = draft.contacts[index]
    striker, victim = contact.striker, contact.victim
    contact.first = contact.middle = len(draft.asked)
    if draft.moves[contact.move].has_effects:
        if contact_effects(draft, contact, striker) == FAILED:
            contact.failed = striker
    if contact.failed == NONE:
        contact.middle = len(draft.asked)
        if not weigh(draft, index):
            contact.failed = striker
    answers = draft.moves[contact.answer].has_effects
    if answers and contact.failed == NONE and meets(draft, contact):
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


def announce(draft: Draft, contact: Contact) -> None:
    """Say what came of a contact, and let both remember it."""
    outcome = contact.outcome
    if contact.shot != NONE:
        announce_shot(draft, contact)
    else:
        announce_strike(draft, contact)
    if outcome is BLOCKED or outcome is EVADED or outcome is COUNTERED:
        note_defence(draft, contact)


def announce_strike(draft: Draft, contact: Contact) -> None:
    """Say what came of a strike, and let its striker remember it."""
    place, outcome = contact.striker, contact.outcome
    striker, before = own(draft, place), draft.sequence
    contact.event = say(
        draft, event_of(outcome), place, contact.victim, contact.cause,
        contact.move, contact.distance, contact.hit,
    )  # fmt: skip
    say_where(draft, before)
    striker.last_event = contact.event
    if outcome is EVADED and contact.met is EVADED:
        striker.evaded = True
        striker.evaders = with_place(striker.evaders, contact.victim)
    else:
        striker.met = with_place(striker.met, contact.victim)
        note_outcome(draft, contact)


def announce_shot(draft: Draft, contact: Contact) -> None:
    """Say what came of a projectile's contact. It flies on past whoever evades it; whoever
    counters it has caught it."""
    outcome, shot = contact.outcome, draft.shots[contact.shot]
    contact.event = tell(draft, shot, event_of(outcome), contact.victim)
    if outcome is EVADED and contact.met is EVADED:
        shot.evaders = with_place(shot.evaders, contact.victim)
    else:
        shot.met = with_place(shot.met, contact.victim)
        seat = draft.seats[contact.striker]
        if seat.state is not None and seat.acts == contact.use:
            note_outcome(draft, contact)
    if outcome is COUNTERED:
        end_flight(draft, shot, CAUGHT, contact.event)
    elif outcome is not EVADED and outcome is not WHIFFED:
        take_hits(draft, shot, 1, draft.seats[contact.victim].position, contact.event)


def note_outcome(draft: Draft, contact: Contact) -> None:
    """Let a striker remember the best that has come of its action, and ask its controller whether
    it goes on."""
    place, outcome = contact.striker, contact.outcome
    striker = own(draft, place)
    known = striker.outcome
    if known is None or (landed(outcome) and not landed(known)):
        striker.outcome = outcome
    if draft.moves[contact.move].has_windows and follows_up(draft, place):
        striker.controller_due = max(draft.now, striker.paused_until)


def note_defence(draft: Draft, contact: Contact) -> None:
    """Let a target remember its defence, the best of a moment; one that counters has countered."""
    victim, outcome = own(draft, contact.victim), contact.outcome
    if outcome is COUNTERED and answers_with(draft, contact, COUNTER):
        victim.outcome = COUNTERED
    # For whoever stands still, no time passes until its pause is over.
    known, at = victim.defence, max(draft.now, victim.paused_until)
    if known is not None and victim.defence_at == at:
        if known is COUNTERED or outcome is EVADED:
            return
    victim.defence, victim.defence_at = outcome, at


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


def consequences(draft: Draft) -> None:
    """Hit pauses, blockstuns, stuns and pushes of judged contacts, and who knows now who struck.

    All of a moment at once, so that nobody goes first.
    """
    contacts = draft.contacts
    for contact in contacts:
        pause = pause_of(draft, contact)
        if pause != 0:
            if contact.shot == NONE:
                stand_still(draft, contact.striker, pause)
            stand_still(draft, contact.victim, pause)
    for contact in contacts:
        if contact.outcome is BLOCKED and answers_with(draft, contact, BLOCK):
            ticks = blow_of(draft, contact.move, contact.hit).blockstun
            hold_block(draft, contact.victim, ticks)
    for contact in contacts:
        note_blow(draft, contact)
    strike_down(draft)
    for contact in contacts:
        note_push(draft, contact)
    for contact in contacts:
        if not (
            contact.outcome is EVADED or contact.outcome is CLASH or contact.outcome is WHIFFED
        ):
            know_striker(draft, contact.victim, contact.striker, contact.event)


def pause_of(draft: Draft, contact: Contact) -> int:
    """For how long both stand still as a blow lands or is blocked; of a projectile, its victim."""
    if landed(contact.outcome) or contact.outcome is BLOCKED:
        return blow_of(draft, contact.move, contact.hit).hit_pause
    return 0


def answers_with(draft: Draft, contact: Contact, role: ActionRole) -> bool:
    """Whether the target blocks, or counters, with what the blow met: a rule may say so of
    somebody who does neither, and that must not end what it does."""
    seat = draft.seats[contact.victim]
    same = contact.answer != IDLE and seat.state is RELEASE and seat.acts == contact.act
    return same and draft.moves[contact.answer].role is role


def note_blow(draft: Draft, contact: Contact) -> None:
    """Note who is to be struck down by a contact: nobody by what helps, a heal for a friend or for
    oneself say."""
    row = draft.moves[contact.move]
    if landed(contact.outcome):
        numbers = blow_of(draft, contact.move, contact.hit)
        if numbers.hitstun == 0 and (helps(row) or contact.victim == contact.striker):
            return
        kind = KNOCKDOWN if numbers.knockdown else HITSTUN
        draft.blows.append(
            Blow(
                contact.victim, numbers.hitstun, kind, row.stun_mode, contact.striker,
                contact.event, True, numbers.line, contact.move, contact.hit, contact.use,
                contact.outcome,
            )
        )  # fmt: skip
    elif contact.outcome is COUNTERED and contact.answer != IDLE and strikes_back(draft, contact):
        ticks = draft.moves[contact.answer].stagger
        draft.blows.append(
            Blow(
                contact.striker, ticks, STAGGER, REPLACE, contact.victim, contact.event,
                outcome=contact.outcome,
            )
        )  # fmt: skip


def note_push(draft: Draft, contact: Contact) -> None:
    """Ask for the push of whoever was hit or blocked, away from where the striker stood when it
    struck."""
    pushback = blow_of(draft, contact.move, contact.hit).pushback
    if pushback != 0 and (landed(contact.outcome) or contact.outcome is BLOCKED):
        draft.asked.append(
            Request(
                SHOVE, contact.striker, contact.use, contact.victim, 0, pushback * contact.way,
                contact.event, by_blow=contact.shot == NONE,
            )
        )  # fmt: skip
