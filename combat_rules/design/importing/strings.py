"""Lists of strings: ``1,2,4`` goes on from ``1,2``, and its last blow is its own."""

import re
from collections.abc import Collection, Mapping

from combat_rules.design.importing.cells import text_in

Rows = Mapping[str, Mapping[str, object]]

OF_STRING = "startupOfString"
"""A column of our own: the startup is that of the string, not that of its last blow."""
BLOWS = re.compile(r"\d*[\[(]?[A-Za-z][\])]?(?:\+[\[(]?[A-Za-z][\])]?)*")
"""The blows of a command without commas, ``2AB+K``."""
TOGETHER = re.compile(r"[hmlHML]{2,}")
IMPACT = re.compile(r"(?:.*,)?\s*i?\s*([0-9]{1,4})(?:\s*[~-]\s*i?([0-9]{1,4}))?")
"""When a blow comes, the last one of a string: ``10``, ``i13~14``, ``i10,i22~23``."""

Parts = tuple[str, ...]


def strings_of(rows: Rows) -> Rows:
    """The rows, each with what its own blow does: a string whose beginning is a row of its own
    follows that, and only what comes after is its."""
    rows = {title: _apart(row) for title, row in rows.items()}
    known: dict[Parts, Mapping[str, object]] = {}
    for row in rows.values():
        known.setdefault(_parts(row), row)
    return {title: _own(row, known) for title, row in rows.items()}


def _apart(row: Mapping[str, object]) -> Mapping[str, object]:
    """A row whose heights are told one by one: ``hhm`` are three."""
    height = text_in(row.get("height", ""))
    return {**row, "height": ",".join(height)} if TOGETHER.fullmatch(height) else row


def _parts(row: Mapping[str, object]) -> Parts:
    """The blows of a command, by its commas, or as many as it has heights."""
    command = text_in(row.get("numCmd", ""))
    stance, space, rest = command.rpartition(" ")
    blows, heights = BLOWS.findall(rest), text_in(row.get("height", "")).split(",")
    if len(blows) == len(heights) and "".join(blows) == rest:
        return (f"{stance}{space}{blows[0]}", *blows[1:])
    return tuple(part.strip() for part in command.split(","))


def _own(
    row: Mapping[str, object], known: Mapping[Parts, Mapping[str, object]]
) -> Mapping[str, object]:
    parts = _parts(row)
    before = parts[: _before(parts, known)]
    own = dict(row)
    if len(parts) > 1:
        own["numCmd"] = _word(parts, known)
    told = text_in(own.get("startup", ""))
    if before:
        first = known[before]
        own |= {name: _after(row, first, name, before, parts) for name in ("dmg", "height")}
        begins = _begins(before, known)
        if begins and told in ("", begins):
            # It is timed from the beginning of the string, or not at all.
            own[OF_STRING] = True
            told = begins
    found = IMPACT.fullmatch(told)
    if found:
        start = int(found[1])
        own["startup"] = start
        if found[2] and int(found[2]) >= start:
            own["active"] = int(found[2]) - start + 1
    return own


def _begins(parts: Parts, known: Mapping[Parts, Mapping[str, object]]) -> str:
    """When a string begins to strike: as its row says, or that of its beginning."""
    while parts:
        told = text_in(known[parts].get("startup", "")) if parts in known else ""
        if told:
            return told
        parts = parts[:-1]
    return ""


def _after(
    row: Mapping[str, object],
    first: Mapping[str, object],
    column: str,
    before: Parts,
    parts: Parts,
) -> str:
    """What a cell says of the blows after those of the row that it follows: one for each blow of
    its command, or more than there, of which the first are those of that row. Else it is unknown
    what of it is its own."""
    told, there = (_split(each.get(column, "")) for each in (row, first))
    if len(told) == len(parts):
        return ",".join(told[len(before) :])
    if len(told) > len(there) and told[: len(there)] == there:
        return ",".join(told[len(there) :])
    return f"{','.join(told)}?" if told != [""] else ""


def _split(cell: object) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", text_in(cell))]


def _before(parts: Parts, known: Collection[Parts]) -> int:
    """How many of its parts are a row of their own, the longest such beginning."""
    return max((n for n in range(1, len(parts)) if parts[:n] in known), default=0)


def _word(parts: Parts, known: Collection[Parts]) -> str:
    """A command as those of other games are written: what it follows, and what comes then."""
    before = _before(parts, known)
    rest = ",".join(parts[before:])
    return f"{_word(parts[:before], known)} > {rest}" if before else rest
