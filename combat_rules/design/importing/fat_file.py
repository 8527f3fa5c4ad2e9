"""A file of FAT: characters with their moves and stats, as they are written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from combat_rules.design.importing.report import name_for, unreadable


def characters_in(file: Path, data: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The characters by name. Raises ``CombatError`` for what is no file of FAT."""
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise unreadable(file, f"it is no JSON: {error}") from error
    if not isinstance(document, dict) or not document:
        raise unreadable(file, "it holds no characters by name")
    for name, character in document.items():
        if not isinstance(character, dict) or not isinstance(character.get("moves"), dict):
            raise unreadable(file, f"{name[:40]!r} has no moves, as a character of FAT has")
        yield " ".join(name_for("", name, {}).split())[:30], character


def sections_of(file: Path, name: str, character: Mapping[str, Any]) -> Mapping[str, Any]:
    """The lists of moves of a character: the normal one, and those of other states."""
    sections: Mapping[str, Any] = character["moves"]
    for section, moves in sections.items():
        if not isinstance(moves, dict):
            raise unreadable(file, f"{name}, {section[:40]!r} holds no moves by name")
    return sections


def stats_of(character: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is said of the character itself."""
    stats = character.get("stats")
    return stats if isinstance(stats, dict) else {}
