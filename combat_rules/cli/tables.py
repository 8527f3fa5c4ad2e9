"""Text and tables for people, as wide as the terminal is or as a pipe needs; JSON and CSV."""

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from math import ceil, floor
from operator import itemgetter

import msgspec
import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from combat_rules.cli.wrapping import KEPT, columns, shown, together, wrapped

GAP = "  "
"""What stands between two columns."""
CLOSE = 2
"""Points from which on an interval is told in whole ones."""
NOTE = 2
"""Columns by which what belongs to a row is moved in."""


class Terminal(Console):
    """A console that breaks lines between words only, and leaves it to ``explained`` what a
    reader who has gone away means."""

    def __init__(self) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, soft_wrap=True)

    @property
    def columns(self) -> int | None:
        """How wide it is; ``None`` for a pipe."""
        return columns()

    def tell(self, text: str = "", style: str = "", *, hang: int = 0) -> None:
        """Print a text in lines that fit; every line but the first begins ``hang`` columns in."""
        for line in wrapped(text, self.columns, hang):
            self.print(Text(line.rstrip().replace(KEPT, " "), style=style))

    def on_broken_pipe(self) -> None:
        """Let the error go on."""
        raise BrokenPipeError


def print_text(text: str = "", style: str = "", *, hang: int = 0) -> None:
    """Print a text for people, in lines that fit the terminal."""
    Terminal().tell(text, style, hang=hang)


def print_lines(text: str) -> None:
    """Print a text of several lines for people. What of a line does not fit goes on below, moved
    in: by as much as a list or a tree moves its items in, or a little."""
    terminal = Terminal()
    for line in text.splitlines():
        begins = len(line) - len(line.lstrip(" -├└─"))
        terminal.tell(line, hang=begins if line[:begins].strip() else begins + NOTE)


def as_json(data: object) -> str:
    """Data as JSON, laid out so that people can read it too."""
    try:
        return msgspec.json.format(msgspec.json.encode(data)).decode()
    except UnicodeEncodeError:
        # The name of a file with bytes that are no letters: JSON has numbers for them.
        return json.dumps(msgspec.to_builtins(data), indent=2)


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV, below their heading."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([columns, *rows])
    return text.getvalue()


def print_json(data: object) -> None:
    """Print data for programs."""
    typer.echo(as_json(data))


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    words: Collection[str] = (),
    notes: Iterable[str] = (),
) -> None:
    """Print a table. ``words`` are the columns that stand to the left; numbers stand to the right.
    ``notes`` are what is said of each row below it, or nothing.

    Nothing is ever cut and no word broken: cells go on in a second line where there are spaces
    in them. Where even that does not fit a terminal, what several rows begin with becomes their
    heading, and if that does not do either, each row becomes a paragraph that names its values.
    In a pipe every row is one line.
    """
    terminal = Terminal()
    table, said = [list(map(shown, row)) for row in rows], list(notes)
    widths = _widths(columns, table, terminal.columns)
    if widths is None and columns[0] in words and _fits_below(columns, table, terminal.columns):
        for number, (name, group) in enumerate(groupby(table, itemgetter(0))):
            below = [row[1:] for row in group]
            if number:
                terminal.tell()
            terminal.tell(name, "bold")
            print_table(columns[1:], below, words, said[: len(below)])
            said = said[len(below) :]
        return
    if widths is None:
        heads = next((at for at, name in enumerate(columns) if name not in words), 1)
        lines = [_paragraph(columns, row, terminal.columns, max(heads, 1)) for row in table]
    else:
        left = [name in words for name in columns]
        for line in _cells(columns, widths, left):
            terminal.print(Text(line, style="bold"))
        lines = [list(_cells(row, widths, left)) for row in table]
    for number, row in enumerate(lines):
        for line in row:
            terminal.print(Text(line))
        if number < len(said) and said[number]:
            terminal.tell(f"{' ' * NOTE}{said[number]}", "dim", hang=2 * NOTE)


def print_square(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print what each has to do with each. Names that do not fit over their columns stand at the
    rows alone, with the numbers of the columns."""
    table = [[name, *row] for name, row in zip(names, rows, strict=True)]
    columns = ("", *names)
    if _widths(columns, table, Terminal().columns) is None:
        columns = ("", *(str(number) for number in range(1, len(names) + 1)))
        table = [[f"{number} {row[0]}", *row[1:]] for number, row in enumerate(table, 1)]
    print_table(columns, table, words=("",))


def without_zeros(
    columns: Sequence[str], rows: Sequence[Sequence[str]], rare: Collection[str]
) -> tuple[list[str], list[list[str]]]:
    """A table without those ``rare`` columns in which nothing but 0 stands."""
    kept = [
        place
        for place, name in enumerate(columns)
        if name not in rare or any(row[place] != "0" for row in rows)
    ]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]


def interval(low: float, high: float) -> str:
    """From where to where a percentage is, told no narrower than that: ``29-38``, and with tenths
    where that is less than two points."""
    tenths = 1 if high - low >= CLOSE else 10
    ends = floor(low * tenths) / tenths, ceil(high * tenths) / tenths
    return "-".join(f"{end:.0f}" if tenths == 1 else f"{end:.1f}" for end in ends)


def _widths(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None
) -> list[int] | None:
    """How wide each column is, or ``None`` if the table cannot be made to fit."""
    cells = [[name, *(row[place] for row in rows)] for place, name in enumerate(columns)]
    wide = [max(map(cell_len, column)) for column in cells]
    if width is None:
        return wide
    least = [max(cell_len(w) for cell in column for w in _words(cell)) for column in cells]
    room = width - len(GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(wide) > room:
        spare = [now - fewest for now, fewest in zip(wide, least, strict=True)]
        at = max((place for place, some in enumerate(spare) if some), key=lambda at: wide[at])
        wide[at] -= 1
    return wide


def _fits_below(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> bool:
    """Whether rows fit once what they begin with stands above those that share it."""
    groups = [[row[1:] for row in group] for _, group in groupby(rows, itemgetter(0))]
    shared = len(groups) < len(rows)
    return shared and all(_widths(columns[1:], group, width) is not None for group in groups)


def _words(cell: str) -> list[str]:
    return cell.split(" ") or [""]


def _cells(row: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> Iterator[str]:
    """The lines of a row."""
    columns = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, columns), default=0)):
        line = []
        for cell, width, to_left in zip(columns, widths, left, strict=True):
            text = cell[number] if number < len(cell) else ""
            empty = " " * (width - cell_len(text))
            line.append(text + empty if to_left else empty + text)
        yield GAP.join(line).rstrip().replace(KEPT, " ")


def _paragraph(
    columns: Sequence[str], row: Sequence[str], width: int | None, heads: int
) -> list[str]:
    """A row as a paragraph: its first values, and below them the others with their names."""
    head, rest = GAP.join(row[:heads]), row[heads:]
    pairs = [
        together(f"{name} {value}") if len(value) <= 2 * len(name) else f"{name} {value}".strip()
        for name, value in zip(columns[heads:], rest, strict=True)
        if value
    ]
    indent = " " * NOTE
    lines = [*wrapped(head, width, NOTE), *wrapped(indent + GAP.join(pairs), width, NOTE)]
    return [line.replace(KEPT, " ") for line in lines]
