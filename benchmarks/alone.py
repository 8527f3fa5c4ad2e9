"""The duel beside one written by hand, in processes that do nothing else.

How a process happens to lie in memory makes a difference of some percent, and so does what else it
has loaded; the median of several processes says what the engine costs.
"""

import json
from collections.abc import Callable
from statistics import median

from benchmarks import bare, duel
from benchmarks.before import HERE, ROUNDS, played_in
from benchmarks.rows import hear
from benchmarks.timing import in_turn, ratio
from combat_rules.plugins import standard_ruleset

DUELS, BY_HAND = 16, 100
"""How many duels are played in a row: some thirty milliseconds of each kind, so that it hardly
counts what ran before and what that has left in the processor's caches."""


def play(runs: int, subscribed: bool) -> Callable[[], int]:
    """A job that plays duels, heard by somebody or not."""
    rules = standard_ruleset()

    def job() -> int:
        for _ in range(runs):
            combat = duel.set_up(rules)
            if subscribed:
                combat.subscribe("*", hear)
            combat.run()
        return runs

    return job


def by_hand() -> int:
    """A job that plays duels by hand."""
    for _ in range(BY_HAND):
        bare.run()
    return BY_HAND


def tell(subscribed: bool) -> None:
    """Print as JSON how many times as long as one by hand a duel takes in this process."""
    figures = in_turn({"engine": play(DUELS, subscribed), "by hand": by_hand})
    print(json.dumps({"times": ratio(figures["engine"], figures["by hand"])}))


def times(subscribed: bool) -> float:
    """The same, as the median of several processes."""
    told = f"from benchmarks.alone import tell; tell({subscribed})"
    return median(played_in(HERE, told)["times"] for _ in range(ROUNDS))
