"""The strict base of all charts, and the words that every chart uses."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from statemachine import StateChart

from combat_rules.charts.guards import STOCK_GUARDS
from combat_rules.charts.keeping import Chart
from combat_rules.errors import ChartError
from combat_rules.model import ActionStateType, Guard

ADVANCE = "advance"
"""Sent when a phase has run its time. From every state it has a way out."""
CANCEL = "cancel"
"""Sent when the combatant calls the action off."""
INTERRUPT = "interrupt"
"""Sent when the combatant is struck or staggered."""
CHAIN = "chain"
"""Sent when the combatant wants to go on into another action."""
EVENTS = (ADVANCE, CANCEL, INTERRUPT, CHAIN)
"""Every event that the engine sends to an action; what else a chart names are signals, which its
actor gives."""

MAX_MICROSTEPS = 100
"""How many transitions one event may take before the chart is said to loop."""


class StrictChart(StateChart[Any]):
    """A chart in which an unknown event is an error and an exception stays an exception.

    ``guards`` lists the guards, besides the stock ones, that boolean expressions such as
    ``cond="has_stamina and not just_blocked"`` may name.
    """

    allow_event_without_transition = False
    catch_errors_as_events = False

    guards: ClassVar[Sequence[Guard]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for base in cls.__mro__[1:]:
            if getattr(base, "states", None):
                raise ChartError(
                    f"{cls.__name__} subclasses the chart {base.__name__}, which has states. "
                    "A subclass shares them, so each would change the other. Write the chart "
                    "out in full as a class of its own, or build both from one function",
                    code="chart.subclassed",
                    chart=cls.__name__,
                    base=base.__name__,
                )

    # The library calls these two for every transition, on the reference runner only. They
    # are how the scene reaches callbacks of events that the chart raises itself, and how a
    # loop without an event is found.
    def prepare_event(self) -> dict[str, Any]:
        """Hand scene and effects to every callback. For the reference runner."""
        return {"scene": self.model.scene, "effects": self.model.effects}

    def before_transition(self) -> None:
        """Count transitions, so that a loop without an event ends. For the reference runner."""
        self.model.count_microstep()


class ActionChart(StrictChart):
    """The base of an action's chart. Its states are the phases of the action.

    States named ``feint``, ``commit``, ``release`` and ``recovery`` are those phases, and a
    state inside one of them is of its kind. ``kinds`` says what other phases count as; one
    that is not listed counts as COMMIT: locked in.
    """

    kinds: ClassVar[Mapping[str, ActionStateType]] = {}


def loops(chart: Chart) -> ChartError:
    """The error for a chart that moves without an event and does not stop."""
    return ChartError(
        f"{chart.__name__} took {MAX_MICROSTEPS} transitions without coming to rest; look for "
        "transitions without an event that lead in a circle",
        code="chart.loops",
        chart=chart.__name__,
    )


def guard_names(chart: Chart) -> dict[str, Guard]:
    """The guards that the chart's boolean expressions may name, by name; what its ``guards`` has
    in it that is none is told by others."""
    listed: object = getattr(chart, "guards", ())
    own = listed if isinstance(listed, Collection) else ()
    return {
        **STOCK_GUARDS,
        **{guard.__name__: guard for guard in own if hasattr(guard, "__name__")},
    }
