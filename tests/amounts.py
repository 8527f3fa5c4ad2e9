"""How much tests try: enough to notice in every run, and all there is with ``make long``."""

import os
from collections.abc import Iterable
from random import Random
from typing import TypeVar

T = TypeVar("T")

PROFILE = os.environ.get("COMBAT_RULES_PROFILE", "default")
LONG = PROFILE == "long"


EXAMPLES = 5000 if LONG else 5
"""Examples that a property is tried on."""


def amount(few: int, many: int) -> int:
    """``few``, or ``many`` in a long run."""
    return many if LONG else few


def some(cases: Iterable[T], few: int, seed: int = 1) -> list[T]:
    """``few`` of the cases, in their order and the same ones each time; in a long run all."""
    every = list(cases)
    if LONG or len(every) <= few:
        return every
    return [every[place] for place in sorted(Random(seed).sample(range(len(every)), few))]
