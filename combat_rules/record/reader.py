"""Reading a journal: every checksum is checked, a torn end is told from damage."""

from collections.abc import Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path

import msgspec

from combat_rules.errors import JournalError
from combat_rules.record.entries import SCHEMA, Header, Record
from combat_rules.record.events import RecordedEvent
from combat_rules.record.format import Form, Piece, form_of

Place = str | PathLike[str]

UNREADABLE = (msgspec.MsgspecError, LookupError, ValueError, TypeError, RecursionError)
"""What an entry raises that says something else than it should."""

NEEDED = {
    "command": ("command",),
    "answer": ("command",),
    "join": ("join",),
    "change": ("change",),
    "load": ("world",),
}
"""What a record of a kind cannot do without."""


class Reading:
    """A journal that was read: its header and its records, all of them whole.

    ``torn`` is the number of bytes at its end that were left of a record that was not written
    to its end; ``size`` is where it begins. ``bodies`` are the entries as they lie in the file.
    """

    def __init__(self, data: bytes, name: str = "the journal") -> None:
        self.name = name
        self.form = self._form(data)
        pieces = list(self.form.pieces(data))
        last = pieces[-1] if pieces else Piece(0, 0, torn=True)
        if last.problem and not last.torn:
            raise self._damaged(data, len(pieces) - 1, last)
        whole = [piece for piece in pieces if not piece.problem]
        if not whole:
            raise self._empty(len(data))
        self.data = data
        self.torn = last.end - last.start if last.torn else 0
        self.size = whole[-1].end
        self.sum = whole[-1].sum
        self.bodies = [piece.body for piece in whole[1:]]
        self.places = [(piece.start, piece.end) for piece in whole]
        self.header = self._header(whole[0].body)

    @cached_property
    def records(self) -> list[Record]:
        """Every record, in order."""
        return [self._record(number, body) for number, body in enumerate(self.bodies, 1)]

    @property
    def events(self) -> Iterator[RecordedEvent]:
        """Every event of the fight as it went in the end: what was rolled back is left out."""
        kept: list[RecordedEvent] = []
        for record in self.records:
            if record.kind in ("load", "rollback"):
                first = _sequence(record)
                kept = [event for event in kept if event.sequence < first]
            kept += record.events
        return iter(kept)

    def _form(self, data: bytes) -> Form:
        form = form_of(data)
        if form is not None:
            return form
        if not data.strip(b"\0"):
            raise self._empty(len(data))
        raise JournalError(
            f"{self.name} is no journal: it begins with {data[:16]!r}, at byte 0. A journal "
            "begins with { (JSON Lines) or with the mark of the binary form",
            code="journal.damaged",
            entry=0,
            offset=0,
        )

    def _empty(self, size: int) -> JournalError:
        return JournalError(
            f"{self.name} holds no fight: its {size} bytes end before the first entry does. "
            "Nothing had begun yet; start the fight anew",
            code="journal.empty",
        )

    def _damaged(self, data: bytes, number: int, piece: Piece) -> JournalError:
        what = f"record {number}" if number else "the header"
        line = f"line {data.count(10, 0, piece.start) + 1}, " if self.form.name == "lines" else ""
        left = len(data) - piece.end
        return JournalError(
            f"{self.name} is damaged: {what} ({line}bytes {piece.start} to {piece.end - 1}): "
            f"{piece.problem}. The {number} entries before it are whole, {left} bytes follow. "
            "This is no torn end, so nothing is cut off; restore the file from a copy",
            code="journal.damaged",
            entry=number,
            offset=piece.start,
        )

    def _record(self, number: int, body: bytes) -> Record:
        try:
            record = self.form.record(body)
            if record.number != number:
                raise ValueError(f"it says that it is record {record.number}")
            for part in NEEDED.get(record.kind, ()):
                if getattr(record, part) is None:
                    raise ValueError(f"a {record.kind} needs its {part}")
        except UNREADABLE as error:
            raise JournalError(
                f"{self.name} holds a record, number {number}, that cannot be read: {error}. Its "
                "checksum fits, so another version of combat_rules wrote it, or somebody by hand",
                code="journal.schema",
                record=number,
            ) from error
        return record

    def _header(self, body: bytes) -> Header:
        try:
            header = self.form.header(body)
        except UNREADABLE as error:
            raise JournalError(
                f"{self.name} has a header that cannot be read: {error}", code="journal.schema"
            ) from error
        if header.journal != "combat_rules" or header.schema > SCHEMA:
            raise JournalError(
                f"{self.name} is a {header.journal} journal of schema {header.schema}; this "
                f"version reads combat_rules journals up to schema {SCHEMA}",
                code="journal.schema",
            )
        return header


def read_journal(file: Place) -> Reading:
    """Read a journal. Raises ``JournalError`` if it is none, or damaged; a torn end is none."""
    return Reading(bytes_of(file), str(file))


def bytes_of(file: Place) -> bytes:
    """What is in a file, or a ``JournalError`` that says why it cannot be read."""
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise JournalError(
            f"cannot read {file}: {error.strerror or error}", code="journal.read"
        ) from error


def _sequence(record: Record) -> int:
    """The sequence that the next event has in the world that a record went back to."""
    if record.world is None:
        return record.sequence
    sequence = record.world.get("sequence")
    return sequence if isinstance(sequence, int) else 0
