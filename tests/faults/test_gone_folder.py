"""A program whose working folder is gone plays on; what needs that folder is refused in words."""

import pickle
import sys
from pathlib import Path

import pytest

from combat_rules import CombatSystem, load_ruleset
from combat_rules.errors import CombatError, JournalError
from combat_rules.record import Journal, Replay

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")

MODULE = """
from combat_rules import Action, hookimpl

@hookimpl
def combat_actions():
    return [Action(name="kick", release=3)]
"""
TABLE = "moves: [{name: jab, release: 9, reach: 60, damage: 1}]\n"


@pytest.fixture(autouse=True)
def _gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()


def fight(journal: Journal | None = None) -> CombatSystem:
    combat = CombatSystem(2000, journal=journal)
    for name in ("ayla", "borin"):
        combat.add_combatant("duelist", name)
    return combat


@pytest.mark.parametrize("named", ["fencing", "kicking_elsewhere", "{}/moves.yaml"])
def test_what_is_named_from_elsewhere_is_found(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "moves.yaml").write_text(TABLE)
    (tmp_path / "kicking_elsewhere.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    ruleset = load_ruleset([named.format(tmp_path)])
    assert len(ruleset.plugins) == 2
    assert not any(plugin.problems for plugin in ruleset.plugins)
    assert pickle.loads(pickle.dumps(ruleset)) is ruleset


def test_a_plugin_of_the_folder_is_left_out_by_name() -> None:
    _, missing = load_ruleset(["moves.yaml"]).plugins
    assert missing.problems == ("there is no file or folder moves.yaml",)


def test_a_fight_is_recorded_and_replayed_by_whole_paths(tmp_path: Path) -> None:
    file = tmp_path / "fight.jsonl"
    with Journal(file) as journal:
        result = fight(journal).run()
    replay = Replay(file)
    replay.seek(result.at)
    assert replay.combat.result == result


def test_a_journal_in_the_folder_is_refused() -> None:
    with pytest.raises(JournalError, match=r"fight.jsonl: the working folder is gone; change to"):
        Journal("fight.jsonl")


def test_a_project_cannot_be_looked_for_in_it() -> None:
    with pytest.raises(CombatError, match="the working folder is gone; change to one that is"):
        load_ruleset(project=".")
