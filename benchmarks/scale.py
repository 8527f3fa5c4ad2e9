"""How cost grows: more combatants, more fights, more time."""

import tracemalloc
from collections.abc import Callable

from benchmarks.rows import MEMORY_MB, Row, at_most, hear, micros
from benchmarks.timing import in_turn, ratio
from combat_rules import CombatEvent, CombatSystem
from combat_rules.plugins import standard_ruleset

ARENA = 200
REACH = 45
"""Arena units that the longest blow of the standard rules reaches."""

HOUR = 3_600_000
"""Ticks."""


def melee(count: int, duration: int = 4000, seed: int = 1) -> CombatSystem:
    """So many of all kinds in one arena, on two sides."""
    ruleset = standard_ruleset()
    kinds = list(ruleset.archetypes)
    combat = CombatSystem(duration, 40, ARENA, ruleset=ruleset, seed=seed)
    for number in range(count):
        combat.add_combatant(
            kinds[number % len(kinds)],
            f"fighter {number}",
            team=f"team {number % 2}",
            position=80 + 40 * number if count == 2 else number * ARENA // (count - 1),
            health=10_000,
        )
    return combat


def neighbours(combat: CombatSystem) -> float:
    """How many others, on average, are in reach of a combatant."""
    places = [state.position for state in combat.combatants.values()]
    near = sum(abs(one - other) <= REACH for one in places for other in places) - len(places)
    return near / len(places)


def melees(counts: tuple[int, ...] = (2, 10, 100)) -> list[Row]:
    """The cost of an event among few and among many."""

    def play(count: int) -> Callable[[], int]:
        def job() -> int:
            events = 0
            for seed in range(max(1, 20 // count)):
                combat = melee(count, seed=seed)
                heard: list[CombatEvent] = []
                combat.subscribe("*", heard.append)
                combat.run()
                events += len(heard)
            return events

        return job

    figures = in_turn({f"{count} combatants, an event": play(count) for count in counts}, 5)
    rows = [micros(name, ns) for name, ns in figures.items()]
    few, *more = figures.values()
    least = neighbours(melee(counts[0]))
    for count, many in zip(counts[1:], more, strict=True):
        grown = neighbours(melee(count)) / least
        rows.append(at_most(f"{count} / {counts[0]} combatants", ratio(many, few), grown))
    return rows


def crowds(fights: int = 1000) -> list[Row]:
    """Many fights at once, a frame of each in turn, against one after another."""

    def start(seed: int) -> CombatSystem:
        combat = melee(2, seed=seed)
        combat.subscribe("*", hear)
        return combat

    def together() -> int:
        running = [start(seed) for seed in range(fights)]
        for _ in range(60):
            for combat in running:
                combat.advance(16)
        return sum(combat.state.world.sequence for combat in running)

    def in_a_row() -> int:
        events = 0
        for seed in range(fights):
            combat = start(seed)
            for _ in range(60):
                combat.advance(16)
            events += combat.state.world.sequence
        return events

    figures = in_turn({"one fight, an event": in_a_row, f"{fights} at once, an event": together}, 3)
    one, many = figures.values()
    rows = [micros(name, ns) for name, ns in figures.items()]
    return [*rows, at_most(f"{fights} at once / one", ratio(many, one), 1.5)]


def memory(duration: int = HOUR) -> list[Row]:
    """What a fight of an hour needs after its first minutes, and at its end."""
    ruleset = standard_ruleset()
    tracemalloc.start()
    combat = CombatSystem(duration, ruleset=ruleset)
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name, health=10**6)
    combat.advance(duration // 12)
    early = tracemalloc.get_traced_memory()[0]
    combat.run()
    late, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [
        ("an hour's fight, after five minutes", f"{early / 1e6:.2f} MB", "", None),
        ("at its end", f"{late / 1e6:.2f} MB", "", None),
        at_most("end / after five minutes", late / early, 1.1),
        ("peak", f"{peak / 1e6:.2f} MB", f"{MEMORY_MB} MB", peak / 1e6 < MEMORY_MB),
    ]
