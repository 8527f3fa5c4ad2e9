"""Headings of other people's sheets: which of their columns is what."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from combat_rules.errors import CombatError, did_you_mean
from combat_rules.plugins.tables.cells import Fields, Text, Unreadable, text_of
from combat_rules.plugins.tables.yaml_cells import parse_yaml

FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "name": ("", (
        "move", "name", "move name", "attack", "attack name", "title", "\u6280", "\u6280\u540d",
    )),
    "character": ("", ("character", "char", "fighter", "chara", "character name")),
    "command": ("numCmd", ("input", "command", "notation", "cmd", "num cmd", "motion", "inputs")),
    "startup": ("startup", (
        "startup", "start up", "start", "startup frames", "speed", "impact", "\u767a\u751f",
    )),
    "before": ("before", ("windup", "wind up", "anticipation", "frames before active")),
    "active": ("active", ("active", "active frames", "act", "\u6301\u7d9a")),
    "recovery": ("recovery", (
        "recovery", "recovery frames", "recover", "rec", "end lag", "\u786c\u76f4",
    )),
    "total": ("total", (
        "total", "total frames", "duration", "whole", "total duration", "\u5168\u4f53",
    )),
    "on_hit": ("onHit", (
        "on hit", "hit adv", "hit advantage", "adv on hit", "advantage on hit", "frame adv hit",
        "\u30d2\u30c3\u30c8", "\u30d2\u30c3\u30c8\u6642",
    )),
    "on_block": ("onBlock", (
        "on block", "block adv", "block advantage", "adv on block", "advantage on block",
        "guard advantage", "on guard", "guard adv", "frame adv block",
        "\u30ac\u30fc\u30c9", "\u30ac\u30fc\u30c9\u6642",
    )),
    "damage": ("dmg", ("damage", "dmg", "base damage", "power", "\u30c0\u30e1\u30fc\u30b8")),
    "chip": ("chp", ("chip", "chip damage", "chp")),
    "hitstun": ("hitstun", ("hitstun", "hit stun")),
    "blockstun": ("blockstun", ("blockstun", "block stun", "guard stun")),
    "guard": ("guard", (
        "guard", "guard level", "guarded by", "block type", "blocking", "blocked by",
    )),
    "height": ("height", ("height", "hit level", "attack height", "hit height", "attack level")),
    "reach": ("range", ("reach", "range", "max range", "hit range")),
    "pushback": ("pushback", ("pushback", "push back", "push", "knockback")),
    "invuln": ("invuln", (
        "invuln", "invul", "invulnerability", "invincibility", "invincible", "i frames",
    )),
    "notes": ("extraInfo", ("notes", "note", "comment", "comments", "extra info")),
    "kind": ("moveType", ("type", "move type", "kind", "category")),
}  # fmt: skip
"""What a column may be: the field by its name for ``--map``, the column that it stands for in
FAT's words, and what people call it, in Japanese too. Case, spaces and signs do not count."""

LOOKED_AT = 10
"""Rows in which a heading is looked for."""
LARGEST = 100_000
"""Bytes of the largest mapping."""
NEEDED = ("startup", "before", "total")
"""A heading names at least one of these, and what moves are called."""


class Heading(Struct, frozen=True):
    """A heading: the last row it stands in, its cells, the field of each column, and columns that
    are none."""

    row: int
    cells: tuple[str, ...]
    fields: tuple[str, ...]
    unread: tuple[str, ...]


def find_heading(
    file: Path, rows: Sequence[Sequence[str]], mapping: Mapping[str, str]
) -> Heading | None:
    """The first row that names columns, or ``None``. Raises ``CombatError`` for a mapping of a
    column that there is not."""
    best: Heading | None = None
    for number, row in enumerate(rows[:LOOKED_AT]):
        # Of a heading of two rows, what is empty below stands in the row above.
        above = rows[number - 1] if number else ()
        both = [cell or over for cell, over in zip_longest(row, above, fillvalue="")]
        found = [_read(number, cells, mapping) for cells in (row, both)]
        best = next(filter(_is_whole, found), None)
        if best is not None:
            break
    if best is not None:
        known = {plain(cell) for cell in best.cells}
        for column in mapping:
            if plain(column) not in known:
                titles = [cell for cell in best.cells if cell]
                raise CombatError(
                    f"cannot import {file}: there is no column {column!r} to map; "
                    f"{did_you_mean(column, titles)}",
                    code="import.mapping",
                )
    return best


def _is_whole(heading: Heading) -> bool:
    named = "name" in heading.fields or "command" in heading.fields
    return named and any(field in heading.fields for field in NEEDED)


def no_heading(file: Path, rows: Sequence[Sequence[str]]) -> CombatError:
    """The error for a sheet whose heading is not understood: what it has, and what to say."""
    first = next((row for row in rows if any(row)), ())
    titles = ", ".join(cell[:30] for cell in first if cell)[:300]
    near = [f"--map '{cell}={field}'" for cell in first if (field := nearest(cell))]
    perhaps = f", perhaps {' '.join(near)}" if near else ""
    return CombatError(
        f"cannot import {file}: none of its first {LOOKED_AT} rows names a move and its startup; "
        f"the first has {titles or 'nothing'}. Say what is what: --map 'COLUMN=FIELD'{perhaps}; "
        f"FIELD is one of {', '.join(FIELDS)}",
        code="import.heading",
    )


def read_mapping(words: Iterable[str], file: Path | None) -> dict[str, str]:
    """What columns are, as ``COLUMN=FIELD`` and as a YAML file of ``COLUMN: FIELD`` say.

    Raises ``CombatError`` for what is no mapping, or names a field that there is not.
    """
    mapping: dict[str, str] = _of_file(file) if file is not None else {}
    for word in words:
        column, equals, field = word.rpartition("=")
        if not equals or not column.strip():
            raise CombatError(
                f"--map {word!r} is no mapping; write 'COLUMN=FIELD'", code="import.mapping"
            )
        mapping[column.strip()] = field.strip()
    for column, field in mapping.items():
        if field not in FIELDS:
            raise CombatError(
                f"column {column!r} is mapped to {field!r}; {did_you_mean(field, FIELDS)}",
                code="import.mapping",
            )
    return mapping


def plain(text: str) -> str:
    """A heading without what people write differently: case, spaces, signs."""
    return re.sub(r"[\W_]", "", text.casefold())


KNOWN = {plain(word): field for field, (_, words) in FIELDS.items() for word in words}


def nearest(title: str) -> str:
    """The field that a column may have been meant for which is not known; empty for none."""
    said = did_you_mean(title.lower(), [word for _, words in FIELDS.values() for word in words])
    word = said.removeprefix("did you mean ").removesuffix("?")
    # All letters but one: a mapping is proposed only where nothing else can be meant.
    common = (Counter(plain(title)) & Counter(plain(word))).total()
    sure = common >= max(len(plain(title)), len(plain(word))) - 1
    return KNOWN.get(plain(word), "") if sure and plain(title) not in KNOWN else ""


def _read(number: int, row: Sequence[str], mapping: Mapping[str, str]) -> Heading:
    names = {plain(cell) for cell in row}
    mapped = {plain(c): field for c, field in mapping.items() if plain(c) in names}
    fields: list[str] = []
    unread = []
    for cell in row:
        field = mapped.get(plain(cell)) or KNOWN.get(plain(cell), "")
        if field in fields or (field in mapped.values() and plain(cell) not in mapped):
            field = ""
        fields.append(field)
        if cell and not field:
            unread.append(cell[:40])
    return Heading(number, tuple(row), tuple(fields), tuple(unread))


def _of_file(file: Path) -> dict[str, str]:
    try:
        document = parse_yaml(text_of(file, LARGEST))
    except Unreadable as error:
        raise CombatError(
            f"cannot read the mapping {file}: {error.why}", code="import.mapping"
        ) from error
    pairs = document.pairs if isinstance(document, Fields) else ()
    found = {
        key.value: value.value
        for key, value in pairs
        if isinstance(key, Text) and isinstance(value, Text)
    }
    if not found or len(found) != len(pairs):
        raise CombatError(
            f"the mapping {file} is no list of COLUMN: FIELD, one a line", code="import.mapping"
        )
    return found
