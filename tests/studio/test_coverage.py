"""What tests have seen of a chart is shown beside it, if they have left a report."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules.design.covered import REPORT, write_report
from combat_rules.errors import StateError
from combat_rules.plugins import standard_ruleset
from combat_rules.plugins.diagrams import diagram_of
from combat_rules.studio.coverage import coverage
from combat_rules.testing.coverage import RulesCoverage

RULES = standard_ruleset()
SEEN = ("cancel: feint to recovery", "advance: feint to recovery")


def leave_report(project: Path) -> None:
    """A report of tests that have taken two ways of ``attack``, and seen one guard fail."""
    collected = RulesCoverage()
    collected.watch(RULES.moves["attack"])
    covered = collected.actions["standard", "attack"]
    covered.taken |= set(SEEN)
    covered.guards["has_stamina"].add(False)
    write_report(project / REPORT, 7, collected.data())


def test_without_a_report_nothing_is_shown(tmp_path: Path) -> None:
    assert coverage(tmp_path, RULES, "attack") is None


def test_each_arrow_tells_how_many_of_its_transitions_tests_have_taken(tmp_path: Path) -> None:
    leave_report(tmp_path)
    told: Any = coverage(tmp_path, RULES, "attack")
    arrows = diagram_of(RULES, "attack").sketch.arrows
    counts = {
        (arrow.source, arrow.events, bool(arrow.guards)): seen
        for arrow, seen in zip(arrows, told["seen"]["arrows"], strict=True)
    }
    assert counts["feint", ("advance",), True] == (0, 1)
    assert counts["feint", ("advance",), False] == (1, 1)
    assert counts["feint", ("cancel", "interrupt"), False] == (1, 2)
    # Once it is committed it can never be called off: that is not counted.
    assert counts["commit", ("cancel",), True] == (0, 0)
    assert told["seen"]["guards"]["has_stamina"] == {"holds": False, "fails": True}
    assert told["percent"] == 7


def test_a_move_that_the_tests_did_not_look_at_is_told_as_such(tmp_path: Path) -> None:
    leave_report(tmp_path)
    told: Any = coverage(tmp_path, RULES, "block")
    assert told["seen"] is None


@pytest.mark.parametrize("text", ['{"percent": "many"}', '{"more":' * 9000, ""])
def test_a_report_that_cannot_be_read_says_what_writes_one(tmp_path: Path, text: str) -> None:
    leave_report(tmp_path)
    (tmp_path / REPORT).write_text(text)
    with pytest.raises(StateError, match="written by pytest --rules-coverage"):
        coverage(tmp_path, RULES, "attack")
