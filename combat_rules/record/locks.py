"""A lock on a file that is being written, where the system has one; it ends with its process."""

from pathlib import Path

from combat_rules.errors import JournalError

try:
    import fcntl
except ImportError:  # a system without them: whoever runs it sees to it
    fcntl = None  # type: ignore[assignment]


def locked(fd: int, file: Path) -> None:
    """Lock an open file, or raise ``JournalError`` if another process writes to it."""
    if fcntl is None:
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise JournalError(
            f"{file} is being written by another process; wait until it has ended",
            code="journal.busy",
        ) from error
