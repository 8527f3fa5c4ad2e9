"""A bar on standard error for what takes a while, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


@contextmanager
def progress(what: str, steps: int | None) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps, if anybody knows; calling what is yielded makes one, and names it."""
    with _bar(what, TextColumn("{task.fields[at]}")) as bar:
        task = bar.add_task(what, total=steps, at="")
        yield lambda name: bar.update(task, advance=1, at=name)


class _Rate(ProgressColumn):
    """How many a second, as soon as that is known."""

    def render(self, task: Task) -> Text:
        """What stands in the bar."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@contextmanager
def counted(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar that is told how many more there are: how many a second, and the time that is left.
    Without a ``total`` nobody knows how many there will be."""
    with _bar(what, _Rate(), TimeRemainingColumn()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.update(task, advance=count)


def _bar(what: str, *more: ProgressColumn) -> Progress:
    """A bar where a person watches, with ``more`` behind how many there are."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), *more)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
