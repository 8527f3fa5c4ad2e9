"""Reasons as a designer reads them: the value, what is needed, and where the guard is written."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from combat_rules.charts.comparisons import Comparison, shown
from combat_rules.engine.core.refusals import Reason

PLAIN = re.compile(
    r"(?P<who>actor\.|target\.)(?P<name>[a-z_]+)|(?P<alone>distance|awareness|target_awareness)"
)
"""What a player has a word for: ``actor.stamina``, ``distance``; no call, no sum."""
PACKAGE = Path(__file__).parents[1]
"""The folder of this package, whose own lines say nothing to a designer."""


def plain_values(reason: Reason) -> Iterator[str]:
    """What the guard saw; of one that refused, what made it refuse, and what it needs:
    ``brace 1, needs at least 4``.

    Values that only the engine has words for are left out.
    """
    for comparison in reason.comparisons:
        name, need = _name(comparison.left), _need(comparison, reason)
        if name and (need or reason.holds) and reason.origin:
            value = comparison.values[0]
            yield f"{name} {'none' if value is None else shown(value)}{need}"


def place_of(reason: Reason) -> str:
    """The file and line of a guard in Python, ``spear.py:28``; empty for those that ship."""
    code = _code(None if reason.answer is None else reason.answer.question)
    if code is None or Path(code.co_filename).is_relative_to(PACKAGE):
        return ""
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}"


def _name(path: str) -> str:
    found = PLAIN.fullmatch(path)
    if found is None:
        return ""
    name = (found["name"] or found["alone"]).replace("_", " ")
    return f"target's {name}" if found["who"] == "target." else name


def _need(comparison: Comparison, reason: Reason) -> str:
    """What the value would have to be, if the guard refused because of it."""
    if comparison.needed not in reason.needed:
        return ""
    _, _, need = comparison.needed.partition(" would have to be ")
    return f", needs {need}" if need and "(" not in need else ""


def _code(question: object) -> CodeType | None:
    return question.__code__ if isinstance(question, FunctionType) else None
