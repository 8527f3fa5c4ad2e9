"""Executors: the rows are the same whatever runs them, and a worker that dies loses nothing."""

import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import KilledWorker

from combat_rules.balance.blocks import Block, Pairing, Task
from combat_rules.balance.executors import Executor, elsewhere
from combat_rules.balance.executors import processes as processes_module
from combat_rules.balance.executors.cluster import Cluster
from combat_rules.balance.executors.processes import Processes
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.ledger import Ledger, Remembering
from combat_rules.balance.rulebook import Rulebook, rulebook
from combat_rules.errors import CombatError, PluginError
from combat_rules.record import Store
from tests.packs import every_pack
from tests.patience import until

PAIR = Pairing("duelist", "witch", duration=6000)
TASKS = [Task(PAIR, first, 10) for first in range(0, 80, 10)]


def in_order(blocks: Iterable[Block]) -> list[Block]:
    """Blocks in the order of their seeds."""
    return sorted(blocks, key=lambda block: block.task.first)


@pytest.fixture(scope="module")
def expected(threads: Threads) -> list[Block]:
    return in_order(threads.play(TASKS))


def kill_after_first(executor: Executor) -> Iterator[Block]:
    """Play, and kill the process that plays with SIGKILL when the first block is back."""
    before = set(active_children())
    blocks = executor.play(TASKS)
    yield next(blocks)
    (victim,) = set(active_children()) - before
    victim.kill()
    yield from blocks


def test_a_process_that_is_killed_loses_nothing(rules: Rulebook, expected: list[Block]) -> None:
    processes = Processes(rules, 1)
    found = in_order(kill_after_first(processes))
    processes.close()
    assert found == expected


def test_of_two_equal_tasks_both_are_played_though_a_process_is_killed(rules: Rulebook) -> None:
    before = set(active_children())
    processes = Processes(rules, 1)
    blocks = processes.play([TASKS[0]] * 4)
    found = [next(blocks)]
    (victim,) = set(active_children()) - before
    victim.kill()
    found += blocks
    processes.close()
    assert found == [found[0]] * 4


def test_a_process_that_is_killed_while_nobody_waits_loses_nothing(
    rules: Rulebook, expected: list[Block]
) -> None:
    threads, others = set(threading.enumerate()), set(active_children())
    with closing(Processes(rules, 1)) as processes:
        list(processes.play(TASKS[:1]))
        (victim,) = set(active_children()) - others
        victim.kill()
        until(lambda: set(threading.enumerate()) <= threads)
        assert in_order(processes.play(TASKS)) == expected


class Breaking:
    """A pool that dies with all that it has as soon as one task is handed to it."""

    def __init__(self, deadly: Task) -> None:
        self.deadly = deadly
        self.pending: list[Future[Block]] = []
        self.dead = False

    def submit(self, play: object, recipe: object, task: Task) -> Future[Block]:
        if self.dead:
            raise BrokenProcessPool
        future: Future[Block] = Future()
        self.pending.append(future)
        future.done_with = Block(task, b"", ({}, {}))  # type: ignore[attr-defined]  # of a test
        if task == self.deadly:
            self.dead = True
            for each in self.pending:
                if not each.done():
                    each.set_exception(BrokenProcessPool())
        return future

    def shutdown(self, **how: bool) -> None:
        """There is nothing to let go of."""


def finish(running: dict[Any, Task], return_when: str) -> tuple[set[Any], set[Any]]:
    """Wait for what is running: what has not broken is done."""
    broken = {future for future in running if future.done()}
    for future in () if broken else running:
        future.set_result(future.done_with)
    return broken or set(running), set()


@pytest.mark.parametrize("place", [0, 3, 7])
def test_the_task_under_which_processes_die_is_named_and_no_other(
    rules: Rulebook, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    monkeypatch.setattr(Processes, "_opened", lambda self: Breaking(TASKS[place]))
    monkeypatch.setattr(processes_module, "wait", finish)
    played: list[Task] = []
    with pytest.raises(CombatError, match=rf"seeds {10 * place} to .* has died 3 times") as raised:
        played.extend(block.task for block in Processes(rules, 2).play(TASKS))
    assert raised.value.code == "balance.died"
    assert TASKS[place] not in played
    assert len(played) == len(set(played))


def test_rules_that_changed_meanwhile_are_refused(rules: Rulebook) -> None:
    other = rulebook(every_pack(), {"witch.health": 100})
    forged = elsewhere.packed(type(rules.recipe)(
        rules.recipe.folder, rules.recipe.rules, {}, (), "own", other.recipe.made
    ))  # fmt: skip
    with pytest.raises(PluginError, match=r"a worker has other rules .* archetype witch"):
        elsewhere.play(forged, TASKS[0])


class Nobody:
    """A client that finds nobody, at once: Dask itself waits, and sets limits of its own."""

    def __init__(self, address: str, timeout: str) -> None:
        raise OSError(f"Timed out trying to connect to {address} after {timeout}")


def test_nobody_at_an_address_is_said(rules: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clusters themselves are the business of ``make cluster``."""
    monkeypatch.setattr("distributed.Client", Nobody)
    with pytest.raises(CombatError, match="no Dask scheduler answers at nowhere: Timed out"):
        Cluster(rules, "nowhere")


class Deadly:
    """A client of whose workers one after the other dies of what it is given."""

    def __init__(self, address: str, timeout: str) -> None:
        self.address = address

    def nthreads(self) -> dict[str, int]:
        return {self.address: 1}

    def submit(self, *asked: object, pure: bool) -> "Deadly":
        return self

    def result(self) -> Block:
        raise KilledWorker("play", SimpleNamespace(address=self.address), 3)


class Done(list[Deadly]):
    """Futures as they are completed, all at once."""

    update = list.extend


def test_a_task_of_which_every_worker_dies_is_said(
    rules: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributed.Client", Deadly)
    monkeypatch.setattr("distributed.as_completed", Done)
    with pytest.raises(CombatError, match="worker after worker has died of a task"):
        list(Cluster(rules, "somewhere").play(TASKS))


class Late:
    """A client of a scheduler that has no workers at first, and one of two threads then."""

    def __init__(self, address: str, timeout: str) -> None:
        self.asked: list[Task] = []
        self.open = 0

    def nthreads(self) -> dict[str, int]:
        return {"late": 2} if self.open else {}

    def wait_for_workers(self, count: int, timeout: float) -> None:
        self.open = len(self.asked)
        raise TimeoutError

    def submit(self, play: object, recipe: object, task: Task, pure: bool) -> "Told":
        self.asked.append(task)
        return Told(task)


class Told:
    """A future that has nothing but its task to tell."""

    def __init__(self, task: Task) -> None:
        self.task = task

    def result(self) -> Block:
        return Block(self.task, b"", ({}, {}))


class Finished(list[Told]):
    """Futures as they are completed, all at once."""

    update = list.extend


def test_a_scheduler_without_workers_is_told_of_and_waited_for(
    rules: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributed.Client", Late)
    monkeypatch.setattr("distributed.as_completed", Finished)
    told: list[str] = []
    cluster = Cluster(rules, "tcp://here:8786", tell=told.append)
    assert [block.task for block in cluster.play(TASKS)] == TASKS
    (said,) = told
    assert said.startswith("the Dask scheduler at tcp://here:8786 has no workers")
    assert "dask worker tcp://here:8786" in said
    assert cluster.client.open == 2


class Counting(Threads):
    """Counts what it is asked to play."""

    asked = 0

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        given = list(tasks)
        self.asked += len(given)
        return super().play(given)


def test_what_a_ledger_knows_is_not_played_again(
    rules: Rulebook, expected: list[Block], tmp_path: Path
) -> None:
    file = tmp_path / "fights.db"
    first, again = Counting(rules), Counting(rules)
    for executor, tasks in ((first, TASKS[:5]), (again, TASKS)):
        remembering = Remembering(executor, Ledger(file), rules)
        found = in_order(remembering.play(tasks))
        assert found == expected[: len(tasks)]
        remembering.close()
    assert (first.asked, again.asked) == (5, 3)


def test_other_rules_are_not_what_a_ledger_knows(rules: Rulebook, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "fights.db")
    (block,) = Threads(rules).play(TASKS[:1])
    ledger.keep(rules, block)
    assert ledger.take(rules, TASKS[0]) == block
    assert ledger.take(rulebook(every_pack(), {"witch.health": 100}), TASKS[0]) is None
    assert ledger.take(rulebook(every_pack(), pilots="fighter"), TASKS[0]) is None
    assert ledger.take(rules, Task(Pairing("duelist", "witch"), 0, 10)) is None
    ledger.close()


def test_a_store_of_fights_stays_one(tmp_path: Path) -> None:
    file = tmp_path / "fights.db"
    Store(file).close()
    with pytest.raises(CombatError, match="it belongs to another program; name another file"):
        Ledger(file)
    with Store(file) as store:
        assert store.fights() == []


@pytest.mark.parametrize("packed", [b"", b"nothing", zlib.compress(b"half a row")])
def test_a_block_that_is_damaged_is_said(rules: Rulebook, tmp_path: Path, packed: bytes) -> None:
    ledger = Ledger(tmp_path / "fights.db")
    ledger.keep(rules, Block(TASKS[0], packed, ({}, {})))
    with pytest.raises(CombatError, match="a block in it is damaged"):
        ledger.take(rules, TASKS[0])
    ledger.close()


def test_a_ledger_is_waited_for_that_somebody_else_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "fights.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("combat_rules.record.store.sleep", lambda seconds: other.close())
    Ledger(tmp_path / "fights.db").close()


def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no ledger at all, but a note of some length\n" * 30)
    with pytest.raises(CombatError, match=r"notes.txt cannot be used as a ledger: .* another file"):
        Ledger(file)
