"""The ledger: what was played is known, and not played again, as long as it would be the same."""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from combat_rules.balance.blocks import Block, Task
from combat_rules.balance.executors import Executor
from combat_rules.balance.rulebook import Rulebook
from combat_rules.compiled.shape import package_hash
from combat_rules.errors import CombatError
from combat_rules.record.store import write_ahead

VERSION = 1
"""Of the form of a ledger."""
TABLES = """\
CREATE TABLE IF NOT EXISTS blocks (
  key TEXT PRIMARY KEY, rules TEXT, left TEXT, right TEXT, controllers TEXT,
  first INTEGER, count INTEGER, block BLOB
) WITHOUT ROWID"""


class Ledger:
    """Blocks on disk, by everything that decides what they are: the rules with all their numbers,
    the controllers, this package's own source, the pairing and the seeds."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with self._explained(), ExitStack() as opened:
            self._data = opened.enter_context(closing(sqlite3.connect(file)))
            version = self._data.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, VERSION):
                raise self._error(f"its form is version {version}, and this is {VERSION}")
            tables = self._data.execute("SELECT name FROM sqlite_master WHERE name != 'blocks'")
            for (name,) in tables:
                raise self._error(f"it has {name} in it, so it belongs to another program")
            write_ahead(self._data)
            self._data.execute("PRAGMA synchronous = NORMAL")
            self._data.execute(TABLES)
            self._data.execute(f"PRAGMA user_version = {VERSION}")
            self._data.commit()
            opened.pop_all()

    def take(self, rules: Rulebook, task: Task) -> Block | None:
        """What a task has come to; none if it is not known."""
        with self._explained():
            found = self._data.execute(
                "SELECT block FROM blocks WHERE key = ?", (_key(rules, task),)
            ).fetchone()
        if found is None:
            return None
        try:
            block = msgspec.msgpack.decode(found[0], type=Block)
            if len(block.rows) != task.count:
                raise ValueError(f"it has {len(block.rows)} fights, not {task.count}")
        except (msgspec.MsgspecError, TypeError, ValueError, zlib.error) as error:
            raise self._error(f"a block in it is damaged: {error}") from error
        return replace(block, task=task)

    def keep(self, rules: Rulebook, block: Block) -> None:
        """Note down what a task has come to."""
        task = block.task
        left, right = task.pairing.left, task.pairing.right
        controllers = f"{rules.controllers[left]} {rules.controllers[right]}"
        row = (
            _key(rules, task), rules.fingerprint, left, right, controllers, task.first, task.count,
            msgspec.msgpack.encode(block),
        )  # fmt: skip
        with self._explained(), self._data:
            self._data.execute("INSERT OR REPLACE INTO blocks VALUES (?,?,?,?,?,?,?,?)", row)

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._error(str(error)) from error

    def _error(self, why: str) -> CombatError:
        return CombatError(
            f"{self.file} cannot be used as a ledger: {why}; name another file",
            code="ledger.unusable", file=str(self.file),
        )  # fmt: skip


def _key(rules: Rulebook, task: Task) -> str:
    pairing = task.pairing
    said = (
        rules.fingerprint, package_hash().hex(), pairing, task.first, task.count,
        [rules.controllers[kind] for kind in (pairing.left, pairing.right)],
    )  # fmt: skip
    return sha256(msgspec.json.encode(said)).hexdigest()


class Remembering:
    """Plays only what a ledger does not know, and notes it down."""

    def __init__(self, executor: Executor, ledger: Ledger, rules: Rulebook) -> None:
        self._executor, self._ledger, self._rules = executor, ledger, rules

    def turn_to(self, rules: Rulebook) -> None:
        """Play under other rules from now on, by the same workers."""
        self._executor.turn_to(rules)
        self._rules = rules

    def play(self, tasks: Iterable[Task]) -> Iterator[Block]:
        """What the tasks come to, each once; what is known comes first."""
        unknown = []
        for task in tasks:
            known = self._ledger.take(self._rules, task)
            if known is None:
                unknown.append(task)
            else:
                yield known
        for block in self._executor.play(unknown):
            self._ledger.keep(self._rules, block)
            yield block

    def close(self) -> None:
        """Let go of everything."""
        self._executor.close()
        self._ledger.close()
