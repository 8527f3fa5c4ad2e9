"""What fuzzing judges by: an end in time and words, little memory, and no code run from data."""

import gc
import signal
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TypeVar

from combat_rules import CombatError

Result = TypeVar("Result")

USUAL = 700
"""New objects after which Python looks for what can be freed, where nobody says otherwise."""

PATIENCE = 60.0
"""Seconds after which whatever is tried hangs, on the slowest and busiest machine."""

RUNNING = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect")
"""What only code does that came in with data."""

HOUSE = tuple({str(Path(__file__).parents[2]), sys.prefix, sys.base_prefix})
"""Where code comes from that may run: the project, and what is installed."""


OURS = ("<frozen", "<annotation>", "<guard>")
"""What Python runs as it starts; the types in the rules' own source as they are compiled; guards of
loaded rules, as what they compared is found out."""

MAKERS = (
    "dataclasses.py",
    "collections/__init__.py",
    "attr/_make.py",
    "typing_inspection/typing_objects.py",
)
"""What makes classes, in the standard library and beside it, by running code of its own."""


class Hang(BaseException):
    """It took so long that it would never have ended."""


class Watch:
    """Notes what runs that should not, while it is ``armed``; an audit hook cannot be taken out."""

    def __init__(self) -> None:
        self.armed = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.armed:
            return
        if event in RUNNING:
            self.seen.append(f"{event} {args!r}")
        elif event == "exec" and isinstance(args[0], CodeType):
            file = args[0].co_filename
            caller = sys._getframe(1).f_code.co_filename
            if not file.startswith((*HOUSE, *OURS)) and not caller.endswith(MAKERS):
                self.seen.append(f"code of {file} by {caller}")


WATCH = Watch()


def tried(call: Callable[..., Result], *args: Any, **options: Any) -> Result | CombatError:
    """What comes of a call: its result, or its ``CombatError``, which has to say something.

    Fails if anything else is raised, if code runs that came with data, or if it hangs.
    """
    with watched(), in_time():
        try:
            return call(*args, **options)
        except CombatError as error:
            refusal = error
    assert str(refusal).strip(), "an error says what is wrong"
    assert refusal.code, "an error has a code"
    assert len(str(refusal)) < 300_000, "an error can be read"
    return refusal


def refused(call: Callable[..., object], *args: Any, **options: Any) -> CombatError:
    """The error of a call that cannot succeed."""
    came = tried(call, *args, **options)
    assert isinstance(came, CombatError), f"it was taken: {came!r}"
    return came


@contextmanager
def watched() -> Iterator[None]:
    """Nothing runs meanwhile that came with data."""
    WATCH.seen.clear()
    WATCH.armed = True
    try:
        yield
    finally:
        WATCH.armed = False
    assert not WATCH.seen, f"it ran code from data: {WATCH.seen}"


@contextmanager
def in_time(seconds: float = PATIENCE) -> Iterator[None]:
    """It ends in so many seconds of this process's own work, whatever else the machine does.

    Where a system has no such alarms, whoever waits sees to it.
    """
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang(f"not done after {seconds} seconds of work")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def memory_of(call: Callable[..., object], *args: Any, **options: Any) -> int:
    """The most memory that a call takes at once, in bytes; it may end with a ``CombatError``.

    What it lets go of is freed as often as in a program, not as seldom as in tests.
    """
    seldom = gc.get_threshold()
    gc.set_threshold(USUAL)
    tracemalloc.start()
    try:
        tried(call, *args, **options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*seldom)
