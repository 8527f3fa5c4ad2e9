"""One moment of a fight: everything that happens at one tick, in a fixed order.

Time first, then decisions, then contacts: whoever is free at a tick can act at that tick, before
blows land at it.
"""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.asking import note_sides
from combat_rules.engine.core.consequences import apply_asked, settle_moment
from combat_rules.engine.core.controlling import ask_controllers
from combat_rules.engine.core.decisions import decide, decide_late, run_through
from combat_rules.engine.core.endings import conclude
from combat_rules.engine.core.perception import pass_time
from combat_rules.engine.core.phases import advance_phases, anybody_is_due, free
from combat_rules.engine.core.projectiles import fly_on
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.refusing import take_due
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.statuses import follow_statuses, tick_statuses
from combat_rules.engine.core.stuns import end_stuns
from combat_rules.engine.core.words import FIGHT_STARTED, NONE


def play_moment(draft: Draft) -> None:
    """The tick: time, decisions, contacts and their consequences, the end of the fight."""
    if not draft.started:
        open_fight(draft)
    if draft.recheck:
        # Who is on which side may have been changed from outside.
        draft.recheck, draft.falls = False, True
    let_time_pass(draft)
    if draft.scheduled and draft.scheduled[0].at <= draft.now:
        take_due(draft)
    if draft.chooses:
        ask_controllers(draft)
    if draft.orders:
        decide(draft)
    calm = settle_moment(draft)
    if draft.late:
        decide_late(draft)
        calm = settle_moment(draft)
    if not calm:
        leave_releases(draft)
    if draft.shots:
        fly_on(draft)
    if draft.falls or draft.now >= draft.duration:
        conclude(draft)


def let_time_pass(draft: Draft) -> None:
    """Statuses, phases, stuns and suspicions whose time has come, all judged on one world."""
    if draft.statuses:
        tick_statuses(draft)
    now = draft.now
    advances, frees, notices = False, False, False
    for seat in draft.seats:
        if seat.next_due <= now:
            if seat.due <= now:
                advances = True
            if seat.free_at <= now:
                frees = True
            if seat.awareness_due <= now:
                notices = True
            if seat.controller_due <= now:
                draft.chooses = True
    goes_on = advances and advance_phases(draft, False)
    if frees:
        end_stuns(draft)
    if notices:
        pass_time(draft)
    if draft.asked:
        apply_asked(draft)
    if goes_on:
        run_through(draft)


def leave_releases(draft: Draft) -> None:
    """A release of no time is over once its contacts have been judged."""
    if anybody_is_due(draft):
        advance_phases(draft, True)
        settle_moment(draft)


def open_fight(draft: Draft) -> None:
    """Announce the fight, before the first thing that happens in it."""
    draft.started = True
    event = say(draft, FIGHT_STARTED, 0, NONE, NONE, 0, 0, 0)
    note_sides(draft)
    for place in range(len(draft.seats)):
        if draft.seats[place].state is None:
            free(draft, own(draft, place))
    if draft.statuses:
        follow_statuses(draft, event)
