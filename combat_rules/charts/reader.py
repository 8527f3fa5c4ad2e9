"""Reading a chart without running it: what both runners answer in the same way."""

from collections.abc import Mapping

from combat_rules.charts.anatomy import Anatomy, default_leaf, path_to
from combat_rules.charts.keeping import Chart
from combat_rules.charts.runner import Demand, TransitionInfo, Verdict
from combat_rules.model import Position


class Reader:
    """Answers from a chart's anatomy."""

    def __init__(self, anatomy: Anatomy) -> None:
        self.chart: Chart = anatomy.chart
        self._anatomy = anatomy

    @property
    def initial(self) -> str:
        """The phase in which the chart begins."""
        first = self.chart.initial_state or self._anatomy.all_states[0]
        return default_leaf(first).id

    def position(self, phase: str) -> Position:
        """The position of being in ``phase``, nothing remembered. ``KeyError`` if unknown."""
        leaf = default_leaf(self._anatomy.states[phase])
        path = tuple(state.id for state in path_to(leaf))
        return Position(leaf.id, path, (), bool(leaf.final and leaf.parent is None))

    def judge(self, at: Position, event: str, scene: object) -> tuple[Verdict, ...]:
        """Every transition that ``event`` could take from here, judged."""
        return self._anatomy.verdicts(at, event, scene)

    def ways(self, at: Position, event: str) -> tuple[str, ...]:
        """The phases that ``event`` may lead to from here."""
        return self._anatomy.ways(at, event)

    def simulate(self, at: Position, event: str, answers: Mapping[str, bool]) -> str | None:
        """The phase that ``event`` would lead to if guards answered so."""
        return self._anatomy.simulate(at, event, answers)

    def demands(self, at: Position, event: str) -> tuple[Demand, ...]:
        """What stands on the transitions that ``event`` could take from here, unasked."""
        return self._anatomy.demands(at, event)

    @property
    def signals(self) -> tuple[str, ...]:
        """The events of the chart's own that its actor may give."""
        return self._anatomy.signals

    def transitions(self) -> tuple[TransitionInfo, ...]:
        """Every transition as it is declared, state by state."""
        return tuple(
            TransitionInfo(
                transition.source.id,
                tuple(str(event) for event in transition.events),
                self._anatomy.entered(transition),
                tuple(
                    condition.text if condition.wanted else f"unless {condition.text}"
                    for condition in self._anatomy.conditions(transition)
                ),
            )
            for transition in self._anatomy.transitions()
            if not transition.initial
        )

    def guard_names(self) -> tuple[str, ...]:
        """The names of the guards on the chart's transitions, in order."""
        names = dict.fromkeys(
            condition.text
            for transition in self._anatomy.transitions()
            for condition in self._anatomy.conditions(transition)
        )
        return tuple(names)
