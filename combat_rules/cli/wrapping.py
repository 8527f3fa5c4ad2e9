"""Lines for people: as wide as the terminal is, broken between words, whole in a pipe."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from typing import TextIO

from rich.cells import cell_len

KEPT = "\N{NO-BREAK SPACE}"
"""A space at which a line is not broken if that can be helped; it is printed as a space."""
NARROWEST = 10
"""Columns below which a width is taken for a mistake."""
ORDERS = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"
}
"""What terminals take for orders, and how it is written."""
LONGEST = 9
"""Digits of a width; one of more is a mistake as well."""


def columns(stream: TextIO | None = None) -> int | None:
    """The columns of the terminal that ``stream`` (standard output) is; those that ``COLUMNS``
    says, if it is set; ``None`` for a pipe or a file, where no line is broken."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and len(said) <= LONGEST and int(said) >= NARROWEST:
        return int(said)
    to = sys.stdout if stream is None else stream
    try:
        wide = os.get_terminal_size(to.fileno()).columns if to.isatty() else None
    except (OSError, ValueError, AttributeError):
        return None
    return wide if wide is None or wide >= NARROWEST else shutil.get_terminal_size().columns


def together(text: str) -> str:
    """A text whose words stay in one line."""
    return text.replace(" ", KEPT)


def shown(text: str) -> str:
    """A text in which what terminals take for orders stands by its number: it may be the name of
    somebody else's file, or from a journal that came from anywhere."""
    return text.translate(ORDERS)


def wrapped(text: str, width: int | None, hang: int = 0) -> list[str]:
    """A text in lines of at most ``width`` columns; every line but the first begins ``hang``
    columns in.

    Lines are broken at spaces, never in a word: what is too long for a line by itself is left
    whole, so that it can be copied. Spaces at the beginning of the text are kept.
    """
    return [line for part in shown(text).split("\n") for line in _wrapped(part, width, hang)]


def _wrapped(text: str, width: int | None, hang: int) -> Iterator[str]:
    if width is None or cell_len(text) <= width:
        yield text
        return
    inner = min(hang, width // 2)
    line, filled = "", False
    for gap, word in _pieces(text, width - inner):
        if filled and cell_len(line) + len(gap) + cell_len(word) > width:
            yield line
            line = f"{' ' * inner}{word}"
        else:
            line += gap + word
        filled = True
    yield line


def _pieces(text: str, room: int) -> Iterator[tuple[str, str]]:
    """What stays together, each with the spaces before it. Words that were to stay together and
    do not fit a line even so are taken one by one."""
    for gap, piece in re.findall(r"( *)([^ ]+)", text):
        if cell_len(piece) <= room:
            yield gap, piece
        else:
            first, *rest = piece.split(KEPT)
            yield gap, first
            yield from ((" ", word) for word in rest)
