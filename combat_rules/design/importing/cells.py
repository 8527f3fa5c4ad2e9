"""Cells of frame data as people write them: every way in which each can be read, or none."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress

from msgspec import Struct

MOST = 1_000_000
"""The greatest number that a cell may hold."""
SIGNS = str.maketrans(
    {chr(0xFF01 + sign): chr(0x21 + sign) for sign in range(94)}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | {"\u00d7": "x", "\u00b1": ""}
)
"""Signs of typesetters and of full width, by those that mean the same."""
LONGEST = 200
"""Signs of the longest cell that is read."""

GROUND = r"land(?:s|ing|ed)?|(?:hits? )?(?:the )?ground(?:ed)?"
LANDING = re.compile(
    rf"(?:(?:un)?till? (?:{GROUND})|{GROUND})\s*(\+\s*[0-9]+)?|ul(\+[0-9]+)?"
    r"|varies|variable|see notes"
)
LANDED = re.compile(rf"(?<=\d)(?:l|\s*(?:on |after |upon )?(?:{GROUND}))$")
"""What stands behind ticks that are counted from the landing on."""
BLANK = ("", "n/a", "na", "none", "nan", "null", "#n/a", "#na")
"""Cells that tell nothing."""
NOBODY_KNOWS = ("?", "??", "???", "x", "tbd", "unknown")
"""What says that nobody knows, or that there is none."""
UNSAID = (*BLANK, *NOBODY_KNOWS, "-", "--", "~")
"""Cells that say nothing of a length or an advantage."""
BETWEEN = re.compile(r"(?<=\d)\s*([~/*,-])\s*(?=\d)")
DATE = re.compile(r"\d{4}-\d\d-\d\d( .*)?|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{1,2}", re.IGNORECASE)
"""What spreadsheets make of a cell such as ``6-7``."""
BRACKETED = re.compile(r"([^\[({]*?)\s*~?\s*([\[({].*)", re.DOTALL)
HITS = re.compile(r"\d+(x\d+)?([*, ]\d+(x\d+)?)*")
"""Numbers hit by hit: ``200x3*500``."""
SPANS = re.compile(r"\d+(?:x\d+)?(?:\s*[*(),]+\d+(?:x\d+)?)*\)?")


Cells = Mapping[str, object]
"""A row of somebody's file, by its columns."""


class Unclear(Exception):
    """A cell, or a row, that cannot be taken without guessing; its text says why."""


class Count(Struct, frozen=True):
    """A cell of ticks: ``main`` are the ways to read what it says first, ``others`` those of
    what it says of other cases. ``of_total`` is a cell that counts the whole move."""

    main: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    of_total: bool = False

    @property
    def every(self) -> tuple[int, ...]:
        """Every reading, the likeliest first, none twice."""
        return tuple(dict.fromkeys((*self.main, *self.others)))


def text_in(cell: object) -> str:
    """A cell as text without stray spaces; empty for what is neither text nor number."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    if not isinstance(cell, str):
        return str(cell) if abs(cell) <= MOST else "beyond all bounds"
    # Some files have the sign for a new line instead of one.
    text = " ".join(cell.translate(SIGNS).replace("\\n", " ").split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def plain(cell: object) -> int | None:
    """A cell that is a whole number and nothing else."""
    if type(cell) is int:
        return cell if abs(cell) <= MOST else None
    text = cell.strip() if isinstance(cell, str) else ""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,7}", text) else None


def until_landing(cell: object) -> bool:
    """Whether a cell says that it lasts as long as a jump, or another time that varies."""
    return bool(LANDING.fullmatch(text_in(cell).lower()))


def unclear(name: str, cell: object) -> str:
    """Why a cell is no number of ticks, and what could stand there."""
    text = text_in(cell)
    if re.fullmatch(r"[+-]?\d+[.,]\d+", text):
        why = "ticks are whole numbers"
    elif DATE.fullmatch(text):
        why = "it is a date, which spreadsheets make of cells such as 6-7; write it as text"
    elif re.fullmatch(r"(?:~|<|>|c\.|ca\.?|about)\s*\d+", text.lower()):
        why = "it is not exact; write the number of ticks"
    elif len(count_in(cell).every) > 1:
        why = "it can be read in several ways; write one number of ticks"
    else:
        why = "write a number of ticks"
    return f"{name} {shown(cell)} is unclear: {why}"


def count_in(cell: object) -> Count:
    """A number of ticks: ``12``, ``9 land``, ``28 total``, ``21+12`` (one after the other, of
    a follow-up perhaps only the last), ``17+8 land`` (in the air and on the ground), ``14(16)``,
    ``20~[28]``, ``15/16/18``, ``31~54``."""
    text = BETWEEN.sub(r"\1", text_in(cell).lower().rstrip("*"))
    bare = re.sub(r"f$", "", LANDED.sub("", text))
    if DATE.fullmatch(text):
        return Count()
    if found := re.fullmatch(r"(\d+)\s*\(?total(?: frames?)?\)?(?:\s*\(.*\))?", text):
        return Count(_within(int(found[1])), of_total=True)
    if found := re.fullmatch(r"(\d+)\((\d+)\) total", text):
        return Count(_within(int(found[1])), _within(int(found[2])), of_total=True)
    if re.fullmatch(r"\d+(\*?\s*\+\s*\d+)*", bare):
        parts = [int(part) for part in re.findall(r"\d+", bare)]
        sums = [sum(parts[at:]) for at in range(len(parts))]
        return Count(_within(*sums[:1] if LANDED.search(text) else sums))
    if found := BRACKETED.fullmatch(bare):
        main = count_in(found[1])
        inside = re.findall(r"[\d+]*\d", found[2])
        others = tuple(number for part in inside for number in count_in(part).main[:1])
        return Count(main.main, (*main.others, *others), main.of_total) if main.main else Count()
    if re.fullmatch(r"\d+([/,*~-]\d+)+", bare):
        numbers = _within(*map(int, re.findall(r"\d+", bare)))
        return Count(numbers[:1], numbers[1:])
    return Count()


def span_in(cell: object) -> Count:
    """Active ticks: ``3``, ``3*6`` (hit after hit), ``9(9)9`` (with a gap), ``2x3`` (three
    times two), ``2,2``, ``9 Total``, ``20[23]`` (of a charged version), ``1~22``."""
    text = text_in(cell).rstrip("*")
    if found := re.fullmatch(r"(\d+)\s*\(?total(?: frames?)?\)?", text.lower()):
        return Count(_within(int(found[1])))
    if found := re.fullmatch(r"(\d+)(\s*)\((\d+)\)", text):
        first, other = int(found[1]), int(found[3])
        # Two ticks more, or other ticks in other cases; with a space, rather the latter.
        return Count(_within(first, first + other, *([other] if found[2] else [])))
    if SPANS.fullmatch(text):
        return Count(_within(_sum(text)))
    if found := re.fullmatch(r"([\dx(),*]+)~?(?:\[[^\[\]]*\]|\{[^{}]*\})+", text):
        others = re.findall(r"[\[{]([\dx(),*]+)[\]}]", text)
        main = span_in(found[1])
        return Count(main.main, tuple(n for each in others for n in span_in(each).main))
    if re.fullmatch(r"\d+(\+\d+)+", text):
        return Count(_within(sum(map(int, text.split("+")))))
    if found := re.fullmatch(r"(\d+)\s*[~-]\s*(\d+)", text):
        return Count(_within(int(found[1])), _within(int(found[2])))
    return Count()


def hits_in(cell: object) -> tuple[tuple[int, int], ...]:
    """The hits of an active cell, each as the tick on which it begins, counted from the first
    one, and how many ticks it is active; none for a cell that does not tell them apart."""
    text = text_in(cell).replace(" ", "")
    if not SPANS.fullmatch(text) or re.fullmatch(r"\d+\(\d+\)", text):
        return ()
    hits: list[tuple[int, int]] = []
    at = 0
    for gap, number, times in re.findall(r"(\()?(\d+)(?:x(\d+))?", text):
        ticks = int(number)
        if not gap:
            for _ in range(min(int(times or 1), LONGEST)):
                hits.append((at, ticks))
                at += ticks
        else:
            at += ticks
    return tuple(hits)


def damage_in(cell: object) -> int:
    """The damage of all hits together: ``300``, ``50*70 (120)``, ``200x3``, ``30,70``,
    ``80(115)`` (of another case), ``20[23]`` (charged). Raises ``Unclear``."""
    text = text_in(cell).lower().rstrip("*").strip()
    if not text:
        raise Unclear("damage is missing")
    hits, rest = text, ""
    if found := re.fullmatch(r"\((\d+)\) (.*)", text):
        hits, rest = found[2], f"({found[1]})"
    elif found := re.fullmatch(r"([^\[({~]*?)\s*~?\s*([\[({].*)", text, re.DOTALL):
        hits, rest = found[1], found[2]
    total = _of_hits(hits)
    if total is None:
        raise Unclear(f"damage {text!r} is not one number")
    told = re.match(r"\((\d+)(?: total)?\)", rest)
    if told and int(told[1]) != total and not re.fullmatch(r"\d+", hits):
        raise Unclear(f"damage {text!r} says {told[1]}, its hits add up to {total}")
    if total > MOST:
        raise Unclear(f"damage {text!r} is beyond {MOST}")
    return total


def is_damage(cell: object) -> bool:
    """Whether a cell can be read as a damage."""
    try:
        damage_in(cell)
    except Unclear:
        return False
    return True


def damages_in(cell: object) -> tuple[int, ...]:
    """The damage of each hit, where a cell tells them apart: ``50*70 (120)``, ``600 (300x2)``,
    ``30,70``; none for a cell of one number."""
    text = text_in(cell).lower().rstrip("*").strip()
    for part in (*re.findall(r"\(([^()]*)\)", text), re.split(r"[\[({~]", text)[0].strip()):
        hits = re.sub(r"\s*([*,x])\s*", r"\1", part)
        if not re.fullmatch(HITS, hits) or hits.isdecimal():
            continue
        found = each_in(hits)
        with suppress(Unclear):
            if 1 < len(found) <= LONGEST and sum(found) == damage_in(cell):
                return found
    return ()


def each_in(text: str) -> tuple[int, ...]:
    """Numbers hit by hit, ``200x3*500``; none for what is written otherwise."""
    if not re.fullmatch(HITS, text) or any(len(part) > 12 for part in re.split(r"[*, ]", text)):
        return ()
    found: list[int] = []
    for number, times in re.findall(r"(\d+)(?:x(\d+))?", text):
        found += [int(number)] * min(int(times or 1), LONGEST)
    return tuple(found)


def _of_hits(text: str) -> int | None:
    text = re.sub(r"\s*([*,x])\s*", r"\1", text)
    return _sum(text) if re.fullmatch(HITS, text) else None


def _sum(text: str) -> int:
    total = 0
    for part in re.findall(r"\d+(?:x\d+)?", text):
        each, _, times = part.partition("x")
        if len(part) > 12:
            return MOST + 1
        total += int(each) * int(times or 1)
    return total


def _within(*numbers: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for number in numbers if 0 <= number <= MOST))


def said(row: Mapping[str, object], names: Iterable[str]) -> str:
    """What a row says in these columns, for people."""
    return ", ".join(f"{name} {shown(row[name])}" for name in names if name in row)


def shown(cell: object) -> str:
    """A cell as it stands, shortened if it is long."""
    text = repr(cell)
    return text if len(text) <= 60 else f"{text[:57]}..."
