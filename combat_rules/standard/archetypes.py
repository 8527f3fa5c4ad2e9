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
        stamina_regeneration=10,
        reaction=200,
    ),
    Archetype(
        name="brute",
        description="Strong, slow to see, always forward.",
        actions=EVERYTHING,
        controller="attack",
        health=99,
        stamina=110,
        stamina_regeneration=13,
        reaction=220,
    ),
    Archetype(
        name="sentinel",
        description="Waits behind its guard and strikes back.",
        actions=EVERYTHING,
        controller="sentinel",
        health=92,
        stamina=110,
        stamina_regeneration=14,
        reaction=190,
    ),
)
