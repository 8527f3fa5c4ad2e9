"""Findings: what is wrong, where, what it means for a player; and waivers, with reasons."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from combat_rules.errors import CombatError, listed
from combat_rules.plugins.packs import folder_of_packs
from combat_rules.plugins.tables.cells import Cell, Items, Unreadable, shown, text_of
from combat_rules.plugins.tables.reader import CellReader, TooMany
from combat_rules.plugins.tables.yaml_cells import parse_yaml

CODES = {
    "rules.refused": "The rules cannot be used at all.",
    "rules.unsettled": "Playing it never comes to rest, or a rule raises; a fight would stop.",
    "action.sticks": "It does not end by itself; who does it can never act again.",
    "source.total": "Its source says two lengths of it; one of them is wrong.",
    "source.advantage": "Its source says an advantage that no stun can give.",
    "source.stun": "Its source says a stun and an advantage that do not fit; one of them is wrong.",
    "source.header": "A heading of its source is misspelt; a tool that trusts it reads nothing.",
    "chart.shadowed": "A transition that can never be taken; the player never sees it happen.",
    "guard.never": "A guard that cannot hold; what it guards can never be done.",
    "guard.always": "A guard that cannot fail; it guards nothing.",
    "pace.same": "A pace rule that changes no phase; nobody is quicker or slower for it.",
    "cost.unaffordable": "Nobody who knows it can ever pay for it; the button does nothing.",
    "cost.forgotten": "Its chart never pays what it costs; it takes nothing away.",
    "cancel.after-end": "A cancel window opens when the move is over; the cancel never works.",
    "cancel.half-set": "One half of a cancel is set; it works at another time than was meant.",
    "cancel.nowhere": "A cancel leads into nothing that anybody who knows the move can do.",
    "cancel.too-soon": "A cancel window closes before anything is struck; the cancel never works.",
    "protection.after-end": "A protection begins when the move is over; it protects from nothing.",
    "counter.frees": "Whoever strikes into the counter is free before whoever countered.",
    "strike.nowhere": "It lands only on who stands in the very same place; it meets nobody.",
    "hit.never": "It has hits that its chart never comes to; they deal nothing.",
    "line.nowhere": "Nothing strikes on a line that it defends; it guards nothing there.",
    "combo.endless": "A string that goes on until its target is defeated; one hit is the fight.",
    "move.dominated": "Another move of the same fighter is better in every respect; it is dead.",
    "move.unpunishable": "Nobody can strike back, blocked or missed; it is free to throw out.",
    "move.unreactable": "It comes before anybody can see it and guard; only a guess helps.",
    "range.hole": "At some distance the fighter can neither strike nor come nearer.",
    "declared.differs": "What is published of it is not what it does.",
}
"""What can be found: each stable code, and what it means for a player."""

READ, DECIDED, PLAYED, COMPARED = (
    "read from the rules",
    "asked in every scene that differs",
    "played in the engine",
    "compared as it was measured",
)
KNOWN_BY = {
    **dict.fromkeys(CODES, READ),
    **dict.fromkeys(("guard.never", "guard.always", "pace.same", "chart.shadowed"), DECIDED),
    **dict.fromkeys(("rules.unsettled", "action.sticks", "combo.endless"), PLAYED),
    **dict.fromkeys(
        ("declared.differs", "move.dominated", "move.unpunishable", "move.unreactable",
         "range.hole", "strike.nowhere"),
        COMPARED,
    ),
}  # fmt: skip
"""How sure each kind of finding is: what it is known by."""

LARGEST = 200_000
"""Bytes of the largest file of waivers."""

FIELDS = ("code", "move", "reason")
"""What a waiver says."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is wrong.

    ``move`` is the action, or archetype, that it is about, ``where`` the file and line as far
    as they are known. ``witness`` shows it: a script for ``duel --script``, or a command.
    ``rests_on`` is what nobody knows, and what it would not hold without.
    """

    code: str
    move: str
    text: str
    witness: str = ""
    plugin: str = ""
    where: str = ""
    rests_on: str = ""

    @property
    def known_by(self) -> str:
        """How sure it is: what it is known by."""
        return KNOWN_BY[self.code]

    @property
    def means(self) -> str:
        """What it means for a player."""
        return CODES[self.code]


class Waiver(Struct, frozen=True):
    """Findings that are meant, and why. ``code`` and ``move`` may have ``*`` in them."""

    code: str
    move: str
    reason: str
    where: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding."""
        return _fits(finding.code, self.code) and _fits(finding.move, self.move)


def _fits(text: str, pattern: str) -> bool:
    """Whether a text is a pattern in which ``*`` alone stands for anything: ``5[D]`` is a move."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def waived(findings: Sequence[Finding], waivers: Sequence[Waiver]) -> list[tuple[Finding, str]]:
    """Each finding with the reason for which it is waived, empty for one that is not."""
    return [
        (each, next((waiver.reason for waiver in waivers if waiver.covers(each)), ""))
        for each in findings
    ]


def idle(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> list[Waiver]:
    """The waivers that cover nothing any more."""
    known = list(findings)
    return [waiver for waiver in waivers if not any(map(waiver.covers, known))]


def shipped_waivers() -> list[Waiver]:
    """What is meant in the rules that ship, and why; none if somebody took them away."""
    file = folder_of_packs() / "waivers.yaml"
    return read_waivers(file) if file.exists() else []


def read_waivers(file: Path) -> list[Waiver]:
    """Read a YAML list of waivers, each with code, move and reason.

    Raises ``CombatError`` with every mistake and its line.
    """
    reader = CellReader()
    try:
        document = parse_yaml(text_of(file, LARGEST))
    except Unreadable as error:
        raise CombatError(
            f"cannot read the waivers {file}: {error}", code="waivers.unreadable"
        ) from error
    found: list[Waiver] = []
    with suppress(TooMany):
        found += _waivers(document, reader)
    if reader.problems:
        told = listed(f"{file}, {p.place}: {p.text}" for p in reader.problems)
        raise CombatError(f"the waivers cannot be used:\n{told}", code="waivers.invalid")
    return found


def _waivers(document: Cell | None, reader: CellReader) -> Iterator[Waiver]:
    cells = document.cells if isinstance(document, Items) else ()
    if document is not None and not isinstance(document, Items):
        reader.report(document, "waivers are a list; each begins with - code: CODE")
    for cell in cells:
        values = reader.fields(cell, "a waiver", FIELDS)
        words = {name: reader.text(values[name], name) for name in FIELDS if name in values}
        missing = [name for name in FIELDS if name not in values]
        if missing:
            reader.report(cell, f"a waiver needs {', '.join(missing)}")
        code = words.get("code", "")
        if code and "*" not in code and code not in CODES:
            said = f"there is no code {shown(code)}; there are: {', '.join(CODES)}"
            reader.report(values["code"], said)
        code, move, reason = (words.get(name, "") for name in FIELDS)
        yield Waiver(code, move, reason, str(cell.place))
