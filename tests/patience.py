"""How long tests wait for what has to come: so long that nothing but what hangs is given up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep

PATIENCE = 120
"""Seconds. A machine may be slow, busy, or stand still for a while; that decides nothing."""

LOOK = 0.02
"""Seconds between two looks."""


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds.

    Looks are counted, not time: whoever was stopped has not looked meanwhile.
    """
    for _ in range(int(PATIENCE / LOOK)):
        if holds():
            return
        sleep(LOOK)
    raise AssertionError(f"it never came to what was waited for in {PATIENCE} seconds")


@contextmanager
def again_and_again(act: Callable[[int], object], each: float) -> Iterator[None]:
    """Do something each so many seconds meanwhile, with the number of the attempt: for what may
    be there, or not yet, when it is done for the first time."""
    over = Event()

    def go_on() -> None:
        for attempt in range(int(PATIENCE / each)):
            act(attempt)
            if over.wait(each):
                return

    doing = Thread(target=go_on)
    doing.start()
    try:
        yield
    finally:
        over.set()
        doing.join()
