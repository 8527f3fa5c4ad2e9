"""Stuns: what a blow does to what its target was doing."""

from combat_rules.engine.core.announcing import also_because, say
from combat_rules.engine.core.asking import change_stun
from combat_rules.engine.core.charting import ask_chart
from combat_rules.engine.core.escapes import ask_in_stun
from combat_rules.engine.core.lots import order_blows
from combat_rules.engine.core.meeting import protects
from combat_rules.engine.core.pace import pace_blow
from combat_rules.engine.core.phases import abort, at_latest, enter, free, length, trace
from combat_rules.engine.core.records import Blow, Draft
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.words import (
    ACTION_INTERRUPTED,
    ADD,
    BLOCKSTUN,
    COMBATANT_RECOVERED,
    COMBATANT_STUNNED,
    DONE,
    FAILED,
    IDLE,
    INTERRUPT,
    INTERRUPTED,
    KNOCKDOWN,
    LONGER,
    NEVER,
    NONE,
    NOTHING_RUNS,
    RECOVERY,
    REFUSED,
    REPLACE,
)
from combat_rules.model import Stun, StunMode


def end_stuns(draft: Draft) -> None:
    """Free those whose stun is over and who do nothing."""
    for place in range(len(draft.seats)):
        if draft.seats[place].free_at <= draft.now:
            say(draft, COMBATANT_RECOVERED, place, NONE, NONE, 0, 0, 0)
            free(draft, own(draft, place))


def stagger(draft: Draft) -> None:
    """Strike down those who are to be staggered; nothing happens to the fallen."""
    for blow in draft.staggers:
        if not draft.seats[blow.victim].defeated:
            draft.blows.append(blow)
    draft.staggers.clear()
    if len(draft.blows) > 1:
        order_blows(draft)
    strike_down(draft)


def strike_down(draft: Draft) -> None:
    """Interrupt and stun the victims of one moment's blows, all judged on one world.

    A later stun replaces an earlier one; of several at one moment the longest counts. The chart
    decides: one that goes anywhere but to its recovery or its end shrugs the blow off, and there
    is no stun.
    """
    blows = draft.blows
    if draft.stun_rules:
        for blow in blows:
            ticks = blow.ticks
            change_stun(draft, blow)
            blow.stands = blow.ticks != 0 or ticks == 0
    for index in range(len(blows)):
        blow = blows[index]
        if blow.stands and not struck_before(draft, index):
            judge_interrupt(draft, blow)
    for blow in blows:
        if not blow.stands:
            continue
        if not blow.judged:
            # Only the first of several blows finds the action as it was judged.
            judge_interrupt(draft, blow)
        if interrupt(draft, blow):
            stun(draft, blow)
    blows.clear()


def struck_before(draft: Draft, index: int) -> bool:
    """Whether an earlier blow of the moment has the same victim."""
    for earlier in range(index):
        if draft.blows[earlier].victim == draft.blows[index].victim:
            return True
    return False


def judge_interrupt(draft: Draft, blow: Blow) -> None:
    """Find out where ``interrupt`` leads what the victim does."""
    seat = draft.seats[blow.victim]
    blow.judged = True
    blow.first = len(draft.asked)
    if blow.struck and seat.state is not None and protects(draft, seat, blow.line, True):
        own(draft, blow.victim).armour_used += 1
        blow.to = REFUSED
    elif seat.state is None or seat.state is RECOVERY:
        blow.to = NOTHING_RUNS
    else:
        blow.to = ask_chart(draft, blow.victim, INTERRUPT, IDLE)
        blow.deep = draft.deep
    if blow.to == FAILED:
        blow.first = len(draft.failures) - 1
    elif draft.pace_rules:
        pace_blow(draft, blow)
    blow.last = len(draft.asked)


def interrupt(draft: Draft, blow: Blow) -> bool:
    """Follow a judged ``interrupt``. Returns whether the victim was stopped."""
    place, to = blow.victim, blow.to
    if to == NOTHING_RUNS:
        return True
    if to == FAILED:
        abort(draft, place, blow.first)
        return True
    seat = own(draft, place)
    if to == REFUSED or to == seat.leg:
        if to != REFUSED:
            seat.deep = blow.deep
        trace(draft, blow.first, blow.last, seat.acts, blow.cause)
        return False
    before = draft.sequence
    event = say(draft, ACTION_INTERRUPTED, place, blow.source, blow.cause, seat.move, seat.leg, 0)
    if draft.sequence != before:
        for other in draft.blows:
            if other.victim == place:
                also_because(draft, other.cause)
    stopped = to == DONE or draft.moves[seat.move].legs[to].kind is RECOVERY
    if stopped:
        seat.interrupted, seat.cut = True, True
        seat.ending, seat.recovery = INTERRUPTED, blow.ticks
        # Its controller wanted to be asked about what is over now.
        seat.controller_due = NEVER
    trace(draft, blow.first, blow.last, seat.acts, event)
    enter(draft, seat, to, blow.deep, event, True, blow.lasts)
    return stopped


def stun(draft: Draft, blow: Blow) -> None:
    """Let a victim stand still, unless its old stun goes on; one that a longer one of the moment
    outlasts is not told of."""
    place, event = blow.victim, blow.cause
    ticks = note_stun(draft, place, blow.ticks, blow.stun, blow.mode)
    if ticks == NONE:
        if draft.escapes:
            ask_in_stun(draft, place)
        return
    seat = own(draft, place)
    kind = seat.stun
    if kind is not None and seat.stunned_until == draft.now + ticks:
        event = say(
            draft, COMBATANT_STUNNED, place, blow.source, blow.cause, ticks, number_of(kind), 0
        )
    if seat.state is None:
        if seat.free_at < NEVER and seat.stunned_until <= draft.now:
            # A stun of no time has replaced one that went on.
            say(draft, COMBATANT_RECOVERED, place, NONE, event, 0, 0, 0)
        free(draft, seat)
    else:
        # Its recovery is over, all phases of it: what goes on is the stun, and a blow into it is no
        # counter-hit.
        seat.due, seat.cut, seat.recovery = seat.stunned_until, True, 0
        if draft.escapes:
            ask_in_stun(draft, place)


def hold_block(draft: Draft, place: int, ticks: int) -> None:
    """Keep a block up for a blockstun. Where it ends with that, or lasts no longer, its actor is
    free at once then."""
    note_stun(draft, place, ticks, BLOCKSTUN, REPLACE)
    seat, row = own(draft, place), draft.moves[draft.seats[place].move]
    ends = seat.due
    if seat.recovery == 0:
        # A longer blockstun, which this one replaces, has put its end off.
        ends = seat.phase_since + length(draft, seat)
    if seat.stunned_until >= ends or not row.is_held:
        seat.due, seat.recovery = seat.stunned_until, 0
    elif seat.recovery == 0:
        seat.due, seat.recovery = ends, NONE
    if draft.escapes:
        ask_in_stun(draft, place)


def stand_still(draft: Draft, place: int, ticks: int) -> None:
    """Let a combatant stand still for a hit pause, and with it what it does or what holds it; its
    controller is asked after that."""
    seat, until = own(draft, place), draft.now + ticks
    shift = until - max(seat.paused_until, draft.now)
    if shift > 0:
        seat.paused_until = until
        if seat.stunned_until > draft.now:
            seat.stunned_until = at_latest(seat.stunned_until + shift)
        if seat.state is not None:
            seat.due = at_latest(seat.due + shift)
            if seat.defence is not None and seat.defence_at >= seat.started:
                # What it has met in this action stays in it.
                seat.defence_at += shift
            seat.started += shift
            seat.phase_since += shift
        elif seat.free_at < NEVER:
            seat.free_at = seat.stunned_until
    seat.controller_due = max(seat.controller_due, seat.paused_until)


def hold_up(draft: Draft) -> None:
    """Let those stand still of whom effects have asked it; nothing happens to the fallen."""
    for pause in draft.pauses:
        if not draft.seats[pause.who].defeated:
            stand_still(draft, pause.who, pause.ticks)
    draft.pauses.clear()


def held_up(draft: Draft, place: int) -> int:
    """Ticks by which hit pauses of this moment have put off what was to be."""
    until = draft.seats[place].paused_until
    return max(0, until - max(draft.before[place].paused_until, draft.now))


def note_stun(draft: Draft, place: int, ticks: int, kind: Stun, mode: StunMode) -> int:
    """Write a stun down, unless a longer one began at this very moment, or a graver one that is
    as long; it is counted from the end of a hit pause. A blockstun is over with its guard. Returns
    how long it is with that, or ``NONE`` if an older one goes on by the stun's mode."""
    seat = own(draft, place)
    until, known = at_latest(max(draft.now, seat.paused_until) + ticks), False
    for other in draft.stunned:
        if other == place:
            known = True
    older = draft.before[place]
    # One that its actor has left for an action goes on no more.
    if mode is not REPLACE and older.stunned_until > draft.now and older.acts == seat.acts:
        older_until = older.stunned_until + held_up(draft, place)
        if mode is LONGER and older_until >= until:
            return NONE
        if mode is ADD:
            until = at_latest(older_until + ticks)
        if older.stun is KNOCKDOWN:
            kind = KNOCKDOWN
    if not known:
        draft.stunned.append(place)
    stun = seat.stun
    if known and stun is not None and (stun is not BLOCKSTUN or kind is BLOCKSTUN):
        longer = seat.stunned_until > until
        if longer or (seat.stunned_until == until and gravity(stun) >= gravity(kind)):
            return until - draft.now
    seat.stunned_until, seat.stun = until, kind
    return until - draft.now


def gravity(kind: Stun) -> int:
    """Which of two stuns of a length is told of, when both begin at one moment."""
    if kind is Stun.BLOCKSTUN:
        return 0
    if kind is Stun.STAGGER:
        return 1
    return 2 if kind is Stun.HITSTUN else 3


def number_of(kind: Stun) -> int:
    """A stun as the number that events carry."""
    if kind is Stun.HITSTUN:
        return 0
    if kind is Stun.BLOCKSTUN:
        return 1
    return 2 if kind is Stun.STAGGER else 3
