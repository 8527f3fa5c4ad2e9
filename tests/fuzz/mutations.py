"""Mutations: bytes flipped, put in and taken out; data with anything in any place."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

CODE = (
    "__import__('os').system('true')",
    "exec('import os')",
    "${7*7}",
    "!!python/object/apply:os.system [true]",
    "os.system",
    "lambda scene: True",
)
"""What would run if anything that is read were evaluated."""

ODD = st.sampled_from(
    [
        *CODE, "", " ", "#", "\0", "\x1b[2J", "\ud800", "[/b]", "[red]", "x" * 5000, "1e999", "nan",
        "true", "null", "../..", "attack", "ayla", "moment", "hit", "\u202e", "1" * 400,
    ]
)  # fmt: skip
"""Texts that something might trip over."""

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 0, 1, 7, 99, 10**9, 10**9 + 1, 2**31, 2**63 - 1, -(2**63)]),
    st.sampled_from([0.5, -0.0, 1e308]),
    ODD.filter(lambda text: "\ud800" not in text),
)
"""Values that something might trip over, as JSON has them."""

KEYS = st.sampled_from(["at", "name", "now", "health", ""]) | st.text(max_size=3)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
"""Any data, as JSON has it."""


@st.composite
def mutated(draw: st.DrawFn, whole: bytes, most: int = 6) -> bytes:
    """Bytes with a few changes: flipped, put in, taken out, doubled, moved, cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.sampled_from([1, 1, 2, 8, 100])))
        match draw(st.sampled_from(["flip", "put", "take", "double", "move", "cut"])):
            case "flip" if at < len(data):
                data[at] ^= draw(st.integers(1, 255))
            case "put":
                data[at:at] = draw(st.binary(max_size=8))
            case "take":
                del data[at:end]
            case "double":
                data[at:at] = data[at:end]
            case "move":
                piece = data[at:end]
                del data[at:end]
                place = draw(st.integers(0, len(data)))
                data[place:place] = piece
            case "cut" if draw(st.booleans()):
                del data[at:]
    return bytes(data)


@st.composite
def retold(draw: st.DrawFn, whole: str, words: Sequence[str], most: int = 5) -> str:
    """A text in which some words are others, lines are moved or doubled, and signs strewn."""
    lines = whole.split("\n")
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["word", "word", "strew", "double", "take", "swap"])):
            case "word":
                parts = lines[at].split(" ")
                parts[draw(st.integers(0, len(parts) - 1))] = draw(st.sampled_from(words) | ODD)
                lines[at] = " ".join(parts)
            case "strew":
                place = draw(st.integers(0, len(lines[at])))
                sign = draw(st.sampled_from([*"[]{},:;#&*!|>'\"%@`-=\t?+\\ ", "\r", "\x85", "- "]))
                lines[at] = lines[at][:place] + sign + lines[at][place:]
            case "double":
                lines.insert(at, lines[at])
            case "take" if len(lines) > 1:
                del lines[at]
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


@st.composite
def altered(draw: st.DrawFn, data: Any, most: int = 3) -> Any:
    """A copy of data in which a few places hold something else, or are gone."""
    for _ in range(draw(st.integers(1, most))):
        data = _altered(draw, data)
    return data


def _altered(draw: st.DrawFn, data: Any) -> Any:
    inside = isinstance(data, dict | list) and data and draw(st.integers(0, 9))
    if not inside:
        if type(data) is int and draw(st.booleans()):
            return data + draw(st.sampled_from([-1, 1, 10, -1000]))
        return draw(DATA)
    keys = list(data) if isinstance(data, dict) else range(len(data))
    key = draw(st.sampled_from(keys))
    copy = data.copy()
    if draw(st.integers(0, 5)):
        copy[key] = _altered(draw, data[key])
    else:
        del copy[key]
    return copy
