"""A tick that does not end ends the action that caused it, by name, and the fight goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import (
    Act,
    Action,
    ActionRole,
    Archetype,
    CancelWindow,
    CombatError,
    CombatSystem,
    Controller,
    Effects,
    Outcome,
    Scene,
)
from combat_rules.charts import ActionChart, has_stamina, in_cancel_window
from combat_rules.engine import playing
from combat_rules.engine.sinks import Journal
from combat_rules.model.events import ActionAborted, ActionEnded
from combat_rules.record import Journal as FileJournal
from combat_rules.record import Replay
from tests.odd_charts import Stumble, stumbling, trip
from tests.rules import JAB, at, duel, empty_fight, listen, only, types


class Spin(ActionChart):
    """It goes round as long as there is stamina, in a phase of no ticks."""

    feint = State(initial=True)
    spin = State()
    done = State(final=True)

    advance = feint.to(spin) | spin.to(spin, cond=has_stamina) | spin.to(done)
    interrupt = feint.to(done) | spin.to(done)


class Pant(ActionChart):
    """It rests again and again, as long as there is stamina."""

    feint = State(initial=True)
    recovery = State()
    done = State(final=True)

    advance = feint.to(recovery) | recovery.to(recovery, cond=has_stamina) | recovery.to(done)
    interrupt = feint.to(recovery)


class Flicker(ActionChart):
    """It takes no time at all, and may be left for another one at once."""

    release = State(initial=True)
    done = State(final=True)

    advance = release.to(done)
    chain = release.to(done, cond=in_cancel_window)


def trip_twice(scene: Scene, effects: Effects) -> None:
    """Stagger oneself, and once more."""
    trip(scene, effects)
    trip(scene, effects)


SPIN = Action(name="spin", role=ActionRole.MOVE, chart=Spin, feint=4, phases={"spin": 0})
STUMBLE = Action(name="stumble", role=ActionRole.MOVE, chart=Stumble, feint=4, commit=9)
SPRAWL = Action(name="sprawl", role=ActionRole.MOVE, chart=stumbling(trip_twice), feint=4, commit=9)
PANT = Action(name="pant", role=ActionRole.MOVE, chart=Pant, feint=4, recovery=0)
FLICKER = Action(
    name="flicker",
    chart=Flicker,
    reach=90,
    cancels=(CancelWindow(into=("flicker",), on=frozenset(Outcome)),),
)
ENDLESS = {"spin": SPIN, "stumble": STUMBLE, "sprawl": SPRAWL, "pant": PANT}
MOMENTS = 40


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick may have few moments, so that one that does not end is over soon."""
    monkeypatch.setattr(playing, "MAX_MOMENTS", MOMENTS)


ends_soon = pytest.mark.usefixtures("soon")


@ends_soon
@pytest.mark.parametrize("action", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_never_ends_is_ended_by_name_and_the_fight_goes_on(action: Action) -> None:
    combat = duel([action, JAB], strict=False)
    heard = listen(combat)
    combat.execute_action(action.name, "ayla")
    at(combat, 20)
    assert only(heard, ActionAborted).name == action.name
    assert only(heard, ActionEnded).reason == "aborted"
    (fault,) = combat.faults
    assert fault.combatant == "ayla"
    assert "tick 4 does not end" in fault.error
    assert action.name in fault.error
    assert combat.synchronize_states() == ()
    combat.execute_action("jab", "ayla")
    assert at(combat, 40).combatant("borin").health == 90


def test_in_strict_mode_it_is_an_error_as_well_and_told_once() -> None:
    combat = duel([SPIN, JAB])
    combat.execute_action("spin", "ayla")
    with pytest.raises(CombatError, match=r"tick 4 does not end.*spin in spin of ayla") as caught:
        combat.advance(20)
    assert caught.value.code == "fight.unsettled"
    at(combat, 20).execute_action("jab", "ayla")
    assert at(combat, 40).combatant("borin").health == 90


def test_it_is_ended_after_some_thousand_questions() -> None:
    asked = [0]

    def is_asked(scene: Scene) -> bool:
        asked[0] += 1
        return True

    class Whirl(ActionChart):
        feint = State(initial=True)
        spin = State()
        done = State(final=True)
        advance = feint.to(spin) | spin.to(spin, cond=is_asked) | spin.to(done)
        interrupt = feint.to(done) | spin.to(done)

    combat = duel([replace(SPIN, chart=Whirl)], strict=False)
    heard = listen(combat)
    combat.execute_action("spin", "ayla")
    at(combat, 20)
    assert only(heard, ActionAborted).name == "spin"
    assert asked[0] < 10_000


@ends_soon
def test_a_stun_into_a_recovery_that_goes_round_is_no_way_to_stick_either() -> None:
    slow = replace(PANT, recovery=5)
    combat = duel([slow, JAB], strict=False)
    heard = listen(combat)
    combat.execute_action("pant", "ayla")
    combat.execute_action("jab", "borin")
    at(combat, 60)
    assert "combatant_stunned" in types(heard)
    assert combat.combatant("ayla").action is None


@ends_soon
def test_a_controller_that_goes_on_into_no_time_at_all_is_put_off() -> None:
    flick = Controller("flick", lambda view: Act("flicker"), "", True)
    kind = Archetype(name="fly", actions=("flicker",), controller="flick")
    combat = empty_fight([FLICKER], archetypes=[kind], controllers=[flick], strict=False)
    for name in ("ayla", "borin"):
        combat.add_combatant("fly", name)
    combat.advance(3)
    assert combat.now == 3
    assert combat.synchronize_states() == ()


def test_a_controller_that_stuns_itself_for_no_time_is_asked_once_a_tick() -> None:
    def stumble(scene: Scene, effects: Effects) -> None:
        effects.stun(scene.actor.id, 0)

    class Twitch(ActionChart):
        feint = State(initial=True, enter=stumble)
        done = State(final=True)
        advance = feint.to(done)
        interrupt = feint.to(done)

    twitch = Action(name="twitch", role=ActionRole.MOVE, chart=Twitch, feint=5)
    kind = Archetype(name="fly", actions=("twitch",), controller="go")
    go = Controller("go", lambda view: Act("twitch"))
    combat = empty_fight([twitch], archetypes=[kind], controllers=[go])
    for name in ("ayla", "borin"):
        combat.add_combatant("fly", name)
    heard = listen(combat)
    combat.advance(9)
    started = [e.timestamp for e in heard if e.type == "action_started" and e.source == "ayla"]
    assert started == list(range(10))


def spun(journal: Journal | list[Any]) -> CombatSystem:
    combat = duel([SPIN, JAB], strict=False, journal=journal)
    combat.execute_action("spin", "ayla")
    combat.execute_action("jab", "borin")
    return at(combat, 20)


@ends_soon
def test_a_tick_that_was_ended_is_replayed_as_it_was(tmp_path: Any) -> None:
    with FileJournal(tmp_path / "fight.jsonl") as journal:
        combat = spun(journal)
        combat.run()
    assert Replay(tmp_path / "fight.jsonl", combat.fight.ruleset).finish() == combat.state.world


def answers_the_end(combat: CombatSystem) -> None:
    combat.subscribe("action_aborted", lambda event: combat.execute_action("spin", "ayla"))


def schedules_at_the_end(combat: CombatSystem) -> None:
    combat.subscribe("action_aborted", lambda event: combat.submit("spin", "ayla"))


@ends_soon
@pytest.mark.parametrize("subscribe", [answers_the_end, schedules_at_the_end])
def test_a_subscriber_that_begins_again_what_was_ended_does_not_stop_the_fight(
    subscribe: Callable[[CombatSystem], None],
) -> None:
    combat = duel([replace(SPIN, feint=0), JAB], strict=False)
    subscribe(combat)
    combat.execute_action("spin", "ayla")
    for _ in range(8):
        try:
            combat.advance(1)
        except CombatError as error:
            assert error.code == "fight.unsettled"  # noqa: PT017  # one way ends, one does not
    assert combat.now >= 4
    assert combat.synchronize_states() == ()
