"""Paths: every transition of a chart, each by the shortest way."""

import pytest
from statemachine import HistoryState, State

from combat_rules import Action, ActionRole
from combat_rules.charts import ActionChart, FourPhases
from combat_rules.charts.compile import compile_chart
from combat_rules.errors import ChartError
from combat_rules.model import Position
from combat_rules.plugins import standard_ruleset
from combat_rules.testing import Path, guards_between, paths


class Stances(ActionChart):
    """Low and high, with a place to come back to, and a way that needs no event."""

    feint = State(initial=True)

    class commit(State.Compound):
        low = State(initial=True)
        high = State()
        rise = low.to(high) | high.to(low)
        before = HistoryState()

    release = State()
    recovery = State()
    done = State(final=True)
    advance = (
        feint.to(commit) | commit.to(release) | release.to(commit.before, cond="has_stamina")
        | release.to(recovery) | recovery.to(done)
    )  # fmt: skip
    release.to(recovery, cond="target_is_defeated")


class Both(ActionChart):
    """An arm and a leg, which move by themselves."""

    feint = State(initial=True)

    class commit(State.Parallel):
        class arm(State.Compound):
            low = State(initial=True)
            high = State()
            lift = low.to(high)

        class leg(State.Compound):
            bent = State(initial=True)
            straight = State()
            kick = bent.to(straight)

    recovery = State()
    done = State(final=True)
    advance = feint.to(commit) | commit.to(recovery) | recovery.to(done)


@pytest.mark.parametrize(
    "chart", [None, Stances, Both], ids=["four phases", "stances", "an arm and a leg"]
)
def test_every_transition_is_the_end_of_one_path(chart: type[ActionChart] | None) -> None:
    action = Action(name="move", chart=chart)
    found = paths(action)
    declared = compile_chart(chart or FourPhases).transitions()
    ways = [way for way in declared if way.source != "before"]
    assert len(found) == len(ways) == len({str(path) for path in found})


@pytest.mark.parametrize("path", paths(Action(name="attack")), ids=str)
def test_a_path_leads_where_it_says(path: Path) -> None:
    runner = standard_ruleset().moves["attack"].runner
    at: Position = runner.position(runner.initial)
    for step in path.steps:
        assert at.phase == step.phase
        phase = runner.simulate(at, step.event, step.answers)
        assert phase == step.target
        at = runner.position(phase)


def test_paths_are_the_shortest() -> None:
    by_name = {str(path): path for path in paths(Action(name="attack"))}
    assert by_name["cancel: feint to recovery"].events == ("cancel",)
    assert by_name["advance, advance: recovery to done"].events == ("advance", "advance")


def test_each_region_of_a_parallel_state_has_its_paths() -> None:
    found = [str(path) for path in paths(Action(name="move", chart=Both))]
    assert "advance, lift: low to high" in found
    assert "advance, kick: bent to straight" in found


def test_a_transition_without_an_event_is_on_a_path_too() -> None:
    last = [path.steps[-1] for path in paths(Action(name="move", chart=Stances))]
    (step,) = [step for step in last if not step.event]
    assert (step.phase, step.target) == ("release", "recovery")
    assert step.answers == {"target_is_defeated": True}


def test_the_guards_between_two_phases_are_told_as_they_are_written() -> None:
    attack = Action(name="attack")
    assert guards_between(attack, "feint", "commit") == ["has_stamina", "not_interrupted"]
    assert guards_between(attack, "commit", "recovery", "cancel") == ["is_cancellable"]
    held = Action(name="block", role=ActionRole.BLOCK)
    assert guards_between(held, "release", "done", "chain") == ["in_cancel_window", "has_blocked"]
    with pytest.raises(
        ChartError, match="advance leads from no recovery of attack to a feint"
    ) as raised:
        guards_between(attack, "recovery", "feint")
    assert "to a feint; there are: advance: feint to commit, advance: " in str(raised.value)
