"""Save slots: moments of fights, kept in a folder under names that people give them."""

import re
from os import PathLike
from pathlib import Path

from combat_rules.errors import JournalError, did_you_mean, in_short, why_unwritten
from combat_rules.record.files import path_of
from combat_rules.record.moments import SharedMoment, read_moment

NAME = re.compile(r"[\w][\w .-]{0,59}(?<![ .])")
"""What a slot may be called: a file's name on every system."""

SUFFIX = ".moment.json"


class Slots:
    """The slots of a folder, each a file. The folder is made as the first one is kept.

    Raises ``JournalError`` for what no folder can be called.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = path_of(folder)

    @property
    def names(self) -> tuple[str, ...]:
        """What is kept, by name."""
        if not self.folder.is_dir():
            return ()
        found = (path.name for path in self.folder.iterdir())
        return tuple(sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))

    def keep(self, name: str, moment: SharedMoment) -> Path:
        """Keep a moment under a name, in place of what had that name before; returns its file.

        Raises ``JournalError`` for a name that cannot be one, or if it cannot be written.
        """
        file = self._file(name)
        if not isinstance(moment, SharedMoment):
            raise JournalError(f"{in_short(moment)} is no SharedMoment", code="call.invalid")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError(
                f"cannot make the folder {self.folder}: {why_unwritten(self.folder, error)}",
                code="moment.write",
            ) from error
        moment.save(file)
        return file

    def read(self, name: str) -> SharedMoment:
        """The moment of that name. Raises ``JournalError`` if there is none."""
        return read_moment(self._kept(name))

    def drop(self, name: str) -> None:
        """Forget the moment of that name. Raises ``JournalError`` if there is none, or if it has to
        stay."""
        file = self._kept(name)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(
                f"cannot forget the slot {name}: {why_unwritten(file, error)}", code="moment.write"
            ) from error

    def _kept(self, name: str) -> Path:
        file = self._file(name)
        if not file.is_file():
            names = self.names
            meant = did_you_mean(name, names) if names else "nothing is kept yet"
            raise JournalError(
                f"there is no slot {in_short(name)}; {meant}", code="moment.unknown", name=name
            )
        return file

    def _file(self, name: str) -> Path:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise JournalError(
                f"a slot cannot be called {in_short(name)}: a name has 1 to 60 letters, digits, "
                "spaces, '.', '-' or '_', begins with a letter or digit, and ends with no space "
                "or dot",
                code="moment.name",
            )
        return self.folder / f"{name}{SUFFIX}"
