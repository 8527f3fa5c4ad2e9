"""When a move cannot be hurt: columns, and sentences such as ``Fully invincible on frames 1-8``."""

import re
from collections.abc import Iterable, Iterator, Mapping

from combat_rules.design.importing.cells import Cells, text_in
from combat_rules.design.importing.report import Row

MOST = 20
"""Protections of a move that a table holds."""
LINES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("full", "fully", "all", "completely", "complete", "total"), ()),
    **dict.fromkeys(("strike", "strikes", "attack", "hit"), ("high", "middle", "low")),
    **dict.fromkeys(("throw", "throws", "grab", "grabs"), ("throw",)),
}
"""The lines of blows that a word names; none are all of them. Projectiles have no line of their
own, and of parts of a body nothing is known in one dimension."""

FRAMES = r"(?P<start>\d{1,4})\s*f?(?:\s*[-~]\s*(?P<end>\d{1,4}))?f?\b(?!\s*[-~]?\s*(\[|\?|onward))"
SAID = (
    re.compile(
        rf"(?P<words>[a-z ,/&]+?)\s+inv(?:incib|uln|\.)[a-z]*\s*(?:on|from|for|during)?\s*"
        rf"(?:frames?)?\s*{FRAMES}(?P<rest>.*)"
    ),
    re.compile(rf"(?:frames?\s+)?{FRAMES}\s+(?P<words>[a-z ,/&]+?)(?:\s+inv[a-z]*)?(?P<rest>)"),
)
"""Protection in prose and in cells: what from, and on which frames."""
ARMOUR = re.compile(
    rf"(?:has )?(?P<blows>\d{{1,3}})[- ]?(?:hits?|points?)(?: of)? (?:super )?armou?r (?:on|from) "
    rf"(?:frames? )?{FRAMES}(?P<rest>.*)"
)
ABOUT = re.compile(r"(?=.*\d).*(\binv(inc|uln)|armou?r\b)", re.IGNORECASE)
"""A sentence that says on which frames there is some protection."""
ASIDE = re.compile(r"\s*(|[(.;].*|or until (button )?release)", re.DOTALL)
"""How a sentence may go on that takes nothing back."""


def protections_of(row: Cells, prose: Iterable[str]) -> tuple[list[Row], list[str]]:
    """The protections of a move as rows of a table, and what is told of others and not modelled."""
    found: list[Row] = []
    notes = []
    for text in (*_cells(row), *(line for line in prose if ABOUT.match(line))):
        read = [_read(part) for part in _parts(text)]
        found += [each for each in read if each is not None and each not in found]
        if None in read:
            notes.append(f"{text[:80]!r} is not modelled")
    return found[:MOST], notes


def _cells(row: Cells) -> Iterator[str]:
    text = text_in(row.get("invuln", ""))
    if text.lower() not in ("", "-", "none", "no", "n/a"):
        yield text


def _parts(text: str) -> list[str]:
    """A cell's protections one by one: ``1~8 Full, 9~12 Throw``."""
    plain = re.sub(r"^\s*invuln(erability)?:\s*", "", text.lower())
    return [part.strip() for part in re.split(r"[,;]\s*(?=\d)", plain)]


def _read(text: str) -> Row | None:
    """One protection, or ``None`` for what cannot be held to lines and ticks."""
    armour = ARMOUR.fullmatch(text)
    if armour is not None and ASIDE.fullmatch(armour["rest"]) and int(armour["blows"]):
        return {**_ticks(armour), "armour": int(armour["blows"])}
    for pattern in SAID:
        found = pattern.fullmatch(text)
        if found is not None and ASIDE.fullmatch(found["rest"]):
            lines = _lines(found["words"])
            return None if lines is None else {**lines, **_ticks(found)}
    return None


def _lines(words: str) -> Row | None:
    """The lines that words name: ``strike and throw``; projectiles alone are none."""
    named = [word for word in re.split(r"\s*(?:,|/|&|\band\b|\s)\s*", words) if word]
    known = [word for word in named if not word.startswith("projectile")]
    if not known or not all(word in LINES for word in known):
        return None
    if any(not LINES[word] for word in known):
        return {}
    return {"lines": list(dict.fromkeys(line for word in known for line in LINES[word]))}


def _ticks(found: re.Match[str]) -> Row:
    start = int(found["start"])
    end = int(found["end"] or start)
    return {"start": max(start - 1, 0), "end": max(end, start) - 1}
