"""Endless combos: circles of moves that the engine plays to the defeat of the target."""

from collections.abc import Callable, Iterator

from combat_rules.design.combos import endless_combos
from combat_rules.design.training import Combo, script_of
from combat_rules.design.verify.findings import Finding
from combat_rules.plugins import Ruleset

SHOWN = 6
"""Moves with unknown numbers that a finding names."""


def loops(ruleset: Ruleset, told: Callable[[str], None] | None = None) -> Iterator[Finding]:
    """The endless combos of every archetype; of circles that share an opener, the shortest."""
    for kind in ruleset.archetypes:
        shortest: dict[str, Combo] = {}
        found = endless_combos(ruleset, kind, told)
        for combo in found:
            known = shortest.setdefault(combo.moves[0], combo)
            if len(combo.circle) < len(known.circle):
                shortest[combo.moves[0]] = combo
        for combo in shortest.values():
            rests = _rests(ruleset, combo.circle)
            more = sum(each.moves[0] == combo.moves[0] for each in found) - 1
            yield Finding(
                code="combo.endless",
                move=combo.moves[0],
                text=f"{kind}: {' > '.join(combo.circle)}, round and round, lands "
                f"{len(combo.blows)} times for {combo.damage} damage"
                f"{' and defeats' if combo.defeats else ' and goes on'}"
                f"{', with the target at the wall' if combo.corner else ''}"
                f"{f'; {more} more circles begin so' if more else ''}"
                f"{f'; it rests on what nobody knows: {rests}' if rests else ''}",
                witness=script_of(combo, ruleset),
                rests_on=rests,
            )


def _rests(ruleset: Ruleset, circle: tuple[str, ...]) -> str:
    """What of the circle's moves nobody knows, and what therefore may end it."""
    unknown = []
    for name in ("pushback", "reach", "hitstun"):
        moves = [m for m in dict.fromkeys(circle) if name in ruleset.moves[m].action.unknown]
        unknown += [f"the {name} of {' and '.join(moves[:SHOWN])}"] if moves else []
    return ", ".join(unknown)
