"""Paths: the shortest ways through a chart on which every transition is taken."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from statemachine.transition import Transition

from combat_rules.charts.anatomy import Anatomy, default_leaves
from combat_rules.charts.branches import MOST_GUARDS, every_answer, first_open, guards_on
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.stock import chart_of
from combat_rules.errors import ChartError
from combat_rules.model import Action
from combat_rules.model.arguments import checks_arguments


class Step(Struct, frozen=True):
    """One transition on a path: from a phase, on an event, if guards answer so, to a phase.

    ``event`` is empty for a transition that needs none. A guard that is not in ``answers`` is
    not asked.
    """

    phase: str
    event: str
    answers: Mapping[str, bool]
    target: str


class Path(Struct, frozen=True):
    """The shortest way from a chart's beginning over one of its transitions, its last step."""

    action: str
    steps: tuple[Step, ...]

    @property
    def events(self) -> tuple[str, ...]:
        """The events to send, in order."""
        return tuple(step.event for step in self.steps if step.event)

    @property
    def answers(self) -> Mapping[str, bool]:
        """What the guards must say at the last step."""
        return self.steps[-1].answers

    def __str__(self) -> str:
        """``advance, cancel: commit to recovery``; a name for a parametrised test."""
        last = self.steps[-1]
        guards = "".join(
            f"{' if' if not n else ' and'} {'' if said else 'not '}{name}"
            for n, (name, said) in enumerate(last.answers.items())
        )
        return f"{', '.join(self.events)}: {last.phase} to {last.target}{guards}"


@checks_arguments
def paths(action: Action) -> tuple[Path, ...]:
    """For each transition of the action's chart the shortest event sequence that takes it.

    A transition that nothing can take has no path. Raises ``ChartError`` for a place with
    more than twelve guards, which are too many to try.
    """
    chart = chart_of(action)
    anatomy = Anatomy(chart)
    first = chart.initial_state or anatomy.all_states[0]
    waiting = [leaf.id for leaf in default_leaves(first)]
    led: dict[str, tuple[Step, ...]] = dict.fromkeys(waiting, ())
    found: dict[int, Path] = {}
    for phase in waiting:
        for way, step in _steps(anatomy, phase):
            steps = (*led[phase], step)
            found.setdefault(id(way), Path(action.name, steps))
            for leaf in default_leaves(way.target or way.source):
                if leaf.id not in led:
                    led[leaf.id] = steps
                    waiting.append(leaf.id)
    return tuple(found.values())


@checks_arguments
def guards_between(action: Action, before: str, after: str, event: str = "advance") -> list[str]:
    """The guards that stand between two phases of an action on an event, as they are written, those
    of every way that leads there.

    One under ``unless`` begins with that word. Raises ``ChartError`` if nothing leads there.
    """
    every = compile_chart(chart_of(action)).transitions()
    ways = [
        way for way in every if (way.source, way.target) == (before, after) and event in way.events
    ]
    if not ways:
        there = [f"{name}: {way.source} to {way.target}" for way in every for name in way.events]
        raise ChartError(
            f"{event} leads from no {before} of {action.name} to a {after}; there are: "
            f"{', '.join(dict.fromkeys(there))}",
            code="chart.way",
            action=action.name,
        )
    return [guard for way in ways for guard in way.guards]


def _steps(anatomy: Anatomy, phase: str) -> Iterator[tuple[Transition, Step]]:
    """Every transition that can be taken in a phase, with answers under which it is."""
    named = (str(event) for way in anatomy.transitions() for event in way.events)
    for event in (None, *dict.fromkeys(named)):
        ways = anatomy.leaving((phase,), event)
        guards = guards_on(anatomy, ways)
        if len(guards) > MOST_GUARDS:
            raise ChartError(
                f"{event or 'without an event'}: {len(guards)} guards stand on the ways out of "
                f"{phase}, which are too many to try; {MOST_GUARDS} are possible",
                code="chart.guards",
                chart=anatomy.chart.__name__,
            )
        taken: set[int] = set()
        for answers in every_answer(guards):
            way = first_open(anatomy, ways, answers)
            if way is not None and id(way) not in taken:
                taken.add(id(way))
                told = {guards[key]: said for key, said in answers.items()}
                yield way, Step(phase, event or "", told, anatomy.entered(way))
