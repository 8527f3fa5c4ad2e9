"""Tables for people: as wide as the terminal is, and as wide as they need to be in a pipe."""

from collections.abc import Collection, Iterable, Sequence

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

NARROW = 80
"""Columns of a terminal that says nothing of its width."""


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], words: Collection[str] = ()
) -> None:
    """Print a table. ``words`` are the columns that stand to the left; numbers stand to the right.

    Nothing is ever cut: what does not fit a terminal goes on in the next line of its cell. In a
    pipe every row is one line.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="left" if column in words else "right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        needed = Measurement.get(console, console.options.update(max_width=10_000), table).maximum
        console = Console(
            highlight=False, markup=False, emoji=False, width=max(NARROW, needed), soft_wrap=True
        )
    console.print(table)
