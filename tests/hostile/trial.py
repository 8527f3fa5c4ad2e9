"""One trial: a story is played and checked, and played in other ways; what fails is shrunk."""

from collections import Counter
from typing import NamedTuple

import pytest

from combat_rules.engine import playing
from tests.hostile.checker import Checker
from tests.hostile.story import Story
from tests.hostile.twins import TWINS, WITHOUT_ROLLBACKS, Twin, same_on_the_other_runner

MOMENTS = 40
"""Moments that a tick may have, so that one that does not end is over soon."""

TWINS_EACH = 2
"""In how many other ways each fight is played."""


ALIKE = 16
"""Characters at the beginning of two problems that have to be the same for them to be one."""


class Failure(NamedTuple):
    """A story that failed: what was wrong, and the steps that can be left out of it."""

    seed: int
    without: tuple[int, ...]
    problem: str

    def __str__(self) -> str:
        left_out = "".join(f" {number}" for number in self.without)
        again = f"python -m tests.hostile again {self.seed}{left_out}"
        return f"{self.problem}\n  to see it again: {again}"


def try_story(
    seed: int, without: frozenset[int] = frozenset(), figures: Counter[str] | None = None
) -> None:
    """Play the story of a seed; raises whatever is wrong with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(playing, "MAX_MOMENTS", MOMENTS)
        story = Story(seed, without)
        combat = story.open(story.drawn.ruleset())
        checker = Checker(combat)
        for _ in story.play(combat):
            checker.check()
        twins = twins_of(story)
        for twin in twins:
            twin(story, combat, checker.events, story.choice)
    if figures is not None:
        figures["fights"] += 1 + len(twins)
        figures["inputs"] += len(story.steps) * (1 + len(twins))
        figures["events"] += len(checker.events)
        figures["charts drawn"] += story.drawn.drawn
        figures["charts let in"] += story.drawn.let_in
        figures["fights with faults of rules"] += bool(combat.faults)
        figures["blows"] += sum(event.type == "damage_dealt" for event in checker.events)


def twins_of(story: Story) -> list[Twin]:
    """The other ways in which a fight is played."""
    draw = story.choice
    possible = [twin for twin in TWINS if not (story.goes_back and twin in WITHOUT_ROLLBACKS)]
    chosen = [possible.pop(draw.number(0, len(possible) - 1)) for _ in range(TWINS_EACH)]
    return [*chosen, *[same_on_the_other_runner] * draw.yes(8)]


def failure_of(seed: int) -> Failure | None:
    """What is wrong with the story of a seed, and the steps that it does not take; or ``None``."""
    problem = _problem(seed, frozenset())
    if problem is None:
        return None
    without: frozenset[int] = frozenset()
    steps = len(Story(seed).all_steps)
    for size in (8, 4, 2, 1):
        for first in range(steps - size, -1, -size):
            fewer = without | set(range(first, first + size))
            found = None if fewer == without else _problem(seed, fewer)
            if found is not None and found[:ALIKE] == problem[:ALIKE]:
                without, problem = fewer, found
    return Failure(seed, tuple(sorted(without)), problem)


def _problem(seed: int, without: frozenset[int]) -> str | None:
    try:
        try_story(seed, without)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
