"""The journal of a fight: a file that grows by a record with every change, and never forgets."""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Literal, NoReturn

from msgspec.structs import replace

from combat_rules.engine.inputs import Answer, Do, Moment
from combat_rules.engine.sinks import SetUp
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.model.arguments import checks_arguments
from combat_rules.record.entries import Row
from combat_rules.record.files import (
    BINARY,
    draft_of,
    locked,
    path_of,
    sweep,
    sync_folder,
    target_of,
    write_all,
)
from combat_rules.record.format import FRAMES, LINES, LONGEST, NOTHING, Form, form_of_name
from combat_rules.record.reader import Place, Reading
from combat_rules.record.recorder import Recorder

PLAYED = (Moment, Do, Answer)
"""The inputs with which a fight begins; what comes before is its set-up."""

ENOUGH = 32
"""How many inputs may wait, within one call of ``advance``, before they are written."""


class Journal(Recorder[bytes]):
    """Writes a fight to a file: ``CombatSystem(journal=Journal("fight.jsonl"))``.

    The file appears, with the whole set-up in it, as the first moment or command is played;
    from then on, what ``advance`` or ``execute_action`` returned is in it. With ``sync`` it is
    on the disk as well. ``form`` is ``"lines"`` (JSON Lines) or ``"binary"``; without it, the
    binary form is for names that end in ``.bin``.

    A file that holds something already is refused: a journal is never overwritten. If writing
    fails, ``JournalError`` says how many records are safe; the fight in memory is whole and may
    go on, and what is missing is written as soon as it can be. What no journal can hold ends it:
    the call that brought it says so, and so does every later one.

    A journal stays with the process that set its fight up: in a fork of that, as a pool of
    processes makes, the fight goes on without it. It cannot be copied.
    """

    form: Form

    @checks_arguments
    def __init__(
        self, file: Place, *, sync: bool = False, form: Literal["lines", "binary"] | None = None
    ) -> None:
        self._prepare(path_of(file), sync)
        if form is not None:
            self.form = FRAMES if form == "binary" else LINES
        self._demand_place()

    @classmethod
    def going_on(cls, file: Path, reading: Reading, *, sync: bool = False) -> "Journal":
        """The journal of a file that was read: what comes next goes to its end.

        A torn end is cut off. Raises ``JournalError`` if the file cannot be written.
        """
        journal = cls.__new__(cls)
        journal._prepare(file, sync)
        journal._go_on(reading)
        return journal

    def _prepare(self, file: Path, sync: bool) -> None:
        super().__init__()
        self.file = file
        try:
            self._target = target_of(file)
        except OSError as error:
            raise JournalError(
                f"cannot write the journal {file}: the working folder is gone; change to one that "
                "is there, or name the whole path",
                code="journal.write",
                records=0,
            ) from error
        self._where = f" {file}"
        self._process = os.getpid()
        self._set_up: int | None = None
        self.sync = sync
        self.form = form_of_name(file.name)
        self.safe = 0
        self._sum = NOTHING
        self._size = 0
        self._fd: int | None = None
        self._unsynced = self._rough = self._closed = False

    # -- what a fight tells it ------------------------------------------------------------

    def begin(self, fight: SetUp) -> None:
        """Take down which fight it is. Raises ``JournalError`` if the journal is closed."""
        self._demand_open()
        super().begin(fight)
        self._process = os.getpid()

    def settle(self) -> None:
        """Make sure that everything is where it was promised to be."""
        try:
            if self._waiting or len(self._noted) > 1:
                self._catch_up()
        finally:
            if self.sync and self._unsynced and self._fd is not None:
                self._synchronize(self._fd)

    def close(self) -> None:
        """Write what there is, even if nothing was played yet, and let the file go.

        A fight that goes on after that has no journal: ``JournalError``.
        """
        if not self._closed and self._process == os.getpid():
            self._catch_up()
            if self._set_up is None and self.header is not None:
                self._set_up = self.count
                self._put_away()
            self.settle()
        self._let_go()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise JournalError(
            f"the journal {self.file} cannot be copied or sent: two would write to one file. "
            "Replay it instead, or play a fight without a journal from a save",
            code="journal.copied",
        )

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self._let_go()

    def __del__(self) -> None:
        if getattr(self, "_fd", None) is not None:
            self._let_go()

    def _go_on(self, reading: Reading) -> None:
        self.form, self._set_up = reading.form, reading.header.set_up
        self._size, self._sum = reading.size, reading.sum
        self.safe = self.count = len(reading.records)
        try:
            self._fd = os.open(self._target, os.O_RDWR | os.O_APPEND | BINARY)
            locked(self._fd, self.file)
            if os.fstat(self._fd).st_size != reading.length:
                raise JournalError(
                    f"{self.file} changed while it was played again; somebody else writes to it",
                    code="journal.busy",
                )
            sweep(self._target)
            if reading.torn:
                os.ftruncate(self._fd, reading.size)
            self._patience = ENOUGH
        except OSError as error:
            self._let_go()
            raise self._failed(error) from error
        except JournalError:
            self._let_go()
            raise

    # -- writing ----------------------------------------------------------------------------

    def _demand_open(self) -> None:
        if self._closed:
            raise JournalError(
                f"the journal {self.file} is closed; what happens now is not recorded. "
                f"{self.safe} records are in it; make a new journal for each fight",
                code="journal.closed",
                records=self.safe,
            )

    def _catch_up(self) -> None:
        ours = self._process == os.getpid()
        if ours and not self._closed:
            super()._catch_up()
            return
        fresh, self._noted = self._noted[1:], self._noted[-1:]
        if ours and fresh:
            self._demand_open()

    def _made(self, row: Row, world: World) -> bytes:
        """A record as it will lie in the file. Raises what says why that cannot be."""
        body = self.form.packed(row)
        if len(body) > LONGEST:
            raise ValueError(f"it has {len(body)} bytes, at most {LONGEST} are possible")
        if type(row[1]) is not Moment:
            # What came from outside; of what a moment leads to, the rules have been checked.
            number, _, events, state, sequence = row
            read = self.form.record(body).given
            if self.form.packed((number, read, events, state, sequence)) != body:
                raise ValueError(f"it would be read as {read!r:.200}")
        if self._set_up is None and isinstance(row[1], PLAYED):
            self._set_up = row[0] - 1
        return body

    def _put_away(self) -> None:
        """Write what waits, once anything was played; all of it, or nothing."""
        if self._set_up is None or (self._size and not self._waiting):
            return
        data, sum = self._sealed()
        try:
            if self._fd is None:
                self._appear(data, sum)
            else:
                self._append(self._fd, data, sum)
        except OSError as error:
            raise self._failed(error) from error

    def _sealed(self) -> tuple[bytes, bytes]:
        """What waits, as it will lie in the file, and its last checksum."""
        pieces, bodies, sum = [], self._waiting, self._sum
        if not self._size:
            assert self.header is not None, "a fight was set up"
            pieces = [self.form.magic]
            bodies = (self.form.body(replace(self.header, set_up=self._set_up)), *bodies)
        for body in bodies:
            piece, sum = self.form.seal(body, sum)
            pieces.append(piece)
        return b"".join(pieces), sum

    def _append(self, fd: int, data: bytes, sum: bytes) -> None:
        self._demand_ours(fd)
        if self._rough:
            # What an earlier attempt left of a record.
            os.ftruncate(fd, self._size)
            self._rough = False
        self._rough = True
        try:
            write_all(fd, data)
        except OSError:
            with suppress(OSError):
                os.ftruncate(fd, self._size)
                self._rough = False
            raise
        self._written(fd, data, sum)

    def _demand_ours(self, fd: int) -> None:
        """Raise ``JournalError`` if the file is not what this journal has made of it: whatever were
        written to it now, nobody could read."""
        found = os.fstat(fd)
        if not S_ISREG(found.st_mode):
            return
        why = "" if found.st_nlink else "it was removed"
        if found.st_size != self._size and not self._rough:
            why = why or f"it has {found.st_size} bytes, and {self._size} were written to it"
        if why:
            raise JournalError(
                f"the journal {self.file} cannot go on: {why}. Somebody else has changed it. The "
                "fight in memory is whole; fork() goes on with it, without a journal",
                code="journal.write",
                records=self.safe,
            )

    def _appear(self, data: bytes, sum: bytes) -> None:
        """Make the file with all that there is so far: it is never there in part."""
        if self._target.exists():
            # A device, a pipe, or an empty file that is somebody's: it stays what it is.
            self._demand_place()
            self._fd = self._opened()
            self._append(self._fd, data, sum)
            return
        draft = draft_of(self._target)
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | BINARY, 0o666)
        try:
            locked(fd, self.file)
            write_all(fd, data)
            if self.sync:
                os.fsync(fd)
            self._place(draft)
            self._written(fd, data, sum)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            if not self._has_name(fd):
                os.close(fd)
            elif self._fd is None:
                # An interrupt cut it off when all was done.
                self._written(fd, data, sum)
            raise
        sweep(self._target)

    def _opened(self) -> int:
        """The file that is there already, opened; a regular one is locked and still empty."""
        fd = os.open(self._target, os.O_WRONLY | os.O_APPEND | BINARY)
        try:
            if not self._special():
                locked(fd, self.file)
                self._demand_place()
        except BaseException:
            os.close(fd)
            raise
        return fd

    def _has_name(self, fd: int) -> bool:
        """Whether the file that is open has the journal's name already."""
        try:
            return os.path.samestat(os.fstat(fd), os.stat(self._target))
        except OSError:
            return False

    def _written(self, fd: int, data: bytes, sum: bytes) -> None:
        """What waited is in the file. One step: an interrupt falls before it or after it."""
        size = self._size + len(data)
        self._fd, self._size, self._sum, self._waiting, self.safe, self._unsynced, self._rough = (
            fd, size, sum, (), self.count, True, False,
        )  # fmt: skip
        self._patience = ENOUGH

    def _synchronize(self, fd: int) -> None:
        try:
            os.fsync(fd)
        except OSError as error:
            raise self._failed(error) from error
        self._unsynced = False

    def _place(self, draft: Path) -> None:
        """Give a draft its name, unless somebody else has taken it meanwhile."""
        try:
            os.link(draft, self._target)
            draft.unlink()
        except FileExistsError as error:
            raise self._exists() from error
        except OSError:
            # Not every file system has links. Without them, nothing keeps two at once apart.
            self._demand_place()
            os.replace(draft, self._target)
        if self.sync:
            sync_folder(self._target.parent)

    def _exists(self) -> JournalError:
        return JournalError(
            f"{self.file} is there already, and a journal is never overwritten; take "
            "another name, or go on with it: combat-rules resume FILE",
            code="journal.exists",
        )

    def _special(self) -> bool:
        """Whether the file is a device or a pipe."""
        try:
            return not S_ISREG(os.stat(self._target).st_mode)
        except OSError:
            return False

    def _demand_place(self) -> None:
        """Raise ``JournalError`` unless the file can be made, or is there and empty."""
        why, target = "", self._target
        if target.is_symlink() and not target.exists():
            why = "it is a link that leads in a circle"
        elif target.is_dir():
            why = "it is a folder"
        elif self._special():
            return
        elif target.exists():
            if target.stat().st_size:
                raise self._exists()
            why = "" if os.access(target, os.W_OK) else "it is read-only"
        elif not target.parent.is_dir():
            why = f"there is no folder {target.parent}"
        elif not os.access(target.parent, os.W_OK):
            why = f"the folder {target.parent} is read-only"
        if why:
            raise JournalError(
                f"cannot write the journal {self.file}: {why}", code="journal.write", records=0
            )

    def _failed(self, error: OSError) -> JournalError:
        missing = self.count - self.safe
        left = "; nothing of it was changed"
        if missing:
            left = (
                f", {missing} wait in memory. The fight in memory is whole; make room and go on, "
                "and they are written first, or resume from the file later"
            )
        return JournalError(
            f"cannot write the journal {self.file}: {error.strerror or error}. {self.safe} records "
            f"are safe in it{left}",
            code="journal.write",
            records=self.safe,
            waiting=missing,
        )

    def _let_go(self) -> None:
        self._closed, self._patience = True, 0
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
