"""What rows cannot say runs on the reference runner: the ruleset says why, the fight is right."""

from typing import Any

import pytest
from statemachine import State

from combat_rules import Action, ActionError, Effects, Scene, replace
from combat_rules.charts import ActionChart, FourPhases
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.runner import NotAllowed
from tests.rules import duel, listen


class Parallel(ActionChart):
    """Arm and eye at once."""

    feint = State(initial=True)

    class release(State.Parallel):
        class arm(State.Compound):
            swinging = State(initial=True)
            swung = State(final=True)
            swing = swinging.to(swung)

        class eye(State.Compound):
            watching = State(initial=True)
            seen = State(final=True)
            see = watching.to(seen)

    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)


class Valued(ActionChart):
    """A state with a value of its own."""

    feint = State(initial=True, value=1)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)


class Conventional(ActionChart):
    """A callback that is found by its name."""

    feint = State(initial=True)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)

    def on_enter_release(self, scene: Scene, effects: Effects) -> None:
        effects.change(scene.actor.id, "stamina", -7)


class Renewed(ActionChart):
    """Transitions to itself do not enter again."""

    enable_self_transition_entries = False
    feint = State(initial=True)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)


class Compared(ActionChart):
    """Conditions that only the library can read."""

    feint = State(initial=True)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = (
        feint.to(release, cond="has_stamina != target_is_defeated")
        | feint.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery, cond="has_stamina == target_is_defeated")
    let_go = feint.to(release, cond="In('feint')")


FALLBACKS = {
    "parallel": (Parallel, "the state release is parallel"),
    "a value": (Valued, "the state feint has the value 1 instead of its name"),
    "a convention": (Conventional, "it defines the callback on_enter_release by its name"),
    "a setting": (Renewed, "it sets enable_self_transition_entries"),
    "a comparison": (Compared, "uses Compare in an expression of guards"),
}
each = pytest.mark.parametrize(("chart", "why"), FALLBACKS.values(), ids=FALLBACKS.keys())


def odd(chart: type[ActionChart]) -> Action:
    return Action(name="odd", chart=chart, feint=3, release=5, recovery=6)


@each
def test_the_ruleset_says_which_runner_and_why(chart: Any, why: str) -> None:
    runner = compile_chart(chart)
    assert runner.name == "reference"
    assert any(why in reason for reason in runner.reasons), runner.reasons


def test_a_chart_that_rows_can_say_has_no_reason() -> None:
    assert (compile_chart(FourPhases).name, compile_chart(FourPhases).reasons) == ("table", ())
    asked = compile_chart(FourPhases, "reference")
    assert (asked.name, asked.reasons) == ("reference", ("it was asked for",))


@pytest.mark.parametrize(
    "chart", [Conventional, Renewed, Compared], ids=["a convention", "a setting", "a comparison"]
)
def test_a_fight_with_such_a_chart_goes_through_its_phases_and_ends(chart: Any) -> None:
    combat = duel([odd(chart)], distance=90)
    told = listen(combat)
    combat.execute_action("odd", "ayla")
    combat.advance(100)
    times = {event.type: event.timestamp for event in told}
    assert times["action_released"] == 3
    assert times["action_recovering"] == 3 + 5
    assert times["action_ended"] == 3 + 5 + 6
    assert combat.combatant("ayla").action is None


def test_a_condition_that_only_the_library_reads_is_told_as_one_guard() -> None:
    combat = duel([replace(odd(Compared), stamina_cost=5)], distance=90)
    combat.execute_action("odd", "ayla")
    with pytest.raises(ActionError, match="has_stamina == target_is_defeated") as refused:
        combat.cancel("ayla")
    (reason,) = refused.value.refusal.reasons
    assert [path for path, _ in reason.values] == [
        "actor.stamina",
        "action.stamina_cost",
        "target.defeated",
    ]
    combat.signal("ayla", "let_go")
    assert combat.combatant("ayla").phase == "release"


def test_a_callback_by_name_has_its_effect() -> None:
    combat = duel([odd(Conventional)], distance=90)
    before = combat.combatant("ayla").stamina
    combat.execute_action("odd", "ayla")
    combat.advance(3)
    assert combat.combatant("ayla").stamina == before - 7


# -- machines of the library -----------------------------------------------------------------------


def may_go_on(scene: str) -> bool:
    """A question that has an answer for some."""
    if scene == "nobody":
        raise LookupError("nobody is asked")
    return scene == "ayla"


class Asking(ActionChart):
    """It goes on for some, and raises for nobody; inside a state, so that no row can say it."""

    class feint(State.Compound, initial=True):
        low = State(initial=True)
        high = State()
        rise = low.to(high, cond=may_go_on)

    done = State(final=True)
    advance = feint.to(done)


class Counting(ActionChart):
    """It counts on its machine how often it went on."""

    feint = State(initial=True)
    done = State(final=True)
    counted = 0
    again = feint.to(feint)
    advance = feint.to(done)

    def on_again(self, effects: list[int]) -> None:
        self.counted += 1
        effects.append(self.counted)


def test_one_call_knows_nothing_of_another_one_that_was_refused_or_raised() -> None:
    runner = compile_chart(Asking)
    low = runner.start("ayla", None)
    for _ in range(2):
        assert runner.send(low, "rise", "ayla", None).phase == "high"
        with pytest.raises(NotAllowed):
            runner.send(low, "rise", "borin", None)
        with pytest.raises(LookupError):
            runner.send(low, "rise", "nobody", None)
        assert runner.send(low, "advance", "borin", None).done
    # However often it is asked: a loop is one within a call.
    assert all(runner.send(low, "rise", "ayla", None).phase == "high" for _ in range(150))


def test_what_a_chart_leaves_on_its_machine_is_gone_at_the_next_call() -> None:
    runner = compile_chart(Counting)
    told: list[int] = []
    at = runner.start(None, told)
    for _ in range(3):
        assert runner.send(at, "again", None, told) == at
    assert told == [1, 1, 1]
