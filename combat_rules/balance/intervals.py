"""Intervals: how sure a share is, looked at once, or again and again until it is known."""

from collections.abc import Callable
from math import lgamma, log, sqrt

from msgspec import Struct

from combat_rules.compiled.tally import NORMAL

SURE = log(1 / 0.05)
"""What the evidence against a share has to come to before it is left out: 95 of a hundred times no
true share is ever left out."""
WEIGHT = 600
"""Fights that the guess from the first look counts for."""
EXACT = 1e-9


class Looks(Struct, frozen=True):
    """An interval for a share that may be looked at after every fight, and stays right.

    A confidence sequence: of a hundred of them, at least 95 hold the true share at every look
    there ever is, so that one may stop as soon as it is narrow enough. It is a mixture after
    Robbins (1970), with a beta distribution about the share of the first ``fights``, of which
    ``score`` were won; the evidence is that of all later ones. It holds for anything between 0
    and 1, so for draws that count a half.
    """

    score: float
    fights: int

    def interval(self, score: float, fights: int) -> tuple[float, float]:
        """The interval in percent after so many fights, those of the first look included."""
        won, count = score - self.score, fights - self.fights
        if count <= 0:
            return 0.0, 100.0
        share = (self.score + 0.5) / (self.fights + 1)
        mixed = _beta(WEIGHT * share, WEIGHT * (1 - share), won, count - won)
        middle = won / count

        def stays(p: float) -> bool:
            return mixed - won * log(p) - (count - won) * log(1 - p) < SURE

        low = 0.0 if won == 0 else _edge(middle, EXACT, stays)
        high = 1.0 if won == count else _edge(middle, 1 - EXACT, stays)
        return 100 * low, 100 * high


def _beta(a: float, b: float, won: float, lost: float) -> float:
    """The logarithm of the chance of what happened, with a share that is spread so."""
    return _log_beta(a + won, b + lost) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _edge(inside: float, outside: float, stays: Callable[[float], bool]) -> float:
    """The last share towards ``outside`` that is not left out."""
    inside = min(max(inside, EXACT), 1 - EXACT)
    for _ in range(40):
        middle = (inside + outside) / 2
        if stays(middle):
            inside = middle
        else:
            outside = middle
    return outside


def paired(total: float, squares: float, fights: int) -> tuple[float, float]:
    """The interval in percent for the mean of differences between -1 and 1, each of two fights on
    the same luck; ``total`` is their sum, ``squares`` that of their squares.

    After Bonett and Price (2012): one difference of each sign is added, so that it says something
    where no difference was seen.
    """
    count = fights + 2
    mean = total / count
    error = sqrt((squares + 2) / count - mean * mean) / sqrt(count)
    return 100 * max(-1.0, mean - NORMAL * error), 100 * min(1.0, mean + NORMAL * error)
