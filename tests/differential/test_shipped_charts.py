"""The charts that ship, and those of the packs, mean the same to the table as to the library."""

from pathlib import Path
from typing import Any

import pytest
from statemachine import HistoryState, State, StateChart

from combat_rules import load_ruleset
from combat_rules.charts import (
    ActionChart,
    FourPhases,
    has_stamina,
    health_below,
    is_cancellable,
    not_interrupted,
    pay_stamina,
    take_step,
)
from combat_rules.charts.announcements import Announcements
from combat_rules.charts.compile import compile_chart
from combat_rules.engine.awareness import Awareness
from combat_rules.plugins import standard_ruleset
from combat_rules.testing.runners import compare_runners
from combat_rules.testing.scenes import some_scenes
from tests.amounts import amount, some
from tests.differential.faults import FAULTS, Fault, spoilt_once
from tests.packs import PACKS

# Each chart is tried from every position in each of so many scenes.
SCENES = amount(3, 12)


class Flurry(ActionChart):
    """Strikes again and again from a stance: everything that a flat chart can say."""

    feint = State(initial=True)
    low = State(enter=take_step)
    high = State(exit=take_step)
    release = State(enter=[pay_stamina, take_step])
    recovery = State(exit=take_step)
    done = State(final=True)

    advance = (
        feint.to(low, cond=[has_stamina, not_interrupted])
        | feint.to(recovery)
        | low.to(release, unless=health_below(30), on=take_step)
        | low.to(high, before=pay_stamina)
        | high.to(release, after=take_step)
        | release.to(release, cond=is_cancellable)
        | release.to(recovery)
        | recovery.to(done)
    )
    switch = low.to(high, cond="has_stamina ^ !is_cancellable") | high.to(low)
    again = high.to(high, internal=True, on=pay_stamina, cond="in_cancel_window or has_stamina")
    interrupt = feint.to(recovery) | low.to(recovery) | release.to(recovery)


class Whirl(ActionChart):
    """Strikes again and again from a stance, falls back into it, and goes on of its own."""

    feint = State(initial=True)

    class commit(State.Compound):
        low = State(initial=True, enter=take_step)
        high = State()
        spent = State(final=True)
        before = HistoryState()
        rise = low.to(high, cond="has_stamina ^ !is_cancellable") | high.to(low)
        tire = high.to(spent)
        resume = before.to(low)

    release = State(enter=[pay_stamina, take_step])
    recovery = State(exit=take_step)
    done = State(final=True)

    advance = (
        feint.to(commit, cond=[has_stamina, not_interrupted])
        | feint.to(recovery)
        | commit.to(release, unless=health_below(30), on=take_step)
        | commit.to(recovery, before=pay_stamina)
        | release.to(commit.before, cond=is_cancellable)
        | release.to(recovery)
        | recovery.to(done)
    )
    done_state_commit = commit.to(release, after=take_step)
    release.to(recovery, cond="in_cancel_window and not has_stamina")
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)


CHARTS: dict[str, type[StateChart[Any]]] = {
    "four phases": FourPhases,
    "announcements": Announcements,
    "awareness": Awareness,
    "flurry": Flurry,
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
def test_a_chart_that_ships_runs_on_the_table_and_means_what_the_library_makes_of_it(
    chart: type[StateChart[Any]],
) -> None:
    assert compile_chart(chart).name == "table"
    assert compare_runners(chart, some_scenes(SCENES)) > 20


def test_a_chart_that_is_not_flat_is_left_to_the_library_which_says_why() -> None:
    runner = compile_chart(Whirl)
    assert runner.name == "reference"
    assert runner.reasons == (
        "the state commit has states inside",
        "the state before remembers: it is a history state",
        "the transition on no event from release to recovery is taken without an event",
    )
    assert (runner.rows, runner.entry) == (None, ())
    assert compare_runners(Whirl, some_scenes(amount(2, 12))) > 20


@pytest.mark.parametrize("pack", [None, *PACKS], ids=lambda pack: Path(pack or "standard").name)
def test_every_chart_of_a_ruleset_means_what_the_library_makes_of_it(pack: str | None) -> None:
    rules = load_ruleset([pack]) if pack else standard_ruleset()
    moves = {move.action.chart or FourPhases: move.action for move in rules.moves.values()}
    for chart, action in moves.items():
        scenes = some_scenes(SCENES, action, rules.combatant_type, rules.attributes)
        assert compare_runners(chart, scenes) > 20


@pytest.mark.parametrize("chart", [FourPhases, Flurry], ids=["four phases", "flurry"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_at_any_one_place_of_a_table_is_caught(
    fault: Fault, chart: type[StateChart[Any]]
) -> None:
    scenes = some_scenes(12)
    spoilt = dict(spoilt_once(chart, fault))
    assert spoilt
    for runner in some(spoilt.values(), 3):
        with pytest.raises(AssertionError, match=r"the runners differ on .*: rows come to "):
            compare_runners(chart, scenes, runner)
