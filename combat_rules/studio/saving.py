"""Saving: numbers written to the tables they stand in, as they were shown, and taken back."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from difflib import unified_diff
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from msgspec import Struct

from combat_rules.errors import CombatError, did_you_mean, in_short, why_unwritten
from combat_rules.plugins.tables.cells import Unreadable, text_of
from combat_rules.plugins.tables.table import LARGEST, Table
from combat_rules.record.files import write_whole
from combat_rules.studio.edits import edited
from combat_rules.studio.pictures import Data
from combat_rules.studio.places import row_of, shown
from combat_rules.studio.rulebook import Edition, Numbers, Rulebook

UNDONE = 50
"""Writings that can be undone."""


class Written(Struct, frozen=True):
    """A file that was written: what was in it, and what is now."""

    file: Path
    before: str
    after: str


class Saving:
    """Writes numbers to the tables of a project. Its methods may be called from any thread."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = Lock()
        self._written: list[list[Written]] = []

    @property
    def writings(self) -> int:
        """How many writings can be undone."""
        return len(self._written)

    def preview(self, numbers: Numbers) -> Data:
        """What would be written: a difference for each file, and a mark to write exactly that."""
        planned = self._planned(numbers)
        return {
            "files": [
                {"file": self._shown(one.file), "diff": _difference(one, self._shown(one.file))}
                for one in planned
            ],
            "mark": _mark(planned),
        }

    def save(self, numbers: Numbers, mark: str) -> Data:
        """Write what was shown. Raises ``CombatError`` if a file has changed since."""
        with self._lock:
            planned = self._planned(numbers)
            if _mark(planned) != mark:
                raise CombatError(
                    "the file has changed since its difference was shown; look at it again",
                    code="studio.stale",
                )
            try:
                self._write_all(planned)
            finally:
                together = [one for one in planned if self._is_written(one)]
                self._written += [together] if together else []
                del self._written[:-UNDONE]
            return {"saved": [self._shown(one.file) for one in planned]}

    def undo(self) -> Data:
        """Make the files that were written last what they were before. Raises ``CombatError``
        where one of them was changed since; then all of them stay."""
        with self._lock:
            if not self._written:
                raise CombatError("nothing was written that could be undone", code="studio.undo")
            last = self._written[-1]
            for one in last:
                # As before is one that was undone, and not put back as the next one failed.
                if _text(one.file) not in (one.after, one.before):
                    raise CombatError(
                        f"{self._shown(one.file)} was changed by somebody else since; it stays, "
                        "and so does whatever was saved with it",
                        code="studio.stale",
                    )
            self._write_all([Written(one.file, one.after, one.before) for one in last])
            self._written.pop()
            return {"undone": [self._shown(one.file) for one in last]}

    # -- inside ---------------------------------------------------------------------------

    def _planned(self, numbers: Numbers) -> list[Written]:
        """What would be written. Raises ``CombatError`` for what rules may not have, or tables."""
        edition = self._rulebook.edition
        edition.ruleset.changed(numbers)
        wanted: dict[Path, dict[str, dict[str, int]]] = {}
        for path, number in numbers.items():
            name, _, field = path.rpartition(".")
            self._demand_one(edition, name, field)
            rows = wanted.setdefault(self._table_of(edition, name), {})
            rows.setdefault(name, {})[field] = number
        planned = []
        for file, rows in wanted.items():
            before = _text(file)
            planned.append(Written(file, before, edited(before, file.suffix.lower(), rows)))
        return planned

    def _demand_one(self, edition: Edition, name: str, field: str) -> None:
        """Raise ``CombatError`` for a number that is of several places of its row."""
        move = edition.ruleset.moves.get(name)
        if move is not None and move.action.hits and field == "release":
            raise CombatError(
                f"the release of {name} is that of its first hit, and in its table that of every "
                "hit without one of its own; change it there, or try it with --set",
                code="studio.edit",
            )

    def _table_of(self, edition: Edition, name: str) -> Path:
        """The table in which a move stands. Raises ``CombatError`` if it is not to be written."""
        move = edition.ruleset.moves.get(name)
        if move is None:
            near = did_you_mean(name, edition.ruleset.moves)
            raise CombatError(f"{in_short(name)} is no move; {near}", code="studio.edit")
        plugins = {one.info.name: one.module for one in edition.sources}
        table = plugins.get(move.plugin)
        row = row_of(table, name) if isinstance(table, Table) else None
        if row is None:
            raise CombatError(
                f"{name} is written in Python; change it there, or try it with --set",
                code="studio.python",
            )
        if not row[0].is_relative_to(self._rulebook.project):
            raise CombatError(
                f"{row[0].name} lies outside the project; nothing is written there",
                code="studio.outside",
            )
        return row[0]

    def _write_all(self, writings: Sequence[Written]) -> None:
        """Write all of these, or none: what was written is put back as one cannot be. The rules are
        loaded anew either way. Raises ``CombatError``."""
        done: list[Written] = []
        try:
            for one in writings:
                self._write(one.file, one.after)
                done.append(one)
        except CombatError:
            for one in done:
                with suppress(CombatError):
                    self._write(one.file, one.before)
            raise
        finally:
            self._rulebook.reload()

    def _is_written(self, one: Written) -> bool:
        with suppress(CombatError):
            return one.before != one.after and _text(one.file) == one.after
        return False

    def _write(self, file: Path, text: str) -> None:
        try:
            # As it was before: with a byte order mark, if spreadsheets had put one there.
            mark = BOM_UTF8 if file.read_bytes().startswith(BOM_UTF8) else b""
            write_whole(file, mark + text.encode())
        except OSError as error:
            raise CombatError(
                f"cannot write {self._shown(file)}: {why_unwritten(file, error)}",
                code="studio.write",
            ) from error

    def _shown(self, file: Path) -> str:
        return shown(file, self._rulebook.project)


def _text(file: Path) -> str:
    try:
        return text_of(file, LARGEST)
    except Unreadable as error:
        raise CombatError(f"cannot read {file.name}: {error.why}", code="studio.read") from error


def _mark(planned: list[Written]) -> str:
    told = blake2b(digest_size=12)
    for one in planned:
        told.update(f"{one.file}\0{one.before}\0{one.after}\0".encode())
    return told.hexdigest()


def _difference(one: Written, name: str) -> list[str]:
    lines = unified_diff(
        one.before.splitlines(), one.after.splitlines(), f"{name} (now)", f"{name} (saved)",
        lineterm="", n=1,
    )  # fmt: skip
    return list(lines)
