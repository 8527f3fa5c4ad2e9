"""The least change of a number that flips something: ``combat-rules breakpoints``."""

from combat_rules.balance.breakpoints import Breakpoint, Fact, breakpoints, number_of
from combat_rules.balance.knowledge import Favours, Knowledge
from combat_rules.cli.errors import refuse, warn_of_mistakes
from combat_rules.cli.progress import counted
from combat_rules.cli.tables import print_json, print_table, print_text
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

AROUND = 25
"""What a number is taken to be at least where it is looked around it."""


def find(
    ruleset: Ruleset, path: str, bounds: tuple[int | None, int | None],
    matchups: tuple[str, int] | None,
) -> tuple[int, list[Breakpoint]]:  # fmt: skip
    """What the number is now, and where something flips: of what players know of the move, or of
    matchups if their pilots and number of fights are given."""
    now = number_of(ruleset, path)
    around = 3 * max(abs(now), AROUND)
    low, high = bounds
    if low is not None and low > now:
        refuse(f"--lowest {low}: {path} is {now}, and is looked at from there on; give no more")
    if high is not None and high < now:
        refuse(f"--highest {high}: {path} is {now}, and is looked at from there on; give no less")
    lowest = max(-LIMIT, min(0, now - around) if low is None else low)
    highest = min(LIMIT, now + around if high is None else high)
    facts = (
        Knowledge(ruleset, path)
        if matchups is None
        else Favours(ruleset, path, pilots=matchups[0], fights=matchups[1])
    )
    with counted("values", None) as told:

        def at(value: int) -> frozenset[Fact]:
            told(1)
            return facts.at(value)

        found = breakpoints(at, now, lowest, highest)
    if isinstance(facts, Favours):
        warn_of_mistakes(facts.mistakes, facts.played)
    return now, found


def print_breakpoints(path: str, now: int, found: list[Breakpoint], form: str) -> None:
    """Print where something flips, the least changes first."""
    if form == "json":
        told = [
            {"value": one.value, "change": one.change, "kind": one.fact.kind,
             "fact": one.fact.text, "comes": one.comes}
            for one in found
        ]  # fmt: skip
        data = {"number": path, "now": now, "breakpoints": told}
        print_json(data)
        return
    print_text(f"{path} is {now}")
    if not found:
        print_text("nothing flips")
        return
    print_text("")
    rows = [
        [str(one.value), f"{one.change:+}", one.fact.kind, "from here on" if one.comes else "gone",
         one.fact.text]
        for one in found
    ]  # fmt: skip
    words = ("kind", "", "what")
    print_table(("value", "change", "kind", "", "what"), rows, words=words)
