"""Ctrl-C anywhere: a fight that is interrupted goes on as if nobody had pressed a key."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from combat_rules import ActionError, CombatEvent, CombatSystem, Command, replace
from combat_rules.errors import StateError
from combat_rules.record import Journal, Replay
from tests.amounts import some
from tests.faults.interrupts import CtrlC
from tests.record.bouts import practice
from tests.rules import at

TRIES = 5
"""Places at which an interrupt falls; in a long run it falls at all of them."""

SCHEDULED = [
    Command(actor="ayla", action="jab"),
    Command(actor="borin", action="slam", at=20),
    Command(actor="borin", cancel=True, at=23),
    Command(actor="ayla", action="guard", at=25),
    Command(actor="borin", action="slam", at=45),
]
SUBMITTED = ("walk", "walk", "dodge")
ENDS = 80


def fight(journal: Any = None, submitted: Sequence[str] = ()) -> CombatSystem:
    combat = CombatSystem(400, 10, 100, ruleset=practice(), seed=3, journal=journal)
    combat.add_combatant("fighter", "ayla")
    combat.add_combatant("fighter", "borin")
    combat.schedule(SCHEDULED)
    for action in submitted:
        combat.submit(action, "borin")
    return combat


def play(combat: CombatSystem, ctrl_c: CtrlC) -> None:
    """Play to the end, however often somebody presses Ctrl-C."""
    with ctrl_c.pressed(), suppress(KeyboardInterrupt):
        at(combat, ENDS)
    at(combat, ENDS)


def places(journal: Any = None, submitted: Sequence[str] = ()) -> int:
    ctrl_c = CtrlC()
    play(fight(journal, submitted), ctrl_c)
    return ctrl_c.places


def test_an_interrupt_anywhere_loses_nothing_and_tells_nothing_twice() -> None:
    told: list[Any] = []
    expected: list[CombatEvent] = []
    undisturbed = fight(told, SUBMITTED)
    undisturbed.subscribe("*", expected.append)
    at(undisturbed, ENDS)
    for place in some(range(1, places([], SUBMITTED) + 1), TRIES, seed=1):
        journal: list[Any] = []
        heard: list[CombatEvent] = []
        combat = fight(journal, SUBMITTED)
        combat.subscribe("*", heard.append)
        ctrl_c = CtrlC(place)
        play(combat, ctrl_c)
        assert combat.save() == undisturbed.save(), ctrl_c.where
        assert journal == told, ctrl_c.where
        assert list(combat.events.recent) == list(undisturbed.events.recent), ctrl_c.where
        missing = [event for event in expected if event not in heard]
        # The one that was just being handed over counts as heard.
        assert len(missing) <= 1, ctrl_c.where
        assert heard == [event for event in expected if event not in missing], ctrl_c.where


@pytest.mark.parametrize("form", ["jsonl", "bin"])
def test_an_interrupt_anywhere_leaves_the_journal_whole(form: str, tmp_path: Path) -> None:
    with Journal(tmp_path / f"sound.{form}") as journal:
        at(fight(journal), ENDS)
    sound = journal.file.read_bytes()
    with Journal(tmp_path / f"count.{form}") as journal:
        most = places(journal)
    for place in some(range(1, most + 1), TRIES, seed=2):
        ctrl_c = CtrlC(place)
        with Journal(tmp_path / f"{place}.{form}") as journal:
            play(fight(journal), ctrl_c)
        assert journal.file.read_bytes() == sound, ctrl_c.where
        assert sorted(tmp_path.glob(f".*{place}*")) == []
        journal.file.unlink()


def change(combat: CombatSystem) -> None:
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))


def join(combat: CombatSystem) -> None:
    combat.add_combatant("fighter", "cyra", position=60)


DOORS: dict[str, Callable[[CombatSystem], object]] = {
    "execute": lambda combat: combat.execute_action("walk", "borin"),
    "cancel": lambda combat: combat.cancel("ayla"),
    "change": change,
    "join": join,
    "schedule": lambda combat: combat.schedule([Command(actor="borin", action="jab", at=40)]),
    "submit": lambda combat: combat.submit("walk", "borin"),
    "rollback": lambda combat: combat.rollback(2),
    "advance": lambda combat: combat.advance(11),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_what_is_interrupted_has_happened_whole_or_not_at_all(
    door: Callable[[CombatSystem], object], tmp_path: Path
) -> None:
    def before() -> CombatSystem:
        combat = fight()
        return at(combat, 26)

    def finished(combat: CombatSystem) -> list[Any]:
        heard: list[CombatEvent] = []
        combat.subscribe("*", heard.append)
        at(combat, 100)
        assert combat.synchronize_states() == ()
        return [combat.save(), [event for event in heard if event.timestamp > 50]]

    done = before()
    ctrl_c = CtrlC()
    with ctrl_c.pressed():
        door(done)
    outcomes = [finished(before()), finished(done)]
    for place in some(range(1, ctrl_c.places + 1), TRIES, seed=3):
        ctrl_c, combat = CtrlC(place), before()
        with ctrl_c.pressed(), pytest.raises(KeyboardInterrupt):
            door(combat)
        assert finished(combat) in outcomes, ctrl_c.where


def test_the_journal_of_an_interrupted_fight_replays(tmp_path: Path) -> None:
    for place in some(range(1, 2001), 5, seed=4):
        with Journal(tmp_path / f"{place}.jsonl") as journal:
            combat = fight(journal)
            with CtrlC(place).pressed(), suppress(KeyboardInterrupt, ActionError):
                for door in DOORS.values():
                    door(combat)
            combat.run()
        assert Replay(journal.file, combat.fight.ruleset).finish() == combat.state.world


def test_a_transaction_that_is_interrupted_keeps_nobody_out() -> None:
    """But for the few instructions in which the lock is taken or given back."""

    def change_here(combat: CombatSystem, ctrl_c: CtrlC) -> CombatSystem:
        """Not in a call of its own: its frame, which stands for the holder, goes on."""
        with ctrl_c.pressed(), suppress(KeyboardInterrupt), combat.transaction() as tx:
            tx.update_combatant_state(replace(tx.combatants["borin"], health=44))
        if not any(name in ctrl_c.where for name in ("FightLock", "Playing.transaction")):
            combat.advance(1)
        return combat

    undisturbed = CtrlC()
    change_here(at(fight(), 26), undisturbed)
    for place in some(range(1, undisturbed.places + 1), 4 * TRIES, seed=6):
        change_here(at(fight(), 26), CtrlC(place))


def test_a_transaction_that_was_given_up_is_said_to_be() -> None:
    combat = fight()
    tx = combat.state.transaction()
    combat.advance(30)
    with pytest.raises(StateError, match="the fight has gone on"), tx:
        pass
    assert at(combat, 60).now == 60


def test_what_was_taken_back_is_never_told() -> None:
    """Ctrl-C keeps events from those who hear them; going back then takes them away."""

    def again(combat: CombatSystem, ctrl_c: CtrlC) -> list[int]:
        """The numbers of what is heard after a walk that was interrupted and taken back."""
        heard: list[CombatEvent] = []
        combat.subscribe("*", heard.append)
        before = combat.save()
        with ctrl_c.pressed(), suppress(KeyboardInterrupt):
            combat.execute_action("walk", "borin")
        told = len(heard)
        combat.load(before)
        assert len(heard) == told, ctrl_c.where
        combat.execute_action("walk", "borin")
        combat.advance(5)
        return [event.sequence for event in heard[told:]]

    undisturbed = CtrlC()
    expected = again(at(fight(), 26), undisturbed)
    for place in some(range(1, undisturbed.places + 1), TRIES, seed=5):
        ctrl_c = CtrlC(place)
        assert again(at(fight(), 26), ctrl_c) == expected, ctrl_c.where
