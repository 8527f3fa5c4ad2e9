"""The fights whose events are the oracle, each with a name, played on the public API alone."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from benchmarks.duel import DURATION, SCRIPT
from combat_rules import CombatSystem, Command
from combat_rules.plugins import standard_ruleset
from tests.oracle.randoms import random_fight
from tests.oracle.scenarios import SCENARIOS
from tests.packs import every_pack

SEEDS = range(20)
"""How often each pair of archetypes fights."""

SINGLE_SEEDS = range(2)
"""Of these each fight has a line of its own; the usual run plays the first of each two kinds."""

RANDOMS = range(200)
SAMPLE_RANDOMS = range(40)

Open = Callable[..., CombatSystem]
"""Opens a fight that is listened to from its first event; options as of ``CombatSystem``."""


class Play(NamedTuple):
    """A fight that can be played again: its name, and what it does with a fight it opens."""

    name: str
    act: Callable[[Open], None]


class Group(NamedTuple):
    """Plays that share one line of the digest; ``sample`` says that the usual run plays them."""

    name: str
    plays: tuple[Play, ...]
    sample: bool


def groups() -> Iterator[Group]:
    """Everything that is in the digest, in its order."""
    yield alone(Play("bench", bench))
    for seed in range(4):
        yield alone(Play(f"melee/{seed}", melee(10, seed)))
    for name, act in SCENARIOS.items():
        yield alone(Play(f"scenario/{name}", act))
    for number in RANDOMS:
        play = Play(f"random/{number}", random_fight(number))
        yield alone(play, sample=number in SAMPLE_RANDOMS)
    kinds = tuple(every_pack().archetypes)
    for pair in ((one, other) for one in kinds for other in kinds):
        plays = tuple(Play(f"pair/{'/'.join(pair)}/{seed}", duel(*pair, seed)) for seed in SEEDS)
        yield Group(f"pair/{'/'.join(pair)}", plays, sample=False)
        for seed in SINGLE_SEEDS:
            # Which of the two is named first is the business of tests of no side bias.
            yield alone(plays[seed], sample=seed == SINGLE_SEEDS[0] and pair[0] <= pair[1])


def alone(play: Play, *, sample: bool = True) -> Group:
    """A line of the digest for one play."""
    return Group(play.name, (play,), sample)


@cache
def plays() -> dict[str, Play]:
    """Every play by its name."""
    return {play.name: play for group in groups() for play in group.plays}


def bench(open: Open) -> None:
    """The duel of the benchmarks: blows that land, are blocked, and trade."""
    combat = open(duration=DURATION, distance=44, max_distance=200, ruleset=standard_ruleset())
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name, controller="", health=400)
    combat.schedule(Command(actor=who, action=action, at=at) for at, who, action in SCRIPT)
    combat.run()


def melee(count: int, seed: int) -> Callable[[Open], None]:
    """So many of the standard archetypes in one arena, on two sides."""

    def act(open: Open) -> None:
        ruleset = standard_ruleset()
        kinds = list(ruleset.archetypes)
        combat = open(duration=4000, distance=40, max_distance=200, ruleset=ruleset, seed=seed)
        for number in range(count):
            combat.add_combatant(
                kinds[number % len(kinds)],
                f"fighter {number}",
                team=f"team {number % 2}",
                position=number * 200 // (count - 1),
                health=10_000 if seed % 2 else 60,
            )
        combat.run()

    return act


def duel(one: str, other: str, seed: int) -> Callable[[Open], None]:
    """Two archetypes, each with its own controller, to the end."""

    def act(open: Open) -> None:
        combat = open(ruleset=every_pack(), seed=seed)
        combat.add_combatant(one, "ayla")
        combat.add_combatant(other, "borin")
        combat.run()

    return act
