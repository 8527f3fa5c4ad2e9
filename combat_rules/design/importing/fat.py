"""FAT's JSON: Street Fighter 6, and games in the same shape."""

from collections.abc import Iterable
from pathlib import Path

from combat_rules.design.importing.characters import Section, read_sections
from combat_rules.design.importing.fat_file import characters_in, sections_of, stats_of
from combat_rules.design.importing.games import GAMES, SF6, Game
from combat_rules.design.importing.report import Imported, unreadable
from combat_rules.errors import CombatError

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""
MOST_ROWS = 50_000
"""Rows of the longest file."""


def read_fat(file: Path, data: bytes, game: str = "") -> Imported:
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
    return read_sections(file.name, sections, rules)


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
        f"{', '.join(f'{game.name} ({game.title})' for game in GAMES.values())}",
        code="import.game",
    )
