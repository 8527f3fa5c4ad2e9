"""FAT's JSON: Street Fighter 6, and games in the same shape."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from combat_rules.design.importing.archetypes import (
    GUARDS,
    STAGE,
    archetype_of,
    steps_of,
    usual_steps,
)
from combat_rules.design.importing.cells import Unclear
from combat_rules.design.importing.fat_file import characters_in, sections_of, stats_of
from combat_rules.design.importing.games import GAMES, SF6, Game
from combat_rules.design.importing.links import (
    Found,
    Links,
    Predecessors,
    is_follow_up,
    super_level,
)
from combat_rules.design.importing.moves import MoveReader
from combat_rules.design.importing.report import (
    Character,
    Fate,
    Imported,
    Row,
    name_for,
    unreadable,
)
from combat_rules.errors import CombatError

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""
MOST_ROWS = 50_000
"""Rows of the longest file."""

Section = tuple[str, Mapping[str, object], Mapping[str, object]]
"""A character in one of its states: what it is called, its stats, its rows by title."""


def read_fat(file: Path, data: bytes, only: Collection[str], game: str = "") -> Imported:
    """Read a file of FAT. ``game`` is the name of one of ``GAMES``; without one, its columns
    tell. Raises ``CombatError`` for what is none."""
    sections = [
        (name if section == "normal" else f"{name} {section}", stats_of(character), moves)
        for name, character in characters_in(file, data)
        for section, moves in sections_of(file, name, character).items()
    ]
    if sum(len(moves) for _, _, moves in sections) > MOST_ROWS:
        raise unreadable(file, f"it has more than {MOST_ROWS} rows")
    rules = GAMES[game] if game else _game_of(file, sections)
    characters, fates = [], []
    for title, stats, moves in sections:
        if not only or title in only:
            reader = _Character(title, stats, rules)
            characters.append(reader.read(moves))
            fates += reader.fates
    usual = [step for step in usual_steps(rules) if any(map(_knows(step), characters))]
    return Imported(
        source=file.name,
        characters=tuple(characters),
        fates=tuple(fates),
        stage=STAGE,
        attributes=_attributes(rules),
        shared=(*GUARDS, *usual),
    )


def _game_of(file: Path, sections: Iterable[Section]) -> Game:
    """The game whose columns and stats a file has; its name decides between equals."""
    words: set[str] = set()
    rows = 0
    for _, stats, moves in sections:
        words |= stats.keys()
        for row in moves.values():
            rows += isinstance(row, dict)
            words |= row.keys() if isinstance(row, dict) else set()
    found = {game.name: len(game.signs & words) for game in GAMES.values()}
    named = [game for game in GAMES.values() if file.name.lower().startswith(game.name)]
    best = [game for game in GAMES.values() if found[game.name] == max(found.values()) > 0]
    for likely in (best if len(best) == 1 else [], named, [] if rows else [SF6]):
        if len(likely) == 1:
            return likely[0]
    raise CombatError(
        f"cannot import {file}: it does not show which game it is of; say --format and one of "
        f"{', '.join(GAMES)}",
        code="import.game",
    )


def _knows(step: Row) -> Callable[[Character], bool]:
    return lambda character: step["name"] in character.archetype["actions"]


def _attributes(game: Game) -> tuple[Row, ...]:
    if game.meter is None:
        return ()
    words = "Earned by blows, spent on supers."
    return ({"name": "meter", "maximum": game.meter.maximum, "description": words},)


class _Character:
    """Reads the moves of one character."""

    def __init__(self, name: str, stats: Mapping[str, object], game: Game) -> None:
        self.fates: list[Fate] = []
        self._name = name
        self._stats = stats
        self._game = game
        self._reader = MoveReader(game, stats)
        self._moves: dict[str, Row] = {}
        self._found: list[Found] = []
        self._remarks: list[tuple[str, str, str]] = []

    def read(self, moves: Mapping[str, object]) -> Character:
        """The character, with what became of each of its rows in ``fates``."""
        fates: dict[str, Fate] = {}
        before = Predecessors(moves)
        for title, row in moves.items():
            try:
                if not isinstance(row, dict):
                    raise Unclear("it is no row of columns")
                fates[title] = self._add(title, before.own_part(row))
            except Unclear as unclear:
                fates[title] = Fate(f"{self._name}, {title}", str(unclear))
        links = Links(self._name, self._found)
        links.draw()
        known = []
        for title, row, move in self._found:
            why = _why_not(title, row, move)
            known += [] if why else [move["name"]]
            more = (
                [f"{why}: measured, but no fighter does it"] if why and "role" not in move else []
            )
            fate = fates[title]
            notes = (*fate.notes, *links.notes.get(title, ()), *more)
            fates[title] = replace(fate, notes=notes)
        self.fates = list(fates.values())
        steps = list(steps_of(self._name, self._stats))
        archetype = archetype_of(self._name, self._stats, self._game, known, steps)
        rows = (*map(_tidy, self._moves.values()), *steps)
        return Character(self._name, rows, archetype, tuple(self._remarks))

    def _add(self, title: str, row: Mapping[str, object]) -> Fate:
        read = self._reader.read(row)
        name = name_for(self._name, title, self._moves)
        kind = re.sub(r"[^a-z-]", "", str(row.get("moveType", "")).lower())[:30] or "other"
        kind = "super" if kind == "ultra" else kind
        tags = [f"{self._name} {kind}"]
        if kind == "super" and super_level(read):
            tags.append(f"{self._name} super {super_level(read)}")
        move: Row = {"name": name, "description": str(row.get("numCmd", ""))[:60], **read}
        move["tags"] = tags
        self._moves[name] = move
        self._found.append((title, row, move))
        told = self._reader.remarks
        self._remarks += [(code, name, text) for code, text in told]
        return Fate(
            f"{self._name}, {title}",
            notes=tuple(self._reader.notes),
            contradicts=tuple(text for _, text in told),
            unknown=tuple(move.get("unknown", ())),
        )


def _why_not(title: str, row: Mapping[str, object], move: Row) -> str:
    """Why no fighter does a move, if none does: it knows those that it can do on the ground,
    that strike in a known time, or go on from another one."""
    if row.get("airmove"):
        move["tags"].append("air")
        return "it is done in the air"
    if is_follow_up(title, row) and "follow_up" not in move:
        return "what it follows is not told"
    if "role" in move:
        return "" if "cancels" in move else "it strikes nobody"
    unknown = {"release", "recovery"} & set(move.get("unknown", ()))
    return "how long it takes is not known" if unknown else ""


def _tidy(move: Row) -> Row:
    """A row without what is empty, or as it is by default."""
    return {key: value for key, value in move.items() if value not in ("", [], {}, False)}
