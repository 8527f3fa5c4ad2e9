"""Findings on the command line: one line each, as linters write them, and what they mean once."""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from combat_rules.cli.places import short_place
from combat_rules.cli.tables import print_text
from combat_rules.cli.wrapping import together
from combat_rules.design.verify import Finding
from combat_rules.errors import how_many

MOST_OF_A_KIND = 8
"""Findings of one kind that are all told."""
SHOWN_OF_MANY = 3
"""Findings told where there are more."""
NAMED = 20
"""Moves named of those that are not told."""
PASTED = 8
"""Waivers that are proposed."""


def print_findings(found: Sequence[Finding]) -> None:
    """Print findings: a line each, what each kind means, and waivers for what is meant."""
    for _, kind in groupby(found, lambda finding: (finding.plugin, finding.code)):
        _print_kind(list(kind))
    if found:
        print_text()
        for each in {finding.code: finding for finding in found}.values():
            print_text(f"{each.code}: {each.means} ({each.known_by})", hang=2)
        _print_waivers(found)
        print_text()


def print_doubts(undecided: Sequence[str]) -> None:
    """Explain the guards of which nobody knows whether they can ever answer otherwise."""
    if not undecided:
        return
    print_text(
        f"undecided: {'; '.join(undecided)}. In every scene that could be made for it such a guard "
        "answered the same; it reads more than can be tried out. A test that plays up to it "
        "(combat_rules.testing.duel) shows whether it ever answers otherwise.",
        hang=2,
    )


def _print_kind(found: Sequence[Finding]) -> None:
    """Print findings of one kind; of many only the first."""
    shown = found if len(found) <= MOST_OF_A_KIND else found[:SHOWN_OF_MANY]
    for finding in shown:
        about = f" {finding.move}" if finding.move else ""
        place = short_place(finding.where) or finding.plugin or "rules"
        print_text(f"{together(f'{place} {finding.code}{about}:')} {finding.text}", hang=4)
        if finding.witness.startswith("combat-rules"):
            print_text(f"    see: {finding.witness}", hang=6)
    if rest := [finding.move for finding in found[len(shown) :]]:
        named = ", ".join(rest[:NAMED])
        more = f" and {len(rest) - NAMED} more" if len(rest) > NAMED else ""
        print_text(
            f"    and so are {how_many(len(rest), 'other')}: {named}{more}; --json has all",
            hang=6,
        )


def _print_waivers(found: Iterable[Finding]) -> None:
    """Propose waivers that can be pasted into a file as they are."""
    meant = dict.fromkeys((each.code, each.move) for each in found if each.move)
    if not meant:
        return
    print_text()
    print_text("What is meant so, waive in a file of your own with --waive FILE:", hang=2)
    for code, move in [*meant][:PASTED]:
        quoted = json.dumps(move, ensure_ascii=False)
        print_text(f'- {{code: {code}, move: {quoted}, reason: "say why"}}', hang=4)
    if len(meant) > PASTED:
        print_text(f"# and so for {how_many(len(meant) - PASTED, 'other')}; * stands for any move")
