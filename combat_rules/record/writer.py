"""The journal of a fight: a file that grows by a record with every change, and never forgets."""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Literal

from combat_rules.engine.inputs import Answer, Do, Moment
from combat_rules.engine.world import World
from combat_rules.errors import JournalError
from combat_rules.record.entries import Header, Record
from combat_rules.record.files import BINARY, draft_of, locked, sweep, sync_folder, write_all
from combat_rules.record.format import FRAMES, LINES, NOTHING, Form, form_of_name
from combat_rules.record.reader import Place, Reading
from combat_rules.record.recorder import Recorder

PLAYED = (Moment, Do, Answer)
"""The inputs with which a fight begins; what comes before is its set-up."""

ENOUGH = 4096
"""How many bytes may wait, within one call of ``advance``, before they are written."""


class Journal(Recorder):
    """Writes a fight to a file: ``CombatSystem(journal=Journal("fight.jsonl"))``.

    The file appears, with the whole set-up in it, as the first moment or command is played;
    from then on, what ``advance`` or ``execute_action`` returned is in it. With ``sync`` it is
    on the disk as well. ``form`` is ``"lines"`` (JSON Lines) or ``"binary"``; without it, the
    binary form is for names that end in ``.bin``.

    A file that holds something already is refused: a journal is never overwritten. If writing
    fails, ``JournalError`` says how many records are safe; the fight in memory is whole and may
    go on, and what is missing is written as soon as it can be.
    """

    form: Form

    def __init__(
        self, file: Place, *, sync: bool = False, form: Literal["lines", "binary"] | None = None
    ) -> None:
        self._prepare(Path(file), sync)
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
        self.file = file
        self.sync = sync
        self.form = form_of_name(file.name)
        self.safe = 0
        self._made = 0
        self._sum = NOTHING
        self._waiting = bytearray()
        self._begun = False
        self._size = 0
        self._fd: int | None = None
        self._unsynced = self._rough = self._closed = False

    # -- what a fight tells it ------------------------------------------------------------

    def start(self, header: Header) -> None:
        """Take down which fight it is."""
        self._seal(header)

    def take(self, record: Record, world: World) -> None:
        """Take a record, and write it now or before the call that it belongs to returns."""
        if record.number > self._made or self._closed:
            self._seal(record, record.number)
        self._begun = self._begun or isinstance(record.given, PLAYED)
        if self._begun and (self._fd is None or len(self._waiting) >= ENOUGH):
            self._write()

    def settle(self) -> None:
        """Make sure that everything is where it was promised to be."""
        super().settle()
        if self._begun and self._waiting:
            self._write()
        if self.sync and self._unsynced and self._fd is not None:
            try:
                os.fsync(self._fd)
            except OSError as error:
                raise self._failed(error) from error
            self._unsynced = False

    def close(self) -> None:
        """Write what there is, even if nothing was played yet, and let the file go.

        A fight that goes on after that has no journal: ``JournalError``.
        """
        if self._closed:
            return
        if self.header is not None and self._waiting:
            self._write()
        self.settle()
        self._let_go()

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
        self.form = reading.form
        self._size, self._sum, self._begun = reading.size, reading.sum, True
        self.safe = self._made = len(reading.bodies)
        try:
            self._fd = os.open(self.file, os.O_RDWR | os.O_APPEND | BINARY)
            locked(self._fd, self.file)
            if os.fstat(self._fd).st_size != len(reading.data):
                raise JournalError(
                    f"{self.file} changed while it was played again; somebody else writes to it",
                    code="journal.busy",
                )
            sweep(self.file)
            if reading.torn:
                os.ftruncate(self._fd, reading.size)
        except OSError as error:
            self._let_go()
            raise self._failed(error) from error
        except JournalError:
            self._let_go()
            raise

    # -- writing ----------------------------------------------------------------------------

    def _seal(self, entry: Header | Record, number: int = 0) -> None:
        if self._closed:
            raise JournalError(
                f"the journal {self.file} is closed; what happens now is not recorded. "
                f"{self.safe} records are in it",
                code="journal.closed",
                records=self.safe,
            )
        written, sum = self.form.seal(self.form.body(entry), self._sum)
        if isinstance(entry, Header):
            written = self.form.magic + written
        # One step: an interrupt falls before it or after it.
        self._waiting, self._sum, self._made = self._waiting + written, sum, number

    def _write(self) -> None:
        try:
            if self._fd is None:
                self._appear()
            else:
                self._append(self._fd)
        except OSError as error:
            raise self._failed(error) from error

    def _append(self, fd: int) -> None:
        if self._rough:
            # What an earlier attempt left of a record.
            os.ftruncate(fd, self._size)
            self._rough = False
        self._rough = True
        try:
            write_all(fd, self._waiting)
        except OSError:
            with suppress(OSError):
                os.ftruncate(fd, self._size)
                self._rough = False
            raise
        self._written(fd)

    def _appear(self) -> None:
        """Make the file with all that there is so far: it is never there in part."""
        if self._special():
            self._fd = os.open(self.file, os.O_WRONLY)
            self._append(self._fd)
            return
        draft = draft_of(self.file)
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | BINARY, 0o666)
        try:
            locked(fd, self.file)
            write_all(fd, self._waiting)
            if self.sync:
                os.fsync(fd)
            self._place(draft)
            self._written(fd)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            if not self._has_name(fd):
                os.close(fd)
            elif self._fd is None:
                # An interrupt cut it off when all was done.
                self._written(fd)
            raise
        sweep(self.file)

    def _has_name(self, fd: int) -> bool:
        """Whether the file that is open has the journal's name already."""
        try:
            return os.path.samestat(os.fstat(fd), os.stat(self.file))
        except OSError:
            return False

    def _written(self, fd: int) -> None:
        """What waited is in the file. One step: an interrupt falls before it or after it."""
        size, nothing = self._size + len(self._waiting), bytearray()
        self._fd, self._size, self._waiting, self.safe, self._unsynced, self._rough = (
            fd, size, nothing, self._made, True, False,
        )  # fmt: skip

    def _place(self, draft: Path) -> None:
        """Give a draft its name, unless somebody else has taken it meanwhile."""
        self._demand_place()
        try:
            if not self.file.exists():
                os.link(draft, self.file)
                draft.unlink()
        except OSError:
            # Not every file system has links. Without them, nothing keeps two at once apart.
            self._demand_place()
        if draft.exists():
            os.replace(draft, self.file)
        if self.sync:
            sync_folder(self.file.parent)

    def _special(self) -> bool:
        """Whether the file is a device or a pipe."""
        try:
            return not S_ISREG(os.stat(self.file).st_mode)
        except OSError:
            return False

    def _demand_place(self) -> None:
        """Raise ``JournalError`` unless the file can be made, or is there and empty."""
        why = ""
        if self.file.is_dir():
            why = "it is a folder"
        elif self._special():
            return
        elif self.file.exists():
            if self.file.stat().st_size:
                raise JournalError(
                    f"{self.file} is there already, and a journal is never overwritten; take "
                    "another name, or go on with it: combat-rules resume FILE",
                    code="journal.exists",
                )
            why = "" if os.access(self.file, os.W_OK) else "it is read-only"
        elif not self.file.parent.is_dir():
            why = f"there is no folder {self.file.parent}"
        elif not os.access(self.file.parent, os.W_OK):
            why = f"the folder {self.file.parent} is read-only"
        if why:
            raise JournalError(
                f"cannot write the journal {self.file}: {why}", code="journal.write", records=0
            )

    def _failed(self, error: OSError) -> JournalError:
        missing = self._made - self.safe
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
        self._closed = True
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
