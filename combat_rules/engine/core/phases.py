"""Phases: what happens to a running action, from its start to its end."""

from combat_rules.engine.core.announcing import say_own, say_where
from combat_rules.engine.core.asking import record_fault, where_failed
from combat_rules.engine.core.charting import ask_chart
from combat_rules.engine.core.escapes import ask_in_stun
from combat_rules.engine.core.pace import pace_leaps
from combat_rules.engine.core.perception import show
from combat_rules.engine.core.projectiles import launch
from combat_rules.engine.core.records import Draft, Leap, Seat
from combat_rules.engine.core.rows import Cooldown
from combat_rules.engine.core.seats import own, with_cooldown
from combat_rules.engine.core.words import (
    ABORTED,
    ACTION_ABORTED,
    ACTION_ENDED,
    ACTION_FALTERED,
    ACTION_WHIFFED,
    ADVANCE,
    BLOCK,
    COMMIT,
    COMPLETED,
    DONE,
    EVADED,
    FAILED,
    FEINT,
    IDLE,
    IDLE_LOOK,
    NEVER,
    NONE,
    PHASE_ENTERED,
    RECOVERY,
    RELEASE,
    SILENT,
    STRIKE,
    UNAWARE,
    WHIFFED,
)
from combat_rules.model import ActionStateType, Position
from combat_rules.model.limits import LATEST


def advance_phases(draft: Draft, met: bool) -> bool:
    """Send ``advance`` to actions whose phase has run its time, all judged on one world.

    A release of no time is left only once its contacts have been judged (``met``). Returns
    whether somebody has come to a phase that takes no time.
    """
    now, leaps, asked = draft.now, draft.leaps, draft.asked
    failed, brief = False, False
    for seat in draft.seats:
        if seat.due <= now and (met or seat.state is not RELEASE or not waits(draft, seat)):
            first = len(asked)
            to = ask_chart(draft, seat.place, ADVANCE, IDLE)
            if to == FAILED:
                failed, first = True, len(draft.failures) - 1
            leaps.append(Leap(seat.place, to, draft.deep, first, len(asked), draft.refused))
    if not leaps:
        return False
    if draft.pace_rules:
        pace_leaps(draft)
    if failed:
        abort_leaps(draft)
    for leap in leaps:
        if leap.to != FAILED:
            seat = own(draft, leap.place)
            if leap.refused != NONE and seat.state is not RECOVERY:
                falter(draft, seat, leap.refused)
            cause = seat.last_event
            enter(draft, seat, leap.to, leap.deep, cause, False, leap.lasts)
            if leap.first != leap.last:
                # The last event about an action that has just gone on; it may have ended.
                cause = seat.last_event if seat.state is not None else cause
                trace(draft, leap.first, leap.last, seat.acts, cause)
            if seat.due <= now:
                brief = True
    leaps.clear()
    return brief


def anybody_is_due(draft: Draft) -> bool:
    """Whether a phase has run its time."""
    for seat in draft.seats:
        if seat.due <= draft.now:
            return True
    return False


def abort_leaps(draft: Draft) -> None:
    """Abort every action whose chart raised."""
    for leap in draft.leaps:
        if leap.to == FAILED:
            abort(draft, leap.place, leap.first)


def falter(draft: Draft, seat: Seat, refused: int) -> None:
    """Say for which guard an action does not go on; that is why it goes back."""
    seat.last_event = say_own(
        draft, seat, ACTION_FALTERED, seat.target, seat.last_event, seat.move, seat.leg, refused,
        None,
    )  # fmt: skip


def waits(draft: Draft, seat: Seat) -> bool:
    """Whether a release waits for its contacts: one of no time does; not its second phase, if the
    first one took time."""
    if seat.outcome is not None or seat.phase_since != draft.now:
        return False
    older = draft.before[seat.place]
    same = older.state is RELEASE and older.acts == seat.acts and older.hit == seat.hit
    return draft.moves[seat.move].role is STRIKE and not (same and older.phase_since < draft.now)


def trace(draft: Draft, first: int, last: int, act: int, cause: int) -> None:
    """Write down which use of an action, and which event, brought about what was asked."""
    for place in range(first, last):
        request = draft.asked[place]
        request.act, request.cause = act, cause


def begin(
    draft: Draft, place: int, target: int, move: int, to: int, deep: Position | None, cause: int,
    lasts: int,
) -> None:  # fmt: skip
    """Start a move whose chart has been entered, in a phase that ``lasts`` so long, or as it says
    itself."""
    now, leg = draft.now, draft.moves[move].legs[to]
    kind, ticks = leg.kind, leg.ticks if lasts == NONE else lasts
    seat = own(draft, place)
    seat.acts += 1
    seat.last_event = say_own(draft, seat, leg.begins, target, cause, move, to, ticks, None)
    gap = draft.seats[target].position - seat.position
    if gap != 0 and seat.sights[target].level != UNAWARE:
        facing = 1 if gap > 0 else -1
        if facing != seat.facing:
            seat.facing = facing
            draft.moved = True
    seat.target, seat.move, seat.leg, seat.deep, seat.state = target, move, to, deep, kind
    seat.started = seat.phase_since = now
    seat.lasts, seat.due = lasts, now + ticks
    seat.cut = False
    seat.hit, seat.armour_used = 0, 0
    seat.ending, seat.recovery = COMPLETED, NONE
    seat.controller_due = NEVER
    begin_hit(draft, seat, kind)
    show(draft, seat, leg.appears_as, leg.look)


def begin_hit(draft: Draft, seat: Seat, kind: ActionStateType) -> None:
    """Have an action meet nobody yet. In a release a new hit begins, which meets whoever it meets
    anew; what the action launches flies, and its cooldown runs."""
    seat.outcome, seat.evaded, seat.met, seat.evaders = None, False, (), ()
    if kind is not RELEASE:
        return
    seat.hit += 1
    row = draft.moves[seat.move]
    if row.cooldown != 0:
        cooldown = Cooldown(seat.move, seat.phase_since + row.cooldown)
        seat.cooldowns = with_cooldown(seat.cooldowns, draft.now, cooldown)
    if row.launches:
        launch(draft, seat.place)


def enter(
    draft: Draft, seat: Seat, to: int, deep: Position | None, cause: int, struck: bool, lasts: int
) -> None:
    """Follow the chart of a draft's own seat to a phase, or to its end; the phase ``lasts`` so
    long, or as it says itself.

    If its actor was ``struck``, the interruption is the cause of all that is announced.
    """
    if to == DONE:
        end(draft, seat, seat.ending, cause, struck)
        return
    now, row = draft.now, draft.moves[seat.move]
    leg = row.legs[to]
    kind, before = leg.kind, seat.state
    if before is RELEASE and kind is not RELEASE:
        close_release(draft, seat, cause)
        cause = cause if struck else seat.last_event
    # Whoever stands still goes on with it after the pause.
    ticks, since = leg.ticks if lasts == NONE else lasts, now
    if seat.paused_until > now:
        since = seat.paused_until
    if seat.recovery != NONE:
        if kind is RECOVERY:
            # Spent at once: a recovery of several phases does not last several stuns.
            ticks, seat.recovery = seat.recovery, 0
        elif kind is RELEASE and before is RELEASE and row.role is BLOCK and seat.recovery == 0:
            # Its blockstun ends the block, or has outlasted the phase before, as if that were it.
            ended = seat.phase_since + length(draft, seat)
            ticks = max(0, ended + ticks - now) if row.is_held else 0
            if ticks != 0:
                seat.recovery = NONE
            since = min(since, ended)
    event = PHASE_ENTERED if kind is before else leg.event
    seat.last_event = say_own(draft, seat, event, seat.target, cause, seat.move, to, ticks, None)
    seat.leg, seat.deep = to, deep
    seat.state, seat.phase_since, seat.lasts = kind, since, lasts
    seat.due = at_latest((since if since > now else now) + ticks)
    if kind is RELEASE and before is not RELEASE:
        begin_hit(draft, seat, kind)
    if kind is not before and not (before is FEINT and kind is COMMIT):
        show(draft, seat, leg.appears_as, leg.look)


def length(draft: Draft, seat: Seat) -> int:
    """How long the phase of a running action takes by itself, without pauses and blockstuns."""
    if seat.lasts != NONE:
        return seat.lasts
    return draft.moves[seat.move].legs[seat.leg].ticks


def at_latest(tick: int) -> int:
    """A tick to come, or the latest that there is: stuns and pauses may add up to more."""
    return tick if tick < LATEST else LATEST


def end(draft: Draft, seat: Seat, why: int, cause: int, struck: bool) -> None:
    """Take an action off a draft's own seat; its actor is free again unless it is stunned."""
    if seat.state is RELEASE:
        close_release(draft, seat, cause)
        cause = cause if struck else seat.last_event
    say_own(draft, seat, ACTION_ENDED, seat.target, cause, seat.move, why, 0, seat.outcome)
    seat.move, seat.leg, seat.deep, seat.state, seat.due = IDLE, 0, None, None, NEVER
    seat.announced = SILENT
    seat.interrupted = False
    seat.phase_since = draft.now
    show(draft, seat, "", IDLE_LOOK)
    free(draft, seat)


def free(draft: Draft, seat: Seat) -> None:
    """Note when the combatant of a draft's own seat, that does nothing, can act again, and ask its
    controller then."""
    seat.free_at = NEVER
    if seat.stunned_until > draft.now:
        seat.free_at, seat.controller_due = seat.stunned_until, NEVER
        if draft.escapes:
            ask_in_stun(draft, seat.place)
    elif seat.controller != "" and not seat.defeated:
        seat.controller_due, draft.chooses = max(draft.now, seat.paused_until), True
        if seat.acts != 0 and seat.started == draft.now:
            # What it did took no time: asked again at once, it might never come to an end.
            seat.controller_due = max(draft.now + 1, seat.paused_until)


def abort(draft: Draft, place: int, failure: int) -> None:
    """End an action whose rules raised; in strict mode the error is raised instead."""
    event = record_fault(draft, place, failure)
    seat = own(draft, place)
    if seat.state is None:
        return
    said = say_own(draft, seat, ACTION_ABORTED, seat.target, event, seat.move, 0, 0, None)
    draft.said[len(draft.said) - 1].more = where_failed(draft, failure)
    if seat.outcome is None:
        seat.outcome = WHIFFED
    end(draft, seat, ABORTED, said, False)


def close_release(draft: Draft, seat: Seat, cause: int) -> None:
    """Say what came of a blow that met nobody, as its release ends."""
    row = draft.moves[seat.move]
    if seat.outcome is not None or row.role is not STRIKE or row.launches:
        return
    if seat.evaded:
        seat.outcome = EVADED
        return
    seat.outcome = WHIFFED
    before = draft.sequence
    seat.last_event = say_own(
        draft, seat, ACTION_WHIFFED, seat.target, cause, seat.move, 0, 0, None
    )
    say_where(draft, before)
