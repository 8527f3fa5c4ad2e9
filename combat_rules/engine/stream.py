"""A stream of events for programs that wait: ``async for event in combat.stream()``."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from blinker import Signal

from combat_rules.engine.events import EventSystem
from combat_rules.model.events import CombatEvent, FightEnded

E = TypeVar("E", bound=CombatEvent)


class EventStream(Generic[E]):
    """The events of a fight from now on, to be waited for; it ends with the fight, or ``close``.

    Every event is kept until it is taken, however slow the taker is, and whichever thread plays
    the fight: none is lost, and none comes twice. Whoever waits may be cancelled; the next one who
    asks gets the event. Of several who ask, each event goes to one. A fight that nobody streams
    any more keeps nothing for it.
    """

    def __init__(self, events: EventSystem, types: Iterable[str], *, over: bool) -> None:
        self._kept: deque[E] = deque()
        self._over = over
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
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
        self._loop = asyncio.get_running_loop()
        while not self._kept:
            if self._over:
                raise StopAsyncIteration
            self._woken.clear()
            await self._woken.wait()
        # Nothing is awaited from here on, so who is cancelled has taken nothing.
        return self._kept.popleft()

    def close(self) -> None:
        """Hear no more; what is kept already may still be taken."""
        for signal, hear in self._signals:
            signal.disconnect(hear)
        self._end()

    def _keep(self, event: E) -> None:
        self._kept.append(event)
        self._wake()

    def _end(self, ended: FightEnded | None = None) -> None:
        self._over = True
        self._wake()

    def _wake(self) -> None:
        """Wake whoever waits, in the thread in which it does."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._woken.set)
