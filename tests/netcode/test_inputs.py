"""What comes in from a peer, from bytes to commands: taken, or refused and nothing has changed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError, Command
from combat_rules.errors import StateError
from combat_rules.netcode import AdvanceFrame, InputError, Packet, SaveFrame, Session
from tests.netcode.links import PEERS
from tests.netcode.test_session import JAB, SLAM, packet, session
from tests.rules import duel, misfit


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"sender": "left"}, "input.sender"),
        ({"sender": "zoe"}, "input.sender"),
        ({"inputs": ((JAB,),)}, "input.actor"),
        ({"inputs": ((SLAM,) * 9,)}, "input.packet"),
        ({"inputs": (("slam",),)}, "input.packet"),
        ({"inputs": "slam"}, "input.packet"),
        ({"first": -1}, "input.packet"),
        ({"first": 10**6}, "input.future"),
        ({"first": 1.5}, "input.packet"),
        ({"frame": 10**6}, "input.future"),
        ({"received": 5}, "input.future"),
        ({"hashes": ((10**6, "ab"),)}, "input.future"),
        ({"inputs": ((SLAM,), (), (SLAM, SLAM))}, "input.changed"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:40],
)
def test_a_packet_that_cannot_be_is_refused_and_changes_nothing(
    options: dict[str, Any], code: str
) -> None:
    one = session()
    for _ in range(3):
        one.advance()
    one.receive(packet(2, (SLAM,)))
    before = {name: repr(value) for name, value in vars(one).items()}
    with pytest.raises(InputError) as caught:
        one.receive(packet(0, **{"inputs": ((SLAM,),), "frame": 0, **options}))
    assert caught.value.code == code
    assert {name: repr(value) for name, value in vars(one).items()} == before


@pytest.mark.parametrize("wrong", [None, 5, "packet", b"", {}, ()], ids=repr)
def test_what_is_no_packet_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError) as caught:
        session().receive(wrong)
    assert caught.value.code == "input.packet"


@given(st.binary(max_size=60))
def test_bytes_that_are_no_packet_are_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        Packet.decode(data)
    assert caught.value.code == "input.packet"


@given(st.data())
def test_a_packet_with_a_wrong_byte_is_taken_or_refused(data: st.DataObject) -> None:
    good = packet(0, (SLAM,), ()).encode()
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + bytes([data.draw(st.integers(0, 255))]) + good[at + 1 :]
    one = session()
    try:
        one.receive(Packet.decode(bad))
    except CombatError:
        one.receive(packet(0, (SLAM,), ()))


def test_a_packet_comes_through_as_it_was() -> None:
    sent = packet(3, (SLAM,), (), received=7, hashes=((0, "ab"),))
    assert Packet.decode(sent.encode()) == sent


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        ([SLAM], "input.actor"),
        ([Command(actor="nobody", action="jab")], "input.actor"),
        (["jab"], "input.invalid"),
        (5, "input.invalid"),
        ([JAB] * 9, "input.invalid"),
        ([Command(actor="ayla", action=misfit(5))], "input.invalid"),
    ],
    ids=["another's", "nobody's", "text", "number", "too many", "wrong kind"],
)
def test_an_own_input_that_cannot_be_is_refused_and_no_frame_is_played(
    commands: Any, code: str
) -> None:
    one = session()
    with pytest.raises(InputError) as caught:
        one.advance(commands)
    assert caught.value.code == code
    assert one.frame == 0
    assert one.advance()[0] == SaveFrame(0)


def test_a_command_that_the_rules_do_not_know_is_refused_at_the_door() -> None:
    combat = duel()
    one = Session("left", PEERS, check=combat.check_command)
    with pytest.raises(InputError, match="there is no action 'bite'") as caught:
        one.advance([Command(actor="ayla", action="bite")])
    assert caught.value.code == "input.command"
    with pytest.raises(InputError, match="right cannot give this command"):
        one.receive(packet(0, (Command(actor="borin", action="jab", target="zoe"),)))


def test_the_time_of_a_command_is_that_of_its_frame() -> None:
    one = session()
    late = Command(actor="ayla", action="jab", at=999)
    assert one.advance([late])[1] == AdvanceFrame(0, (JAB,), True)


@pytest.mark.parametrize(
    "peers",
    [
        None,
        {},
        {"left": ["ayla"]},
        {"right": ["ayla"], "middle": ["borin"]},
        {"left": ["ayla"], "right": ["borin"], "middle": []},
        {"left": ["ayla"], "right": ["ayla"]},
        {"left": "ayla", "right": "borin"},
    ],
    ids=["none", "empty", "alone", "others", "three", "shared", "text"],
)
def test_peers_that_cannot_be_are_refused(peers: Any) -> None:
    with pytest.raises(InputError) as caught:
        Session("left", peers)
    assert caught.value.code == "session.peers"


@pytest.mark.parametrize(
    "options",
    [{"window": 0}, {"window": 61}, {"delay": -1}, {"delay": 31}, {"compare": 0}, {"window": "8"}],
    ids=repr,
)
def test_settings_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(StateError):
        session(**options)
