"""Rules are loaded anew as soon as they are written, and the last good ones kept."""

from pathlib import Path

import pytest

from combat_rules.studio.rulebook import Rulebook


@pytest.fixture
def rulebook(project: Path) -> Rulebook:
    return Rulebook((), project)


def test_broken_rules_leave_the_last_good_ones(rulebook: Rulebook, project: Path) -> None:
    file, good = project / "staves.yaml", rulebook.edition.ruleset
    assert not rulebook.changed()
    text = file.read_text()
    file.write_text(text.replace("damage: 6", "damage: many"))
    assert rulebook.changed()
    assert rulebook.edition.ruleset is good
    assert "staves.yaml, line 8" in rulebook.edition.problems[0]
    file.write_text(text.replace("damage: 6", "damage: 70"))
    assert rulebook.changed()
    assert rulebook.edition.problems == ()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 70


def test_a_plugin_that_is_gone_for_a_while_is_loaded_again(project: Path) -> None:
    plugin = project / "plugin.py"
    plugin.write_text(CALM)
    (project / "pyproject.toml").write_text(
        '[tool.combat_rules]\nplugins = ["plugin.py", "staves.yaml"]\n'
    )
    rulebook = Rulebook((), project)
    for file in (plugin, project / "staves.yaml"):
        text = file.read_text()
        file.unlink()
        assert rulebook.changed()
        assert "there is no file" in rulebook.edition.problems[0]
        assert not rulebook.changed()
        file.write_text(text)
        assert rulebook.changed()
        assert rulebook.edition.problems == ()


def test_rules_in_which_nobody_can_fight_are_broken(rulebook: Rulebook, project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.combat_rules]\nwithout = ["standard"]\n')
    good = rulebook.edition.ruleset
    assert rulebook.changed()
    assert rulebook.edition.ruleset is good
    assert "nobody can fight" in rulebook.edition.problems[0]


CALM = """
from pathlib import Path

from combat_rules import hookimpl


@hookimpl
def combat_actions():
    return []
"""
HASTY = """
table = Path(__file__).with_name("staves.yaml")
table.write_text(table.read_text().replace("damage: 6", "damage: 70"))
"""


def test_what_is_written_while_rules_are_loaded_is_loaded_too(project: Path) -> None:
    plugin = project / "plugin.py"
    plugin.write_text(CALM)
    (project / "pyproject.toml").write_text(
        '[tool.combat_rules]\nplugins = ["staves.yaml", "plugin.py"]\n'
    )
    rulebook = Rulebook((), project)
    plugin.write_text(CALM + HASTY)
    assert rulebook.changed()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 6
    assert rulebook.changed()
    assert rulebook.edition.problems == ()
    assert rulebook.edition.ruleset.moves["poke"].action.damage == 70
