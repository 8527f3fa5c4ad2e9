"""A fight is a fold: one pure function takes the world and an input, and gives the next world."""

from collections.abc import Iterator, Mapping
from copy import copy
from functools import partial
from operator import attrgetter
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.changes import change_seats
from combat_rules.engine.checks import demand_fight_on
from combat_rules.engine.core.consequences import end_tick
from combat_rules.engine.core.controlling import order_of
from combat_rules.engine.core.decisions import act_afterwards
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.growth import range_of, settle, turn
from combat_rules.engine.core.moment import open_fight, play_moment
from combat_rules.engine.core.projectiles import due_of
from combat_rules.engine.core.records import Draft, Fault, Said, Seat, Shot
from combat_rules.engine.core.refusing import error_of
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.showing import combatant_state
from combat_rules.engine.core.starts import judge
from combat_rules.engine.core.words import FAILED, NEVER, NONE, RELEASE, YES
from combat_rules.engine.entrance import take_seat
from combat_rules.engine.inputs import (
    Answer,
    Change,
    Do,
    Drop,
    Input,
    Join,
    Load,
    Moment,
    Rollback,
    Schedule,
)
from combat_rules.engine.world import World, next_due
from combat_rules.errors import CombatError, StateError
from combat_rules.model import CombatantState, Command


class Applied(Struct, frozen=True, gc=False):
    """What an input has led to: the world after it, what happened in order, and the mistakes of
    plugins on the way. ``base`` is the world before."""

    given: Input
    base: World
    world: World
    said: tuple[Said, ...] = ()
    faults: tuple[Fault, ...] = ()


def apply(fight: Fight, world: World, given: Input, bench: list[Draft] | None = None) -> Applied:
    """The world after an input. Keeps nothing; whatever is raised here changes nothing.

    Whoever folds many inputs lends a ``bench``, empty at first: on it lies the draft of the last
    one, to be gone on with. Raises ``CombatError`` for an input that cannot be taken, a refused
    command say.
    """
    if type(given) is Load:
        return Applied(given, world, given.world)
    if bench:
        # Off it until all has gone well: one that was left half way is not gone on with.
        draft = go_on(bench.pop(), fight, world, given.at)
    else:
        draft = open_draft(fight, world, given.at)
    try:
        if type(given) is Moment:
            play_moment(draft)
        else:
            _take(draft, given, world)
        after = close_draft(draft)
    except BaseException:
        forget(draft)
        raise
    if bench is not None:
        bench.append(draft)
    faults = tuple(draft.faults) if draft.faults else ()
    return Applied(given, world, after, tuple(draft.said), faults)


def _take(draft: Draft, given: Input, world: World) -> None:
    """Make an input from outside in a draft."""
    match given:
        case Do(_, command):
            _do(draft, command)
        case Answer(_, command):
            if not draft.started:
                open_fight(draft)
            draft.orders.append(order_of(draft, command))
            act_afterwards(draft)
        case Join():
            take_seat(draft, given)
        case Schedule(_, commands, due):
            if due is not None:
                commands = tuple(replace(command, at=due) for command in commands)
            draft.scheduled = tuple(sorted((*draft.scheduled, *commands), key=attrgetter("at")))
        case Drop(at):
            draft.scheduled = tuple(c for c in draft.scheduled if c.at > at)
            draft.lenient = True
            end_tick(draft, len(draft.scheduled) < len(world.scheduled))
        case Change():
            change_seats(draft, given)
        case Moment() | Load() | Rollback():
            raise StateError(
                "going back is a matter of the worlds that are kept, not of one of them",
                code="state.rollback",
            )
        case _:
            assert_never(given)


def open_draft(fight: Fight, world: World, now: int) -> Draft:
    """A working copy of a world, at tick ``now``."""
    return Draft(
        fight,
        now,
        fight.arena,
        fight.duration,
        world.seats,
        list(world.seats),
        list(map(copy, world.shots)) if world.shots else [],
        world.scheduled,
        world.sequence,
        world.started,
        world.recheck,
        world.result,
        *fight.rules.of_drafts,
    )


def record_of(fight: Fight, world: World, place: int) -> CombatantState:
    """A combatant's record with everything that has come back until the world's tick."""
    seat = world.seats[place]
    if seat.settled_at < world.now:
        draft = open_draft(fight, world, world.now)
        settle(draft, place)
        seat = draft.seats[place]
    return combatant_state(fight.rules, seat)


def records_of(fight: Fight, world: World) -> Mapping[str, CombatantState]:
    """Every combatant's record as of the world's tick, in the order in which they joined."""
    return {seat.id: record_of(fight, world, seat.place) for seat in world.seats}


def go_on(draft: Draft, fight: Fight, world: World, now: int) -> Draft:
    """The same as ``open_draft``, with the draft that has come to this world, if it is that one and
    nothing of it is left over: to empty one takes a fourth of the time. Whether it is cannot be
    told while nobody has joined."""
    if (
        draft.before is not world.seats
        or not world.seats
        or draft.lent
        or draft.failures
        or draft.faults
        or draft.shots
    ):
        return open_draft(fight, world, now)
    draft.now, draft.said = now, []
    draft.moved = draft.looked = draft.chooses = draft.falls = draft.lenient = False
    if draft.stunned:
        draft.stunned.clear()
    if draft.surpluses:
        draft.surpluses.clear()
    return draft


def forget(draft: Draft) -> None:
    """Let a draft that nobody goes on with lead to no error that leads back to it by its traceback,
    and to no crowd: the collector of garbage does not know of drafts, so it would stay for good."""
    draft.failures.clear()
    draft.crowd = None


def close_draft(draft: Draft) -> World:
    """The world that a draft comes to, and is a draft of from now on."""
    before, now = draft.before, draft.now
    for seat in draft.seats:
        if seat is not before[seat.place]:
            seat.next_due = earliest(draft, seat)
        elif seat.next_due <= now:
            own(draft, seat.place).next_due = earliest(draft, seat)
    seats = draft.before = tuple(draft.seats)
    return World(
        draft.now,
        seats,
        in_flight(draft) if draft.shots else (),
        draft.scheduled,
        draft.sequence,
        draft.started,
        draft.recheck,
        draft.result,
        draft.fight.rules,
    )


def in_flight(draft: Draft) -> tuple[Shot, ...]:
    """The projectiles that are still there, with the tick at which something happens to each."""
    shots = tuple(shot for shot in draft.shots if not shot.gone)
    for shot in shots:
        shot.due = due_of(draft, shot)
    return shots


def earliest(draft: Draft, seat: Seat) -> int:
    """The tick at which something happens to a combatant by itself."""
    due = seat.due
    if seat.free_at < due:
        due = seat.free_at
    if seat.controller_due < due:
        due = seat.controller_due
    if seat.awareness_due < due:
        due = seat.awareness_due
    if seat.state is RELEASE or draft.moves[seat.move].protections:
        due = min(due, open_again(draft, seat))
    if not draft.statuses:
        return due
    for state in seat.statuses:
        due = min(due, state.due)
    if draft.started and draft.result is None and not seat.defeated:
        for row in draft.statuses:
            attribute, value = range_of(draft, seat, row.attribute), seat.values[row.attribute]
            if attribute.regeneration != 0 and value != attribute.end:
                turns = turn(
                    value, attribute.low, attribute.high, attribute.regeneration,
                    seat.fractions[row.attribute + 1], seat.settled_at, draft.second,
                )  # fmt: skip
                if turns != NONE:
                    due = min(due, turns)
    return due


def open_again(draft: Draft, seat: Seat) -> int:
    """The next tick at which an action may be met that cannot be met now: its protection is over,
    or the blockstun in which nobody can throw it; or at which it may meet somebody, as a pause is
    over."""
    due = NEVER
    if seat.state is None:
        return due
    if seat.state is RELEASE and seat.stunned_until > draft.now:
        due = seat.stunned_until
    if seat.state is RELEASE and seat.paused_until > draft.now:
        due = min(due, seat.paused_until)
    for one in draft.moves[seat.move].protections:
        over = seat.started + one.end + 1
        if one.armour == 0 and over > draft.now:
            due = min(due, over)
    return due


def left_alone(fight: Fight, world: World) -> World:
    """The same moment with nobody who commands anything, now or later."""
    draft = open_draft(fight, world, world.now)
    draft.scheduled = ()
    for place in range(len(draft.seats)):
        seat = own(draft, place)
        seat.controller, seat.controller_due = "", NEVER
    return close_draft(draft)


def moments_ahead(fight: Fight, world: World) -> Iterator[Draft]:
    """The moments to come if nobody commands anything, one after the other, each as a draft.

    Ends with the fight, and where a rule raises in strict mode.
    """
    world = left_alone(fight, world)
    while world.result is None:
        draft = open_draft(fight, world, next_due(world, fight))
        try:
            play_moment(draft)
        except CombatError:
            forget(draft)
            return
        yield draft
        world = close_draft(draft)


def _do(draft: Draft, command: Command) -> None:
    """Carry out a command from outside, or raise why not."""
    demand_fight_on(draft.result, "act")
    if not draft.started:
        open_fight(draft)
    order = order_of(draft, command)
    answer = NONE
    if order.wrong is None:
        answer = judge(draft, order)
    if answer == FAILED:
        raise draft.failures.pop()
    if answer != YES:
        after = close_draft(draft)
        raise error_of(draft, order, partial(moments_ahead, draft.fight, after))
    order.judged = True
    draft.orders.append(order)
    act_afterwards(draft)
