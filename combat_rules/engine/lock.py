"""The lock of a fight: one thread plays it at a time, and does one thing at a time."""

import sys
from collections.abc import Callable
from functools import wraps
from threading import get_ident
from types import FrameType
from typing import Any, TypeVar, cast

from msgspec import Struct

from combat_rules.errors import CombatError, StateError

Method = TypeVar("Method", bound=Callable[..., Any])

CHANGING = "open a transaction"
"""What somebody does who changes a fight from outside."""


class Holder(Struct, frozen=True):
    """Who holds the lock, and what for. The frame that took it stands for its call."""

    frame: FrameType
    thread: int
    what: str


class FightLock:
    """Taken before a fight is changed, given back after.

    A call that was cut off by an interrupt before it could give the lock back holds nothing:
    who takes it next looks whether the call still runs.
    """

    def __init__(self) -> None:
        # A dict of one: setting what is not there yet is one step, whatever threads do.
        self._held: dict[str, Holder] = {}

    @property
    def held(self) -> Holder | None:
        """Who holds the lock, if anybody."""
        return self._held.get("now")

    @property
    def mine(self) -> bool:
        """Whether a call further out on this thread holds the lock."""
        held = self.held
        return held is not None and held.thread == get_ident() and _runs(held)

    def take(self, what: str, frame: FrameType) -> Holder:
        """Take the lock to do ``what``; returns what to give back. Raises ``CombatError`` if
        somebody holds it."""
        mine = Holder(frame, get_ident(), what)
        while (held := self._held.setdefault("now", mine)) is not mine:
            if _runs(held):
                raise refusal(what, held)
            if self.held is held:
                self._held.pop("now", None)
        return mine

    def give_back(self, held: Holder) -> None:
        """Let others have the lock, unless it was taken away already."""
        if self._held.get("now") is held:
            self._held.clear()

    def demand_own_thread(self, what: str) -> None:
        """Raise ``CombatError`` if another thread holds the lock."""
        held = self.held
        if held is not None and held.thread != get_ident() and _runs(held):
            raise refusal(what, held)


def refusal(what: str, held: Holder) -> CombatError:
    """Why something cannot be done while somebody holds the lock."""
    if held.thread != get_ident():
        return CombatError(
            f"cannot {what}: another thread plays this fight; one thread plays a fight, and every "
            "other gives it commands with submit",
            code="fight.threads",
        )
    if held.what == CHANGING:
        return StateError(
            f"cannot {what} while a transaction is open; leave it first",
            code="state.transaction_open",
        )
    return CombatError(
        f"cannot {what} while a moment is being played; subscribers and rules may issue "
        "commands, which wait their turn, everything else is for the caller of advance",
        code="fight.reentered",
    )


def alone(what: str) -> Callable[[Method], Method]:
    """Have a method of what has a ``lock`` take it, and give it back."""

    def with_lock(method: Method) -> Method:
        @wraps(method)
        def taking(self: Any, *args: Any, **kwargs: Any) -> Any:
            lock: FightLock = self.lock
            held = lock.take(what, sys._getframe())
            try:
                return method(self, *args, **kwargs)
            finally:
                lock.give_back(held)
                del held

        return cast(Method, taking)

    return with_lock


def caller() -> FrameType:
    """The frame in which a ``with`` stands, asked from its context manager's generator."""
    frame: FrameType = sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__") == "contextlib":
        frame = frame.f_back
    return frame


def _runs(held: Holder) -> bool:
    """Whether the call that took the lock is still going on: on this thread it is looked for, on
    another one the thread has to be alive."""
    if held.thread != get_ident():
        return held.thread in sys._current_frames()
    at: FrameType | None = sys._getframe()
    while at is not None:
        if at is held.frame:
            return True
        at = at.f_back
    return False
