"""Handing tasks out a few at a time, so that nothing piles up and Ctrl-C ends it soon."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

from combat_rules.balance.blocks import Block, Task


def few_ahead(
    submit: Callable[[Task], Future[Block]], tasks: Iterable[Task], ahead: int
) -> Iterator[Block]:
    """What tasks come to, as it is done, and of what is done at once the first first; ``ahead`` are
    handed out before anything is back."""
    waiting = iter(tasks)
    running = [submit(task) for task in islice(waiting, ahead)]
    try:
        while running:
            wait(running, return_when=FIRST_COMPLETED)
            done = [future for future in running if future.done()]
            running = [future for future in running if future not in done]
            for future in done:
                running += [submit(task) for task in islice(waiting, 1)]
                yield future.result()
    finally:
        for future in running:
            future.cancel()
