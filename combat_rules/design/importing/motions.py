"""Motion.csv: its rows as motions, each cell checked."""

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from combat_rules.design.importing.report import unreadable
from combat_rules.plugins.tables.csv_cells import in_plain_words, separator_of, unmarked

MOST_ROWS = 1000
"""Motions of the longest file."""
MOST = 100_000
"""The greatest number that a cell may hold, and its negative the least."""

NUMBERS = (
    "frameNumber", "speedX", "hitAreaLeft", "hitAreaRight", "attack.hitAreaLeft",
    "attack.hitAreaRight", "attack.speedX", "attack.speedY", "attack.StartUp", "attack.Active",
    "attack.HitDamage", "attack.GuardDamage", "attack.StartAddEnergy", "attack.HitAddEnergy",
    "attack.GuardAddEnergy", "attack.GiveEnergy", "attack.ImpactX", "attack.GiveGuardRecov",
    "attack.AttackType", "cancelAbleFrame", "cancelAbleMotionLevel", "motionLevel",
)  # fmt: skip
TRUTHS = ("attack.DownProp", "control")
COLUMNS = ("motionName", "state", *NUMBERS, *TRUTHS)
"""The columns that are read; a file may have more."""
SIGNED = (
    "speedX", "attack.speedX", "attack.speedY", "attack.StartAddEnergy", "attack.HitAddEnergy",
    "attack.GuardAddEnergy", "attack.GiveEnergy", "attack.ImpactX", "cancelAbleFrame",
    "cancelAbleMotionLevel", "hitAreaLeft", "attack.hitAreaLeft",
)  # fmt: skip

Cells = dict[str, str]


class Motion(dict[str, int]):
    """The numbers of a motion by column; truths are 0 and 1."""

    name = ""
    state = ""
    where = ""

    @property
    def left(self) -> int:
        """The frames from the first active one to the end."""
        return self["frameNumber"] - self["attack.StartUp"]

    @property
    def strikes(self) -> bool:
        """Whether it is an attack."""
        return bool(self["attack.HitDamage"] or self["attack.AttackType"])

    @property
    def flies(self) -> bool:
        """Whether its blow is a projectile."""
        return bool(self["attack.speedX"] or self["attack.speedY"])


class Sheet:
    """A file of motions. ``remarks`` are what is wrong with its heading."""

    def __init__(self, file: Path, name: str) -> None:
        self.remarks: list[tuple[str, str, str]] = []
        self._file = file
        self._name = name

    def motions(self, text: str) -> Iterator[tuple[Motion, str]]:
        """Each row as a motion, with what is wrong with it."""
        marked, text = unmarked(text)
        lines = text.splitlines()
        heading = next((line for line in lines if line.strip()), "")
        columns = dict.fromkeys(COLUMNS)
        # Of the columns only their names count.
        separator = marked or separator_of(heading, columns)  # type: ignore[arg-type]
        try:
            records = [
                (number, record)
                for number, record in _numbered(lines, separator)
                if any(cell.strip() for cell in record)
            ]
        except csv.Error as error:
            raise unreadable(self._file, f"it is no CSV: {in_plain_words(str(error))}") from error
        if not records:
            raise unreadable(self._file, "it is empty; its first row names the columns")
        if len(records) > MOST_ROWS:
            raise unreadable(self._file, f"it has more than {MOST_ROWS} rows")
        names = self._heading(records[0][1])
        for number, record in records[1:]:
            cells = dict(zip(names, (cell.strip() for cell in record), strict=False))
            yield self._read(number, cells, len(record) - len(names))

    def _heading(self, record: Sequence[str]) -> list[str]:
        """The columns, misspelt ones put right; demands those that are read."""
        names = [cell.strip() for cell in record]
        for number, name in enumerate(names):
            missing = [column for column in COLUMNS if column not in names]
            # Not did_you_mean: this one puts a heading right by itself, so it has to be surer
            # (0.85), and must know whether two columns are as close.
            close = get_close_matches(name, missing, 2, 0.85) if name not in COLUMNS else []
            if len(close) == 1:
                said = f"the column {close[0]} is written {name[:40]!r}"
                self.remarks.append(("source.header", "", said))
                names[number] = close[0]
        missing = [column for column in COLUMNS if column not in names]
        twice = sorted({name for name in names if names.count(name) > 1 and name in COLUMNS})
        if missing:
            raise unreadable(self._file, f"it lacks the columns {', '.join(missing)}")
        if twice:
            raise unreadable(self._file, f"it has the column {twice[0]} twice")
        return names

    def _read(self, number: int, cells: Cells, surplus: int) -> tuple[Motion, str]:
        motion = Motion()
        motion.name = cells.get("motionName", "")[:40]
        motion.state = cells.get("state", "")
        motion.where = f"{self._name}, line {number} {motion.name}"
        if surplus:
            return motion, f"it has {abs(surplus)} cells {'more' if surplus > 0 else 'less'} " + (
                "than the heading names"
            )
        for name in NUMBERS:
            text = cells[name]
            least = -MOST if name in SIGNED else 0
            if not text.removeprefix("-").isdecimal() or len(text) > 9:
                return motion, f"{name} is {text[:40]!r}, no whole number"
            if not least <= int(text) <= MOST:
                return motion, f"{name} is {text}; from {least} to {MOST}"
            motion[name] = int(text)
        for name in TRUTHS:
            if cells[name].upper() not in ("TRUE", "FALSE"):
                return motion, f"{name} is {cells[name][:40]!r}; TRUE or FALSE"
            motion[name] = int(cells[name].upper() == "TRUE")
        if not motion.name:
            return motion, "motionName is empty"
        if motion.strikes and motion.left < 1:
            return motion, (
                f"attack.StartUp is {motion['attack.StartUp']}, but the motion ends after "
                f"{motion['frameNumber']} frames: it never strikes"
            )
        if motion.strikes and not motion["attack.Active"]:
            return motion, "attack.Active is 0: it never strikes"
        if motion["attack.AttackType"] > 4:
            return motion, f"attack.AttackType is {motion['attack.AttackType']}; from 0 to 4"
        return motion, ""


def _numbered(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    for record in reader:
        yield reader.line_num, record
