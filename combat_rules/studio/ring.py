"""The ring: the thread in which all fights of the studio are played, at a fixed pace."""

import re
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Condition, Thread
from time import perf_counter
from traceback import print_exc
from typing import TypeVar

from msgspec import Struct

from combat_rules.errors import CombatError, InputError
from combat_rules.record import Slots
from combat_rules.studio import messages as ask
from combat_rules.studio.bout import FRAMES
from combat_rules.studio.mishaps import mishap
from combat_rules.studio.pictures import Data, trouble
from combat_rules.studio.rulebook import Edition
from combat_rules.studio.session import Session, Shown, read_kept

ID = re.compile(r"[a-z0-9]{8,32}")
"""What a page may call its session."""

MOST = 24
"""Sessions that are in memory at once, and on the disk twice as many; the oldest makes room."""

QUEUED = 2000
"""Messages that may wait; a page that sends more is told to slow down."""

SAVED_EACH = 5.0
"""Seconds after which running fights are written down."""

LATE = 0.25
"""Seconds that the ring may be behind before it gives up catching up."""

Answer = Callable[[Data], object]
T = TypeVar("T")


class Asked(Struct, frozen=True):
    """A message that waits to be carried out, and whom to tell what came of it."""

    session: str
    message: ask.Request
    answer: Answer


class Ring(Thread):
    """Plays the fights of all pages. Its methods may be called from any thread."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        super().__init__(name="combat-rules studio", daemon=True)
        self.slots = Slots(folder / "slots")
        self._folder = folder / "sessions"
        self._edition = edition
        self._sessions: dict[str, Session] = {}
        self._inbox: deque[Asked | Callable[[], object]] = deque()
        self._wake = Condition()
        self._stopping = False

    # -- from other threads ---------------------------------------------------------------

    def ask(self, session: str, message: ask.Request, answer: Answer) -> bool:
        """Have a message carried out at once; False if too many wait already."""
        if len(self._inbox) >= QUEUED:
            return False
        self._put(Asked(session, message, answer))
        return True

    def join_in(self, session: str, watcher: Callable[[Shown], object]) -> None:
        """Have a page look on: it is shown every picture from now on."""
        self._put(lambda: self._join(session, watcher))

    def leave(self, session: str, watcher: Callable[[Shown], object]) -> None:
        """Have a page look on no more; a fight that nobody looks at waits."""
        self._put(lambda: self._leave(session, watcher))

    def under(self, edition: Edition) -> None:
        """Play by the rules of another edition from now on."""
        self._put(lambda: self._change_rules(edition))

    def call(self, session: str, work: Callable[[Session], T], *, begins: bool = True) -> Future[T]:
        """Have something done with a session, in the thread of the ring; what comes of it. Whoever
        cancels that in time has nothing done. Unless it ``begins`` one, ``InputError`` comes of a
        session that there is not."""
        done: Future[T] = Future()

        def carry_out() -> None:
            if done.set_running_or_notify_cancel():
                try:
                    if not begins:
                        self._demand(session)
                    done.set_result(work(self._session(session)))
                except BaseException as error:
                    done.set_exception(mishap(error))

        self._put(carry_out)
        return done

    def stop(self) -> None:
        """End, once everything is written down."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self.join(20)

    def _put(self, work: "Asked | Callable[[], object]") -> None:
        with self._wake:
            self._inbox.append(work)
            self._wake.notify()

    # -- in its own thread ----------------------------------------------------------------

    def run(self) -> None:
        """Play until it is stopped."""
        due = saved = perf_counter()
        while not self._stopping:
            moving = [one for one in self._sessions.values() if one.moves]
            with self._wake:
                if not self._inbox and not self._stopping:
                    self._wake.wait(max(0.0, due - perf_counter()) if moving else SAVED_EACH)
            self._take_inbox()
            now = perf_counter()
            if now >= due:
                self._beat()
                due = due + 1 / FRAMES if now - due < LATE else now + 1 / FRAMES
            if now - saved >= SAVED_EACH:
                saved = now
                self._save_all()
        self._save_all()

    def _take_inbox(self) -> None:
        touched: set[str] = set()
        while self._inbox:
            work = self._inbox.popleft()
            if isinstance(work, Asked):
                touched.add(work.session)
                self._carry_out(work)
            else:
                _safely(work)
        for id in touched & self._sessions.keys():
            _safely(self._sessions[id].show)

    def _carry_out(self, asked: Asked) -> None:
        try:
            answer = self._session(asked.session).do(asked.message)
        except BaseException as error:
            answer = trouble(mishap(error))
        if answer is not None:
            asked.answer(answer)

    def _beat(self) -> None:
        for session in self._sessions.values():
            if session.moves:
                try:
                    session.beat()
                except BaseException as error:
                    session.playing = False
                    session.bout.say(str(trouble(mishap(error))["error"]))
                    self._put(session.show)

    def _join(self, id: str, watcher: Callable[[Shown], object]) -> None:
        session = self._session(id)
        if watcher not in session.watchers:
            session.watchers.append(watcher)
        watcher(session.shown())

    def _leave(self, id: str, watcher: Callable[[Shown], object]) -> None:
        session = self._sessions.get(id)
        if session is not None and watcher in session.watchers:
            session.watchers.remove(watcher)
            self._save(session)

    def _change_rules(self, edition: Edition) -> None:
        # Two threads may have loaded rules, and the later ones be told first.
        if edition.number < self._edition.number:
            return
        self._edition = edition
        for session in self._sessions.values():
            _safely(partial(session.under, edition))
            _safely(session.show)

    def _session(self, id: str) -> Session:
        session = self._sessions.pop(id, None)
        if session is None:
            session = Session(id, self._edition, self.slots, read_kept(self._folder, id))
            self._make_room()
        # The latest used stands last.
        self._sessions[id] = session
        return session

    def _demand(self, id: str) -> None:
        """Raise ``InputError`` for a session that no page has begun."""
        if id not in self._sessions and not (self._folder / f"{id}.json").is_file():
            raise InputError(
                f"no page plays the session {id}; open the studio, which begins one",
                code="studio.session",
            )

    def _make_room(self) -> None:
        unseen = [id for id, one in self._sessions.items() if not one.watchers]
        for id in unseen[: max(0, len(self._sessions) - MOST + 1)]:
            self._save(self._sessions.pop(id))
        with suppress(OSError):
            files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
            for file in files[: -2 * MOST]:
                # Whoever is here may have been written down long ago, if nothing has happened.
                if file.stem not in self._sessions:
                    file.unlink(missing_ok=True)

    def _save_all(self) -> None:
        for session in self._sessions.values():
            self._save(session)

    def _save(self, session: Session) -> None:
        """Write a session down; a disk that is full, say, stops no fight."""
        with suppress(OSError, CombatError):
            session.save(self._folder)


def _safely(work: Callable[[], object]) -> None:
    """Do something for one fight; whatever it raises, all others go on."""
    try:
        work()
    except BaseException:
        print_exc()
