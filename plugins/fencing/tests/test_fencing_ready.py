"""The ready-made tests, for every action of the blade."""

from pathlib import Path

from combat_rules import CombatSystem
from combat_rules.testing import checks_of


def blocks(combat: CombatSystem) -> None:
    """The actor blocks a blow, and is free again."""
    combat.execute_action("attack", "target")
    combat.advance(250)
    combat.execute_action("block", "actor")
    while "riposte" not in combat.actions.possible_actions("actor"):
        combat.advance(10)


TestFencing = checks_of(Path(__file__).parents[1], ready={"riposte": blocks})
