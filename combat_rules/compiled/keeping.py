"""Machine code on disk: written whole or not at all, and believed only if it is what was asked for.

It is run as it is, so the folder must be the user's own and nobody else may write to it; where
that is not so, nothing is kept and nothing is taken.
"""

import os
import stat
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp

from platformdirs import user_cache_path

MAGIC = b"combat_rules code 1\n"
"""How a file begins; another number for another form."""
DIGEST = 32
FOLDER = "COMBAT_RULES_CACHE"
"""The variable of the environment that names another folder; empty: nothing is kept."""
MOST = 64
"""Files that are kept; the ones that were written longest ago go first."""
PART = f"{'[0-9a-f]' * 64}*.part"
"""Files that have not got their name yet, below a key."""
ABANDONED = 3600
"""Seconds after which whoever has begun such a file is taken for dead: it takes less than one."""


class Shelf:
    """Values of one kind on disk, by keys that are hashes."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def take(self, key: str) -> bytes | None:
        """What was kept under a key; none if it is not there, damaged, or somebody else's."""
        if self.folder is None or not is_own(self.folder):
            return None
        try:
            said = _read(self.folder / f"{key}.code")
        except OSError:
            return None
        head = MAGIC + key.encode()
        kept, content = said[len(head) : len(head) + DIGEST], said[len(head) + DIGEST :]
        whole = said.startswith(head) and sha256(content).digest() == kept
        return content if whole else None

    def keep(self, key: str, content: bytes) -> None:
        """Keep something under a key, if it can be kept at all."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not is_own(self.folder):
                return
            self._write(key, MAGIC + key.encode() + sha256(content).digest() + content)
            self._forget()

    def _write(self, key: str, said: bytes) -> None:
        assert self.folder is not None
        handle, name = mkstemp(dir=self.folder, prefix=key, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(said)
            # Whoever else writes the same file writes the same bytes: the last one stays.
            os.replace(name, self.folder / f"{key}.code")
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise

    def _forget(self) -> None:
        assert self.folder is not None
        kept = sorted(self.folder.glob("*.code"), key=_written)
        over = time.time_ns() - ABANDONED * 10**9
        left = [path for path in self.folder.glob(PART) if _written(path) < over]
        for path in (*kept[:-MOST], *left):
            # Others may be forgetting at the same time.
            path.unlink(missing_ok=True)


def shelf() -> Shelf:
    """Where machine code is kept: the user's own folder for caches, or the one that is named."""
    named = os.environ.get(FOLDER)
    if named is not None:
        return Shelf(Path(named) if named else None)
    return Shelf(user_cache_path("combat_rules") / "code")


def is_own(folder: Path) -> bool:
    """Whether a folder is the user's own, and nobody else's to read or write."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if os.name != "posix":
        # The user's profile is closed to others already.
        return True
    return found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _written(path: Path) -> int:
    """When a file was written; long ago if it is gone."""
    try:
        return path.lstat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _read(path: Path) -> bytes:
    """The bytes of a plain file of the user's own; a link is not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        foreign = os.name == "posix" and (found.st_uid != os.getuid() or found.st_mode & 0o022)
        if not stat.S_ISREG(found.st_mode) or foreign:
            raise OSError("not a plain file of the user's own")
        return file.read()
