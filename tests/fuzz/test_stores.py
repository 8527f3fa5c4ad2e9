"""Whatever lies in a file that is called a store, it is read or refused, and runs nothing."""

import sqlite3
import zlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules import CombatError
from combat_rules.cli.history import print_history
from combat_rules.errors import JournalError
from combat_rules.record import Store
from tests.fuzz.forging import everything, standard
from tests.fuzz.mutations import mutated
from tests.fuzz.oracle import in_time, memory_of, refused, tried


@cache
def whole() -> bytes:
    """The bytes of a store with two fights."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fights.db"
        with Store(file) as store:
            store.add(standard(), "one")
            store.add(everything("bin"), "two")
            store._db.execute("PRAGMA journal_mode = DELETE")
        return file.read_bytes()


def holds(file: Path) -> None:
    """Everything that can be asked of a store ends well or with a ``JournalError``."""
    store = tried(Store, file)
    if isinstance(store, CombatError):
        assert isinstance(store, JournalError)
        return
    with store:
        fights = tried(store.fights)
        if not isinstance(fights, CombatError):
            tried(print_history, fights, as_json=True)
            tried(print_history, fights, as_json=False)
            for kept in fights[:5]:
                tried(store.journal, kept.id)
        tried(store.journal, 2)
        tried(store.fights, archetype="brute", over=True, seed=2**70, limit=-5)
        tried(store.add, standard())


def planted(file: Path, *statements: str) -> Path:
    """A store in which somebody has changed something."""
    file.write_bytes(whole())
    db = sqlite3.connect(file)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return file


@given(data=st.binary(max_size=200) | mutated(whole(), most=20))
def test_any_bytes_are_a_store_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("store") / "fights.db"
    file.write_bytes(data)
    holds(file)


COLUMNS = (
    "id", "hash", "name", "rules", "rules_hash", "seed", "number", "combatants", "ticks",
    "records", "events", "winner", "reason", "journal",
)  # fmt: skip
VALUES = ("'x'", "7", "x'00ff'", "'[1, 2]'", "'{}'", "1e300", "-1", "'[\"\\ud800\"]'", "char(27)")


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_a_cell_of_any_kind_is_read_or_refused(tmp_path: Path, column: str) -> None:
    for number, value in enumerate(VALUES):
        change = f"UPDATE fights SET {column} = {value} WHERE id = 2"
        holds(planted(tmp_path / f"{number}.db", change))


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    f"SELECT {', '.join(f'i AS {name}' for name in COLUMNS)} FROM n"
)


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE fights", f"CREATE VIEW fights AS {ENDLESS}"),
        ("DROP TABLE joined", f"CREATE VIEW joined AS SELECT 1 AS fight FROM ({ENDLESS})"),
        ("CREATE TRIGGER t AFTER INSERT ON fights BEGIN DELETE FROM joined; END",),
        ("DROP TABLE fights",),
        ("ALTER TABLE fights DROP COLUMN reason",),
        ("ALTER TABLE fights ADD COLUMN more",),
        ("CREATE TABLE more (a)",),
        ("PRAGMA user_version = -7",),
        ("PRAGMA user_version = 99",),
    ],
    ids=["an endless view", "another", "a trigger", "no table", "a column less", "a column more",
         "a table more", "a negative version", "a later version"],
)  # fmt: skip
def test_a_store_of_another_make_is_refused_or_read(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    with in_time(20):
        holds(planted(tmp_path / "fights.db", *statements))


def test_a_store_with_a_trigger_is_refused(tmp_path: Path) -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON fights BEGIN DELETE FROM joined; END"
    error = refused(Store, planted(tmp_path / "fights.db", trigger))
    assert "trigger t" in str(error)


def test_a_journal_that_unpacks_to_a_bomb_is_refused(tmp_path: Path) -> None:
    file = planted(tmp_path / "fights.db")
    bomb = zlib.compress(bytes(50_000_000), 9)
    db = sqlite3.connect(file)
    db.execute("UPDATE fights SET journal = ?, hash = 'x' WHERE id = 1", (bomb,))
    db.commit()
    db.close()
    with Store(file) as store:
        assert refused(store.journal, 1).code == "store.damaged"
        assert memory_of(store.journal, 1) < 40_000_000


def test_what_is_in_a_store_comes_out_again(tmp_path: Path) -> None:
    with Store(tmp_path / "fights.db") as store:
        for data in (standard(), standard("bin"), everything(), everything("bin")):
            assert store.journal(store.add(data)) == data
