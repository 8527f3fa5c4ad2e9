"""Reach: where a chart can get to, tried out for every combination of its guards' answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product

from statemachine import State
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, default_leaf, is_leaf
from combat_rules.charts.base import ADVANCE

MOST_GUARDS = 12
"""With more guards than this at one place, an unconditional way out is demanded instead."""


def resting(anatomy: Anatomy) -> list[State]:
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


def answers_without(anatomy: Anatomy, ways: list[Transition]) -> str | None:
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


def circle(anatomy: Anatomy, leaf: State) -> list[str]:
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


def leading_to_the_end(anatomy: Anatomy) -> set[str]:
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
