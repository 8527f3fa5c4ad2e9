"""Reading a journal: every checksum is checked, a torn end is told from damage."""

from collections.abc import Iterator
from functools import cached_property
from os import PathLike
from pathlib import Path

import msgspec

from combat_rules.errors import JournalError
from combat_rules.record.entries import READ_BY, SCHEMA, Header, Mark, Record, RecordedEvent
from combat_rules.record.format import Form, Piece, form_of

Place = str | PathLike[str]

UNREADABLE = (msgspec.MsgspecError, LookupError, ValueError, TypeError, RecursionError)
"""What an entry raises that says something else than it should."""


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
            if record.back:
                kept = [event for event in kept if event.sequence < record.sequence]
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
            mark = self.form.header(body, Mark)
            if (mark.journal, mark.schema) != ("combat_rules", SCHEMA):
                raise self._of_another_version(mark)
            return self.form.header(body, Header)
        except UNREADABLE as error:
            raise JournalError(
                f"{self.name} has a header that cannot be read: {error}", code="journal.schema"
            ) from error

    def _of_another_version(self, mark: Mark) -> JournalError:
        version = READ_BY.get(mark.schema) if mark.journal == "combat_rules" else None
        how = f"this version reads combat_rules journals of schema {SCHEMA}"
        if version is not None:
            how = f"it was written by combat_rules {version}; read it with that version"
        return JournalError(
            f"{self.name} is a {mark.journal} journal of schema {mark.schema}: {how}",
            code="journal.schema",
        )


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
