"""Faults to plant in a table runner, so as to see that they are caught."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace
from statemachine import StateChart

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.lower import Row
from combat_rules.charts.table import QuickRow, TableRunner

Rows = tuple[Any, ...]
Fault = Callable[[Rows], Rows]
"""Spoils what a table says of one event in one state; what it cannot spoil it gives back."""


def rows_swapped(rows: Rows) -> Rows:
    """The first two ways of an event are tried in the wrong order."""
    return (rows[1], rows[0], *rows[2:]) if len(rows) > 1 else rows


def action_dropped(rows: Rows) -> Rows:
    """The last action of each way is not called."""
    return tuple(_without_action(row) for row in rows)


def guard_negated(rows: Rows) -> Rows:
    """The first guard of each way says no where it should say yes."""
    return tuple(_negated(row) for row in rows)


FAULTS: dict[str, Fault] = {
    "two rows swapped": rows_swapped,
    "an entry action dropped": action_dropped,
    "a guard negated": guard_negated,
}


def spoilt_everywhere(chart: type[StateChart[Any]], fault: Fault) -> TableRunner:
    """A table runner with a fault wherever there can be one."""
    runner = TableRunner(Anatomy(chart))
    for rows, event in _places(runner):
        rows[event] = fault(rows[event])
    return runner


def spoilt_once(
    chart: type[StateChart[Any]], fault: Fault
) -> Iterator[tuple[tuple[str, str], TableRunner]]:
    """Table runners with a fault at one place each, and the state and event of that place."""
    tables: Any = _tables(TableRunner(Anatomy(chart)))
    for leaf, by_event in tables.items():
        for event, rows in by_event.items():
            if fault(rows) != rows:
                runner = TableRunner(Anatomy(chart))
                _tables(runner)[leaf][event] = fault(_tables(runner)[leaf][event])
                yield (leaf, event), runner


def _places(runner: TableRunner) -> Iterator[tuple[dict[str, Rows], str]]:
    for by_event in _tables(runner).values():
        yield from ((by_event, event) for event in by_event)


def _tables(runner: TableRunner) -> dict[str, dict[str, Rows]]:
    tables: Any = runner._rows if runner._quick is None else runner._quick
    found: dict[str, dict[str, Rows]] = tables
    return found


def _without_action(row: Row | QuickRow) -> Any:
    if isinstance(row, Row):
        plans = {key: replace(plan, calls=plan.calls[:-1]) for key, plan in row.plans.items()}
        return replace(row, plans=plans)
    guards, calls, after = row
    return guards, calls[:-1], after


def _negated(row: Row | QuickRow) -> Any:
    guards = row.guards if isinstance(row, Row) else row[0]
    if not guards:
        return row
    first, *rest = guards
    wrong = (lambda scene: not first(scene), *rest)
    return replace(row, guards=wrong) if isinstance(row, Row) else (wrong, *row[1:])
