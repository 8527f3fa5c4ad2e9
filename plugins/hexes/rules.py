"""The rules of the hexes: what a guard asks, what each status does, what sight and blows suffer."""

from combat_rules import Attribute, Effects, Scene
from combat_rules.model import Stun

POISON = Attribute("poison", maximum=12, regeneration=-2, description="Venom in the blood.")
NIGHT = Attribute("night", maximum=8, description="Darkness before the eyes.")
WARD = Attribute("ward", maximum=12, regeneration=-2, description="What stands before blows.")
STONE = Attribute("stone", maximum=10, absorbs=True, description="Skin as hard as stone.")

STRENGTH = 4
"""Points of poison that make each bite harder by one."""


def ward_is_down(scene: Scene) -> bool:
    """The actor has no ward."""
    return WARD.of(scene.actor) == 0


def stone_is_gone(scene: Scene) -> bool:
    """The actor's skin is no stone."""
    return STONE.of(scene.actor) == 0


def not_blinded(scene: Scene) -> bool:
    """No night is before the actor's eyes."""
    return NIGHT.of(scene.actor) == 0


def ward_takes_half(scene: Scene) -> int:
    """While a ward stands it takes half of every blow."""
    return 50 if WARD.of(scene.target) > 0 else 100


def poison_bites(scene: Scene, effects: Effects) -> None:
    """Poison takes a point of health; the more of it there is, the harder it bites."""
    bearer = scene.actor
    effects.change(bearer.id, "health", -1 - POISON.of(bearer) // STRENGTH)


def eyes_adjust(scene: Scene, effects: Effects) -> None:
    """Eyes get used to the dark."""
    effects.change(scene.actor.id, NIGHT.name, -1)


def crumble(scene: Scene, effects: Effects) -> None:
    """A ward crumbles while its bearer reels from a blow: the heavier the blow, the longer."""
    bearer = scene.actor
    if bearer.stun is Stun.HITSTUN and scene.now < bearer.stunned_until:
        effects.change(bearer.id, WARD.name, -2)
