"""The search where pilots learn each set of values anew: by slopes, for one training tells little.

Two trainings under the same rules differ by some points, and a tick more may turn what pilots make
of a move. So no trial is held against another: every one has all numbers a little higher or lower,
by lot; through what came of many of them a plane is laid for each matchup (ridge regression, the
latest counting most), and numbers go where the planes say that matchups are as they are wanted.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from combat_rules.balance.breakpoints import number_of
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Matrix, Wanted, play_matrix
from combat_rules.balance.pilots.pilot import RUNS, save
from combat_rules.balance.pilots.training import Training
from combat_rules.balance.rulebook import rulebook
from combat_rules.balance.tuning.search import UNSEEN, Asked, Tuned
from combat_rules.balance.tuning.targets import Targets
from combat_rules.errors import CombatError, PluginError
from combat_rules.model.names import safe_file_name
from combat_rules.plugins import Ruleset

STEPS = 6
"""Steps that the range of a number has; a step is one at least."""
SPREAD = 0.4
"""Steps by which a trial has each number higher or lower."""
EVERY = 6
"""Trials from one move of the numbers to the next; the first of them has the very numbers."""
CALM = 4
"""Moves in a row with every plane where it is wanted, after which it stops."""
NOISE = 10.0
"""Points that one training is thought to be off."""
SLOPE = 2.0
"""Points that a step of a number is thought to change a matchup by, up or down."""
LEVEL = 20.0
"""Points that a matchup is thought to be from even."""
FADES = 0.98
"""What a trial counts for when another one has been played, as a share."""
FARTHEST = 0.5
"""Steps that a number is moved at a time, at most."""
PRICE = 0.5
"""What holds a number where it was at first: the less it has moved, the more."""
LOOSE = 0.3
"""Steps that a number counts as moved although it has not been."""
DAMPING = 4.0
"""What holds every number where it is, so that planes are not trusted far away."""

Points = npt.NDArray[np.float64]
Trial = Callable[[Mapping[str, int], int], Points]
"""What plays a trial: numbers and which one it is, to the percent of each pairing."""


class Survey:
    """A search by slopes over numbers with ranges.

    ``concerned`` says for each pairing which numbers can change it, ``spans`` in which range in
    percent it is wanted, a row each; a pairing that may be anything has none in ``concerned`` and
    the range from 0 to 100.
    """

    def __init__(
        self, ranges: Mapping[str, tuple[int, int]], before: Mapping[str, int],
        concerned: npt.NDArray[np.bool_], spans: Points, seed: int = 0,
    ) -> None:  # fmt: skip
        self._paths = tuple(ranges)
        self._low, self._high = np.array([ranges[path] for path in ranges], np.float64).T
        self._step = np.maximum(1.0, (self._high - self._low) / STEPS)
        self._before = np.array([before[path] for path in ranges], np.float64)
        self._concerned, self._spans = concerned, spans
        self._luck = np.random.default_rng(seed)
        self._at = np.clip(self._before, self._low, self._high)
        self._tried: list[Points] = []
        self._shares: list[Points] = []

    def search(self, play: Trial, most: int, told: Callable[[float], None]) -> dict[str, int]:
        """The very numbers that missed least, of several the last. ``told`` is called after each
        trial with the points that they missed by. Ctrl-C ends it with what was found.

        A trial of values that the rules may not have, which raises ``PluginError``, is left out.
        """
        best, least, calm = self._numbers(self._at), np.inf, 0
        enough = min(60, 12 + int(self._concerned.sum(axis=1).max(initial=0)))
        try:
            for number in range(most):
                very = number % EVERY == 0
                numbers = self._numbers(self._at if very else self._nearby())
                try:
                    shares = play(numbers, number)
                except PluginError:
                    continue
                self._tried.append(np.array([numbers[path] for path in self._paths]))
                self._shares.append(shares)
                missed = float(self._missed(shares).sum())
                if very and missed <= least:
                    best, least = numbers, missed
                told(least)
                if number + 1 >= enough and (number + 1) % EVERY == 0:
                    calm = calm + 1 if self._move() else 0
                    if calm == CALM:
                        break
        except KeyboardInterrupt:
            pass
        return best

    def _nearby(self) -> Points:
        """Every number a little higher or lower, by lot."""
        way = self._luck.choice(np.array([-1.0, 1.0]), len(self._paths))
        nearby: Points = np.clip(self._at + SPREAD * self._step * way, self._low, self._high)
        return nearby

    def _numbers(self, values: Points) -> dict[str, int]:
        return {path: round(float(value)) for path, value in zip(self._paths, values, strict=True)}

    def _missed(self, shares: Points) -> Points:
        low, high = self._spans.T
        missed: Points = np.maximum(0.0, np.maximum(low - shares, shares - high))
        return missed

    def _move(self) -> bool:
        """Go where the planes say that matchups are in the middle of what is wanted; tells whether
        they were in it already."""
        levels, slopes = self._planes()
        off = levels - self._spans.mean(axis=1)
        moved = (self._at - self._before) / self._step
        held = PRICE / (np.abs(moved) + LOOSE)
        way = np.linalg.solve(
            slopes.T @ slopes + np.diag(held + DAMPING), -(slopes.T @ off + held * moved)
        )
        way *= min(1.0, FARTHEST / max(float(np.abs(way).max()), 1e-9))
        self._at = np.clip(self._at + way * self._step, self._low, self._high)
        return not self._missed(levels).any()

    def _planes(self) -> tuple[Points, Points]:
        """The planes through what came of the trials: the percent of each pairing with the present
        numbers, and what a step of each number adds."""
        away = (np.array(self._tried) - self._at) / self._step
        shares = np.array(self._shares)
        noise = np.diag(NOISE**2 / FADES ** np.arange(len(away))[::-1])
        levels, slopes = np.full(len(self._spans), 50.0), np.zeros(self._concerned.shape)
        for place, those in enumerate(self._concerned):
            near = away[:, those]
            weights = np.linalg.solve(
                SLOPE**2 * near @ near.T + LEVEL**2 + noise, shares[:, place] - 50
            )
            levels[place] += LEVEL**2 * weights.sum()
            slopes[place, those] = SLOPE**2 * near.T @ weights
        return levels, slopes


def tune_trained(
    ruleset: Ruleset, targets: Targets, asked: Asked, rounds: int, workers: int,
    told: Callable[[float], None],
) -> Tuned:  # fmt: skip
    """Search for values that reach the targets among pilots that learn each set of values anew, for
    so many rounds.

    Goes by matchups and pairs; length and use of moves are judged at the end, by pilots that have
    learned on luck that no trial has seen. Raises ``CombatError`` where no matchup is wanted.
    """
    pairings = tuple(combinations(asked.archetypes, 2))
    wanted = [targets.span(*pairing) for pairing in pairings]
    if not any(wanted):
        raise CombatError(
            "to tune with pilots in training goes by matchups; give matchups: [45, 55] or pairs",
            code="tune.targets",
        )
    before = {path: number_of(ruleset, path) for path in targets.numbers}
    concerned = np.array([
        [span is not None and _concerns(ruleset, path, pairing) for path in before]
        for pairing, span in zip(pairings, wanted, strict=True)
    ])  # fmt: skip
    spans = np.array([span or (0.0, 100.0) for span in wanted])
    trials = 0

    def play(numbers: Mapping[str, int], number: int) -> Points:
        nonlocal trials
        shares = _trained(ruleset, numbers, asked, number, rounds, workers).shares(asked.fights)
        trials += 1
        return np.array([shares[pairing] for pairing in pairings])

    found = Survey(targets.numbers, before, concerned, spans, asked.seed).search(
        play, asked.most, told
    )
    was = now = _judged(ruleset, before, asked, rounds, workers)
    if found != before:
        now = _judged(ruleset, found, asked, rounds, workers)
    changed = {path: value for path, value in found.items() if value != before[path]}
    return Tuned(before, changed, trials, was, now)


def _concerns(ruleset: Ruleset, path: str, pairing: tuple[str, str]) -> bool:
    """Whether a number can change a pairing: of a move that one of them knows, of one of them, or
    of what everybody has."""
    name = path.rpartition(".")[0]
    if name in ruleset.archetypes:
        return name in pairing
    known = {move for kind in pairing for move in ruleset.archetypes[kind].actions}
    return name in known or name not in ruleset.moves


def _trained(
    ruleset: Ruleset, numbers: Mapping[str, int], asked: Asked, number: int, rounds: int,
    workers: int, runs: int = 1,
) -> Training:  # fmt: skip
    """Pilots that have learned these values, by luck of their own for each trial."""
    seed = asked.seed + number
    training = Training(ruleset.changed(numbers), asked.archetypes, seed, workers, runs)
    for _ in range(rounds):
        training.play_round()
    return training


def _judged(
    ruleset: Ruleset, numbers: Mapping[str, int], asked: Asked, rounds: int, workers: int
) -> Matrix:
    """The matrix of pilots that have learned these values on luck that no trial has seen."""
    trained = _trained(ruleset, numbers, asked, asked.most, rounds, workers, RUNS)
    with TemporaryDirectory() as folder:
        for pilot in trained.pilots():
            save(pilot, Path(folder) / f"{safe_file_name(pilot.archetype)}.pilot")
        rules = rulebook(ruleset, numbers, pilots=folder)
        wanted = Wanted(archetypes=asked.archetypes, fights=asked.judged, first=UNSEEN)
        with closing(Threads(rules, workers)) as executor:
            found = play_matrix(executor, rules, wanted).matrix
    if found.interrupted:
        raise KeyboardInterrupt
    return found
