"""Situations: one moment as a table of payoffs, with the mixed answer of each side."""

from importlib import import_module
from typing import Any

from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError
from combat_rules.studio.pictures import Data


def situation(combat: CombatSystem) -> Data:
    """Every option of each of the two against every one of the other: how much more health the
    right one has lost than the left one a second later. Raises ``CombatError`` where the packages
    for it are missing."""
    try:
        # As the first situation is asked for: it needs an extra that the studio can do without.
        solving = import_module("combat_rules.balance.situations")
    except ImportError as error:
        raise CombatError(
            "a situation is solved with more packages: pip install 'combat-rules[balance]'",
            code="studio.extra",
        ) from error
    found = solving.Situation(combat)
    second = combat.ruleset.ticks_per_second
    solved = found.solved(found.damage(second, lambda: None), "health")
    return {
        "at": combat.now,
        "names": solved.names,
        "value": round(solved.value, 2),
        "payoffs": solved.payoffs,
        "left": [_option(one) for one in solved.left],
        "right": [_option(one) for one in solved.right],
    }


def _option(judged: Any) -> Data:
    """An option, how often the mixed answer has it, and which other one is always better."""
    worse = judged.worse_than
    return {
        "option": str(judged.option),
        "share": judged.share,
        "worse_than": None if worse is None else str(worse),
    }
