"""Who fights: a combatant's record, the attributes it has, and the kinds there are."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from msgspec import Struct

from combat_rules.model.actions import ActionStateType, Outcome, Word


class AwarenessLevel(IntEnum):
    """What one combatant knows of another."""

    UNAWARE = 0
    SUSPICIOUS = 1
    AWARE = 2


class Stun(Word):
    """Why a combatant cannot act for a while."""

    HITSTUN = "hitstun"
    BLOCKSTUN = "blockstun"
    STAGGER = "stagger"
    KNOCKDOWN = "knockdown"


class Attribute(Struct, frozen=True):
    """A number that every combatant has, declared by a plugin: ``scene.actor.poise``.

    ``regeneration`` is points per second, exact however time is sliced; a negative one lets
    the number fall to its minimum.
    """

    name: str
    default: int = 0
    minimum: int = 0
    maximum: int = 1_000_000
    regeneration: int = 0
    description: str = ""


class Archetype(Struct, frozen=True, kw_only=True):
    """A named kind of combatant: what it starts with, the actions it knows, who controls it.

    ``sight_range`` is arena units; ``reaction`` and ``memory`` are ticks;
    ``stamina_regeneration`` is points per second. ``attributes`` sets declared attributes.
    """

    name: str
    actions: tuple[str, ...]
    controller: str = "wait"
    health: int = 100
    stamina: int = 100
    stamina_regeneration: int = 0
    sight_range: int = 1000
    reaction: int = 200
    memory: int = 2000
    attributes: Mapping[str, int] = {}
    description: str = ""


class CombatantState(Struct, frozen=True):
    """The immutable record of a combatant at one moment.

    ``position`` is arena units from the left wall, ``facing`` +1 to the right and -1 to the
    left. ``doing``, ``phase`` and ``state`` tell the running action, its phase and the kind of
    that phase; ``action`` is its id. ``stunned_until`` and ``cooldowns`` are ticks of the
    fight. ``defence`` is the last outcome that this combatant's block, evasion or counter
    gave, ``defence_at`` when. A ruleset's attributes are further fields of a subclass.
    """

    id: str
    archetype: str
    team: str
    actions: tuple[str, ...]
    health: int
    max_health: int
    stamina: int
    max_stamina: int
    stamina_regeneration: int
    position: int
    facing: int
    sight_range: int
    reaction: int
    memory: int
    controller: str = ""
    action: str | None = None
    doing: str | None = None
    phase: str | None = None
    state: ActionStateType | None = None
    phase_since: int = 0
    stunned_until: int = 0
    stun: Stun | None = None
    defence: Outcome | None = None
    defence_at: int = 0
    interrupted: bool = False
    defeated: bool = False
    acts: int = 0
    cooldowns: Mapping[str, int] = {}
    settled_at: int = 0
    fractions: tuple[int, ...] = ()

    def __getattr__(self, name: str) -> Any:
        known = ", ".join(type(self).__struct_fields__)
        raise AttributeError(f"a combatant has no attribute {name!r}; it has: {known}")
