"""What is said of a chart's soundness is what every walk through it finds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from hypothesis import event, given, settings

from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import NotAllowed, Runner
from combat_rules.charts.soundness import find_problems
from combat_rules.errors import ChartError
from combat_rules.model import Position
from tests.amounts import amount
from tests.differential.blueprints import EVENTS, GUARD_NAMES, Blueprint, Node, Way, blueprints
from tests.differential.workshop import Effects, Journal, Stage, build

CHARTS = amount(6, 5000)


def under_all_answers(call: Callable[[Stage], None]) -> None:
    """Make a call once for everything that its guards may answer, asking only as it asks."""
    waiting: list[dict[str, bool]] = [{}]
    while waiting:
        fixed = waiting.pop()
        journal = Journal([])
        call(Stage(0, {**dict.fromkeys(GUARD_NAMES, True), **fixed}, False, journal))
        asked = [entry[1] for entry in journal.entries if entry[0] == "asked"]
        for name in dict.fromkeys(asked):
            if name not in fixed:
                waiting.append({**fixed, name: False})
                fixed = {**fixed, name: True}


@dataclass
class Walk:
    """Everything found by trying every event in every position, under all answers."""

    runner: Runner
    faults: set[str] = field(default_factory=set)
    after: dict[Position, set[Position]] = field(default_factory=dict)

    def everywhere(self) -> set[str]:
        under_all_answers(self._begin)
        tried: set[Position] = set()
        while waiting := [at for at in self.after if at not in tried]:
            tried |= {*waiting}
            for at, name in product(waiting, EVENTS):
                if not at.done:
                    under_all_answers(partial(self._send, at, name))
        ends = self._leading_to_the_end()
        self.faults |= {f"from {at.phase} no advance" for at in self.after if at not in ends}
        return self.faults

    def _begin(self, stage: Stage) -> None:
        try:
            at = self.runner.start(stage, Effects(0))
        except ChartError:
            self.faults.add("without any event")
        else:
            self.after.setdefault(at, set())
            if at.done:
                self.faults.add("over as soon as it begins")

    def _send(self, at: Position, name: str, stage: Stage) -> None:
        try:
            after = self.runner.send(at, name, stage, Effects(0))
        except NotAllowed:
            if name == "advance":
                self.faults.add(f"out of {at.phase}")
        except ChartError:
            self.faults.add("without any event")
        else:
            self.after.setdefault(after, set())
            if name == "advance":
                self.after[at].add(after)

    def _leading_to_the_end(self) -> set[Position]:
        leading = {at for at in self.after if at.done}
        growing = True
        while growing:
            more = {at for at, after in self.after.items() if after & leading} - leading
            leading |= more
            growing = bool(more)
        return leading


def ending(blueprint: Blueprint) -> Blueprint:
    """The same chart, with a way to an end from every outer state."""
    tops = [node for node in blueprint.nodes if not node.final]
    ways = (Way(node.id, "over", ("advance",)) for node in tops)
    return Blueprint((*blueprint.nodes, Node("over", final=True)), (*blueprint.ways, *ways))


def found(blueprint: Blueprint) -> tuple[set[str], tuple[str, ...]]:
    """What a walk finds, and what the chart is refused for."""
    chart = build(blueprint, Journal([]))
    return Walk(compile_chart(chart)).everywhere(), find_problems(chart)


@settings(max_examples=CHARTS)
@given(blueprints(2, 12).map(ending))
def test_no_walk_finds_a_fault_in_a_chart_that_is_called_sound(blueprint: Blueprint) -> None:
    problems = find_problems(build(blueprint, Journal([])))
    event("refused" if problems else "sound")
    if not problems:
        assert found(blueprint) == (set(), ())


@settings(max_examples=CHARTS)
@given(blueprints(0, 7) | blueprints(0, 7).map(ending))
def test_a_chart_without_compound_states_is_refused_only_for_what_a_walk_finds(
    blueprint: Blueprint,
) -> None:
    faults, problems = found(blueprint)
    event("refused" if problems else "sound")
    assert bool(problems) is bool(faults), (problems, faults)
