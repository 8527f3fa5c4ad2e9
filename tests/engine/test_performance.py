"""Measuring a fight changes nothing in it, and fills in its figures."""

import tracemalloc

import pytest

from combat_rules.engine import PerformanceStats
from tests.rules import at, duel, listen


def test_moments_and_events_are_counted() -> None:
    combat = duel()
    heard = listen(combat)
    with PerformanceStats(combat) as stats:
        combat.execute_action("jab", "ayla")
        at(combat, 30)
    # The opening, commit, release, recovery, end, and the end of Borin's stun.
    assert stats.tick_count == 6
    assert stats.event_count == len(heard) > 10


def test_figures_are_filled_in() -> None:
    combat = duel()
    with PerformanceStats(combat) as stats:
        combat.execute_action("jab", "ayla")
        at(combat, 30)
    assert stats.execution_time > 0
    assert 0 < stats.average_frame_time <= stats.longest_frame_time <= stats.execution_time
    assert 0 < stats.event_latency <= stats.execution_time
    assert stats.peak_memory > 0


def test_a_measured_fight_is_the_same_fight() -> None:
    plain, measured = duel(), duel()
    for combat in (plain, measured):
        combat.execute_action("jab", "ayla")
    with PerformanceStats(measured):
        at(measured, 30)
    assert measured.state.world.sequence == at(plain, 30).state.world.sequence
    assert measured.combatant("borin").health == plain.combatant("borin").health


def test_measuring_ends_with_the_block_even_when_it_raises() -> None:
    combat = duel()
    stats = PerformanceStats(combat)
    with pytest.raises(ZeroDivisionError), stats:
        raise ZeroDivisionError
    assert combat.watch is None
    at(combat, 5)
    assert stats.tick_count == 0
    assert stats.average_frame_time == 0.0


def test_memory_is_measured_only_if_wanted() -> None:
    was_tracing = tracemalloc.is_tracing()
    with PerformanceStats(memory=False) as stats:
        assert tracemalloc.is_tracing() is was_tracing
    assert stats.peak_memory == 0
    with PerformanceStats():
        assert tracemalloc.is_tracing()
    assert tracemalloc.is_tracing() is was_tracing


def test_fights_may_come_later_and_be_many() -> None:
    with PerformanceStats(memory=False) as stats:
        for _ in range(3):
            combat = duel()
            stats.measure(combat)
            combat.advance(0)
    assert stats.tick_count == 3
    assert stats.event_count == 3
    assert combat.watch is None
