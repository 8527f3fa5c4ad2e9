"""The sketch: what a picture of a chart shows, as plain data, whatever it is drawn with."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from statemachine import HistoryState, State, StateChart
from statemachine.callbacks import CallbackGroup
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.conditions import Condition
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


class Arrow(Struct, frozen=True):
    """A transition: its events (none: by itself), its guards as a claim, its actions.

    ``otherwise`` is whether it is the way for when the guards of the ways before it say no.
    """

    source: str
    target: str
    events: tuple[str, ...]
    guards: tuple[str, ...]
    actions: tuple[str, ...]
    otherwise: bool = False

    @property
    def label(self) -> str:
        """``advance [has_stamina and not (a or b)] / take_step``."""
        events = " or ".join(self.events) or "by itself"
        guards = f" [{' and '.join(self.guards)}]" if self.guards else ""
        actions = f" / {', '.join(self.actions)}" if self.actions else ""
        return f"{events}{' otherwise' if self.otherwise else ''}{guards}{actions}"


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
    chart: type[StateChart[Any]],
    *,
    title: str,
    plugin: str = "",
    ticks: Mapping[str, int] | None = None,
    kinds: Mapping[str, ActionStateType] | None = None,
    validations: Iterable[str] = (),
    description: str = "",
) -> Sketch:
    """The sketch of a chart. ``ticks`` and ``kinds`` are of its phases, by name."""
    anatomy = Anatomy(chart)
    phases = (ticks or {}, kinds or {})
    return Sketch(
        title=title,
        plugin=plugin,
        boxes=tuple(_box(state, *phases) for state in chart.states),
        arrows=tuple(_arrows(anatomy)),
        start=chart.initial_state.id if chart.initial_state else "",
        validations=tuple(validations),
        description=description,
    )


def _box(state: State, ticks: Mapping[str, int], kinds: Mapping[str, ActionStateType]) -> Box:
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
        inside=tuple(_box(inner, ticks, kinds) for inner in (*state.states, *state.history)),
        start="" if state.parallel else first,
    )


def _arrows(anatomy: Anatomy) -> Iterator[Arrow]:
    """Transitions, those that differ in their event alone as one."""
    merged: dict[tuple[Any, ...], Arrow] = {}
    guarded: set[tuple[str, str]] = set()
    for way in anatomy.transitions():
        if way.initial:
            continue
        arrow = _arrow(anatomy, way)
        events = [*arrow.events] or [""]
        otherwise = not arrow.guards and any((arrow.source, e) in guarded for e in events)
        guarded |= {(arrow.source, event) for event in events if arrow.guards}
        key = (arrow.source, arrow.target, arrow.guards, arrow.actions, otherwise, way.is_eventless)
        before = merged[key].events if key in merged else ()
        merged[key] = Arrow(
            arrow.source,
            arrow.target,
            tuple(dict.fromkeys((*before, *arrow.events))),
            arrow.guards,
            arrow.actions,
            otherwise,
        )
    yield from merged.values()


def _arrow(anatomy: Anatomy, way: Transition) -> Arrow:
    return Arrow(
        way.source.id,
        (way.target or way.source).id,
        tuple(str(event) for event in way.events),
        tuple(_claim(condition) for condition in anatomy.conditions(way)),
        _names(way._specs, *DOING),
    )


def _claim(condition: Condition) -> str:
    """A condition as it has to hold: ``unless="a or b"`` is ``not (a or b)``."""
    text = condition.text
    plain = " " not in text
    if condition.wanted:
        return text if plain or " or " not in text else f"({text})"
    return f"not {text}" if plain else f"not ({text})"


def _names(specs: Any, *groups: CallbackGroup) -> tuple[str, ...]:
    return tuple(
        name_of(spec.func) if callable(spec.func) else str(spec.func)
        for spec in specs
        if spec.group in groups and not spec.is_convention
    )


def _all(boxes: Iterable[Box]) -> Iterator[Box]:
    for box in boxes:
        yield box
        yield from _all(box.inside)
