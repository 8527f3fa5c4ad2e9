"""Fights that are worth recording: one of each way in which a fight can be changed."""

from pathlib import Path
from typing import Any

from combat_rules import Archetype, CombatSystem, Command, Ruleset, load_ruleset, replace
from combat_rules.record import Journal
from tests.rules import ACTIONS, Rules

SHIPPED = ["plugins.fencing", "plugins.hexes"]


def shipped_fight(journal: Any, seed: int = 7) -> CombatSystem:
    """Two with minds of their own, under rules that came from plugins."""
    combat = CombatSystem(ruleset=load_ruleset(SHIPPED), seed=seed, journal=journal)
    combat.add_combatant("fencer")
    combat.add_combatant("witch", health=80)
    return combat


def practice() -> Ruleset:
    """A ruleset of round numbers, loaded anew."""
    return load_ruleset([Rules(ACTIONS)], standard=False)


def eventful(journal: Any, ruleset: Ruleset | None = None) -> CombatSystem:
    """A fight in which everything happens that can be done from outside, to its end."""
    combat = CombatSystem(400, 10, 100, ruleset=ruleset or practice(), seed=3, journal=journal)
    combat.add_combatant("fighter", "ayla", controller="", health=60)
    combat.add_combatant(
        Archetype(name="stranger", actions=("jab", "walk"), controller="", health=70),
        "borin",
        facing=-1,
    )
    answer_once(combat)
    combat.schedule([Command(actor="borin", action="jab", at=40)])
    combat.execute_action("jab", "ayla")
    combat.advance(7)
    saved = combat.save()
    combat.advance(30)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=44))
    combat.advance(5)
    combat.rollback(2)
    combat.advance(60)
    combat.load(saved)
    combat.advance(20)
    combat.execute_action("walk", "borin")
    combat.add_combatant("fighter", "cyra", team="borin", position=90)
    combat.run()
    return combat


def answer_once(combat: CombatSystem) -> None:
    """Have a subscriber answer the first blow with a command, and plan another."""
    answered: list[Any] = []

    def answer(event: Any) -> None:
        if not answered:
            answered.append(event)
            combat.execute_action("walk", "borin")
            combat.schedule([Command(actor="ayla", action="dodge", at=combat.now + 20)])

    combat.subscribe("action_released", answer)


def recorded(file: Path, seed: int = 7) -> bytes:
    """A shipped fight that was played to its end, and its journal."""
    with Journal(file) as journal:
        shipped_fight(journal, seed).run()
    return file.read_bytes()
