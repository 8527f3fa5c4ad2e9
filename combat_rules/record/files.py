"""Files: written whole or not at all, and locked while they are written."""

import os
from collections.abc import Iterable
from contextlib import suppress
from os import PathLike
from pathlib import Path
from threading import get_ident

from combat_rules.errors import JournalError, in_short, why_unwritten

try:
    import fcntl
except ImportError:  # a system without them: whoever runs it sees to it
    fcntl = None  # type: ignore[assignment]  # the one module that may be missing


KEPT = ".combat-rules"
"""The folder of a project in which tools keep what they keep."""

PART = ".part"
"""The ending of a journal that has not got its name yet."""

LONGEST_NAME = 255 - len("..1234567890") - len(PART)
"""Bytes that the name of a file may have, so that one can be made beside it."""

BINARY: int = getattr(os, "O_BINARY", 0)
"""What tells a system that knows the difference to leave the ends of lines alone."""


def path_of(file: str | PathLike[str]) -> Path:
    """The path of a file. Raises ``JournalError`` for what no file can be called."""
    try:
        path = Path(file)
        if b"\0" in os.fsencode(path):
            raise ValueError("it has a NUL in it")
        if any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts):
            raise ValueError(f"a name has at most {LONGEST_NAME} bytes")
    except (TypeError, ValueError) as error:
        raise JournalError(
            f"no file can be called {in_short(file)}: {error}", code="journal.name"
        ) from error
    return path


def target_of(file: Path) -> Path:
    """What a link leads to; of a pipe without a name, as a shell makes, the link itself. Raises
    ``OSError`` where the working folder is gone."""
    target = Path(os.path.realpath(file))
    return file if file.exists() and not target.exists() else target


def draft_of(file: Path) -> Path:
    """Where this process makes a file before it gets its name."""
    return file.with_name(f".{file.name}.{os.getpid()}{PART}")


def sweep(file: Path) -> None:
    """Remove the drafts of a file that processes left which were killed; the file is locked."""
    begin, own = f".{file.name}.", draft_of(file).name
    for name in os.listdir(file.parent):
        number = name.removeprefix(begin).removesuffix(PART)
        if number.isdigit() and name == f"{begin}{number}{PART}" and name != own:
            with suppress(OSError):
                file.with_name(name).unlink()


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where a system does that for folders."""
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def locked(fd: int, file: Path) -> None:
    """Lock an open file, or raise ``JournalError`` if another journal writes to it.

    The lock ends with the process, however that ends.
    """
    if fcntl is None:
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise JournalError(
            f"{file} is being written by another fight; wait until its journal is closed, or "
            "its process has ended",
            code="journal.busy",
        ) from error


def write_all(fd: int, data: bytes | bytearray) -> None:
    """Write all of it, in as many pieces as it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def write_whole(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, over what was there: it is made beside it first.

    A link is followed, not replaced; what is no file, a pipe say, is written to as it is. Raises
    ``OSError``; then nothing is left of it, and what was there is as it was.
    """
    target = target_of(file)
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            stream.write(data)
        return
    mode = target.stat().st_mode if target.exists() else None
    draft = target.with_name(f".{os.getpid()}.{get_ident()}.draft")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BINARY, 0o666)
    try:
        try:
            write_all(fd, data)
            if mode is not None:
                os.chmod(draft, mode)
        finally:
            os.close(fd)
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_new(file: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that is not there yet. Raises ``JournalError`` if it is, or cannot be; then
    nothing is left of it."""
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
        try:
            for piece in pieces:
                write_all(fd, piece)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        finally:
            os.close(fd)
    except FileExistsError as error:
        raise JournalError(
            f"{file} is there already, and a journal is never overwritten; take another name",
            code="journal.exists",
        ) from error
    except OSError as error:
        raise JournalError(
            f"cannot write the journal {file}: {why_unwritten(file, error)}",
            code="journal.write",
            records=0,
        ) from error
