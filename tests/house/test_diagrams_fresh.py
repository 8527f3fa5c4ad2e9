"""The committed diagrams are those of the rules as they are now."""

from pathlib import Path

from combat_rules import load_ruleset
from combat_rules.design.diagrams import differences, folder_of

ROOT = Path(__file__).parents[2]


def test_every_diagram_is_fresh_and_none_is_left_over() -> None:
    files = folder_of(load_ruleset(project=ROOT))
    assert differences(files, ROOT / "diagrams") == [], "run: make diagrams"
