"""As a blow lands both stand still for its hit pause; what they do goes on afterwards."""

from pathlib import Path
from shutil import copy
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
    Effects,
    Scene,
    View,
    Wait,
    four_phases,
    replace,
)
from combat_rules.charts import ActionChart, tick_in_phase_between
from combat_rules.model import (
    ActionStateType,
    CancelWindow,
    Command,
    Hit,
    Projectile,
    Protection,
    StunMode,
    StunRule,
    Sweep,
)
from combat_rules.model.events import (
    ActionContact,
    ActionRecovering,
    ActionReleased,
    CommandRefused,
)
from combat_rules.record import Journal, resume
from tests.cases.plays import DUEL, POKE, REPLY, SETTLED, SHIELD, Play, Who, begin, play, poke

PAUSE = 8
HEAVY = poke("heavy", hit_pause=PAUSE)


def test_both_are_free_later_by_the_pause() -> None:
    fought = play([HEAVY], (0, "ayla", "heavy"))
    assert fought.free("ayla") == [9 + PAUSE]
    assert fought.free("borin") == [3 + PAUSE + 10]


def test_it_changes_no_advantage() -> None:
    plain, paused = (play([move], (0, "ayla", move.name)) for move in (poke(), HEAVY))
    assert paused.free("borin")[0] - paused.free("ayla")[0] == 4
    assert plain.free("borin")[0] - plain.free("ayla")[0] == 4


def test_one_that_is_blocked_pauses_both() -> None:
    fought = play([HEAVY, SHIELD], (0, "borin", "shield"), (0, "ayla", "heavy"))
    assert fought.free("ayla") == [9 + PAUSE]
    assert fought.of("borin").stunned_until - 10 == 3 + PAUSE + 5


def test_one_that_misses_pauses_nobody() -> None:
    who: Who = {**DUEL, "borin": {"position": 900}}
    assert play([HEAVY], (0, "ayla", "heavy"), who=who).free("ayla") == [9]


def test_one_that_is_countered_pauses_nobody() -> None:
    fought = play([HEAVY, REPLY], (0, "borin", "reply"), (0, "ayla", "heavy"))
    assert fought.free("ayla") == [12]


def test_a_trade_pauses_both_once_for_the_longer_of_two() -> None:
    light = poke("light", hit_pause=3)
    fought = play([HEAVY, light], (0, "ayla", "heavy"), (0, "borin", "light"))
    assert fought.outcomes() == ["traded", "traded"]
    assert fought.of("ayla").paused_until == fought.of("borin").paused_until == 10 + 3 + PAUSE


def test_in_a_trade_each_reels_from_the_end_of_the_longer_pause() -> None:
    light = poke("light", hit_pause=3)
    fought = play([HEAVY, light], (0, "ayla", "heavy"), (0, "borin", "light"))
    assert fought.free("ayla") == fought.free("borin") == [3 + PAUSE + 10]


def test_an_older_stun_that_goes_on_is_held_up_by_the_pause() -> None:
    daze = poke("daze", hitstun=50)
    tap = poke("tap", commit=2, hit_pause=PAUSE, hitstun=3, stun_mode=StunMode.LONGER)
    fought = play([daze, tap], (0, "ayla", "daze"), (20, "ayla", "tap"), until=90)
    assert fought.free("borin") == [3 + 50 + PAUSE]
    added = poke("tap", commit=2, hit_pause=PAUSE, hitstun=3, stun_mode=StunMode.ADD)
    fought = play([daze, added], (0, "ayla", "daze"), (20, "ayla", "tap"), until=90)
    assert fought.free("borin") == [3 + 50 + PAUSE + 3]


def test_a_guard_in_an_older_blockstun_is_held_up_by_the_pause_as_well() -> None:
    brief = Action(name="brief", role=ActionRole.BLOCK, release=20, recovery=3)
    fought = play([HEAVY, brief], (0, "borin", "brief"), (0, "ayla", "heavy"))
    assert fought.free("borin") == [20 + PAUSE + 3]


def test_a_stagger_that_an_effect_asks_for_is_counted_from_the_end_of_the_pause() -> None:
    def shout(scene: Scene, effects: Effects) -> None:
        """Take the target aback."""
        effects.stun(scene.target.id, 40)

    loud = poke("loud", hit_pause=PAUSE, on_contact=(shout,))
    assert play([loud], (0, "ayla", "loud")).free("borin") == [3 + PAUSE + 40]


def test_a_trade_of_two_alike_leaves_both_free_at_one_tick() -> None:
    fought = play([HEAVY], (0, "ayla", "heavy"), (0, "borin", "heavy"))
    assert fought.free("ayla") == fought.free("borin") == [3 + PAUSE + 10]


def test_nobody_acts_in_a_pause() -> None:
    fought = begin([HEAVY, poke()], (0, "ayla", "heavy")).until(5)
    for name in ("ayla", "borin"):
        with pytest.raises(ActionError):
            fought.combat.execute_action("poke", name)


def test_a_sweep_that_meets_two_pauses_its_striker_once() -> None:
    wide = poke("wide", hit_pause=PAUSE, sweep=Sweep.ALL)
    who: Who = {**DUEL, "cleo": {"position": 515, "team": "borin"}}
    fought = play([wide], (0, "ayla", "wide"), who=who)
    assert fought.free("ayla") == [9 + PAUSE]
    assert fought.free("borin") == fought.free("cleo") == [3 + PAUSE + 10]


def test_each_hit_has_a_pause_of_its_own() -> None:
    fought = play([poke("own", hit_pause=PAUSE, hits=(Hit(hit_pause=2),))], (0, "ayla", "own"))
    assert fought.free("ayla") == [11]


def test_a_cancel_window_moves_with_the_pause() -> None:
    window = CancelWindow(into=("poke",), start=3, end=5)
    move = poke("heavy", hit_pause=PAUSE, recovery=20, cancels=(window,))
    got = {
        tick: play([move, poke()], (0, "ayla", "heavy"), (tick, "ayla", "poke")).starts("ayla")
        for tick in (4, 10, 11, 13, 14)
    }
    assert {tick: len(starts) == 2 for tick, starts in got.items()} == {
        4: False,
        10: False,
        11: True,
        13: True,
        14: False,
    }


def test_a_bystander_is_not_paused() -> None:
    who: Who = {**DUEL, "cleo": {"position": 900, "team": "borin"}}
    fought = play(
        [HEAVY, poke()], (0, "ayla", "heavy", "borin"), (4, "cleo", "poke", "ayla"), who=who
    )
    assert fought.free("cleo") == [13]


def test_a_blow_into_a_pause_adds_what_is_missing() -> None:
    who: Who = {**DUEL, "cleo": {"position": 505, "team": "borin"}}
    fought = play(
        [HEAVY, poke("jolt", hit_pause=4, damage=1, hitstun=30)],
        (0, "ayla", "heavy", "borin"),
        (5, "cleo", "jolt", "ayla"),
        who={**who, "cleo": {"position": 495, "team": "borin", "facing": 1}},
    )
    # Ayla is paused until 11, struck at 8: until 12 and reels for 30 from there.
    assert fought.of("ayla").stunned_until - 10 == 42


def test_the_release_goes_on_after_the_pause() -> None:
    fought = play([HEAVY], (0, "ayla", "heavy"))
    assert fought.ticks(ActionRecovering, "ayla") == [5 + PAUSE]


def test_a_fight_saved_in_a_pause_goes_on_with_it() -> None:
    fought = begin([HEAVY], (0, "ayla", "heavy")).until(6)
    saved = fought.combat.save()
    fought.until(40)
    fought.combat.load(saved)
    assert fought.until(40).free("ayla") == [9 + PAUSE]


# Hits as soon as it begins: what it has begun is put off to the end of the pause.
SNAP = poke("snap", commit=0, hit_pause=PAUSE)


def test_another_fight_takes_a_save_that_was_made_in_a_pause() -> None:
    fought, other = (begin([SNAP], (0, "ayla", "snap")) for _ in range(2))
    other.combat.load(fought.until(2).combat.save())
    assert fought.combat.synchronize_states() == other.combat.synchronize_states() == ()
    assert other.until(40).free("ayla") == fought.until(40).free("ayla") == [6 + PAUSE]


def test_an_action_may_be_changed_from_outside_in_a_pause() -> None:
    combat = begin([SNAP], (0, "ayla", "snap")).until(2).combat
    with combat.transaction() as tx:
        tx.update_action_state(replace(tx.actions["ayla"], due=combat.now + 20))
    running = combat.actions.get_current_action("ayla")
    assert running is not None
    assert running.due == combat.now + 20


def test_a_fight_that_was_killed_in_a_pause_goes_on_from_its_journal(tmp_path: Path) -> None:
    rules = begin([SNAP]).combat.fight.ruleset
    whole, killed = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    with Journal(whole) as journal:
        combat = CombatSystem(100, 10, ruleset=rules, journal=journal)
        combat.add_combatant("fighter", "ayla", controller="")
        combat.add_combatant("fighter", "borin", controller="")
        combat.schedule([Command(actor="ayla", action="snap", at=5)])
        combat.advance(5)
        combat.advance(2)
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(tx.combatants["borin"], stamina=7))
        copy(whole, killed)
        combat.run()
    resumed = resume(killed, rules)
    with resumed.journal:
        resumed.combat.run()
    assert resumed.combat.save() == combat.save()


def test_what_an_action_is_protected_from_stays_as_it_was_in_a_pause() -> None:
    rise = poke(
        "rise",
        commit=9,
        protections=(Protection(armour=1), Protection(start=5, end=5, lines=("throw",))),
    )
    grip = poke("grip", commit=0, line="throw")
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}
    for tick, outcome in ((4, "counter_hit"), (5, "evaded"), (12, "evaded"), (14, "counter_hit")):
        fought = play(
            [rise, grip, replace(HEAVY, name="heavy", commit=5)],
            (0, "ayla", "heavy", "borin"),
            (0, "borin", "rise", "ayla"),
            (tick, "cleo", "grip", "borin"),
            who=who,
        )
        assert (tick, *fought.outcomes("cleo")) == (tick, outcome)


class Stubborn(ActionChart):
    """A blow into its armour takes that away; it goes on bare."""

    kinds: ClassVar[dict[str, ActionStateType]] = {
        "armoured": ActionStateType.COMMIT,
        "bare": ActionStateType.COMMIT,
    }
    feint = State(initial=True)
    armoured = State()
    bare = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(armoured)
        | armoured.to(release)
        | bare.to(release)
        | release.to(recovery)
        | recovery.to(done)
    )
    interrupt = armoured.to(bare) | bare.to(recovery) | release.to(recovery)


def test_a_phase_into_which_a_blow_throws_an_action_begins_after_the_pause() -> None:
    stubborn = poke("stubborn", chart=Stubborn, phases={"armoured": 20, "bare": 5})
    fought = play([stubborn, HEAVY], (0, "borin", "stubborn"), (0, "ayla", "heavy"))
    assert fought.ticks(ActionReleased, "borin") == [3 + PAUSE + 5]


class Touchy(ActionChart):
    """A blow into its preparation sets it off."""

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(recovery) | recovery.to(done)
    interrupt = commit.to(release) | release.to(recovery)


TOUCHY = poke(
    "touchy", chart=Touchy, commit=20, release=20, reach=0, launches=Projectile(speed=1000, life=60)
)
FAR = poke("far", reach=60)


def set_off(far: Action, health: int = 100) -> Play:
    """Cleo's projectile is set off by Ayla's blow at tick 3; at 4 Borin strikes her as well."""
    orders = [
        (0, "cleo", "touchy", "ayla"),
        (0, "ayla", "far", "cleo"),
        (1, "borin", "poke", "cleo"),
    ]
    cleo = {"position": 540, "facing": -1, "health": health}
    who: Who = {**DUEL, "borin": {"position": 510, "facing": 1}, "cleo": cleo}
    return begin([TOUCHY, far, POKE], *orders, who=who)


def test_what_a_blow_sets_off_flies_from_the_end_of_the_pause() -> None:
    plain, paused = (set_off(far).until(90) for far in (FAR, replace(FAR, hit_pause=PAUSE)))
    assert len(plain.contacts("cleo")) == 1
    assert paused.contacts("cleo") == [(at + PAUSE, met) for at, met in plain.contacts("cleo")]


@pytest.mark.parametrize("health", [100, 8], ids=["lives on", "falls meanwhile"])
def test_what_is_yet_to_fly_is_sound_and_goes_into_a_save(health: int) -> None:
    fought = set_off(replace(FAR, hit_pause=PAUSE), health).until(6)
    assert fought.combat.synchronize_states() == ()
    saved = fought.combat.save()
    (flying,) = fought.combat.projectiles.values()
    assert (flying.position, fought.of("cleo").defeated) == (540, health == 8)
    met = fought.until(90).contacts("cleo")
    fought.combat.load(saved)
    assert fought.until(90).contacts("cleo") == [*met, *met]


def test_what_is_yet_to_fly_may_be_flown_into_and_flies_no_sooner_for_that() -> None:
    """At 13 a ball with a hit more sets Borin's off, which flies from 29 on."""
    numbers: dict[str, Any] = {
        "reach": 0,
        "launches": Projectile(speed=1000, life=60, hits=2, interval=3),
    }
    ball = poke("ball", hit_pause=16, **numbers)
    touchy = replace(TOUCHY, name="touchy", commit=40, hit_pause=0, **numbers)
    fought = begin([ball, touchy], (0, "ayla", "ball"), (0, "borin", "touchy")).until(13)
    assert fought.outcomes() == ["counter_hit", "clashed", "clashed"]
    assert fought.combat.synchronize_states() == ()
    (flying,) = fought.combat.projectiles.values()
    assert (flying.since - SETTLED, flying.hits) == (29, 1)


# -- nobody strikes in a pause ---------------------------------------------------------------------

WALK = Action(name="walk", role=ActionRole.MOVE, release=1, travel=30)


@pytest.mark.parametrize(
    ("tick", "met"), [(2, 3), (5, 11), (10, 11), (13, 13), (14, None)], ids=str
)
def test_a_sweep_meets_whoever_walks_into_it_in_a_pause_once_that_is_over(
    tick: int, met: int | None
) -> None:
    """It hits at 3, stands still until 11, and is active up to 13."""
    wide = poke("wide", release=3, hit_pause=PAUSE, sweep=Sweep.ALL)
    who: Who = {**DUEL, "cleo": {"position": 550, "team": "borin", "facing": -1}}
    orders = [(0, "ayla", "wide", "borin"), (tick, "cleo", "walk", "ayla")]
    told = play([wide, WALK], *orders, who=who).told(ActionContact)
    ticks = [one.timestamp - SETTLED for one in told if one.target == "cleo"]
    assert ticks == ([] if met is None else [met])


class Provoked(ActionChart):
    """A blow into its preparation throws it into its release at once."""

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(recovery) | recovery.to(done)
    interrupt = commit.to(release) | release.to(recovery)


def test_a_blow_that_throws_its_target_into_a_strike_is_answered_once_the_pause_is_over() -> None:
    answer = poke("answer", chart=Provoked, commit=30)
    fought = play([answer, HEAVY], (0, "borin", "answer"), (0, "ayla", "heavy"))
    assert fought.contacts() == [(3, "counter_hit"), (3 + PAUSE, "hit")]
    assert fought.ticks(ActionRecovering, "borin") == [3 + PAUSE + 2]


def test_a_strike_that_is_held_up_as_it_begins_lands_after_that() -> None:
    def flash(scene: Scene, effects: Effects) -> None:
        """Everybody holds their breath."""
        for one in (scene.actor, scene.target):
            effects.pause(one.id, 20)

    burst = poke("burst", chart=four_phases("Burst", on_release=[flash]))
    fought = play([burst, SHIELD], (0, "ayla", "burst"), (20, "borin", "shield"))
    assert fought.contacts("ayla") == [(23, "hit")]
    assert fought.ticks(CommandRefused) == [20]


class Bold(ActionChart):
    """No blow stops its commit in the first four ticks."""

    feint = State(initial=True)
    commit = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(recovery) | recovery.to(done)
    interrupt = commit.to(commit, cond=tick_in_phase_between(0, 3)) | commit.to(recovery)


@pytest.mark.parametrize(
    ("tick", "stops"), [(3, False), (7, False), (8, False), (9, True)], ids=str
)
def test_a_guard_that_counts_the_ticks_of_a_phase_counts_none_of_a_pause(
    tick: int, stops: bool
) -> None:
    """Struck at its tick 3, it stands still until 11; the second blow lands three ticks on."""
    bold = poke("bold", chart=Bold, commit=9)
    who: Who = {**DUEL, "cleo": {"position": 520, "team": "ayla", "facing": -1}}
    orders = [(0, "borin", "bold"), (0, "ayla", "heavy", "borin"), (tick, "cleo", "poke", "borin")]
    fought = play([bold, HEAVY, POKE], *orders, who=who)
    assert fought.outcomes("cleo") == ["counter_hit"]
    assert bool(fought.stuns("borin")) is stops


# -- a pause that an effect asks for ---------------------------------------------------------------


def freezing(ticks: int) -> Action:
    """A blow at tick 20 that holds its target up from its first tick on."""

    def freeze(scene: Scene, effects: Effects) -> None:
        """The target stands still."""
        effects.pause(scene.target.id, ticks)

    chart = four_phases("Super", on_commit=[freeze])
    return poke("super", commit=20, hitstun=9, chart=chart)


def test_whoever_is_held_up_by_an_effect_goes_on_later_by_the_pause() -> None:
    """Ayla begins at 1, as Borin's blow would land at 3: it is held up by 15 ticks, to 18."""
    orders = [(0, "borin", "poke"), (1, "ayla", "super")]
    fought = play([freezing(15), POKE], *orders)
    assert fought.contacts("borin") == [(18, "counter_hit")]
    assert fought.free("borin") == [9 + 15]


def test_nobody_who_is_held_up_acts_or_guards_until_the_pause_is_over() -> None:
    orders = [(0, "ayla", "super"), (1, "borin", "shield"), (14, "borin", "shield")]
    early = play([freezing(15), SHIELD], *orders)
    assert early.ticks(CommandRefused) == [1, 14]
    assert early.outcomes("ayla") == ["hit"]
    in_time = play([freezing(15), SHIELD], (0, "ayla", "super"), (15, "borin", "shield"))
    assert in_time.outcomes("ayla") == ["blocked"]


def test_a_stun_is_held_up_by_it_as_well() -> None:
    """Hit at 3 until 13; held up at 9 for 15 ticks, so until 28."""
    orders = [(0, "ayla", "poke"), (9, "ayla", "super")]
    fought = play([freezing(15), POKE], *orders, until=25)
    assert fought.of("borin").stunned_until - SETTLED == 28


def test_all_parts_agree_through_a_pause_that_is_longer_than_the_fight() -> None:
    """Borin is hit in the recovery of its own blow, and held up then."""
    orders = [(0, "borin", "wave"), (2, "ayla", "poke"), (11, "ayla", "super")]
    wave = poke("wave", reach=0, recovery=30)
    fought = play([freezing(1_000_000), POKE, wave], *orders, until=14)
    assert fought.of("borin").state is ActionStateType.RECOVERY
    assert fought.combat.synchronize_states() == ()


def test_a_controller_is_asked_once_its_pause_is_over() -> None:
    asked: list[int] = []

    def note(view: View) -> Wait:
        asked.append(view.now - SETTLED)
        return Wait(4)

    who: Who = {**DUEL, "borin": {"position": 510, "controller": "note"}}
    play(
        [freezing(15)],
        (1, "ayla", "super"),
        who=who,
        controllers=[Controller("note", note)],
        until=18,
    )
    assert not [tick for tick in asked if 1 < tick < 16]
    assert [tick for tick in asked if tick >= 16]


# -- controllers -----------------------------------------------------------------------------------


def test_a_controller_goes_on_from_a_blow_once_the_pause_of_that_is_over() -> None:
    """Hits at 3, asked at 11, where it may go on."""
    asked: list[tuple[int, bool]] = []

    def combo(view: View) -> Act | Wait:
        """Go on into a poke."""
        asked.append((view.now - SETTLED, "poke" in view.possible))
        if view.now < SETTLED:
            return Wait(SETTLED)
        return Act("poke" if view.me.doing else "heavy")

    move = poke("heavy", hit_pause=PAUSE, recovery=40, cancels=(CancelWindow(into=("poke",)),))
    who: Who = {**DUEL, "ayla": {"position": 500, "controller": "combo"}}
    combo_of = Controller("combo", combo, follows_up=True)
    fought = play([move, poke()], who=who, controllers=[combo_of], until=12)
    assert asked[-1] == (3 + PAUSE, True)
    assert fought.starts("ayla") == [0, 3 + PAUSE]


def test_whoever_is_not_stunned_is_asked_once_the_pause_is_over() -> None:
    """It would have been asked at 7; it stands still from 3 to 11."""
    asked: list[int] = []

    def note(view: View) -> Wait:
        """Writes down when."""
        asked.append(view.now - SETTLED)
        return Wait(SETTLED + 7)

    who: Who = {**DUEL, "borin": {"position": 510, "controller": "note", "reaction": 100}}
    play(
        [HEAVY],
        (0, "ayla", "heavy"),
        who=who,
        controllers=[Controller("note", note)],
        stun_rules=[StunRule("none", 1, lambda scene, ticks: 0)],
        until=12,
    )
    assert asked == [-SETTLED, 3 + PAUSE]


def test_whoever_falls_to_a_blow_with_a_pause_as_it_begins_is_in_a_save_that_loads() -> None:
    """Hit at 3, which is the tick at which it begins."""
    deadly = poke("deadly", hit_pause=PAUSE, damage=1_000)
    fought = play([deadly, poke()], (0, "ayla", "deadly"), (3, "borin", "poke"), until=4)
    elsewhere = play([deadly, poke()], until=0)
    elsewhere.combat.load(fought.combat.save())
    assert elsewhere.of("borin").defeated
