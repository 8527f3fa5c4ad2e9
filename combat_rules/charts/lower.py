"""Lowering: a chart that has no parallel states, worked out row by row before any fight."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from statemachine import HistoryState, State
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, parameters, parent_of, path_to
from combat_rules.charts.conditions import Guard

Call = Callable[[Any, Any], object]
Recorded = dict[str, tuple[str, ...]]


class Plan(Struct, frozen=True):
    """What taking a transition does: calls in order, and where it leads.

    ``recorded`` is what history states remember from then on; ``raised`` the event that the
    chart raises itself as a compound state is done; ``done`` whether the chart is.
    """

    calls: tuple[Call, ...]
    active: tuple[str, ...]
    recorded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    raised: str = ""
    done: bool = False


class Row(Struct, frozen=True):
    """One transition as seen from one leaf: the guards to ask, and the plan to follow.

    Where the plan depends on what a history state remembers, ``history`` names the state
    and ``plans`` has a plan for each memory; otherwise its one key is ``()``.
    """

    guards: tuple[Guard, ...]
    plans: dict[tuple[str, ...], Plan]
    history: str = ""


class NotLowerable(Exception):
    """The chart means something that rows cannot say."""


class Lowering:
    """Works out the plans of one chart, as the library would take its transitions."""

    def __init__(self, anatomy: Anatomy) -> None:
        self._anatomy = anatomy

    def row(self, leaf: State, transition: Transition) -> Row:
        """A transition as a row, seen from a leaf inside its source."""
        guards = tuple(c.compiled() for c in self._anatomy.conditions(transition))
        history = transition.target
        if not isinstance(history, HistoryState):
            return Row(guards, {(): self._plan(leaf, transition, {})})
        memories = [(), *_memories(history)]
        plans = {
            memory: self._plan(leaf, transition, {history.id: memory} if memory else {})
            for memory in memories
        }
        return Row(guards, plans, history.id)

    def entry(self, state: State) -> Plan:
        """Entering the chart at its initial state."""
        entry = _Entry(self._anatomy, {})
        entry.descend(state, None)
        return self._finish([], [], entry, ())

    def _plan(self, leaf: State, transition: Transition, recorded: Recorded) -> Plan:
        config = path_to(leaf)
        calls = list(_calls(transition.before))
        domain = self._domain(transition, recorded) if transition.targets else None
        leaving = [
            state
            for state in reversed(config)
            if transition.targets and (domain is None or state.is_descendant(domain))
        ]
        remembered = {h.id: _memory(h, config) for state in leaving for h in state.history}
        for state in leaving:
            calls += _calls(state.exit)
        calls += _calls(transition.on)
        # The library notes what is left before it looks where to go: a state's own history
        # leads back to where it was just now.
        recorded = {**recorded, **remembered}
        entry = _Entry(self._anatomy, recorded)
        for target in transition.targets:
            entry.descend(target, transition)
        domain = self._domain(transition, recorded) if transition.targets else None
        for target in self._effective(transition, recorded):
            entry.ascend(target, domain)
        staying = [state for state in config if state not in leaving]
        plan = self._finish(calls, staying, entry, tuple(remembered.items()))
        after = tuple(_calls(transition.after))
        return Plan((*plan.calls, *after), plan.active, plan.recorded, plan.raised, plan.done)

    def _finish(
        self,
        calls: list[Call],
        staying: list[State],
        entry: "_Entry",
        recorded: tuple[tuple[str, tuple[str, ...]], ...],
    ) -> Plan:
        raised, done = "", False
        entered = sorted(entry.states, key=lambda state: state.document_order)
        for state in entered:
            calls += _calls(state.enter)
            if state in entry.by_default:
                calls += _calls(next(t for t in state.transitions if t.initial).on)
            for transition in entry.history_content.get(state.id, ()):
                calls += _calls(transition.on)
            if state.final and state.parent is None:
                done = True
            elif state.final:
                raised = f"done.state.{parent_of(state).id}"
        active = [*staying, *(state for state in entered if state not in staying)]
        if not active:
            raise NotLowerable("a history state has nothing to remember and no default")
        leaf = active[-1]
        if active != path_to(leaf) or not leaf.is_atomic:
            raise NotLowerable(f"it can be in {', '.join(s.id for s in active)} all at once")
        return Plan(tuple(calls), tuple(s.id for s in active), recorded, raised, done)

    def _effective(self, transition: Transition, recorded: Recorded) -> Iterator[State]:
        for target in transition.targets:
            if not isinstance(target, HistoryState):
                yield target
            elif target.id in recorded:
                yield from (self._anatomy.states[name] for name in recorded[target.id])
            else:
                for default in target.transitions:
                    yield from self._effective(default, recorded)

    def _domain(self, transition: Transition, recorded: Recorded) -> State | None:
        """The innermost compound state that a transition stays in."""
        targets = list(self._effective(transition, recorded))
        source = transition.source
        if not targets:
            return None
        inside = all(target.is_descendant(source) for target in targets)
        if transition.internal and source.is_compound and inside:
            return source
        if transition.internal and transition.is_self and is_atomic(transition.target):
            return source
        for around in source.ancestors():
            if around.is_compound and all(t.is_descendant(around) for t in targets):
                return around
        return None


class _Entry:
    """The states that a transition enters, gathered in the library's order."""

    def __init__(self, anatomy: Anatomy, recorded: Recorded) -> None:
        self._named = anatomy.states
        self._recorded = recorded
        self.states: list[State] = []
        self.by_default: list[State] = []
        self.history_content: dict[str, list[Transition]] = {}

    def descend(self, state: State, transition: Transition | None) -> None:
        """Enter a state and what is entered with it."""
        if isinstance(state, HistoryState):
            self._restore(state, transition)
            return
        self._add(state)
        if state.is_compound:
            self.by_default.append(state)
            first = next(t for t in state.transitions if t.initial)
            for target in first.targets:
                self.descend(target, first)
            for target in first.targets:
                self.ascend(target, state)

    def ascend(self, state: State, limit: State | None) -> None:
        """Enter what lies around a state, up to a limit."""
        for around in state.ancestors(parent=limit):
            self._add(around)

    def _restore(self, history: HistoryState, transition: Transition | None) -> None:
        parent = parent_of(history)
        content = [transition] if transition is not None else []
        # The library runs the content of the transition into a history state once more as
        # it enters the state around it; what it means is what the library does.
        self.history_content[parent.id] = content
        remembered = [self._named[name] for name in self._recorded.get(history.id, ())]
        for state in remembered:
            if history.type.is_deep:
                self._add(state)
            else:
                self.descend(state, transition)
        if not remembered:
            content += history.transitions
            for default in history.transitions:
                for target in default.targets:
                    self.descend(target, default)
                    remembered.append(target)
        for state in remembered:
            self.ascend(state, parent)

    def _add(self, state: State) -> None:
        if state not in self.states:
            self.states.append(state)


def is_atomic(state: State | None) -> bool:
    """Whether there is a state, with none inside it."""
    return state is not None and bool(state.is_atomic)


def adapted(function: Any) -> Call:
    """An action as a function of scene and effects, whichever of them it takes."""
    taken = parameters(function)
    if taken == ("scene", "effects"):
        call: Call = function
        return call
    if taken == ("scene",):
        return lambda scene, effects: function(scene)
    return lambda scene, effects: function()


def _calls(specs: Any) -> Iterator[Call]:
    for spec in specs:
        if not spec.is_convention:
            yield adapted(spec.func)


def _memory(history: HistoryState, config: list[State]) -> tuple[str, ...]:
    parent = parent_of(history)
    if history.type.is_deep:
        return tuple(state.id for state in config if state.is_descendant(parent))
    return tuple(state.id for state in config if state.parent == parent)


def _memories(history: HistoryState) -> Iterator[tuple[str, ...]]:
    """Everything that a history state may come to remember."""
    parent = parent_of(history)
    seen = []

    def leaves(state: State) -> Iterator[State]:
        if state.is_atomic:
            yield state
        for inner in state.states:
            yield from leaves(inner)

    for leaf in leaves(parent):
        memory = _memory(history, path_to(leaf))
        if memory not in seen:
            seen.append(memory)
            yield memory
