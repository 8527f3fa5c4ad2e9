"""Rows of their own in one cell: cancel windows, hits and protections."""

from collections.abc import Iterable

from combat_rules.plugins.tables.cells import Cell, Fields, Items, Place, Text


def windows_of(texts: Iterable[str], place: Place) -> Items:
    """Cancel windows as cells, as if each were written with keys and values:
    ``#light on hit+blocked 100-300; slam on landed``.

    A window is what it leads into, then ``on`` and the outcomes, then the ticks; ``+`` joins
    several. All but the first may be left out, and so may the last tick.
    """
    return Items(tuple(_window(text, place) for text in texts), place)


def hits_of(texts: Iterable[str], place: Place) -> Items:
    """Hits as cells: ``release 60 + damage 4; gap 90 + damage 6 + knockdown yes``."""
    return Items(tuple(_hit(text, place) for text in texts), place)


def protections_of(texts: Iterable[str], place: Place) -> Items:
    """Protections as cells: ``any on throw 0-6; commit+release armour 1``.

    One is the phases that it holds in, or ``any``; then ``on`` and the lines, the ticks, and
    ``armour`` and how many blows. All but the first may be left out, and so may the last tick.
    """
    return Items(tuple(_protection(text, place) for text in texts), place)


def _hit(text: str, place: Place) -> Fields:
    pairs = [part.strip().partition(" ") for part in text.split("+")]
    # What is named and has no number is not as good as left out.
    told = [(name, value.strip() or "nothing") for name, _, value in pairs]
    return Fields(tuple((Text(name, place), Text(value, place)) for name, value in told), place)


def _protection(text: str, place: Place) -> Fields:
    words, values = text.split(), dict[str, Cell]()
    if len(words) > 2 and words[-2] == "armour":
        values["armour"] = Text(words.pop(), place)
        words.pop()
    if len(words) > 1 and _are_ticks(words[-1]):
        values |= _ticks(words.pop(), place)
    if "on" in words[1:]:
        at = words.index("on", 1)
        values["lines"] = _several(" ".join(words[at + 1 :]), place)
        words = words[:at]
    if words != ["any"]:
        values["phases"] = _several(" ".join(words), place)
    return Fields(tuple((Text(name, place), cell) for name, cell in values.items()), place)


def _window(text: str, place: Place) -> Fields:
    words = text.split()
    ticks = words.pop() if len(words) > 1 and _are_ticks(words[-1]) else ""
    if "on" in words[1:]:
        at = len(words) - 1 - words[::-1].index("on")
        words, outcomes = words[:at], " ".join(words[at + 1 :]) or "nothing"
    else:
        outcomes = ""
    values: dict[str, Cell] = {"into": _several(" ".join(words), place)}
    if outcomes:
        values["on"] = _several(outcomes, place)
    if ticks:
        values |= _ticks(ticks, place)
    return Fields(tuple((Text(name, place), cell) for name, cell in values.items()), place)


def _ticks(text: str, place: Place) -> dict[str, Cell]:
    start, _, end = text.partition("-")
    return {name: Text(tick, place) for name, tick in (("start", start), ("end", end)) if tick}


def _are_ticks(word: str) -> bool:
    start, dash, end = word.partition("-")
    return bool(dash) and start.isdigit() and (not end or end.isdigit())


def _several(text: str, place: Place) -> Items:
    return Items(tuple(Text(part.strip(), place) for part in text.split("+")), place)
