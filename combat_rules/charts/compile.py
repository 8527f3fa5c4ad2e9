"""From a chart's class to what runs it: rows where rows can say it, the library where not."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from statemachine import State
from statemachine.callbacks import CallbackGroup, CallbackSpec

from combat_rules.charts.anatomy import (
    ACTION_GROUPS,
    ACTION_SHAPES,
    Anatomy,
    anatomy_of,
    is_method,
    own_conventions,
    parameters,
    where,
)
from combat_rules.charts.base import StrictChart
from combat_rules.charts.keeping import Chart, once_per_chart
from combat_rules.charts.lower import not_flat
from combat_rules.charts.reference import ReferenceRunner
from combat_rules.charts.runner import Runner
from combat_rules.charts.table import TableRunner
from combat_rules.model import ActionStateType

FLAGS = (
    "allow_event_without_transition",
    "catch_errors_as_events",
    "enable_self_transition_entries",
    "atomic_configuration_update",
)
"""What a chart may set to change how the library runs it."""

KINDS = {kind.value: kind for kind in ActionStateType}


def compile_chart(chart: Chart, prefer: Literal["table", "reference"] = "table") -> Runner:
    """The runner of a chart: the table where the chart is flat, else the reference.

    Which of the two, and why, is in the runner's ``name`` and ``reasons``. The same chart
    gives the same runner; runners keep nothing between calls and may be shared.
    """
    return _reference(chart) if prefer == "reference" else _table(chart)


@once_per_chart
def _table(chart: Chart) -> Runner:
    anatomy = anatomy_of(chart)
    if anatomy.problems or _reasons(anatomy):
        return ReferenceRunner(anatomy, _reasons(anatomy) or anatomy.problems, _is_plain(anatomy))
    return TableRunner(anatomy)


@once_per_chart
def _reference(chart: Chart) -> Runner:
    anatomy = anatomy_of(chart)
    return ReferenceRunner(anatomy, _reasons(anatomy) or ("it was asked for",), _is_plain(anatomy))


@once_per_chart
def phase_kinds(chart: Chart) -> Mapping[str, ActionStateType]:
    """What each phase of an action's chart counts as, by the name of its state.

    Only states in which the chart can rest, without its ends.
    """
    own: Mapping[str, ActionStateType] = getattr(chart, "kinds", {})
    named = {**KINDS, **own}
    return MappingProxyType(
        {
            leaf.id: next(
                (named[s.id] for s in (leaf, *leaf.ancestors()) if s.id in named),
                ActionStateType.COMMIT,
            )
            for leaf in anatomy_of(chart).leaves
            if not (leaf.final and leaf.parent is None)
        }
    )


def _reasons(anatomy: Anatomy) -> tuple[str, ...]:
    """Everything in a chart that rows cannot say; none if it runs on the table."""
    return tuple(dict.fromkeys((*anatomy.obstacles, *not_flat(anatomy), *_obstacles(anatomy))))


def _is_plain(anatomy: Anatomy) -> bool:
    """Whether nothing that a chart calls is given anything but scene and effects."""
    return not (anatomy.problems or anatomy.obstacles or any(_obstacles(anatomy)))


def _obstacles(anatomy: Anatomy) -> Iterator[str]:
    """Everything in the writing of a chart that rows cannot say."""
    chart = anatomy.chart
    for flag in FLAGS:
        if getattr(chart, flag) != getattr(StrictChart, flag):
            yield f"it sets {flag}"
    if getattr(chart, "listeners", None) or getattr(chart, "_class_listeners", None):
        yield "it has listeners"
    for name in own_conventions(chart, ("prepare_event",)):
        yield f"it defines {name}"
    for name in own_conventions(chart, anatomy.conventions):
        yield f"it defines the callback {name} by its name"
    for event in chart._events:
        if event.delay or event.internal:
            yield f"the event {event.id} is delayed or internal"
    for name in anatomy.twins:
        yield f"several states are called {name}"
    for state in anatomy.all_states:
        yield from _state_obstacles(anatomy, state)
    for spec in anatomy.callbacks():
        yield from _callback_obstacles(anatomy, spec)


def _state_obstacles(anatomy: Anatomy, state: State) -> Iterator[str]:
    if state.value != state.id:
        yield f"the state {state.id} has the value {state.value!r} instead of its name"
    if anatomy.calls(state, CallbackGroup.INVOKE):
        yield f"the state {state.id} invokes something"
    for transition in state.transitions:
        if len(transition.targets) > 1:
            yield f"{where(transition)} has several targets"
        if anatomy.calls(transition, CallbackGroup.VALIDATOR):
            yield f"{where(transition)} has validators"


def _callback_obstacles(anatomy: Anatomy, spec: CallbackSpec) -> Iterator[str]:
    if spec.group in ACTION_GROUPS and not callable(spec.func):
        yield f"the action {spec.func!r} is a name of something on the machine"
    elif spec.group in ACTION_GROUPS and parameters(spec.func) not in ACTION_SHAPES:
        yield f"the action {spec} takes more than scene and effects"
    elif callable(spec.func) and is_method(anatomy.chart, spec.func):
        yield f"{spec} is a method of the chart"
    elif spec.group is CallbackGroup.COND and callable(spec.func):
        if parameters(spec.func) != ("scene",):
            yield f"the guard {spec} takes more than the scene"
    elif spec.group is CallbackGroup.COND and isinstance(spec.func, str):
        yield from _name_obstacles(anatomy, spec.func)


def _name_obstacles(anatomy: Anatomy, text: str) -> Iterator[str]:
    words = "".join(c if c.isalnum() or c == "_" else " " for c in text).split()
    for word in words:
        if hasattr(anatomy.chart, word):
            yield f"the condition {text!r} names {word}, which is on the machine"
