"""The search: values of numbers that reach targets, by trials; it stops by itself."""

from collections.abc import Callable, Mapping
from contextlib import closing

from msgspec import Struct

from combat_rules.balance.breakpoints import number_of
from combat_rules.balance.executors import Executor
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Matrix, Wanted, play_matrix
from combat_rules.balance.rulebook import Rulebook, rulebook
from combat_rules.balance.tuning.targets import Targets
from combat_rules.errors import CombatError, PluginError
from combat_rules.plugins import Ruleset

try:
    import optuna
except ImportError:  # an extra: most people do not tune
    optuna = None  # type: ignore[assignment]  # the one module that may be missing

PATIENCE = 30
"""Trials without anything better after which it stops."""
SOON = 8
"""Trials without anything better after which it stops once every target is reached."""
LEAST = 0.5
"""Points that a change of every number over its whole range counts as, so that of values that
reach as much those are taken that change the least."""
UNSEEN = 1 << 40
"""The first seed of the fights by which a result is judged; no trial has seen them."""
HOPELESS = 1e6
"""What numbers count as that the rules may not have."""


class Asked(Struct, frozen=True):
    """How to tune: who fights, with which pilots, how many fights of each pairing in a trial, how
    many trials at most, by what luck, and by how many fights of each pairing it is judged."""

    archetypes: tuple[str, ...]
    pilots: str
    fights: int
    most: int
    seed: int = 0
    duration: int | None = None
    judged: int = 2000


class Tuned(Struct, frozen=True):
    """What tuning came to: the numbers that differ from what they were, how many trials it took,
    and the matrix before and after on luck that no trial has seen."""

    before: Mapping[str, int]
    numbers: Mapping[str, int]
    trials: int
    was: Matrix
    now: Matrix


class Tuner:
    """Plays trials of a ruleset with some numbers changed; each set of values once, all of them by
    the same workers, which ``begin`` gives for the first rules."""

    def __init__(
        self, ruleset: Ruleset, targets: Targets, asked: Asked,
        begin: Callable[[Rulebook], Executor] = Threads,
    ) -> None:  # fmt: skip
        if optuna is None:
            raise CombatError(
                "to tune needs optuna: pip install 'combat-rules[tune]'", code="tune.extra"
            )
        self.ruleset, self.targets, self.asked = ruleset, targets, asked
        self.before = {path: number_of(ruleset, path) for path in targets.numbers}
        self._known: dict[tuple[int, ...], float] = {}
        self._executor = begin(rulebook(ruleset, pilots=asked.pilots, fighting=asked.archetypes))

    def close(self) -> None:
        """Let go of the workers."""
        self._executor.close()

    @property
    def trials(self) -> int:
        """How many sets of values were played."""
        return len(self._known)

    def matrix(self, numbers: Mapping[str, int], *, judged: bool = False) -> Matrix:
        """The matrix with these values; ``judged``, on luck that no trial has seen. Raises
        ``PluginError`` for values that the rules may not have."""
        asked = self.asked
        rules = rulebook(self.ruleset, numbers, pilots=asked.pilots, fighting=asked.archetypes)
        self._executor.turn_to(rules)
        first, fights = (UNSEEN, asked.judged) if judged else (asked.seed, asked.fights)
        wanted = Wanted(
            archetypes=asked.archetypes, fights=fights, first=first, duration=asked.duration,
            proved=judged,
        )  # fmt: skip
        found = play_matrix(self._executor, rules, wanted).matrix
        if found.interrupted:
            raise KeyboardInterrupt
        return found

    def cost(self, numbers: Mapping[str, int]) -> float:
        """How far values are from the targets, in points, and a little for how much they change."""
        key = tuple(numbers.values())
        if key not in self._known:
            try:
                matrix = self.matrix(numbers)
            except PluginError:
                self._known[key] = HOPELESS
            else:
                second = self.ruleset.ticks_per_second
                missed = sum(off for _, off in self.targets.misses(matrix, second))
                self._known[key] = missed + LEAST * self._change(numbers)
        return self._known[key]

    def _change(self, numbers: Mapping[str, int]) -> float:
        """How much values change: 1 if every number is changed by its whole range."""
        shares = []
        for path, value in numbers.items():
            low, high = self.targets.numbers[path]
            shares.append(abs(value - self.before[path]) / max(1, high - low))
        return sum(shares) / len(shares)

    def reached(self, numbers: Mapping[str, int]) -> bool:
        """Whether values reach every target: their whole cost is that of changing."""
        return self.cost(numbers) == LEAST * self._change(numbers)

    def search(self, told: Callable[[float], None]) -> dict[str, int]:
        """The best values that were found. ``told`` is called after each trial with the best cost
        so far. Ctrl-C ends it with what was found."""
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        ranges: dict[str, optuna.distributions.BaseDistribution] = {
            path: optuna.distributions.IntDistribution(low, high)
            for path, (low, high) in self.targets.numbers.items()
        }
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=self.asked.seed))
        best, since = dict(self.before), 0
        try:
            lowest = self.cost(best)
            while self.trials < self.asked.most and since < PATIENCE:
                trial = study.ask(ranges)
                numbers = {path: int(value) for path, value in trial.params.items()}
                cost = self.cost(numbers)
                study.tell(trial, cost)
                since += 1
                if cost < lowest:
                    best, lowest, since = numbers, cost, 0
                told(lowest)
                if since >= SOON and self.reached(best):
                    break
            return self._nearer(best, told)
        except KeyboardInterrupt:
            return best

    def _nearer(self, best: dict[str, int], told: Callable[[float], None]) -> dict[str, int]:
        """Values that are no worse and change less: each goes back as far towards what it was as
        that is so, by halves."""
        for path in sorted(best):
            near, (low, high) = self.before[path], self.targets.numbers[path]
            while near != best[path]:
                numbers = {**best, path: near}
                if self.cost(numbers) <= self.cost(best):
                    best = numbers
                else:
                    # Half of the way towards what is known to be good, rounded towards it.
                    near += (best[path] - near + (1 if best[path] > near else 0)) // 2
                    near = min(max(near, low), high)
                told(self.cost(best))
        return best


def tune(
    ruleset: Ruleset, targets: Targets, asked: Asked, told: Callable[[float], None],
    begin: Callable[[Rulebook], Executor] = Threads,
) -> Tuned:  # fmt: skip
    """Search for values that reach the targets, and judge them on luck that no trial has seen."""
    with closing(Tuner(ruleset, targets, asked, begin)) as tuner:
        found = tuner.search(told)
        was, now = (tuner.matrix(numbers, judged=True) for numbers in (tuner.before, found))
    changed = {path: value for path, value in found.items() if value != tuner.before[path]}
    return Tuned(tuner.before, changed, tuner.trials, was, now)
