"""Lowering: a flat chart, worked out row by row before any fight."""

from collections.abc import Iterator
from types import MappingProxyType

from statemachine import State
from statemachine.callbacks import CallbackGroup
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, parameters, where
from combat_rules.charts.runner import Call, Row, Rows
from combat_rules.model import Position


def not_flat(anatomy: Anatomy) -> Iterator[str]:
    """Why a chart cannot be said in rows: states inside states, memories, moves of its own."""
    for state in anatomy.all_states:
        if state.is_history:
            yield f"the state {state.id} remembers: it is a history state"
        elif state.parallel:
            yield f"the state {state.id} is parallel"
        elif state.states:
            yield f"the state {state.id} has states inside"
    for transition in anatomy.transitions():
        if transition.is_eventless and not transition.initial:
            yield f"{where(transition)} is taken without an event"


def entry_of(anatomy: Anatomy) -> tuple[Call, ...]:
    """What is called as the chart is entered."""
    return _calls(anatomy, _initial(anatomy), CallbackGroup.ENTER)


def initial_position(anatomy: Anatomy) -> Position:
    """Where the chart is once it is entered."""
    return _position(_initial(anatomy))


def rows_of(anatomy: Anatomy) -> Rows:
    """The rows of every state and event of a flat chart, in the order of its transitions."""
    made = {id(way): _row(anatomy, way) for way in anatomy.transitions()}
    return MappingProxyType(
        {
            leaf.id: MappingProxyType(
                {
                    event: tuple(made[id(way)] for way in anatomy.leaving((leaf.id,), event))
                    for event in anatomy.events
                }
            )
            for leaf in anatomy.leaves
        }
    )


def rows_for(anatomy: Anatomy, phase: str, event: str) -> tuple[Row, ...]:
    """The rows of an event that the chart does not name: a wildcard or a prefix may fit it."""
    return tuple(_row(anatomy, way) for way in anatomy.leaving((phase,), event))


def _row(anatomy: Anatomy, way: Transition) -> Row:
    """A transition as the library takes it: before, exit, on, enter, after."""
    source, targets = way.source, way.targets
    # An internal transition to its own state enters it, and does not leave it first.
    leaves = bool(targets) and not (way.internal and way.is_self)
    calls = [
        *_calls(anatomy, way, CallbackGroup.BEFORE),
        *(_calls(anatomy, source, CallbackGroup.EXIT) if leaves else ()),
        *_calls(anatomy, way, CallbackGroup.ON),
        *(call for target in targets for call in _calls(anatomy, target, CallbackGroup.ENTER)),
        *_calls(anatomy, way, CallbackGroup.AFTER),
    ]
    guards = tuple(condition.compiled() for condition in anatomy.conditions(way))
    return Row(guards, tuple(calls), _position(way.target or source))


def _initial(anatomy: Anatomy) -> State:
    state: State | None = anatomy.chart.initial_state
    assert state is not None, "a flat chart has an initial state"
    return state


def _position(state: State) -> Position:
    return Position(state.id, (state.id,), (), bool(state.final))


def _calls(anatomy: Anatomy, part: State | Transition, group: CallbackGroup) -> tuple[Call, ...]:
    return tuple(_adapted(spec.func) for spec in anatomy.calls(part, group))


def _adapted(function: Call) -> Call:
    """An action as a function of scene and effects, whichever of them it takes."""
    taken = parameters(function)
    if taken == ("scene", "effects"):
        return function
    if taken == ("scene",):
        return lambda scene, effects: function(scene)
    return lambda scene, effects: function()
