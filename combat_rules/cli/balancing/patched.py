"""What a patch does to matchups: ``combat-rules compare OLD NEW --fights N``."""

from contextlib import closing

from combat_rules.balance.against import Difference, differences
from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matrix import Played, Wanted, play_matrix
from combat_rules.balance.rulebook import rulebook
from combat_rules.charts.drawing.markdown import in_markdown
from combat_rules.cli.progress import counted
from combat_rules.plugins import Ruleset


def matchups(old: Ruleset, new: Ruleset, pilots: str, fights: int) -> tuple[Difference, ...]:
    """How far each matchup moves between archetypes that both rulesets have, on the same luck."""
    names = tuple(name for name in new.archetypes if name in old.archetypes)
    pairs = len(names) * (len(names) - 1)

    def played(ruleset: Ruleset) -> Played:
        rules = rulebook(ruleset, pilots=pilots, fighting=names)
        with closing(Threads(rules, fights=pairs * fights)) as executor:
            return play_matrix(executor, rules, Wanted(archetypes=names, fights=fights), told)

    with counted("fights", pairs * fights) as told:
        before, after = played(old), played(new)
    if before.matrix.interrupted or after.matrix.interrupted:
        raise KeyboardInterrupt
    return differences(before, after)


def as_note(found: tuple[Difference, ...]) -> str:
    """The matchups that surely moved, as Markdown; the others are counted."""
    moved = [one for one in found if one.sure]
    lines = ["## Matchups", ""]
    lines += [
        f"- {in_markdown(f'{one.left} against {one.right}')}: {one.before:.1f} → {one.after:.1f} % "
        f"({one.low:+z.1f} to {one.high:+z.1f})"
        for one in sorted(moved, key=lambda one: -abs(one.change))
    ]
    still = len(found) - len(moved)
    if still:
        lines.append(f"- {still} of {len(found)} are not known to have moved")
    return "\n".join([*lines, ""])
