"""How high a blow comes: the letters of each game, hit by hit."""

import re
from collections.abc import Mapping

from combat_rules.design.importing.cells import text_in
from combat_rules.design.importing.games import Game

THROWS = ("throw", "command-grab", "combo grab")
"""Kinds of moves that no guard holds."""


def lines_of(row: Mapping[str, object], game: Game) -> tuple[tuple[str, ...], str]:
    """The line of each hit, where the row tells them apart, or else the one line of all; and
    what has to be known of it."""
    for column, letters in game.heights:
        text = "".join(text_in(row.get(column, "")).split()).upper()
        found = [_height(part, letters) for part in letters_of(text)]
        if found and found[0]:
            if all(found) and len(set(found)) > 1:
                return tuple(found), ""
            sure = text in letters or all(found)
            note = "" if sure else f"{column} {text!r}: its first hit counts"
            return (found[0],), note
        if text:
            return ("high",), f"{column} {text!r} does not say which guard holds it: both do"
    if str(row.get("moveType", "")).lower() in THROWS:
        return ("throw",), ""
    return ("high",), "which guard holds it is not said: both do"


def letters_of(text: str) -> tuple[str, ...]:
    """How high each hit comes, as letters: ``H*L``, ``Lx5*M``, ``2,3``."""
    found: list[str] = []
    for part in re.split(r"[*,]", text):
        several = re.fullmatch(r"(.+)[xX](\d{1,2})", part)
        found += [part] if several is None else [several[1]] * int(several[2])
    return tuple(found)


def _height(part: str, letters: Mapping[str, str]) -> str:
    """The line that a part of a cell names, by its longest letters; empty for none."""
    longest_first = sorted(letters, key=len, reverse=True)
    found = next((key for key in longest_first if part.startswith(key)), "")
    # A letter that begins a word is none, but one of several is: HA, LA.
    is_word = len(found) == 1 and re.match(r"[A-Z]{4}", part)
    return "" if is_word else letters.get(found, "")
