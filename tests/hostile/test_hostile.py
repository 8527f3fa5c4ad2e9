"""Hostile rules and histories: whatever the checks let in is played right, in every way."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.amounts import amount
from tests.hostile.planted import FAULTS, Patch, stories_until_caught
from tests.hostile.trial import failure_of, try_story

FIRST, PARTS, EACH = amount(1, 0), amount(4, 50), 4
"""Stories in the suite; ``make hostile`` tries others, for as long as one likes.
Story 0 alone takes as long as thirty others."""
MOST = 3
"""Stories after which a planted fault has to be caught, from the first that it spoils on."""


@pytest.mark.parametrize("part", range(PARTS))
def test_a_hostile_story_is_played_right_and_the_same_in_every_way(part: int) -> None:
    figures: Counter[str] = Counter()
    for seed in range(FIRST + part * EACH, FIRST + (part + 1) * EACH):
        try:
            try_story(seed, figures=figures)
        except Exception as error:
            raise AssertionError(str(failure_of(seed))) from error
    # What is drawn must be let in often enough, and something must happen.
    assert figures["charts let in"] * 4 > figures["charts drawn"]
    assert figures["events"] > 10 * EACH


@pytest.mark.parametrize(
    ("fault", "first"), FAULTS.items(), ids=[fault.__name__ for fault in FAULTS]
)
def test_a_planted_fault_is_caught(fault: Callable[[Patch], None], first: int) -> None:
    assert stories_until_caught(fault, first, MOST) is not None
