"""Comparison: a random chart's runner, taken through a script."""

from collections.abc import Iterable
from functools import partial

from combat_rules.charts.runner import Runner
from combat_rules.model import Position
from combat_rules.testing.runners import Step, attempt
from tests.differential.workshop import Journal, Scene, staged


def walk(runner: Runner, script: Iterable[Scene], journal: Journal) -> list[Step]:
    """Play a script: the first scene starts the chart, each further one sends an event."""
    steps: list[Step] = []
    at: Position | None = None
    for event, stage, effects in staged(script, journal):
        journal.bad_day = stage.bad_day
        if at is None:
            event, call = "start", partial(runner.start, stage, effects)
        else:
            call = partial(runner.send, at, event, stage, effects)
        step = attempt(event, call, journal.entries)
        at = step.position or at
        steps.append(step)
        if step.raised.startswith("ChartError"):
            # Once is enough: it is slow, and would go on from here.
            break
    return steps
