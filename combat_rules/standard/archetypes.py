"""The fighters that ship."""

from combat_rules import Archetype

from .moves import MOVES

EVERYTHING = tuple(action.name for action in MOVES)

ARCHETYPES = (
    Archetype(
        name="duelist",
        description="Quick, patient, reads the foe.",
        actions=EVERYTHING,
        controller="mix",
        health=90,
        stamina=90,
        stamina_regeneration=8,
        reaction=200,
    ),
    Archetype(
        name="brute",
        description="Strong, slow to see, always forward.",
        actions=("attack", "heavy_attack", "block", "move_forward", "move_backward"),
        controller="attack",
        health=115,
        stamina=110,
        stamina_regeneration=13,
        reaction=220,
    ),
    Archetype(
        name="sentinel",
        description="Waits behind its guard and strikes back.",
        actions=("attack", "heavy_attack", "block", "counter", "move_forward", "move_backward"),
        controller="sentinel",
        health=115,
        stamina=110,
        stamina_regeneration=14,
        reaction=190,
    ),
)
