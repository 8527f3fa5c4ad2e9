"""The reference runner: drives python-statemachine itself, which says what a chart means."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from statemachine import StateChart
from statemachine.event import BoundEvent
from statemachine.exceptions import TransitionNotAllowed
from statemachine.orderedset import OrderedSet
from statemachine.signature import SignatureAdapter

from combat_rules.charts.anatomy import Anatomy, parameters
from combat_rules.charts.base import MAX_MICROSTEPS, loops
from combat_rules.charts.keeping import Chart
from combat_rules.charts.reader import Reader
from combat_rules.charts.runner import Call, NotAllowed, Rows
from combat_rules.model import Guard, Position

TAKEN_NAMES = frozenset({"state", "scene", "effects", "be_at", "count_microstep"})
"""What the model of the machine has; no guard may be called so."""

_shapes: dict[int, tuple[str, ...] | None] = {}
"""The parameters of the functions in the library's signature cache, by the library's key."""


class _Model:
    """What the library calls the model: the state, the guards' names, and our scene."""

    def __init__(
        self, chart: Chart, guards: dict[str, Guard], scene: object, effects: object
    ) -> None:
        self.state: Any = None
        self.scene = scene
        self.effects = effects
        self._chart = chart
        self._microsteps = 0
        for name, guard in guards.items():
            if name.isidentifier():
                setattr(self, name, guard)

    def be_at(self, state: object, scene: object, effects: object) -> None:
        """Be as new, at another state and with another scene."""
        self.state, self.scene, self.effects = state, scene, effects
        self._microsteps = 0

    def count_microstep(self) -> None:
        self._microsteps += 1
        if self._microsteps > MAX_MICROSTEPS:
            raise loops(self._chart)


class ReferenceRunner(Reader):
    """Runs a chart on machines of the library, each of which one call has for itself.

    Slow, and right by definition; nothing is kept between calls, so it can be shared. A chart
    that is ``plain`` is called with scene and effects alone: as nothing of it could leave anything
    on a machine, the next call may have the same one, set to another position.
    """

    name = "reference"
    rows: Rows | None = None
    entry: tuple[Call, ...] = ()

    def __init__(self, anatomy: Anatomy, reasons: Iterable[str], plain: bool) -> None:
        super().__init__(anatomy)
        self.reasons = tuple(reasons)
        self._plain = plain
        self._callbacks = [spec.func for spec in anatomy.callbacks() if callable(spec.func)]
        self._idle: list[StateChart[Any]] = []

    def start(self, scene: object, effects: object) -> Position:
        """Enter the chart."""
        return self._position(self._made(_Model(self.chart, self._anatomy.guards, scene, effects)))

    def send(self, at: Position, event: str, scene: object, effects: object) -> Position:
        """The position after ``event``."""
        if at.done or not self._anatomy.knows(event):
            raise NotAllowed(event, at.phase)
        machine = self._machine(at, scene, effects)
        try:
            if event in self.chart._events:
                machine.send(event)
            else:
                # Only a wildcard or a prefix names it, and the library would take whatever
                # else bears the name on the machine, a state say, for the event.
                BoundEvent(id=event, name=event, _sm=machine)()
        except TransitionNotAllowed:
            raise NotAllowed(event, at.phase) from None
        after = self._position(machine)
        if self._plain and not after.done:
            # What has raised does not come here: its machine may still have something to do.
            machine.model.be_at(None, None, None)
            self._idle.append(machine)
        return after

    def _machine(self, at: Position, scene: object, effects: object) -> StateChart[Any]:
        """A machine at a position, which nobody else has meanwhile."""
        state = at.active[0] if len(at.active) == 1 else OrderedSet(at.active)
        try:
            machine = self._idle.pop()
            machine.model.be_at(state, scene, effects)
        except IndexError:
            model = _Model(self.chart, self._anatomy.guards, scene, effects)
            model.state = state
            machine = self._made(model)
        states = self._anatomy.states
        machine.history_values = {
            history: [states[name] for name in names] for history, names in at.history
        }
        return machine

    def _made(self, model: _Model) -> StateChart[Any]:
        """A machine of the library; one whose model is at no state enters its chart."""
        self._separate_signatures()
        return self.chart(model=model)

    def _position(self, machine: StateChart[Any]) -> Position:
        # The library keeps them in the order of entry; a region is first by where it is written.
        states = [state for state in self._anatomy.all_states if state in machine.configuration]
        active = tuple(state.id for state in states)
        phase = next(state.id for state in states if state.is_atomic)
        history = tuple(
            sorted(
                (history, tuple(state.id for state in states))
                for history, states in machine.history_values.items()
            )
        )
        return Position(phase, active, history, machine.is_terminated)

    def _separate_signatures(self) -> None:
        """Keep the library from taking one plugin's function for another's.

        Its cache of signatures is keyed by a function's qualified name and its variables,
        without the module; where two functions share a key but not their parameters, the
        cache is emptied before it can mislead.
        """
        cache: Any = SignatureAdapter.from_callable
        for function in self._callbacks:
            inner = function.func if isinstance(function, partial) else function
            if not hasattr(inner, "__code__"):
                continue
            key, shape = cache.make_key(function), parameters(function)
            if _shapes.setdefault(key, shape) != shape:
                cache.clear_cache()
                _shapes.clear()
                _shapes[key] = shape
