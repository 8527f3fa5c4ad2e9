"""How long a move is: its cells read in every way, and the way that its total confirms."""

from collections.abc import Iterator
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.design.importing.cells import (
    UNSAID,
    Cells,
    Count,
    Unclear,
    count_in,
    hits_in,
    plain,
    said,
    shown,
    span_in,
    text_in,
    unclear,
    until_landing,
)

PARTS = ("startup", "active", "recovery")

COUNTED = "startup with that of the move before"
"""A column of our own: a startup as it stands, of which only the last part is the move's."""


class Length(Struct, frozen=True, kw_only=True):
    """A move in ticks: startup counts the first active one.

    ``total`` is what the source says, 0 if it says nothing. ``flies`` is a move that launches
    what then lives by itself, ``lifetime`` how long that does, if the row tells. ``hits`` are, of
    a move of several, the tick on which each begins, counted from the first active one, and how
    long it is active. ``unknown`` are the parts (``active``, ``recovery``)
    that the source does not tell; they count as little as they can. ``contradicts`` is told
    where the source says two things.
    """

    startup: int
    active: int = 1
    recovery: int = 0
    total: int = 0
    flies: bool = False
    lifetime: int | None = None
    hits: tuple[tuple[int, int], ...] = ()
    unknown: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    contradicts: str = ""

    @property
    def left(self) -> int | None:
        """The ticks from the first active one to the end, if they are known."""
        if "recovery" in self.unknown or "active" in self.unknown:
            return self.total - self.startup + 1 if self.total >= self.startup else None
        return self.active + self.recovery

    @property
    def left_of_last(self) -> int | None:
        """The ticks from the first active one of the last hit to the end, if they are known."""
        return self.left - self.hits[-1][0] if self.left is not None and self.hits else self.left


class _Way(Struct, frozen=True):
    """One way to read a row; ``flies`` is one in which recovery begins with the launch."""

    startup: int
    active: int
    recovery: int
    flies: bool = False
    lifetime: int | None = None


def length_of(row: Cells, *, projectile: bool) -> Length:
    """The length of a move that strikes. A cell with several readings is taken only where the
    total confirms one of them. Raises ``Unclear``."""
    startup = _demand("startup", row)
    if 0 in startup.main[:1]:
        raise Unclear("startup is 0; it counts the first active tick, so that 1 is the least")
    total = count_in(row.get("total", ""))
    active = span_in(row.get("active", ""))
    if 0 in active.main[:1] or any(not ticks for _, ticks in hits_in(row.get("active", ""))):
        raise Unclear(
            f"active {shown(row['active'])} has no tick in which it strikes; 1 is the least"
        )
    recovery = count_in(row.get("recovery", ""))
    missing = [name for name, cell in (("active", active), ("recovery", recovery)) if not cell.main]
    if missing == ["active"] and projectile:
        active = Count((1,))
    elif missing:
        return _partly(row, startup, total, active, recovery, projectile=projectile)
    for whole in total.every:
        ways = _confirmed(startup, active, recovery, whole, projectile=projectile)
        if len(ways) == 1:
            return _taken(row, ways[0], whole, projectile=projectile)
        if ways:
            listed = " or ".join(f"{w.startup}, {w.active}, {w.recovery}" for w in ways)
            raise Unclear(
                f"{_cells(row)} fit total {whole} in several ways: {listed}; write one number each"
            )
    return _unconfirmed(row, startup, active, recovery, total, projectile=projectile)


def length_without_blow(row: Cells) -> Length:
    """The length of a move that hits nobody: its total, or its recovery; a stance has none of
    them, and only how long it takes to begin is known. Raises ``Unclear``."""
    for name in ("total", "recovery"):
        found = count_in(row.get(name, ""))
        if found.main and found.main[0]:
            return Length(startup=1, recovery=found.main[0] - 1, total=found.main[0])
    startup = count_in(row.get("startup", "")).main
    if startup and startup[0]:
        return Length(startup=startup[0], unknown=("recovery",))
    raise Unclear(f"total {_told(row, 'total')}: write how long it lasts, or its startup")


def _demand(name: str, row: Cells) -> Count:
    found = count_in(row.get(name, ""))
    if not found.main:
        cell = row.get(name)
        raise Unclear(
            f"{name} is missing: write the tick on which it strikes first"
            if cell in (None, "")
            else unclear(name, cell)
        )
    return found


def _confirmed(
    startup: Count, active: Count, recovery: Count, whole: int, *, projectile: bool
) -> list[_Way]:
    """The ways to read the cells that make up this total; what they say first is preferred."""
    for starts, spans, ends in (
        (startup.main, active.main, recovery.main),
        (startup.every, active.every, recovery.every),
    ):
        exact = len(startup.every) == len(recovery.every) == 1
        ways_to = _fitting(starts, spans, ends, whole, recovery, projectile, exact)
        found = list(dict.fromkeys(ways_to))
        ways = {(way.startup, way.active, way.recovery): way for way in found}
        if ways:
            # A lifetime that can be read in two ways is none.
            same = len(found) == len(ways)
            return [way if same else replace(way, lifetime=None) for way in ways.values()]
    return []


def _fitting(
    starts: tuple[int, ...],
    spans: tuple[int, ...],
    ends: tuple[int, ...],
    whole: int,
    recovery: Count,
    projectile: bool,
    exact: bool,
) -> Iterator[_Way]:
    for s, a, r in product(starts, spans, ends):
        # Some rows count the tick of the launch into the recovery.
        rest = (0, -1) if exact else (0,)
        if projectile and not recovery.of_total and whole - s - r in rest and r:
            yield _Way(s, 1, whole - s, True, a)
            continue
        if recovery.of_total:
            r -= s + a - 1
        if r >= 0 and s and s + a + r - 1 == whole:
            yield _Way(s, a, r)


def _taken(row: Cells, way: _Way, whole: int, *, projectile: bool) -> Length:
    notes = [
        f"{name} {row[name]!r} is read as {getattr(way, name)}, as total {whole} confirms"
        for name in PARTS
        if name in row and plain(row[name]) is None and not (name == "active" and projectile)
    ]
    lifetime = way.lifetime if "active" in row else None
    if lifetime is not None:
        notes.append(f"a projectile: active {row['active']!s} is how long it lives")
    elif way.flies:
        notes.append("a projectile: how long it lives is not said")
    derived = tuple(name for name in PARTS if name not in row)
    own = count_in(row.get("recovery", ""))
    if own.of_total or way.recovery not in own.every:
        derived = (*derived, "recovery")
    return Length(
        startup=way.startup,
        active=way.active,
        recovery=way.recovery,
        total=whole,
        flies=way.flies,
        lifetime=lifetime,
        hits=() if way.flies else _several(row, way.active),
        derived=(*derived, "active") if way.flies else derived,
        notes=tuple(notes),
    )


def _several(row: Cells, active: int) -> tuple[tuple[int, int], ...]:
    """The hits of a move of several, if they make up its active ticks."""
    hits = hits_in(row.get("active", ""))
    return hits if len(hits) > 1 and hits[-1][0] + hits[-1][1] == active else ()


def _unconfirmed(
    row: Cells, startup: Count, active: Count, recovery: Count, total: Count, *, projectile: bool
) -> Length:
    """A row without a total that confirms it: what can be read in one way only is taken, and
    another part than the startup is unknown."""
    if total.main:
        numbers = [plain(row[name]) for name in PARTS if name in row]
        if None in numbers:
            raise Unclear(
                f"{_cells(row)} can be read in several ways, and total {row['total']!s} "
                "confirms none; write one number each"
            )
    elif _is_several(startup):
        raise Unclear(
            f"{_cells(row)} can be read in several ways, and no total confirms one; write one "
            "number for the startup, or the total"
        )
    elif _is_several(active) or _is_several(recovery):
        return _partly(row, startup, total, active, recovery, projectile=projectile)
    s, a, r = startup.main[0], active.main[0], recovery.main[0]
    said_total = total.main[0] if total.main else 0
    # What is there longer than its owner takes is no part of the move.
    flies = projectile and ("active" not in row or 0 < said_total < s + a - 1)
    if projectile and not flies and a > 1 and not said_total:
        why = f"active {a} of a projectile is its own or its owner's, and no total tells which"
        return Length(
            startup=s, recovery=r, flies=True, unknown=("active",), notes=(f"{why}: unknown",)
        )
    if recovery.of_total:
        r -= s + a - 1
        if r < 0:
            raise Unclear(f"{_cells(row)}: the parts are longer than the whole")
    parts = s + r if flies else s + a + r - 1
    problem = f"total says {said_total}, its parts add up to {parts}" if said_total else ""
    return Length(
        startup=s,
        active=1 if flies else a,
        recovery=r,
        total=said_total,
        flies=flies,
        lifetime=a if flies and "active" in row else None,
        hits=() if flies else _several(row, a),
        derived=(*(("recovery",) if recovery.of_total else ()), *(("active",) if flies else ())),
        notes=("a projectile: how long it lives is not said",) if flies else (),
        contradicts=problem,
    )


def _partly(
    row: Cells, startup: Count, total: Count, active: Count, recovery: Count, *, projectile: bool
) -> Length:
    """A row that lacks one of its parts, or tells it in a way that can be read in several: its
    total tells it, or it is unknown."""
    parts = {"active": active, "recovery": recovery}
    for name, cell in parts.items():
        told = row.get(name, "")
        if not cell.main and not _says_nothing(told) and not count_in(told).others:
            raise Unclear(unclear(name, told))
    if _is_several(startup):
        raise Unclear(
            f"{_cells(row)} can be read in several ways, and no total confirms one; write one "
            "number for the startup"
        )
    several = [name for name, cell in parts.items() if _is_several(cell)]
    active, recovery = (Count() if name in several else cell for name, cell in parts.items())
    s = startup.main[0]
    whole = total.main[0] if total.main else 0
    if projectile and whole >= s and not active.main and not recovery.main:
        return Length(
            startup=s,
            recovery=whole - s,
            total=whole,
            flies=True,
            derived=("active", "recovery"),
            notes=(f"a projectile: after its launch, total {whole} leaves {whole - s} ticks",),
        )
    known = [cell.main[0] for cell in (active, recovery) if cell.main]
    unsaid = len(known) == 1 and not several and not recovery.of_total
    if whole and unsaid and len(total.every) == 1:
        rest = whole - s + 1 - known[0]
        if rest < 0 or (rest == 0 and not active.main):
            raise Unclear(f"{_cells(row)}: the parts are longer than total {whole}")
        name = "recovery" if active.main else "active"
        return Length(
            startup=s,
            active=known[0] if active.main else rest,
            recovery=rest if active.main else known[0],
            total=whole,
            hits=_several(row, known[0]) if active.main else (),
            derived=(name,),
            notes=(f"{name} is not said in ticks: total {whole} leaves {rest}",),
        )
    unknown = tuple(
        name for name, cell in (("active", active), ("recovery", recovery)) if not cell.main
    )
    return Length(
        startup=s,
        active=active.main[0] if active.main else 1,
        recovery=recovery.main[0] if recovery.main and not recovery.of_total else 0,
        total=whole,
        hits=_several(row, active.main[0]) if active.main else (),
        unknown=unknown,
        notes=tuple(
            f"{name} {shown(row[name])} can be read in several ways: unknown"
            if name in several
            else f"{name} {_told(row, name)}: unknown"
            for name in unknown
        ),
    )


def _is_several(cell: Count) -> bool:
    return len(cell.every) > 1


def _says_nothing(cell: object) -> bool:
    return cell is None or text_in(cell).lower() in UNSAID or until_landing(cell)


def _told(row: Cells, name: str) -> str:
    return f"is {shown(row[name])}" if row.get(name) not in (None, "") else "is not said"


def _cells(row: Cells) -> str:
    return said(row, PARTS)
