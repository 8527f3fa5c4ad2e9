"""What a matrix says of the field: who is played, who is dominated, how many ways there are."""

from collections.abc import Mapping
from math import exp, log

import numpy as np
from msgspec import Struct

from combat_rules.balance.equilibrium import dominated, solve
from combat_rules.balance.matrix import Matrix
from combat_rules.plugins import Ruleset


class Summary(Struct, frozen=True):
    """A field, judged as if everybody could choose whom to play.

    ``played`` is how often each archetype is in the equilibrium, in percent; of several it is the
    one of maximum entropy, so that archetypes that are alike share. ``never`` are those that are
    in none. ``dominated`` has, for an archetype that is worse against everybody, who is better:
    shares of a mix in percent. ``diversity`` is as how many archetypes the field is that were all
    played alike. ``unused`` are moves by archetype that nobody has used.
    """

    played: Mapping[str, float]
    never: tuple[str, ...]
    dominated: Mapping[str, Mapping[str, float]]
    diversity: float
    unused: Mapping[str, tuple[str, ...]]


def summary(matrix: Matrix, ruleset: Ruleset) -> Summary:
    """Judge a field by its matrix."""
    names = matrix.archetypes
    payoffs = np.array(matrix.rates) - 50
    weights = solve(payoffs)[0].weights
    worse = {
        name: {names[other]: round(100 * part, 1) for other, part in found.items()}
        for place, name in enumerate(names)
        if (found := dominated(payoffs, place)) is not None
    }
    used = {(use.archetype, use.move) for use in matrix.uses if use.used}
    unused = {
        name: tuple(one for one in ruleset.archetypes[name].actions if (name, one) not in used)
        for name in names
    }
    return Summary(
        played={name: round(100 * one, 1) for name, one in zip(names, weights, strict=True)},
        never=tuple(name for name, one in zip(names, weights, strict=True) if not one),
        dominated=worse,
        diversity=exp(-sum(one * log(one) for one in weights if one)),
        unused={name: moves for name, moves in unused.items() if moves},
    )


def in_words(found: Summary) -> list[str]:
    """A summary as sentences."""
    by_share = sorted(found.played.items(), key=lambda one: -one[1])
    lines = [
        "equilibrium: " + ", ".join(f"{name} {share:.0f} %" for name, share in by_share if share)
        + f"; as diverse as {found.diversity:.1f} archetypes",
    ]  # fmt: skip
    if found.never:
        lines.append(f"never played: {', '.join(found.never)}")
    for name, better in found.dominated.items():
        mix = " and ".join(f"{other} {share:.0f} %" for other, share in better.items())
        lines.append(f"dominated: {name} is worse against everybody than {mix}")
    for name, moves in found.unused.items():
        lines.append(f"unused: {name} never uses {', '.join(moves)}")
    return lines
