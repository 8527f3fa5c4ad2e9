"""Timing in pairs: what is compared runs in turn, so a machine that drifts drifts for all."""

from collections.abc import Callable, Mapping
from gc import collect, disable, enable
from statistics import median
from time import process_time_ns

ROUNDS = 15


def in_turn(jobs: Mapping[str, Callable[[], int]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Nanoseconds of processor time per unit of each job, one figure a round, all in each round.

    A job does some work and returns how many units it was.
    """
    for job in jobs.values():
        job()
    figures: dict[str, list[float]] = {name: [] for name in jobs}
    disable()
    try:
        for _ in range(rounds):
            for name, job in jobs.items():
                # Each begins alike; what the reference runner leaves would lie in everybody's way.
                collect()
                began = process_time_ns()
                units = job()
                figures[name].append((process_time_ns() - began) / units)
    finally:
        enable()
    return figures


def ratio(slower: list[float], faster: list[float]) -> float:
    """How many times slower, as the median over rounds of the ratio within a round."""
    return median(a / b for a, b in zip(slower, faster, strict=True))
