"""Batches: the same fight under many seeds, compiled; what will not compile is played live."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from combat_rules.compiled.finding import NotRulePython
from combat_rules.compiled.kernel import Run, Words, kernel_for
from combat_rules.compiled.live import Lived, played
from combat_rules.compiled.proof import demand_equal, sample
from combat_rules.compiled.tally import Tally, empty
from combat_rules.compiled.words.counting import COUNTED, FACTS
from combat_rules.compiled.words.memory import TRAPS
from combat_rules.engine.lineup import Fighter, Lineup, named
from combat_rules.engine.sinks import Journal
from combat_rules.engine.system import CombatSystem
from combat_rules.model import Archetype, Command, require_int
from combat_rules.plugins import Ruleset

REASONS = ("defeat", "double_defeat", "time_out", "withdrawal")
"""How a fight ends, by the number that a row has for it."""
CHUNK = 2000
"""Fights that are played at a time."""


class Part(Struct, frozen=True):
    """Some fights of a batch that have been played: a row for each, what was counted of every
    action, why how many went to the live engine, and in how many which rule has raised."""

    rows: NDArray[Any]
    counts: Words
    why_live: Mapping[str, int]
    mistakes: Mapping[str, int] = {}


class Batch:
    """Fights of two to eight combatants under a ruleset, compiled; each is known by its seed.

    Combatants are names of archetypes, or ``Fighter`` for whatever differs from them. The rest is
    as in ``CombatSystem``; ``schedule`` are commands that every fight is given. Where ``fights``
    says that a great many will be played, better machine code is made from the beginning, while the
    first ones are played, and not only once it has shown; results are the same.
    Raises ``StateError`` for what cannot be set up.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        *combatants: str | Archetype | Fighter,
        duration: int | None = None,
        distance: int | None = None,
        max_distance: int | None = None,
        number: int = 0,
        schedule: Sequence[Command] = (),
        fights: int | None = None,
    ) -> None:
        if fights is not None:
            require_int("fights", fights, 0, code="batch.fights")
        self.lineup = Lineup(
            ruleset, named(combatants), duration, distance, max_distance, number, tuple(schedule)
        )
        combat = self.lineup.fight(0)
        self._fight = combat.fight
        self._seats = len(combat.state.world.seats)
        rules = combat.fight.rules
        self.kernel = kernel_for(
            rules, self._seats, scheduled=room_for(len(schedule)), fights=fights
        )
        self._start = self.kernel.begin(combat.fight, combat.state.world)
        self.sides = tuple(dict.fromkeys(seat.team for seat in combat.state.world.seats))
        self.why_live: Counter[str] = Counter()
        self._counting = Lock()

    @property
    def will_not_compile(self) -> tuple[NotRulePython, ...]:
        """What of the rules will not compile: fights that come there are played live."""
        return self.kernel.code.found

    @property
    def dtype(self) -> np.dtype[Any]:
        """What a row consists of. ``winner`` is the place of a side, -1 for a draw; ``reason`` a
        place in ``REASONS``; ``lead_changes`` counts how often another one had the largest share of
        its health; what has one number for each combatant is in their order."""
        each = [(name, np.int64, (self._seats,)) for name in COUNTED]
        return np.dtype(
            [
                ("seed", np.int64), ("winner", np.int8), ("reason", np.int8), ("live", np.bool_),
                ("at", np.int64), ("lead_changes", np.int32),
                ("health", np.int64, (self._seats,)), *each,
            ]
        )  # fmt: skip

    def play(self, seeds: Sequence[int], workers: int = 1) -> NDArray[Any]:
        """Play a fight for each seed: a row for each, in their order.

        ``workers`` threads play side by side; the rows are the same however many. At least 20 of
        the fights, and of more than that one in 10,000, are played again on the live engine; a
        difference raises ``CombatError``, with both journals kept.
        """
        require_int("workers", workers, 1, 1024, code="batch.workers")
        require_seeds(seeds)
        parts = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
        with ThreadPoolExecutor(workers) as pool:
            # Whoever proves is busy with the live engine; meanwhile the others play.
            proof = pool.submit(self.prove, seeds)
            playing = [pool.submit(self.part, part) for part in parts]
            try:
                proof.result()
                played = [each.result().rows for each in playing]
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return np.concatenate(played) if played else np.zeros(0, self.dtype)

    def prove(self, seeds: Sequence[int], before: int = 0) -> None:
        """Play a sample of fights on both engines, and raise ``CombatError`` if one is not the
        same, event by event. ``before`` is how many fights of the same run come before these."""
        for place in sample(before, before + len(seeds)):
            demand_equal(self.kernel, self._start, self.lineup, seeds[place - before])

    def part(self, seeds: Sequence[int]) -> Part:
        """Play some fights, without proof."""
        require_seeds(seeds)
        run = self.kernel.play(self._start, self.lineup.number, seeds)
        counts = self.kernel.totals(run.work).copy()
        rows = self._rows(seeds, run)
        why_live, mistakes = Counter[str](), Counter[str]()
        for place in np.flatnonzero(run.rows[:, 0]).tolist():
            why_live[TRAPS[int(run.rows[place, 0])]] += 1
            lived = played(self.lineup.fight, seeds[place])
            counts += np.array(lived.counts)
            mistakes.update(lived.mistakes)
            rows[place] = self._live_row(seeds[place], lived)
        with self._counting:
            self.why_live.update(why_live)
        return Part(rows, counts, why_live, mistakes)

    def tally(self, seeds: Sequence[int]) -> Tally:
        """Play some fights, without proof, and add them up."""
        part = self.part(seeds)
        total = empty(self.sides, self._seats, part.counts.shape[1])
        total.fights, total.live = len(seeds), sum(part.why_live.values())
        total.counts, total.mistakes = part.counts.tolist(), Counter(part.mistakes)
        winners, reasons = part.rows["winner"], part.rows["reason"]
        total.wins = [int((winners == place).sum()) for place in range(len(self.sides))]
        total.draws = int((winners == -1).sum())
        total.time_outs = int((reasons == REASONS.index("time_out")).sum())
        ats, times = np.unique(part.rows["at"], return_counts=True)
        total.lengths = Counter(dict(zip(ats.tolist(), times.tolist(), strict=True)))
        return total

    def replay(self, seed: int, journal: Journal | None = None) -> CombatSystem:
        """The fight of a seed as a live one, before its first tick, to look into."""
        return self.lineup.fight(seed, journal)

    def _rows(self, seeds: Sequence[int], run: Run) -> NDArray[Any]:
        """The words of each fight as a row."""
        rows = np.zeros(len(seeds), self.dtype)
        rows["seed"] = seeds
        texts = self.kernel.numbers.names.texts
        rows["winner"] = _translated(run.rows[:, 1], lambda n: self._side(texts[n]))
        rows["reason"] = _translated(run.rows[:, 2], lambda n: _reason(texts[n]))
        rows["at"] = run.rows[:, 3]
        rows["lead_changes"] = run.rows[:, FACTS - 1]
        each = run.rows[:, FACTS:].reshape(len(seeds), self._seats, 1 + len(COUNTED))
        for place, name in enumerate(("health", *COUNTED)):
            rows[name] = each[:, :, place]
        return rows

    def _live_row(self, seed: int, lived: Lived) -> tuple[Any, ...]:
        result = lived.world.result
        assert result is not None, "it was played to its end"
        winner = -1 if result.winner is None else self._side(result.winner)
        healths = [seat.health for seat in lived.world.seats]
        sums = [
            [sum(row[place] for row in rows) for rows in lived.counts]
            for place in range(len(COUNTED))
        ]
        facts = (seed, winner, _reason(result.reason), True, result.at, lived.lead_changes)
        return (*facts, healths, *sums)

    def _side(self, team: str) -> int:
        return self.sides.index(team) if team in self.sides else -1


def require_seeds(seeds: Sequence[int]) -> None:
    """Raise ``StateError`` unless a fight can have each of these as its seed."""
    if isinstance(seeds, range):
        seeds = [*seeds[:1], *seeds[-1:]]
    for seed in seeds:
        require_int("seed", seed, -(2**63), 2**63 - 1)


def room_for(commands: int) -> int:
    """Room for so many scheduled commands, in steps: each has machine code of its own."""
    return 16 * -(-commands // 16)


def _reason(text: str) -> int:
    return REASONS.index(text) if text in REASONS else -1


def _translated(numbers: Words, meaning: Callable[[int], int]) -> Words:
    """Numbers of names as what these mean; what is nobody's number is -1."""
    found, where = np.unique(numbers, return_inverse=True)
    means = np.array([meaning(n) if n >= 0 else -1 for n in found.tolist()], np.int64)
    return means[where]
