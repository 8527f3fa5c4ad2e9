"""What many fights come to, added up: wins, lengths, and what each move did. Light: no numpy."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from combat_rules.compiled.live import Lived, played
from combat_rules.compiled.words.counting import COUNTED
from combat_rules.engine.lineup import Lineup

NORMAL = 1.959964
"""How many standard deviations 95 of a hundred lie within."""


class Tally(Struct):
    """The sum of fights between ``sides``: how often each won, how long they took in ticks, and
    by combatant, move and kind of count what was done. ``live`` is how many of them the live
    engine played, ``mistakes`` in how many which rule has raised."""

    sides: tuple[str, ...]
    wins: list[int]
    counts: list[list[list[int]]]
    fights: int = 0
    draws: int = 0
    time_outs: int = 0
    live: int = 0
    lengths: Counter[int] = Counter()
    mistakes: Counter[str] = Counter()

    def add(self, other: "Tally") -> None:
        """Add what other fights of the same two came to."""
        self.fights += other.fights
        self.draws += other.draws
        self.time_outs += other.time_outs
        self.live += other.live
        self.lengths = self.lengths + other.lengths
        self.mistakes = self.mistakes + other.mistakes
        for place, wins in enumerate(other.wins):
            self.wins[place] += wins
        for mine, theirs in zip(self.counts, other.counts, strict=True):
            for row, more in zip(mine, theirs, strict=True):
                row[:] = [one + another for one, another in zip(row, more, strict=True)]

    def add_live(self, lived: Lived) -> None:
        """Add a fight that the live engine has played."""
        result = lived.world.result
        assert result is not None, "it was played to its end"
        alone = empty(self.sides, len(self.counts), len(self.counts[0]))
        alone.fights = alone.live = 1
        alone.lengths = Counter({result.at: 1})
        alone.mistakes = Counter(lived.mistakes)
        alone.time_outs = int(result.reason == "time_out")
        if result.winner is None:
            alone.draws = 1
        else:
            alone.wins[self.sides.index(result.winner)] = 1
        alone.counts = [[list(row) for row in rows] for rows in lived.counts]
        self.add(alone)

    def quantile(self, percent: int) -> int:
        """The length in ticks that so many percent of the fights do not exceed."""
        wanted, seen = self.fights * percent, 0
        for at in sorted(self.lengths):
            seen += self.lengths[at]
            if seen * 100 >= wanted:
                return at
        return 0


def empty(sides: Sequence[str], seats: int, moves: int) -> Tally:
    """The sum of no fights."""
    counts = [[[0] * len(COUNTED) for _ in range(moves)] for _ in range(seats)]
    return Tally(tuple(sides), [0] * len(sides), counts, lengths=Counter())


def lived_through(lineup: Lineup, seeds: Sequence[int]) -> Tally:
    """What the fights of some seeds come to, each played on the live engine."""
    sides = tuple(fighter.name for fighter in lineup.fighters)
    total = empty(sides, len(sides), len(lineup.ruleset.moves) + 1)
    for seed in seeds:
        total.add_live(played(lineup.fight, seed))
    return total


def wilson(wins: float, fights: int) -> tuple[float, float]:
    """The share of wins, in percent from and to, that 95 of a hundred such runs are right with.

    After Wilson (1927): it is right for few fights, and for shares near 0 and 100, too. Where a
    draw counts as half a win it is a little wider than it need be.
    """
    if not fights:
        return 0.0, 100.0
    share, more = wins / fights, NORMAL * NORMAL / fights
    middle = (share + more / 2) / (1 + more)
    around = sqrt(share * (1 - share) * more + more * more / 4) / (1 + more)
    return 100 * max(0.0, middle - around), 100 * min(1.0, middle + around)
