"""The play-by-play fits its terminal, numbers what it tells, and its table is what happened."""

from collections import Counter
from io import StringIO

import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem, load_ruleset
from combat_rules.cli.narration import Narrator
from combat_rules.cli.tables import Terminal
from combat_rules.cli.wording import wording
from combat_rules.model.events import (
    ActionPhase,
    CombatantDefeated,
    CombatantWithdrew,
    CombatEvent,
    DamageDealt,
    Share,
)
from tests.rules import JAB, duel

LONG = "the_champion_of_the_northern_guild"


@pytest.fixture(scope="module")
def fight() -> tuple[CombatSystem, list[CombatEvent]]:
    """A fight to its end with all that happened in it."""
    combat = CombatSystem(seed=3, ruleset=load_ruleset())
    combat.add_combatant("duelist", LONG)
    combat.add_combatant("brute")
    events = [*combat.events.recent]
    combat.subscribe("*", events.append)
    combat.run()
    return combat, events


@pytest.fixture
def told(fight: tuple[CombatSystem, list[CombatEvent]], monkeypatch: pytest.MonkeyPatch) -> "Told":
    return Told(fight, monkeypatch)


class Told:
    """Tells the fight at a width."""

    def __init__(
        self, fight: tuple[CombatSystem, list[CombatEvent]], patch: pytest.MonkeyPatch
    ) -> None:
        self.combat, self.events = fight
        self._patch = patch

    def lines(self, width: int | None = None, *, verbose: bool = False) -> list[str]:
        out = StringIO()
        self._patch.setenv("COLUMNS", str(width or ""))
        self._patch.setattr("sys.stdout", out)
        narrator = Narrator(self.combat, Terminal(), verbose=verbose)
        narrator.opening()
        for event in self.events:
            narrator.hear(event)
        result = self.combat.result
        assert result is not None
        narrator.ending(result)
        return out.getvalue().splitlines()


@pytest.mark.parametrize("width", [120, 80, 40])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(told: Told, width: int) -> None:
    lines = told.lines(width)
    assert max(map(len, lines)) <= width
    bars = {"█", "░"}
    words = {word for line in lines for word in line.split() if not bars & {*word}}
    assert words <= {word for line in told.lines() for word in line.split()} | {
        "fighter", "move", "used", "landed", "blocked", "damage",
    }  # fmt: skip


@pytest.mark.parametrize("width", [80, None], ids=["80 columns", "pipe"])
def test_a_blow_has_the_number_of_its_damage_and_what_is_left(
    told: Told, width: int | None
) -> None:
    lines = told.lines(width)
    for event in told.events:
        if isinstance(event, DamageDealt):
            at = next(n for n, line in enumerate(lines) if f"#{event.sequence} " in line)
            blow = "\n".join(lines[at : at + 3])
            assert f"\N{MINUS SIGN}{event.lost}" in blow
            assert f"  {event.health}/" in blow
            assert f"{event.breakdown[0].change} base" in blow


def test_phases_are_told_only_to_who_wants_more(told: Told) -> None:
    phases = [e for e in told.events if isinstance(e, ActionPhase) and e.ticks]
    lines = told.lines()
    verbose = told.lines(verbose=True)
    for seen, shown in ((lines, 0), (verbose, len(phases))):
        numbers = [line.split()[at] for line in seen for at in (0, 1) if line.count(" ") > 2]
        assert sum(f"#{event.sequence}" in numbers for event in phases) == shown


def test_the_table_adds_up_to_what_happened(told: Told) -> None:
    lines = told.lines()
    rows = [line.split() for line in lines[lines.index("") :] if line.count("  ") > 4]
    table = [row for row in rows if row[0] in (LONG, "brute") and len(row) == 6]
    used = Counter(e.source for e in told.events if e.type == "action_started")
    lost = Counter[str]()
    for event in told.events:
        if isinstance(event, DamageDealt):
            lost[event.source or ""] += event.lost
    for who in (LONG, "brute"):
        assert sum(int(row[2]) for row in table if row[0] == who) == used[who]
        assert sum(int(row[5]) for row in table if row[0] == who) == lost[who]
    assert sum(lost.values()) > 0


def test_a_move_with_a_title_is_told_by_it_in_lines_and_in_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jab = replace(JAB, title="Stand LP")
    out = StringIO()
    monkeypatch.setattr("sys.stdout", out)
    combat = duel([jab], duration=60)
    narrator = Narrator(combat, Terminal())
    combat.subscribe("*", narrator.hear)
    combat.execute_action("jab", "ayla")
    narrator.ending(combat.run())
    assert "Stand LP HIT  borin" in out.getvalue()
    assert "jab" not in out.getvalue()


def test_whoever_withdraws_is_told_as_loudly_as_who_falls() -> None:
    for event, said in ((CombatantDefeated(), "DEFEATED"), (CombatantWithdrew(), "WITHDREW")):
        told = wording(event, verbose=False, minus="-")
        assert told is not None
        assert told[0] == said


def test_what_a_status_takes_is_told_with_what_it_is_made_of() -> None:
    taken = DamageDealt(
        source="witch", target="borin", damage=3, lost=2, health=9, outcome=None, status="venom",
        name="venom", breakdown=(Share("poisoned", 4), Share("ward", -1)),
    )  # fmt: skip
    told = wording(taken, verbose=False, minus="-")
    assert told is not None
    line, style = told
    assert line.replace("\N{NO-BREAK SPACE}", " ") == "borin -2 of 3 (4 poisoned, -1 ward) of venom"
    assert style == "red"
