"""One moment of a fight: everything that happens at one tick, in a fixed order."""

from combat_rules.engine.core.announcing import say
from combat_rules.engine.core.asking import note_sides
from combat_rules.engine.core.consequences import settle_moment
from combat_rules.engine.core.decisions import decide
from combat_rules.engine.core.endings import conclude
from combat_rules.engine.core.perception import pass_time
from combat_rules.engine.core.phases import advance_phases, free
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.statuses import follow_statuses, tick_statuses
from combat_rules.engine.core.stuns import end_stuns
from combat_rules.engine.core.words import FIGHT_STARTED, NONE


def play_moment(draft: Draft) -> None:
    """The tick: statuses, charts, contacts, consequences, perception; then commands and
    controllers."""
    if not draft.started:
        open_fight(draft)
    draft.recheck = False
    if draft.statuses:
        tick_statuses(draft)
    now = draft.now
    advances, frees, notices = False, False, False
    for seat in draft.seats:
        if seat.due <= now:
            advances = True
        if seat.free_at <= now:
            frees = True
        if seat.awareness_due <= now:
            notices = True
    if advances:
        advance_phases(draft)
    if frees:
        end_stuns(draft)
    if notices:
        pass_time(draft)
    settle_moment(draft)
    conclude(draft)
    if draft.result is None:
        decide(draft)


def open_fight(draft: Draft) -> None:
    """Announce the fight, before the first thing that happens in it."""
    draft.started = True
    event = say(draft, FIGHT_STARTED, 0, NONE, NONE, 0, 0, 0)
    note_sides(draft)
    for place in range(len(draft.seats)):
        if draft.seats[place].state is None:
            free(draft, place)
    if draft.statuses:
        follow_statuses(draft, event)
