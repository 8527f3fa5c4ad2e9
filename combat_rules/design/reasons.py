"""Reasons as a designer reads them: the value, what is needed, and where the guard is written."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from combat_rules.charts.comparisons import Comparison, shown
from combat_rules.charts.guards import can_pay
from combat_rules.engine.core.refusals import Reason

PRODUCT = re.compile(r"(?:(?P<before>\d+) \* )?(?P<path>[^ *]+)(?: \* (?P<after>\d+))?")
"""``actor.health * 100``: how a guard asks for a percentage in whole numbers."""
NEED = re.compile(r"(?P<how>at least|at most|above|below) (?P<end>-?\d+)")
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
        path, times = _factor(comparison.left)
        name, need = _name(path), _need(comparison, reason, times)
        spoken = reason.origin or reason.name == can_pay.__name__
        if name and (need or reason.holds) and spoken:
            value = comparison.values[0]
            if times != 1 and type(value) is int:
                value //= times
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


def _factor(side: str) -> tuple[str, int]:
    """What one side of a comparison reads, and how many times that it is taken."""
    found = PRODUCT.fullmatch(side)
    factors = [] if found is None else [each for each in (found["before"], found["after"]) if each]
    if found is None or len(factors) != 1 or int(factors[0]) == 0:
        return side, 1
    return found["path"], int(factors[0])


def _need(comparison: Comparison, reason: Reason, times: int) -> str:
    """What the value would have to be, if the guard refused because of it; the guard compares so
    many ``times`` of it."""
    if comparison.needed not in reason.needed:
        return ""
    _, _, need = comparison.needed.partition(" would have to be ")
    found = NEED.fullmatch(need)
    if times != 1:
        if found is None:
            return ""
        end, up = int(found["end"]), found["how"] in ("at least", "below")
        need = f"{found['how']} {-(-end // times) if up else end // times}"
    return f", needs {need}" if need and "(" not in need else ""


def _code(question: object) -> CodeType | None:
    return question.__code__ if isinstance(question, FunctionType) else None
