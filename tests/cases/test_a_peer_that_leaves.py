"""A peer that leaves: the other plays on from its last real input, on terms declared beforehand."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from combat_rules import CombatSystem, Command
from combat_rules.errors import DesyncError, InputError, StateError
from combat_rules.netcode import (
    AdvanceFrame,
    Broadcast,
    Driver,
    LeaveFrame,
    LoadFrame,
    Packet,
    Session,
    Spectator,
    Terms,
    WaitForFrame,
)
from combat_rules.record import Journal, Replay, state_hash
from tests.rules import misfit

PEERS = {"left": ["ayla"], "right": ["borin"]}
STRIKE = Command(actor="ayla", action="quick_attack")
ANSWER = Command(actor="borin", action="attack")
TERMS = {
    "idle": Terms(),
    "taken over": Terms(controller="attack"),
    "conceded": Terms(concede=True),
}


def fight(**options: Any) -> CombatSystem:
    combat = CombatSystem(60_000, 30, seed=5, strict=True, **options)
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("brute", "borin", controller="")
    return combat


def side(name: str, combat: CombatSystem | None = None, **options: Any) -> Driver:
    return Driver(combat or fight(), Session(name, PEERS, watched=True, **options))


def session_of(driver: Driver) -> Session:
    assert isinstance(driver.session, Session)
    return driver.session


def own(name: str, frame: int) -> Sequence[Command]:
    """What a peer commands at a frame: both strike now and then."""
    if name == "left":
        return [STRIKE] if frame % 25 == 3 else []
    return [ANSWER] if frame % 40 == 9 else []


def play(drivers: Sequence[Driver], frames: int, late: int = 0) -> None:
    """Both play; what they send takes ``late`` frames, and what is then under way gets lost."""
    way: list[tuple[Packet, Packet]] = []
    for frame in range(frames):
        for driver, name in zip(drivers, PEERS, strict=True):
            driver.advance(own(name, frame))
        way.append((session_of(drivers[0]).packet(), session_of(drivers[1]).packet()))
        if frame >= late:
            for driver, packet in zip(drivers[::-1], way[frame - late], strict=True):
                session_of(driver).receive(packet)


def alone(driver: Driver, frames: int) -> list[bool]:
    """One plays on, and nothing comes from the other."""
    first = driver.session.frame
    return [driver.advance(own("left", frame)) for frame in range(first, first + frames)]


# -- on which terms --------------------------------------------------------------------------------


def test_without_a_word_the_other_is_waited_for() -> None:
    assert alone(side("left", window=4), 8) == [True] * 4 + [False] * 4


def test_whoever_is_left_behind_does_nothing_more() -> None:
    left = side("left")
    play([left, side("right")], 60)
    acts = left.combat.combatant("borin").acts
    session_of(left).peer_left()
    assert all(alone(left, 200))
    assert acts > 0
    assert left.combat.combatant("borin").acts == acts


def test_a_controller_takes_over_whoever_is_left_behind() -> None:
    left = side("left", terms=Terms(controller="attack"))
    play([left, side("right", terms=Terms(controller="attack"))], 60)
    acts = left.combat.combatant("borin").acts
    session_of(left).peer_left()
    alone(left, 200)
    assert left.combat.combatant("borin").acts > acts + 2
    assert left.combat.combatant("borin").controller == "attack"


def test_a_fight_is_conceded_by_whoever_leaves_it() -> None:
    left = side("left", terms=Terms(concede=True))
    play([left, side("right", terms=Terms(concede=True))], 60)
    session_of(left).peer_left()
    alone(left, 1)
    result = left.combat.result
    assert result is not None
    assert result.winner == "ayla"
    assert result.at == left.tick_of(60)


def test_whoever_is_left_behind_may_go_on_sending() -> None:
    """A program sends a packet after each frame, whether the other is there or not."""
    left = side("left", terms=Terms(silence=5))
    for frame in range(40):
        left.advance(own("left", frame))
        packet = session_of(left).packet()
        assert Packet.decode(packet.encode()) == packet
        assert packet.first + len(packet.inputs) == packet.frame == frame + 1
    assert session_of(left).gone == 0


# -- from where ------------------------------------------------------------------------------------


def test_the_fight_goes_back_to_the_last_real_input_of_whoever_left() -> None:
    """Six frames were guessed; they are played again, without anything of the other."""
    left = side("left", repeat=True)
    play([left, side("right", repeat=True)], 52, late=6)
    session = session_of(left)
    assert session.received == 45
    session.peer_left()
    requests = session.catch_up()
    assert session.gone == 46
    assert requests[0] == LoadFrame(46)
    assert requests[1] == LeaveFrame(46, ("borin",), Terms())
    again = [request for request in requests if isinstance(request, AdvanceFrame)]
    assert [request.frame for request in again] == list(range(46, 52))
    assert not any(request.predicted for request in again)
    assert not any(c.actor == "borin" for request in again for c in request.commands)


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("late", [0, 3, 7])
def test_it_is_the_fight_of_one_who_knew_at_once(terms: Terms, late: int) -> None:
    """However many frames had been guessed as it was found out."""
    left = side("left", terms=terms)
    play([left, side("right", terms=terms)], 60, late)
    session_of(left).peer_left()
    alone(left, 100)
    last = session_of(left).gone
    assert last is not None

    knew = side("left", terms=terms)
    play([knew, side("right", terms=terms)], last)
    session_of(knew).peer_left()
    alone(knew, 160 - last)
    assert state_hash(knew.combat.state.world) == state_hash(left.combat.state.world)


def test_silence_is_a_departure_once_it_lasts_as_long_as_the_terms_say() -> None:
    """Ten frames of silence: four are guessed, six are waited for, then it goes on."""
    left = side("left", window=4, terms=Terms(silence=10))
    went = alone(left, 30)
    assert went == [True] * 4 + [False] * 6 + [True] * 20
    assert session_of(left).gone == 0


def test_whoever_sends_now_and_then_is_not_gone() -> None:
    left, right = (side(name, terms=Terms(silence=4)) for name in PEERS)
    for frame in range(80):
        for driver, name in ((left, "left"), (right, "right")):
            driver.advance(own(name, frame))
        if frame % 4 == 0:
            session_of(left).receive(session_of(right).packet())
            session_of(right).receive(session_of(left).packet())
    assert session_of(left).gone is None


def test_nobody_comes_back_into_a_fight_that_went_on_without() -> None:
    left, right = side("left"), side("right")
    play([left, right], 20)
    known = session_of(right).packet()
    session_of(left).peer_left()
    alone(left, 10)
    session_of(left).receive(known)  # what had come before may come twice
    right.advance([])
    before = state_hash(left.combat.state.world)
    with pytest.raises(InputError, match="right is gone since frame 20") as caught:
        session_of(left).receive(session_of(right).packet())
    assert caught.value.code == "session.gone"
    alone(left, 0)
    assert state_hash(left.combat.state.world) == before


def test_a_journal_of_it_plays_again(tmp_path: Any) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = fight(journal=journal)
        terms = Terms(controller="attack")
        left = side("left", combat, terms=terms)
        play([left, side("right", terms=terms)], 60, late=5)
        session_of(left).peer_left()
        alone(left, 200)
    again = Replay(tmp_path / "fight.jsonl")
    again.finish()
    assert again.combat.combatant("borin").acts == combat.combatant("borin").acts > 2
    assert again.combat.state.world.combatants == combat.state.world.combatants


# -- those who only watch --------------------------------------------------------------------------


def show(sender: Driver, watcher: Driver, lost: int = 0) -> None:
    """Send a spectator all that it has not, but for one packet in ``lost``."""
    assert isinstance(watcher.session, Spectator)
    sender.catch_up()
    sends = 0
    while watcher.session.received < session_of(sender).frame - 1:
        sends += 1
        packet = session_of(sender).broadcast(watcher.session.received)
        if not packet.frames:
            break
        if not lost or sends % lost:
            watcher.session.receive(Broadcast.decode(packet.encode()))
    while watcher.advance():
        pass


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_a_spectator_sees_the_fight_to_its_end(terms: Terms) -> None:
    left, right = (side(name, terms=terms) for name in PEERS)
    watcher = Driver(fight(), Spectator(PEERS, terms=terms))
    play([left, right], 60, late=4)
    show(left, watcher)
    assert watcher.session.frame == 56, "it sees what is final, and guesses nothing"
    session_of(left).peer_left()
    alone(left, 300)
    show(left, watcher, lost=3)
    assert watcher.session.frame == left.session.frame
    assert state_hash(watcher.combat.state.world) == state_hash(left.combat.state.world)


def test_a_spectator_under_other_terms_is_found_out() -> None:
    left, right = (side(name, terms=Terms(concede=True)) for name in PEERS)
    watcher = Driver(fight(), Spectator(PEERS))
    play([left, right], 40)
    session_of(left).peer_left()
    alone(left, 60)
    with pytest.raises(DesyncError) as caught:
        show(left, watcher)
    assert caught.value.frame == 60


def test_a_spectator_may_listen_to_either_and_to_both() -> None:
    left, right = side("left"), side("right")
    watcher = Driver(fight(), Spectator(PEERS))
    play([left, right], 40)
    show(left, watcher)
    show(right, watcher)
    assert watcher.session.frame == 40
    assert state_hash(watcher.combat.state.world) == state_hash(right.combat.state.world)


def test_a_spectator_waits_and_commands_nobody() -> None:
    one = Spectator(PEERS)
    assert one.advance() == [WaitForFrame(0)]
    with pytest.raises(InputError) as caught:
        one.advance([STRIKE])
    assert caught.value.code == "input.spectator"


def shown(first: int = 0, *frames: tuple[Command, ...], **more: Any) -> Broadcast:
    return Broadcast(**{"sender": "left", "first": first, "frames": frames, **more})


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        (shown(0, (), sender="middle"), "input.sender"),
        (shown(0, (), gone=("middle", 3)), "input.sender"),
        (shown(5, ()), "input.gap"),
        (shown(2, (Command(actor="zoe", action="attack"),)), "input.actor"),
        (shown(1, (ANSWER,)), "input.changed"),
        (shown(2, (), gone=("right", 0)), "input.changed"),
        (Packet(sender="left", first=0, inputs=(), received=-1, frame=0), "input.packet"),
    ],
    ids=["nobody's", "of nobody", "a gap", "nobody here", "another", "too late", "another kind"],
)
def test_a_broadcast_that_cannot_be_is_refused_and_changes_nothing(packet: Any, code: str) -> None:
    one = Spectator(PEERS)
    one.receive(shown(0, (STRIKE,), ()))
    one.advance()
    before = {name: repr(value) for name, value in vars(one).items()}
    with pytest.raises(InputError) as caught:
        one.receive(packet)
    assert caught.value.code == code
    assert {name: repr(value) for name, value in vars(one).items()} == before


# -- said wrongly ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "terms",
    [
        "idle",
        Terms(controller="attack", concede=True),
        Terms(silence=-1),
        Terms(silence=misfit(1.5)),
        Terms(concede=misfit("yes")),
        Terms(controller=misfit(None)),
    ],
    ids=repr,
)
def test_terms_that_cannot_be_are_refused(terms: Any) -> None:
    for make in (partial(Session, "left"), Spectator):
        with pytest.raises(InputError, match="Say Terms") as caught:
            make(PEERS, terms=terms)
        assert caught.value.code == "session.terms"


def test_a_controller_that_the_rules_have_not_is_refused_before_the_fight() -> None:
    with pytest.raises(StateError, match=r"did you mean attack\?"):
        side("left", terms=Terms(controller="atack"))


def test_a_session_that_nobody_watches_keeps_nothing_for_spectators() -> None:
    one = Session("left", PEERS)
    with pytest.raises(StateError) as caught:
        one.broadcast()
    assert caught.value.code == "session.unwatched"


def test_what_is_final_is_told_once_and_in_order() -> None:
    left = side("left")
    play([left, side("right")], 30, late=3)
    left.catch_up()
    told = session_of(left).broadcast().frames
    assert len(told) == 27
    actors = [command.actor for frame in told for command in frame]
    assert actors == ["ayla", "borin"]
    firsts = [session_of(left).broadcast(after).first for after in range(3)]
    assert all(later == before + 1 for before, later in pairwise(firsts))
