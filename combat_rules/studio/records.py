"""Records: the journals and stores of the project's folder, opened, compared and handed out."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from combat_rules.errors import CombatError, JournalError, why_unwritten
from combat_rules.plugins import Ruleset
from combat_rules.record import Field, Journal, Reading, SharedMoment, Store, diff, share
from combat_rules.record.entries import RecordedEvent
from combat_rules.studio.files import DEEP, files_below
from combat_rules.studio.pictures import Data

JOURNALS = (".jsonl", ".bin")
STORES = (".db", ".sqlite")
MOST = 200
"""Files that are listed."""

LARGEST = 64 << 20
"""Bytes of the longest journal that is opened here."""


class Records:
    """The recorded fights below a folder. A record is named by its path, or ``path#3`` in a
    store."""

    def __init__(self, project: Path, kept: Path) -> None:
        self._project = project
        self._kept = kept

    def listed(self) -> Data:
        """Every journal, and every fight of every store, the latest first."""
        found: list[tuple[float, Data]] = []
        problems: list[str] = []
        for path in self._files():
            try:
                found += self._entries(path)
            except JournalError as error:
                problems.append(f"{self._shown(path)}: {error}")
        found.sort(key=lambda one: one[0], reverse=True)
        return {"records": [entry for _, entry in found[:MOST]], "problems": problems}

    def moment(self, id: str) -> SharedMoment:
        """The last moment of a recorded fight, to be opened in the ring."""
        reading = self.reading(id)
        inputs = [record.given for record in reading.records]
        at = inputs[-1].at if inputs else 0
        return share(reading.header.rules, reading.header.fight, inputs, at)

    def compared(self, old: str, new: str) -> Data:
        """Where two recorded fights part: the first tick and field, and what led there."""
        comparison = diff(self.reading(old), self.reading(new))
        found = comparison.divergence
        data: Data = {
            "same": comparison.same,
            "settings": _fields(comparison.settings),
            "rules": [str(one) for one in comparison.rules[:MOST]],
            "parted": None,
        }
        if found is not None:
            data["parted"] = {
                "at": found.at,
                "record": found.number,
                "kind": found.kind,
                "fields": _fields(found.fields),
                "state": _fields(found.state),
                "unplayed": found.unplayed,
                "led": [_line(event) for event in found.led],
            }
        return data

    def keep(self, name: str, moment: SharedMoment, ruleset: Ruleset) -> Data:
        """Write a fight up to a moment as a journal, under the rules that it was played by. Raises
        ``CombatError`` where it cannot be."""
        file = self._kept / f"{name}.jsonl"
        try:
            self._kept.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CombatError(
                f"cannot make the folder {self._shown(self._kept)}: "
                f"{why_unwritten(self._kept, error)}",
                code="studio.write",
            ) from error
        with Journal(file) as journal:
            moment.play(ruleset, journal=journal)
        return {"kept": self._shown(file)}

    def data(self, id: str) -> tuple[str, bytes]:
        """A record as a file: its name and its bytes."""
        path, number = self._named(id)
        name = path.name if number is None else f"{path.stem}-{number}.jsonl"
        return name, self.reading(id).data

    def reading(self, id: str) -> Reading:
        """A recorded fight. Raises ``JournalError`` for what is none, or lies elsewhere."""
        path, number = self._named(id)
        # What is no store would be made one as it is opened.
        if path not in set(self._files()) or (path.suffix in STORES) is (number is None):
            raise JournalError(
                f"there is no record {id[:200]!r} in this project", code="studio.record"
            )
        if path.stat().st_size > LARGEST:
            raise JournalError(
                f"{id} has more than {LARGEST >> 20} MB; combat-rules replay and diff read it",
                code="studio.record",
            )
        if number is None:
            return Reading(path)
        with Store(path) as store:
            return Reading(store.journal(number))

    def _named(self, id: str) -> tuple[Path, int | None]:
        text, sign, number = id.rpartition("#")
        if sign and number.isdecimal() and len(number) < 10:
            return self._project / text, int(number)
        return self._project / id, None

    def _entries(self, path: Path) -> Iterator[tuple[float, Data]]:
        stamp = path.stat().st_mtime
        if path.suffix in JOURNALS:
            yield stamp, {"id": self._shown(path), "kind": "journal", "size": path.stat().st_size}
            return
        with Store(path) as store:
            for kept in store.fights():
                yield (
                    stamp + kept.id / 1e6,
                    {
                        "id": f"{self._shown(path)}#{kept.id}",
                        "kind": "store",
                        "about": f"{kept.name}: {' against '.join(kept.combatants)}, "
                        f"{kept.winner or 'nobody'} by {kept.reason or 'nothing yet'}",
                    },
                )

    def _files(self) -> Iterator[Path]:
        """The journals and stores of the project, a few folders deep."""
        for folder, deep in ((self._project, DEEP), (self._kept, 0)):
            for path in files_below(folder, (*JOURNALS, *STORES), deep):
                if path.suffix in JOURNALS or _is_store(path):
                    yield path

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._project).as_posix()


def _is_store(path: Path) -> bool:
    """Whether a file has the tables of a store, or cannot say; it stays as it is."""
    try:
        with path.open("rb") as file:
            if file.read(15) != b"SQLite format 3":
                return False
    except OSError:
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as data:
            known = data.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        # As a store it will be told why.
        return True
    return {("fights",), ("joined",)} <= set(known)


def _fields(fields: Sequence[Field]) -> list[dict[str, str]]:
    return [{"path": f.path, "old": str(f.old), "new": str(f.new)} for f in fields[:MOST]]


def _line(event: RecordedEvent) -> str:
    towards = f" -> {event.target}" if event.target else ""
    facts = ", ".join(f"{name}={value}" for name, value in event.data.items())
    return f"{event.timestamp} {event.type} {event.source or ''}{towards} {facts}".strip()
