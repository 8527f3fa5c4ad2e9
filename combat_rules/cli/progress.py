"""A bar on standard error for what takes a while, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@contextmanager
def progress(what: str, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps; calling what is yielded makes one, and names it."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[at]}"))
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=steps, at="")
        yield lambda name: bar.update(task, advance=1, at=name)
