"""The table runner: a chart lowered once to rows, which is what fights use."""

from collections import deque
from typing import Any, NamedTuple

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.base import EVENTS, MAX_MICROSTEPS, loops
from combat_rules.charts.conditions import Guard
from combat_rules.charts.lower import Call, Lowering, Plan, Row
from combat_rules.charts.reader import Reader
from combat_rules.charts.runner import NotAllowed
from combat_rules.model import Position


class QuickRow(NamedTuple):
    """A row of a plain chart: guards to ask, calls to make, and the position after."""

    guards: tuple[Guard, ...]
    calls: tuple[Call, ...]
    after: Position


class TableRunner(Reader):
    """Runs a chart from rows. Positions of plain charts are made once and shared."""

    name = "table"
    reasons: tuple[str, ...] = ()

    def __init__(self, anatomy: Anatomy) -> None:
        super().__init__(anatomy)
        lowering = Lowering(anatomy)
        assert anatomy.chart.initial_state is not None, "a chart without parallel states has one"
        self._entry = lowering.entry(anatomy.chart.initial_state)
        self._rows: dict[str, dict[str, tuple[Row, ...]]] = {}
        self._eventless: dict[str, tuple[Row, ...]] = {}
        for leaf in anatomy.leaves:
            self._eventless[leaf.id] = tuple(
                lowering.row(leaf, t) for t in anatomy.leaving((leaf.id,), None)
            )
            self._rows[leaf.id] = {
                event: tuple(lowering.row(leaf, t) for t in anatomy.leaving((leaf.id,), event))
                for event in _events(anatomy)
            }
        self._lowering = lowering
        self._positions: dict[tuple[Any, ...], Position] = {}
        self._quick: dict[str, dict[str, tuple[QuickRow, ...]]] | None = (
            self._quickened() if self._is_plain() else None
        )

    @property
    def rows(self) -> Any:
        return self._quick

    @property
    def entry(self) -> Any:
        return self._entry.calls

    def start(self, scene: Any, effects: Any) -> Position:
        """Enter the chart."""
        plan = self._entry
        for call in plan.calls:
            call(scene, effects)
        at = self._after(plan, ())
        return at if self._quick is not None else self._rest(at, plan.raised, scene, effects, [0])

    def send(self, at: Position, event: str, scene: Any, effects: Any) -> Position:
        """The position after ``event``."""
        quick = self._quick
        if quick is None:
            return self._send(at, event, scene, effects)
        try:
            rows = quick[at.phase][event]
        except KeyError:
            rows = self._unforeseen(at.phase, event)
        for guards, calls, after in rows:
            for guard in guards:
                if not guard(scene):
                    break
            else:
                for call in calls:
                    call(scene, effects)
                return after
        raise NotAllowed(event, at.phase)

    # -- charts that raise events of their own, remember, or move without an event ------

    def _send(self, at: Position, event: str, scene: Any, effects: Any) -> Position:
        if at.done or not self._anatomy.knows(event):
            raise NotAllowed(event, at.phase)
        steps = [0]
        settled = self._settle(at, "", scene, effects, steps)
        if settled.done:
            # As the library has it: a chart that ends before the event is taken drops it.
            return settled
        plan = self._choose(self._rows_for(settled.phase, event), settled, scene)
        if plan is None:
            raise NotAllowed(event, at.phase)
        taken = self._take(plan, settled, scene, effects, steps)
        return self._rest(taken, plan.raised, scene, effects, steps)

    def _rest(
        self, at: Position, raised: str, scene: Any, effects: Any, steps: list[int]
    ) -> Position:
        """Settle, and look once more after anything was taken, as the library does."""
        while True:
            before = steps[0]
            at = self._settle(at, raised, scene, effects, steps)
            if at.done or steps[0] == before:
                return at
            raised = ""

    def _settle(
        self, at: Position, raised: str, scene: Any, effects: Any, steps: list[int]
    ) -> Position:
        """Take transitions without an event, then the chart's own events, until none is left."""
        waiting = deque([raised] if raised else [])
        while True:
            plan = self._choose(self._eventless[at.phase], at, scene)
            if plan is None:
                if not waiting:
                    return at
                plan = self._choose(self._rows_for(at.phase, waiting.popleft()), at, scene)
                if plan is None:
                    continue
            at = self._take(plan, at, scene, effects, steps)
            if plan.raised:
                waiting.append(plan.raised)

    def _choose(self, rows: tuple[Row, ...], at: Position, scene: Any) -> Plan | None:
        for row in rows:
            if all(guard(scene) for guard in row.guards):
                memory = dict(at.history).get(row.history, ()) if row.history else ()
                return row.plans[memory]
        return None

    def _take(
        self, plan: Plan, at: Position, scene: Any, effects: Any, steps: list[int]
    ) -> Position:
        steps[0] += 1
        if steps[0] > MAX_MICROSTEPS:
            raise loops(self.chart)
        for call in plan.calls:
            call(scene, effects)
        return self._after(plan, at.history)

    def _after(self, plan: Plan, history: tuple[tuple[str, tuple[str, ...]], ...]) -> Position:
        if plan.recorded:
            history = tuple(sorted({**dict(history), **dict(plan.recorded)}.items()))
        key = (plan.active, history, plan.done)
        found = self._positions.get(key)
        if found is None:
            found = Position(plan.active[-1], plan.active, history, plan.done)
            self._positions[key] = found
        return found

    def _rows_for(self, leaf: str, event: str) -> tuple[Row, ...]:
        """The rows of an event; worked out now if only a wildcard or a prefix names it."""
        rows = self._rows[leaf].get(event)
        if rows is None:
            leaving = self._anatomy.leaving((leaf,), event)
            state = self._anatomy.states[leaf]
            rows = tuple(self._lowering.row(state, transition) for transition in leaving)
        return rows

    # -- plain charts -------------------------------------------------------------------

    def _is_plain(self) -> bool:
        rows = [
            row for by_event in self._rows.values() for each in by_event.values() for row in each
        ]
        own = any(plan.raised or plan.recorded for row in rows for plan in row.plans.values())
        return not (
            own
            or self._entry.raised
            or any(self._eventless.values())
            or any(row.history for row in rows)
        )

    def _quickened(self) -> dict[str, dict[str, tuple[QuickRow, ...]]]:
        return {
            leaf: {event: self._quick_rows(rows) for event, rows in by_event.items() if rows}
            for leaf, by_event in self._rows.items()
        }

    def _quick_rows(self, rows: tuple[Row, ...]) -> tuple[QuickRow, ...]:
        return tuple(
            QuickRow(row.guards, row.plans[()].calls, self._after(row.plans[()], ()))
            for row in rows
        )

    def _unforeseen(self, leaf: str, event: str) -> tuple[QuickRow, ...]:
        return self._quick_rows(self._rows_for(leaf, event)) if leaf in self._rows else ()


def _events(anatomy: Anatomy) -> list[str]:
    """Every event that a transition names, those of every action, and the chart's own."""
    named = [str(event) for t in anatomy.transitions() for event in t.events]
    own = [f"done.state.{state.id}" for state in anatomy.all_states if state.states]
    return list(dict.fromkeys((*named, *EVENTS, *own)))
