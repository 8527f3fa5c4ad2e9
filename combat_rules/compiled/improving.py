"""Machine code that is there soon, and gives way to better code that is made meanwhile."""

from collections.abc import Callable
from threading import Lock, Thread

from combat_rules.compiled.machine.building import Loaded

Better = Callable[[], Loaded]


class Improving:
    """Machine code that fights are played with, by many threads at a time.

    Once ``many`` fights have been played, or are known to come, a thread of its own makes
    ``better`` code, while all go on with what is there; LLVM lets go of Python meanwhile. What
    fights come to is the same.
    """

    def __init__(self, loaded: Loaded, better: Better | None = None, many: int = 0) -> None:
        self.loaded = loaded
        # Somebody may be playing with it when better code takes its place.
        self._first = loaded
        self._better, self._left = better, many
        self._lock = Lock()
        self._thread: Thread | None = None

    def to_play(self, fights: int) -> Loaded:
        """The best that is there by now, to play so many fights with."""
        if self._better is not None:
            with self._lock:
                self._left -= fights
                if self._left <= 0 and self._better is not None:
                    self._begin(self._better)
        return self.loaded

    def wait(self) -> None:
        """Wait until better code is there, if some is being made."""
        if self._thread is not None:
            self._thread.join()

    def _begin(self, better: Better) -> None:
        self._better = None
        thread = Thread(target=self._improve, args=(better,), name="better machine code")
        # If a thread cannot be had, or the program is about to end, what is there will do.
        try:
            thread.start()
        except RuntimeError:
            return
        self._thread = thread

    def _improve(self, better: Better) -> None:
        self.loaded = better()
