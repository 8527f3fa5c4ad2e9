"""Set-ups: who fights whom, steered by whom, with which luck."""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from combat_rules.engine import lineup
from combat_rules.engine.system import CombatSystem
from combat_rules.errors import StateError
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset
from combat_rules.record import Steps

Name = Annotated[str, Meta(max_length=80)]
Seed = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Units = Annotated[int, Meta(ge=0, le=100_000)]

NAMES = ("ayla", "borin", "cato", "dora")
"""What fighters are called, in the order of joining."""

SIDES = ("left", "right")
TRAINING = 3600
"""Seconds of a fight that a training has."""


class Fighter(Struct, frozen=True, forbid_unknown_fields=True):
    """One of those who fight: its archetype, and the controller that chooses for it; without one
    it is steered by a person."""

    archetype: Name
    controller: Name = ""


class SetUp(Struct, frozen=True, forbid_unknown_fields=True):
    """A fight to be set up. Without ``distance`` it is that of the rules' stage; in ``training``
    time hardly runs out."""

    fighters: Annotated[tuple[Fighter, ...], Meta(min_length=2, max_length=4)]
    seed: Seed = 1
    distance: Units | None = None
    training: bool = False


def usual(ruleset: Ruleset) -> SetUp:
    """A fight to begin with: the first two kinds of fighters that can fight, each steered as its
    kind is."""
    kinds = [kind for kind in ruleset.archetypes.values() if kind.actions]
    if not kinds:
        raise StateError(
            "the rules have no archetype that knows an action, so nobody can fight; add one with "
            "the hook combat_archetypes, or a table archetypes.csv",
            code="studio.nobody",
        )
    pair = (kinds[0], kinds[1 % len(kinds)])
    return SetUp(tuple(Fighter(kind.name, _bot(ruleset, kind.controller)) for kind in pair))


def _bot(ruleset: Ruleset, controller: str) -> str:
    return controller if controller in ruleset.controllers else next(iter(ruleset.controllers), "")


def fitted(wanted: SetUp, ruleset: Ruleset) -> SetUp:
    """A set-up as far as it can be under these rules; the usual one where its fighters are gone."""
    if any(fighter.archetype not in ruleset.archetypes for fighter in wanted.fighters):
        return replace(usual(ruleset), seed=wanted.seed, training=wanted.training)
    known = ("", *ruleset.controllers)
    fighters = (f if f.controller in known else replace(f, controller="") for f in wanted.fighters)
    distance = wanted.distance
    return replace(
        wanted,
        fighters=tuple(fighters),
        distance=None if distance is None else min(distance, ruleset.stage.arena),
    )


def fight(ruleset: Ruleset, wanted: SetUp, steps: Steps) -> CombatSystem:
    """The fight of a set-up, nobody having done anything yet. Raises ``StateError``."""
    many = len(wanted.fighters) > 2
    fighters = tuple(
        lineup.Fighter(
            one.archetype, NAMES[place], SIDES[place % 2] if many else None,
            controller=one.controller,
        )
        for place, one in enumerate(wanted.fighters)
    )  # fmt: skip
    ends = min(TRAINING * ruleset.ticks_per_second, LIMIT) if wanted.training else None
    return lineup.Lineup(ruleset, fighters, ends, wanted.distance).fight(wanted.seed, steps)
