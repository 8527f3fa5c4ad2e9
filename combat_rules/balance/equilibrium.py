"""Equilibria of games of two where what the one wins the other loses, by linear programming."""

from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from combat_rules.errors import CombatError

Numbers = NDArray[np.float64]
EXACT = 1e-9
"""What counts as nothing."""


class Mixed(Struct, frozen=True):
    """The best that one side can do whatever the other does: how often each option, and what that
    is worth at least."""

    weights: tuple[float, ...]
    value: float


def solve(payoffs: Numbers) -> tuple[Mixed, Mixed]:
    """The equilibrium of a game: for each row and column what the row's side wins of the other.

    Of several equilibria it is the one of maximum entropy on each side, so options that are alike
    share. The second's value is what the column's side wins.
    """
    return _best(payoffs), _best(-payoffs.T)


def _best(payoffs: Numbers) -> Mixed:
    """The best mix of rows, and what it wins at least."""
    count, others = payoffs.shape
    scale = max(1.0, float(np.abs(payoffs).max(initial=0.0)))
    scaled = payoffs / scale
    found = _program(
        np.append(np.zeros(count), -1.0),
        np.column_stack([-scaled.T, np.ones(others)]), np.zeros(others),
        np.append(np.ones(count), 0.0)[None, :], np.ones(1), [(0, 1)] * count + [(None, None)],
    )  # fmt: skip
    value = float(found[-1])
    weights = _widest(scaled - value, found[:count])
    return Mixed(tuple(float(one) for one in weights), value * scale + 0.0)


def _widest(margins: Numbers, first: Numbers) -> Numbers:
    """Of all mixes of rows that win nothing less than 0, the one of maximum entropy.

    What can be played at all is found by one program for each row, and which columns always win
    exactly 0 by one for each; what is left is smooth inside.
    """
    count, others = margins.shape
    bounds = [(0.0, 1.0)] * count
    # What rounding has cost the value, no mix has to win.
    slack = np.full(others, EXACT)
    corners = [first]
    for place in range(count):
        corners.append(_corner(-np.eye(count)[place], margins, slack, bounds))
    for place in range(others):
        corners.append(_corner(-margins[:, place], margins, slack, bounds))
    inside = np.mean(corners, axis=0)
    played = np.flatnonzero(np.max(corners, axis=0) > 1e-7)
    tight = np.flatnonzero(np.max(np.array(corners) @ margins, axis=0) < 1e-7)
    equal = np.vstack([np.ones(len(played)), margins[np.ix_(played, tight)].T])
    free = _null_space(equal)
    start = inside[played]
    if not free.shape[1]:
        return _put(start, played, count)
    moved = _most_entropy(start, free, margins[played])
    return _put(start + free @ moved, played, count)


def _most_entropy(start: Numbers, free: Numbers, margins: Numbers) -> Numbers:
    """How far to go along each free direction for the most entropy."""

    def cost(step: Numbers) -> float:
        mix = np.maximum(start + free @ step, 1e-15)
        return float((mix * np.log(mix)).sum())

    def slope(step: Numbers) -> Numbers:
        mix = np.maximum(start + free @ step, 1e-15)
        return np.asarray(free.T @ (np.log(mix) + 1))

    limits: list[dict[str, Any]] = [
        _at_least(lambda step: start + free @ step, free),
        _at_least(lambda step: (start + free @ step) @ margins + EXACT, margins.T @ free),
    ]
    found = minimize(
        cost, np.zeros(free.shape[1]), jac=slope, method="SLSQP", constraints=limits,
        options={"ftol": 1e-12, "maxiter": 500},
    )  # fmt: skip
    return np.asarray(found.x)


def _at_least(function: Callable[[Numbers], Numbers], slopes: Numbers) -> dict[str, Any]:
    """A constraint of the optimiser: nothing of what the function gives is negative."""
    return {"type": "ineq", "fun": function, "jac": lambda step: slopes}


def _null_space(rows: Numbers) -> Numbers:
    """The directions that change none of what the rows measure, side by side."""
    _, sizes, directions = np.linalg.svd(rows)
    rank = int((sizes > 1e-9).sum())
    return np.asarray(directions[rank:].T)


def _put(part: Numbers, places: NDArray[np.intp], count: int) -> Numbers:
    whole = np.zeros(count)
    whole[places] = np.maximum(part, 0.0)
    whole[whole < 1e-6] = 0.0
    return np.asarray(whole / whole.sum())


def _corner(
    cost: Numbers, margins: Numbers, slack: Numbers, bounds: list[tuple[float, float]]
) -> Numbers:
    ones = np.ones((1, len(cost)))
    return _program(cost, -margins.T, slack, ones, np.ones(1), bounds)


def _program(
    cost: Numbers, most: Numbers, bounds: Numbers, equal: Numbers, to: Numbers, ranges: list[Any]
) -> Numbers:
    """The solution of a linear program."""
    found = linprog(cost, most, bounds, equal, to, ranges, method="highs")
    if found.x is None:
        raise CombatError(
            f"the equilibrium cannot be found: {found.message}", code="balance.equilibrium"
        )
    return np.asarray(found.x)


def dominated(payoffs: Numbers, row: int) -> dict[int, float] | None:
    """The row that wins more than a row whatever the other side does, or else the mix of others
    that does; none if no mix does."""
    count, others = payoffs.shape
    rest = [place for place in range(count) if place != row]
    if not rest:
        return None
    ahead = (payoffs[rest] - payoffs[row]).min(axis=1)
    if ahead.max() > 0:
        return {rest[int(ahead.argmax())]: 1.0}
    cost = np.append(np.zeros(len(rest)), -1.0)
    most = np.column_stack([-payoffs[rest].T, np.ones(others)])
    found = _program(
        cost, most, -payoffs[row], np.append(np.ones(len(rest)), 0.0)[None, :], np.ones(1),
        [(0, 1)] * len(rest) + [(None, None)],
    )  # fmt: skip
    if found[-1] <= 1e-7:
        return None
    return {place: float(one) for place, one in zip(rest, found, strict=False) if one > 1e-6}
