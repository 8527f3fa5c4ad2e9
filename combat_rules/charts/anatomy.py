"""The anatomy of a chart: its states, what leaves them, and what stands in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, signature
from types import FunctionType

from statemachine import HistoryState, State
from statemachine.callbacks import CallbackGroup, CallbackSpec
from statemachine.graph import iterate_states
from statemachine.transition import Transition

from combat_rules.charts.base import EVENTS, StrictChart, guard_names
from combat_rules.charts.conditions import Condition, of_expression, of_guard
from combat_rules.charts.keeping import Chart, once_per_chart
from combat_rules.charts.runner import Demand, Verdict
from combat_rules.model import Position

ACTION_SHAPES = ((), ("scene",), ("scene", "effects"))
"""The parameters that an entry, exit or transition action may have."""

ACTION_GROUPS = (
    CallbackGroup.ENTER,
    CallbackGroup.EXIT,
    CallbackGroup.BEFORE,
    CallbackGroup.ON,
    CallbackGroup.AFTER,
)
"""Where an action may stand."""


class Anatomy:
    """A chart taken apart once. Whatever cannot be read is listed, not raised."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.guards = guard_names(chart)
        self.all_states: list[State] = list(iterate_states(chart.states))
        self.states: dict[str, State] = {state.id: state for state in self.all_states}
        names = [state.id for state in self.all_states]
        self.twins = [name for name in self.states if names.count(name) > 1]
        self.leaves = [state for state in self.all_states if is_leaf(state)]
        self.problems: list[str] = []
        self.obstacles: list[str] = []
        self._parts: list[State | Transition] = [*self.all_states, *self.transitions()]
        self._own: dict[int, list[CallbackSpec]] = {
            id(part): [spec for spec in part._specs.items if not spec.is_convention]
            for part in self._parts
        }
        self._names: dict[int, frozenset[str]] = {}
        self._conditions: dict[int, tuple[Condition, ...]] = {}
        for transition in self.transitions():
            self._names[id(transition)] = frozenset(map(str, transition.events))
            self._conditions[id(transition)] = tuple(self._read_conditions(transition))
        named = [str(event) for way in self.transitions() for event in way.events]
        self.events = tuple(dict.fromkeys((*named, *EVENTS)))
        """Every event that a transition names, and those of every action."""
        self.signals = tuple(filter(is_signal, own_names(self.events)))
        """The events of the chart's own that its actor may give."""
        self._leaving: dict[tuple[str, str | None], tuple[Transition, ...]] = {}

    def transitions(self) -> Iterator[Transition]:
        """Every transition that is declared, state by state."""
        for state in self.all_states:
            yield from state.transitions

    def callbacks(self) -> Iterator[CallbackSpec]:
        """Every guard and action that the chart was given."""
        for part in self._parts:
            yield from self._own[id(part)]

    @cached_property
    def conventions(self) -> tuple[str, ...]:
        """The names by which the library would find further callbacks on the chart."""
        return tuple(sorted({n for part in self._parts for n in part._specs.conventional_specs}))

    def calls(self, part: State | Transition, group: CallbackGroup) -> list[CallbackSpec]:
        """What a state or a transition calls at one of its occasions, in order."""
        return [spec for spec in self._own[id(part)] if spec.group is group]

    def conditions(self, transition: Transition) -> tuple[Condition, ...]:
        """The conditions of a transition, in the order in which they are asked."""
        return self._conditions[id(transition)]

    def leaving(self, active: Iterable[str], event: str | None) -> list[Transition]:
        """The transitions that an event may take (``None``: without one), inner states first."""
        found = [way for name in active for way in self._leaving_one(name, event)]
        return found if len(found) < 2 else list(dict.fromkeys(found))

    def knows(self, event: str) -> bool:
        """Whether any transition names the event."""
        return any(self._answers(t, event) for t in self.transitions() if not t.is_eventless)

    def ways(self, at: Position, event: str) -> tuple[str, ...]:
        """The phases that ``event`` may lead to, whatever the guards say."""
        return tuple(self.entered(way) for way in self.leaving(at.active, event))

    def simulate(self, at: Position, event: str, answers: Mapping[str, bool]) -> str | None:
        """The phase that ``event`` leads to if guards answered so; one not named says no."""
        for way in self.leaving(at.active, event):
            if all(condition.under(answers) for condition in self.conditions(way)):
                return self.entered(way)
        return None

    def verdicts(self, at: Position, event: str, scene: object) -> tuple[Verdict, ...]:
        """Every transition that ``event`` could take, each with its guards' answers."""
        return tuple(
            Verdict(
                event,
                transition.source.id,
                self.entered(transition),
                tuple(condition.ask(scene) for condition in self.conditions(transition)),
            )
            for transition in self.leaving(at.active, event)
        )

    def demands(self, at: Position, event: str) -> tuple[Demand, ...]:
        """What stands on the transitions that ``event`` could take, in order, unasked."""
        return tuple(
            Demand(self.entered(transition), *condition.told())
            for transition in self.leaving(at.active, event)
            for condition in self.conditions(transition)
        )

    def entered(self, transition: Transition) -> str:
        """The leaf that a transition leads to, by default; its source if it has no target."""
        return default_leaf(transition.target or transition.source).id

    def _leaving_one(self, name: str, event: str | None) -> tuple[Transition, ...]:
        """The transitions that an event may take from one leaf; kept if the chart names it."""
        found = self._leaving.get((name, event))
        if found is not None:
            return found
        state = self.states[name]
        sources = (state, *state.ancestors()) if is_leaf(state) else ()
        found = tuple(
            transition
            for source in sources
            for transition in source.transitions
            if not transition.initial and self._answers(transition, event)
        )
        if event is None or event in self.events:
            self._leaving[name, event] = found
        return found

    def _answers(self, transition: Transition, event: str | None) -> bool:
        """Whether an event may take a transition: it is named, or a wildcard or prefix fits."""
        names = self._names[id(transition)]
        if event is None or not names:
            return event is None and not names
        if event in names:
            return True
        plain = event.isidentifier() and all(name.isidentifier() for name in names)
        return not plain and bool(transition.match(event))

    def _read_conditions(self, transition: Transition) -> Iterator[Condition]:
        seen: dict[str, str] = {}
        for spec in self.calls(transition, CallbackGroup.COND):
            wanted = spec.expected_value is not False
            if callable(spec.func):
                yield of_guard(spec.func, wanted)
                continue
            try:
                condition = of_expression(spec.func, wanted, self.guards)
            except KeyError as unknown:
                known = ", ".join(self.guards)
                self.problems.append(
                    f"{where(transition)} asks for the guard {unknown}, which nobody knows; "
                    f"list it in the chart's guards, or use one of: {known}"
                )
            except SyntaxError:
                self.problems.append(
                    f"{where(transition)} has the condition {spec.func!r}, which cannot be "
                    "read; write guard names with and, or, not and parentheses"
                )
            else:
                if condition.beyond:
                    self.obstacles.append(f"{where(transition)} uses {condition.beyond}")
                # The library keys conditions without their parentheses.
                other = seen.setdefault(condition.tree.key, spec.func)
                if other != spec.func:
                    self.problems.append(
                        f"{where(transition)} has the conditions {other!r} and {spec.func!r}, "
                        "which cannot be told apart; drop one, or write both as one expression"
                    )
                yield condition


def own_names(events: Sequence[str]) -> list[str]:
    """Events without those that only write ``done.state.combo`` as a name of Python."""
    prefix = "done_state_"
    return [
        name
        for name in events
        if not (name.startswith(prefix) and f"done.state.{name.removeprefix(prefix)}" in events)
    ]


def is_signal(event: str) -> bool:
    """Whether an event is one that only the actor gives: none of the engine's, no wildcard, and
    none that the library raises."""
    return event not in EVENTS and event.isidentifier()


@once_per_chart
def anatomy_of(chart: Chart) -> Anatomy:
    """The anatomy of a chart, the same each time."""
    return Anatomy(chart)


def is_leaf(state: State) -> bool:
    """Whether a chart can rest in a state itself, not in one inside it."""
    return bool(state.is_atomic) and not isinstance(state, HistoryState)


def path_to(state: State) -> list[State]:
    """A state and all around it, outermost first."""
    return [*reversed(list(state.ancestors())), state]


def default_leaf(state: State) -> State:
    """The leaf that is entered by default with a state; of a parallel one, the first."""
    return next(default_leaves(state))


def default_leaves(state: State) -> Iterator[State]:
    """The leaves that are entered by default with a state: more than one if it is parallel."""
    if isinstance(state, HistoryState):
        targets = [t.target for t in state.transitions if t.target is not None]
        yield from default_leaves(targets[0] if targets else parent_of(state))
    elif is_leaf(state):
        yield state
    elif state.parallel:
        for region in state.states:
            yield from default_leaves(region)
    else:
        first = next((t for t in state.transitions if t.initial and t.target), None)
        yield from default_leaves(first.target if first and first.target else state.states[0])


def parent_of(state: State) -> State:
    """The state around a state that is known to have one."""
    assert state.parent is not None, f"{state.id} stands in no other state"
    return state.parent


def parameters(function: object) -> tuple[str, ...] | None:
    """The names of a function's plain parameters; ``None`` if it has any of another kind."""
    if type(function) is FunctionType and not vars(function).keys() & {
        "__wrapped__",
        "__signature__",
    }:
        # What `signature` says, at a thirtieth of its cost; a thousand charts ask 26,000 times.
        code = function.__code__
        special = code.co_kwonlyargcount or code.co_posonlyargcount or function.__defaults__
        if special or code.co_flags & (CO_VARARGS | CO_VARKEYWORDS):
            return None
        return code.co_varnames[: code.co_argcount]
    if not callable(function):
        return None
    try:
        found = signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(
        p.kind is not Parameter.POSITIONAL_OR_KEYWORD or p.default is not p.empty for p in found
    ):
        return None
    return tuple(p.name for p in found)


def is_method(chart: Chart, function: object) -> bool:
    """Whether a callback was written inside the chart, so that it would be handed the machine."""
    return getattr(chart, getattr(function, "__name__", ""), None) is function


def own_conventions(chart: Chart, names: Iterable[str]) -> list[str]:
    """The callbacks that a chart defines by their name alone, besides those of the base."""
    return [
        name
        for name in names
        if getattr(chart, name, None) is not None
        and getattr(chart, name) is not getattr(StrictChart, name, None)
    ]


def where(transition: Transition) -> str:
    """A transition in words."""
    events = transition.event or "no event"
    target = transition.target.id if transition.target else "nowhere"
    return f"the transition on {events} from {transition.source.id} to {target}"
