"""Line-ups: who fights, and how a fight between them is set up on the live engine."""

from collections.abc import Mapping, Sequence
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.sinks import Journal
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import StateError
from combat_rules.model import Archetype, Command
from combat_rules.plugins import Ruleset

MOST = 8
"""Combatants that a batch may have."""


class Fighter(Struct, frozen=True):
    """A combatant of a line-up: its archetype, and what differs from it.

    As in ``CombatSystem.add_combatant``: without a ``team`` everybody is a team, ``attributes``
    are what it starts with.
    """

    archetype: str | Archetype
    name: str = ""
    team: str | None = None
    position: int | None = None
    controller: str | None = None
    attributes: Mapping[str, int] = {}


class Lineup(Struct, frozen=True):
    """The set-up of fights: the rules, who fights, and the settings of every fight."""

    ruleset: Ruleset
    fighters: tuple[Fighter, ...]
    duration: int | None = None
    distance: int | None = None
    max_distance: int | None = None
    number: int = 0
    schedule: tuple[Command, ...] = ()

    def fight(self, seed: int, journal: Journal | None = None, *, history: int = 0) -> CombatSystem:
        """One fight on the live engine, before its first tick; ``history`` worlds of it are kept
        to go back to."""
        combat = CombatSystem(
            self.duration, self.distance, self.max_distance, ruleset=self.ruleset, seed=seed,
            number=self.number, history=history, journal=journal,
        )  # fmt: skip
        for fighter in self.fighters:
            combat.add_combatant(
                fighter.archetype, fighter.name, team=fighter.team, position=fighter.position,
                controller=fighter.controller, **fighter.attributes,
            )  # fmt: skip
        if self.schedule:
            combat.schedule(self.schedule)
        return combat


def named(given: Sequence[str | Archetype | Fighter]) -> tuple[Fighter, ...]:
    """Fighters with names of their own: that of the archetype, numbered where several have it; each
    ``turned``.

    Raises ``StateError`` if there are fewer than two, or more than eight.
    """
    if not 2 <= len(given) <= MOST:
        raise StateError(
            f"a batch is of 2 to {MOST} combatants, not of {len(given)}", code="batch.size"
        )
    fighters = [one if isinstance(one, Fighter) else Fighter(one) for one in given]
    wanted = [one.name or _kind(one) for one in fighters]
    taken = {one.name for one in fighters}
    names: list[str] = []
    for fighter, name in zip(fighters, wanted, strict=True):
        if not fighter.name and wanted.count(name) > 1:
            name = next(one for n in count(1) if (one := f"{name}-{n}") not in (*taken, *wanted))
            taken.add(name)
        names.append(name)
    return turned([replace(one, name=name) for one, name in zip(fighters, names, strict=True)])


def turned(fighters: Sequence[Fighter]) -> tuple[Fighter, ...]:
    """Fighters of whom each that is put somewhere, and told to look nowhere, looks to the nearest
    foe that is put somewhere, too; of two as near, it is left to the fight."""
    return tuple(_turned(fighter, fighters) for fighter in fighters)


def _turned(fighter: Fighter, fighters: Sequence[Fighter]) -> Fighter:
    # What no position can be is refused as the fight is set up.
    if type(fighter.position) is not int or "facing" in fighter.attributes:
        return fighter
    gaps = [
        other.position - fighter.position
        for other in fighters
        if type(other.position) is int and _side(other) != _side(fighter)
    ]
    nearest = min(map(abs, gaps), default=0)
    ways = {1 if gap > 0 else -1 for gap in gaps if gap and abs(gap) == nearest}
    if len(ways) != 1:
        return fighter
    return replace(fighter, attributes={**fighter.attributes, "facing": ways.pop()})


def _side(fighter: Fighter) -> str:
    return fighter.name if fighter.team is None else fighter.team


def _kind(fighter: Fighter) -> str:
    kind = fighter.archetype
    return kind if isinstance(kind, str) else kind.name
