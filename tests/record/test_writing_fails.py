"""A journal that cannot be written: a clear error, and the fight in memory stays whole."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from combat_rules import CombatSystem
from combat_rules.errors import JournalError
from combat_rules.record import Journal, Replay, Store, read_journal, resume
from tests.record.bouts import recorded, shipped_fight
from tests.rules import duel, listen, types


class Disk:
    """A disk with room for so many bytes; what does not fit is written in part."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        real: Callable[[int, Any], int] = os.write

        def write(fd: int, data: Any) -> int:
            if self.room <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written = real(fd, data[: self.room])
            self.room -= written
            return written

        monkeypatch.setattr(os, "write", write)


def played(combat: CombatSystem) -> list[str]:
    """Play on to the end whatever the journal says; returns the codes of its errors."""
    codes = []
    while combat.result is None:
        try:
            combat.advance(100)
        except JournalError as error:
            codes.append(error.code)
    return codes


def test_a_full_disk_is_said_and_the_fight_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recorded(tmp_path / "whole.jsonl")
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file))
    heard = listen(combat)
    disk = Disk(monkeypatch, len(whole) // 2)
    with pytest.raises(JournalError, match=r"No space left.*fight in memory is whole") as failed:
        combat.run()
    error = failed.value
    assert error.code == "journal.write"
    assert error.records == len(read_journal(file).records) > 10
    assert error.waiting > 0
    assert heard[-1].timestamp == combat.now, "what happened was told all the same"
    assert read_journal(file).torn == 0
    assert "journal.write" in played(combat)
    disk.room = 10**9
    combat.advance(0)
    assert file.read_bytes() == whole


def test_a_disk_that_is_full_from_the_start_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    combat = shipped_fight(Journal(tmp_path / "fight.jsonl"))
    Disk(monkeypatch, 1000)
    with pytest.raises(JournalError, match="0 records are safe"):
        combat.advance(0)
    assert not list(tmp_path.iterdir())
    assert combat.state.world.started


@pytest.mark.skipif("coverage" in sys.modules, reason="what measures it writes files as well")
def test_a_limit_of_the_system_is_a_full_disk(tmp_path: Path) -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "import sys; from combat_rules.cli.program import main\n"
        "sys.argv[1:] = ['duel', '--journal', 'fight.jsonl', '--json']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        # What Python compiles would be cut off as well, and be read by the next one that starts.
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "combat-rules: cannot write the journal fight.jsonl: File too large" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_device_that_is_full_is_said() -> None:
    combat = shipped_fight(Journal("/dev/full"))
    with pytest.raises(JournalError, match="No space left on device"):
        combat.advance(0)


def test_a_read_only_file_is_said_before_anything_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fight.jsonl").touch()
    monkeypatch.setattr(os, "access", lambda *asked: False)
    with pytest.raises(JournalError, match=r"fight\.jsonl: it is read-only"):
        Journal(tmp_path / "fight.jsonl")
    with pytest.raises(JournalError, match="is read-only"):
        Journal(tmp_path / "new.jsonl")


@pytest.mark.parametrize(
    ("name", "why"), [("", "it is a folder"), ("no/where.jsonl", "there is no folder")]
)
def test_a_place_that_cannot_be_is_said(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(JournalError, match=why):
        Journal(tmp_path / name)


def test_a_file_that_cannot_be_opened_cannot_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(tmp_path / "fight.jsonl")

    def refuse(*asked: Any) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    ruleset = Replay(tmp_path / "fight.jsonl").ruleset
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(JournalError, match="Permission denied"):
        resume(tmp_path / "fight.jsonl", ruleset)


def test_two_cannot_write_to_one_file(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file))
    combat.advance(1000)
    with pytest.raises(JournalError, match="written by another fight") as refused:
        resume(file)
    assert refused.value.code == "journal.busy"
    combat.run()
    assert file.read_bytes() == recorded(tmp_path / "whole.jsonl")


def test_two_that_begin_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    one, other = shipped_fight(Journal(file)), shipped_fight(Journal(file), seed=8)
    one.run()
    before = file.read_bytes()
    with pytest.raises(JournalError, match="never overwritten"):
        other.run()
    assert file.read_bytes() == before


def test_a_closed_journal_takes_nothing_more(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "fight.jsonl")
    combat = shipped_fight(journal)
    combat.advance(1000)
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="is closed") as refused:
        combat.run()
    assert refused.value.code == "journal.closed"


def test_a_closed_journal_is_refused_by_a_fight_that_is_set_up(tmp_path: Path) -> None:
    with Journal(tmp_path / "fight.jsonl") as journal:
        pass
    with pytest.raises(JournalError, match="make a new journal for each fight") as refused:
        CombatSystem(journal=journal)
    assert refused.value.code == "journal.closed"


def test_an_error_inside_the_with_leaves_what_was_played(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    journal = Journal(file)
    combat = shipped_fight(journal)
    combat.advance(1000)
    with pytest.raises(ZeroDivisionError), journal:
        raise ZeroDivisionError
    assert read_journal(file).records


def test_a_list_that_raises_is_a_clear_error_and_the_fight_goes_on() -> None:
    class Full(list[Any]):
        def extend(self, events: Any) -> None:
            if events and len(self) > 4:
                raise MemoryError("no more")
            super().extend(events)

    combat = duel(journal=Full())
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    with pytest.raises(JournalError, match=r"MemoryError: no more.*whole") as failed:
        combat.advance(50)
    assert failed.value.code == "journal.failed"
    assert "action_committed" in types(heard)
    assert combat.synchronize_states() == ()


def test_what_is_left_of_a_broken_write_is_cut_off_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recorded(tmp_path / "whole.jsonl")
    file = tmp_path / "fight.jsonl"
    combat = shipped_fight(Journal(file))
    combat.advance(100)
    disk = Disk(monkeypatch, 700)
    real = os.ftruncate

    def refuse(fd: int, size: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "ftruncate", refuse)
    with pytest.raises(JournalError, match="No space left"):
        combat.run()
    assert read_journal(file).torn > 0
    monkeypatch.setattr(os, "ftruncate", real)
    disk.room = 10**9
    played(combat)
    assert file.read_bytes() == whole


def test_a_store_of_a_full_disk_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(tmp_path / "fight.jsonl")
    with Store(tmp_path / "fights.db") as store:
        id = store.add(tmp_path / "fight.jsonl")
        disk = Disk(monkeypatch, 5000)
        with pytest.raises(JournalError, match="No space left"):
            store.pull(id, tmp_path / "pulled.jsonl")
        assert not (tmp_path / "pulled.jsonl").exists()
        disk.room = 10**9
        store.pull(id, tmp_path / "pulled.jsonl")
    assert (tmp_path / "pulled.jsonl").read_bytes() == (tmp_path / "fight.jsonl").read_bytes()


def test_an_empty_file_on_a_full_disk_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fight.jsonl"
    file.touch()
    combat = shipped_fight(Journal(file))
    disk = Disk(monkeypatch, 1000)
    with pytest.raises(JournalError, match="0 records are safe"):
        combat.advance(0)
    assert file.read_bytes() == b""
    disk.room = 10**9
    played(combat)
    assert file.read_bytes() == recorded(tmp_path / "whole.jsonl")
