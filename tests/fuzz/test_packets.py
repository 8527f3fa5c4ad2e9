"""Whatever bytes come from a peer, the session takes them or refuses them, and stays as it was."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError, CombatSystem, Command
from combat_rules.netcode import DesyncError, Driver, InputError, Packet, Session
from tests.amounts import amount
from tests.fuzz.mutations import DATA, altered, mutated
from tests.fuzz.oracle import memory_of, refused, tried

PEERS = {"left": ("ayla",), "right": ("borin",)}


def session(combat: CombatSystem | None = None) -> Session:
    return Session("left", PEERS, check=None if combat is None else combat.check_command)


def packet(**more: Any) -> Packet:
    attack = Command(actor="borin", action="attack")
    parts: dict[str, Any] = {
        "sender": "right", "first": 0, "inputs": ((), (attack,), ()), "received": -1, "frame": 3,
        "hashes": ((0, "ab" * 16),),
    }  # fmt: skip
    return Packet(**{**parts, **more})


def duel() -> tuple[CombatSystem, Driver]:
    combat = CombatSystem(60_000)
    combat.add_combatant("duelist", "ayla", controller="")
    combat.add_combatant("brute", "borin", controller="")
    return combat, Driver(combat, session(combat))


def state(one: object) -> dict[str, Any]:
    return {name: repr(value) for name, value in vars(one).items()}


@given(data=st.binary(max_size=100) | mutated(packet().encode()) | DATA.map(msgspec.msgpack.encode))
def test_any_bytes_are_a_packet_or_refused(data: bytes) -> None:
    taken = tried(Packet.decode, data)
    if isinstance(taken, CombatError):
        assert isinstance(taken, InputError)
        return
    assert Packet.decode(taken.encode()) == taken


@given(
    data=altered(msgspec.to_builtins(packet())).map(msgspec.msgpack.encode)
    | mutated(packet().encode())
)
def test_a_packet_that_is_refused_changes_nothing_and_one_that_is_taken_can_be_played(
    data: bytes,
) -> None:
    taken = tried(Packet.decode, data)
    if isinstance(taken, CombatError):
        return
    _, driver = duel()
    before = state(driver.session)
    came = tried(driver.session.receive, taken)
    if isinstance(came, InputError):
        assert state(driver.session) == before
    for _ in range(12):
        tried(driver.advance)
    tried(driver.catch_up)


@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys(Packet.__struct_fields__, DATA)))
def test_a_packet_made_of_anything_is_refused(fields: dict[str, Any]) -> None:
    one = session()
    came = tried(one.receive, packet(**fields))
    assert came is None or isinstance(came, InputError | DesyncError)


ODD: tuple[Any, ...] = (
    "", "attack", "quick_attack", "ayla", "borin", "\ud800", "x" * 100, "x" * 5000, "é" * 2100,
    "\x00", None, 0, 1, -1, 2**63, 2**70, True, 1.5, float("nan"), (), [], {}, object(),
)  # fmt: skip


def odd_commands(luck: Random) -> Any:
    """What a program may take for the commands of a frame."""

    class Own(Command, frozen=True, kw_only=True):
        note: Any = None

    def one() -> Any:
        kind: Any = luck.choice([Command, Command, Own])
        fields: dict[str, Any] = {"actor": "ayla", "action": "attack"}
        for name in luck.sample(kind.__struct_fields__, luck.choice([0, 0, 1, 2])):
            fields[name] = luck.choice(ODD)
        return luck.choice(ODD) if luck.random() < 0.05 else kind(**fields)

    form: Any = luck.choice([tuple, list, iter])
    return form([one() for _ in range(luck.choice([0, 1, 1, 2, 9]))])


def test_what_a_session_takes_the_other_side_can_take_too() -> None:
    luck, taken, refusals = Random(11), 0, 0
    for _ in range(400):
        own, other = Session("left", PEERS), Session("right", PEERS)
        before = state(own)
        came = tried(own.advance, odd_commands(luck))
        if isinstance(came, CombatError):
            assert isinstance(came, InputError)
            assert state(own) == before
            refusals += 1
            continue
        other.receive(Packet.decode(own.packet().encode()))
        assert other.received == 0
        taken += 1
    assert taken > 100
    assert refusals > 100


@pytest.mark.parametrize(
    "fields",
    [
        {"first": -1}, {"frame": 2**40}, {"received": -2}, {"sender": "\ud800"}, {"sender": 5},
        {"inputs": ((Command(actor="ayla"),) * 9,)}, {"inputs": ((),) * 300}, {"hashes": ((0, 1),)},
    ],
    ids=str,
)  # fmt: skip
def test_a_packet_that_the_other_side_cannot_read_is_refused_where_it_is_made(
    fields: dict[str, Any],
) -> None:
    assert refused(packet(**fields).encode).code == "input.packet"


@pytest.mark.parametrize("name", ["\ud800", "x" * 300, 5, None])
def test_a_peer_whose_name_no_packet_can_carry_is_refused(name: Any) -> None:
    error = refused(lambda: Session(name, {name: ("ayla",), "right": ("borin",)}))
    assert error.code == "session.peers"


@pytest.mark.parametrize(
    ("frame", "hash"),
    [(0, None), (0, "\ud800"), (0, "x" * 300), (1, "ab"), (30, "ab"), (-30, "ab")],
)
def test_a_hash_that_nobody_asked_for_or_that_is_none_is_refused(frame: int, hash: Any) -> None:
    one = session()
    one.advance()
    assert refused(lambda: one.report(frame, hash)).code == "input.hash"
    one.report(0, "ab")
    Packet.decode(one.packet().encode())


@given(packets=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=60))
def test_however_many_packets_come_a_session_keeps_few(packets: list[tuple[int, int]]) -> None:
    one = session()
    for first, frame in packets:
        told = packet(first=first, frame=frame, hashes=((frame, "x"),), inputs=((),) * 20)
        tried(one.receive, told)
    assert len(one._theirs) + len(one._hashes.theirs) < 200


@pytest.mark.parametrize("deep", [100, 10_000, 1_000_000])
def test_a_packet_that_is_nested_without_end_is_refused(deep: int) -> None:
    for inner in (b"\x91", b"\x81\xa1x"):
        data = b"\x81\xa1x" + inner * deep + b"\xc0"
        assert refused(Packet.decode, data).code == "input.packet"


LENGTHS = {
    "a list": b"\xdd\xff\xff\xff\xff", "a mapping": b"\xdf\xff\xff\xff\xff",
    "a text": b"\xdb\xff\xff\xff\xff", "bytes": b"\xc6\xff\xff\xff\xff",
    "an extension": b"\xc9\xff\xff\xff\xff\x01",
}  # fmt: skip


@pytest.mark.parametrize("length", LENGTHS.values(), ids=LENGTHS.keys())
def test_a_length_that_is_promised_takes_no_memory(length: bytes) -> None:
    for field in (b"inputs", b"sender", b"hashes", b"other"):
        data = b"\x81" + bytes([0xA0 + len(field)]) + field + length
        assert memory_of(Packet.decode, data) < 1_000_000
        refused(Packet.decode, data)


def test_an_input_that_is_too_long_to_be_sent_again_and_again_is_refused() -> None:
    one = session()
    long = [Command(actor="ayla", action="x" * 4000)]
    assert not isinstance(tried(one.advance, long), CombatError)
    error = refused(one.advance, [Command(actor="ayla", action="x" * 4100)])
    assert error.code == "input.invalid"
    assert "at most 4096 are possible" in str(error)


ORDERS = amount(12, 2000)


def test_calls_come_in_any_order() -> None:
    """Each side plays, sends, hears twice or from the past, loses the other, asks for what is not
    kept: each call is answered or refused in words."""
    answers = [_any_order(Random(seed)) for seed in range(ORDERS)]
    assert sum(answers) > 90 * ORDERS, "most calls are right"


def _any_order(luck: Random) -> int:
    """How many of a hundred and twenty calls in a random order were answered."""
    window, compare, watched = luck.choice([1, 2, 8]), luck.choice([1, 5, 30]), luck.random() < 0.3
    sides = []
    for name in PEERS:
        combat, _ = duel()
        one = Session(
            name, PEERS, window=window, compare=compare, check=combat.check_command, watched=watched
        )
        sides.append((one, Driver(combat, one)))
    sent: list[Packet] = []
    answered = 0
    for _ in range(120):
        one, driver = luck.choice(sides)
        who = "ayla" if one is sides[0][0] else "borin"
        strike = [Command(actor=who, action="quick_attack")]
        calls: list[Callable[[], object]] = [
            partial(driver.advance, luck.choice([[], strike])),
            lambda: sent.append(one.packet()),  # noqa: B023  # it is called at once
            lambda: one.receive(luck.choice(sent)) if sent else None,  # noqa: B023
            driver.catch_up,
            one.broadcast,
            partial(driver.save_of, luck.randrange(99)),
            partial(one.report, luck.randrange(99), "00" * 16),
            one.peer_left if luck.random() < 0.02 else driver.catch_up,
        ]
        call = luck.choices(calls, [8, 8, 8, 1, 1, 1, 1, 1])[0]
        answered += not isinstance(tried(call), CombatError)
    return answered
