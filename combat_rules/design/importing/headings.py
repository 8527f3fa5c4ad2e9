"""Headings of other people's sheets: which of their columns is what."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import CombatError, did_you_mean
from combat_rules.plugins.tables.cells import Fields, Text, Unreadable, text_of
from combat_rules.plugins.tables.keys import demand_keys_once
from combat_rules.plugins.tables.yaml_cells import parse_yaml

FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "name": ("", (
        "move", "name", "move name", "attack", "attack name", "title", "ability", "skill",
        "official name",
        "\u6280", "\u6280\u540d",
    )),
    "character": ("", ("character", "char", "fighter", "chara", "character name", "champion")),
    "command": ("numCmd", (
        "input", "command", "notation", "cmd", "num cmd", "motion", "inputs", "numpad",
        "numpad notation", "move input",
    )),
    "stance": ("", ("stance", "from stance", "in stance")),
    "startup": ("startup", (
        "startup", "start up", "start", "st", "su", "speed", "impact", "imp", "execution", "exec",
        "first active", "hits on", "\u767a\u751f",
    )),
    "before": ("before", ("windup", "wind up", "anticipation", "frames before active")),
    "active": ("active", ("active", "act", "\u6301\u7d9a")),
    "recovery": ("recovery", (
        "recovery", "recover", "recov", "rec", "recv", "rcv", "end lag", "whiff recovery",
        "\u786c\u76f4",
    )),
    "total": ("total", (
        "total", "tot", "duration", "whole", "total duration", "overall", "\u5168\u4f53",
    )),
    "on_hit": ("onHit", (
        "on hit", "oh", "adv on hit", "advantage on hit", "on hit adv", "on hit advantage",
        "hit adv", "hit advantage", "adv hit", "advantage hit", "hit frame adv",
        "hit frame advantage", "frame adv hit", "frame adv on hit", "frame advantage hit",
        "frame advantage on hit", "\u30d2\u30c3\u30c8", "\u30d2\u30c3\u30c8\u6642",
    )),
    "on_block": ("onBlock", (
        "on block", "ob", "on blk", "adv on block", "advantage on block", "on block adv",
        "on block advantage", "block adv", "block advantage", "blk adv", "adv block",
        "advantage block", "block frame adv", "block frame advantage", "frame adv block",
        "frame adv on block", "frame advantage block", "frame advantage on block",
        "guard advantage", "on guard", "og", "guard adv", "guard frame",
        "\u30ac\u30fc\u30c9", "\u30ac\u30fc\u30c9\u6642",
    )),
    "knockdown": ("kd", (
        "knockdown", "kd adv", "kd advantage", "knockdown adv", "knockdown advantage", "kda",
        "adv on kd", "advantage on knockdown",
    )),
    "damage": ("dmg", (
        "damage", "dmg", "dam", "base damage", "hit damage", "power", "\u30c0\u30e1\u30fc\u30b8",
    )),
    "chip": ("chp", ("chip", "chip damage", "chip dmg", "block damage", "chp")),
    "hitstun": ("hitstun", ("hitstun", "hit stun", "hs")),
    "blockstun": ("blockstun", ("blockstun", "block stun", "guard stun", "bs")),
    "guard": ("guard", (
        "guard", "grd", "guard level", "guard lvl", "guard type", "guarded by", "block type",
        "block level", "block height", "blocking", "blocked", "blocked by",
    )),
    "height": ("height", (
        "height", "hit level", "hit lvl", "attack height", "hit height", "attack level",
    )),
    "reach": ("range", ("reach", "range", "rng", "max range", "hit range")),
    "pushback": ("pushback", ("pushback", "push back", "push", "knockback", "kb")),
    "invuln": ("invuln", (
        "invuln", "invul", "inv", "invulnerability", "invulnerable", "invincibility",
        "invincible", "i frames",
    )),
    "notes": ("extraInfo", (
        "notes", "note", "comment", "comments", "remarks", "extra info",
    )),
    "kind": ("moveType", ("type", "move type", "kind", "category")),
}  # fmt: skip
"""What a column may be: the field by its name for ``--map``, the column that it stands for in
FAT's words, and what people call it, in Japanese too. Case, spaces, signs and the unit do not
count."""

COUNTED = re.compile(r"^\s*(?:in )?(?:frames?|ticks?)\b[\s:.]+(?=\w)", re.IGNORECASE)
UNIT = re.compile(
    r"[(\[]\s*(?:in )?(?:frames?|fr?|ticks?|pts|points|hp)\.?\s*[)\]]"
    r"|\b(?:in )?(?:frames?|fr?|ticks?)\.?\s*$",
    re.IGNORECASE,
)
"""What a column counts in: ``(f)``, ``in frames``, ``Frame Startup``."""
BLOCKS = ("block", "blk")
HITS = ("hit", "hits")
"""Words of advantages, and ``Hit`` of the active ticks where there is a word for that one too."""
SHORTEST = 4
"""Letters that a title has at least that is taken for a misspelt one."""
LETTERS = {"s": "startup", "a": "active", "r": "recovery"}
"""Titles of one letter, where the first two stand in one heading."""
LEVELS = frozenset({
    "level", "lvl", "range", "type", "property", "properties", "attackproperty",
    "attackproperties", "attacktype", "hittype", "prop", "props", "attribute", "\u5c5e\u6027",
})  # fmt: skip
"""Titles below which heights may stand, if that is what is there."""
ADVANTAGES = ("advantage", "adv", "frameadvantage", "frameadv")
"""Titles of an advantage of which nothing says whether it is that on hit: it is that on block."""
NUMBER = re.compile(r"[+\u2212\uff0b-]?\s?[0-9]+")
OF_ADVANTAGE = re.compile(
    r"[+\u2212\uff0b-]\s?[0-9].*|(?:H|S|C)?K(?:N?D|DN)\b.*|L(?:NC|aunch)\b.*", re.DOTALL
)
"""What only an advantage is: a number with a sign, a knockdown."""
HEIGHT = re.compile(
    r"[\s,.:/*|]*(?:(?:s[. ]?)?(?:[hmlt]|ub|oh|high|mid(?:dle)?|low|overhead|throw|grab|all|any|"
    r"unblockable|special mid|\uc0c1\ub2e8|\uc911\ub2e8|\ud558\ub2e8|\uc7a1\uae30|"
    r"[\u4e0a\u4e2d\u4e0b\u6295]\u6bb5?(?:\u30fb\u5f3e)?)\b!?(?:x\d+)?[\s,.:/*|]*)+",
    re.IGNORECASE,
)

LOOKED_AT = 10
"""Rows in which a heading is looked for."""
LARGEST = 100_000
"""Bytes of the largest mapping."""
NEEDED = ("startup", "before", "total")
"""A heading names at least one of these, and what moves are called."""


class Heading(Struct, frozen=True):
    """A heading: the last row it stands in, its cells, the field of each column, columns that are
    none, and what of it should be known."""

    row: int
    cells: tuple[str, ...]
    fields: tuple[str, ...]
    unread: tuple[str, ...]
    told: tuple[str, ...] = ()


def find_heading(
    file: Path, rows: Sequence[Sequence[str]], mapping: Mapping[str, str]
) -> Heading | None:
    """The first row that names columns, or ``None``. Raises ``CombatError`` for a mapping of a
    column that there is not, or of two to one field."""
    best: Heading | None = None
    for number in range(min(LOOKED_AT, len(rows))):
        best = heading_at(rows, number, mapping)
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
        taken: dict[str, str] = {}
        for column, field in mapping.items():
            first = taken.setdefault(field, column)
            if first != column:
                raise CombatError(
                    f"cannot import {file}: {first!r} and {column!r} are both mapped to {field}; "
                    "only one column can be it",
                    code="import.mapping",
                )
    return best


def heading_at(
    rows: Sequence[Sequence[str]], number: int, mapping: Mapping[str, str]
) -> Heading | None:
    """The heading that ends in a row, if there is one."""
    # Of a heading of two rows, what is empty below stands in the row above.
    row, above = rows[number], rows[number - 1] if number else ()
    both = [cell or over for cell, over in zip_longest(row, above, fillvalue="")]
    found = [_read(number, cells, mapping) for cells in (row, both)]
    best = next(filter(_is_whole, found), None)
    return None if best is None else _by_content(best, rows[number + 1 :])


def _is_whole(heading: Heading) -> bool:
    named = "name" in heading.fields or "command" in heading.fields
    return named and any(field in heading.fields for field in NEEDED)


def no_heading(file: Path, rows: Sequence[Sequence[str]]) -> CombatError:
    """The error for a sheet whose heading is not understood: what it has, and what to say."""
    first = next((row for row in rows if any(row)), ())
    titles = ", ".join(cell[:30] for cell in first if cell)[:300]
    near = [f"--map '{cell}={field}'" for cell in first if (field := nearest(cell))]
    perhaps = f", perhaps {' '.join(near)}" if near else ""
    if any(map(NUMBER.fullmatch, first)):
        perhaps += ", below a heading, which it seems to lack"
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
    given: dict[str, str] = {}
    for word in words:
        column, equals, field = word.rpartition("=")
        if not equals or not column.strip():
            raise CombatError(
                f"--map {word!r} is no mapping; write 'COLUMN=FIELD'", code="import.mapping"
            )
        if column.strip() in given:
            raise CombatError(
                f"--map has the column {column.strip()!r} twice, and it can be one thing only",
                code="import.mapping",
            )
        given[column.strip()] = field.strip()
    mapping = {**(_of_file(file) if file is not None else {}), **given}
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
    sure = common >= max(len(plain(title)), len(plain(word)), SHORTEST) - 1
    return KNOWN.get(plain(word), "") if sure and plain(title) not in KNOWN else ""


def _read(number: int, row: Sequence[str], mapping: Mapping[str, str]) -> Heading:
    words = [plain(cell) for cell in row]
    mapped = {plain(c): field for c, field in mapping.items() if plain(c) in words}
    fields: list[str] = []
    for word, cell in zip(words, row, strict=True):
        field = mapped.get(word) or meaning(cell)
        if field in fields or (field in mapped.values() and word not in mapped):
            field = ""
        fields.append(field)
    if {"s", "a"} <= {*words}:
        for letter, field in LETTERS.items():
            _add(fields, row, (letter,), field)
    _add(fields, row, BLOCKS, "on_block")
    advantages = "on_block" in fields or "active" in fields
    _add(fields, row, HITS, "on_hit" if advantages else "active")
    _add(fields, row, HITS, "active")
    unread = [cell[:40] for cell, field in zip(row, fields, strict=True) if cell and not field]
    return Heading(number, tuple(row), tuple(fields), tuple(unread))


def meaning(cell: str) -> str:
    """The field that a title stands for, whatever it counts in; empty for none."""
    return KNOWN.get(plain(cell)) or KNOWN.get(plain(_without_unit(cell)), "")


def _without_unit(cell: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", cell)
    return COUNTED.sub("", UNIT.sub("", words))


def _add(fields: list[str], row: Sequence[str], words: Collection[str], field: str) -> None:
    """Take the column of one of these words for a field that no other column is."""
    for place, cell in enumerate(row):
        if field not in fields and not fields[place] and plain(_without_unit(cell)) in words:
            fields[place] = field


def _by_content(heading: Heading, rows: Sequence[Sequence[str]]) -> Heading:
    """A heading whose columns are what their cells are: an advantage under ``Guard`` or ``Hit``
    where they are numbers with signs, a height under ``Level`` where they are its words."""
    fields, cells, told = [*heading.fields], heading.cells, []
    columns = [
        (place, plain(_without_unit(cell)), [r[place] for r in rows if len(r) > place and r[place]])
        for place, cell in enumerate(cells)
    ]
    for place, word, below in columns:
        if fields[place] == "guard" and "on_block" not in fields and _mostly(NUMBER, below):
            fields[place] = "on_block"
        elif word in HITS and "on_hit" not in fields and any(map(OF_ADVANTAGE.match, below)):
            fields[place] = "on_hit"
    for place, word, below in columns:
        if word in ADVANTAGES and not {"on_hit", "on_block"} & {*fields}:
            fields[place] = "on_block"
            told.append(f"{cells[place][:40]!r} is taken as the advantage on block")
        elif word in LEVELS and not {"height", "guard"} & {*fields} and _mostly(HEIGHT, below):
            fields[place] = "height"
    unread = [c[:40] for c, field in zip(cells, fields, strict=True) if c and not field]
    return replace(heading, fields=tuple(fields), unread=tuple(unread), told=tuple(told))


def _mostly(what: re.Pattern[str], cells: Sequence[str]) -> bool:
    return 2 * sum(bool(what.fullmatch(cell)) for cell in cells) > len(cells)


def _of_file(file: Path) -> dict[str, str]:
    try:
        document = parse_yaml(text_of(file, LARGEST))
        if document is not None:
            demand_keys_once(document)
    except Unreadable as error:
        raise CombatError(
            f"cannot read the mapping {file}: {error}", code="import.mapping"
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
