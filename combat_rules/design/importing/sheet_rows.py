"""Rows of sheets, without what people write around their cells, by the columns of importers."""

import re
from collections.abc import Iterable, Mapping

from combat_rules.design.importing.cells import (
    BLANK,
    NOBODY_KNOWS,
    SIGNS,
    count_in,
    is_damage,
    plain,
)
from combat_rules.design.importing.headings import FIELDS

MARKUP = re.compile(r"<[^<>]{1,60}>|\'{2,3}|\[\[|\]\]")
"""What wikis write around the text of a cell."""
FRAMES = re.compile(r"(?<=\d)\s*f(?:r(?:ame\(s\)|ames?)?)?(?!\w)\.?|\b[ir](?=\d)", re.IGNORECASE)
"""What stands before or after a number of ticks: ``5 frames``, ``i13``, ``r20``."""
STATES = re.compile(
    r"(?<=\d)(?:[\s,]+(?!(?:or|to|on|in|at|by|if|vs)\b)[a-z]{2}(?:\s*\d+)?(?:\s*[~-]\s*\d+)?)+$",
    re.IGNORECASE,
)
"""What stands behind a startup: from when on a blow is not stopped or ducks, ``20 pc8~17 cs6``."""
POINTS = re.compile(r"(?<=\d)\s*(?:dmg|damage|hp|pts?|points)\b\.?|(?<=\d)\s*%", re.IGNORECASE)
"""What stands after a damage."""
DECIMALS = re.compile(r"(?<![\d.,])\d+\.(\d{1,2})(?![\d.])")
POINT = re.compile(r"(?<![\d.x])\d{1,6}(?:\.\d{1,2})?(?![\d.])")
"""A number of points, and none of times."""
WHOLE = re.compile(r"(?<![\d.,])(\d+)[.,]0{1,2}(?![\d.,])")
"""A whole number with its decimals."""
TYPED = re.compile(r"^[='](?=[+-]?\d)")
"""What stands before a number in a spreadsheet, for it to be taken as it is."""
GAPS = re.compile(r"\d+(?:[\s,]*\(\s*\d+\s*\)[\s,]*\d+)+")
"""Hits, and the ticks between them, ``3 (5) 3``, ``9, (5), 6``."""
APART = re.compile(r"(?:s[. ]?)?[hmlt]!?(?:\s+(?:s[. ]?)?[hmlt]!?)+", re.IGNORECASE)
"""The heights of several blows, ``H H sM``."""
IN_AIR = re.compile(
    r"[nd]?j(?:\.|[A-Z\[\d])|(?i:(?:(?:neutral|vertical|diagonal|forward|backward) )?jump(?:ing)?"
    r"|air|aerial)\b|(?i:.*[(\[](?:in )?(?:the )?air[)\]]|.*\bduring [a-z ]*jump)"
)
"""What is done in the air, by what it is called: ``j.A``, ``Jumping LP``, ``236P (air)``."""
STEPS = re.compile(
    r"(?i:(?:(?:forward|back(?:ward)?|neutral|super|high|air|double)[ _-])*"
    r"(?:jump|dash|walk|run|backdash|hop)(?:[ _-](?:forward|back(?:wards?)?|up|neutral))*)"
)
"""What nobody is struck by, where nothing says of a damage or an advantage."""
OF_BLOWS = {"damage", "on_hit", "on_block", "hitstun", "blockstun"}
WINDOWS = re.compile(r"(\d+)\s*[~-]\s*(\d+)(?:\s*[,/]\s*|$)")
"""Active from one tick of the move to another, both included."""
THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
"""A number whose thousands are set apart."""
TICKS = (
    "startup", "before", "active", "recovery", "total", "on_hit", "on_block", "knockdown",
    "hitstun", "blockstun",
)  # fmt: skip
DAMAGES = ("damage", "chip")


def says_nothing(field: str, cell: str) -> bool:
    """Whether a cell tells nothing; of a startup that nobody knows it is told as it stands."""
    text = cell.lower()
    return text in BLANK or (field in TICKS and field != "startup" and text in NOBODY_KNOWS)


def tidied(field: str, cell: str) -> str:
    """A cell without what wikis write around it, and ticks without the word for them."""
    text = MARKUP.sub("", cell.translate(SIGNS).replace("\\n", " ")).strip()
    if field == "height" and ":" in text:
        text = ",".join(part for part in text.split(":") if part.strip())
    if field == "height" and APART.fullmatch(text):
        text = re.sub(r"(?<![sS.])\s+", ",", text)
    if field == "active" and GAPS.fullmatch(text):
        text = re.sub(r"[\s,]", "", text)
    if field in TICKS or field in DAMAGES:
        text = (POINTS if field in DAMAGES else FRAMES).sub("", text)
        text = WHOLE.sub(r"\1", TYPED.sub("", text))
    if field == "startup":
        text = STATES.sub("", text)
    return "" if not text.strip("-:") else text


def columns_of(row: Mapping[str, str]) -> Mapping[str, object]:
    """A row by the columns that importers read."""
    columns: dict[str, object] = {
        FIELDS[field][0]: cell for field, cell in row.items() if FIELDS[field][0]
    }
    columns |= _of_windows(str(columns.get("active", "")), plain(columns.get("startup")))
    if "dmg" in columns:
        columns["dmg"] = _of_times(str(columns["dmg"]))
    if plain(columns.get("active")) is not None:
        columns |= _of_one_hit(str(columns.get("dmg", "")), str(columns.get("guard", "")))
    if _flies(columns):
        columns["projectile"] = True
    before = count_in(columns.pop("before", "")).main
    if before and "startup" not in columns:
        columns["startup"] = before[0] + 1
    return columns


def whole_number(cell: str) -> int | None:
    """A cell that is a number of points, ``10,000 HP`` say."""
    text = WHOLE.sub(r"\1", POINTS.sub("", cell).strip())
    return plain(text.replace(",", "") if THOUSANDS.fullmatch(text) else text)


def parts_of_damage(rows: Iterable[Mapping[str, object]]) -> int:
    """Of how many parts a point of damage has to be, for every damage to be a whole number."""
    cells = [str(row.get(column, "")) for row in rows for column in ("dmg", "chp")]
    digits = [len(found) for cell in cells for found in DECIMALS.findall(cell)]
    return int(10 ** max(digits, default=0))


def in_parts(row: Mapping[str, object], parts: int) -> Mapping[str, object]:
    """A row whose damages are told in parts of a point."""

    def scaled(found: re.Match[str]) -> str:
        return str(round(float(found[0]) * parts))

    told = {name: str(row[name]) for name in ("dmg", "chp") if name in row}
    parted = {name: POINT.sub(scaled, cell) for name, cell in told.items()}
    # What cannot be read is told, and as it stood there.
    return {**row, **{n: c for n, c in parted.items() if is_damage(c) or is_damage(told[n])}}


def of_title(row: Mapping[str, str], title: str) -> dict[str, object]:
    """What follows from what a move is called: it is done in the air, or strikes nobody."""
    if STEPS.fullmatch(title) and not OF_BLOWS & {*row}:
        return {"nonHittingMove": True}
    names = (title, row.get("command", ""), row.get("kind", ""))
    return {"airmove": True} if any(map(IN_AIR.match, names)) else {}


def _flies(columns: Mapping[str, object]) -> bool:
    """Whether a row is that of a projectile: it says so, or what is active is no part of the
    whole move."""
    words = f"{columns.get('moveType', '')} {columns.get('height', '')}".lower()
    if "projectile" in words or "\u5f3e" in words:
        return True
    named = ("startup", "active", "recovery", "total")
    startup, active, recovery, total = (plain(columns.get(name)) for name in named)
    if active is None or total is None:
        return False
    parts = None if startup is None or recovery is None else startup + recovery
    return active > total or (active > 1 and parts == total)


def _of_times(damage: str) -> str:
    """A damage whose sign of hits is that of times, if the sum beside it says so, ``440*3 (1320)``;
    what may be either, or has the mark of a note, is none."""
    found = re.fullmatch(r"(\d+)\s*\*\s*(\d{1,2})(?:\s*\((\d+)(?: total)?\))?", damage)
    if found is None:
        return f"{damage}?" if re.fullmatch(r"\d+,\s*\d+\*", damage) else damage
    each, times = int(found[1]), int(found[2])
    if found[3]:
        return f"{each}x{times} ({found[3]})" if each * times == int(found[3]) else damage
    return f"{damage}?" if 10 * times <= each else damage


def _of_one_hit(damage: str, guard: str) -> dict[str, object]:
    """Cells that would be read hit by hit, of a blow that is active once: there are no two damages
    and no two guards, one after the other."""
    found: dict[str, object] = {}
    if THOUSANDS.fullmatch(damage):
        found["dmg"] = damage.replace(",", "")
    elif re.fullmatch(r"\d+,\d", damage):
        # It may be a decimal comma.
        found["dmg"] = f"{damage}?"
    if "," in guard:
        found["guard"] = re.sub(r"\s*,\s*", "/", guard)
    return found


def _of_windows(active: str, startup: int | None) -> dict[str, object]:
    """Active ticks that are told as those of the move on which it strikes, ``5-7, 12-14``: they
    begin with the startup."""
    windows = [(int(first), int(last)) for first, last in WINDOWS.findall(active)]
    if WINDOWS.sub("", active) or not windows or windows[0][0] != startup:
        return {}
    text, over = "", windows[0][0]
    for first, last in windows:
        if first < over or last < first:
            return {}
        text += f"({first - over})" if first > over else "," if text else ""
        text += str(last - first + 1)
        over = last + 1
    return {"active": text}
