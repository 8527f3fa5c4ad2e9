"""How high a blow comes: the letters of each game, hit by hit."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from combat_rules.design.importing.cells import text_in
from combat_rules.design.importing.games import COMES, GUARDED, HIGH_AND_MID, Game

THROWS = ("throw", "command-grab", "combo grab")
"""Kinds of moves that no guard holds."""


def lines_of(row: Mapping[str, object], game: Game) -> tuple[tuple[str, ...], str]:
    """The line of each hit, where the row tells them apart, or else the one line of all; and
    what has to be known of it."""
    for column, usual in game.heights:
        letters = game.in_air.get(column, usual) if row.get("airmove") else usual
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


Letters = Mapping[str, str]
HIGH, MID, OVERHEAD = ("HIGH", "H"), ("MID", "MIDDLE", "M"), ("OVERHEAD", "OH")


def heights_of(rows: Iterable[Mapping[str, object]]) -> tuple[tuple[tuple[str, Letters], ...], str]:
    """What the words of a sheet mean, by the columns of its heights, and what has to be known of
    it. Games differ in which of high and mid is an overhead: it is the one that blows from the
    air are, where another word does not say it."""
    told = list(rows)
    guard, why_guard = _letters_in(told, "guard", GUARDED)
    height, why_height = _letters_in(told, "height", COMES)
    return (("guard", guard), ("height", height)), why_guard or why_height


def _letters_in(
    rows: list[Mapping[str, object]], column: str, usual: Letters
) -> tuple[Letters, str]:
    """The meaning of the words in one column, and why it is not the usual one."""
    words = {"all": Counter[str](), "air": Counter[str]()}
    for row in rows:
        parts = letters_of("".join(text_in(row.get(column, "")).split()).upper())
        words["all"].update(parts)
        words["air"].update(parts if row.get("airmove") else ())
    high, mid, overhead = (sum(words["all"][w] for w in each) for each in (HIGH, MID, OVERHEAD))
    if not high or not mid:
        return usual, ""
    above, below = (sum(words["air"][w] for w in each) for each in (HIGH, MID))
    if overhead:
        return COMES, f"{column}: both guards hold high and mid, since overhead is another word"
    if above > below:
        return GUARDED, f"{column}: high is held standing only, as blows from the air are high"
    if below > above:
        return HIGH_AND_MID, f"{column}: mid is held standing only, as blows from the air are mid"
    if column == "height":
        return HIGH_AND_MID, "height: mid is held standing only, high by both guards"
    return usual, ""
