"""Kernels and line-ups that several tests share, and how one fight is held against the live one."""

from collections.abc import Iterable
from functools import cache

from combat_rules import Ruleset
from combat_rules.compiled.kernel import Kernel, Played, kernel_for
from combat_rules.compiled.live import played
from combat_rules.compiled.proof import Apart, first_difference
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.lineup import Fighter, Lineup, named
from tests.machine_code import as_shipped
from tests.packs import every_pack

SHORT = 6000
"""Ticks of a short fight: long enough for everything to have happened, in some of them."""


@cache
def duels() -> Kernel:
    """The kernel of duels under every pack, as users have it."""
    with as_shipped():
        return kernel_for(rules_for(every_pack()), 2)


def lineup(*fighters: str | Fighter, ruleset: Ruleset | None = None) -> Lineup:
    """Short fights of these."""
    rules = every_pack() if ruleset is None else ruleset
    return Lineup(rules, named(fighters), duration=SHORT)


def differences(kernel: Kernel, given: Lineup, seeds: Iterable[int]) -> dict[int, Apart | Played]:
    """Where fights differ from the live ones, by their seeds; how one was given up, if it was."""
    combat = given.fight(0)
    start, apart = kernel.begin(combat.fight, combat.state.world), {}
    for seed in seeds:
        found = kernel.look_at(start, given.number, seed)
        other = found if found.why else first_difference(kernel, found, played(given.fight, seed))
        if other is not None:
            apart[seed] = other
    return apart


def difference(kernel: Kernel, given: Lineup, seed: int) -> Apart | Played | None:
    """Where a fight differs from the live one; how it was given up, if it was; else None."""
    return differences(kernel, given, (seed,)).get(seed)
