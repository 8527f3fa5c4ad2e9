"""Soundness: everything for which a chart is refused when a ruleset is built."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from statemachine import State, StateChart
from statemachine.callbacks import CallbackGroup
from statemachine.transition import Transition

from combat_rules.charts.anatomy import (
    ACTION_SHAPES,
    Anatomy,
    default_leaf,
    is_async,
    is_leaf,
    parameters,
    where,
)
from combat_rules.charts.base import ADVANCE, ActionChart, StrictChart
from combat_rules.charts.compile import ACTION_GROUPS, phase_kinds
from combat_rules.model import ActionStateType

MOST_GUARDS = 12
"""With more guards than this at one place, an unconditional way out is demanded instead."""


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
    for leaf in _resting(anatomy):
        ways = anatomy.leaving((leaf.id,), ADVANCE)
        if not ways:
            yield (
                f"advance leads nowhere from {leaf.id}, so an action would stick there; "
                f"add {leaf.id}.to(...) to advance"
            )
            continue
        failing = _answers_without(anatomy, ways)
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
        circle = _circle(anatomy, leaf)
        if circle:
            yield (
                f"without any event it goes round {' -> '.join(circle)} for ever; "
                "give one of these transitions an event, or guards that exclude each other"
            )
            return
    ending = _leading_to_the_end(anatomy)
    for leaf in _resting(anatomy):
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
    for leaf in _resting(anatomy):
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


def _resting(anatomy: Anatomy) -> list[State]:
    """The leaves that can be reached and are no end."""
    assert anatomy.chart.states, "checked before"
    first = anatomy.chart.initial_state
    reached: dict[str, State] = {}
    waiting = [default_leaf(first)] if first is not None else list(anatomy.leaves)
    waiting = [leaf for start in waiting for leaf in _leaves_of(start)]
    while waiting:
        leaf = waiting.pop(0)
        if leaf.id in reached:
            continue
        reached[leaf.id] = leaf
        for around in (leaf, *leaf.ancestors()):
            for transition in around.transitions:
                for target in transition.targets:
                    waiting += _leaves_of(target)
    return [leaf for leaf in reached.values() if not (leaf.final and leaf.parent is None)]


def _leaves_of(state: State) -> list[State]:
    """Every leaf that may be entered with a state: with history, any inside its parent."""
    if is_leaf(state):
        return [state]
    if state.is_history and state.parent is not None:
        return [leaf for inner in state.parent.states for leaf in _all_leaves(inner)]
    if state.parallel:
        return [leaf for region in state.states for leaf in _leaves_of(region)]
    return [default_leaf(state)]


def _all_leaves(state: State) -> Iterator[State]:
    if is_leaf(state):
        yield state
    for inner in state.states:
        yield from _all_leaves(inner)


def _unknowns(anatomy: Anatomy, transitions: Iterable[Transition]) -> list[str] | None:
    """The names of all guards on transitions; ``None`` if they are too many to try."""
    names = dict.fromkeys(
        _key(name.name, name.guard)
        for transition in transitions
        for condition in anatomy.conditions(transition)
        for name in condition.tree.guards()
    )
    return list(names) if len(names) <= MOST_GUARDS else None


def _passes(anatomy: Anatomy, transition: Transition, answers: Mapping[str, bool]) -> bool:
    return all(
        condition.under({n.name: answers[_key(n.name, n.guard)] for n in condition.tree.guards()})
        for condition in anatomy.conditions(transition)
    )


def _answers_without(anatomy: Anatomy, ways: list[Transition]) -> str | None:
    """The guards' answers under which none of the ways is open; ``None`` if there are none."""
    if any(not anatomy.conditions(way) for way in ways):
        return None
    names = _unknowns(anatomy, ways)
    if names is None:
        return f"with more than {MOST_GUARDS} guards that cannot be tried out"
    for values in product((True, False), repeat=len(names)):
        answers = dict(zip(names, values, strict=True))
        if not any(_passes(anatomy, way, answers) for way in ways):
            return "if " + " and ".join(
                f"{name.partition('@')[0]} is {'so' if said else 'not so'}"
                for name, said in answers.items()
            )
    return None


def _circle(anatomy: Anatomy, leaf: State) -> list[str]:
    """A way round without an event, from a leaf back to where it has been."""
    eventless = [t for t in anatomy.transitions() if t.is_eventless and not t.initial]
    if not eventless:
        return []
    names = _unknowns(anatomy, eventless)
    tries: Iterable[Callable[[Transition], bool]]
    if names is None:
        tries = [lambda transition: True]
    else:
        tries = [
            _answering(anatomy, dict(zip(names, values, strict=True)))
            for values in product((True, False), repeat=len(names))
        ]
    for open_to in tries:
        seen = [leaf.id]
        at = leaf
        while True:
            way = next((t for t in anatomy.leaving((at.id,), None) if open_to(t)), None)
            if way is None:
                break
            at = anatomy.states[anatomy.entered(way)]
            if at.id in seen or way.target is None:
                return [*seen[seen.index(at.id) :], at.id]
            seen.append(at.id)
    return []


def _answering(anatomy: Anatomy, answers: Mapping[str, bool]) -> Callable[[Transition], bool]:
    return lambda transition: _passes(anatomy, transition, answers)


def _leading_to_the_end(anatomy: Anatomy) -> set[str]:
    """The leaves from which time alone may lead to the end."""
    steps: dict[str, set[str]] = {}
    for leaf in anatomy.leaves:
        ways = anatomy.leaving((leaf.id,), ADVANCE) + anatomy.leaving((leaf.id,), None)
        for around in (leaf, *leaf.ancestors()):
            ways += anatomy.leaving((leaf.id,), f"done.state.{around.id}")
        open_ways = _until_unconditional(anatomy, ways)
        steps[leaf.id] = {
            entered.id
            for way in open_ways
            for target in way.targets
            for entered in _leaves_of(target)
        }
    ending = {s.id for s in anatomy.all_states if s.final and s.parent is None}
    growing = True
    while growing:
        more = {leaf for leaf, after in steps.items() if after & ending} - ending
        ending |= more
        growing = bool(more)
    return ending


def _until_unconditional(anatomy: Anatomy, ways: list[Transition]) -> list[Transition]:
    """The ways that can be taken at all: of advance, none after one that is always open."""
    found: list[Transition] = []
    closed = False
    for way in ways:
        if way.match(ADVANCE) and not way.is_eventless:
            if closed:
                continue
            closed = not anatomy.conditions(way)
        found.append(way)
    return found


def _key(name: str, guard: object) -> str:
    return f"{name}@{id(guard)}"


def _is_method(chart: type[StateChart[Any]], function: Any) -> bool:
    return getattr(chart, getattr(function, "__name__", ""), None) is function


def _told(taken: tuple[str, ...] | None) -> str:
    return "parameters of its own kind" if taken is None else f"({', '.join(taken)})"
