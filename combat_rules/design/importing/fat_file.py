"""A file of FAT: characters with their moves and stats, as they are written."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from combat_rules.design.importing.headings import NEEDED, meaning
from combat_rules.design.importing.report import character_name, unreadable
from combat_rules.plugins.tables.cells import Unreadable
from combat_rules.plugins.tables.keys import parse_json

FORMER: Mapping[str, str] = MappingProxyType({
    "damage": "dmg", "chip": "chp", "chipDamage": "chp", "attackLevel": "atkLvl",
    "cmdName": "cmnName", "cancelsTo": "xx",
})  # fmt: skip
"""Columns by what older files of FAT, and files after its model, call them."""


def is_fat(data: bytes) -> bool:
    """Whether a document is one of FAT's, as far as its shape tells: moves of characters by name,
    in sections and by title. What holds nothing else is taken for one, and so is what is no
    JSON."""
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return True
    if not isinstance(document, dict):
        return False
    return all(isinstance(each, dict) and _is_character(each) for each in document.values())


def _is_character(each: Mapping[str, object]) -> bool:
    moves = each.get("moves")
    if not isinstance(moves, dict) or any(isinstance(part, list) for part in moves.values()):
        return False
    # Where it is not sections that hold the rows, but rows that hold the cells, it is another's.
    parts = [part for part in moves.values() if isinstance(part, dict)]
    told = any(meaning(column) in NEEDED for part in parts for column in part)
    return not told or any(isinstance(cell, dict) for part in parts for cell in part.values())


def characters_in(file: Path, data: bytes) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The characters by name. Raises ``CombatError`` for what is no file of FAT."""
    try:
        document = parse_json(data)
    except Unreadable as error:
        raise unreadable(file, str(error)) from error
    if not isinstance(document, dict) or not document:
        raise unreadable(file, "it holds no characters by name")
    for name, character in document.items():
        if not isinstance(character, dict) or not isinstance(character.get("moves"), dict):
            raise unreadable(file, f"{name[:40]!r} has no moves, as a character of FAT has")
        yield character_name(name), character


def sections_of(
    file: Path, name: str, character: Mapping[str, object]
) -> Mapping[str, Mapping[str, object]]:
    """The lists of moves of a character: the normal one, and those of other states."""
    sections: dict[str, Mapping[str, object]] = {}
    given = character["moves"]
    assert isinstance(given, dict), "characters_in yields none without"
    for section, moves in given.items():
        if not isinstance(moves, dict):
            raise unreadable(file, f"{name}, {section[:40]!r} holds no moves by name")
        sections[section] = {title: _in_its_words(row) for title, row in moves.items()}
    return sections


def _in_its_words(row: object) -> object:
    """A row by the columns of today's files; a list of cancels may be one text."""
    if not isinstance(row, dict):
        return row
    fresh = {FORMER[key]: cell for key, cell in row.items() if key in FORMER}
    signs = fresh.get("xx")
    if isinstance(signs, str):
        fresh["xx"] = re.findall(r"\w+", signs)
    return {**fresh, **{key: cell for key, cell in row.items() if key not in FORMER}}


def stats_of(character: Mapping[str, object]) -> Mapping[str, object]:
    """What is said of the character itself."""
    stats = character.get("stats")
    return stats if isinstance(stats, dict) else {}
