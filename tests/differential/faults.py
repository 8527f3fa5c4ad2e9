"""Faults to plant in a table runner, so as to see that they are caught."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace
from statemachine import StateChart

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.lower import rows_of
from combat_rules.charts.runner import Row
from combat_rules.charts.table import TableRunner

Fault = Callable[[tuple[Row, ...]], tuple[Row, ...]]
"""Spoils what a table says of one event in one state; what it cannot spoil it gives back."""


def rows_swapped(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The first two ways of an event are tried in the wrong order."""
    return (rows[1], rows[0], *rows[2:]) if len(rows) > 1 else rows


def action_dropped(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The last action of each way is not called."""
    return tuple(_without_action(row) for row in rows)


def guard_negated(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The first guard of each way says no where it should say yes."""
    return tuple(_negated(row) for row in rows)


FAULTS: dict[str, Fault] = {
    "two rows swapped": rows_swapped,
    "an entry action dropped": action_dropped,
    "a guard negated": guard_negated,
}


def spoilt_everywhere(chart: type[StateChart[Any]], fault: Fault) -> TableRunner:
    """A table runner with a fault wherever there can be one."""
    rows = {
        leaf: {event: fault(right) for event, right in by_event.items()}
        for leaf, by_event in rows_of(Anatomy(chart)).items()
    }
    return TableRunner(Anatomy(chart), rows)


def spoilt_once(
    chart: type[StateChart[Any]], fault: Fault
) -> Iterator[tuple[tuple[str, str], TableRunner]]:
    """Table runners with a fault at one place each, and the state and event of that place."""
    rows = rows_of(Anatomy(chart))
    for leaf, by_event in rows.items():
        for event, right in by_event.items():
            if fault(right) != right:
                wrong = {**rows, leaf: {**by_event, event: fault(right)}}
                yield (leaf, event), TableRunner(Anatomy(chart), wrong)


def _without_action(row: Row) -> Row:
    return replace(row, calls=row.calls[:-1])


def _negated(row: Row) -> Row:
    if not row.guards:
        return row
    first, *rest = row.guards
    return replace(row, guards=(lambda scene: not first(scene), *rest))
