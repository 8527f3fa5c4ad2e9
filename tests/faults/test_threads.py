"""Threads: commands come from anywhere, one thread plays, and fights do not touch each other."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from threading import Barrier, Event, Thread
from time import sleep
from typing import Any

import pytest

from combat_rules import (
    ActionError,
    CombatError,
    CombatEvent,
    CombatSystem,
    Command,
    Effects,
    Scene,
    load_ruleset,
    replace,
)
from combat_rules.engine import Transaction
from combat_rules.errors import StateError
from combat_rules.model.events import ActionStarted, CommandRefused
from combat_rules.record import Journal, Replay
from tests.amounts import amount
from tests.packs import FOLDER, every_pack
from tests.patience import PATIENCE
from tests.record.bouts import practice
from tests.rules import JAB, at, duel, listen, types


@pytest.fixture
def impatient_interpreter() -> Iterator[None]:
    """Threads take turns a hundred times as often as they would."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-5)
    yield
    sys.setswitchinterval(before)


# -- submit ---------------------------------------------------------------------------------


def test_a_submitted_command_takes_effect_at_the_next_moment() -> None:
    combat = at(duel(), 5)
    combat.submit("jab", "ayla")
    assert combat.combatant("ayla").action is None
    combat.advance(0)
    assert combat.combatant("ayla").doing == "jab"


def test_a_command_submitted_while_time_passes_takes_effect_with_the_next_moment() -> None:
    combat = duel()
    started = listen(combat, ActionStarted)
    combat.subscribe("action_released", lambda event: submit_once(combat))
    combat.execute_action("walk", "ayla")
    at(combat, 100)
    assert [(event.timestamp, event.source) for event in started] == [(0, "ayla"), (4, "borin")]


def submit_once(combat: CombatSystem) -> None:
    if combat.combatant("borin").action is None:
        combat.submit("guard", "borin")


def test_submitted_commands_take_effect_in_the_order_in_which_they_came() -> None:
    combat = duel()
    heard: list[CombatEvent] = []
    for type in ("action_started", "command_refused"):
        combat.subscribe(type, heard.append)
    for action, actor in [("jab", "borin"), ("slam", "ayla"), ("walk", "borin")]:
        combat.submit(action, actor)
    at(combat, 1)
    assert types(heard) == ["action_started", "action_started", "command_refused"]
    assert [event.source for event in heard] == ["borin", "ayla", "borin"]


@pytest.mark.parametrize(
    ("give", "error"),
    [
        (lambda combat: combat.submit("fly", "ayla"), ActionError),
        (lambda combat: combat.submit("jab", "zoe"), StateError),
        (lambda combat: combat.submit("jab", "ayla", "zoe"), StateError),
    ],
    ids=["action", "actor", "target"],
)
def test_what_does_not_exist_cannot_be_submitted(
    give: Callable[[CombatSystem], None], error: type[CombatError]
) -> None:
    combat = duel()
    with pytest.raises(error):
        give(combat)
    at(combat, 10)
    assert combat.combatant("ayla").action is None


def test_nothing_is_submitted_to_a_fight_that_is_over() -> None:
    combat = duel()
    combat.run()
    with pytest.raises(ActionError, match="the fight ended"):
        combat.submit("jab", "ayla")


def test_whoever_was_told_and_is_gone_is_refused_and_the_journal_replays(tmp_path: Path) -> None:
    with Journal(tmp_path / "gone.jsonl") as journal:
        combat = CombatSystem(100, ruleset=practice(), journal=journal)
        combat.add_combatant("fighter", "ayla")
        before = at(combat, 10).save()
        combat.add_combatant("fighter", "cyra")
        combat.submit("jab", "cyra")
        combat.load(before)
        refused = listen(combat, CommandRefused)
        combat.run()
    assert [event.code for event in refused] == ["combatant.unknown"]
    assert Replay(journal.file, combat.fight.ruleset).finish() == combat.state.world


@pytest.mark.usefixtures("impatient_interpreter")
def test_commands_of_many_threads_all_arrive_and_the_journal_has_the_result(tmp_path: Path) -> None:
    """Twelve threads command twelve fighters while one plays: nothing is lost or doubled."""
    heard: list[CombatEvent] = []
    names = [f"fighter {number}" for number in range(12)]
    with Journal(tmp_path / "crowd.bin") as journal:
        combat = CombatSystem(10**7, 10, 100, ruleset=practice(), journal=journal)
        for number, name in enumerate(names):
            combat.add_combatant("fighter", name, team=f"team {number % 2}", controller="")
        combat.subscribe("*", heard.append)
        begin = Barrier(len(names) + 1)

        def commander(name: str) -> None:
            begin.wait()
            for number in range(40):
                combat.submit(("jab", "guard", "walk")[number % 3], name)

        threads = [Thread(target=commander, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        begin.wait()
        while any(thread.is_alive() for thread in threads):
            combat.advance(3)
        combat.advance(50)
        world = combat.state.world
    answers = [e for e in heard if isinstance(e, ActionStarted | CommandRefused)]
    assert len(answers) == 40 * len(names)
    for name in names:
        asked = [e.name for e in answers if e.source == name]
        assert asked == ["jab", "guard", "walk"] * 13 + ["jab"]
    assert Replay(journal.file, combat.fight.ruleset).finish().sequence == world.sequence


# -- one thread plays -----------------------------------------------------------------------


class Gate:
    """An effect that lets a test look in while a moment is being played."""

    def __init__(self) -> None:
        self.inside, self.leave = Event(), Event()

    def __call__(self, scene: Scene, effects: Effects) -> None:
        self.inside.set()
        self.leave.wait(PATIENCE)


@pytest.mark.parametrize(
    "door",
    [
        lambda c: c.advance(1),
        lambda c: c.run(),
        lambda c: c.execute_action("jab", "borin"),
        lambda c: c.cancel("borin"),
        lambda c: c.schedule([]),
        lambda c: c.add_combatant("fighter", "cyra"),
        lambda c: c.load(c.save()),
        lambda c: c.rollback(),
        lambda c: c.synchronize_states(),
        lambda c: c.transaction().__enter__(),
    ],
    ids=(
        "advance",
        "run",
        "execute",
        "cancel",
        "schedule",
        "join",
        "load",
        "rollback",
        "synchronize",
        "change",
    ),
)
def test_while_one_thread_plays_another_is_told_to_submit(
    door: Callable[[CombatSystem], object],
) -> None:
    gate = Gate()
    combat = duel([replace(JAB, on_contact=(gate,))])
    combat.execute_action("jab", "ayla")
    player = Thread(target=combat.advance, args=(50,))
    player.start()
    assert gate.inside.wait(PATIENCE)
    with pytest.raises(CombatError, match="another thread plays this fight") as caught:
        door(combat)
    assert caught.value.code == "fight.threads"
    combat.submit("jab", "borin")
    gate.leave.set()
    player.join()
    plain = duel([replace(JAB, on_contact=())])
    plain.execute_action("jab", "ayla")
    at(plain, 6).schedule([Command(actor="borin", action="jab", at=6)])
    assert at(combat, 60).combatants == at(plain, 60).combatants


@pytest.mark.usefixtures("impatient_interpreter")
def test_two_threads_that_advance_at_once_harm_nothing() -> None:
    """Each tick is played once: whoever comes second is refused, and nothing is left out."""
    told: list[Any] = []
    plain: list[Any] = []
    combat = CombatSystem(5_000, seed=2, ruleset=every_pack(), journal=told)
    other = CombatSystem(5_000, seed=2, ruleset=every_pack(), journal=plain)
    for one in (combat, other):
        one.add_combatant("fencer", "ayla")
        one.add_combatant("brute", "borin")
    refused: list[str] = []
    begin = Barrier(4)

    def play() -> None:
        begin.wait()
        while combat.result is None:
            try:
                combat.advance(1)
            except CombatError as error:
                refused.append(error.code)
                sleep(0.0005)  # who only asks again would starve the one that plays

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(play) for _ in range(4)]:
            done.result()
    other.run()
    assert set(refused) <= {"fight.threads"}
    assert told == plain
    assert combat.save() == other.save()


def test_while_a_transaction_is_open_another_thread_is_refused() -> None:
    combat = duel()
    errors: list[CombatError] = []

    def advance() -> None:
        try:
            combat.advance(5)
        except CombatError as error:
            errors.append(error)

    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))
        thread = Thread(target=advance)
        thread.start()
        thread.join()
    assert [error.code for error in errors] == ["fight.threads"]
    assert (combat.now, combat.combatant("borin").health) == (0, 44)


def test_a_thread_that_ended_in_the_middle_holds_nothing() -> None:
    combat = duel()
    left = []

    def leave_it_open() -> None:
        left.append(combat.transaction())
        left[0].__enter__()

    thread = Thread(target=leave_it_open)
    thread.start()
    thread.join()
    assert at(combat, 5).now == 5
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))
        with pytest.raises(StateError, match="was given up"):
            left.pop().__exit__(None, None, None)
    assert combat.combatant("borin").health == 44


def test_a_call_that_was_left_in_the_middle_holds_nothing() -> None:
    """As Ctrl-C leaves one that was about to enter the block of its ``with``."""
    combat = duel()

    def leave_it_open() -> Transaction:
        tx = combat.transaction()
        tx.__enter__()
        return tx

    left = leave_it_open()
    assert at(combat, 5).now == 5
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))
        with pytest.raises(StateError, match="was given up"):
            left.__exit__(None, None, None)
    assert combat.combatant("borin").health == 44


# -- many fights ----------------------------------------------------------------------------


@pytest.mark.usefixtures("impatient_interpreter")
def test_others_may_look_on_while_one_plays() -> None:
    """A picture is drawn in another thread than the one that plays."""
    combat = CombatSystem(60_000, ruleset=every_pack(), seed=3)
    for number in range(4):
        combat.add_combatant("duelist", f"fighter {number}", controller="attack")
    trouble: list[BaseException] = []
    over = Event()

    def look_on() -> None:
        try:
            while not over.is_set():
                combat.events.recent  # noqa: B018  # it is asked, and that is all
                combat.faults, combat.events.dead_letters, combat.now  # noqa: B018
                combat.view("fighter 0"), combat.combatants, combat.projectiles
                combat.save()
        except BaseException as error:
            trouble.append(error)

    watcher = Thread(target=look_on)
    watcher.start()
    combat.run()
    over.set()
    watcher.join(PATIENCE)
    assert trouble == []


def test_threads_that_load_the_same_file_all_get_the_whole_of_it(tmp_path: Path) -> None:
    pack = copytree(FOLDER / "brawling", tmp_path / "slow")
    text = (pack / "__init__.py").read_text(encoding="utf-8")
    slow = text.replace("from .moves", "import time\ntime.sleep(0.2)\nfrom .moves", 1)
    (pack / "__init__.py").write_text(slow, encoding="utf-8")
    with ThreadPoolExecutor(6) as pool:
        loaded = list(pool.map(lambda _: load_ruleset([pack]), range(6)))
    assert all("haymaker" in rules.moves for rules in loaded)


FIGHTS = amount(100, 1000)


def outcome(seed: int) -> tuple[object, ...]:
    combat = CombatSystem(3_000, 30, 200, ruleset=every_pack(), seed=seed)
    kinds = sorted(every_pack().archetypes)
    combat.add_combatant(kinds[seed % len(kinds)], "ayla")
    combat.add_combatant(kinds[seed * 7 % len(kinds)], "borin")
    return combat.run(), hash(combat.state.world.sequence), combat.combatants


def test_fights_in_threads_end_as_one_after_another() -> None:
    seeds = range(amount(30, 1000))
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(outcome, seeds))
    assert together == [outcome(seed) for seed in seeds]


def test_fights_side_by_side_end_as_one_after_another() -> None:
    """All in one thread, each a slice of time in turn."""

    def fight(seed: int) -> CombatSystem:
        combat = CombatSystem(400, 10, 100, ruleset=rules, seed=seed)
        combat.add_combatant("fighter", "ayla")
        combat.add_combatant("fighter", "borin")
        combat.schedule([Command(actor="ayla", action="jab", at=seed % 20)])
        return combat

    rules = practice()
    fights = [fight(seed) for seed in range(FIGHTS)]
    for _ in range(10):
        for combat in fights:
            combat.advance(7)
    for seed in range(0, FIGHTS, 31):
        assert fights[seed].save() == at(fight(seed), 70).save()
