"""Random fights: who fights, under which rules, and what they are told to do when."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from combat_rules import ActionError, CombatSystem, Command, Ruleset
from combat_rules.engine.sinks import Journal
from tests.properties.rulesets import Recipe, recipes, shipped

NAMES = ("ayla", "borin", "cyra", "dorn")
KINDS = ("duelist", "brute", "sentinel", "fencer", "witch")
ARENA = 30
SCALE = 40
"""How much slower than random rules the shipped ones are; lengths are three times as long."""


class Fighter(Struct, frozen=True):
    """Somebody who fights: on which side, from where, and whether with a mind of its own."""

    kind: int
    team: int
    position: int
    facing: int
    minded: bool


class Order(Struct, frozen=True):
    """What somebody is told, ``after`` ticks of waiting; without ``what`` it is to call off."""

    after: int
    who: int
    what: int | None
    whom: int | None


class Plan(Struct, frozen=True):
    """A fight to be played: as often, and in as many ways, as a property likes."""

    recipe: Recipe | None
    fighters: tuple[Fighter, ...]
    orders: tuple[Order, ...]
    seed: int
    duration: int

    @property
    def scale(self) -> int:
        """How long this fight's ticks are, against those of random rules."""
        return 1 if self.recipe else SCALE

    def ruleset(self, runner: str = "table") -> Ruleset:
        """The rules of the fight."""
        return self.recipe.ruleset(runner) if self.recipe else shipped(runner)

    def set_up(
        self,
        rules: Ruleset | None = None,
        *,
        journal: Journal | None = None,
        mirrored: bool = False,
        last_first: bool = False,
        **options: Any,
    ) -> CombatSystem:
        """The fight before its first tick. ``mirrored`` swaps left and right; ``last_first``
        lets everybody join in the other order."""
        length = 1 if self.recipe else 3
        arena = ARENA * length
        combat = CombatSystem(
            self.duration * self.scale,
            arena,
            arena,
            ruleset=rules or self.ruleset(),
            seed=self.seed,
            journal=journal,
            **{"strict": True, **options},
        )
        joining = list(zip(NAMES, self.fighters, strict=False))
        for name, fighter in reversed(joining) if last_first else joining:
            position = fighter.position * length
            combat.add_combatant(
                "fighter" if self.recipe else KINDS[fighter.kind],
                name,
                team=f"team {fighter.team}",
                position=arena - position if mirrored else position,
                facing=-fighter.facing if mirrored else fighter.facing,
                controller=None if fighter.minded else "",
            )
        return combat

    def commands(self, combat: CombatSystem) -> list[Command]:
        """Everything that is told, with its tick; nobody is told to strike its own side."""
        given, at = [], 0
        for order in self.orders:
            at += order.after * self.scale
            who = order.who % len(self.fighters)
            known = combat.combatants[NAMES[who]].actions
            foes = [
                name
                for name, other in zip(NAMES, self.fighters, strict=False)
                if other.team != self.fighters[who].team
            ]
            if order.what is None:
                given.append(Command(actor=NAMES[who], cancel=True, at=at))
                continue
            target = None if order.whom is None else foes[order.whom % len(foes)]
            action = known[order.what % len(known)]
            given.append(Command(actor=NAMES[who], action=action, target=target, at=at))
        return given

    def play(self, combat: CombatSystem) -> Iterator[None]:
        """Play the fight step by step: each command, and each stretch of time between."""
        for command in self.commands(combat):
            if command.at > combat.now:
                combat.advance(command.at - combat.now)
                yield
            if combat.result is None:
                give(combat, command)
                yield
        while combat.result is None:
            combat.advance(7 * self.scale)
            yield


def give(combat: CombatSystem, command: Command) -> bool:
    """Give a command; returns whether it was taken."""
    try:
        if command.cancel:
            combat.cancel(command.actor)
        else:
            combat.execute_action(command)
    except ActionError:
        return False
    return True


def fighters(team: int | None = None) -> st.SearchStrategy[Fighter]:
    """Anybody, anywhere; of a team if one is given."""
    return st.builds(
        Fighter,
        kind=st.integers(0, len(KINDS) - 1),
        team=st.integers(0, 2) if team is None else st.just(team),
        position=st.integers(10, 20) | st.integers(0, ARENA),
        facing=st.sampled_from([-1, 1] if team is None else [1 - 2 * team] * 3 + [2 * team - 1]),
        minded=st.sampled_from([True, True, False]),
    )


orders = st.builds(
    Order,
    after=st.integers(0, 4),
    who=st.integers(0, 3),
    what=st.none() | st.integers(0, 9),
    whom=st.none() | st.integers(0, 3),
)


thirds = st.sampled_from([False, False, True])


@st.composite
def plans(draw: st.DrawFn, most: int = 4, *, brittle: bool = False, shipped: bool = True) -> Plan:
    """Any fight of two to ``most``, under random rules or, if wanted, the shipped ones."""
    first, second = draw(fighters(0)), draw(fighters(1))
    others = draw(st.lists(fighters(), max_size=most - 2)) if most > 2 else []
    return Plan(
        recipe=None if shipped and draw(thirds) else draw(recipes(brittle=brittle)),
        fighters=(first, second, *others),
        orders=tuple(draw(st.lists(orders, max_size=30))),
        seed=draw(st.integers(0, 3)),
        duration=draw(st.sampled_from([150, 300, 20, 1])),
    )
