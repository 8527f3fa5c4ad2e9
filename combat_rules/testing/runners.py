"""Both runners of a chart, taken through the same steps: they must not differ in any."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from statemachine import StateChart

from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import NotAllowed, Runner
from combat_rules.errors import plainly
from combat_rules.model import Position
from combat_rules.testing.effects import RecordedEffects

Call = TypeVar("Call", bound=tuple[object, ...])


@dataclass(frozen=True)
class Step:
    """What came of one call: the position reached or what was raised, and what was called."""

    event: str
    position: Position | None
    raised: str
    calls: tuple[tuple[object, ...], ...]


def attempt(event: str, call: Callable[[], Position], calls: list[Call]) -> Step:
    """Make one call and write down what came of it."""
    calls.clear()
    try:
        return Step(event, call(), "", tuple(calls))
    except NotAllowed as refused:
        return Step(event, None, f"refused {refused.event} in {refused.phase}", tuple(calls))
    except Exception as error:
        return Step(event, None, plainly(error), tuple(calls))


def compare_runners(
    chart: type[StateChart[Any]], scenes: Sequence[object], table: Runner | None = None
) -> int:
    """Try every event in every scene from every position that a chart can be in.

    Raises ``AssertionError`` at the first step on which the table and the library differ;
    returns how many steps were tried. ``table`` stands in for the chart's own runner.
    """
    table = table or compile_chart(chart)
    reference = compile_chart(chart, "reference")
    events = [*dict.fromkeys(str(event) for event in chart._events), "unheard_of"]
    recorder = RecordedEffects()
    seen: dict[Position, None] = {}
    steps = 0

    def both(event: str, call: Callable[[Runner], Position]) -> None:
        nonlocal steps
        steps += 1
        ours = attempt(event, partial(call, table), recorder.asked)
        theirs = attempt(event, partial(call, reference), recorder.asked)
        assert ours == theirs, (
            f"{chart.__name__}: the runners differ on {event}: rows come to {ours}, "
            f"the library to {theirs}"
        )
        if ours.position is not None:
            seen[ours.position] = None

    for scene in scenes:
        both("start", partial(_start, scene, recorder))
    tried = 0
    while tried < len(seen):
        at = list(seen)[tried]
        tried += 1
        for event in events:
            for scene in scenes:
                both(event, partial(_send, at, event, scene, recorder))
    return steps


def _send(
    at: Position, event: str, scene: object, recorder: RecordedEffects, runner: Runner
) -> Position:
    return runner.send(at, event, scene, recorder)


def _start(scene: object, recorder: RecordedEffects, runner: Runner) -> Position:
    return runner.start(scene, recorder)
