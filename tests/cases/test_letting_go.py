"""Letting go: a signal of the actor for its own chart, whose business it is what that leads to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from statemachine import State

from combat_rules import (
    Act,
    Action,
    ActionError,
    ActionRole,
    CombatSystem,
    Controller,
    View,
    Wait,
)
from combat_rules.charts import ActionChart
from combat_rules.errors import PluginError
from combat_rules.model import ActionStateType, Command, Effects, Scene, Signal
from combat_rules.model.events import ActionReleased, ActionSignalled, CommandRefused
from combat_rules.netcode import SyncTest
from combat_rules.record import Journal, Replay, resume
from tests.cases.plays import DUEL, POKE, SETTLED, Play, begin, play, poke


def is_charged(scene: Scene) -> bool:
    """It has been charged for at least 6 ticks."""
    return scene.running is not None and scene.now - scene.running.phase_since >= 6


def strike_far(scene: Scene, effects: Effects) -> None:
    """A step of 5 forward."""
    effects.step(5)


class Charged(ActionChart):
    """Drawn back for as long as the actor holds on; weak, or strong, as it lets go."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "strong": ActionStateType.RELEASE,
        "weak": ActionStateType.RELEASE,
    }
    feint = State(initial=True)
    charging = State()
    strong = State(enter=strike_far)
    weak = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(charging)
        | charging.to(strong)
        | strong.to(recovery)
        | weak.to(recovery)
        | recovery.to(done)
    )
    let_go = charging.to(strong, cond=is_charged) | charging.to(weak)
    stop = feint.to(done)
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | charging.to(recovery) | strong.to(recovery) | weak.to(recovery)


# Charging from tick 2 to tick 22 at most, active for 2 ticks.
SMASH = poke(
    "smash",
    chart=Charged,
    feint=2,
    phases={"charging": 20, "strong": 2, "weak": 2},
    recovery=4,
    reach=30,
)


def let_go(*ats: int, signal: str = "let_go", until: int = 60, **more: Any) -> Play:
    """Ayla smashes at tick 0, and signals at these ticks."""
    fought = begin([SMASH, POKE], (0, "ayla", "smash"), **more)
    fought.combat.schedule([Command(actor="ayla", signal=signal, at=SETTLED + at) for at in ats])
    return fought.until(until)


def releases(fought: Play) -> list[tuple[int, str]]:
    return [(one.timestamp - SETTLED, one.phase) for one in fought.told(ActionReleased)]


@pytest.mark.parametrize(
    ("at", "released"),
    [(2, (2, "weak")), (7, (7, "weak")), (8, (8, "strong")), (21, (21, "strong"))],
    ids=["as it begins to charge", "a tick too early", "just charged", "at the last moment"],
)
def test_who_lets_go_strikes_at_that_tick(at: int, released: tuple[int, str]) -> None:
    fought = let_go(at)
    assert releases(fought) == [released]
    assert fought.contacts() == [(released[0], "hit")]
    (told,) = fought.told(ActionSignalled)
    assert (told.signal, told.phase, told.name) == ("let_go", "charging", "smash")


def test_who_holds_on_strikes_when_it_can_hold_no_longer() -> None:
    assert releases(let_go()) == [(22, "strong")]


def test_what_the_chart_asks_for_on_the_way_is_done() -> None:
    assert let_go(10).of("ayla").position == 505
    assert let_go(5).of("ayla").position == 500


def test_it_may_lead_to_the_end_and_the_actor_is_free_at_once() -> None:
    fought = let_go(1, signal="stop")
    assert fought.free("ayla") == [1]
    assert releases(fought) == []


def test_the_release_is_caused_by_letting_go() -> None:
    fought = let_go(9)
    (told,) = fought.told(ActionSignalled)
    (released,) = fought.told(ActionReleased)
    assert released.causes == (told.sequence,)


def test_a_phase_that_a_signal_leads_back_to_goes_on() -> None:
    class Mashed(ActionChart):
        feint = State(initial=True)
        release = State()
        recovery = State()
        done = State(final=True)
        advance = feint.to(release) | release.to(recovery) | recovery.to(done)
        mash = release.to(release, on=strike_far)

    move = poke("mash", chart=Mashed, feint=2, release=10, recovery=1, damage=0, reach=0)
    fought = begin([move], (0, "ayla", "mash"), who={**DUEL, "borin": {"position": 700}})
    fought.combat.schedule(
        [Command(actor="ayla", signal="mash", at=SETTLED + at) for at in (3, 5, 9)]
    )
    fought.until(40)
    assert fought.of("ayla").position == 515
    assert fought.free("ayla") == [13]


# -- refusals ------------------------------------------------------------------------------------


def refusal(fought: Play, signal: str) -> str:
    before = fought.combat.save()
    with pytest.raises(ActionError) as caught:
        fought.combat.signal("ayla", signal)
    assert fought.combat.save() == before
    return str(caught.value)


def test_a_phase_that_does_not_take_it_refuses_it_and_says_which_does() -> None:
    fought = play([SMASH, POKE], (0, "ayla", "smash"), until=1)
    assert refusal(fought, "let_go") == (
        "ayla cannot signal let_go to smash in feint at tick 11: let_go (smash takes it in "
        "charging, not in feint); possible now: nothing but waiting"
    )


def test_a_move_that_has_no_such_signal_says_so() -> None:
    fought = play([SMASH, POKE], (0, "ayla", "poke"), until=1)
    assert "let_go (poke takes no such signal)" in refusal(fought, "let_go")


def test_a_signal_that_nothing_takes_proposes_one() -> None:
    fought = play([SMASH, POKE], (0, "ayla", "smash"), until=3)
    assert "did you mean let_go?" in refusal(fought, "let_og")
    assert "cancel(actor) calls an action off" in refusal(fought, "cancel")


def test_who_does_nothing_has_nothing_to_let_go_of() -> None:
    fought = play([SMASH, POKE], until=1)
    assert "ayla cannot signal let_go: it does nothing; possible now: smash, poke" in refusal(
        fought, "let_go"
    )


def test_a_guard_that_refuses_it_is_named() -> None:
    class Strict(ActionChart):
        feint = State(initial=True)
        release = State()
        recovery = State()
        done = State(final=True)
        advance = feint.to(release) | release.to(recovery) | recovery.to(done)
        let_go = feint.to(release, cond=is_charged)

    move = poke("strict", chart=Strict, feint=20, release=2)
    fought = play([move], (0, "ayla", "strict"), until=2)
    said = refusal(fought, "let_go")
    assert "is_charged (It has been charged for at least 6 ticks" in said


def test_one_command_asks_for_one_thing() -> None:
    with pytest.raises(ActionError, match="one command for each"):
        begin([SMASH]).combat.schedule([Command(actor="ayla", action="smash", signal="let_go")])


def test_one_that_comes_too_early_is_announced_or_kept_for_its_buffer() -> None:
    refused = let_go(0)
    assert [one.code for one in refused.told(CommandRefused)] == ["action.refused"]
    fought = begin([SMASH], (0, "ayla", "smash"))
    early = Command(actor="ayla", signal="let_go", at=SETTLED, buffer=5)
    fought.combat.schedule([early])
    assert releases(fought.until(30)) == [(2, "weak")]


# -- the same through every door -----------------------------------------------------------------


def test_it_comes_by_hand_by_submission_and_again_after_going_back() -> None:
    synced = SyncTest(begin([SMASH, POKE]).combat, 4)
    synced.execute_action("smash", "ayla")
    synced.advance(9)
    synced.signal("ayla", "let_go")
    synced.advance(20)
    synced.execute_action("smash", "ayla")
    synced.advance(5)
    synced.submit(Command(actor="ayla", signal="let_go"))
    synced.advance(20)
    assert synced.combat.combatant("borin").health == 100 - 2 * 7


def holds(charge: int) -> Callable[[View], Act | Wait | Signal]:
    """Smashes whenever it is free, and lets go after so many ticks."""

    def choose(view: View) -> Act | Wait | Signal:
        if view.me.doing == "smash":
            return Signal("let_go")
        return Act("smash", again=charge) if "smash" in view.possible else Wait(5)

    return choose


@pytest.mark.parametrize(("charge", "phase"), [(4, "weak"), (12, "strong")])
def test_a_controller_is_asked_again_and_lets_go(charge: int, phase: str) -> None:
    holder = Controller("holder", holds(charge))
    fought = begin(
        [SMASH],
        controllers=[holder],
        who={"ayla": {"position": 500, "controller": "holder"}, "borin": {"position": 510}},
    ).until(charge + 3)
    assert [one.phase for one in fought.told(ActionReleased)][:1] == [phase]


def test_a_blow_makes_it_forget_that_it_was_to_be_asked_again() -> None:
    holder = Controller("holder", holds(15))
    # She takes a blow in only once it has landed.
    ayla = {"position": 500, "controller": "holder", "reaction": 500}
    fought = begin(
        [SMASH, POKE],
        (0, "borin", "poke"),
        controllers=[holder],
        who={"ayla": ayla, "borin": {"position": 510}},
    ).until(60)
    assert fought.stuns("ayla") == [(3, "hitstun", 10)]
    assert fought.told(CommandRefused) == []


# -- stunned, and in a hit pause -----------------------------------------------------------------


class Held(ActionChart):
    """A guard that is up until its actor lets it down."""

    feint = State(initial=True)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)
    let_go = release.to(recovery)
    cancel = release.to(recovery)


HELD = Action(name="held", role=ActionRole.BLOCK, chart=Held, release=200, recovery=3)


@pytest.mark.parametrize(
    ("at", "let_down"), [(7, []), (8, [8])], ids=["the last tick of a blockstun", "free"]
)
def test_nobody_lets_go_who_is_stunned(at: int, let_down: list[int]) -> None:
    fought = begin([POKE, HELD], (0, "borin", "held"), (0, "ayla", "poke"))
    fought.combat.schedule([Command(actor="borin", signal="let_go", at=SETTLED + at)])
    fought.until(20)
    assert fought.ticks(ActionSignalled) == let_down
    refused = [one.why for one in fought.told(CommandRefused)]
    assert len(refused) == (0 if let_down else 1)
    assert all("can_act (The actor is neither stunned" in why for why in refused)


def test_what_is_let_go_of_in_a_hit_pause_is_refused_for_that() -> None:
    heavy = poke("heavy", hit_pause=6)
    fought = play([heavy, HELD], (0, "borin", "held"), (0, "ayla", "heavy"), until=4)
    with pytest.raises(ActionError, match="can_act"):
        fought.combat.signal("borin", "let_go")
    with pytest.raises(ActionError, match="can_act"):
        fought.combat.cancel("borin")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("interupt", "interrupt"), ("cancle", "cancel"), ("advence", "advance")],
)
def test_a_signal_that_looks_like_an_event_of_the_engine_is_refused(name: str, meant: str) -> None:
    feint, release = State(initial=True), State()
    done = State(final=True)
    body: dict[str, Any] = {"feint": feint, "release": release, "done": done}
    body["advance"] = feint.to(release) | release.to(done)
    body[name] = feint.to(done)
    make: Callable[..., type[ActionChart]] = type(ActionChart)
    chart = make("Misspelt", (ActionChart,), body)
    with pytest.raises(PluginError, match=f"the event {name} .* looks like {meant}"):
        begin([poke("misspelt", chart=chart)])


@pytest.mark.parametrize("way", ["scheduled", "by hand"])
def test_a_journal_plays_it_again_and_a_killed_fight_goes_on_to_it(
    tmp_path: Path, way: str
) -> None:
    rules = begin([SMASH, POKE]).combat.fight.ruleset
    whole, killed = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"

    def let_go_at_ten(combat: CombatSystem) -> None:
        combat.advance(10 - combat.now)
        if way == "by hand":
            combat.signal("ayla", "let_go")
        combat.run()

    with Journal(whole) as journal:
        combat = CombatSystem(60, 10, ruleset=rules, journal=journal)
        for name in ("ayla", "borin"):
            combat.add_combatant("fighter", name, controller="")
        combat.execute_action("smash", "ayla")
        if way == "scheduled":
            combat.schedule([Command(actor="ayla", signal="let_go", at=10)])
        combat.advance(5)
        killed.write_bytes(whole.read_bytes())
        let_go_at_ten(combat)
    assert Replay(whole, rules).finish().seats == combat.state.world.seats
    resumed = resume(killed, rules)
    heard: list[ActionReleased] = []
    resumed.combat.subscribe(ActionReleased, heard.append)
    with resumed.journal:
        let_go_at_ten(resumed.combat)
    assert [(one.timestamp, one.phase) for one in heard] == [(10, "strong")]
    assert resumed.combat.save() == combat.save()
