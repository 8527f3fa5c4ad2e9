"""Soundness: everything for which a chart is refused when a ruleset is built."""

from collections.abc import Iterator

from statemachine import HistoryState, StateChart

from combat_rules.charts.anatomy import Anatomy, anatomy_of, where
from combat_rules.charts.announcements import may_follow
from combat_rules.charts.base import ADVANCE, ActionChart
from combat_rules.charts.branches import questions
from combat_rules.charts.compile import phase_kinds
from combat_rules.charts.keeping import Chart, once_per_chart
from combat_rules.charts.lint import bad_form, not_a_chart
from combat_rules.charts.reach import Reach
from combat_rules.model import ActionStateType

Shape = tuple[object, ...]
MOST_SHAPES = 1000
"""Of so many it is kept that they are sound."""

_sound: set[Shape] = set()


def find_problems(chart: object) -> tuple[str, ...]:
    """Every reason not to trust an action's chart, each with its cure; none if it is sound.

    Guards are pure, so each is one unknown yes or no: the chart is judged for every
    combination of answers. A guard that asks for the dice may answer either way.
    """
    if isinstance(chart, type) and issubclass(chart, StateChart):
        return tuple(not_a_chart(chart)) or _problems_of(chart)
    return tuple(not_a_chart(chart))


@once_per_chart
def _problems_of(chart: Chart) -> tuple[str, ...]:
    """The problems of what is a chart."""
    anatomy = anatomy_of(chart)
    badly_written = tuple(dict.fromkeys(bad_form(anatomy)))
    if badly_written:
        return badly_written
    shape = _shape(anatomy)
    if shape in _sound:
        return ()
    reach = Reach(anatomy)
    found = tuple(
        dict.fromkeys(
            (*_stuck(anatomy, reach), *_endless(anatomy, reach), *_kinds(chart, anatomy, reach))
        )
    )
    if not found and len(_sound) < MOST_SHAPES:
        _sound.add(shape)
    return found


def _shape(anatomy: Anatomy) -> Shape:
    """All of a chart that says where it may lead: equal for charts that differ in what their
    guards ask and their actions do, as the moves of a pack mostly do."""
    chart, asked = anatomy.chart, dict[str, int]()
    kinds = tuple(chart.kinds.items()) if issubclass(chart, ActionChart) else None
    states = tuple(
        (
            state.id,
            state.parent and state.parent.id,
            state.initial,
            state.final,
            state.parallel,
            isinstance(state, HistoryState) and state.type.is_deep,
            tuple(
                (
                    # Plain words: the library's own know their chart, and would keep it.
                    tuple(map(str, way.events)),
                    tuple(target.id for target in way.targets),
                    way.initial,
                    tuple((c.wanted, questions(c.tree, asked)) for c in anatomy.conditions(way)),
                )
                for way in state.transitions
            ),
        )
        for state in anatomy.all_states
    )
    return kinds, states


def _stuck(anatomy: Anatomy, reach: Reach) -> Iterator[str]:
    """States in which a phase may run its time and find no way out."""
    for leaf in reach.resting():
        closed = reach.in_time(leaf).closed
        if not anatomy.leaving((leaf,), ADVANCE):
            yield (
                f"advance leads nowhere from {leaf}, so an action would stick there; "
                f"add {_way_out(anatomy, leaf)}"
            )
        elif closed is not None:
            yield (
                f"advance may find no way out of {leaf} ({closed}), so an action would "
                f"stick there; end the ways of advance with one that has no guard, "
                f"{leaf}.to(recovery) say"
            )


def _way_out(anatomy: Anatomy, leaf: str) -> str:
    """What leads out of a leaf. Each region of a parallel state is judged as if it were alone."""
    for around in anatomy.states[leaf].ancestors():
        if around.parallel:
            return f"{around.id}.to(...) to advance: it is taken where no region has a way"
    return f"{leaf}.to(...) to advance"


def _endless(anatomy: Anatomy, reach: Reach) -> Iterator[str]:
    """Loops without an event, and states from which the action never ends."""
    if not any(state.final and state.parent is None for state in anatomy.all_states):
        yield "it has no final state, so the action never ends; add done = State(final=True)"
        return
    circle = reach.circle()
    if circle:
        yield (
            f"without any event it goes round {' -> '.join(circle)} for ever; "
            "give one of these transitions an event, or guards that exclude each other"
        )
        return
    if reach.over_at_once():
        yield (
            "it may be over as soon as it begins, before any phase; "
            "give its first transition an event, advance say"
        )
    for leaf in reach.endless():
        yield (
            f"from {leaf} no advance ever leads to a final state, so the action never "
            "ends; lead it to the end, through recovery say"
        )


def _kinds(chart: Chart, anatomy: Anatomy, reach: Reach) -> Iterator[str]:
    """Ways from one kind of phase to another that could not be announced."""
    if not issubclass(chart, ActionChart):
        return
    kinds = phase_kinds(chart)
    for name in chart.kinds:
        if name not in anatomy.states:
            yield f"kinds names the phase {name}, which it has not; its states are " + ", ".join(
                anatomy.states
            )
    for leaf in reach.leaves():
        state, kind = anatomy.states[leaf], kinds[leaf]
        for way in (way for source in (state, *state.ancestors()) for way in source.transitions):
            if way.initial or way.target is None:
                continue
            for entered in reach.leaves_of(way.target):
                after = kinds.get(entered.id)
                if after is not None and not may_follow(kind, after):
                    yield _out_of_order(where(way), entered.id, kind)


def _out_of_order(way: str, phase: str, before: ActionStateType) -> str:
    if before is ActionStateType.RECOVERY:
        return (
            f"{way} leads out of a recovery; recovery leads to nothing "
            "but its end, another action is a chain to the final state"
        )
    return (
        f"{way} leads from a {before.value} back into a feint, and a feint is how an action "
        f"begins; let {phase} count as COMMIT, with kinds, and cancel lead out of it if it may be "
        "called off"
    )
