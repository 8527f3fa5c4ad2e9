"""Replay: to any tick, forward and back, and on another way."""

from pathlib import Path

import pytest

from combat_rules import Attribute, CombatSystem, Command
from combat_rules.errors import JournalError, StateError
from combat_rules.record import (
    Journal,
    RecordedEvent,
    Replay,
    compare,
    diff,
    read_journal,
    state_hash,
)
from combat_rules.record.worlds import MOST_KEPT
from tests.record.bouts import eventful, practice, recorded, shipped_fight
from tests.rules import ruleset


@pytest.fixture
def replay(tmp_path: Path) -> Replay:
    """A fight of two with minds of their own, played to its end."""
    recorded(tmp_path / "fight.jsonl")
    return Replay(tmp_path / "fight.jsonl")


def test_the_rules_are_found_by_what_the_header_says(replay: Replay) -> None:
    assert [info.name for info in replay.ruleset.plugins] == [
        "standard",
        "plugins.fencing",
        "plugins.hexes",
    ]
    assert replay.changed == ()


def test_any_tick_can_be_sought_in_any_order(replay: Replay) -> None:
    combat = shipped_fight([])
    seen = {}
    for tick in (0, 700, 701, 2500, 9000):
        combat.advance(tick - combat.now)
        seen[tick] = combat.combatants
    for tick in (2500, 0, 9000, 701, 700):
        fork = replay.fork(tick)
        assert replay.now <= tick
        assert fork.combat.now == tick
        fork.combat.advance(0)
        assert fork.combat.combatants == seen[tick]


def test_its_combatants_have_what_has_come_back_until_its_tick(tmp_path: Path) -> None:
    heat = Attribute("heat", default=90, maximum=90, regeneration=-1000)
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = CombatSystem(ruleset=ruleset(attributes=[heat]), journal=journal)
        for name in ("ayla", "borin"):
            combat.add_combatant("fighter", name, controller="")
        combat.execute_action("jab", "ayla")
        combat.advance(50)
    replay = Replay(tmp_path / "fight.jsonl", combat.ruleset)
    replay.finish()
    assert [heat.of(one) for one in replay.combatants.values()] == [90 - replay.now] * 2
    assert replay.now > 0


def test_one_step_back_takes_one_step_forward_back(replay: Replay) -> None:
    replay.seek(3000)
    number, world = replay.number, replay.world
    undone = replay.back()
    assert (replay.number, replay.world != world) == (number - 1, True)
    assert replay.forward() == undone == replay.record
    assert replay.world == world


def test_there_is_a_beginning_and_an_end(replay: Replay) -> None:
    with pytest.raises(JournalError, match="beginning"):
        replay.back()
    assert replay.record is None
    replay.finish()
    assert replay.over
    with pytest.raises(JournalError, match="the journal ends with record"):
        replay.forward()


def test_going_back_over_a_rollback_and_forward_again(tmp_path: Path) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = eventful(journal)
    replay = Replay(tmp_path / "fight.jsonl", combat.fight.ruleset)
    worlds = [replay.world]
    while not replay.over:
        replay.forward()
        worlds.append(replay.world)
    back = [n for n, r in enumerate(replay.records, 1) if r.kind in ("rollback", "load")]
    for number in back:
        assert replay.seek(worlds[number].now) == worlds[replay.number]
        assert replay.number >= number
    replay.finish()
    while replay.number:
        assert replay.world == worlds[replay.number]
        replay.back()
    assert replay.finish() == combat.state.world


def test_a_fork_that_is_told_nothing_never_parts(replay: Replay) -> None:
    fork = replay.fork(3000)
    fork.combat.run()
    assert compare(replay, fork) is None


def test_a_fork_with_another_command_says_what_follows(replay: Replay) -> None:
    # One step more or less at the beginning may come to the same soon; this one does not.
    started = next(
        event
        for event in replay.reading.events
        if event.type == "action_started" and event.source == "fencer" and event.timestamp > 6000
    )
    fork = replay.fork(started.timestamp, Command(actor="fencer", action="move_backward"))
    fork.combat.run()
    divergence = compare(replay, fork)
    assert divergence is not None
    assert divergence.at == started.timestamp
    assert str(divergence.field).startswith(f"event #{started.sequence} action_started")
    assert divergence.field.old != divergence.field.new == "move_backward"
    assert any(field.path == "combatants.fencer.doing" for field in divergence.state)
    assert divergence.led
    assert replay.finish() != fork.combat.state.world


def test_a_fork_that_is_told_the_same_never_parts(tmp_path: Path) -> None:
    rules = practice()
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = CombatSystem(400, 10, 100, ruleset=rules, journal=journal)
        for name in ("ayla", "borin"):
            combat.add_combatant("fighter", name, controller="")
        combat.schedule([Command(actor="ayla", action="jab", at=50)])
        combat.advance(100)
        combat.execute_action("slam", "borin")
        combat.run()
    replay = Replay(tmp_path / "fight.jsonl", rules)
    fork = replay.fork(100)
    fork.combat.execute_action("slam", "borin")
    fork.combat.run()
    assert compare(replay, fork) is None
    other = replay.fork(100, Command(actor="borin", action="jab"))
    other.combat.run()
    divergence = compare(replay, other)
    assert divergence is not None
    assert divergence.at == 100


def test_a_fork_leaves_out_what_changed_after_its_tick(tmp_path: Path) -> None:
    rules = practice()
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = CombatSystem(400, 10, 100, ruleset=rules, journal=journal)
        combat.add_combatant("fighter", "ayla", controller="")
        combat.add_combatant("fighter", "borin", controller="")
        combat.advance(100)
        combat.add_combatant("fighter", "cyra", controller="", position=90)
        combat.run()
    fork = Replay(tmp_path / "fight.jsonl", rules).fork(50)
    assert (fork.combat.now, set(fork.combat.combatants)) == (50, {"ayla", "borin"})


def test_a_fork_from_the_beginning_is_commanded_before_anybody_chooses(replay: Replay) -> None:
    fork = replay.fork(0, Command(actor="fencer", action="move_backward"))
    fork.combat.advance(0)
    assert fork.combat.combatant("fencer").doing == "move_backward"


def test_no_fork_begins_before_the_fight(replay: Replay) -> None:
    with pytest.raises(StateError, match="tick is -1; a whole number from 0"):
        replay.fork(-1)


def test_a_fork_beyond_the_last_record_goes_on_by_itself(tmp_path: Path) -> None:
    combat = shipped_fight(Journal(tmp_path / "fight.jsonl"))
    combat.advance(2000)
    fork = Replay(tmp_path / "fight.jsonl").fork(9000)
    combat.advance(7000)
    fork.combat.advance(0)
    assert fork.combat.now == combat.now
    assert fork.combat.combatants == combat.combatants


def test_two_journals_of_the_same_fight_are_the_same(tmp_path: Path) -> None:
    recorded(tmp_path / "one.jsonl")
    recorded(tmp_path / "other.bin")
    assert diff(tmp_path / "one.jsonl", tmp_path / "other.bin").same


def test_another_seed_is_a_difference_even_where_it_never_matters(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("other", 8)):
        with Journal(tmp_path / f"{name}.jsonl") as journal:
            combat = CombatSystem(200, ruleset=practice(), seed=seed, journal=journal)
            combat.add_combatant("fighter", "ayla", controller="")
            combat.add_combatant("fighter", "borin", controller="")
            combat.run()
    comparison = diff(tmp_path / "one.jsonl", tmp_path / "other.jsonl")
    assert (comparison.divergence, comparison.same) == (None, False)


def test_another_seed_is_named_and_where_it_first_matters(tmp_path: Path) -> None:
    recorded(tmp_path / "one.jsonl", seed=7)
    recorded(tmp_path / "other.jsonl", seed=8)
    comparison = diff(tmp_path / "one.jsonl", tmp_path / "other.jsonl")
    assert [str(field) for field in comparison.settings] == ["fight.seed: 7 -> 8"]
    assert comparison.divergence is not None
    assert not comparison.divergence.field.path.endswith("data.seed")
    assert comparison.divergence.state
    led = comparison.divergence.led
    told = [event.sequence for event in led]
    assert (len(told) > 1, told) == (True, sorted(told))
    assert all(cause in told for event in led for cause in event.causes)


def test_a_fight_that_goes_on_longer_parts_at_the_end_of_the_other(tmp_path: Path) -> None:
    recorded(tmp_path / "whole.jsonl")
    with Journal(tmp_path / "part.jsonl") as journal:
        shipped_fight(journal).advance(2000)
    divergence = diff(tmp_path / "whole.jsonl", tmp_path / "part.jsonl").divergence
    assert divergence is not None
    assert divergence.number == len(read_journal(tmp_path / "part.jsonl").records) + 1
    assert str(divergence.field) == "the journal: goes on with a moment -> ends"
    assert divergence.led[-1].timestamp <= 2000


def test_a_fight_that_cannot_be_played_again_is_compared_all_the_same(tmp_path: Path) -> None:
    rules = practice()
    for name, reaction in (("one", 10), ("other", 11)):
        with Journal(tmp_path / f"{name}.jsonl") as journal:
            combat = CombatSystem(400, 10, 100, ruleset=rules, journal=journal)
            combat.add_combatant("fighter", "ayla", controller="", reaction=reaction)
            combat.add_combatant("fighter", "borin", controller="")
            combat.run()
    comparison = diff(tmp_path / "one.jsonl", tmp_path / "other.jsonl")
    assert comparison.divergence is not None
    assert comparison.divergence.field.path == "join.numbers.reaction"
    assert "practice, which came from no file" in comparison.divergence.unplayed


def test_every_world_of_a_long_fight_that_often_went_back_is_found_again(tmp_path: Path) -> None:
    """More worlds than are kept, some of them after a way back."""
    file = tmp_path / "fight.jsonl"
    kept: list[RecordedEvent] = []
    with Journal(file) as journal:
        combat = CombatSystem(10_000, 10, 100, ruleset=practice(), journal=journal)
        for name in ("ayla", "borin"):
            combat.add_combatant("fighter", name, controller="", max_health=5000, health=5000)
        for round in range(90):
            saved = combat.save()
            combat.execute_action("jab", "ayla")
            combat.advance(30)
            if round % 7 == 3:
                combat.rollback(2)
            if round % 11 == 5:
                combat.load(saved)
            combat.advance(20)
    replay = Replay(file, combat.fight.ruleset)
    replay.finish()
    assert len(replay.records) > MOST_KEPT
    for number in range(len(replay.records), 0, -1):
        assert state_hash(replay.after(number)) == replay.records[number - 1].state
    for record in replay.records:
        if record.back:
            kept = [event for event in kept if event.sequence < record.sequence]
        kept += record.events
    assert list(replay.reading.events) == kept
