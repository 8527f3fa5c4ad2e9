"""Reading a journal: every checksum is checked, a torn end is told from damage.

A file is gone through in pieces, and an entry is read again when it is asked for: however long a
fight was, little of its journal is in memory.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO, TypeVar, overload

import msgspec

from combat_rules.errors import JournalError
from combat_rules.model import require_int
from combat_rules.model.arguments import checks_arguments
from combat_rules.record.entries import READ_BY, SCHEMA, Header, Mark, Record, RecordedEvent
from combat_rules.record.files import path_of
from combat_rules.record.format import MAGIC, NOTHING, Form, Piece, form_of, only_zeros
from combat_rules.record.worlds import SIZE, digest

T = TypeVar("T")

Place = str | PathLike[str]

UNREADABLE = (msgspec.MsgspecError, LookupError, ValueError, TypeError, RecursionError)
"""What an entry raises that says something else than it should."""

BLOCK = 1 << 16
"""Bytes of a file that are read at once."""

MOST = 1 << 28
"""Bytes that are taken from a pipe, which cannot be read twice."""


class Reading:
    """A journal that was read: its header and its records, all of them whole.

    ``journal`` is a file or its bytes. ``torn`` is the number of bytes at its end that were left
    of a record that was not written to its end; ``size`` is where it begins, ``length`` how many
    there are in all. ``records`` and ``bodies``, as they lie in the file, are read when they are
    asked for.
    """

    @checks_arguments
    def __init__(self, journal: Place | bytes, name: str = "") -> None:
        self._data = journal if isinstance(journal, bytes) else None
        self._file = Path() if isinstance(journal, bytes) else path_of(journal)
        self.name = name or ("the journal" if isinstance(journal, bytes) else str(journal))
        self.torn = self.length = 0
        self._ends, self._sums = array("Q"), bytearray()
        self._block = (0, b"")
        self._latest: Record | None = None
        with self._opened() as file:
            self.form = self._form(file)
            self.header = self._header(self._go_through(file))
        self.size = self._ends[-1]
        count = len(self._ends) - 2
        self.records: Sequence[Record] = Entries(count, self.record)
        self.bodies: Sequence[bytes] = Entries(count, self.body)
        if len(self.records) < self.header.set_up:
            raise self._not_set_up()

    def __reduce__(self) -> tuple[type["Reading"], tuple[bytes, str]]:
        # Elsewhere there may be no such file.
        return Reading, (self.data, self.name)

    @property
    def events(self) -> Iterator[RecordedEvent]:
        """Every event of the fight as it went in the end: what was rolled back is left out."""
        return (event for _, event in self.told())

    def told(self) -> Iterator[tuple[Record, RecordedEvent]]:
        """The same, each with the record of what it came of."""
        lost: list[tuple[int, int]] = []
        for number, sequence in reversed([(r.number, r.sequence) for r in self.records if r.back]):
            lost.append((number, min(sequence, lost[-1][1]) if lost else sequence))
        for record in self.records:
            while lost and lost[-1][0] <= record.number:
                lost.pop()
            for event in record.events:
                if not lost or event.sequence < lost[-1][1]:
                    yield record, event

    @property
    def places(self) -> list[tuple[int, int]]:
        """From which byte to which each entry lies in the file, the header first."""
        return list(zip(self._ends, self._ends[1:], strict=False))

    @property
    def data(self) -> bytes:
        """All of the file, as long as it was when it was read, at once."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """All of the file, as long as it was when it was read, piece by piece."""
        with self._opened() as file:
            while piece := file.read(min(BLOCK, self.length - file.tell())):
                yield piece

    def body(self, number: int) -> bytes:
        """An entry as it lies in the file, without its checksum; the header is number 0."""
        require_int("number", number, 0, len(self._ends) - 2, code="call.invalid")
        start, end = self._ends[number], self._ends[number + 1]
        before = self._sum(number - 1) if number else NOTHING
        body, sum = self.form.opened(self._bytes(start, end))
        if digest(before + body) != sum or sum != self._sum(number):
            raise self._changed()
        return body

    def record(self, number: int) -> Record:
        """A record by its number, from 1."""
        require_int("number", number, 1, len(self._ends) - 2, code="call.invalid")
        if self._latest is not None and self._latest.number == number:
            return self._latest
        try:
            record = self.form.record(self.body(number))
            if record.number != number:
                raise ValueError(f"it says that it is record {record.number}")
        except UNREADABLE as error:
            raise JournalError(
                f"{self.name} holds a record, number {number}, that cannot be read: {error}. Its "
                "checksum fits, so another version of combat_rules wrote it, or somebody by hand",
                code="journal.schema",
                record=number,
            ) from error
        self._latest = record
        return record

    @property
    def sum(self) -> bytes:
        """The checksum of the last entry."""
        return self._sum(len(self._ends) - 2)

    # -- the file -------------------------------------------------------------------------

    def _opened(self) -> BinaryIO:
        """The file from its beginning, opened anew: no two readers share a place in it."""
        if self._data is not None:
            return BytesIO(self._data)
        try:
            if self._file.is_file():
                return self._file.open("rb")
            with self._file.open("rb") as pipe:
                self._data = _drained(pipe)
        except (OSError, ValueError) as error:
            why = error.strerror or error if isinstance(error, OSError) else error
            raise JournalError(f"cannot read {self.name}: {why}", code="journal.read") from error
        return BytesIO(self._data)

    def _bytes(self, start: int, end: int) -> bytes:
        at, block = self._block
        if not at <= start or end > at + len(block):
            with self._opened() as file:
                at = file.seek(start - start % BLOCK)
                block = file.read(max(BLOCK, end - at))
            self._block = at, block
        return block[start - at : end - at]

    def _sum(self, entry: int) -> bytes:
        return bytes(self._sums[entry * SIZE : (entry + 1) * SIZE])

    def _go_through(self, file: BinaryIO) -> bytes:
        """Check every entry and note where it lies; returns the header."""
        header = b""
        self.length = file.seek(0, 2)
        file.seek(0)
        for piece in self.form.pieces(file):
            if not self._ends:
                header = piece.body
                self._ends.append(piece.start)
            if piece.torn:
                self.torn = piece.end - piece.start
            elif piece.problem:
                raise self._damaged(len(self._ends) - 1, piece)
            else:
                self._ends.append(piece.end)
                self._sums += piece.sum
        if len(self._ends) < 2:
            broken = f"its {self.length} bytes end before the first entry does"
            raise self._empty(broken if self.length else "it is empty")
        # Somebody may have written to it meanwhile.
        self.length = self._ends[-1] + self.torn
        return header

    def _form(self, file: BinaryIO) -> Form:
        begin = file.read(len(MAGIC))
        form = form_of(begin)
        if form is not None:
            return form
        if not begin.strip(b"\0") and only_zeros(file):
            raise self._empty("there is nothing but zeros in it" if begin else "it is empty")
        begins = begin.decode("utf-8", "backslashreplace")
        raise JournalError(
            f"{self.name} is no journal: it begins with {begins!r}. A journal begins with "
            "{ (JSON Lines) or with the mark of the binary form",
            code="journal.damaged",
            entry=0,
            offset=0,
        )

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

    # -- what may be wrong with it ------------------------------------------------------------

    def _empty(self, why: str) -> JournalError:
        return JournalError(
            f"{self.name} holds no fight: {why}. Nothing had begun yet; start the fight anew",
            code="journal.empty",
        )

    def _not_set_up(self) -> JournalError:
        there, whole = len(self.records), self.header.set_up
        return JournalError(
            f"{self.name} breaks off before its fight was set up: the set-up has {whole} records, "
            f"and {there} of them are there. Nothing had begun yet; start the fight anew",
            code="journal.setup",
            records=there,
            set_up=whole,
        )

    def _damaged(self, number: int, piece: Piece) -> JournalError:
        what = f"record {number}" if number else "the header"
        line = f"line {number + 1}, " if self.form.name == "lines" else ""
        return JournalError(
            f"{self.name} is damaged: {what} ({line}bytes {piece.start} to {piece.end - 1}): "
            f"{piece.problem}. The {number} entries before it are whole, "
            f"{self.length - piece.end} bytes follow. "
            "This is no torn end, so nothing is cut off; restore the file from a copy",
            code="journal.damaged",
            entry=number,
            offset=piece.start,
        )

    def _changed(self) -> JournalError:
        return JournalError(
            f"{self.name} has changed since it was opened; somebody else writes to it. "
            "Read it again",
            code="journal.changed",
        )

    def _of_another_version(self, mark: Mark) -> JournalError:
        version = READ_BY.get(mark.schema) if mark.journal == "combat_rules" else None
        how = f"this version reads combat_rules journals of schema {SCHEMA}"
        if version is not None:
            how = f"it was written by combat_rules {version}; read it with that version"
        return JournalError(
            f"{self.name} is a {mark.journal} journal of schema {mark.schema}: {how}",
            code="journal.schema",
        )


class Entries(Sequence[T]):
    """What a journal has so many of, each read when it is asked for, by its number from 1."""

    def __init__(self, count: int, read: Callable[[int], T]) -> None:
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> list[T]: ...

    def __getitem__(self, place: int | slice) -> T | list[T]:
        found = range(1, self._count + 1)[place]
        if isinstance(found, int):
            return self._read(found)
        return [self._read(number) for number in found]


def read_journal(file: Place) -> Reading:
    """Read a journal. Raises ``JournalError`` if it is none, or damaged; a torn end is none."""
    return Reading(path_of(file))


def _drained(pipe: BinaryIO) -> bytes:
    """What comes through a pipe, or a beginning that shows that it is no journal."""
    data = pipe.read(len(MAGIC))
    if form_of(data) is None:
        return data
    while piece := pipe.read(BLOCK):
        data += piece
        if len(data) > MOST:
            raise ValueError(f"it has more than {MOST} bytes; save them to a file first")
    return data
