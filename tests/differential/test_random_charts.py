"""Random flat charts mean the same to the table as to the library, step by step.

Those that are not flat are handed to the library, which says why.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import Runner
from combat_rules.testing.runners import Step
from tests.amounts import amount
from tests.differential.blueprints import Blueprint, blueprints, every_node
from tests.differential.comparison import walk
from tests.differential.faults import FAULTS, Fault, spoilt_everywhere
from tests.differential.workshop import Journal, Scene, build, scripts

# For each of the five kinds.
CHARTS = amount(5, 5000)


def check(blueprint: Blueprint, script: list[Scene], fault: Fault | None = None) -> None:
    """Both runners agree on every step of a script, if no fault is planted in the table.

    A chart that is not flat is the reference runner's alone, and it says all that is in the way.
    """
    journal = Journal([])
    chart = build(blueprint, journal)
    table = compile_chart(chart)
    told = said_of(blueprint)
    if told:
        assert table.name == "reference"
        assert table.rows is None
        assert set(told) <= {*table.reasons}, table.reasons
        return
    event(f"runs on the {table.name} runner")
    if fault is not None and table.name == "table":
        table = spoilt_everywhere(chart, fault)
    reference = compile_chart(chart, "reference")
    assert walk(table, script, journal) == walk(reference, script, journal)


def said_of(blueprint: Blueprint) -> list[str]:
    """What of a blueprint no row can say, in the words of the runner."""
    nodes = list(every_node(blueprint.nodes))
    memories = [memory for node in nodes for memory in node.memories]
    own = [way for way in blueprint.ways if not way.events]
    return [
        *(f"the state {node.id} has states inside" for node in nodes if node.children),
        *(f"the state {memory.id} remembers: it is a history state" for memory in memories),
        *(
            f"the transition on no event from {way.source} to {way.target or 'nowhere'}"
            " is taken without an event"
            for way in own
        ),
    ]


FLAT = blueprints(0, 10**6)


@pytest.mark.parametrize(
    ("deepest", "events"),
    [(0, 10**6), (0, 5), (1, 7), (2, 10), (3, 5)],
    ids=["plain", "flat", "compound", "nested twice", "nested deeply"],
)
@settings(max_examples=CHARTS)
@given(data=st.data())
def test_both_runners_give_a_random_chart_the_same_meaning(
    data: st.DataObject, deepest: int, events: int
) -> None:
    check(data.draw(blueprints(deepest, events)), data.draw(scripts))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_the_tables_of_random_charts_is_caught(fault: Fault) -> None:
    @settings(max_examples=105, phases=[Phase.generate], database=None)
    @given(FLAT, scripts)
    def spoilt(blueprint: Blueprint, script: list[Scene]) -> None:
        check(blueprint, script, fault)

    with pytest.raises(AssertionError):
        spoilt()


def test_flat_random_charts_are_lowered_nearly_always() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=amount(15, 150), database=None)
    @given(FLAT)
    def look(blueprint: Blueprint) -> None:
        if not said_of(blueprint):
            seen[compile_chart(build(blueprint, Journal([]))).name] += 1

    look()
    assert seen["table"] >= 0.9 * seen.total() > 0


class AllSeen(Exception):
    """There is nothing more to look for."""


def test_random_charts_do_all_there_is_to_do() -> None:
    missing = {*WRITTEN, *PLAYED}

    @settings(max_examples=150, phases=[Phase.generate], database=None, report_multiple_bugs=False)
    @given(blueprints() | FLAT, scripts)
    def look(blueprint: Blueprint, script: list[Scene]) -> None:
        journal = Journal([])
        runner = compile_chart(build(blueprint, journal))
        missing.difference_update(_written(blueprint), _played(runner, script, journal))
        if not missing:
            raise AllSeen

    with suppress(AllSeen):
        look()
    assert not missing


WRITTEN = (
    "three levels of compound states",
    "deep history",
    "shallow history",
    "an internal transition",
    "a transition to nowhere",
    "a transition to itself",
    "a transition on several events",
    "a transition on its own",
    "a wildcard",
    "a prefix",
    "a done event",
    "a guard as a function",
    "a guard by its name",
    "an expression",
    "an unless",
)
PLAYED = (
    "it was started",
    "it rested inside two states",
    "it remembered",
    "it ended",
    "it refused",
    "it went in circles",
    "a guard raised",
    "an action raised",
)


def _written(blueprint: Blueprint) -> Iterator[str]:
    for node in blueprint.nodes:
        for inner in node.children:
            if any(deeper.children for deeper in inner.children):
                yield "three levels of compound states"
    for node in every_node(blueprint.nodes):
        yield from (
            "deep history" if memory.deep else "shallow history" for memory in node.memories
        )
    for way in blueprint.ways:
        conditions = (*way.cond, *way.unless)
        told = {
            "an internal transition": way.internal,
            "a transition to nowhere": way.target is None,
            "a transition to itself": way.target == way.source,
            "a transition on several events": len(way.events) > 1,
            "a transition on its own": not way.events,
            "a wildcard": "*" in way.events,
            "a prefix": "strike.*" in way.events,
            "a done event": any(name.startswith("done.state.") for name in way.events),
            "a guard as a function": any(text.startswith("&") for text in conditions),
            "a guard by its name": any(text.isidentifier() for text in conditions),
            "an expression": any(" " in text for text in conditions),
            "an unless": bool(way.unless),
        }
        yield from (deed for deed, done in told.items() if done)


def _played(runner: Runner, script: list[Scene], journal: Journal) -> Iterator[str]:
    for step in walk(runner, script, journal):
        yield from (deed for deed, done in _done(step).items() if done)


def _done(step: Step) -> dict[str, bool]:
    at = step.position
    return {
        "it was started": step.event == "start" and at is not None,
        "it rested inside two states": at is not None and len(at.active) > 2,
        "it remembered": at is not None and bool(at.history),
        "it ended": at is not None and at.done,
        "it refused": step.raised.startswith("refused"),
        "it went in circles": step.raised.startswith("ChartError"),
        "a guard raised": step.raised.startswith("LookupError"),
        "an action raised": step.raised.startswith("ArithmeticError"),
    }
