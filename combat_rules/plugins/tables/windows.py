"""Cancel windows in one cell: ``#light on hit+blocked 100-300; slam on landed``."""

from collections.abc import Iterable

from combat_rules.plugins.tables.cells import Cell, Fields, Items, Place, Text


def windows_of(texts: Iterable[str], place: Place) -> Items:
    """The windows as cells, as if each were written with keys and values.

    A window is what it leads into, then ``on`` and the outcomes, then the ticks; ``+`` joins
    several. All but the first may be left out, and so may the last tick.
    """
    return Items(tuple(_window(text, place) for text in texts), place)


def _window(text: str, place: Place) -> Fields:
    words = text.split()
    ticks = words.pop() if len(words) > 1 and _are_ticks(words[-1]) else ""
    if "on" in words[1:]:
        at = len(words) - 1 - words[::-1].index("on")
        words, outcomes = words[:at], "".join(words[at + 1 :]) or "nothing"
    else:
        outcomes = ""
    start, _, end = ticks.partition("-")
    values: dict[str, Cell] = {"into": _several(" ".join(words), place)}
    if outcomes:
        values["on"] = _several(outcomes, place)
    values |= {name: Text(tick, place) for name, tick in (("start", start), ("end", end)) if tick}
    return Fields(tuple((Text(name, place), cell) for name, cell in values.items()), place)


def _are_ticks(word: str) -> bool:
    start, dash, end = word.partition("-")
    return bool(dash) and start.isdigit() and (not end or end.isdigit())


def _several(text: str, place: Place) -> Items:
    return Items(tuple(Text(part.strip(), place) for part in text.split("+")), place)
