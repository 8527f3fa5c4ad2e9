"""A store for many fights: one SQLite file with their journals and their results."""

import os
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import get_ident
from time import sleep
from types import TracebackType
from typing import Any

from msgspec import MsgspecError, Struct, convert, json

from combat_rules.engine.inputs import Join
from combat_rules.errors import JournalError
from combat_rules.model import require_int
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.names import written_name
from combat_rules.record.files import path_of, write_new
from combat_rules.record.reader import Place, Reading, read_journal
from combat_rules.record.worlds import digest_of, unpacked

VERSION = 1
"""The version of the tables; a store of a later one is refused."""

MOST = 2**63 - 1
"""The largest number that SQLite can hold."""

PATIENCE = 60
"""Seconds that a process waits for another one that writes."""

TABLES = """
CREATE TABLE IF NOT EXISTS fights (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  rules TEXT NOT NULL,
  rules_hash TEXT NOT NULL,
  seed INTEGER NOT NULL,
  number INTEGER NOT NULL,
  combatants TEXT NOT NULL,
  ticks INTEGER NOT NULL,
  records INTEGER NOT NULL,
  events INTEGER NOT NULL,
  winner TEXT,
  reason TEXT NOT NULL,
  journal BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS joined (
  fight INTEGER NOT NULL REFERENCES fights (id),
  combatant TEXT NOT NULL,
  archetype TEXT NOT NULL,
  team TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS joined_archetype ON joined (archetype);
CREATE INDEX IF NOT EXISTS fights_winner ON fights (winner);
"""

OWN = ("fights", "joined", "joined_archetype", "fights_winner")
"""The tables and indexes of a store."""

COLUMNS = (
    "id, name, rules, rules_hash, seed, number, combatants, ticks, records, events, winner, reason"
)


class Kept(Struct, frozen=True):
    """A fight in a store. ``reason`` is empty for one that had not ended; ``ticks`` is how far
    it went, ``combatants`` are names in the order in which they joined."""

    id: int
    name: str
    rules: str
    rules_hash: str
    seed: int
    number: int
    combatants: tuple[str, ...]
    ticks: int
    records: int
    events: int
    winner: str | None
    reason: str


class Store:
    """Many fights in one file. Several processes and threads may write to it at once.

    Raises ``JournalError`` if the file is no store, or cannot be read or written.
    """

    def __init__(self, file: Place) -> None:
        self.file = path_of(file)
        self._connections: dict[tuple[int, int], sqlite3.Connection] = {}
        self._closed = False
        with self._said():
            try:
                self._open()
            except BaseException:
                self.close()
                raise

    def __reduce__(self) -> tuple[type["Store"], tuple[str]]:
        return Store, (os.path.abspath(self.file),)

    @checks_arguments
    def add(self, journal: Place | bytes | Reading, name: str = "") -> int:
        """Keep a fight; returns its id. One that is kept already is not kept twice.

        ``name`` is that of the file if it is left out. A damaged journal is refused.
        """
        if isinstance(journal, bytes):
            reading = Reading(journal, name)
        else:
            reading = journal if isinstance(journal, Reading) else read_journal(journal)
            name = name or written_name(Path(reading.name).name)
        values, joined = _row(reading, name)
        hash = values[0]
        with self._said(), self._writing():
            marks = ", ".join("?" * len(values))
            done = self._db.execute(
                "INSERT INTO fights (hash, name, rules, rules_hash, seed, number, combatants, "
                f"ticks, records, events, winner, reason, journal) VALUES ({marks}) "
                "ON CONFLICT (hash) DO NOTHING",
                values,
            )
            (id,) = self._db.execute("SELECT id FROM fights WHERE hash = ?", (hash,)).fetchone()
            if done.rowcount:
                self._db.executemany(
                    "INSERT INTO joined VALUES (?, ?, ?, ?)", [(id, *row) for row in joined]
                )
        return int(id)

    @checks_arguments
    def fights(
        self,
        *,
        winner: str | None = None,
        archetype: str | None = None,
        rules: str | None = None,
        seed: int | None = None,
        over: bool | None = None,
        limit: int | None = None,
    ) -> list[Kept]:
        """The fights that fit everything that is asked for, the latest first.

        ``winner`` is a team, ``archetype`` one that took part, ``rules`` the name of a ruleset
        or the beginning of its hash, ``over`` whether the fight has ended, ``limit`` how many at
        most.
        """
        if limit is not None:
            require_int("limit", limit, 0, MOST, code="call.invalid")
        asked = [
            ("winner = ?", winner),
            ("id IN (SELECT fight FROM joined WHERE archetype = ?)", archetype),
            ("(rules = ? OR instr(rules_hash, ?) = 1)", rules),
            ("seed = ?", seed),
            ("(reason != '') = ?", over),
        ]
        where, values = ["1"], []
        for condition, value in asked:
            if value is not None:
                where.append(condition)
                values += [value] * condition.count("?")
        query = f"SELECT {COLUMNS} FROM fights WHERE {' AND '.join(where)} ORDER BY id DESC"
        with self._said():
            rows = self._db.execute(f"{query} LIMIT ?", [*values, -1 if limit is None else limit])
            return [self._kept(row) for row in rows]

    @checks_arguments
    def journal(self, id: int) -> bytes:
        """A fight's journal, byte for byte as it was. Raises ``JournalError`` for an unknown id."""
        return b"".join(unpacked(self._packed(id)))

    def _packed(self, id: int) -> bytes:
        with self._said():
            row = self._db.execute(
                "SELECT journal, hash FROM fights WHERE id = ?", (id,)
            ).fetchone()
        if row is None:
            raise JournalError(f"{self.file} has no fight {id}", code="store.unknown", fight=id)
        packed, hash = row
        if not isinstance(packed, bytes) or digest_of(unpacked(packed)).hex() != hash:
            raise JournalError(
                f"the journal of fight {id} in {self.file} is damaged: its bytes do not fit its "
                "hash; restore the store from a copy",
                code="store.damaged",
                fight=id,
            )
        return packed

    @checks_arguments
    def pull(self, id: int, file: Place) -> None:
        """Write a fight's journal to a new file, byte for byte as it was."""
        write_new(path_of(file), unpacked(self._packed(id)))

    def close(self) -> None:
        """Let the file go."""
        self._closed = True
        for (process, _), connection in list(self._connections.items()):
            if process == os.getpid():
                connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        with suppress(AttributeError, sqlite3.Error):
            self.close()

    @property
    def _db(self) -> sqlite3.Connection:
        """The connection of this thread. SQLite shares none, with the fork of a process least."""
        if self._closed:
            raise sqlite3.ProgrammingError("it is closed")
        place = os.getpid(), get_ident()
        if place not in self._connections:
            self._connections[place] = sqlite3.connect(
                self.file, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
        return self._connections[place]

    def _open(self) -> None:
        """Make the tables, unless they are there. Whoever does the same meanwhile is waited for."""
        self._demand_plain()
        write_ahead(self._db)
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise JournalError(
                f"{self.file} is a store of version {version}; this version of combat_rules reads "
                f"up to {VERSION}",
                code="store.version",
            )
        if version < VERSION:
            with self._writing():
                for statement in TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {VERSION}")

    def _demand_plain(self) -> None:
        """Raise ``JournalError`` for what no store has, and what would run as it is asked.

        Nothing of a file that belongs to another program is changed.
        """
        for kind, name, sql in self._db.execute("SELECT type, name, sql FROM sqlite_master"):
            if kind not in ("table", "index") or str(sql).upper().startswith("CREATE VIRTUAL"):
                raise JournalError(
                    f"{self.file} is no store of fights: it has the {kind} {name}, which would run "
                    "as soon as it is read. Take the journals from whoever made it, and add them "
                    "to a store of your own",
                    code="store.strange",
                )
            if name not in OWN and not name.startswith("sqlite_"):
                raise JournalError(
                    f"{self.file} is no store of fights: it has a {kind} {name}, so it belongs to "
                    "another program; name a file of its own for the store",
                    code="store.foreign",
                )

    def _kept(self, row: Sequence[Any]) -> Kept:
        """A row of the table, its columns in their order."""
        fields = dict(zip(Kept.__struct_fields__, row, strict=True))
        try:
            names = json.decode(fields["combatants"])
            return convert({**fields, "combatants": names}, Kept)
        except (MsgspecError, TypeError, ValueError, RecursionError) as error:
            raise JournalError(
                f"{self.file} holds a fight, {fields['id']}, that cannot be listed: {error}; "
                "restore the store from a copy",
                code="store.damaged",
                fight=fields["id"],
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All that is written inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What SQLite says as an error of ours."""
        try:
            yield
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            # A number that SQLite cannot hold, or a text that cannot be written, is no other fault.
            raise JournalError(
                f"the store {self.file} cannot be used: {error}. Nothing of it was changed",
                code="store.failed",
            ) from error


def write_ahead(data: sqlite3.Connection) -> None:
    """Have a file of SQLite take what is written while others read. Whoever does the same meanwhile
    is waited for."""
    for attempt in range(PATIENCE * 20):
        try:
            data.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Where the mode changes, SQLite does not wait by itself.
            if "locked" not in str(error) or attempt == PATIENCE * 20 - 1:
                raise
            sleep(0.05)


def _row(reading: Reading, name: str) -> tuple[tuple[object, ...], list[tuple[str, str, str]]]:
    """What the tables hold of a fight."""
    header, at, events = reading.header, 0, 0
    records = len(reading.records)
    if records:
        at = reading.records[-1].at
    joins: list[Join] = []
    ended = None
    for record, event in reading.told():
        events += 1
        if isinstance(record.given, Join) and event.type == "combatant_joined":
            joins.append(record.given)
        if event.type == "fight_ended":
            ended = event
    pack = zlib.compressobj()
    packed = b"".join(pack.compress(piece) for piece in reading.pieces()) + pack.flush()
    values = (
        # Of what is kept, whoever writes to the file meanwhile.
        digest_of(unpacked(packed)).hex(),
        name,
        header.rules.name,
        header.rules.hash,
        header.fight.seed,
        header.fight.number,
        json.encode([join.name for join in joins]).decode(),
        at,
        records,
        events,
        None if ended is None else ended.data.get("winner"),
        "" if ended is None else ended.data.get("reason", ""),
        packed,
    )
    return values, [(join.name, join.archetype, join.team) for join in joins]
