"""The ways on from here: what a combatant could do next, and everything that has a say in it."""

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from combat_rules.charts.base import ADVANCE, CANCEL, CHAIN, INTERRUPT
from combat_rules.charts.runner import Verdict
from combat_rules.engine.core.clock import clock_of
from combat_rules.engine.core.controlling import order_of
from combat_rules.engine.core.fight import Fight
from combat_rules.engine.core.growth import settle
from combat_rules.engine.core.records import Draft, Order
from combat_rules.engine.core.refusals import Reason, chart_reason
from combat_rules.engine.core.refusing import asked_of, no_target
from combat_rules.engine.core.scenes import scene_of
from combat_rules.engine.core.showing import position_of
from combat_rules.engine.core.starts import judge_start
from combat_rules.engine.core.words import NONE, YES
from combat_rules.engine.fold import close_draft, forget, moments_ahead, open_draft
from combat_rules.engine.world import World
from combat_rules.model import Command


class Way(Struct, frozen=True):
    """One way on from here, whether it is open or not, with every guard that has a say.

    ``event`` is ``start`` or ``chain`` for an action that could be begun; ``cancel``, ``advance``,
    ``interrupt`` and signals for the transitions of the running one. ``action`` is the action that
    would begin, or the one that runs; ``target`` whom it would be meant for. ``source`` and ``to``
    are the phases that a transition of the running chart joins, empty for a start.
    """

    event: str
    action: str
    holds: bool
    reasons: tuple[Reason, ...] = ()
    target: str | None = None
    source: str = ""
    to: str = ""


def ways_on(fight: Fight, world: World, place: int) -> tuple[Way, ...]:
    """Every way on of a combatant: the actions that it knows, then the transitions of the chart
    that it runs. Nothing is done."""
    world = close_draft(_up_to(fight, world, world.now))
    begun = (_beginning(fight, world, place, name) for name in world.seats[place].actions)
    return (*begun, *_transitions(open_draft(fight, world, world.now), place))


def refused_in_time(
    fight: Fight, before: World, who: str, at: int, way: tuple[str, str]
) -> tuple[Reason, ...]:
    """The guards that said no as the time of a phase was up at tick ``at``, so that an action did
    not take the ``way`` from it to another one; ``before`` is the world before that moment."""
    draft = _up_to(fight, before, at)
    place = before.place(who)
    ways = () if place is None else _transitions(draft, place)
    return tuple(
        reason
        for each in ways
        if each.event == ADVANCE and (each.source, each.to) == way and not each.holds
        for reason in each.reasons
        if not reason.holds
    )


def _up_to(fight: Fight, world: World, now: int) -> Draft:
    """A world at a tick, with everything in it that has come back by itself."""
    draft = open_draft(fight, world, now)
    for place in range(len(draft.seats)):
        settle(draft, place)
    return draft


def _beginning(fight: Fight, world: World, place: int, action: str) -> Way:
    """The way into an action."""
    draft = open_draft(fight, world, world.now)
    seat = draft.seats[place]
    event = "start" if seat.state is None else CHAIN
    order = order_of(draft, Command(actor=seat.id, action=action))
    holds = judge_start(draft, order) == YES
    forget(draft)
    if order.target == NONE:
        return Way(event, action, False, (no_target(draft, order),))
    to = "" if seat.state is None else _end_of(draft, order)
    return Way(
        event,
        action,
        holds,
        tuple(asked_of(draft, order, partial(moments_ahead, fight, world))),
        draft.seats[order.target].id,
        "" if seat.state is None else fight.rules.charts[seat.move].phases[seat.leg],
        to,
    )


def _end_of(draft: Draft, order: Order) -> str:
    """Where a chain leads the running chart, by what its chart declares."""
    seat, rules = draft.seats[order.actor], draft.fight.rules
    runner = rules.charts[seat.move].runner
    return next(iter(runner.ways(position_of(rules, seat), CHAIN)), "")


def _transitions(draft: Draft, place: int) -> Iterator[Way]:
    """The transitions of the running chart that need no other action."""
    seat, rules = draft.seats[place], draft.fight.rules
    if seat.state is None:
        return
    chart, name = rules.charts[seat.move], rules.moves[seat.move].name
    scene = scene_of(draft, place, seat.target, rules.actions[seat.move])
    clock = clock_of(draft.fight.ruleset)

    def reasons(verdict: Verdict) -> tuple[Reason, ...]:
        return tuple(chart_reason(a, scene, clock, chart.plugin) for a in verdict.answers)

    for event in (CANCEL, *chart.runner.signals, ADVANCE, INTERRUPT):
        for verdict in chart.runner.judge(position_of(rules, seat), event, scene):
            yield Way(
                event, name, verdict.holds, reasons(verdict), draft.seats[seat.target].id,
                verdict.source, verdict.target,
            )  # fmt: skip
