"""Asking charts: where an event leads a running action, and what its effects ask for.

This is the Python side of a boundary: the steps of a moment get numbers. A guard or an effect
that raises is noted in the draft, and ``FAILED`` comes back.
"""

from collections.abc import Sequence

from combat_rules.charts.base import ADVANCE as ADVANCE_EVENT
from combat_rules.charts.runner import NotAllowed, Verdict
from combat_rules.engine.core.effects import EffectCollector
from combat_rules.engine.core.fight import Chart, ChartRow
from combat_rules.engine.core.records import Draft, Request, Seat
from combat_rules.engine.core.scenes import action_in, chart_scene, glance_of, scene_of
from combat_rules.engine.core.showing import phase_of, position_of
from combat_rules.engine.core.words import (
    ADVANCE,
    CHAIN,
    CHANGE,
    FAILED,
    INTERRUPT,
    NONE,
    REFUSED,
    STAMINA,
    STEP,
)
from combat_rules.errors import RuleFailed
from combat_rules.model import Scene


def ask_chart(draft: Draft, place: int, event: int, follow_up: int) -> int:
    """Where an event leads a running action: the place of a phase, ``DONE``, ``REFUSED`` or
    ``FAILED``. What the chart's effects ask for is added to the draft's requests."""
    seat, rules = draft.seats[place], draft.fight.rules
    chart = rules.charts[seat.move]
    way = chart.usual[seat.leg][event]
    draft.deep = None
    draft.refused = NONE
    if way is not None and (way.always or goes_on(draft, seat, way)):
        return way.to
    first, table = len(draft.asked), chart.rows
    try:
        if table is None:
            to = _ask_reference(draft, place, event, follow_up)
        else:
            to = _ask_rows(draft, place, event, follow_up, table[seat.leg][event])
    except Exception as error:
        del draft.asked[first:]
        where = f"{chart.events[event]} of {rules.moves[seat.move].name}"
        if event in (ADVANCE, INTERRUPT):
            where += f" {'from' if event == ADVANCE else 'in'} {phase_of(rules, seat)}"
        draft.failures.append(RuleFailed(chart.plugin, where, error))
        return FAILED
    return to


def goes_on(draft: Draft, seat: Seat, way: ChartRow) -> bool:
    """Whether a usual way is open for sure, by the seat's numbers; what its effects ask for is
    added to the requests then."""
    action = action_in(draft, seat.move, seat.hit)
    if seat.stamina < action.stamina_cost or seat.interrupted:
        return False
    if way.calls:
        who, act = seat.place, seat.acts
        draft.asked.append(Request(CHANGE, who, act, who, STAMINA, -action.stamina_cost))
        if action.travel != 0:
            draft.asked.append(Request(STEP, who, act, who, 0, action.travel))
    return True


def _ask_rows(
    draft: Draft, place: int, event: int, follow_up: int, rows: tuple[ChartRow, ...]
) -> int:
    if rows:
        refused = NONE
        seat, actions = draft.seats[place], draft.fight.rules.actions
        action = action_in(draft, seat.move, seat.hit)
        then = actions[follow_up] if event == CHAIN else None
        if rows[0].glances:
            scene = glance_of(draft, place, action, then)
        else:
            scene = chart_scene(draft, place, event, action, then)
        for row in rows:
            asked = row.first
            for guard in row.guards:
                if not guard(scene):
                    if row.leads_on and refused == NONE:
                        refused = asked
                    break
                asked += 1
            else:
                if row.calls:
                    effects = EffectCollector(draft, place, seat.acts, seat.move)
                    for call in row.calls:
                        call(scene, effects)
                if not row.leads_on:
                    draft.refused = refused
                return row.to
    if event == ADVANCE:
        raise NotAllowed(ADVANCE_EVENT, phase_of(draft.fight.rules, draft.seats[place]))
    return REFUSED


def _ask_reference(draft: Draft, place: int, event: int, follow_up: int) -> int:
    seat, fight = draft.seats[place], draft.fight
    chart = fight.rules.charts[seat.move]
    action = action_in(draft, seat.move, seat.hit)
    then = fight.rules.actions[follow_up] if event == CHAIN else None
    scene = chart_scene(draft, place, event, action, then)
    effects = EffectCollector(draft, place, seat.acts, seat.move)
    at = position_of(fight.rules, seat)
    try:
        after = chart.runner.send(at, chart.events[event], scene, effects)
    except NotAllowed:
        if event == ADVANCE:
            raise
        return REFUSED
    draft.deep = after
    if after == at and event == INTERRUPT:
        return seat.leg
    to = chart.place(after.phase, after.done)
    if event == ADVANCE and not chart.leads_on(to):
        draft.refused = _refused(chart, seat.leg, chart.runner.judge(at, ADVANCE_EVENT, scene))
    return to


def _refused(chart: Chart, leg: int, ways: Sequence[Verdict]) -> int:
    """The guard for which a chart has not gone on, by its place; ``NONE`` if there is none."""
    for way in ways:
        if way.holds:
            break
        if chart.leads_on(chart.place(way.target, chart.runner.position(way.target).done)):
            answer = next(answer for answer in way.answers if not answer.holds)
            written = answer.name if answer.wanted else f"unless {answer.name}"
            for place, demand in enumerate(chart.demands[leg]):
                if (demand.target, demand.guard) == (way.target, written):
                    return place
    return NONE


def start_chart(draft: Draft, place: int, move: int, target: int) -> int:
    """Enter a move's chart, nothing begun yet: the place of its first phase, or ``FAILED``."""
    fight = draft.fight
    chart = fight.rules.charts[move]
    draft.deep = None
    if chart.rows is not None and not chart.runner.entry:
        return chart.initial
    first = len(draft.asked)
    action = fight.rules.actions[move]
    try:
        effects = EffectCollector(draft, place, draft.seats[place].acts + 1, move)
        scene = scene_of(draft, place, target, action)
        if chart.rows is None:
            return _start_reference(draft, move, scene, effects)
        for call in chart.runner.entry:
            call(scene, effects)
    except Exception as error:
        del draft.asked[first:]
        draft.failures.append(RuleFailed(chart.plugin, f"start of {action.name}", error))
        return FAILED
    return chart.initial


def _start_reference(draft: Draft, move: int, scene: Scene, effects: EffectCollector) -> int:
    chart = draft.fight.rules.charts[move]
    draft.deep = at = chart.runner.start(scene, effects)
    return chart.place(at.phase, at.done)
