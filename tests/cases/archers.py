"""Those who throw things, for tests of what is thrown."""

from typing import Any

from combat_rules import Action, CombatSystem, replace
from combat_rules.model import Projectile
from combat_rules.model.events import CombatEvent, ProjectileEnded
from tests.rules import DODGE, GUARD, JAB, PARRY, WALK, at, duel, listen

# Launched at tick 3, five units a tick; its owner is free at tick 10.
KNIFE = Projectile(speed=5000, life=300)
THROW = Action(
    name="throw",
    feint=1,
    commit=2,
    release=3,
    recovery=4,
    damage=10,
    chip=20,
    reach=400,
    hitstun=12,
    blockstun=9,
    launches=KNIFE,
)
ACTIONS = (THROW, JAB, GUARD, DODGE, PARRY, WALK)


def archers(*actions: Action, distance: int = 350, **more: Any) -> CombatSystem:
    """A duel in which blows can be thrown."""
    known = {action.name: action for action in (*ACTIONS, *actions)}
    return duel([*known.values()], distance=distance, arena=1000, **more)


def throwing(**changes: object) -> Action:
    """A throw of something else."""
    return replace(THROW, launches=replace(KNIFE, **changes))


def reasons(heard: list[CombatEvent]) -> list[tuple[int, str]]:
    """When projectiles have ended, and why."""
    return [(e.timestamp, e.reason) for e in heard if isinstance(e, ProjectileEnded)]


def thrown(combat: CombatSystem, until: int, target: str | None = None) -> list[CombatEvent]:
    """What is heard of a throw of Ayla's up to a tick."""
    heard = listen(combat)
    combat.execute_action("throw", "ayla", target)
    at(combat, until)
    return heard
