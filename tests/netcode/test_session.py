"""A session over a bad link: both sides end in the state of a fight that had all in time."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from combat_rules import CombatSystem, Command, replace
from combat_rules.errors import StateError
from combat_rules.netcode import (
    AdvanceFrame,
    DesyncError,
    HashFrame,
    LoadFrame,
    Packet,
    SaveFrame,
    Session,
    WaitForFrame,
)
from combat_rules.record import state_hash
from combat_rules.record.fields import of_data
from tests.amounts import amount
from tests.netcode.links import PEERS, Link, Table, in_time
from tests.packs import every_pack
from tests.properties.plans import Plan, plans
from tests.properties.rulesets import SECOND
from tests.rules import duel

FRAMES = 240
JAB = Command(actor="ayla", action="jab")
SLAM = Command(actor="borin", action="slam")


def melee(seed: int, journal: list[Any] | None = None, minded: int = 0) -> CombatSystem:
    """Two to four of any kind, some with a mind of their own besides the commands."""
    luck = Random(seed)
    combat = CombatSystem(
        60_000, 50, 200, ruleset=every_pack(), seed=seed, strict=True, journal=journal
    )
    names = ("ayla", "borin", "cyra", "dorn")[: luck.randint(2, 4)]
    for number, name in enumerate(names):
        combat.add_combatant(
            luck.choice(list(every_pack().archetypes)),
            name,
            team=f"team {number % 2}",
            controller=None if number < minded else "",
        )
    return combat


def commands_of(combat: CombatSystem, seed: int, often: int) -> Any:
    """Random commands, the same for the same peer and frame: ``often`` in a hundred frames."""

    def commands(peer: str, frame: int) -> Sequence[Command]:
        luck = Random(f"{seed}|{peer}|{frame}")
        return tuple(
            Command(
                actor=who,
                action=luck.choice(combat.combatants[who].actions),
                cancel=luck.random() < 0.1,
            )
            for who in PEERS[peer]
            if who in combat.combatants and luck.randrange(100) < often
        )

    return commands


links = st.builds(
    lambda least, spread, **rest: Link(least=least, most=least + spread, **rest),
    least=st.integers(0, 6),
    spread=st.integers(0, 8),
    lost=st.sampled_from([0, 5, 30]),
    doubled=st.sampled_from([0, 20]),
    seed=st.integers(0, 2**32),
)


@settings(max_examples=amount(3, 5000))
@given(
    link=links,
    seed=st.integers(0, 2**32),
    often=st.sampled_from([3, 15, 60]),
    minded=st.integers(0, 4),
    delay=st.integers(0, 3),
    repeat=st.booleans(),
    window=st.sampled_from([8, 8, 1, 3]),
)
def test_both_sides_end_as_a_fight_that_had_every_input_in_time(
    link: Link, seed: int, often: int, minded: int, delay: int, repeat: bool, window: int
) -> None:
    journals: list[list[Any]] = []

    def fight() -> CombatSystem:
        journals.append([])
        return melee(seed, journals[-1], minded)

    table = Table(fight, link, delay=delay, repeat=repeat, window=window)
    table.play(FRAMES, commands_of(melee(seed), seed, often))
    given = {peer.name: peer.given for peer in table.peers}
    plain = in_time(fight(), given, FRAMES)
    for peer in table.peers:
        assert peer.session.received >= FRAMES - 1
        found = list(of_data(peer.name, plain.state.world, peer.driver.combat.state.world))
        assert not found
    hashes = {state_hash(peer.driver.combat.state.world) for peer in table.peers}
    assert hashes == {state_hash(plain.state.world)}
    # What was announced wrongly has been taken back out of the journals.
    assert journals[0] == journals[1] == journals[2]


@given(plan=plans(shipped=False), link=links, seed=st.integers(0, 2**32))
def test_random_rules_come_out_the_same_where_a_frame_is_a_tick(
    plan: Plan, link: Link, seed: int
) -> None:
    fight = cache(plan.ruleset)
    table = Table(lambda: plan.set_up(fight()), link, rate=SECOND)
    table.play(100, commands_of(plan.set_up(fight()), seed, 15))
    given = {peer.name: peer.given for peer in table.peers}
    plain = in_time(plan.set_up(fight()), given, 100, SECOND).state.world
    for peer in table.peers:
        assert not list(of_data("", plain, peer.driver.combat.state.world))


def test_an_input_is_taken_up_to_eight_frames_late() -> None:
    table = Table(lambda: melee(3), Link(least=7, most=7))
    table.play(100, commands_of(melee(3), 3, 50))
    assert [peer.waited for peer in table.peers] == [0, 0]
    slower = Table(lambda: melee(3), Link(least=12, most=12))
    slower.play(100, commands_of(melee(3), 3, 50))
    assert all(peer.waited > 0 for peer in slower.peers)


def test_a_delay_of_the_own_input_spares_going_back() -> None:
    def loads(delay: int) -> int:
        table = Table(lambda: melee(3), Link(least=2, most=2), delay=delay)
        count = 0
        for peer in table.peers:
            carry_out = peer.driver.carry_out

            def counting(requests: Any, carry_out: Any = carry_out) -> None:
                nonlocal count
                requests = list(requests)
                count += sum(isinstance(request, LoadFrame) for request in requests)
                carry_out(requests)

            peer.driver.carry_out = counting  # type: ignore[method-assign]  # to count
        table.play(100, commands_of(melee(3), 3, 50))
        return count

    assert loads(0) > 0
    assert loads(4) == 0


# -- what is asked, request by request ------------------------------------------------------


def session(**options: Any) -> Session:
    return Session("left", PEERS, **{"compare": 1000, **options})


def packet(start: int, *inputs: tuple[Command, ...], **options: Any) -> Packet:
    return Packet(
        **{
            "sender": "right",
            "first": start,
            "inputs": inputs,
            "received": -1,
            "frame": start,
            **options,
        }
    )


def test_the_first_frames_are_saved_played_and_guessed() -> None:
    one = session()
    assert one.advance([JAB]) == [
        SaveFrame(0),
        AdvanceFrame(0, (JAB,), True),
        SaveFrame(1),
        HashFrame(0),
    ]
    assert one.advance() == [AdvanceFrame(1, (), True), SaveFrame(2)]


def test_a_guess_that_was_right_is_not_played_again() -> None:
    one = session()
    one.advance([JAB])
    one.receive(packet(0, ()))
    assert one.advance() == [AdvanceFrame(1, (), True), SaveFrame(2)]
    assert one.received == 0


def test_a_wrong_guess_is_corrected_from_its_frame_on() -> None:
    one = session()
    for _ in range(3):
        one.advance()
    one.receive(packet(1, (SLAM,)))
    assert one.received == -1
    assert one.advance() == [
        LoadFrame(1),
        AdvanceFrame(1, (SLAM,), False),
        SaveFrame(2),
        AdvanceFrame(2, (), True),
        SaveFrame(3),
        AdvanceFrame(3, (), True),
        SaveFrame(4),
    ]
    one.receive(packet(0, ()))
    assert one.received == 1
    assert one.catch_up() == []


def test_of_two_wrong_guesses_the_earlier_one_counts() -> None:
    one = session()
    for _ in range(4):
        one.advance()
    one.receive(packet(3, (SLAM,)))
    one.receive(packet(1, (SLAM,)))
    one.receive(packet(2, (SLAM,)))
    assert one.catch_up()[0] == LoadFrame(1)
    assert one.catch_up() == []


def test_an_input_that_is_early_is_used_and_not_guessed() -> None:
    one = session()
    one.receive(packet(0, (SLAM,), (SLAM,)))
    assert one.advance([JAB])[1] == AdvanceFrame(0, (JAB, SLAM), False)


def test_what_it_was_last_is_guessed_if_so_wished() -> None:
    one = session(repeat=True)
    one.receive(packet(0, (SLAM,)))
    one.advance()
    assert one.advance()[0] == AdvanceFrame(1, (SLAM,), True)


@pytest.mark.parametrize("option", ["repeat", "watched"])
def test_what_is_wished_for_or_not_is_true_or_false(option: str) -> None:
    wished: dict[str, Any] = {option: "no"}
    with pytest.raises(StateError, match=f"{option} is 'no'; True or False"):
        Session("left", PEERS, **wished)


def test_both_sides_hear_commands_in_the_same_order() -> None:
    right = Session("right", PEERS)
    right.receive(packet(0, (JAB,), sender="left"))
    assert right.advance([SLAM])[1] == AdvanceFrame(0, (JAB, SLAM), False)


def test_beyond_the_window_the_session_waits_and_takes_no_input() -> None:
    one = session(window=2)
    one.advance()
    one.advance()
    assert one.advance([JAB]) == [WaitForFrame(0)]
    assert one.frame == 2
    one.receive(packet(0, (SLAM,)))
    requests = one.advance()
    assert requests[0] == LoadFrame(0)
    assert requests[-2:] == [AdvanceFrame(2, (), True), SaveFrame(3)]


def test_the_own_input_takes_effect_after_its_delay() -> None:
    one = session(delay=2)
    assert one.advance([JAB])[1] == AdvanceFrame(0, (), True)
    assert one.packet().inputs == ((), (), (JAB,))
    one.advance()
    assert one.advance()[0] == AdvanceFrame(2, (JAB,), True)


def test_a_packet_carries_what_is_not_known_to_have_come() -> None:
    one = session()
    for _ in range(3):
        one.advance([JAB])
    assert len(one.packet().inputs) == 3
    one.receive(packet(0, received=1))
    one.receive(packet(0, received=0))
    assert one.packet().first == 2
    assert one.packet().inputs == ((JAB,),)


def test_hashes_are_asked_for_when_a_frame_is_final() -> None:
    one = session(compare=2)
    assert HashFrame(0) in one.advance()
    assert not any(isinstance(request, HashFrame) for request in one.advance() + one.advance())
    one.receive(packet(0, (SLAM,), (), (), ()))
    assert one.advance()[-2:] == [HashFrame(2), HashFrame(4)]


def test_who_is_ahead_can_tell() -> None:
    one = session()
    for _ in range(5):
        one.advance()
    one.receive(packet(0, frame=2))
    assert one.ahead == 3


def test_a_session_of_hours_keeps_no_more_than_one_of_seconds() -> None:
    one, other = session(compare=10), Session("right", PEERS, compare=10)
    sizes = []
    for frame in range(2000):
        for peer in (one, other):
            for request in peer.advance([JAB] if peer is one else []):
                if isinstance(request, HashFrame):
                    peer.report(request.frame, "same")
        one.receive(other.packet())
        other.receive(one.packet())
        if frame in (199, 1999):
            sizes.append([len(v) for v in vars(one).values() if isinstance(v, dict)])
    assert sizes[0] == sizes[1]


# -- two fights that are not the same ----------------------------------------------------------


def test_two_fights_under_different_luck_are_found_out_and_the_frame_is_named() -> None:
    fights = iter([melee(5, minded=4), melee(6, minded=4)])
    table = Table(lambda: next(fights), Link(least=1, most=3))
    with pytest.raises(DesyncError) as caught:
        table.play(400, lambda peer, frame: ())
    assert caught.value.code == "sync.frame"
    assert caught.value.frame == 0


def test_a_fight_that_goes_astray_is_found_out_at_the_next_comparison() -> None:
    table = Table(lambda: duel(duration=10_000), Link(least=1, most=1), compare=10)
    for _ in range(25):
        table.round(1000, lambda peer, frame: ())
    combat = table.peers[0].driver.combat
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["ayla"], health=5))
    with pytest.raises(DesyncError) as caught:
        table.play(60, lambda peer, frame: ())
    assert caught.value.frame == 30
