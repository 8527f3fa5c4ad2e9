"""The verifier: what is wrong with a move set, found before players do."""

from collections.abc import Callable, Iterable

from combat_rules.design.framedata import frame_data
from combat_rules.design.verify.balance import balance
from combat_rules.design.verify.findings import CODES, Finding, read_waivers, waived
from combat_rules.design.verify.guards import doubts, guards, paces
from combat_rules.design.verify.loops import loops
from combat_rules.design.verify.moves import moves
from combat_rules.design.verify.origins import Origins, remarks
from combat_rules.design.verify.useless import useless
from combat_rules.model import ActionRole
from combat_rules.plugins import Ruleset, Source

__all__ = ["CODES", "Finding", "Origins", "doubts", "read_waivers", "steps", "verify", "waived"]


def verify(
    ruleset: Ruleset, sources: Iterable[Source], told: Callable[[str], None] | None = None
) -> list[Finding]:
    """Everything that is found wrong, by plugin and move; ``told`` hears ``steps``
    times of what is looked at."""
    origins = Origins(ruleset, sources)
    rows = frame_data(ruleset, told=told)
    found = [
        *remarks(origins),
        *moves(ruleset),
        *guards(ruleset),
        *paces(ruleset),
        *balance(ruleset, rows),
        *useless(ruleset, rows),
        *loops(ruleset, told),
    ]
    return sorted((origins.place(each) for each in found), key=_place)


def steps(ruleset: Ruleset) -> int:
    """How many steps ``verify`` takes: each move, and each strike of each archetype twice, for
    loops."""
    strikes = [
        name
        for kind in ruleset.archetypes.values()
        for name in kind.actions
        if ruleset.moves[name].action.role is ActionRole.STRIKE
    ]
    return len(ruleset.moves) + 2 * len(strikes)


def _place(finding: Finding) -> tuple[str, str, str, str]:
    return finding.plugin, finding.code, finding.move, finding.text
