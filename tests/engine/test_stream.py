"""Events can be waited for: all of them, once, in order, whoever plays and whoever gives up."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from combat_rules import CombatSystem
from combat_rules.errors import EventError
from combat_rules.model.events import CombatEvent, DamageDealt, FightEnded
from tests.patience import PATIENCE


def fight() -> CombatSystem:
    combat = CombatSystem(seed=7, duration=6000)
    combat.add_combatant("duelist")
    combat.add_combatant("brute")
    return combat


async def all_of(combat: CombatSystem) -> list[CombatEvent]:
    return [event async for event in combat.stream()]


def test_a_stream_gives_every_event_once_and_ends_with_the_fight() -> None:
    async def watch() -> tuple[list[CombatEvent], list[CombatEvent]]:
        combat = fight()
        heard: list[CombatEvent] = []
        combat.subscribe("*", heard.append)
        taking = asyncio.create_task(all_of(combat))
        while combat.result is None:
            await asyncio.sleep(0)
            combat.advance(100)
        return heard, await taking

    heard, taken = asyncio.run(watch())
    assert taken == heard
    assert isinstance(taken[-1], FightEnded)


def test_a_slow_taker_loses_nothing() -> None:
    async def watch() -> tuple[int, list[CombatEvent]]:
        combat = fight()
        stream = combat.stream()
        combat.run()
        return len(combat.events.recent), [event async for event in stream]

    published, taken = asyncio.run(watch())
    joined = 2
    assert len(taken) == published - joined


def test_who_waits_may_be_cancelled_and_no_event_is_lost() -> None:
    async def watch() -> list[CombatEvent]:
        combat = fight()
        stream = combat.stream(DamageDealt)
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(stream), 0)
        combat.run()
        return [event async for event in stream]

    again = fight()
    blows: list[CombatEvent] = []
    again.subscribe(DamageDealt, blows.append)
    again.run()
    assert asyncio.run(watch()) == blows != []


def test_another_thread_may_play_the_fight() -> None:
    async def watch() -> list[CombatEvent]:
        combat = fight()
        taking = asyncio.create_task(all_of(combat))
        await asyncio.sleep(0)
        playing = threading.Thread(target=combat.run)
        playing.start()
        taken = await taking
        playing.join()
        return taken

    taken = asyncio.run(watch())
    assert [event.timestamp for event in taken] == sorted(event.timestamp for event in taken)
    assert isinstance(taken[-1], FightEnded)


def test_a_stream_is_taken_from_in_one_loop_after_another() -> None:
    """As in a notebook, where each cell runs a loop of its own."""
    combat = fight()
    stream, heard = combat.stream(), list[CombatEvent]()
    combat.subscribe("*", heard.append)

    async def take(number: int) -> list[CombatEvent]:
        taken = [await anext(stream) for _ in range(number)]
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        assert not waiting.done(), "it waits for more"
        waiting.cancel()
        return taken

    taken: list[CombatEvent] = []
    for _ in range(3):
        combat.advance(700)
        assert len(heard) > len(taken)
        taken += asyncio.run(take(len(heard) - len(taken)))
    assert taken == heard


def test_several_threads_take_from_a_stream_each_in_a_loop_of_its_own() -> None:
    combat = fight()
    stream = combat.stream()
    shares: list[list[int]] = [[], [], []]

    async def take(share: list[int]) -> None:
        share += [event.sequence async for event in stream]

    takers = [
        threading.Thread(target=asyncio.run, args=(take(share),), daemon=True) for share in shares
    ]
    for taker in takers:
        taker.start()
    combat.run()
    for taker in takers:
        taker.join(PATIENCE)
    numbers = sorted(number for share in shares for number in share)
    assert numbers == [event.sequence for event in sorted_by_number(combat)][2:]


def sorted_by_number(combat: CombatSystem) -> list[CombatEvent]:
    return sorted(combat.events.recent, key=lambda event: event.sequence)


def test_a_stream_of_a_fight_that_is_over_ends_at_once() -> None:
    combat = fight()
    combat.run()
    assert asyncio.run(all_of(combat)) == []


def test_a_stream_that_is_closed_or_dropped_hears_no_more(collect: Callable[[], object]) -> None:
    async def watch() -> list[CombatEvent]:
        combat = fight()
        stream = combat.stream()
        combat.advance(0)
        stream.close()
        combat.run()
        return [event async for event in stream]

    assert {event.timestamp for event in asyncio.run(watch())} == {0}
    combat = fight()
    combat.stream()
    collect()
    assert not combat.events.signal("*").receivers


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EventError, match="action_hitt'; did you mean action_hit"):
        fight().stream("action_hitt")  # type: ignore[call-overload]  # of a test
