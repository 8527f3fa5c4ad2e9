"""Soundness: everything for which a chart is refused when a ruleset is built."""

from collections.abc import Iterator
from typing import Any

from statemachine import StateChart
from statemachine.callbacks import CallbackGroup

from combat_rules.charts.anatomy import (
    ACTION_SHAPES,
    Anatomy,
    is_async,
    parameters,
    where,
)
from combat_rules.charts.base import ADVANCE, ActionChart, StrictChart
from combat_rules.charts.compile import ACTION_GROUPS, phase_kinds
from combat_rules.charts.reach import answers_without, circle, leading_to_the_end, resting
from combat_rules.model import ActionStateType


def find_problems(chart: Any) -> tuple[str, ...]:
    """Every reason not to trust an action's chart, each with its cure; none if it is sound.

    Guards are pure, so each is one unknown yes or no: the chart is judged for every
    combination of answers. A guard that asks for the dice may answer either way.
    """
    if not isinstance(chart, type) or not issubclass(chart, StateChart):
        return (f"the chart is {chart!r}; it has to be a class derived from ActionChart",)
    if not issubclass(chart, StrictChart):
        return (
            f"{chart.__name__} derives from the library's StateChart, which ignores unknown "
            "events and swallows exceptions; derive it from ActionChart",
        )
    if not chart.states:
        return (f"{chart.__name__} has no states; write at least one, and a final one",)
    anatomy = Anatomy(chart)
    problems = [
        *anatomy.problems,
        *_twins(anatomy),
        *_forgetful(anatomy),
        *_shapes(anatomy),
        *_clashes(anatomy),
    ]
    if problems:
        return tuple(problems)
    return tuple(dict.fromkeys((*_stuck(anatomy), *_endless(anatomy), *_kinds(chart, anatomy))))


def _twins(anatomy: Anatomy) -> Iterator[str]:
    names = [state.id for state in anatomy.all_states]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield (
                f"{names.count(name)} states are called {name}, so one overwrites the other; "
                "give each a name of its own, also inside compound states"
            )


def _forgetful(anatomy: Anatomy) -> Iterator[str]:
    for state in anatomy.all_states:
        if state.is_history and not any(t.target for t in state.transitions):
            yield (
                f"the history state {state.id} leads nowhere before there is anything to "
                f"remember; give it a default, {state.id}.to(...)"
            )


def _shapes(anatomy: Anatomy) -> Iterator[str]:
    """Guards and actions that take what they cannot be given."""
    keys: dict[Any, tuple[Any, tuple[str, ...] | None]] = {}
    for spec in anatomy.callbacks():
        function = spec.func
        if not callable(function):
            continue
        taken = parameters(function)
        if is_async(function):
            yield f"{spec} is async; guards and actions answer at once"
        elif spec.group is CallbackGroup.COND and taken != ("scene",):
            yield f"the guard {spec} takes {_told(taken)}; a guard takes exactly (scene)"
        elif (
            spec.group in ACTION_GROUPS
            and taken not in ACTION_SHAPES
            and not _is_method(anatomy.chart, function)
        ):
            yield f"the action {spec} takes {_told(taken)}; it may take (scene, effects)"
        code = getattr(function, "__code__", None)
        if code is not None:
            key = (function.__qualname__, code.co_varnames)
            other, shape = keys.setdefault(key, (function, taken))
            if other is not function and shape != taken:
                yield f"two functions are called {spec} and would be confused; rename one"


def _clashes(anatomy: Anatomy) -> Iterator[str]:
    for name in anatomy.guards:
        if name.isidentifier() and hasattr(anatomy.chart, name):
            yield (
                f"the guard {name} has the name of a state, an event or a method of "
                f"{anatomy.chart.__name__}, so an expression cannot mean it; rename the guard"
            )


def _stuck(anatomy: Anatomy) -> Iterator[str]:
    """States in which a phase may run its time and find no way out."""
    for leaf in resting(anatomy):
        ways = anatomy.leaving((leaf.id,), ADVANCE)
        if not ways:
            yield (
                f"advance leads nowhere from {leaf.id}, so an action would stick there; "
                f"add {leaf.id}.to(...) to advance"
            )
            continue
        failing = answers_without(anatomy, ways)
        if failing is not None:
            yield (
                f"advance may find no way out of {leaf.id} ({failing}), so an action would "
                f"stick there; end the ways of advance with one that has no guard, "
                f"{leaf.id}.to(recovery) say"
            )


def _endless(anatomy: Anatomy) -> Iterator[str]:
    """Loops without an event, and states from which the action never ends."""
    if not any(state.final and state.parent is None for state in anatomy.all_states):
        yield "it has no final state, so the action never ends; add done = State(final=True)"
        return
    for leaf in anatomy.leaves:
        round_trip = circle(anatomy, leaf)
        if round_trip:
            yield (
                f"without any event it goes round {' -> '.join(round_trip)} for ever; "
                "give one of these transitions an event, or guards that exclude each other"
            )
            return
    ending = leading_to_the_end(anatomy)
    for leaf in resting(anatomy):
        if leaf.id not in ending:
            yield (
                f"from {leaf.id} no advance ever leads to a final state, so the action never "
                "ends; lead it to the end, through recovery say"
            )


def _kinds(chart: type[StateChart[Any]], anatomy: Anatomy) -> Iterator[str]:
    """Ways out of recovery that are no end."""
    if not issubclass(chart, ActionChart):
        return
    kinds = phase_kinds(chart)
    for name in getattr(chart, "kinds", {}):
        if name not in anatomy.states:
            yield f"kinds names the phase {name}, which it has not; its states are " + ", ".join(
                anatomy.states
            )
    for leaf in resting(anatomy):
        if kinds[leaf.id] is not ActionStateType.RECOVERY:
            continue
        for transition in (t for s in (leaf, *leaf.ancestors()) for t in s.transitions):
            if transition.initial or transition.target is None:
                continue
            after = kinds.get(anatomy.entered(transition), ActionStateType.RECOVERY)
            if after is not ActionStateType.RECOVERY:
                yield (
                    f"{where(transition)} leads out of a recovery; recovery leads to nothing "
                    "but its end, another action is a chain to the final state"
                )


def _is_method(chart: type[StateChart[Any]], function: Any) -> bool:
    return getattr(chart, getattr(function, "__name__", ""), None) is function


def _told(taken: tuple[str, ...] | None) -> str:
    return "parameters of its own kind" if taken is None else f"({', '.join(taken)})"
