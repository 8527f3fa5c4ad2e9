"""Cells: what a file says, as text with its place; nothing is constructed from it yet."""

from os import fstat
from pathlib import Path

from msgspec import Struct

LONGEST_SHOWN = 40
"""Characters of somebody's text that a message quotes."""


# Neither can stand in a circle, so the collector need not look at the many there are.
class Place(Struct, frozen=True, gc=False):
    """Where something stands: a line, and a column by its number or a sheet's letters."""

    line: int
    column: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


def after(text: str) -> Place:
    """Where somebody stands who has read a text."""
    return Place(text.count("\n") + 1, str(len(text) - text.rfind("\n")))


class Text(Struct, frozen=True, gc=False):
    """A single value, as it is written."""

    value: str
    place: Place


class Items(Struct, frozen=True):
    """A list."""

    cells: tuple["Cell", ...]
    place: Place


class Fields(Struct, frozen=True):
    """Keys and values, in the order in which they are written."""

    pairs: tuple[tuple["Cell", "Cell"], ...]
    place: Place


Cell = Text | Items | Fields


class Unreadable(Exception):
    """A file that cannot be taken apart; ``why`` it cannot, and the ``place`` if there is one."""

    def __init__(self, why: str, place: Place | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.why}" if self.place else self.why


def text_of(file: Path, largest: int) -> str:
    """The text of a UTF-8 file, without its byte order mark.

    Raises ``Unreadable`` if there is none, if it has more than ``largest`` bytes, or if it is
    in another encoding.
    """
    data = bytes_of(file, largest)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"it is not UTF-8 text (byte {error.start}); save it as UTF-8",
            after(data[: error.start].decode("latin-1")),
        ) from error


def bytes_of(file: Path, largest: int) -> bytes:
    """The content of a file. Raises ``Unreadable`` if there is none, or more than ``largest``."""
    try:
        with file.open("rb") as stream:
            # No more is asked for than there is: that much memory is taken at once.
            size = fstat(stream.fileno()).st_size or largest
            data = stream.read(min(size, largest) + 1)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    except ValueError as error:
        raise Unreadable(f"no file can be called so: {error}") from error
    if len(data) > largest:
        raise Unreadable(f"it is larger than {largest} bytes")
    return data


def shown(text: str) -> str:
    """Somebody's text, fit for a message: short, and without what cannot be printed."""
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."
    return cut if cut.isprintable() else ascii(cut)
