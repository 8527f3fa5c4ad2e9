"""Form: mistakes in how a chart is written, before anyone asks where it leads."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from inspect import isfunction, ismethod

from statemachine import HistoryState, StateChart
from statemachine.callbacks import CallbackGroup, CallbackSpec

from combat_rules.charts.anatomy import (
    ACTION_GROUPS,
    ACTION_SHAPES,
    Anatomy,
    is_method,
    parameters,
)
from combat_rules.charts.base import EVENTS, StrictChart
from combat_rules.charts.keeping import Chart
from combat_rules.charts.reference import TAKEN_NAMES
from combat_rules.errors import in_short
from combat_rules.model import ActionStateType
from combat_rules.model.rules import deferral


def not_a_chart(chart: object) -> Iterator[str]:
    """Why something is no chart at all, or none that can be taken apart."""
    if not isinstance(chart, type) or not issubclass(chart, StateChart):
        yield f"the chart is {in_short(chart)}; it has to be a class derived from ActionChart"
    elif not issubclass(chart, StrictChart):
        yield (
            f"{chart.__name__} derives from the library's StateChart, which ignores unknown "
            "events and swallows exceptions; derive it from ActionChart"
        )
    elif not chart.states:
        yield f"{chart.__name__} has no states; write at least one, and a final one"
    else:
        yield from _no_guards(chart)


def bad_form(anatomy: Anatomy) -> Iterator[str]:
    """Everything in the writing of a chart that cannot be, or cannot mean one thing."""
    yield from anatomy.problems
    yield from _lax(anatomy.chart)
    yield from _kinds(anatomy.chart)
    yield from _twins(anatomy)
    yield from _states(anatomy)
    yield from _outside_time(anatomy)
    yield from _misspelt(anatomy)
    yield from _functions(anatomy)
    yield from _confused(anatomy)
    yield from _clashes(anatomy)


def _no_guards(chart: type[StrictChart]) -> Iterator[str]:
    listed: object = chart.guards
    if not isinstance(listed, Collection) or isinstance(listed, str):
        yield f"guards is {in_short(listed)}; a tuple of guards, (close_up,) say"
        return
    known: dict[object, object] = {}
    for guard in listed:
        if not hasattr(guard, "__name__") or parameters(guard) != ("scene",):
            yield (
                f"guards lists {in_short(guard)}; it may list functions with a name that take "
                "exactly (scene)"
            )
        elif known.setdefault(guard.__name__, guard) != guard:
            yield (
                f"guards lists two that are called {guard.__name__}, so an expression cannot mean "
                "one of them; rename one"
            )


def _lax(chart: Chart) -> Iterator[str]:
    for flag, means in (
        ("allow_event_without_transition", "ignores events that it should refuse"),
        ("catch_errors_as_events", "swallows exceptions"),
    ):
        if getattr(chart, flag):
            yield f"it sets {flag}, so it {means}; leave that out"


def _kinds(chart: Chart) -> Iterator[str]:
    kinds: object = getattr(chart, "kinds", {})
    if not isinstance(kinds, Mapping):
        yield f"kinds is {in_short(kinds)}; a mapping of phases to what each of them counts as"
        return
    for phase, kind in kinds.items():
        if not isinstance(kind, ActionStateType):
            yield (
                f"kinds says {in_short(kind)} of the phase {phase}; say ActionStateType.RELEASE, "
                "or another of its members"
            )


def _twins(anatomy: Anatomy) -> Iterator[str]:
    for name in anatomy.twins:
        yield (
            f"several states are called {name}, so one overwrites the other; "
            "give each a name of its own, also inside compound states"
        )


def _states(anatomy: Anatomy) -> Iterator[str]:
    """History without a place or a way, and ends that are not one."""
    for state in anatomy.all_states:
        if state.final and state.states:
            yield (
                f"the final state {state.id} has states inside, which it never leaves; "
                "give it none, or take final=True away"
            )
        if not isinstance(state, HistoryState):
            continue
        if state.parent is None:
            yield (
                f"the history state {state.id} stands in no compound state, so it has nothing "
                "to remember; put it inside the state whose place it should keep"
            )
            continue
        targets = [t.target for t in state.transitions if t.target is not None]
        if not targets:
            yield (
                f"the history state {state.id} leads nowhere before there is anything to "
                f"remember; give it a default, {state.id}.to(...)"
            )
        for target in targets:
            if target.is_history or not target.is_descendant(state.parent):
                yield (
                    f"the history state {state.id} leads to {target.id} by default; it may "
                    f"lead to a state inside {state.parent.id} only"
                )


def _outside_time(anatomy: Anatomy) -> Iterator[str]:
    """What would run by the clock of the machine, or beside the fight."""
    for event in anatomy.chart._events:
        if event.delay:
            yield (
                f"the event {event.id} is delayed by the machine's clock, and a fight has only "
                "ticks; give a phase the ticks to wait instead"
            )
    for state in anatomy.all_states:
        if anatomy.calls(state, CallbackGroup.INVOKE):
            yield (
                f"the state {state.id} invokes something beside the fight; "
                "ask for changes in an entry action instead"
            )


def _misspelt(anatomy: Anatomy) -> Iterator[str]:
    """Signals that look like an event of the engine's, and are most likely meant for it."""
    for name in anatomy.signals:
        for meant in get_close_matches(name, EVENTS, 1, 0.8):
            if abs(len(name) - len(meant)) < 2:
                yield (
                    f"the event {name} is a signal that only the actor gives, and looks like "
                    f"{meant}, which the engine sends; write {meant}, or choose another name"
                )


def _functions(anatomy: Anatomy) -> Iterator[str]:
    """Guards and actions that cannot be called, or not with what they take."""
    for spec in anatomy.callbacks():
        function = spec.func
        if not callable(function):
            continue
        later = deferral(function)
        if later is not None:
            yield f"{spec} {later}"
        elif not _is_plain(function):
            yield f"{spec} is not a plain function; write it as one, with def"
        elif is_method(anatomy.chart, function):
            yield from _method(spec)
        else:
            yield from _shape(spec)


def _is_plain(function: object) -> bool:
    inner = function.func if isinstance(function, partial) else function
    return isfunction(inner) or ismethod(inner)


def _method(spec: CallbackSpec) -> Iterator[str]:
    taken = parameters(spec.func)
    if spec.group is CallbackGroup.COND or taken in ACTION_SHAPES:
        yield (
            f"{spec} is written inside the chart, so the machine would be handed to it as the "
            "scene; write it before the chart, outside the class"
        )


def _shape(spec: CallbackSpec) -> Iterator[str]:
    taken = parameters(spec.func)
    if spec.group is CallbackGroup.COND and taken != ("scene",):
        yield f"the guard {spec} takes {_told(taken)}; a guard takes exactly (scene)"
    elif spec.group in ACTION_GROUPS and taken not in ACTION_SHAPES:
        yield f"the action {spec} takes {_told(taken)}; it may take (scene, effects)"


def _confused(anatomy: Anatomy) -> Iterator[str]:
    """Functions that the library takes for each other."""
    known: dict[object, tuple[str, ...] | None] = {}
    for spec in anatomy.callbacks():
        function = spec.func.func if isinstance(spec.func, partial) else spec.func
        code = getattr(function, "__code__", None)
        if code is None:
            continue
        key, shape = (function.__qualname__, code.co_varnames), parameters(spec.func)
        if known.setdefault(key, shape) != shape:
            yield f"two functions are called {spec} and would be confused; rename one"


def _clashes(anatomy: Anatomy) -> Iterator[str]:
    """Guards whose name already means something on the machine."""
    conventions = anatomy.conventions
    for name in anatomy.guards:
        if name.isidentifier() and (
            hasattr(anatomy.chart, name) or name in TAKEN_NAMES or name in conventions
        ):
            yield (
                f"the guard {name} has the name of a state, an event or a method of "
                f"{anatomy.chart.__name__}, so an expression cannot mean it; rename the guard"
            )


def _told(taken: tuple[str, ...] | None) -> str:
    return "parameters of its own kind" if taken is None else f"({', '.join(taken)})"
