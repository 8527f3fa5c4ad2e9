"""A stream of events for programs that wait: ``async for event in combat.stream()``."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

from blinker import Signal

from combat_rules.engine.belonging import PartOfAFight
from combat_rules.engine.events import EventSystem
from combat_rules.model.events import CombatEvent, FightEnded

E = TypeVar("E", bound=CombatEvent)


class EventStream(PartOfAFight, Generic[E]):
    """The events of a fight from now on, to be waited for; it ends with the fight, or ``close``.

    Every event is kept until it is taken, however slow the taker is, and whichever thread plays
    the fight: none is lost, and none comes twice. Whoever waits may be cancelled; the next one who
    asks gets the event. Of several who ask, each event goes to one. A fight that nobody streams
    any more keeps nothing for it.
    """

    def __init__(self, events: EventSystem, types: Iterable[str], *, over: bool) -> None:
        self._kept: deque[E] = deque()
        self._over = over
        self._waiting: list[asyncio.Future[None]] = []
        # Held weakly by the signals: a stream that is dropped hears no more.
        self._signals: list[tuple[Signal, Callable[..., None]]] = [
            *((events.signal(type), self._keep) for type in types),
            (events.signal(FightEnded.type), self._end),
        ]
        for signal, hear in self._signals:
            signal.connect(hear)

    def __aiter__(self) -> "EventStream[E]":
        return self

    async def __anext__(self) -> E:
        """The next event, once there is one."""
        while True:
            # Looked at first: what came before the end is taken before it.
            over = self._over
            try:
                # Nothing is awaited after that, so who is cancelled has taken nothing.
                return self._kept.popleft()
            except IndexError:
                if over:
                    raise StopAsyncIteration from None
            await self._next()

    def close(self) -> None:
        """Hear no more; what is kept already may still be taken."""
        for signal, hear in self._signals:
            signal.disconnect(hear)
        self._end()

    async def _next(self) -> None:
        """Wait until there may be something to take; in whichever loop it is asked."""
        woken = asyncio.get_running_loop().create_future()
        self._waiting.append(woken)
        try:
            # Another thread may have kept an event before it could see who waits.
            if not self._kept and not self._over:
                await woken
        finally:
            self._waiting.remove(woken)

    def _keep(self, event: E) -> None:
        self._kept.append(event)
        self._wake()

    def _end(self, ended: FightEnded | None = None) -> None:
        self._over = True
        self._wake()

    def _wake(self) -> None:
        """Wake whoever waits, in the thread in which it does."""
        for woken in tuple(self._waiting):
            # Its loop may have been closed without it.
            with suppress(RuntimeError):
                woken.get_loop().call_soon_threadsafe(_set, woken)


def _set(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)
