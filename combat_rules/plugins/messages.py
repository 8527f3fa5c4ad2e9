"""What checks say: problems with numbers, pairs and names."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from combat_rules.model.limits import LIMIT

Problem = tuple[str, str]
"""A plugin, and what it has to change."""


def number(field: str, value: object, low: int) -> Iterator[str]:
    """What is wrong with a number that is whole and at least ``low``."""
    if type(value) is not int or not low <= value <= LIMIT:
        yield f"{field} is {value!r}; a whole number from {low} to {LIMIT}"


def items(mapping: object) -> list[tuple[Any, Any]]:
    """The pairs of a mapping; none of what is no mapping."""
    return list(mapping.items()) if isinstance(mapping, Mapping) else []


def meant(name: str, known: list[str]) -> str:
    """What could have been meant by a name, or else all that there is."""
    close = get_close_matches(name, known, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are: {', '.join(known)}" if known else "there are none"


def in_short(value: object) -> str:
    """A value as a message quotes it, whatever it is; what cannot even be shown by its type."""
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__qualname__} that cannot be shown"
    return text if len(text) <= 200 else f"{text[:197]}..."
