"""A plugin that is loaded again and again, as while it is edited, does not pile up."""

import sys
import tracemalloc
from collections.abc import Callable
from types import ModuleType
from weakref import WeakSet, ref

import pytest
from statemachine import StateChart, registry

from combat_rules import four_phases
from combat_rules.charts.compile import compile_chart, phase_kinds
from combat_rules.charts.soundness import find_problems
from combat_rules.plugins import load_ruleset
from tests.amounts import amount

LOADS = amount(10, 100)
MOST_PER_LOAD = amount(10_000, 2_000)
"""Bytes; the first build kept 98,000 of such a plugin. Few loads bear more of what is only once."""

SOURCE = '''
from statemachine import State
from combat_rules import Action, four_phases, hookimpl
from combat_rules.charts import ActionChart, has_stamina, take_step

def rested(scene):
    """The actor is rested."""
    return scene.actor.stamina > 50

class Swing(ActionChart):
    feint = State(initial=True)
    release = State(enter=take_step)
    recovery = State()
    done = State(final=True)
    advance = (
        feint.to(release, cond=[has_stamina, rested]) | feint.to(recovery)
        | release.to(recovery) | recovery.to(done)
    )
    interrupt = feint.to(recovery) | release.to(recovery)

class Spin(ActionChart):
    guards = (rested,)
    class feint(State.Compound):
        left = State(initial=True)
        right = State()
        turn = left.to(right, cond="rested") | right.to(left)
    recovery = State()
    done = State(final=True)
    advance = feint.to(recovery) | recovery.to(done)

@hookimpl
def combat_actions():
    return [
        Action(name="swing", chart=Swing),
        Action(name="spin", chart=Spin, phases={"left": 3, "right": 3}),
        Action(name="jab", chart=four_phases("Jab", commit=[rested])),
    ]
'''


def load_once(seen: "WeakSet[type[StateChart[object]]]") -> None:
    module = ModuleType("edited")
    exec(compile(SOURCE, "edited.py", "exec"), module.__dict__)
    rules = load_ruleset([module])
    for move in ("swing", "spin", "jab"):
        chart = rules.moves[move].action.chart
        assert chart is not None
        compile_chart(chart, "reference")
        seen.add(chart)


@pytest.mark.skipif("coverage" in sys.modules, reason="what measures coverage keeps all code")
def test_charts_of_earlier_loads_are_freed_and_the_process_does_not_grow(
    collect: Callable[[], object],
) -> None:
    seen: WeakSet[type[StateChart[object]]] = WeakSet()
    for _ in range(5):
        load_once(seen)
    collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(LOADS):
            load_once(seen)
            if not number % 10:
                collect()
        collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert not list(seen)
    assert grown < LOADS * MOST_PER_LOAD


def test_a_chart_that_was_looked_at_is_in_no_registry_and_keeps_its_answers(
    collect: Callable[[], object],
) -> None:
    chart = four_phases("Forgotten")
    name = f"{chart.__module__}.Forgotten"
    registered: Callable[[str], object] = registry.get_machine_cls
    assert registered(name) is chart
    assert find_problems(chart) == ()
    assert registered(name) is not chart
    assert compile_chart(chart) is compile_chart(chart)
    assert phase_kinds(chart) is phase_kinds(chart)
    gone = ref(chart)
    del chart
    collect()
    assert gone() is None
