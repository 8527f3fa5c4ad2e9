"""The numbers of a pilot: what its cells are parted by, what it knows of moves, and its weights.

All breaks are worked out from the ruleset's own numbers, as a pilot of some archetype meets them.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from combat_rules.balance.pilots import policy
from combat_rules.model import Action, ActionRole, Archetype
from combat_rules.plugins import Ruleset

LOW = 35
"""Percentage of its health below which a combatant is low."""


class Sheet(Struct, frozen=True):
    """What stands before the weights, field by field. Distances are arena units, waits and what is
    left are ticks; ``escapes`` is whether it has a move that gets it out of a stun; ``moves`` has
    for each move of the rules, by name, what it is seen as, and how many ticks it takes until its
    release and in its recovery."""

    options: int
    pause: int
    distances: tuple[int, ...]
    staminas: tuple[int, ...]
    low: int
    fresh: int
    comes: tuple[int, ...]
    back: tuple[int, ...]
    escapes: bool
    waits: tuple[int, ...]
    moves: Mapping[str, tuple[int, int, int]]

    def numbers(self, moves: Iterable[str]) -> tuple[int, ...]:
        """The numbers as ``policy`` reads them, under rules with these moves."""
        known = [number for name in moves for number in self.moves[name]]
        return (
            self.options, self.pause, *self.distances, *self.staminas, self.low, self.fresh,
            *self.comes, *self.back, int(self.escapes), *self.waits, *known,
        )  # fmt: skip


def sheet_of(ruleset: Ruleset, archetype: Archetype) -> Sheet:
    """The sheet of a kind of combatant under a ruleset."""
    every = [move.action for move in ruleset.moves.values()]
    own = [ruleset.moves[name].action for name in archetype.actions]
    strikes = [action for action in own if action.role is ActionRole.STRIKE] or own
    defences = [
        action for action in own
        if action.role in (ActionRole.BLOCK, ActionRole.EVADE, ActionRole.COUNTER)
    ] or strikes  # fmt: skip
    quickest, soonest = min(map(until_release, strikes)), min(map(until_release, defences))
    hardest = until_release(max(strikes, key=lambda action: action.damage))
    costs = sorted(action.stamina_cost for action in strikes)
    waits = tuple(max(1, ruleset.ticks_per_second // part) for part in (20, 7, 3))
    heavy = _heavy(every)
    return Sheet(
        options=len(own) + len(waits),
        pause=waits[0],
        distances=_distances(strikes, every),
        staminas=(costs[len(costs) // 2], 2 * costs[-1]),
        low=LOW,
        fresh=waits[1],
        comes=(soonest, soonest + min(action.release for action in defences)),
        back=(quickest, max(hardest, quickest + 1)),
        escapes=any(action.out_of for action in own),
        waits=waits,
        moves={one.name: (_class(one, heavy), until_release(one), one.recovery) for one in every},
    )


def until_release(action: Action) -> int:
    """The ticks of an action until its release."""
    return action.feint + action.commit


def _heavy(actions: Sequence[Action]) -> int:
    """The ticks until the release from which on a strike is a heavy one: more than most take."""
    taken = sorted(until_release(action) for action in actions if action.role is ActionRole.STRIKE)
    return taken[len(taken) // 2] + 1 if taken else 0


def _class(action: Action, heavy: int) -> int:
    if action.role is ActionRole.STRIKE and until_release(action) < heavy:
        return policy.LIGHT
    return policy.CLASSES[action.role]


def _distances(strikes: Sequence[Action], every: Sequence[Action]) -> tuple[int, ...]:
    """Breaks of the distance: what the own blows reach, a step included, and what others do."""
    own = sorted({action.longest_reach + max(0, action.travel) for action in strikes})
    foes = sorted({action.longest_reach for action in every if action.role is ActionRole.STRIKE})
    breaks = set(_spread(own, policy.DISTANCES - 1))
    for reach in (foes[-1:], foes[:1], foes[len(foes) // 2 :], foes):
        for one in reach:
            if len(breaks) < policy.DISTANCES:
                breaks.add(one)
    while len(breaks) < policy.DISTANCES:
        breaks.add(max(breaks, default=0) + 10)
    return tuple(sorted(breaks))


def _spread(values: Sequence[int], count: int) -> list[int]:
    """So many of the values at most, evenly spread, the first and the last among them."""
    if len(values) <= count:
        return list(values)
    return [values[place * (len(values) - 1) // (count - 1)] for place in range(count)]


def bands(breaks: Sequence[int], unit: str = "") -> tuple[str, ...]:
    """What bands are called that are parted by breaks."""
    last = f" {unit}" if unit else ""
    middle = [f"{low + 1} to {high}{last}" for low, high in pairwise(breaks)]
    return (f"up to {breaks[0]}{last}", *middle, f"beyond {breaks[-1]}{last}")
