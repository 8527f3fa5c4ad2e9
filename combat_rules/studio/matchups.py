"""Matchups of those who know a move, and what other numbers make of them on the same luck."""

from collections.abc import Mapping
from contextlib import closing
from importlib import import_module
from itertools import combinations
from typing import Any

from combat_rules.errors import CombatError, demand_known
from combat_rules.plugins import Ruleset
from combat_rules.studio.pictures import Data

FIGHTS = 200
"""Fights of each pairing, under either rules."""
MOST = 20
"""Pairings that are played; of more, the first."""


def matchups(ruleset: Ruleset, move: str, numbers: Mapping[str, int]) -> list[Data]:
    """The matchups of every archetype that knows a move, which stands left: its share in percent,
    and with other ``numbers`` what it was before, and the interval of the change, in points.

    Raises ``StateError`` for a move that there is not, ``CombatError`` where the packages for it
    are missing.
    """
    demand_known("action", move, ruleset.moves)
    kinds = [kind for kind in ruleset.archetypes.values() if kind.controller]
    know = {kind.name for kind in kinds if move in kind.actions}
    pairs = [
        pair if pair[0] in know else pair[::-1]
        for pair in combinations([kind.name for kind in kinds], 2)
        if not know.isdisjoint(pair)
    ]
    now = _played(ruleset, pairs[:MOST], numbers)
    was = _played(ruleset, pairs[:MOST], {}) if numbers else now
    against = _tool("against")
    return [
        _told(one) for before, after in zip(was, now, strict=True)
        for one in against.differences(before, after)
    ]  # fmt: skip


def _played(
    ruleset: Ruleset, pairs: list[tuple[str, str]], numbers: Mapping[str, int]
) -> list[Any]:
    matrix = _tool("matrix")
    rules = _tool("rulebook").rulebook(ruleset, numbers)
    wanted = [matrix.Wanted(archetypes=pair, fights=FIGHTS, proved=False) for pair in pairs]
    with closing(_tool("executors.threads").Threads(rules, fights=FIGHTS * len(pairs))) as executor:
        return [matrix.play_matrix(executor, rules, one) for one in wanted]


def _told(one: Any) -> Data:
    return {
        "left": one.left, "right": one.right, "fights": one.fights,
        "before": round(one.before, 1), "after": round(one.after, 1),
        "change": round(one.change, 1), "low": round(one.low, 1), "high": round(one.high, 1),
        "sure": one.sure,
    }  # fmt: skip


def _tool(name: str) -> Any:
    try:
        # As the first matchup is asked for: it needs an extra that the studio can do without.
        return import_module(f"combat_rules.balance.{name}")
    except ImportError as error:
        raise CombatError(
            "matchups are played with more packages: pip install 'combat-rules[balance]'",
            code="studio.extra",
        ) from error
