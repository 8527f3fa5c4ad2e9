"""The driver plays the frames of a session: they never drift, and nobody else moves the fight."""

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from combat_rules import Command
from combat_rules.errors import InputError, JournalError, StateError
from combat_rules.model.events import ActionContact, ActionStarted
from combat_rules.netcode import Driver, LoadFrame, Packet, Session, Spectator, Terms
from combat_rules.record import Journal, state_hash
from tests.cases.plays import POKE, SETTLED, SHIELD, begin
from tests.netcode.links import PEERS
from tests.netcode.test_session import JAB, SLAM, session
from tests.record.test_writing_fails import Disk
from tests.rules import WALK, duel, listen


def driver(**options: Any) -> Driver:
    return Driver(duel(duration=10_000), session(), **options)


def test_frames_never_drift_from_the_ticks() -> None:
    one = driver()
    assert [one.tick_of(frame) for frame in (0, 1, 2, 3, 60, 3600)] == [0, 16, 33, 50, 1000, 60_000]


def test_a_frame_in_the_middle_of_a_fight_counts_from_there() -> None:
    combat = duel()
    combat.advance(7)
    one = Driver(combat, session())
    one.advance([JAB])
    assert combat.now == 7 + 16


def test_a_frame_is_played_and_not_played_while_the_session_waits() -> None:
    one = driver()
    assert [one.advance() for _ in range(9)] == [True] * 8 + [False]
    assert one.combat.now == one.tick_of(8)


def test_a_fight_that_somebody_else_advances_is_refused() -> None:
    one = driver()
    one.advance()
    one.combat.advance(1)
    with pytest.raises(StateError) as caught:
        one.advance()
    assert caught.value.code == "session.moved"


@pytest.mark.parametrize(
    ("frame", "buffer", "outcome"),
    [
        (12, 0, "action_blocked"),
        (13, 0, "action_hit"),
        (11, 0, "action_hit"),
        (11, 1, "action_blocked"),
    ],
    ids=["in time", "a tick late", "a tick early", "a tick early, and kept"],
)
def test_whoever_is_freed_guards_by_what_is_commanded_in_the_frame_of_that_tick(
    frame: int, buffer: int, outcome: str
) -> None:
    """Borin is hit by the blow of tick 3 until tick 13, at which another one arrives. A frame is a
    tick here, and that of tick 13 begins where tick 12 has been played."""
    combat = begin([POKE, SHIELD]).combat
    combat.schedule([Command(actor="ayla", action="poke", at=SETTLED + tick) for tick in (0, 10)])
    contacts = listen(combat, ActionContact)
    right = Session("right", {"left": ["ayla"], "right": ["borin"]})
    here = Driver(combat, right, rate=1000)
    for tick in range(20):
        right.receive(Packet(sender="left", first=tick, inputs=((),), received=-1, frame=tick + 1))
        guard = Command(actor="borin", action="shield", buffer=buffer)
        here.advance([guard] if tick == frame else [])
    assert [one.type for one in contacts] == ["action_hit", outcome]


def test_a_command_of_the_first_frame_is_carried_out_before_any_time_has_passed() -> None:
    combat = duel(duration=10_000)
    started = listen(combat, ActionStarted)
    one = Driver(combat, session())
    one.advance([JAB])
    one.advance()
    assert [event.timestamp for event in started] == [0]


def test_what_its_fight_does_not_know_gets_into_no_frame_and_stops_nobody() -> None:
    left, right = (Session(name, PEERS) for name in PEERS)
    here, there = (Driver(duel(duration=10_000), one) for one in (left, right))
    unknown = Command(actor="ayla", action="nope")
    with pytest.raises(InputError, match="left cannot give this command: there is no action"):
        here.advance([unknown])
    with pytest.raises(InputError, match="left cannot give this command"):
        right.receive(Packet(sender="left", first=0, inputs=((unknown,),), received=-1, frame=1))
    for _ in range(3):
        assert here.advance([JAB])
        assert there.advance()
        right.receive(left.packet())
        left.receive(right.packet())
    there.catch_up()
    assert state_hash(here.combat.state.world) == state_hash(there.combat.state.world)


def test_the_fight_that_is_driven_last_says_what_may_be_commanded() -> None:
    one = session()
    Driver(duel([WALK], duration=10_000), one)
    later = Driver(duel(duration=10_000), one)
    assert later.advance([JAB])
    assert later.combat.combatant("ayla").acts == 1


@pytest.mark.parametrize("odd", [None, "1", 1.5, -1, [], ...], ids=repr)
def test_what_is_no_frame_and_no_request_is_refused(odd: Any) -> None:
    one = driver()
    one.advance()
    for call in (one.tick_of, one.save_of, one.carry_out, lambda odd: one.carry_out([odd])):
        if not (odd == [] and call == one.carry_out):
            with pytest.raises(StateError):
                call(odd)
    assert one.advance()


def test_a_frame_that_is_not_kept_cannot_be_loaded() -> None:
    with pytest.raises(StateError) as caught:
        driver().carry_out([LoadFrame(3)])
    assert caught.value.code == "session.frame"


def test_of_what_a_spectator_has_seen_no_more_is_kept_than_of_what_peers_have() -> None:
    left, right = Session("left", PEERS, watched=True), Session("right", PEERS)
    seen = Spectator(PEERS)
    sender, other, watcher = (Driver(duel(duration=10_000), one) for one in (left, right, seen))
    for _ in range(95):
        for driver, told, hears in ((sender, left, right), (other, right, left)):
            driver.advance()
            hears.receive(told.packet())
        seen.receive(left.broadcast(after=seen.received))
        while watcher.advance():
            pass
    # Thirty frames lie between two that are compared, and sixty may be gone back.
    assert watcher.save_of(30).world.now == watcher.tick_of(30)
    for driver in (sender, watcher):
        with pytest.raises(StateError, match="frame 0 is not kept any more"):
            driver.save_of(0)


def test_a_frame_that_a_full_disk_kept_back_comes_first_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    combat = duel(duration=10_000, journal=Journal(tmp_path / "fight.jsonl"))
    undisturbed, one = driver(), Driver(combat, session())
    late = Packet(sender="right", first=0, inputs=((SLAM,),), received=-1, frame=1)
    disk = Disk(monkeypatch, 1 << 20)
    for frame in range(6):
        undisturbed.advance([JAB])
        if frame != 2:
            one.advance([JAB])
            continue
        disk.room = 0
        with pytest.raises(JournalError, match="No space left"):
            one.advance([JAB])
        disk.room = 1 << 20
    for each in (undisturbed, one):
        assert isinstance(each.session, Session)
        each.session.receive(late)
        each.catch_up()
    assert one.combat.now == one.tick_of(6)
    assert state_hash(one.combat.state.world) == state_hash(undisturbed.combat.state.world)


def test_a_peer_that_leaves_as_ctrl_c_is_pressed_has_left_with_the_next_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = Driver(duel(duration=10_000), session(terms=Terms(concede=True)))
    one.advance([JAB])
    assert isinstance(one.session, Session)
    one.session.peer_left()
    with monkeypatch.context() as pressed:
        pressed.setattr(one.combat, "transaction", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            one.catch_up()
    one.catch_up()
    one.advance()
    assert one.combat.combatant("borin").health == 0
    assert one.combat.result is not None


def test_frames_go_on_when_the_fight_is_over() -> None:
    combat = duel(duration=20)
    one = Driver(combat, session())
    for _ in range(5):
        one.advance([JAB])
    assert combat.result is not None
    assert one.session.frame == 5


@pytest.mark.parametrize("rate", [0, 1001, 59.94, None])
def test_a_rate_that_cannot_be_is_refused(rate: Any) -> None:
    with pytest.raises(StateError):
        driver(rate=rate)
