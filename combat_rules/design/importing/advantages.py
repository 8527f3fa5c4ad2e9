"""Who is free first: cells such as ``4``, ``KD +20(34)``, ``L +21``, ``2~9``, ``HKD``."""

import re

from msgspec import Struct

from combat_rules.design.importing.cells import DATE, MOST, UNSAID, Unclear, text_in, unclear
from combat_rules.design.importing.games import Game

WORDS = {
    **dict.fromkeys(("KD", "HKD", "SKD", "KND", "KNOCKDOWN", "D"), "is knocked down"),
    **dict.fromkeys(("CKD", "CRUMPLE", "C"), "crumples"),
    "TUMBLE": "tumbles", "L": "is launched", "GB": "bounces off the ground",
    "WB": "bounces off the wall", "WS": "splats on the wall", "S": "staggers",
}  # fmt: skip
"""What stands before an advantage, or behind it: what happens to the target."""
ALSO = {
    **dict.fromkeys(("HARD KNOCKDOWN", "HARD KD"), "HKD"),
    **dict.fromkeys(("SOFT KNOCKDOWN", "SOFT KD"), "SKD"),
    **dict.fromkeys(("KNOCK DOWN", "KDN"), "KD"),
    **dict.fromkeys(("LAUNCH", "LAUNCHES", "LNC"), "L"),
    **dict.fromkeys(("GROUND BOUNCE", "GROUNDBOUNCE"), "GB"),
    **dict.fromkeys(("STAGGER", "STN"), "S"),
    **dict.fromkeys(("WALL BOUNCE", "WALLBOUNCE"), "WB"),
    **dict.fromkeys(("WALL SPLAT", "WALLSPLAT"), "WS"),
}  # fmt: skip
"""The same in other words."""
WORD = "|".join(sorted((*WORDS, *ALSO), key=len, reverse=True))

SAID = re.compile(
    rf"(?P<word>{WORD})?\s*"
    r"(?:(?P<number>[+-]?\s?[0-9]{1,6})\*?)?(?P<rest>\D.*)?",
    re.DOTALL | re.IGNORECASE,
)
BEHIND = re.compile(rf"\(?\s*(?![A-Z]\b)({WORD})\s*\)?", re.IGNORECASE)
"""A word behind a number, ``+20 KD``, ``20 (KD)``; a letter alone may mean something else there."""
INSIDE = re.compile(r"\(\s*([+-]?[0-9]{1,6})\s*\)")
"""A number behind a word: ``KD (+20)``."""
DEPENDS = re.compile(r"[~-]\s*[+-]?[0-9?\[]|[~+]$|/|\*\s*[+-]?[0-9]")
"""What stands behind one of several numbers: ``2~9``, ``0/5``, ``6*8``, ``-4+``."""

NO_TICKS = re.compile(
    r"[.,:_ex]\d.*|\s*\?.*|\s*or\b.*|-|[\s,;>+\u2192]+(?:then )?[+-]?\d.*",
    re.DOTALL | re.IGNORECASE,
)
"""What stands behind a number that is none of ticks, or not the only one: ``1.5``, ``1,000``,
``1e3``, ``5?``, ``5 or 7``, ``5; 7``."""


class Advantage(Struct, frozen=True):
    """What a cell says. ``ticks`` are ``None`` if it gives no number, ``word`` what happens to
    the target, ``down`` whether it lies and cannot be struck."""

    ticks: int | None = None
    word: str = ""
    down: bool = False
    note: str = ""


def advantage_in(cell: object, column: str, game: Game) -> Advantage:
    """What a cell of this column says. Raises ``Unclear`` for what cannot be read."""
    text = text_in(cell)
    if text.lower() in UNSAID:
        return Advantage()
    found = SAID.fullmatch(text)
    if found is None or not (found["word"] or found["number"]):
        raise Unclear(f"{column} {text!r} does not say how long")
    if DATE.fullmatch(text) or (found["number"] and NO_TICKS.fullmatch(found["rest"] or "")):
        raise Unclear(unclear(column, cell))
    word, number, rest = found["word"] or "", found["number"], (found["rest"] or "").strip()
    if not word and (behind := BEHIND.fullmatch(rest)):
        word, rest = behind[1], ""
    elif word and number is None and (inside := INSIDE.fullmatch(rest)):
        number, rest = inside[1], ""
    word = ALSO.get(word.upper(), word.upper())
    if word and rest[:1].isalpha() and number is None:
        raise Unclear(f"{column} {text!r} does not say how long")
    down = word in game.downs
    if number is None:
        return Advantage(None, word, down, f"{column} {text!r} has no number" if word else "")
    ticks = int(number.replace(" ", ""))
    if abs(ticks) > MOST:
        raise Unclear(f"{column} {text!r} is beyond {MOST}")
    if DEPENDS.match(rest) and not rest.startswith("~["):
        return Advantage(None, word, down, f"{column} {text!r} depends on more than the row says")
    notes = [f"{column} {text!r} is taken as {ticks}"] if rest else []
    if word and not down:
        notes.append(f"{column} {text!r}: the target {WORDS[word]}, and can be struck")
    return Advantage(ticks, word, down, "; ".join(notes))
