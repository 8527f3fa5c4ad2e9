"""A witch and her foe, doing as they are told, for the tests of this pack."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from combat_rules import CombatEvent, CombatSystem, Ruleset, Scene, load_ruleset, replace
from combat_rules.model.events import StatusEnded, StatusStarted
from combat_rules.testing import make_scene

PACK = Path(__file__).parents[1]


@cache
def rules() -> Ruleset:
    """The standard rules and this pack, loaded as anybody would."""
    return load_ruleset([PACK])


def meeting(distance: int = 45, **options: Any) -> CombatSystem:
    """Morna the witch and Borin the duelist, face to face."""
    combat = CombatSystem(ruleset=rules(), distance=distance, **{"strict": True, **options})
    combat.add_combatant("witch", "morna", controller="")
    combat.add_combatant("duelist", "borin", controller="")
    return combat


def lay_on(combat: CombatSystem, who: str, **attributes: int) -> None:
    """Have somebody hexed from outside."""
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant(who), **attributes))


def scene(action: str = "venom", **parts: Any) -> Scene:
    """A scene under the rules of this pack."""
    return make_scene(action, ruleset=rules(), **parts)


def told(combat: CombatSystem) -> list[CombatEvent]:
    """Everything announced from now on."""
    heard: list[CombatEvent] = []
    combat.subscribe("*", heard.append)
    return heard


def lasted(heard: Iterable[CombatEvent], status: str) -> list[int]:
    """The ticks at which a status started and ended."""
    return [
        event.timestamp
        for event in heard
        if isinstance(event, StatusStarted | StatusEnded) and event.name == status
    ]
