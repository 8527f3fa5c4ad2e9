"""Who steers: the one place where a choice of pilots becomes a controller for each archetype."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from combat_rules.errors import CombatError, did_you_mean, in_short
from combat_rules.plugins import Ruleset

OWN = "own"
"""Everybody fights with the controller of its archetype."""


class Steered(Struct, frozen=True):
    """Rules, and the controller of each archetype by name."""

    ruleset: Ruleset
    controllers: Mapping[str, str]


def steered(ruleset: Ruleset, pilots: str, archetypes: Iterable[str]) -> Steered:
    """The rules and the controller of each archetype for a choice of pilots.

    ``own`` is that of the archetype itself; the name of a controller, ``fighter`` say, is that
    one for everybody. Raises ``CombatError`` for a choice that there is not.
    """
    names = tuple(archetypes)
    if pilots == OWN:
        kinds = ruleset.archetypes
        return Steered(ruleset, {name: kinds[name].controller for name in names})
    if pilots in ruleset.controllers:
        return Steered(ruleset, dict.fromkeys(names, pilots))
    near = did_you_mean(pilots, (OWN, *ruleset.controllers))
    raise CombatError(
        f"there are no pilots {in_short(pilots)}; {near}",
        code="balance.pilots",
    )
