"""One file, one writer: a fork, a copy and a link of a journal never make two of it."""

import copy
import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from combat_rules import CombatSystem, Controller, View, Wait
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Reading, Replay, Slots, Store, read_journal, resume
from combat_rules.record.diff import divergence
from tests.record.bouts import recorded, shipped_fight
from tests.rules import duel, ruleset

ROOT = Path(__file__).parents[2]
FORKING = """
import os, sys
from multiprocessing import get_context
from combat_rules.record import Journal, Store
from tests.record.bouts import shipped_fight

begun, file, other = sys.argv[1:]
journal = Journal(file)
combat = shipped_fight(journal)
if begun == "begun":
    combat.advance(3000)

made_before = [Journal(f"{other}{seed} made before") for seed in range(2)]

def ahead(seed):
    # A fight goes on in a child without its journal, however it is used there.
    result = combat.run()
    journal.close()
    with Journal(other + str(seed)) as own:
        shipped_fight(own, seed).run()
    with made_before[seed] as own:
        shipped_fight(own, seed).run()
    return result.winner

def fork(event):
    # The child plays on to its end out of the middle of a call that has much to be written.
    global child
    if event.timestamp > 4000 and child is None:
        child = os.fork()

if begun == "in the middle":
    child = None
    combat.subscribe("action_hit", fork)
    combat.advance(6000)
    if child:
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
    combat.run()
    if child:
        journal.close()
    os._exit(0)

with get_context("fork").Pool(2) as pool:
    winners = pool.map(ahead, range(2))
assert winners == [combat.run().winner] * 2
journal.close()

store = Store(other + ".db")
store.add(file)
child = os.fork()
if not child:
    store.add(other + "0")
    os._exit(len(store.fights()))
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 2
store.add(other + "1")
assert len(store.fights()) == 3
store.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are of Unix")
@pytest.mark.parametrize("begun", ["begun", "set up", "in the middle"])
def test_a_fork_goes_on_without_the_file_of_its_parent(tmp_path: Path, begun: str) -> None:
    file, other = tmp_path / "fight.jsonl", tmp_path / "other"
    subprocess.run(
        [sys.executable, "-c", FORKING, begun, file, other],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert file.read_bytes() == recorded(tmp_path / "whole.jsonl")
    if begun == "in the middle":
        return
    for seed in range(2):
        whole = recorded(tmp_path / f"whole{seed}.jsonl", seed)
        assert Path(f"{other}{seed}").read_bytes() == whole
        assert Path(f"{other}{seed} made before").read_bytes() == whole


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_journal_is_not_copied(tmp_path: Path, copied: Callable[[object], object]) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = shipped_fight(journal)
        combat.advance(1000)
        with pytest.raises(JournalError, match="two would write to one file") as refused:
            copied(journal)
        assert refused.value.code == "journal.copied"


def test_a_journal_is_written_to_a_pipe_without_a_name() -> None:
    """As a shell makes one: ``--journal >(gzip > fight.gz)``."""
    read, write = os.pipe()
    whole: list[bytes] = []
    with os.fdopen(read, "rb") as pipe:
        reader = Thread(target=lambda: whole.append(pipe.read()))
        reader.start()
        with Journal(f"/dev/fd/{write}") as journal:
            shipped_fight(journal).run()
        os.close(write)
        reader.join()
    replay = Replay(Reading(whole[0]))
    replay.finish()
    assert replay.combat.result is not None


def test_a_store_is_used_from_any_thread(tmp_path: Path) -> None:
    files = [tmp_path / f"{seed}.jsonl" for seed in range(3)]
    for seed, file in enumerate(files):
        recorded(file, seed)
    with Store(tmp_path / "fights.db") as store:
        threads = [Thread(target=store.add, args=(file,)) for file in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(fight.seed for fight in store.fights()) == [0, 1, 2]
    with pytest.raises(JournalError, match="it is closed"):
        store.fights()


def to_nothing_yet(link: Path, file: Path) -> None:
    link.symlink_to(file)


def to_an_empty_file(link: Path, file: Path) -> None:
    file.touch()
    link.symlink_to(file)


def to_a_link(link: Path, file: Path) -> None:
    link.with_name("middle").symlink_to(file)
    link.symlink_to(link.with_name("middle"))


def another_name_of_an_empty_file(link: Path, file: Path) -> None:
    file.touch()
    link.hardlink_to(file)


LINKS = (to_nothing_yet, to_an_empty_file, to_a_link, another_name_of_an_empty_file)


@pytest.mark.parametrize("make", LINKS, ids=lambda make: make.__name__)
def test_a_link_is_followed_and_stays_one(
    tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    (tmp_path / "far").mkdir()
    link, file = tmp_path / "fight.jsonl", tmp_path / "far" / "real.jsonl"
    make(link, file)
    was_link = link.is_symlink()
    whole = recorded(link)
    assert file.read_bytes() == whole
    assert link.is_symlink() == was_link
    assert link.samefile(file)
    with pytest.raises(JournalError, match="never overwritten"):
        Journal(link)
    cut = read_journal(link).places[-2][1]
    os.truncate(file, cut)
    resumed = resume(link)
    resumed.combat.run()
    resumed.journal.close()
    assert file.read_bytes() == whole
    assert link.is_symlink() == was_link
    assert {path.name for path in (tmp_path / "far").iterdir()} == {"real.jsonl"}


def test_an_empty_file_stays_whose_it_is(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    file.touch(mode=0o640)
    before = file.stat()
    recorded(file)
    assert (file.stat().st_ino, file.stat().st_mode) == (before.st_ino, before.st_mode)


def test_two_journals_of_one_empty_file_do_not_both_write(tmp_path: Path) -> None:
    file, link = tmp_path / "fight.jsonl", tmp_path / "link.jsonl"
    file.touch()
    link.symlink_to(file)
    one, other = shipped_fight(Journal(file)), shipped_fight(Journal(link), seed=8)
    one.advance(0)
    with pytest.raises(JournalError, match="never overwritten"):
        other.advance(0)
    one.run()
    assert file.read_bytes() == recorded(tmp_path / "whole.jsonl")


@pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"])
@pytest.mark.parametrize("distance", [0, 1])
def test_a_fight_in_an_arena_of_one_is_replayed_and_gone_on_with(
    tmp_path: Path, name: str, distance: int
) -> None:
    file = tmp_path / name
    with Journal(file) as journal:
        combat = duel(distance=distance, arena=1, journal=journal)
        combat.execute_action("jab", "ayla")
        combat.advance(20)
        end = combat.save()
        combat.run()
    ruleset = combat.fight.ruleset
    replay = Replay(file, ruleset)
    assert replay.seek(20).combatants == end.world.combatants
    assert replay.fork(10).combat.run() == combat.result
    assert replay.finish() == combat.state.world
    assert divergence(replay.records, replay.records, replay.after, replay.after) is None
    os.truncate(file, read_journal(file).places[-2][1])
    resumed = resume(file, ruleset)
    assert resumed.combat.run() == combat.result
    resumed.journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="locks of Unix")
def test_an_empty_file_that_another_process_writes_to_is_left_to_it(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    file.touch()
    combat = shipped_fight(Journal(file))
    with file.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match="is being written by another fight") as refused:
            combat.advance(0)
        assert refused.value.code == "journal.busy"
        assert file.read_bytes() == b""
    combat.run()
    assert file.read_bytes() == recorded(tmp_path / "whole.jsonl")


def test_a_file_that_grows_while_it_is_played_again_is_not_gone_on_with(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    grows: list[Path] = []

    def think(view: View) -> Wait:
        for each in grows:
            with each.open("ab") as other:
                other.write(b"more")
        return Wait(50)

    rules = ruleset(controllers=[Controller("thinker", think)])
    with Journal(file) as journal:
        combat = CombatSystem(400, 10, 100, ruleset=rules, journal=journal)
        for name in ("ayla", "borin"):
            combat.add_combatant("fighter", name, controller="thinker")
        combat.advance(200)
    grows.append(file)
    with pytest.raises(JournalError, match="changed while it was played again") as refused:
        resume(file, rules)
    assert refused.value.code == "journal.busy"


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (Path.unlink, "it was removed"),
        (lambda file: os.truncate(file, 100), "it has 100 bytes, and "),
        (lambda file: file.write_bytes(file.read_bytes() + b"more"), "it has "),
    ],
    ids=["removed", "cut off", "written to"],
)
def test_a_file_that_somebody_else_changes_is_not_gone_on_with(
    tmp_path: Path, harm: Callable[[Path], object], why: str
) -> None:
    """Nobody could read what were written to it; the fight goes on, and says so."""
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file))
    combat.advance(500)
    harm(file)
    left = file.read_bytes() if file.exists() else None
    with pytest.raises(JournalError, match=f"cannot go on: {why}") as refused:
        combat.advance(5000)
    assert refused.value.code == "journal.write"
    assert (file.read_bytes() if file.exists() else None) == left
    assert combat.fork().run() == shipped_fight(None).run()


def test_a_file_that_is_moved_is_gone_on_with(tmp_path: Path) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        combat = shipped_fight(journal)
        combat.advance(500)
        (tmp_path / "fight.jsonl").rename(tmp_path / "moved.jsonl")
        combat.run()
    assert (tmp_path / "moved.jsonl").read_bytes() == recorded(tmp_path / "whole.jsonl")


@pytest.mark.parametrize(
    "name",
    ["x" * 300, "a\0b", "\ud800", 5, None, b"fight.jsonl"],
    ids=lambda name: ascii(name)[:12],
)
@pytest.mark.parametrize("use", [Journal, Store, read_journal, resume, Replay, Slots])
def test_what_no_file_can_be_called_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: Callable[[Any], object], name: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(JournalError) as refused:
        use(name)
    assert refused.value.code in ("journal.name", "journal.damaged")
    str(refused.value).encode()
    assert not list(tmp_path.iterdir())


def test_a_journal_sweeps_what_killed_ones_of_its_name_left_and_nothing_else(
    tmp_path: Path,
) -> None:
    left = tmp_path / ".fight.123.part"
    others = [".fight.123", ".fight.a.part", ".fight.1.2.part", ".other.123.part", ".9.9.draft"]
    for file in (left, *(tmp_path / name for name in others)):
        file.write_text("mine")
    for name in ("fight", "9"):
        recorded(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, "fight", "9"])


def test_a_link_that_leads_in_a_circle_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "fight.jsonl"
    link.symlink_to(link)
    with pytest.raises(JournalError, match="leads in a circle"):
        Journal(link)
    assert link.is_symlink()
