"""The checks themselves: a bug of each class is planted in the engine, and has to be caught."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from combat_rules.engine.actions.phases import Phases
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.publisher import Publisher
from msgspec.structs import replace

from combat_rules import CombatError, CombatEvent, PluginError
from combat_rules.engine.fold import Applied
from combat_rules.engine.lock import Turn
from combat_rules.engine.playing import Playing
from combat_rules.engine.state import StateManager, Transaction
from combat_rules.engine.world import World
from combat_rules.netcode import SyncTest
from combat_rules.record import Journal, Replay
from combat_rules.record.recorder import Recorder
from tests.faults.interrupts import CtrlC
from tests.faults.test_interrupts import fight, play
from tests.faults.test_planted import Mines, fail, finish
from tests.properties.invariants import Witness, check_all
from tests.rules import at

CAUGHT = (AssertionError, CombatError)


# -- the checks -----------------------------------------------------------------------------


def invariants(folder: Path) -> None:
    combat = fight()
    witness = Witness(combat)
    for tick in range(0, 120, 3):
        at(combat, tick)
        check_all(witness)
    assert combat.combatant("borin").health < 100
    assert combat.state.world.actions == {}


def whole_or_not_at_all(folder: Path) -> None:
    mines = Mines("on_contact", fail(LookupError))
    combat, sound = mines.fight(), Mines().fight()
    with pytest.raises(PluginError):
        combat.run()
    finish(combat)
    finish(sound)
    assert combat.save() == sound.save()


def interrupts(folder: Path) -> None:
    told: list[Any] = []
    at(fight(told), 80)
    for place in range(200, 320):
        journal: list[Any] = []
        play(fight(journal), CtrlC(place))
        assert journal == told


def replays(folder: Path) -> None:
    with Journal(folder / "fight.jsonl") as journal:
        combat = fight(journal)
        combat.run()
    assert Replay(journal.file, combat.fight.ruleset).finish() == combat.state.world


def repeats(folder: Path) -> None:
    SyncTest(fight(), 8).advance(80)


def one_at_a_time(folder: Path) -> None:
    combat = fight()
    combat.subscribe("action_hit", lambda event: combat.load(combat.save()))
    at(combat, 80)
    assert combat.events.dead_letters


# -- the bugs -------------------------------------------------------------------------------

Plant = Callable[[pytest.MonkeyPatch], None]


def health_update_lost(patch: pytest.MonkeyPatch) -> None:
    sound = Transaction.result_world

    def result_world(self: Transaction) -> World:
        world = sound(self)
        old = self.base.combatants
        kept = {
            who: replace(state, health=old[who].health) if who in old and self.now == 3 else state
            for who, state in world.combatants.items()
        }
        return replace(world, combatants=kept)

    patch.setattr(Transaction, "result_world", result_world)


def action_stuck(patch: pytest.MonkeyPatch) -> None:
    sound = Phases.advance

    def advance(self: Phases, tx: Transaction, due: list[Any]) -> Any:
        return sound(self, tx, [running for running in due if running.phase != "recovery"])

    patch.setattr(Phases, "advance", advance)


def event_lost(patch: pytest.MonkeyPatch) -> None:
    sound = EventSystem._hand_over

    def hand_over(self: EventSystem, event: CombatEvent, subscription: Any) -> None:
        if event.type != "action_hit":
            sound(self, event, subscription)

    patch.setattr(EventSystem, "_hand_over", hand_over)


def event_twice(patch: pytest.MonkeyPatch) -> None:
    sound = EventSystem._hand_over

    def hand_over(self: EventSystem, event: CombatEvent, subscription: Any) -> None:
        for _ in range(1 + (event.type == "action_hit")):
            sound(self, event, subscription)

    patch.setattr(EventSystem, "_hand_over", hand_over)


def events_out_of_order(patch: pytest.MonkeyPatch) -> None:
    def backwards(events: list[CombatEvent]) -> list[CombatEvent]:
        return events[::-1]

    patch.setattr("combat_rules.engine.publisher.in_order", backwards)


def event_late(patch: pytest.MonkeyPatch) -> None:
    sound = EventSystem.deliver

    def deliver(self: EventSystem) -> None:
        if len(self.queue) > 4:
            sound(self)

    patch.setattr(EventSystem, "deliver", deliver)


def parts_disagree(patch: pytest.MonkeyPatch) -> None:
    sound = Transaction.result_world

    def result_world(self: Transaction) -> World:
        world = sound(self)
        return replace(world, actions={}) if self.now == 6 else world

    patch.setattr(Transaction, "result_world", result_world)


def half_a_transaction(patch: pytest.MonkeyPatch) -> None:
    sound = Transaction.__exit__

    def leave(self: Transaction, *error: Any) -> None:
        sound(self, None, None, None)

    patch.setattr(Transaction, "__exit__", leave)


def interrupt_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Publisher, "recover", lambda self: None)


def transaction_left_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(StateManager, "abandon", lambda self, tx: None)
    patch.setattr(StateManager, "holds", lambda self, tx: False)


def record_left_out(patch: pytest.MonkeyPatch) -> None:
    sound = Recorder._hand_over

    def hand_over(self: Recorder, applied: Applied) -> None:
        if applied.given.at != 3:
            sound(self, applied)

    patch.setattr(Recorder, "_hand_over", hand_over)


def part_not_saved(patch: pytest.MonkeyPatch) -> None:
    sound = Playing.load

    def load(self: Playing, world: World) -> None:
        sound(self, replace(world, scheduled=()))

    patch.setattr(Playing, "load", load)


def turn_not_held(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Turn, "take", lambda self, what, frame: None)


BUGS: list[tuple[Plant, Callable[[Path], None]]] = [
    (health_update_lost, invariants),
    (action_stuck, invariants),
    (event_lost, invariants),
    (event_twice, invariants),
    (events_out_of_order, invariants),
    (event_late, invariants),
    (parts_disagree, invariants),
    (half_a_transaction, whole_or_not_at_all),
    (interrupt_forgotten, interrupts),
    (transaction_left_open, interrupts),
    (record_left_out, replays),
    (part_not_saved, repeats),
    (turn_not_held, one_at_a_time),
]


@pytest.mark.parametrize(("plant", "check"), BUGS, ids=[plant.__name__ for plant, _ in BUGS])
def test_a_planted_bug_is_caught(
    plant: Plant,
    check: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    check(tmp_path)
    for left in tmp_path.iterdir():
        left.unlink()
    plant(monkeypatch)
    with pytest.raises(CAUGHT):
        check(tmp_path)
