"""Sockets: a page's connection to its fight. Slow pages miss pictures, and no message is lost."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from threading import Lock

from msgspec import json
from starlette.websockets import WebSocket, WebSocketDisconnect

from combat_rules.errors import InputError
from combat_rules.studio.messages import Away, read
from combat_rules.studio.pictures import Data, trouble
from combat_rules.studio.ring import ID, Ring
from combat_rules.studio.session import News, Shown, since

MOST_AT_ONCE = 400
"""Messages of a second; a page that sends more is told so, and they are not carried out."""

MOST_ANSWERS = 1000


class Connection:
    """One page that looks on. ``offer`` and ``answer`` are called in the thread of the ring."""

    def __init__(self, socket: WebSocket, ring: Ring, session: str) -> None:
        self._socket = socket
        self._ring = ring
        self._session = session
        self._loop = asyncio.get_running_loop()
        self._fresh = asyncio.Event()
        self._answers: deque[bytes] = deque(maxlen=MOST_ANSWERS)
        self._lock = Lock()
        self._known = News()
        self._news: News | None = None

    def offer(self, shown: Shown) -> None:
        """Take what is shown now, with the events and frames that the page does not have yet; a
        picture that was not sent yet is dropped for it."""
        with self._lock:
            self._news = since(shown, self._known)
        self._wake()

    def answer(self, answer: Data) -> None:
        """Take an answer for this page."""
        self._answers.append(json.encode(answer))
        self._wake()

    def _wake(self) -> None:
        # The page may be gone by now, and its loop with it.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._fresh.set)

    async def serve(self) -> None:
        """Speak with the page until it is gone."""
        self._ring.join_in(self._session, self.offer)
        tasks = [asyncio.ensure_future(self._listen()), asyncio.ensure_future(self._tell())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ring.leave(self._session, self.offer)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        counted, since_when = 0, self._loop.time()
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            now = self._loop.time()
            if now - since_when > 1:
                counted, since_when = 0, now
            counted += 1
            text = message.get("text") or message.get("bytes") or ""
            if counted > MOST_AT_ONCE:
                if counted == MOST_AT_ONCE + 1:
                    self.answer(_refused(f"over {MOST_AT_ONCE} messages in a second; slow down"))
                continue
            try:
                asked = read(text)
            except InputError as error:
                self.answer(trouble(error))
                continue
            if isinstance(asked, Away):
                go = self._ring.leave if asked.hidden else self._ring.join_in
                go(self._session, self.offer)
            elif not self._ring.ask(self._session, asked, self.answer):
                self.answer(_refused("too much is waiting to be done; try again"))

    async def _tell(self) -> None:
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            while self._answers:
                await self._send(self._answers.popleft())
            with self._lock:
                news, self._news = self._news, None
                self._known = news or self._known
            if news is not None:
                await self._send(news.data)

    async def _send(self, data: bytes) -> None:
        await self._socket.send_text(data.decode())


def _refused(why: str) -> Data:
    return trouble(InputError(why, code="studio.message"))


def connections(ring: Ring) -> Callable[[WebSocket], Awaitable[None]]:
    """What serves the sockets of pages."""

    async def serve(socket: WebSocket) -> None:
        session = socket.query_params.get("session", "")
        if not ID.fullmatch(session):
            await socket.close(1008, "a session is 8 to 32 small letters and digits")
            return
        await socket.accept()
        with suppress(WebSocketDisconnect, RuntimeError):
            await Connection(socket, ring, session).serve()

    return serve
