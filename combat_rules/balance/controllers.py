"""Who steers: the one place where a choice of pilots becomes a controller for each archetype."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote

from msgspec import Struct

from combat_rules.balance.pilots.pilot import Pilot, load, with_pilots
from combat_rules.errors import CombatError, did_you_mean, in_short
from combat_rules.plugins import Ruleset

OWN = "own"
"""Everybody fights with the controller of its archetype."""
LEARNED = "learned"
"""Everybody fights with a pilot of its own, from the folder that training writes to."""
FOLDER = "pilots"
"""What that folder is called."""


class Steered(Struct, frozen=True):
    """Rules, and the controller of each archetype by name."""

    ruleset: Ruleset
    controllers: Mapping[str, str]


def steered(
    ruleset: Ruleset, pilots: str, archetypes: Iterable[str], fighting: Iterable[str] = ()
) -> Steered:
    """The rules and the controller of each archetype for a choice of pilots, for all of them or for
    a matrix of those that are ``fighting``.

    ``own`` is that of the archetype itself; the name of a controller, ``fighter`` say, is that
    one for everybody; ``learned`` are the pilots in the folder ``pilots``. A folder of pilots, or
    the file of one, has them steer their archetypes; all others have their own. Raises
    ``CombatError`` for a choice that there is not, for pilots of other moves, for none of those who
    fight, and, of ``learned``, for one of them without.
    """
    names = tuple(archetypes)
    if pilots == OWN:
        kinds = ruleset.archetypes
        return Steered(ruleset, {name: kinds[name].controller for name in names})
    if pilots in ruleset.controllers:
        return Steered(ruleset, dict.fromkeys(names, pilots))
    if pilots == LEARNED or os.path.exists(pilots):
        return _flown(ruleset, pilots, names, tuple(fighting) or names)
    near = did_you_mean(pilots, (OWN, LEARNED, *ruleset.controllers))
    raise CombatError(
        f"there are no pilots {in_short(pilots)}; {near}",
        code="balance.pilots",
    )


def _flown(ruleset: Ruleset, pilots: str, names: Iterable[str], fighting: Sequence[str]) -> Steered:
    """The rules with the pilots of a folder, or that of a file."""
    place = Path(FOLDER if pilots == LEARNED else pilots)
    files = [place] if place.is_file() else sorted(place.glob("*.pilot"))
    found: dict[str, Pilot] = {}
    whose: dict[str, Path] = {}
    for file in files:
        pilot = load(file)
        if (other := whose.setdefault(pilot.archetype, file)) is not file:
            raise CombatError(
                f"{other.name} and {file.name} in {place} are both pilots of {pilot.archetype}; "
                "leave one of them there, or name the file of one",
                code="balance.pilots",
            )
        found[pilot.archetype] = pilot
    wanted = {name: found[name] for name in names if name in found}
    missing = [name for name in fighting if name not in found]
    if len(missing) == len(fighting) or (missing and pilots == LEARNED):
        raise CombatError(
            f"{place} has no pilot of {', '.join(missing)}; train one with "
            f"combat-rules train {' '.join(f'--archetype {quote(name)}' for name in missing)}",
            code="balance.pilots",
        )
    # Numbers may be changed on purpose: what a patch does is told with everybody flying as before.
    rules = with_pilots(ruleset, wanted.values(), changed=True)
    kinds = ruleset.archetypes
    return Steered(
        rules,
        {name: wanted[name].name if name in wanted else kinds[name].controller for name in names},
    )
