"""What tests have seen of the rules, as the file that they leave for whoever shows it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from msgspec import MsgspecError, Struct, json

from combat_rules.charts.runner import TransitionInfo
from combat_rules.errors import StateError
from combat_rules.plugins.tables.cells import Unreadable, bytes_of
from combat_rules.record.files import KEPT, write_whole

REPORT = Path(KEPT, "coverage.json")
"""Where ``pytest --rules-coverage`` leaves it, below the folder that it was started in."""

LARGEST = 32 << 20
"""Bytes of a report that is read."""


class CoveredData(TypedDict):
    """What was seen of one action: which transitions were taken, and what its guards answered."""

    action: str
    plugin: str
    transitions: dict[str, bool]
    guards: dict[str, dict[str, bool]]


class Report(Struct, frozen=True):
    """What the tests of a run have seen of the rules: of each action, and of all in percent."""

    percent: int
    actions: tuple[CoveredData, ...]


def write_report(file: Path, percent: int, actions: Iterable[CoveredData]) -> None:
    """Write a report, whole or not at all. Raises ``OSError``."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.format(json.encode(Report(percent, tuple(actions))), indent=2)
    write_whole(file, text + b"\n")


def read_report(file: Path) -> Report:
    """Read a report. Raises ``StateError`` for a file that is none."""
    try:
        return json.decode(bytes_of(file, LARGEST), type=Report)
    except (Unreadable, MsgspecError, RecursionError) as error:
        raise StateError(
            f"{file} cannot be read as what tests have seen: {error}; it is written by "
            "pytest --rules-coverage",
            code="coverage.file", path=str(file),
        ) from error  # fmt: skip


def name_of_way(way: TransitionInfo) -> str:
    """A transition in words: ``advance: feint to commit (has_stamina, not_interrupted)``."""
    guards = f" ({', '.join(way.guards)})" if way.guards else ""
    return f"{' '.join(way.events) or 'by itself'}: {way.source} to {way.target}{guards}"
