"""The checks themselves: a bug of each class is planted in the engine, and has to be caught."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import CombatError, CombatEvent
from combat_rules.engine import World, fold
from combat_rules.engine.core import moment
from combat_rules.engine.core.phases import advance_phases
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.words import NEVER
from combat_rules.engine.events import EventSystem
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Input
from combat_rules.engine.lock import FightLock
from combat_rules.engine.outbox import Outbox
from combat_rules.engine.playing import Playing
from combat_rules.engine.state import StateManager
from combat_rules.errors import PluginError
from combat_rules.model import ActionStateType
from combat_rules.netcode import SyncTest
from combat_rules.record import Journal, Replay
from combat_rules.record.recorder import Recorder
from tests.faults.interrupts import CtrlC
from tests.faults.test_interrupts import fight, play
from tests.faults.test_planted import fail, finish, mined
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
    combat = mined("on_contact", fail(LookupError))
    with pytest.raises(PluginError):
        combat.run()
    finish(combat)
    finish(sound := mined())
    assert combat.save() == sound.save()


def interrupts(folder: Path) -> None:
    told: list[Any] = []
    at(fight(told), 80)
    # Past a few moments that are heard of; what may be cut apart is two lines wide.
    for place in range(300, 480, 2):
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


def closing(patch: pytest.MonkeyPatch, spoil: Callable[[Draft], None]) -> None:
    """Have a draft spoiled just before it becomes the world."""
    sound = fold.close_draft

    def close_draft(draft: Draft) -> World:
        spoil(draft)
        return sound(draft)

    patch.setattr(fold, "close_draft", close_draft)


def health_update_lost(patch: pytest.MonkeyPatch) -> None:
    def spoil(draft: Draft) -> None:
        for seat in draft.before if draft.now == 3 else ():
            own(draft, seat.place).health = seat.health

    closing(patch, spoil)


def action_stuck(patch: pytest.MonkeyPatch) -> None:
    sound = advance_phases

    def advance(draft: Draft, met: bool) -> bool:
        for seat in list(draft.seats):
            if seat.due <= draft.now and seat.state is ActionStateType.RECOVERY:
                own(draft, seat.place).due = NEVER
        return sound(draft, met)

    patch.setattr(moment, "advance_phases", advance)


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
    patch.setattr("combat_rules.engine.events.in_order", lambda said: tuple(said)[::-1])


def event_late(patch: pytest.MonkeyPatch) -> None:
    sound = EventSystem.deliver

    def deliver(self: EventSystem) -> None:
        if len(self.queue) > 2:
            sound(self)

    patch.setattr(EventSystem, "deliver", deliver)


def parts_disagree(patch: pytest.MonkeyPatch) -> None:
    def spoil(draft: Draft) -> None:
        for seat in list(draft.seats) if draft.now == 6 else ():
            own(draft, seat.place).move = 0

    closing(patch, spoil)


def half_an_input(patch: pytest.MonkeyPatch) -> None:
    sound = StateManager.fold

    def half(self: StateManager, given: Input) -> Applied:
        try:
            return sound(self, given)
        except CombatError:
            world = self.world
            self.latest = replace(self.latest, world=replace(world, sequence=world.sequence + 1))
            raise

    patch.setattr(StateManager, "fold", half)


def interrupt_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Playing, "recover", lambda self: None)


def filed_too_early(patch: pytest.MonkeyPatch) -> None:
    sound = Outbox.file

    def file(self: Outbox, state: StateManager) -> Any:
        before, state.filed = state.filed, state.latest
        state.earlier(0)  # an interrupt may fall here
        state.filed = before
        return sound(self, state)

    patch.setattr(Outbox, "file", file)


def record_left_out(patch: pytest.MonkeyPatch) -> None:
    sound = Recorder._inputs

    def inputs(self: Recorder[Any]) -> Iterator[Applied]:
        return (applied for applied in sound(self) if applied.given.at != 3)

    patch.setattr(Recorder, "_inputs", inputs)


def part_not_saved(patch: pytest.MonkeyPatch) -> None:
    sound = Playing.load

    def load(self: Playing, world: World) -> None:
        sound(self, replace(world, scheduled=()))

    patch.setattr(Playing, "load", load)


def lock_not_held(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FightLock, "take", lambda self, what, frame: None)


BUGS: list[tuple[Plant, Callable[[Path], None]]] = [
    (health_update_lost, invariants),
    (action_stuck, invariants),
    (event_lost, invariants),
    (event_twice, invariants),
    (events_out_of_order, invariants),
    (event_late, invariants),
    (parts_disagree, invariants),
    (half_an_input, whole_or_not_at_all),
    (interrupt_forgotten, interrupts),
    (filed_too_early, interrupts),
    (record_left_out, replays),
    (part_not_saved, repeats),
    (lock_not_held, one_at_a_time),
]


@pytest.mark.parametrize("check", dict.fromkeys(check for _, check in BUGS))
def test_without_a_bug_there_is_nothing_to_catch(
    check: Callable[[Path], None], tmp_path: Path
) -> None:
    check(tmp_path)


@pytest.mark.parametrize(("plant", "check"), BUGS, ids=[plant.__name__ for plant, _ in BUGS])
def test_a_planted_bug_is_caught(
    plant: Plant,
    check: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    plant(monkeypatch)
    with pytest.raises(CAUGHT):
        check(tmp_path)
