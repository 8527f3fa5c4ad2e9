"""Charts of a shape of their own: each is refused when it is loaded, or played as it is drawn."""

from collections.abc import Callable
from itertools import product
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import Action, CancelWindow, CombatEvent, Effects, Outcome, Scene
from combat_rules.charts import ActionChart, four_phases, in_cancel_window, pay_stamina
from combat_rules.charts.soundness import find_problems
from combat_rules.model import ActionStateType, EventPriority
from combat_rules.model.events import ActionEnded, ActionRecovering, AttributeChanged
from combat_rules.record import Journal, resume
from tests.rules import JAB, PARRY, at, cause_of, duel, listen, only, types

KINDS = (None, *ActionStateType)


def chart_of(body: dict[str, Any]) -> type[ActionChart]:
    """A chart with this body."""
    make: Callable[..., type[ActionChart]] = type(ActionChart)
    return make("Odd", (ActionChart,), body)


def two_phases(first: ActionStateType, second: ActionStateType | None, by: str) -> Any:
    """A chart whose first phase leads to a second one, or to the end, by one of its events."""
    one, other, done = State(initial=True), State(), State(final=True)
    after = done if second is None else other
    ways = {"advance": one.to(other) | other.to(done)} if by != "advance" else {}
    if by == "advance" and second is None:
        ways["advance"] = one.to(done, cond="has_stamina") | one.to(other) | other.to(done)
    elif by == "advance":
        ways["advance"] = one.to(other) | other.to(done)
    else:
        ways[by] = one.to(after)
    kinds = {"one": first, "other": first if second is None else second}
    body = {"one": one, "other": other, "done": done, "kinds": kinds, **ways}
    return chart_of(body)


@pytest.mark.parametrize("by", ["advance", "cancel", "interrupt"])
@pytest.mark.parametrize(("first", "second"), [*product(ActionStateType, KINDS)])
def test_a_way_is_refused_when_it_is_loaded_or_played_by_the_chart_of_announcements(
    first: ActionStateType, second: ActionStateType | None, by: str
) -> None:
    chart = two_phases(first, second, by)
    backwards = second is not None and first is not second
    if backwards and (second is ActionStateType.FEINT or first is ActionStateType.RECOVERY):
        assert any("leads" in problem for problem in find_problems(chart))
        return
    assert find_problems(chart) == ()
    odd = Action(name="odd", chart=chart, phases={"one": 5, "other": 5}, reach=0)
    combat = duel([odd, JAB], distance=8)
    heard = listen(combat)
    combat.execute_action("odd", "ayla")
    at(combat, 2)
    if by == "cancel":
        combat.cancel("ayla")
    if by == "interrupt":
        combat.execute_action("jab", "borin")
    at(combat, 60)
    assert combat.combatant("ayla").action is None
    assert combat.synchronize_states() == ()
    assert types(heard, "action_ended").count("action_ended") == 1 + (by == "interrupt")


class Rest(ActionChart):
    """Nothing but catching one's breath."""

    recovery = State(initial=True)
    done = State(final=True)

    advance = recovery.to(done)


REST = Action(name="rest", chart=Rest, recovery=30, reach=0)


def test_an_action_may_be_nothing_but_a_recovery() -> None:
    combat = duel([REST, JAB], distance=8)
    heard = listen(combat)
    combat.execute_action("rest", "ayla")
    at(combat, 10)
    assert combat.synchronize_states() == ()
    assert combat.combatant("ayla").state is ActionStateType.RECOVERY
    at(combat, 40)
    assert only(heard, ActionRecovering).ticks == 30
    assert only(heard, ActionEnded).timestamp == 30


def test_a_blow_into_an_action_that_is_all_recovery_is_a_counter_hit_and_stuns() -> None:
    combat = duel([REST, JAB], distance=8)
    heard = listen(combat)
    combat.execute_action("rest", "ayla")
    combat.execute_action("jab", "borin")
    at(combat, 40)
    assert "action_counter_hit" in types(heard)
    ended = next(e for e in heard if isinstance(e, ActionEnded) and e.source == "ayla")
    assert ended.timestamp == 3 + JAB.hitstun


def test_a_fight_killed_in_a_first_recovery_can_be_resumed(tmp_path: Any) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = duel([REST, JAB], journal=journal)
        combat.execute_action("rest", "ayla")
        at(combat, 10)
        rules = combat.fight.ruleset
        (tmp_path / "killed.jsonl").write_bytes((tmp_path / "fight.jsonl").read_bytes())
    resumed = resume(tmp_path / "killed.jsonl", rules)
    assert at(resumed.combat, 10).save() == combat.save()
    resumed.journal.close()


# -- called off ------------------------------------------------------------------------------------


def test_a_recovery_may_be_called_off_where_the_chart_lets_it() -> None:
    chart = two_phases(ActionStateType.RECOVERY, None, "cancel")
    combat = duel([Action(name="odd", chart=chart, phases={"one": 9, "other": 9}, reach=0)])
    heard = listen(combat)
    combat.execute_action("odd", "ayla")
    at(combat, 4).cancel("ayla")
    at(combat, 5)
    assert types(heard, "action_cancelled", "action_ended") == ["action_cancelled", "action_ended"]
    assert only(heard, ActionEnded).reason == "cancelled"
    assert only(heard, ActionEnded).timestamp == 4


def test_what_is_called_off_into_another_commit_goes_on_and_recovers_as_declared() -> None:
    class Switches(ActionChart):
        feint = State(initial=True)
        commit = State()
        recovery = State()
        done = State(final=True)

        advance = feint.to(commit) | commit.to(recovery) | recovery.to(done)
        cancel = feint.to(commit)

    odd = Action(name="odd", chart=Switches, feint=9, commit=5, recovery=20, reach=0)
    combat = duel([odd])
    heard = listen(combat)
    combat.execute_action("odd", "ayla")
    at(combat, 3).cancel("ayla")
    at(combat, 60)
    assert only(heard, ActionRecovering).ticks == 20
    assert (only(heard, ActionEnded).timestamp, only(heard, ActionEnded).reason) == (
        28, "completed",
    )  # fmt: skip


# -- chained ---------------------------------------------------------------------------------------


class Flowed(CombatEvent, frozen=True, kw_only=True):
    """An action was left for another one."""

    priority = EventPriority.LOW


def refund(scene: Scene, effects: Effects) -> None:
    """Give some stamina back."""
    effects.change(scene.actor.id, "stamina", 7)


def flow(scene: Scene, effects: Effects) -> None:
    """Say that the action was left."""
    effects.announce(Flowed())


class Flow(ActionChart):
    """It may be left for another action, which gives some stamina back."""

    feint = State(initial=True)
    release = State(enter=pay_stamina, exit=flow)
    recovery = State()
    done = State(final=True)

    advance = feint.to(release) | release.to(recovery) | recovery.to(done)
    interrupt = feint.to(recovery) | release.to(recovery)
    chain = release.to(done, cond=in_cancel_window, on=refund) | recovery.to(recovery)


FLOW = Action(
    name="flow",
    chart=Flow,
    feint=2,
    release=20,
    recovery=5,
    stamina_cost=20,
    reach=0,
    cancels=(CancelWindow(into=("flow",), on=frozenset(Outcome)),),
)


def test_what_a_chain_asks_for_happens_once_because_of_the_chain() -> None:
    combat = duel([FLOW], events=[Flowed])
    combat.execute_action("flow", "ayla")
    at(combat, 5)
    heard = listen(combat)
    assert combat.actions.possible_actions("ayla") == ("flow",)
    assert types(heard) == []
    combat.execute_action("flow", "ayla")
    chained = next(event for event in heard if event.type == "action_chained")
    asked = [event for event in heard if isinstance(event, AttributeChanged | Flowed)]
    assert [event.type for event in asked] == ["flowed", "attribute_changed"]
    assert {(event.action, cause_of(event)) for event in asked} == {("ayla#1", chained.sequence)}
    assert combat.combatant("ayla").stamina == 100 - 20 + 7


def test_a_chain_that_leads_nowhere_is_refused_and_asks_for_nothing() -> None:
    combat = duel([FLOW], events=[Flowed])
    combat.execute_action("flow", "ayla")
    at(combat, 24)
    before = combat.save()
    assert combat.validate_action("flow", "ayla") is not None
    assert combat.save() == before


def test_a_chain_into_an_action_that_cannot_begin_asks_for_nothing() -> None:
    def fail(scene: Scene, effects: Effects) -> None:
        raise RuntimeError("no way in")

    stuck = replace(PARRY, name="stuck", chart=four_phases("Stuck", on_feint=[fail]))
    into = replace(FLOW, cancels=(CancelWindow(into=("stuck",), on=frozenset(Outcome)),))
    combat = duel([into, stuck], events=[Flowed], strict=False)
    combat.execute_action("flow", "ayla")
    at(combat, 5)
    heard = listen(combat)
    combat.submit("stuck", "ayla")
    at(combat, 6)
    assert types(heard) == ["plugin_failed", "command_refused"]
    assert combat.combatant("ayla").stamina == 80


@pytest.mark.parametrize("struck", [False, True], ids=["undisturbed", "struck"])
def test_whoever_was_interrupted_goes_no_way_that_is_for_the_undisturbed(struck: bool) -> None:
    class Bow(ActionChart):
        feint = State(initial=True)
        recovery, flourish = State(), State()
        done = State(final=True)
        advance = (
            feint.to(recovery)
            | recovery.to(flourish, cond="not_interrupted")
            | recovery.to(done)
            | flourish.to(done)
        )
        interrupt = feint.to(recovery)
        kinds: ClassVar = {"flourish": ActionStateType.RECOVERY}

    bow = Action(name="bow", chart=Bow, feint=10, recovery=5, phases={"flourish": 7}, reach=0)
    combat = duel([bow, JAB], distance=8)
    heard = listen(combat)
    combat.execute_action("bow", "ayla")
    if struck:
        combat.execute_action("jab", "borin")
    at(combat, 60)
    assert ("phase_entered" in types(heard)) is not struck
