"""A store keeps many fights in one file; each comes out byte for byte as it went in."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from combat_rules import CombatSystem
from combat_rules.errors import JournalError, StateError
from combat_rules.record import Journal, Reading, Store, read_journal
from combat_rules.record.format import form_of_name
from combat_rules.record.store import VERSION
from tests.record.bouts import recorded, shipped_fight

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def fights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Three fights, one of them in the binary form."""
    folder = tmp_path_factory.mktemp("fights")
    seeds = {"one.jsonl": 1, "two.bin": 2, "three.jsonl": 3}
    return {name: recorded(folder / name, seed) for name, seed in seeds.items()}


@pytest.fixture
def store(tmp_path: Path, fights: dict[str, bytes]) -> Iterator[Store]:
    """A store with the three."""
    with Store(tmp_path / "fights.db") as store:
        for name, data in fights.items():
            store.add(data, name)
        yield store


def test_a_journal_comes_out_as_it_went_in(
    store: Store, fights: dict[str, bytes], tmp_path: Path
) -> None:
    for kept in store.fights():
        assert store.journal(kept.id) == fights[kept.name]
        store.pull(kept.id, tmp_path / kept.name)
        assert (tmp_path / kept.name).read_bytes() == fights[kept.name]
    with pytest.raises(JournalError, match="there already"):
        store.pull(1, tmp_path / "one.jsonl")


def test_results_are_those_of_the_fight(store: Store) -> None:
    combat = shipped_fight([], seed=2)
    result = combat.run()
    (kept,) = store.fights(seed=2)
    assert (kept.winner, kept.reason, kept.ticks) == (result.winner, result.reason, result.at)
    assert kept.combatants == ("fencer", "witch")
    assert kept.rules == "standard+plugins.fencing+plugins.hexes"
    assert kept.events == combat.state.world.sequence


def test_fights_are_found_by_what_they_were(store: Store) -> None:
    winners = {kept.winner for kept in store.fights()}
    for winner in winners:
        assert {kept.winner for kept in store.fights(winner=winner)} == {winner}
    hash = store.fights()[0].rules_hash
    assert len(store.fights(archetype="witch", rules=hash[:6], over=True)) == 3
    assert store.fights(rules="%") == store.fights(rules=f"{hash[:5]}_") == []
    assert [kept.id for kept in store.fights(limit=2)] == [3, 2]
    assert store.fights(archetype="brute") == store.fights(over=False) == []


def test_a_fight_is_kept_once(store: Store, fights: dict[str, bytes]) -> None:
    assert store.add(fights["two.bin"], "again") == 2
    assert len(store.fights()) == 3


def test_a_fight_that_is_still_played_is_kept_as_it_was_read(store: Store, tmp_path: Path) -> None:
    combat = shipped_fight(Journal(tmp_path / "fight.jsonl"))
    combat.advance(2000)
    reading = read_journal(tmp_path / "fight.jsonl")
    data = reading.data
    combat.advance(2000)
    id = store.add(reading)
    assert store.journal(id) == data == reading.data
    assert store.fights()[0].records == len(reading.records)


@pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"])
def test_a_journal_that_grows_as_it_is_read_is_as_long_as_what_was_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    combat = shipped_fight(Journal(tmp_path / name))
    combat.advance(2000)
    form = form_of_name(name)
    opened = form.opened

    def grown(entry: bytes) -> tuple[bytes, bytes]:
        monkeypatch.undo()
        combat.advance(2000)
        return opened(entry)

    monkeypatch.setattr(form, "opened", grown)
    reading = read_journal(tmp_path / name)
    assert len(Reading(reading.data).records) == len(reading.records)


def test_what_is_damaged_does_not_come_in(store: Store, fights: dict[str, bytes]) -> None:
    data = bytearray(fights["one.jsonl"])
    data[5000] ^= 1
    with pytest.raises(JournalError, match="damaged"):
        store.add(bytes(data))
    assert len(store.fights()) == 3


def test_damage_in_the_store_is_found(store: Store) -> None:
    db = sqlite3.connect(store.file)
    db.execute("UPDATE fights SET journal = substr(journal, 2) WHERE id = 2")
    db.commit()
    db.close()
    with pytest.raises(JournalError, match=r"fight 2 in .* is damaged") as refused:
        store.journal(2)
    assert refused.value.code == "store.damaged"
    assert store.journal(1)


def test_a_fight_that_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(JournalError, match="has no fight 9"):
        store.journal(9)


def test_where_a_journal_cannot_be_written_is_said_in_words(store: Store, tmp_path: Path) -> None:
    where = tmp_path / "no" / "where.jsonl"
    with pytest.raises(JournalError) as refused:
        store.pull(1, where)
    assert str(refused.value) == (
        f"cannot write the journal {where}: there is no folder {where.parent}; make it first"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts there")
def test_a_journal_is_kept_whatever_its_file_is_called(store: Store, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc3\xa9\xff.jsonl"))
    store.pull(1, file)
    with Store(tmp_path / "other.db") as other:
        assert other.add(file) == 1
        assert [kept.name for kept in other.fights()] == ["\u00e9\\xff.jsonl"]


def test_a_journal_that_was_read_is_called_as_its_file_is(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "read before.jsonl"
    recorded(file, 4)
    assert store.add(read_journal(file)) == store.fights(limit=1)[0].id
    assert store.fights(limit=1)[0].name == "read before.jsonl"


def test_who_joined_in_time_that_was_taken_back_took_no_part(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "back.jsonl"
    with Journal(file) as journal:
        combat = CombatSystem(seed=3, journal=journal)
        for name in ("duelist", "brute"):
            combat.add_combatant(name)
        combat.advance(500)
        before = combat.save()
        for archetype in ("sentinel", "brute", "brute"):
            combat.load(before)
            combat.add_combatant(archetype, "third")
            combat.advance(100)
    id = store.add(file)
    (found,) = (kept for kept in store.fights() if kept.id == id)
    assert found.combatants == ("duelist", "brute", "third")
    assert found.records == len(read_journal(file).records)
    assert id not in [kept.id for kept in store.fights(archetype="sentinel")]


def test_no_fewer_than_no_fights_are_found(store: Store) -> None:
    assert store.fights(limit=0) == []
    with pytest.raises(StateError, match="limit is -1; a whole number from 0 to"):
        store.fights(limit=-1)


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is not a database at all, but it is long enough")
    with pytest.raises(JournalError, match="file is not a database") as refused:
        Store(tmp_path / "text")
    assert refused.value.code == "store.failed"
    with pytest.raises(JournalError, match="unable to open"):
        Store(tmp_path / "no" / "where.db")


def test_a_later_store_is_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "later.db")
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(JournalError, match=f"reads up to {VERSION}"):
        Store(tmp_path / "later.db")


def test_several_processes_write_at_once(tmp_path: Path, fights: dict[str, bytes]) -> None:
    (tmp_path / "fight.jsonl").write_bytes(fights["one.jsonl"])
    program = (
        "import sys; from combat_rules.record import Journal, Store\n"
        "from tests.record.bouts import recorded; from pathlib import Path\n"
        "who = int(sys.argv[1])\n"
        "datas = [recorded(Path(f'{who}-{n}.bin'), 100 * who + n) for n in range(2)]\n"
        "for n, data in enumerate(datas):\n"
        "    with Store('fights.db') as store: store.add(data, f'{who}-{n}')\n"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(who)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
        )
        for who in range(1, 4)
    ]
    for child in children:
        _, said = child.communicate()
        assert child.returncode == 0, said.decode()
    with Store(tmp_path / "fights.db") as store:
        kept = store.fights()
        assert sorted(fight.name for fight in kept) == [
            f"{who}-{n}" for who in (1, 2, 3) for n in range(2)
        ]
        for fight in kept:
            assert store.journal(fight.id) == (tmp_path / f"{fight.name}.bin").read_bytes()
        (mode,) = store._db.execute("PRAGMA journal_mode").fetchone()
        assert mode == "wal"
