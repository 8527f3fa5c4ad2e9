"""What is misspelt is found by a type checker, before any fight.

Nobody runs this: ``make types`` fails where one of these mistakes is none to it, since it then has
nothing to ignore.
"""

from combat_rules import CombatEvent, CombatSystem
from combat_rules.model.events import ActionHit, DamageDealt


class Cried(CombatEvent, frozen=True, kw_only=True):
    """An event of a plugin's own."""

    loud: int


combat = CombatSystem()


def hurt(event: DamageDealt) -> None:
    """What is right passes."""
    assert event.damage, event.breakdown[0].rule


def anything(event: CombatEvent) -> None:
    """What every event has."""
    assert event.type, event.causes


combat.subscribe(DamageDealt, hurt)
combat.subscribe(Cried, lambda event: event.loud)
combat.subscribe("action_hit", anything)
combat.subscribe("*", anything)
Cried(loud=3)

# A field, and data, as it was once.
combat.subscribe(DamageDealt, lambda event: event.damge)  # type: ignore[attr-defined]
combat.subscribe(DamageDealt, lambda event: event.data["damage"])  # type: ignore[attr-defined]
# A field of another type, a name, and a subscriber to another type.
combat.subscribe(ActionHit, lambda event: event.damage)  # type: ignore[attr-defined]
combat.subscribe("action_hitt", anything)  # type: ignore[call-overload]
combat.subscribe(ActionHit, hurt)  # type: ignore[arg-type]
# A plugin's own field; a field that is announced, and its type.
combat.subscribe(Cried, lambda event: event.lod)  # type: ignore[attr-defined]
Cried(lod=3)  # type: ignore[call-arg]
Cried(loud="very")  # type: ignore[arg-type]
