"""Time jumps from one due moment to the next, and slices make no difference."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionRole, CombatError, CombatEvent, Command
from combat_rules.engine import PerformanceStats
from combat_rules.engine.core.records import Draft
from combat_rules.engine.fold import apply
from combat_rules.engine.inputs import Drop, Schedule
from combat_rules.engine.world import empty_world, next_due
from combat_rules.model.events import ActionEnded, FightStarted
from tests.rules import JAB, at, cause_of, duel, empty_fight, listen


def exchange(slices: list[int]) -> tuple[object, list[object]]:
    combat = duel()
    heard = listen(combat)
    combat.schedule(
        Command(actor=who, action=what, at=tick)
        for tick, who, what in [(2, "borin", "guard"), (7, "ayla", "jab"), (31, "ayla", "slam")]
    )
    for ticks in slices:
        combat.advance(ticks)
    told = [(e.sequence, e.timestamp, e.type, e.source, cause_of(e)) for e in heard]
    return [state.health for state in combat.combatants.values()], list(told)


@pytest.mark.parametrize(
    "slices",
    [[1] * 100, [7, 93], [0, 0, 50, 0, 50], [33, 1, 66]],
    ids=["tick by tick", "in two", "with no time in between", "in three"],
)
def test_slices_of_time_make_the_same_fight(slices: list[int]) -> None:
    assert exchange(slices) == exchange([100])


def test_nothing_is_played_where_nothing_is_due() -> None:
    combat = duel(duration=1_000_000)
    with PerformanceStats(combat, memory=False) as stats:
        combat.advance(900_000)
    assert stats.tick_count == 1


def test_the_next_due_moment_is_the_earliest_of_all_timers() -> None:
    combat = duel()
    combat.execute_action("slam", "ayla")
    combat.advance(0)
    assert next_due(combat.state.world, combat.fight) == 5
    combat.schedule([Command(actor="borin", action="jab", at=3)])
    assert next_due(combat.state.world, combat.fight) == 3


def test_before_the_start_the_next_moment_is_now_and_without_timers_it_is_the_end() -> None:
    fight = duel(duration=1000).fight
    nobody = replace(empty_world(fight.rules), now=7)
    assert next_due(nobody, fight) == 7
    assert next_due(replace(nobody, started=True), fight) == 1000


def test_the_fight_opens_once() -> None:
    combat = duel()
    opened = listen(combat, FightStarted)
    for _ in range(3):
        combat.advance(0)
    assert len(opened) == 1
    assert opened[0].combatants == {"ayla": "ayla", "borin": "borin"}


def test_an_action_whose_phases_take_no_time_is_over_at_once() -> None:
    snap = replace(JAB, name="snap", role=ActionRole.MOVE, feint=0, commit=0, recovery=0, release=1)
    combat = duel([snap])
    ended = listen(combat, ActionEnded)
    combat.execute_action("snap", "ayla")
    at(combat, 1)
    assert [event.timestamp for event in ended] == [1]


def test_a_tick_without_end_is_an_error() -> None:
    combat = duel()

    def answer(event: CombatEvent) -> None:
        if event.type == "action_started":
            combat.cancel("ayla")
        else:
            combat.execute_action("jab", "ayla")

    combat.subscribe("action_started", answer)
    combat.subscribe("action_ended", answer)
    combat.execute_action("jab", "ayla")
    with pytest.raises(CombatError, match="tick 0 does not end: 1000 moments") as caught:
        combat.advance(5)
    assert caught.value.code == "fight.unsettled"
    assert combat.now == 0
    combat.advance(5)
    assert combat.now == 5


def test_what_is_dropped_with_a_tick_that_does_not_end_is_what_was_to_come_in_it() -> None:
    combat = duel()
    combat.schedule(Command(actor="ayla", action="jab", at=tick) for tick in (4, 5, 6))
    after = apply(combat.fight, combat.state.world, Drop(5)).world
    assert [command.at for command in after.scheduled] == [6]


def test_an_input_is_taken_in_the_world_that_is_given_and_in_no_other() -> None:
    """As where a fold was cut off once its draft lay on the bench."""
    combat, bench = empty_fight(), list[Draft]()
    world, command = combat.state.world, Command(actor="ayla", action="jab", at=5)
    assert apply(combat.fight, world, Schedule(0, (command,)), bench).world.scheduled == (command,)
    assert apply(combat.fight, world, Schedule(0, ()), bench).world.scheduled == ()
