"""Lists of strings: ``1,2,4`` goes on from ``1,2``, and its last blow is its own."""

import re
from collections.abc import Mapping, Sequence

from combat_rules.design.importing.cells import text_in

Rows = Mapping[str, Mapping[str, object]]

IMPACT = re.compile(r"(?:.*,)?\s*i?\s*([0-9]{1,4})(?:\s*[~-]\s*i?([0-9]{1,4}))?")
"""When a blow comes, the last one of a string: ``10``, ``i13~14``, ``i10,i22~23``."""


def strings_of(rows: Rows) -> Rows:
    """The rows, each with what its own blow does: a string whose beginning is a row of its own
    follows that, and only what comes after is its."""
    commands = {_parts(row) for row in rows.values()}
    return {title: _own(row, commands) for title, row in rows.items()}


def _parts(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(part.strip() for part in text_in(row.get("numCmd", "")).split(","))


def _own(row: Mapping[str, object], commands: set[tuple[str, ...]]) -> Mapping[str, object]:
    parts = _parts(row)
    before = _before(parts, commands)
    own = dict(row)
    for column in ("dmg", "height"):
        if column in own:
            own[column] = ",".join(_after(text_in(own[column]), before, len(parts)))
    if len(parts) > 1:
        own["numCmd"] = _word(parts, commands)
    found = IMPACT.fullmatch(text_in(own.get("startup", "")))
    if found:
        first = int(found[1])
        own["startup"] = first
        if found[2] and int(found[2]) >= first:
            own["active"] = int(found[2]) - first + 1
    return own


def _before(parts: Sequence[str], commands: set[tuple[str, ...]]) -> int:
    """How many of its parts are a row of their own, the longest such beginning."""
    return max((n for n in range(1, len(parts)) if tuple(parts[:n]) in commands), default=0)


def _word(parts: Sequence[str], commands: set[tuple[str, ...]]) -> str:
    """A command as those of other games are written: what it follows, and what comes then."""
    before = _before(parts, commands)
    rest = ",".join(parts[before:])
    return f"{_word(parts[:before], commands)} > {rest}" if before else rest


def _after(cell: str, before: int, count: int) -> list[str]:
    """What a cell says of the blows after the first ``before`` ones, if it tells all apart."""
    told = [part.strip() for part in re.split(r"[,;]", cell)]
    return told[before:] if len(told) == count else told
