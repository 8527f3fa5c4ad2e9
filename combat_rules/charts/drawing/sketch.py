"""The sketch: what a picture of a chart shows, as plain data, whatever it is drawn with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from statemachine import HistoryState, State
from statemachine.callbacks import CallbackGroup, CallbackSpec
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, anatomy_of, own_names
from combat_rules.charts.drawing.claims import claims_of
from combat_rules.charts.keeping import Chart
from combat_rules.model import ActionStateType, name_of

DOING = (CallbackGroup.BEFORE, CallbackGroup.ON, CallbackGroup.AFTER)


class Box(Struct, frozen=True, kw_only=True):
    """A state. ``kind`` is what it counts as, ``ticks`` how long it lasts; both only of phases.

    ``history`` is ``"H"`` for a history state and ``"H*"`` for a deep one. ``enter`` and
    ``exit`` name the actions; ``inside`` are the states in it, ``start`` the first of them.
    """

    name: str
    kind: ActionStateType | None = None
    ticks: int | None = None
    final: bool = False
    parallel: bool = False
    history: str = ""
    enter: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    inside: tuple["Box", ...] = ()
    start: str = ""
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands in it, line by line: ``feint``, ``240 ticks``, ``entry / pay_stamina``."""
        ticks = [] if self.ticks is None else [f"{self.ticks} tick{'s' * (self.ticks != 1)}"]
        enter = [f"entry / {name}" for name in self.enter]
        leave = [f"exit / {name}" for name in self.exit]
        return (self.name, *ticks, *self.notes, *enter, *leave)


class Arrow(Struct, frozen=True, kw_only=True):
    """A transition: on what, from where to where, its guards as claims, its actions.

    ``otherwise`` is whether it is asked only when guarded ways before it said no;
    ``internal`` whether the states around it are neither left nor entered.
    """

    source: str
    target: str
    events: tuple[str, ...]
    guards: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    otherwise: bool = False
    internal: bool = False

    @property
    def occasion(self) -> str:
        """When it is asked: ``advance otherwise``."""
        events = " or ".join(self.events)
        return f"{events}{' otherwise' * self.otherwise}{' (internal)' * self.internal}"

    @property
    def label(self) -> str:
        """``advance [has_stamina and not (a or b)] / take_step``."""
        guards = f" [{' and '.join(self.guards)}]" if self.guards else ""
        actions = f" / {', '.join(self.actions)}" if self.actions else ""
        return f"{self.occasion}{guards}{actions}"


class Sketch(Struct, frozen=True, kw_only=True):
    """A chart laid out: its boxes, its arrows, where it starts, and what stands before it."""

    title: str
    plugin: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    start: str
    validations: tuple[str, ...] = ()
    description: str = ""

    def every_box(self) -> Iterator[Box]:
        """All boxes, outer ones first."""
        yield from _all(self.boxes)


def sketch(
    chart: Chart,
    *,
    title: str,
    plugin: str = "",
    ticks: Mapping[str, int] | None = None,
    kinds: Mapping[str, ActionStateType] | None = None,
    validations: Iterable[str] = (),
    description: str = "",
    notes: Mapping[str, Sequence[str]] | None = None,
) -> Sketch:
    """The sketch of a chart. ``ticks``, ``kinds`` and ``notes`` are of its phases, by name."""
    anatomy = anatomy_of(chart)
    phases = (ticks or {}, kinds or {}, notes or {})
    return Sketch(
        title=title,
        plugin=plugin,
        boxes=tuple(_box(state, *phases) for state in chart.states),
        arrows=tuple(_arrows(anatomy)),
        start=chart.initial_state.id if chart.initial_state else "",
        validations=tuple(validations),
        description=description,
    )


def _box(
    state: State,
    ticks: Mapping[str, int],
    kinds: Mapping[str, ActionStateType],
    notes: Mapping[str, Sequence[str]],
) -> Box:
    if isinstance(state, HistoryState):
        return Box(name=state.id, history="H*" if state.type.is_deep else "H")
    first = next((t.target.id for t in state.transitions if t.initial and t.target), "")
    return Box(
        name=state.id,
        kind=kinds.get(state.id),
        ticks=ticks.get(state.id),
        final=bool(state.final),
        parallel=bool(state.parallel),
        enter=_names(state._specs, CallbackGroup.ENTER),
        exit=_names(state._specs, CallbackGroup.EXIT),
        inside=tuple(_box(inner, ticks, kinds, notes) for inner in (*state.states, *state.history)),
        start="" if state.parallel else first,
        notes=tuple(notes.get(state.id, ())),
    )


def _arrows(anatomy: Anatomy) -> Iterator[Arrow]:
    """Transitions, those that differ in their event alone as one."""
    merged: dict[Arrow, list[str]] = {}
    guarded: set[tuple[str, str]] = set()
    for way in anatomy.transitions():
        if way.initial:
            continue
        for event in _events(way):
            asked = (way.source.id, event)
            arrow = Arrow(
                source=way.source.id,
                target=(way.target or way.source).id,
                events=(),
                guards=claims_of(way),
                actions=_names(way._specs, *DOING),
                otherwise=asked in guarded,
                internal=bool(way.internal),
            )
            merged.setdefault(arrow, []).append(event)
            if arrow.guards:
                guarded.add(asked)
    for arrow, events in merged.items():
        yield replace(arrow, events=tuple(dict.fromkeys(events)))


def _events(way: Transition) -> tuple[str, ...]:
    """What a transition waits for, in words."""
    if isinstance(way.source, HistoryState):
        return ("by default",)
    return tuple(own_names([str(event) for event in way.events])) or ("by itself",)


def _names(specs: Iterable[CallbackSpec], *groups: CallbackGroup) -> tuple[str, ...]:
    return tuple(
        name_of(spec.func) if callable(spec.func) else str(spec.func)
        for spec in specs
        if spec.group in groups and not spec.is_convention
    )


def _all(boxes: Iterable[Box]) -> Iterator[Box]:
    for box in boxes:
        yield box
        yield from _all(box.inside)
