"""The two forms of a journal: JSON Lines for people, and a compact binary one for volume.

Each entry ends with a checksum over itself and the checksum before it, so that an entry that was
changed, taken out, put in or moved is found.
"""

from collections.abc import Iterator, Mapping
from os import SEEK_END
from typing import BinaryIO, TypeVar
from zlib import crc32

from msgspec import Struct, json, msgpack
from msgspec.structs import replace

from combat_rules.engine.inputs import Load
from combat_rules.errors import writable
from combat_rules.record.entries import Header, Record, Row
from combat_rules.record.worlds import SIZE, as_written, digest, from_data, to_data

H = TypeVar("H", bound=Struct)

NOTHING = b"combat_rules journal"
"""What stands in for the checksum before the first entry."""

MAGIC = b"\x93combat_rules\n"
"""How a binary journal begins."""

LONGEST = 1 << 26
"""Bytes that one entry may have at most: what is longer is not written, and not read."""

SUFFIX = ".bin"
"""The end of a file's name that asks for the binary form; every other is JSON Lines."""


class Piece(Struct, frozen=True):
    """An entry as it lies in a file: from byte ``start`` up to ``end``, whole or not.

    ``problem`` is what is wrong with it; one that is ``torn`` was not written to its end.
    """

    start: int
    end: int
    body: bytes = b""
    sum: bytes = b""
    problem: str = ""
    torn: bool = False


_TAIL = b',"sum":"'
_CLOSED = len(_TAIL) + 2 * SIZE + len(b'"}')


class Lines:
    """JSON Lines: an entry a line, its checksum last."""

    name = "lines"
    magic = b""

    def __init__(self) -> None:
        self._encode = json.Encoder(enc_hook=to_data, order="deterministic").encode
        self._record = json.Decoder(Record, dec_hook=from_data)

    def body(self, entry: Header | Record) -> bytes:
        """An entry as a JSON object."""
        if isinstance(entry, Record) and isinstance(entry.given, Load):
            entry = replace(entry, given=as_written(entry.given))
        try:
            return self._encode(entry)
        except (ValueError, OverflowError):
            if isinstance(entry, Header):
                raise
            return self._encode(_spelt_out(entry))

    def packed(self, row: Row) -> bytes:
        """The body of a record."""
        return self.body(Record.of(row))

    def seal(self, body: bytes, before: bytes) -> tuple[bytes, bytes]:
        """The line that goes into the file, its checksum its last field; and the checksum."""
        sum = digest(before + body)
        return b'%b%b%b"}\n' % (body[:-1], _TAIL, sum.hex().encode()), sum

    def pieces(self, file: BinaryIO) -> Iterator[Piece]:
        """The entries of a file, line by line, up to the first that is not whole."""
        start, before = 0, NOTHING
        while line := file.readline(LONGEST + 1):
            end = start + len(line)
            closed = line.endswith(b"\n")
            if not closed and len(line) > LONGEST:
                yield Piece(start, end, problem="it is longer than any entry")
                return
            if not closed and not self._whole(line[:-1], before):
                yield Piece(start, end, problem="it breaks off", torn=True)
                return
            body, sum = self.opened(line) if closed else (b"", b"")
            if digest(before + body) != sum:
                yield Piece(start, end, problem="its checksum does not fit")
                return
            yield Piece(start, end, body, sum)
            start, before = end, sum

    def opened(self, entry: bytes) -> tuple[bytes, bytes]:
        """The body of an entry as it lies in a file, and its checksum; nothing if it is none."""
        return self._open(entry[:-1])

    def header(self, body: bytes, kind: type[H]) -> H:
        """The header again, or as much of it as ``kind`` has."""
        return json.decode(body, type=kind)

    def record(self, body: bytes) -> Record:
        """A record again."""
        return self._record.decode(body)

    def _whole(self, line: bytes, before: bytes) -> bool:
        """Whether a line is whole whose end is something else than the end of a line."""
        body, sum = self._open(line)
        return digest(before + body) == sum

    def _open(self, line: bytes) -> tuple[bytes, bytes]:
        body, tail = line[:-_CLOSED], line[-_CLOSED:]
        text = tail[len(_TAIL) : -2]
        try:
            sum = bytes.fromhex(text.decode("ascii"))
        except ValueError:
            return b"", b""
        # Exactly as it is written: no other spelling of the same checksum will do.
        if tail != b'%b%b"}' % (_TAIL, sum.hex().encode()):
            return b"", b""
        return body + b"}", sum


class Frames:
    """Binary: the length of an entry with a checksum of its own, the entry, its checksum."""

    name = "binary"
    magic = MAGIC

    def __init__(self) -> None:
        self._encode = msgpack.Encoder(enc_hook=to_data, order="deterministic").encode
        self._record = msgpack.Decoder(Row, dec_hook=from_data)

    def body(self, entry: Header | Record) -> bytes:
        """An entry as msgpack: a record by positions, a header by name."""
        return self._encode(entry) if isinstance(entry, Header) else self.packed(entry.row)

    def packed(self, row: Row) -> bytes:
        """The body of a record."""
        if type(row[1]) is Load:
            number, given, events, state, sequence = row
            row = number, as_written(given), events, state, sequence
        try:
            return self._encode(row)
        except (ValueError, OverflowError):
            return self._encode(_spelt_out(Record.of(row)).row)

    def seal(self, body: bytes, before: bytes) -> tuple[bytes, bytes]:
        """The frame that goes into the file, and the checksum of the entry."""
        sum = digest(before + body)
        length = len(body).to_bytes(4, "big")
        return b"".join((length, crc32(length).to_bytes(4, "big"), body, sum)), sum

    def pieces(self, file: BinaryIO) -> Iterator[Piece]:
        """The entries of a file, frame by frame, up to the first that is not whole."""
        size = file.seek(0, SEEK_END)
        start, before = file.seek(len(MAGIC)), NOTHING
        while start < size:
            head = file.read(8)
            length = head[:4]
            if len(head) < 8:
                yield Piece(start, size, problem="it breaks off", torn=True)
                return
            if crc32(length).to_bytes(4, "big") != head[4:]:
                # A machine that lost its power may leave zeros where nothing was written yet.
                empty = not head.strip(b"\0") and only_zeros(file)
                problem = "it breaks off" if empty else "its length does not fit its checksum"
                yield Piece(start, size, problem=problem, torn=empty)
                return
            needed = int.from_bytes(length, "big")
            end = start + 8 + needed + SIZE
            if needed > LONGEST:
                yield Piece(start, size, problem="it is longer than any entry")
                return
            if end > size:
                yield Piece(start, size, problem="it breaks off", torn=True)
                return
            body, sum = self.opened(head + file.read(needed + SIZE))
            if digest(before + body) != sum:
                yield Piece(start, end, problem="its checksum does not fit")
                return
            yield Piece(start, end, body, sum)
            start, before = end, sum

    def opened(self, entry: bytes) -> tuple[bytes, bytes]:
        """The body of an entry as it lies in a file, and its checksum."""
        return entry[8:-SIZE], entry[-SIZE:]

    def header(self, body: bytes, kind: type[H]) -> H:
        """The header again, or as much of it as ``kind`` has."""
        return msgpack.decode(body, type=kind)

    def record(self, body: bytes) -> Record:
        """A record again."""
        return Record.of(self._record.decode(body))


Form = Lines | Frames
"""How entries are written, and found again."""

LINES, FRAMES = Lines(), Frames()


def form_of_name(name: str) -> Form:
    """The form that a file's name asks for."""
    return FRAMES if name.endswith(SUFFIX) else LINES


def form_of(data: bytes) -> Form | None:
    """The form that a file is in; ``None`` if it is no journal."""
    if data.startswith(MAGIC):
        return FRAMES
    return LINES if data.startswith(b"{") else None


def only_zeros(file: BinaryIO) -> bool:
    """Whether a file holds nothing but zeros from here on."""
    return all(not piece.strip(b"\0") for piece in iter(lambda: file.read(1 << 16), b""))


def _spelt_out(record: Record) -> Record:
    """The same, what a plugin's event says that cannot be written spelt out."""
    events = tuple(replace(event, data=_spelt(event.data)) for event in record.events)
    return replace(record, events=events)


def _spelt(thing: object) -> object:
    """The same with halves of characters, and numbers of more than 64 bits, spelt out."""
    if isinstance(thing, str):
        return writable(thing)
    if isinstance(thing, int) and not -(2**63) <= thing < 2**63:
        return str(thing)
    if isinstance(thing, Mapping):
        return {_spelt(key): _spelt(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_spelt(part) for part in thing]
    return thing
