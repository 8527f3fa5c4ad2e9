"""A grid of coloured squares as SVG: names beside rows and above columns, a few words in each."""

from collections.abc import Callable, Sequence
from html import escape
from math import ceil, cos, radians, sin
from unicodedata import east_asian_width

from msgspec import Struct

CELL, GAP, TOP, RIGHT = 74, 2, 110, 60
"""Units of the picture: the width of a square, the gap beside it, and the room at least for names
on top and to the right, where they lean."""
WIDE, WIDEST = 8, 14
"""Units that a letter of a name takes at most, and one that is as wide as it is high."""
LEANS = 35
"""Degrees by which names lean on top."""
POOR, GOOD = (213, 94, 0), (0, 114, 178)
"""Colours that colour-blind people can tell apart, for the worst and the best; even is white."""


class Square(Struct, frozen=True):
    """What is in a square: how good it is, from -1 to 1, the words in it, large and small, what is
    said of it where a mouse rests, and whether it is framed. None is empty."""

    worth: float
    large: str
    small: str = ""
    said: str = ""
    framed: bool = False


def grid(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    square: Callable[[int, int], Square | None],
) -> str:
    """The picture; ``square`` gives what is in a row and column."""
    left = 16 + max(map(_length, rows))
    above, beside = _room(columns)
    width, height = left + CELL * len(columns) + beside, above + CELL * len(rows) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        ' font-family="Arial, sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
    ]
    for place, name in enumerate(rows):
        y = above + CELL * place + CELL // 2 + 4
        lines.append(f'<text x="{left - 8}" y="{y}" text-anchor="end">{escape(name)}</text>')
    for place, name in enumerate(columns):
        x, y = left + CELL * place + CELL // 2, above - 8
        turned = f'transform="rotate({-LEANS} {x} {y})"'
        lines.append(f'<text x="{x}" y="{y}" {turned}>{escape(name)}</text>')
    for row in range(len(rows)):
        for column in range(len(columns)):
            lines.append(_square(square(row, column), left + CELL * column, above + CELL * row))
    return "\n".join([*lines, "</svg>", ""])


def _length(name: str) -> int:
    """Units that a name takes at most."""
    return sum(WIDEST if east_asian_width(letter) in "WF" else WIDE for letter in name)


def _room(columns: Sequence[str]) -> tuple[int, int]:
    """The room for the names of columns on top, and to the right of the last square."""
    above, beside = TOP, RIGHT
    for place, name in enumerate(columns):
        long, letter = _length(name), WIDEST
        above = max(above, 8 + letter + ceil(long * sin(radians(LEANS))))
        inside = CELL * (len(columns) - place) - CELL // 2
        beside = max(beside, ceil(long * cos(radians(LEANS))) + letter - inside)
    return above, beside


def _square(found: Square | None, x: int, y: int) -> str:
    width = CELL - GAP
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{width}"'
    if found is None:
        return f'{box} fill="#eeeeee"/>'
    middle = x + width // 2
    text = f'text-anchor="middle" fill="{"#ffffff" if abs(found.worth) > 0.76 else "#111111"}"'
    frame = "#222222" if found.framed else "#dddddd"
    return (
        f"<g><title>{escape(found.said)}</title>"
        f'{box} fill="{colour(found.worth)}" stroke="{frame}"/>'
        f'<text x="{middle}" y="{y + 36}" font-size="17" {text}>{escape(found.large)}</text>'
        f'<text x="{middle}" y="{y + 54}" font-size="10" {text}>{escape(found.small)}</text></g>'
    )


def colour(worth: float) -> str:
    """The colour of something between -1 and 1."""
    most, part = (GOOD if worth > 0 else POOR), min(1.0, abs(worth))
    red, green, blue = (round(255 + (each - 255) * part) for each in most)
    return f"#{red:02x}{green:02x}{blue:02x}"
