"""Reach: where a chart can get to, whatever is sent to it and whatever its guards answer."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from statemachine import HistoryState, State
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, is_leaf, parent_of
from combat_rules.charts.base import ADVANCE
from combat_rules.charts.branches import (
    MOST_GUARDS,
    Answers,
    Branches,
    branches_of,
    every_answer,
    first_open,
    guards_on,
)


class Spot(Struct, frozen=True):
    """A leaf that a chart is in, and the events of its own that it has yet to take."""

    leaf: str
    raised: tuple[str, ...] = ()


class Reach:
    """All spots that a chart can come to. A parallel state counts as its regions, one by one.

    A history state may remember anything that it could, so a chart may seem to reach more
    than it does, and never less.
    """

    def __init__(self, anatomy: Anatomy) -> None:
        self._anatomy = anatomy
        self._states = anatomy.states
        self._branches: dict[tuple[str, str | None], Branches] = {}
        named = [str(event) for way in anatomy.transitions() for event in way.events]
        # An event called * stands for any that only a wildcard names.
        self._events = dict.fromkeys(name.removesuffix(".*") for name in named)
        first = anatomy.chart.initial_state
        self._starts = list(self._entered(first, ())) if first else []
        self.spots = _closure(self._starts, lambda spot: [*self._own(spot), *self._sent(spot)])

    def ends(self, leaf: str) -> bool:
        """Whether a leaf is an end of the chart."""
        return bool(self._states[leaf].final) and self._states[leaf].parent is None

    def leaves(self) -> list[str]:
        """The leaves that can be reached and are no end."""
        return list(dict.fromkeys(s.leaf for s in self.spots if not self.ends(s.leaf)))

    def resting(self) -> list[str]:
        """The leaves in which the chart may wait for an event."""
        return list(dict.fromkeys(spot.leaf for spot in self.spots if self._rests(spot)))

    def in_time(self, leaf: str) -> Branches:
        """What may happen in a leaf as its time is up."""
        return self._branches_from(leaf, ADVANCE)

    def over_at_once(self) -> bool:
        """Whether the chart may come to its end before it waits for any event."""
        return any(self.ends(spot.leaf) for spot in _closure(self._starts, self._own))

    def endless(self) -> list[str]:
        """The leaves from which time alone never leads to the end."""
        after = {spot: {*self._own(spot), *self._advanced(spot)} for spot in self.spots}
        leading = {spot for spot in self.spots if self.ends(spot.leaf)}
        growing = True
        while growing:
            more = {spot for spot in self.spots if after[spot] & leading} - leading
            leading |= more
            growing = bool(more)
        lost = [spot.leaf for spot in self.spots if self._rests(spot) and spot not in leading]
        return list(dict.fromkeys(lost))

    def circle(self) -> list[str]:
        """A way round that the chart goes for ever without any event; empty if there is none."""
        done = [f"done.state.{state.id}" for state in self._anatomy.all_states if state.states]
        own = [
            way
            for way in self._anatomy.transitions()
            if not way.initial and (way.is_eventless or any(way.match(event) for event in done))
        ]
        guards = guards_on(self._anatomy, own)
        tries: Iterable[Answers | None] = (
            [None] if len(guards) > MOST_GUARDS else (every_answer(guards))
        )
        for answers in tries if own else ():
            found = self._circle_under(answers)
            if found:
                return found
        return []

    def leaves_of(self, state: State) -> list[State]:
        """Every leaf that may be entered with a state."""
        if is_leaf(state):
            return [state]
        if isinstance(state, HistoryState):
            inside = parent_of(state).states
            each = _all_leaves if state.type.is_deep else self.leaves_of
            return [leaf for inner in inside for leaf in each(inner)]
        if state.parallel:
            return [leaf for region in state.states for leaf in self.leaves_of(region)]
        first = next(t.target for t in state.transitions if t.initial and t.target)
        return self.leaves_of(first)

    # -- from spot to spot --------------------------------------------------------------

    def _rests(self, spot: Spot) -> bool:
        closed = self._branches_from(spot.leaf, None).closed is not None
        return closed and not spot.raised and not self.ends(spot.leaf)

    def _own(self, spot: Spot) -> list[Spot]:
        """Where a chart may go of its own: without an event, or on one that it raised."""
        event = spot.raised[0] if spot.raised else None
        seen = self._branches_from(spot.leaf, event)
        found = [s for way in seen.ways for s in self._taking(way, spot)]
        if event is not None and seen.closed is not None:
            found.append(Spot(spot.leaf, spot.raised[1:]))
        return found

    def _sent(self, spot: Spot) -> list[Spot]:
        """Where any event at all may lead from a leaf in which the chart rests."""
        if not self._rests(spot):
            return []
        return [s for event in self._events for s in self._led(spot, event)]

    def _advanced(self, spot: Spot) -> list[Spot]:
        return self._led(spot, ADVANCE) if self._rests(spot) else []

    def _led(self, spot: Spot, event: str) -> list[Spot]:
        ways = self._branches_from(spot.leaf, event).ways
        return [after for way in ways for after in self._taking(way, spot)]

    def _taking(self, way: Transition, spot: Spot) -> Iterator[Spot]:
        # An event that the chart raised waits for as long as it moves without one.
        raised = spot.raised if way.is_eventless else spot.raised[1:]
        if way.target is None:
            yield Spot(spot.leaf, raised)
        for target in way.targets:
            yield from self._entered(target, raised)

    def _entered(self, state: State, raised: tuple[str, ...]) -> Iterator[Spot]:
        for leaf in self.leaves_of(state):
            if leaf.final and leaf.parent is not None:
                done, around = [f"done.state.{leaf.parent.id}"], leaf.parent.parent
                # More of the same only waits in line, and would go on without end.
                yield Spot(leaf.id, tuple(dict.fromkeys((*raised, *done))))
                if around is not None and around.parallel:
                    done.append(f"done.state.{around.id}")
                    yield Spot(leaf.id, tuple(dict.fromkeys((*raised, *done))))
            else:
                yield Spot(leaf.id, raised)

    def _branches_from(self, leaf: str, event: str | None) -> Branches:
        """What may be taken in a leaf: first without an event, then on ``event``."""
        if (leaf, event) not in self._branches:
            self._branches[leaf, event] = branches_of(self._anatomy, self._ways(leaf, event))
        return self._branches[leaf, event]

    def _ways(self, leaf: str, event: str | None) -> list[Transition]:
        ways = self._anatomy.leaving((leaf,), None)
        return ways if event is None else [*ways, *self._anatomy.leaving((leaf,), event)]

    # -- going in circles ---------------------------------------------------------------

    def _circle_under(self, answers: Answers | None) -> list[str]:
        """A way round if guards answer so and go on to; ``None``: however they answer."""
        finished: set[Spot] = set()
        for start in self.spots:
            trail = [start]
            branches = [self._next(start, answers)]
            while trail:
                after = next(branches[-1], None)
                if after is None:
                    finished.add(trail.pop())
                    branches.pop()
                elif after in trail:
                    return [spot.leaf for spot in (*trail[trail.index(after) :], after)]
                elif after not in finished:
                    trail.append(after)
                    branches.append(self._next(after, answers))
        return []

    def _next(self, spot: Spot, answers: Answers | None) -> Iterator[Spot]:
        if answers is None:
            yield from self._own(spot)
            return
        event = spot.raised[0] if spot.raised else None
        way = first_open(self._anatomy, self._ways(spot.leaf, event), answers)
        if way is not None:
            yield from self._taking(way, spot)
        elif event is not None:
            yield Spot(spot.leaf, spot.raised[1:])


def _closure(starts: list[Spot], onward: Callable[[Spot], list[Spot]]) -> list[Spot]:
    found = dict.fromkeys(starts)
    waiting = list(found)
    for spot in waiting:
        new = dict.fromkeys(after for after in onward(spot) if after not in found)
        found |= new
        waiting += new
    return waiting


def _all_leaves(state: State) -> Iterator[State]:
    if is_leaf(state):
        yield state
    for inner in state.states:
        yield from _all_leaves(inner)
