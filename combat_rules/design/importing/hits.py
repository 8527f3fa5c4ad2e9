"""The hits of a move of several: when each comes, and what each of them does."""

import re
from collections.abc import Sequence

from combat_rules.design.importing.cells import Cells, damages_in, each_in, text_in
from combat_rules.design.importing.lengths import Length
from combat_rules.design.importing.report import Row

MOST = 20
"""Hits of a move that a table holds."""
STUNS = ("hitstun", "blockstun")


def tells_hits(row: Cells, length: Length) -> bool:
    """Whether a row tells its hits apart: as many damages as times at which it is active."""
    return 1 < len(length.hits) <= MOST and len(damages_in(row.get("dmg"))) == len(length.hits)


def hits_of(row: Cells, length: Length, lines: Sequence[str]) -> list[Row]:
    """The hits of a move as rows of a table. The numbers of the last one are the move's; whoever
    is met by one before it stands, and is stunned until the next one has come, or as long as the
    row says."""
    damages = damages_in(row.get("dmg"))
    stuns = {name: stuns_in(row.get(name), len(damages)) for name in STUNS}
    rows: list[Row] = []
    for number, (at, ticks) in enumerate(length.hits):
        hit: Row = {"release": ticks, "damage": damages[number]}
        if number:
            before, active = length.hits[number - 1]
            hit["gap"] = at - before - active
        if number < len(length.hits) - 1:
            interval = length.hits[number + 1][0] - at
            hit |= {name: stuns[name][number] if stuns[name] else interval + 1 for name in STUNS}
            if {*lines[number : number + 2]} == {"low", "middle"}:
                # Guards are changed in a stun there, and here only after it.
                hit["blockstun"] = min(hit["blockstun"], interval)
            hit["knockdown"] = False
        if len(lines) == len(damages):
            hit["line"] = lines[number]
        rows.append(hit)
    return rows


def stuns_in(cell: object, hits: int) -> tuple[int, ...]:
    """The stun of each hit, where a cell tells all: ``31*23``; that of ``KD`` is 0."""
    text = re.sub(r"\*\s*[a-z]+$", "*0", text_in(cell).lower().partition("(")[0].strip())
    found = each_in(text)
    return found if len(found) == hits else ()
