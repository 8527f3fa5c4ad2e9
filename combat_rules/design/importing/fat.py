"""FAT's JSON: Street Fighter 6, and games in the same shape."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from combat_rules.design.importing.fat_cells import (
    Advantage,
    Length,
    Unclear,
    advantage_of,
    damage_of,
    length_of,
    plain,
    whole_length,
)
from combat_rules.design.importing.fat_file import characters_in, sections_of, stats_of
from combat_rules.design.importing.report import (
    Character,
    Fate,
    Imported,
    Row,
    chip_of,
    name_for,
    unreadable,
)
from combat_rules.design.importing.street_fighter import GUARDS, LINES, REACTION, STAGE, STEP, UNIT

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""
MOST_ROWS = 50_000
"""Rows of the longest file."""

INTO = {"sp": "special", "su": "super"}
"""What a move cancels into, by the kind of move; other signs need more than a row says."""


def read_fat(file: Path, data: bytes, only: Collection[str]) -> Imported:
    """Read a file of FAT. Raises ``CombatError`` for what is none."""
    characters, fates = [], []
    for name, character in characters_in(file, data):
        for section, moves in sections_of(file, name, character).items():
            title = name if section == "normal" else f"{name} {section}"
            if only and title not in only and name not in only:
                continue
            reader = _Reader(title, stats_of(character))
            characters.append(reader.read(moves))
            fates += reader.fates
    if len(fates) > MOST_ROWS:
        raise unreadable(file, f"it has {len(fates)} rows; at most {MOST_ROWS}")
    return Imported(
        source=file.name,
        characters=tuple(characters),
        fates=tuple(fates),
        stage=STAGE,
        shared=GUARDS,
    )


Read = TypeVar("Read")


class _Reader:
    """Reads the moves of one character."""

    def __init__(self, name: str, stats: Mapping[str, object]) -> None:
        self.fates: list[Fate] = []
        self._name = name
        self._stats = stats
        self._moves: dict[str, Row] = {}
        self._known: list[str] = []
        self._notes: list[str] = []

    def read(self, moves: Mapping[str, object]) -> Character:
        """The character, with what became of each of its rows in ``fates``."""
        for title, row in moves.items():
            where = f"{self._name}, {title}"
            self._notes = []
            try:
                if not isinstance(row, dict):
                    raise Unclear("it is no row of columns")
                self._add(title, row)
            except Unclear as unclear:
                self.fates.append(Fate(where, str(unclear)))
            else:
                self.fates.append(Fate(where, "", tuple(self._notes)))
        self._close_windows()
        steps = list(self._steps())
        return Character(self._name, (*self._moves.values(), *steps), self._archetype(steps))

    def _add(self, title: str, row: Mapping[str, object]) -> None:
        name = name_for(self._name, title, self._moves)
        move: Row = {"name": name, "description": str(row.get("numCmd", ""))[:60]}
        if row.get("nonHittingMove") or "dmg" not in row:
            move |= {"role": "move", "release": 1, "recovery": whole_length(row) - 1}
        else:
            move |= self._strike(row)
        kind = str(row.get("moveType", "") or "other")
        move["tags"] = [f"{self._name} {re.sub(r'[^a-z-]', '', kind.lower())[:30] or 'other'}"]
        move |= {} if "role" in move else self._cancels(row, move)
        self._place(name, row, move)
        self._moves[name] = {key: value for key, value in move.items() if value not in ("", [], {})}

    def _place(self, name: str, row: Mapping[str, object], move: Row) -> None:
        """Whether a fighter knows a move, who stands on the ground and has not moved before."""
        if row.get("airmove"):
            move["tags"].append("air")
            self._note("it is done in the air: measured, but no fighter does it")
        elif row.get("followUp") or " > " in str(row.get("moveName", "")):
            move["tags"].append("follow-up")
            self._note("it follows a move that only prose names: measured, but no fighter does it")
        elif move.get("role") != "move":
            self._known.append(name)

    def _strike(self, row: Mapping[str, object]) -> Row:
        projectile = row.get("projectile") is True
        length = length_of(row, projectile=projectile)
        if length.startup < 1:
            raise Unclear(f"startup is {length.startup}; it counts the first active tick")
        self._notes += length.notes
        damage = self._unless_unclear(lambda: damage_of(row["dmg"]), 0)
        on_hit, on_block = (
            self._unless_unclear(partial(advantage_of, row.get(column, ""), what), Advantage(None))
            for column, what in (("onHit", "on hit"), ("onBlock", "on block"))
        )
        hitstun = self._stun("hitstun", row, length, on_hit)
        blockstun = self._stun("blockstun", row, length, on_block)
        published = {
            "startup": length.startup,
            "active": length.active,
            "recovery": length.recovery,
            "total": length.total,
            "on_hit": on_hit.ticks,
            "on_block": on_block.ticks,
        }
        if projectile and "active" not in row:
            self._note("how long it is active is not said: one tick")
            del published["active"]
        return {
            "commit": length.startup - 1,
            "release": max(length.active, 1),
            "recovery": length.recovery,
            "damage": damage,
            "chip": self._chip(row, damage),
            "reach": self._reach(row, projectile),
            "hitstun": hitstun,
            "blockstun": blockstun,
            "knockdown": on_hit.knockdown,
            "line": self._line(row),
            "published": {k: v for k, v in published.items() if v is not None},
        }

    def _stun(self, name: str, row: Mapping[str, object], length: Length, said: Advantage) -> int:
        """A stun as its column says for a move of one hit; else so that the advantage is as
        published, which holds for several hits played as one."""
        stun = plain(row.get(name, ""))
        if said.note:
            self._note(said.note)
        if stun is not None and stun >= 0 and plain(row.get("active", 1)) is not None:
            return stun
        if said.ticks is None:
            if row.get(name, "") not in ("", "-"):
                self._note(f"{name} {row[name]!r} is no number: left at 0")
            return 0
        stun = said.ticks + length.active + length.recovery
        if stun < 0:
            self._note(f"{name} would be {stun} for the advantage published: 0")
        elif not said.knockdown:
            self._note(f"{name} is what the advantage published asks for")
        return max(stun, 0)

    def _chip(self, row: Mapping[str, object], damage: int) -> int:
        if "chp" not in row:
            return 0
        through = self._unless_unclear(lambda: damage_of(row["chp"]), 0)
        percent = chip_of(damage, through)
        if percent is None:
            percent = min(round(100 * through / max(damage, 1)), 100)
            self._note(f"chp {row['chp']!s} is taken as {percent} percent of the damage")
        return percent

    def _reach(self, row: Mapping[str, object], projectile: bool) -> int:
        said = row.get("range", self._stats.get("throwRange") if _is_throw(row) else None)
        reach = _units(said)
        if reach is not None:
            return reach
        if projectile:
            return STAGE["arena"]
        self._note(f"how far it reaches is not said: {UNIT} units")
        return UNIT

    def _line(self, row: Mapping[str, object]) -> str:
        level = str(row.get("atkLvl", ""))
        if level and level not in LINES:
            self._note(f"atkLvl {level!r}: its first hit counts")
        return LINES.get(level[:1], "high")

    def _cancels(self, row: Mapping[str, object], move: Row) -> Row:
        signs = row.get("xx", [])
        signs = [str(sign)[:10] for sign in signs] if isinstance(signs, list) else []
        other = [sign for sign in signs if sign not in INTO]
        if other:
            self._note(f"cancels {', '.join(other)} need more than the row says: left out")
        into = [f"#{self._name} {INTO[sign]}" for sign in signs if sign in INTO]
        if not into:
            return {}
        start, active = move["commit"], move["release"]
        window = {"into": into, "on": ["landed", "blocked"], "start": start, "end": start + active}
        return {"cancels": [window]}

    def _close_windows(self) -> None:
        """Leave out cancels into kinds of moves that the character has none of."""
        borne = {f"#{tag}" for move in self._moves.values() for tag in move["tags"]}
        for move in self._moves.values():
            for window in move.get("cancels", []):
                window["into"] = [into for into in window["into"] if into in borne]
            kept = [window for window in move.get("cancels", []) if window["into"]]
            move.pop("cancels", None)
            move |= {"cancels": kept} if kept else {}

    def _steps(self) -> Iterator[Row]:
        for way, key, sign in (("forward", "fWalk", 1), ("backward", "bWalk", -1)):
            speed = _units(str(self._stats.get(key, "")).split(" ")[0])
            if speed:
                yield {
                    "name": f"{self._name} walk {way}",
                    "role": "move",
                    "release": STEP,
                    "travel": sign * speed * STEP,
                    "cancellable": True,
                    "tags": ["walk"],
                }
        ticks, far = plain(self._stats.get("fDash")), _units(self._stats.get("fDashDist"))
        if ticks and far:
            yield {
                "name": f"{self._name} dash",
                "role": "move",
                "release": 1,
                "recovery": ticks - 1,
                "travel": far,
                "tags": ["dash"],
            }

    def _archetype(self, steps: list[Row]) -> Row:
        known = [*self._known, *(step["name"] for step in steps)]
        guards = [guard["name"] for guard in GUARDS]
        return {
            "name": self._name,
            "actions": [*known[:190], *guards],
            "controller": "fighter",
            "health": plain(self._stats.get("health")) or 10_000,
            "sight_range": STAGE["arena"],
            "reaction": REACTION,
            "memory": 120,
        }

    def _unless_unclear(self, read: Callable[[], Read], default: Read) -> Read:
        """What a cell says; if that cannot be told, the default and a note."""
        try:
            return read()
        except Unclear as unclear:
            self._note(f"{unclear}: left out")
            return default

    def _note(self, text: str) -> None:
        self._notes.append(text)


def _is_throw(row: Mapping[str, object]) -> bool:
    return str(row.get("atkLvl", "")) == "T"


def _units(said: object) -> int | None:
    """A length of the file in arena units."""
    try:
        units = round(float(said) * UNIT)  # type: ignore[arg-type]  # whatever the cell holds
    except (TypeError, ValueError, OverflowError):
        return None
    return units if 0 < units <= 100 * UNIT else None
