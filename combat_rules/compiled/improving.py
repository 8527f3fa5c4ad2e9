"""Machine code that is there soon, and gives way to better code that is made meanwhile."""

from collections.abc import Callable, Sequence
from threading import Lock, Thread, main_thread

from combat_rules.compiled.machine.building import Loaded

Better = Callable[[], Loaded]


class Improving:
    """Machine code that fights are played with, by many threads at a time.

    ``better`` says how to make better code, each with the number of fights that it is worth
    making for, the smallest first. Once so many have been played, or are known to come, a thread
    of its own makes it while all go on with what is there; LLVM lets go of Python meanwhile. What
    fights come to is the same.
    """

    def __init__(self, loaded: Loaded, better: Sequence[tuple[int, Better]] = ()) -> None:
        self.loaded = loaded
        # Somebody may still be playing with what better code has taken the place of.
        self._before = [loaded]
        self._better = list(better)
        self._fights = 0
        self._lock = Lock()
        self._thread: Thread | None = None

    def to_play(self, fights: int) -> Loaded:
        """The best that is there by now, to play so many fights with."""
        if self._better:
            with self._lock:
                self._fights += fights
                self._begin()
        return self.loaded

    def wait(self) -> None:
        """Wait until better code is there, if some is being made."""
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        due = [better for worth, better in self._better if worth <= self._fights]
        if not due or (self._thread is not None and self._thread.is_alive()):
            return
        del self._better[: len(due)]
        thread = Thread(target=self._improve, args=(due,), name="better machine code")
        # If a thread cannot be had, or the program is about to end, what is there will do.
        try:
            thread.start()
        except RuntimeError:
            return
        self._thread = thread

    def _improve(self, due: Sequence[Better]) -> None:
        for better in due:
            # A program that is ending waits for what is being made, and for no more.
            if main_thread().is_alive():
                self.loaded = better()
                self._before.append(self.loaded)
