"""A fault planted wherever foreign code runs: nothing half done or lost, the culprit named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Act,
    Attribute,
    CombatError,
    CombatEvent,
    CombatSystem,
    Command,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Scene,
    Status,
    View,
    Wait,
    four_phases,
    replace,
)
from combat_rules.errors import JournalError, PluginError
from combat_rules.model import Listener, PerceptionRule
from combat_rules.record import Journal, Replay
from combat_rules.record.files import write_all
from tests.properties.invariants import Witness, check_all
from tests.rules import JAB, WALK, duel, ruleset


def recurse() -> int:
    return recurse() + 1


def fail(error: type[BaseException]) -> Callable[[], None]:
    def failing() -> None:
        raise error("planted")

    return failing


FAULTS: dict[str, Callable[[], object]] = {
    "LookupError": fail(LookupError),
    "MemoryError": fail(MemoryError),
    "recursion without end": recurse,
}
INTERRUPTS = {"KeyboardInterrupt": fail(KeyboardInterrupt), "SystemExit": fail(SystemExit)}
PLACES = {
    "validation": "validation allowed",
    "guard": "advance of jab from commit",
    "effect": "advance of jab from commit",
    "on_contact": "on_contact of jab",
    "damage rule": "damage rule harder",
    "contact rule": "contact rule same",
    "perception rule": "perception rule plain",
    "status": "status bleeding",
    "controller": "controller jabber",
}
"""Where rules run, and how a fault there is named."""


class Mines:
    """Rules that do nothing of note, until the mine in one of them is armed: it goes off once."""

    def __init__(self) -> None:
        self.armed = ""
        self.fault: Callable[[], object] = recurse
        self.ruleset = ruleset(**self.rules())

    def step_on(self, place: str) -> None:
        if place == self.armed:
            self.armed = ""
            self.fault()

    def rules(self) -> dict[str, Any]:
        def allowed(scene: Scene) -> bool:
            """Nothing is against it."""
            self.step_on("validation")
            return True

        def ready(scene: Scene) -> bool:
            """Nothing is against it."""
            self.step_on("guard")
            return True

        def lean(scene: Scene, effects: Effects) -> None:
            effects.change(scene.actor.id, "stamina", -1)
            self.step_on("effect")

        def cut(scene: Scene, effects: Effects) -> None:
            effects.change(scene.target.id, "wounds", 9)
            self.step_on("on_contact")

        def harder(scene: Scene, damage: int) -> int:
            self.step_on("damage rule")
            return damage + 1

        def same(scene: Scene) -> Outcome:
            self.step_on("contact rule")
            assert scene.outcome is not None
            return scene.outcome

        def plain(scene: Scene) -> bool:
            self.step_on("perception rule")
            return True

        def bleed(scene: Scene, effects: Effects) -> None:
            effects.change(scene.actor.id, "health", -1)
            effects.change(scene.actor.id, "wounds", -3)
            self.step_on("status")

        def jabber(view: View) -> Act | Wait:
            self.step_on("controller")
            return Act("jab") if view.dice.chance("jab", 50) else Wait(7)

        chart = four_phases("Leaning", release=[ready], on_release=[lean])
        return {
            "actions": [replace(JAB, chart=chart, on_contact=(cut,)), WALK],
            "attributes": [Attribute("wounds", maximum=30)],
            "validations": [allowed],
            "damage_rules": [DamageRule("harder", 9, harder)],
            "contact_rules": [ContactRule("same", 9, same)],
            "perception_rules": [PerceptionRule("plain", plain)],
            "statuses": [Status("bleeding", "wounds", 5, bleed)],
            "controllers": [Controller("jabber", jabber)],
            "listeners": [Listener("ear", "action_hit", lambda e: self.step_on("listener"))],
        }


MINES = Mines()


def mined(
    place: str = "", fault: Callable[[], object] = recurse, *, strict: bool = True, **options: Any
) -> CombatSystem:
    """A fight in which the mine at one place is armed. Those that were begun before have none."""
    combat = CombatSystem(200, 10, 100, ruleset=MINES.ruleset, strict=strict, **options)
    for name in ("ayla", "borin"):
        combat.add_combatant("fighter", name, controller="jabber")
    MINES.armed, MINES.fault = place, fault
    return combat


def finish(combat: CombatSystem) -> list[BaseException]:
    """Play to the end, trying again whatever raised; returns what did."""
    raised: list[BaseException] = []
    while combat.result is None:
        try:
            combat.run()
        except (CombatError, KeyboardInterrupt, SystemExit) as error:
            raised.append(error)
            assert len(raised) < 5
    return raised


@pytest.fixture(scope="module")
def undisturbed() -> tuple[CombatSystem, list[Any]]:
    """The fight in which no mine goes off, and its journal."""
    journal: list[Any] = []
    combat = mined(journal=journal)
    assert finish(combat) == []
    return combat, journal


ALL: dict[str, Callable[[], object]] = {**FAULTS, **INTERRUPTS}
each_place = pytest.mark.parametrize("place", PLACES)


@each_place
@pytest.mark.parametrize("fault", ALL.items(), ids=lambda fault: fault[0])
def test_a_fault_in_strict_mode_leaves_no_trace(
    place: str, fault: tuple[str, Callable[[], object]], undisturbed: tuple[CombatSystem, list[Any]]
) -> None:
    """It is raised with its culprit's name; tried again, the fight is the one without it."""
    name, goes_off = fault
    journal: list[Any] = []
    combat = mined(place, goes_off, journal=journal)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    (error,) = finish(combat)
    assert MINES.armed == ""
    if name in INTERRUPTS:
        assert type(error).__name__ == name
    else:
        assert isinstance(error, PluginError)
        assert error.plugin == "practice"
        assert PLACES[place] in error.where
    assert combat.save() == undisturbed[0].save()
    assert journal == undisturbed[1]
    assert [event.sequence for event in sorted(heard, key=lambda e: e.sequence)] == list(
        range(2, combat.state.world.sequence)
    )


@each_place
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_outside_strict_mode_is_recorded_and_the_fight_goes_on_whole(
    place: str, fault: Callable[[], object]
) -> None:
    combat = mined(place, fault, strict=False)
    witness = Witness(combat)
    assert finish(combat) == []
    (found,) = combat.faults
    assert found.plugin == "practice"
    assert PLACES[place] in found.where
    check_all(witness)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_listener_that_fails_is_tried_again_and_takes_nothing_from_others(
    fault: Callable[[], object], undisturbed: tuple[CombatSystem, list[Any]]
) -> None:
    combat = mined("listener", fault)
    heard: list[CombatEvent] = []
    combat.subscribe("action_hit", heard.append)
    assert finish(combat) == []
    assert heard == [e for e in undisturbed[1] if getattr(e, "type", "") == "action_hit"]
    assert combat.save() == undisturbed[0].save()
    assert not combat.events.dead_letters


@pytest.mark.parametrize("fault", INTERRUPTS.values(), ids=INTERRUPTS)
def test_an_interrupt_in_a_subscriber_takes_nothing_from_others(
    fault: Callable[[], object], undisturbed: tuple[CombatSystem, list[Any]]
) -> None:
    combat = mined("listener", fault)
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    assert len(finish(combat)) == 1
    assert len(heard) == combat.state.world.sequence - 2
    assert combat.save() == undisturbed[0].save()


# -- the journal ----------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ALL.values(), ids=ALL)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_journal_whose_writing_fails_has_everything_in_the_end(
    fault: Callable[[], object], after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [after]

    def failing(fd: int, data: bytes) -> None:
        left[0] -= 1
        if left[0] == -1:
            write_all(fd, data[: len(data) // 2])
            fault()
        write_all(fd, data)

    monkeypatch.setattr("combat_rules.record.writer.write_all", failing)
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = mined(journal=journal)
        raised = []
        while combat.result is None:
            try:
                combat.advance(10)
            except (JournalError, KeyboardInterrupt, SystemExit, MemoryError) as error:
                raised.append(error)
    assert raised
    assert Replay(journal.file, combat.fight.ruleset).finish() == combat.state.world


# -- without end ----------------------------------------------------------------------------


def answers_for_ever(combat: CombatSystem) -> None:
    combat.subscribe("command_refused", lambda event: combat.execute_action("jab", "ayla"))


def submits_for_ever(combat: CombatSystem) -> None:
    combat.subscribe("command_refused", lambda event: combat.submit("jab", "ayla"))


def schedules_for_ever(combat: CombatSystem) -> None:
    def again(event: CombatEvent) -> None:
        combat.schedule([Command(actor="ayla", action="jab", at=combat.now)])

    combat.subscribe("command_refused", again)


@pytest.fixture(params=[answers_for_ever, submits_for_ever, schedules_for_ever])
def endless(request: pytest.FixtureRequest) -> CombatSystem:
    combat = duel()
    request.param(combat)
    combat.execute_action("jab", "ayla")
    combat.submit("jab", "ayla")  # is refused, and so begins it
    return combat


def test_a_subscriber_that_commands_for_ever_is_stopped_and_the_fight_is_whole(
    endless: CombatSystem,
) -> None:
    for _ in range(50):
        try:
            endless.advance(1)
        except CombatError as error:
            assert error.code == "fight.unsettled"  # noqa: PT017  # one way ends, one does not
    assert endless.now >= 49
    assert endless.combatant("borin").health <= 90
    assert endless.synchronize_states() == ()
