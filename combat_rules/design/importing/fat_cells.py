"""Cells of FAT's frame data: each read in every way that it can mean, or refused by name."""

import re
from collections.abc import Callable, Mapping
from itertools import product

from msgspec import Struct

Readings = tuple[int, ...]
"""The ways to read a cell, the likeliest first; none if it cannot be read."""

MOST = 1_000_000
"""The greatest number that a cell may hold."""

PARTS = re.compile(r"\d+(?:x\d+)?(?:[*(),]+\d+(?:x\d+)?)*\)?")

ADVANTAGE = re.compile(r"(H?KD|Crumple|Tumble)?\s*([+-]?\d+)\s*(\(.*\)|[~*/].*)?", re.DOTALL)


class Unclear(Exception):
    """A cell, or a row, that cannot be taken without guessing; its text says why."""


class Length(Struct, frozen=True):
    """A move in ticks, as its row says: startup counts the first active one."""

    startup: int
    active: int
    recovery: int
    total: int
    notes: tuple[str, ...] = ()


class Advantage(Struct, frozen=True):
    """What a cell says of who is free first; ``ticks`` are ``None`` if it does not say."""

    ticks: int | None
    knockdown: bool = False
    note: str = ""


def length_of(row: Mapping[str, object], *, projectile: bool) -> Length:
    """The length of a move's parts. A cell with several readings is taken only where the
    row's total confirms one of them. Raises ``Unclear``."""
    startup = _demand("startup", row, _numbers)
    recovery = _demand("recovery", row, _numbers)
    total = _numbers(row["total"]) if "total" in row else ()
    if "active" not in row and projectile:
        active: Readings = (1,)
    else:
        active = _demand("active", row, _spans)
    sure = all(len(cell) == 1 for cell in (startup, active, recovery)) and _all_plain(row)
    for parts in product(startup, active, recovery, total):
        s, a, r, whole = parts
        if _of_total(row, "recovery"):
            r = r - s - a + 1
        if r >= 0 and s + a + r - 1 == whole:
            notes = _left_out(row, ("startup", "active", "recovery"))
            return Length(s, a, r, whole, notes)
    s, a, r = startup[0], active[0], recovery[0]
    if not sure:
        raise Unclear(
            f"{_said(row, 'startup', 'active', 'recovery')} can be read in several ways, and "
            f"total {row.get('total', 'is missing')!s} confirms none"
        )
    if total:
        note = f"total says {row['total']}, its parts add up to {s + a + r - 1}"
        return Length(s, a, r, s + a + r - 1, (note,))
    return Length(s, a, r, s + a + r - 1)


def whole_length(row: Mapping[str, object]) -> int:
    """The length of a move that hits nobody. Raises ``Unclear``."""
    found = _numbers(row.get("total", "")) or _numbers(row.get("recovery", ""))
    if len(found) != 1 or not found[0]:
        raise Unclear(f"total {row.get('total', 'is missing')!s} is no length")
    return found[0]


def damage_of(cell: object) -> int:
    """The damage of all hits together. Raises ``Unclear``."""
    text = _text(cell)
    if found := re.fullmatch(r"(\d+)", text):
        return _bounded(int(found[1]))
    if found := re.fullmatch(r"(\d+)\s*\(.*\)", text, re.DOTALL):
        return _bounded(int(found[1]))
    if re.fullmatch(r"\d+(x\d+)?([*,]\d+(x\d+)?)*", text):
        return _bounded(_sum(text))
    raise Unclear(f"damage {text!r} is not one number")


def advantage_of(cell: object, what: str) -> Advantage:
    """Who is free first, as a cell says: ``4``, ``KD +20(34)``, ``2~9``. Raises ``Unclear``."""
    text = _text(cell)
    found = ADVANTAGE.fullmatch(text)
    if not text or text == "-":
        return Advantage(None)
    if found is None:
        raise Unclear(f"{what} {text!r} does not say how long")
    kind, number, rest = found.groups()
    if rest and rest[0] in "~":
        return Advantage(None, bool(kind), f"{what} {text!r} depends on more than the row says")
    note = f"{what} {text!r} is taken as {number}" if rest else ""
    return Advantage(_bounded(int(number)), kind in ("KD", "HKD"), note)


def plain(cell: object) -> int | None:
    """A cell that is a whole number and nothing else."""
    if type(cell) is int:
        return cell if abs(cell) <= MOST else None
    text = cell.strip() if isinstance(cell, str) else ""
    return int(text) if re.fullmatch(r"-?\d{1,7}", text) else None


def _numbers(cell: object) -> Readings:
    """``12``, ``14(16)`` (of two kinds), ``21+12`` (one after the other), ``9 land``."""
    text = _text(cell)
    if found := re.fullmatch(r"(\d+)(?: land(?:ing)?| total)?", text):
        return _within(int(found[1]))
    if found := re.fullmatch(r"(\d+)\s*\((\d+)\)(?: land(?:ing)?)?", text):
        return _within(int(found[1]), int(found[2]))
    if re.fullmatch(r"\d+(\+\d+)+(?: land(?:ing)?)?", text):
        return _within(_sum(text))
    if found := re.fullmatch(r"(\d+\+\d+)\s*\(([\d+]+)\)", text):
        return _within(_sum(found[1]), _sum(found[2]))
    return ()


def _spans(cell: object) -> Readings:
    """``3``, ``3*6`` (hit after hit), ``9(9)9`` (with a gap), ``2x3`` (three times two)."""
    text = _text(cell)
    if found := re.fullmatch(r"(\d+)\s*\((\d+)\)", text):
        return _within(int(found[1]), _sum(text))
    return _within(_sum(text)) if PARTS.fullmatch(text) else ()


def _sum(text: str) -> int:
    total = 0
    for part in re.findall(r"\d+(?:x\d+)?", text):
        each, _, times = part.partition("x")
        if len(part) > 12:
            return MOST + 1
        total += int(each) * int(times or 1)
    return total


def _demand(name: str, row: Mapping[str, object], read: Callable[[object], Readings]) -> Readings:
    found = read(row.get(name, ""))
    if not found:
        said = row.get(name)
        raise Unclear(f"{name} is missing" if said in (None, "") else f"{name} {said!r} is unclear")
    return found


def _of_total(row: Mapping[str, object], name: str) -> bool:
    said = row.get(name)
    return isinstance(said, str) and said.endswith(" total")


def _all_plain(row: Mapping[str, object]) -> bool:
    return all(plain(row.get(name, 0)) is not None for name in ("startup", "recovery"))


def _left_out(row: Mapping[str, object], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        f"{name} {row[name]!r} is read as its total confirms"
        for name in names
        if name in row and plain(row[name]) is None
    )


def _said(row: Mapping[str, object], *names: str) -> str:
    return ", ".join(f"{name} {row[name]!r}" for name in names if name in row)


def _within(*numbers: int) -> Readings:
    return tuple(number for number in numbers if 0 <= number <= MOST)


def _bounded(number: int) -> int:
    if abs(number) > MOST:
        raise Unclear(f"{number} is beyond {MOST}")
    return number


def _text(cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        return ""
    text = str(cell).strip() if isinstance(cell, str) else ("" if abs(cell) > MOST else str(cell))
    return text if len(text) <= 200 else ""
