"""Who fights: a combatant's record, the attributes it has, and the kinds there are."""

from collections.abc import Mapping
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.errors import StateError, did_you_mean
from combat_rules.model.actions import ActionStateType, Outcome, Stun
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.fields import EMPTY
from combat_rules.model.limits import Amount, Facing, Positive, Signed, Tick


class AwarenessLevel(IntEnum):
    """What one combatant knows of another."""

    UNAWARE = 0
    SUSPICIOUS = 1
    AWARE = 2


class Attribute(Struct, frozen=True):
    """A number that every combatant has, declared by a plugin: ``POISE = Attribute("poise")``.

    Rules read it with ``POISE.of(scene.actor)``. ``regeneration`` is points per second, exact
    however time is sliced; a negative one lets the number fall to its minimum. One that
    ``absorbs`` takes the damage of blows before health does, down to its minimum; of several the
    first declared goes first.
    """

    name: str
    default: Signed = 0
    minimum: Signed = 0
    maximum: Signed = 1_000_000
    regeneration: Signed = 0
    absorbs: bool = False
    description: str = ""

    def of(self, combatant: "CombatantState") -> int:
        """How much of it a combatant has.

        Raises ``StateError`` if the ruleset of the combatant's fight does not declare it.
        """
        try:
            points: int = getattr(combatant, self.name)
        except AttributeError:
            if not isinstance(combatant, CombatantState):
                raise StateError(
                    f"a combatant has {self.name}, scene.actor say; it was asked of a "
                    f"{type(combatant).__name__}",
                    code="call.invalid",
                ) from None
            raise StateError(
                f"{combatant.id} has no {self.name}, since no plugin of its ruleset declares it; "
                f"{did_you_mean(self.name, attributes_of(combatant))}",
                code="attribute.unknown",
                combatant=combatant.id,
                attribute=self.name,
            ) from None
        return points


class Archetype(Struct, frozen=True, kw_only=True):
    """A named kind of combatant: what it starts with, the actions it knows, who controls it.

    ``sight_range`` is arena units; ``reaction`` and ``memory`` are ticks;
    ``stamina_regeneration`` is points per second. Of declared attributes, ``attributes`` sets
    what it starts with, ``maxima`` how much it may have at most, and ``regenerations`` the
    points that come back, or fall away, in a second; others are as their attribute declares.
    ``buffer`` is ticks for which a command that comes too early is kept, unless it says how long;
    one that calls off is not.
    """

    name: str
    actions: tuple[str, ...]
    controller: str = "wait"
    health: Positive = 100
    stamina: Amount = 100
    stamina_regeneration: Amount = 0
    sight_range: Amount = 1000
    reaction: Amount = 200
    memory: Amount = 2000
    attributes: Mapping[str, Signed] = EMPTY
    maxima: Mapping[str, Signed] = EMPTY
    regenerations: Mapping[str, Signed] = EMPTY
    buffer: Amount = 0
    description: str = ""

    def has(self, attribute: Attribute) -> Attribute:
        """A declared attribute as this kind of combatant has it."""
        maximum = self.maxima.get(attribute.name, attribute.maximum)
        rate = self.regenerations.get(attribute.name, attribute.regeneration)
        start = min(attribute.default, maximum)
        return replace(attribute, default=start, maximum=maximum, regeneration=rate)


class CombatantState(Struct, frozen=True, gc=False):
    """The immutable record of a combatant at one moment.

    ``position`` is arena units from the left wall, ``facing`` +1 to the right and -1 to the
    left. ``doing``, ``phase`` and ``state`` tell the running action, its phase and the kind of
    that phase; ``action`` is its id. ``stunned_until``, ``paused_until`` (a hit pause) and
    ``cooldowns`` are ticks of the fight. ``defence`` is the last outcome that this combatant's
    block, evasion or counter gave, ``defence_at`` when; a hit pause puts that off, as it does
    ``phase_since``. ``defeated`` is whether it is out of the fight: no health is left, or it has
    withdrawn with what it had. A ruleset's attributes are further fields of a subclass.
    """

    id: str
    archetype: str
    team: str
    actions: tuple[str, ...]
    health: Amount
    max_health: Positive
    stamina: Amount
    max_stamina: Amount
    stamina_regeneration: Amount
    position: Amount
    facing: Facing
    sight_range: Amount
    reaction: Amount
    memory: Amount
    controller: str = ""
    action: str | None = None
    doing: str | None = None
    phase: str | None = None
    state: ActionStateType | None = None
    phase_since: Tick = 0
    stunned_until: Tick = 0
    stun: Stun | None = None
    defence: Outcome | None = None
    defence_at: Tick = 0
    interrupted: bool = False
    defeated: bool = False
    acts: int = 0
    cooldowns: Mapping[str, Tick] = EMPTY
    settled_at: Tick = 0
    fractions: tuple[int, ...] = ()
    paused_until: Tick = 0


@checks_arguments
def attributes_of(combatant: CombatantState) -> tuple[str, ...]:
    """The names of the attributes that plugins declared for a combatant."""
    built_in = CombatantState.__struct_fields__
    return tuple(name for name in combatant.__struct_fields__ if name not in built_in)
