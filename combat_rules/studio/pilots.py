"""Pilots: the bots of a project that were learned from its rules, to fly and to be read."""

from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from combat_rules.balance.pilots.pilot import Pilot, controller_name, demand_fit, load, with_pilots
from combat_rules.balance.pilots.reading import habits
from combat_rules.errors import CombatError, StateError
from combat_rules.plugins import Ruleset
from combat_rules.plugins.fingerprint import Rules, changes
from combat_rules.studio.files import files_below
from combat_rules.studio.pictures import Data

ENDINGS = (".pilot",)
"""The endings of files with a pilot in them."""

MOST = 20
"""Changes of rules that are told."""


def flown(ruleset: Ruleset, project: Path) -> Ruleset:
    """The rules with a controller for every pilot of the project that was learned from them; of
    several for one archetype, the last."""
    found = (_loaded(file) for file in files_below(project, ENDINGS))
    fits = [pilot for pilot in found if pilot is not None and not _unfit(pilot, ruleset)]
    return with_pilots(ruleset, fits) if fits else ruleset


def written(ruleset: Ruleset) -> Ruleset:
    """The rules without the controllers of pilots."""
    names = set(map(controller_name, ruleset.archetypes))
    own = {name: one for name, one in ruleset.controllers.items() if name not in names}
    return replace(ruleset, controllers=MappingProxyType(own))


def changed_since(rules: Rules, ruleset: Ruleset) -> list[str]:
    """What has changed since a fight was played under some rules, in words, the first of it: pilots
    that were trained since are no change of anybody's rules."""
    found = changes(rules, ruleset) and changes(rules, written(ruleset))
    return [str(one) for one in found[:MOST]]


def listed(ruleset: Ruleset, project: Path) -> Data:
    """Every pilot of the project: whose, how it was made, and why it does not fly here if so."""
    ruleset = written(ruleset)
    rows: list[Data] = []
    for file in files_below(project, ENDINGS):
        shown: Data = {"id": file.relative_to(project).as_posix()}
        try:
            pilot = load(file)
            shown |= {
                "archetype": pilot.archetype, "rounds": pilot.rounds, "seed": pilot.seed,
                "problem": _unfit(pilot, ruleset),
            }  # fmt: skip
        except CombatError as error:
            shown |= {"archetype": "", "rounds": 0, "seed": 0, "problem": str(error)}
        rows.append(shown)
    return {"pilots": rows}


def read(project: Path, id: str, full: bool, foe: str = "") -> Data:
    """What a pilot does in which situation, the likeliest first, in percent, and whom it has met.

    ``full`` tells little and much stamina and health apart, ``foe`` is the archetype that it is to
    be against, any if left out. Raises ``StateError`` for what is none of the project, and for a
    foe that the pilot has never met."""
    file = project / id
    if file not in set(files_below(project, ENDINGS)):
        raise StateError(f"there is no pilot {id[:200]!r} in this project", code="studio.pilot")
    pilot = load(file)
    met = [name for name in pilot.tables if name]
    return {"archetype": pilot.archetype, "met": met, "habits": habits(pilot, full, foe)}


def _loaded(file: Path) -> Pilot | None:
    try:
        return load(file)
    except CombatError:
        return None


def _unfit(pilot: Pilot, ruleset: Ruleset) -> str:
    """Why a pilot cannot fly under some rules; empty if it can."""
    try:
        demand_fit(pilot, ruleset)
    except CombatError as error:
        return str(error)
    return ""
