"""Two fencers, and scenes of what one does to the other, for the tests of this pack."""

from functools import cache
from pathlib import Path
from typing import Any

from combat_rules import Action, CombatEvent, CombatSystem, Ruleset, Scene, load_ruleset
from combat_rules.model import CombatantState
from combat_rules.model.events import ActionContact, ActionWhiffed
from combat_rules.testing import make_scene

PACK = Path(__file__).parents[1]


@cache
def rules() -> Ruleset:
    """The standard rules and this pack, loaded as anybody would."""
    return load_ruleset([PACK])


def bout(distance: int = 55, **options: Any) -> CombatSystem:
    """Ayla and Borin on guard; both do as they are told."""
    combat = CombatSystem(ruleset=rules(), distance=distance, **{"strict": True, **options})
    for name in ("ayla", "borin"):
        combat.add_combatant("fencer", name, controller="")
    return combat


def told(combat: CombatSystem) -> list[CombatEvent]:
    """Everything announced from now on."""
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    return heard


def outcomes(heard: list[CombatEvent]) -> list[tuple[str, str]]:
    """Whose blow, and what came of it."""
    return [
        (f"{e.source}'s {e.name}", e.type.removeprefix("action_"))
        for e in heard
        if isinstance(e, ActionContact | ActionWhiffed)
    ]


def fencer(**others: Any) -> CombatantState:
    """A fencer's record, with whatever a test is about."""
    actor = {"archetype": "fencer", **others}
    return make_scene("lunge", actor=actor, ruleset=rules()).actor


def scene(action: Action, *, now: int = 1000, target_does: Action | None = None) -> Scene:
    """A scene in which a fencer does ``action``; change it with ``replace``."""
    kinds = {"archetype": "fencer"}
    return make_scene(
        action,
        actor=kinds,
        target=kinds,
        distance=50,
        now=now,
        target_action=target_does,
        ruleset=rules(),
    )
