"""Journals are read, played again, kept and compared in less memory than they are long."""

from collections.abc import Callable
from pathlib import Path

import pytest

from combat_rules import CombatSystem
from combat_rules.record import Journal, Replay, Store, diff, read_journal, worlds
from tests.fuzz.oracle import memory_of


def endless(file: Path, ticks: int) -> Path:
    """The journal of two who cannot be beaten."""
    with Journal(file) as journal:
        combat = CombatSystem(10**8, seed=1, journal=journal)
        for archetype in ("duelist", "brute"):
            combat.add_combatant(archetype, max_health=10**9, health=10**9)
        combat.advance(ticks)
    return file


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of a megabyte, and beside it one that ends a record earlier."""
    file = endless(tmp_path_factory.mktemp("long") / "long.jsonl", 200_000)
    cut(file)
    return file


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a few moments: what is loaded once and for all is loaded for it."""
    file = endless(tmp_path_factory.mktemp("short") / "short.jsonl", 8000)
    cut(file)
    return file


def cut(file: Path) -> None:
    """Leave a copy of a journal beside it, without its last record."""
    reading = read_journal(file)
    file.with_suffix(".other").write_bytes(reading.data[: reading.places[-2][1]])


def read(file: Path) -> int:
    return sum(1 for _ in read_journal(file).events)


def replay(file: Path) -> None:
    played = Replay(file)
    end = played.finish()
    for _ in range(20):
        played.back()
    assert played.seek(1000) != end
    assert played.finish() == end


def keep(file: Path) -> None:
    with Store(file.with_suffix(".db")) as store:
        copy = file.with_suffix(".copy")
        copy.unlink(missing_ok=True)
        store.pull(store.add(file), copy)


def compare(file: Path) -> None:
    found = diff(file, file.with_suffix(".other")).divergence
    assert found is not None
    assert found.number == len(read_journal(file).records)


@pytest.mark.parametrize(
    ("use", "percent"),
    [(read, 40), (replay, 150), (keep, 90), (compare, 50)],
    ids=["read", "replay", "keep", "compare"],
)
def test_a_journal_is_used_piece_by_piece(
    journal: Path, short: Path, use: Callable[[Path], object], percent: int
) -> None:
    """All of it at once would take from six to twelve times its size. A replay keeps at most 256
    worlds, however long it is."""
    use(short)
    size = journal.stat().st_size
    assert size > 900_000
    assert memory_of(use, journal) * 100 < percent * size


def test_a_fork_tells_every_moment_of_its_own_though_it_keeps_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "MOST_KEPT", 2)
    fork = Replay(endless(tmp_path / "fight.jsonl", 2000)).fork(300)
    seats = {}
    for tick in range(400, 6000, 400):
        fork.combat.advance(tick - fork.combat.now)
        seats[len(fork.records)] = fork.combat.state.world.seats
    assert len(seats) > 8
    assert {number: fork.after(number).seats for number in sorted(seats, reverse=True)} == seats
