"""A key that is pressed a little before one is free: its command waits for the first free tick."""

import shutil
from pathlib import Path

import pytest

from combat_rules import Archetype, CancelWindow, CombatSystem, replace
from combat_rules.model import Command
from combat_rules.model.events import ActionCancelled, CommandRefused
from combat_rules.netcode import SyncTest
from combat_rules.record import Journal, resume
from tests.cases.plays import DUEL, POKE, SETTLED, SHIELD, Play, begin, poke
from tests.rules import ruleset

FREE = 9
"""The tick at which a poke of tick 0 is over."""
FAR = {"ayla": {"position": 500}, "borin": {"position": 900}}


def press(fought: Play, tick: int, action: str, buffer: int | None, who: str = "ayla") -> Play:
    """Press a key at a tick."""
    at = SETTLED + tick
    fought.combat.schedule([Command(actor=who, action=action, at=at, buffer=buffer)])
    return fought


@pytest.mark.parametrize(
    ("tick", "starts"),
    [(5, [0]), (6, [0, FREE]), (8, [0, FREE]), (9, [0, FREE]), (10, [0, 10])],
    ids=["too early", "as early as may be", "a tick early", "in time", "late"],
)
def test_it_waits_for_as_many_ticks_as_its_buffer_has(tick: int, starts: list[int]) -> None:
    fought = press(begin([POKE], (0, "ayla", "poke"), who=FAR), tick, "poke", 3).until(40)
    assert fought.starts("ayla") == starts
    assert len(fought.told(CommandRefused)) == 2 - len(starts)


def test_without_a_buffer_it_is_refused_at_its_tick() -> None:
    fought = press(begin([POKE], (0, "ayla", "poke"), who=FAR), 8, "poke", 0).until(40)
    assert fought.starts("ayla") == [0]
    assert fought.ticks(CommandRefused) == [8]


def test_a_refusal_comes_when_the_buffer_is_used_up() -> None:
    fought = press(begin([POKE], (0, "ayla", "poke"), who=FAR), 4, "poke", 3).until(40)
    assert fought.ticks(CommandRefused) == [7]


def test_a_guard_that_was_pressed_in_a_stun_is_up_as_the_next_blow_arrives() -> None:
    """Hit at 3 for 10 ticks, struck again at 13, the first free tick."""
    fought = begin([POKE, SHIELD], (0, "ayla", "poke"), (10, "ayla", "poke"))
    press(fought, 5, "shield", 8, "borin").until(40)
    assert fought.contacts("ayla") == [(3, "hit"), (13, "blocked")]


def test_one_that_calls_off_too_late_leaves_the_next_move_alone() -> None:
    """Called off at 4, when it cannot be any more; the next one begins at 9, in its feint."""
    lunge = poke("lunge", feint=2, commit=1, release=2, recovery=4, reach=0)
    kind = Archetype(name="quick", actions=("lunge",), controller="still", buffer=20)
    combat = CombatSystem(ruleset=ruleset([lunge], archetypes=[kind]), strict=True)
    for name in ("ayla", "borin"):
        combat.add_combatant("quick", name, controller="")
    pressed = [Command(actor="ayla", action="lunge", at=at) for at in (0, 9)]
    combat.schedule([*pressed, Command(actor="ayla", cancel=True, at=4)])
    cancelled: list[ActionCancelled] = []
    combat.subscribe(ActionCancelled, cancelled.append)
    combat.advance(40)
    assert (combat.combatant("ayla").acts, cancelled) == (2, [])


def test_a_kind_of_fighter_may_have_a_buffer_of_its_own() -> None:
    kind = Archetype(name="quick", actions=("poke",), controller="still", buffer=4)
    combat = CombatSystem(ruleset=ruleset([POKE], archetypes=[kind]), strict=True)
    combat.add_combatant("quick", "ayla", controller="")
    combat.add_combatant("quick", "borin", controller="")
    combat.schedule([Command(actor="ayla", action="poke", at=at) for at in (0, 5)])
    combat.schedule([Command(actor="borin", action="poke", at=0)])
    combat.schedule([Command(actor="borin", action="poke", at=5, buffer=0)])
    combat.advance(FREE)
    running = combat.actions.get_current_action("ayla")
    assert running is not None
    assert running.started == FREE
    assert combat.actions.get_current_action("borin") is None


def test_of_two_keys_the_one_that_was_pressed_first_is_heard_first() -> None:
    fought = begin([POKE, SHIELD], (0, "ayla", "poke"), who=FAR)
    press(press(fought, 6, "poke", 20), 7, "shield", 20).until(60)
    assert fought.starts("ayla") == [0, FREE, 2 * FREE]


@pytest.mark.parametrize("tick", [6, 7])
def test_of_two_keys_of_one_tick_the_one_that_was_given_first_is_heard_first(tick: int) -> None:
    fought = begin([POKE, SHIELD], (0, "ayla", "poke"), who=FAR)
    press(press(fought, tick, "poke", 20), tick, "shield", 20).until(FREE)
    running = fought.combat.actions.get_current_action("ayla")
    assert running is not None
    assert running.name == "poke"


HEAVY = poke("heavy", hit_pause=10)
"""Lands at 3; its striker stands still until 13, and is free at 19."""
STRING = replace(HEAVY, name="string", cancels=(CancelWindow(into=("poke",)),))


@pytest.mark.parametrize(
    ("tick", "starts"),
    [(2, [0]), (3, [0, 13]), (4, [0, 13]), (12, [0, 13]), (13, [0, 13])],
    ids=["too early", "as it lands", "in the pause", "at its last tick", "after it"],
)
def test_no_tick_of_a_hit_pause_counts(tick: int, starts: list[int]) -> None:
    """A follow-up that is kept for a tick, or two where it meets the blow."""
    fought = press(begin([STRING, POKE], (0, "ayla", "string")), tick, "poke", 1).until(40)
    assert fought.starts("ayla") == starts


@pytest.mark.parametrize("tick", [3, 4, 12], ids=["as it lands", "in the pause", "at its last"])
@pytest.mark.parametrize(("buffer", "starts"), [(5, [0]), (6, [0, 19])])
def test_what_is_pressed_in_a_pause_is_kept_from_its_end(
    tick: int, buffer: int, starts: list[int]
) -> None:
    """Its striker is free six ticks after the pause."""
    fought = press(begin([HEAVY, POKE], (0, "ayla", "heavy")), tick, "poke", buffer).until(40)
    assert fought.starts("ayla") == starts


def test_whoever_is_struck_keeps_its_key_for_the_pause_as_well() -> None:
    """Hit at 3, free at 13 + 10; a guard that was pressed at 5 and lasts for 10 ticks is up."""
    fought = press(begin([HEAVY, SHIELD], (0, "ayla", "heavy")), 5, "shield", 10, "borin")
    assert fought.until(23).of("borin").doing == "shield"


def test_what_has_no_buffer_is_refused_in_a_pause() -> None:
    fought = press(begin([STRING, POKE], (0, "ayla", "string")), 8, "poke", 0).until(40)
    assert fought.ticks(CommandRefused) == [8]


@pytest.mark.parametrize("cut", range(6, 10))
def test_what_waits_is_in_a_save(cut: int) -> None:
    fought = press(begin([POKE], (0, "ayla", "poke"), who=FAR), 6, "poke", 5).until(cut)
    saved = fought.combat.save()
    at_once = fought.until(40).of("ayla"), fought.starts("ayla")
    assert at_once[1] == [0, FREE]
    fought.combat.load(saved)
    assert fought.until(40).of("ayla") == at_once[0]


def test_a_fight_that_is_killed_meanwhile_goes_on_with_what_waits(tmp_path: Path) -> None:
    kind = Archetype(name="fighter", actions=("poke",), controller="still", memory=5000)
    rules = ruleset([POKE], archetypes=[kind])
    file = tmp_path / "fight.jsonl"
    combat = CombatSystem(9000, 10, 1000, ruleset=rules, journal=Journal(file))
    for who, place in DUEL.items():
        combat.add_combatant("fighter", who, controller="", **place)
    combat.schedule([Command(actor="ayla", action="poke", at=0)])
    combat.schedule([Command(actor="ayla", action="poke", at=6, buffer=5)])
    combat.advance(8)
    again = resume(shutil.copy(file, tmp_path / "killed.jsonl"), rules).combat
    again.advance(12 - again.now)
    combat.advance(12 - combat.now)
    assert again.state.world == combat.state.world
    running = again.actions.get_current_action("ayla")
    assert running is not None
    assert running.started == FREE


def test_going_back_over_it_changes_nothing() -> None:
    synced = SyncTest(begin([POKE], (0, "ayla", "poke"), who=FAR).combat, 6)
    synced.schedule([Command(actor="ayla", action="poke", at=SETTLED + 6, buffer=5)])
    synced.advance(30)
