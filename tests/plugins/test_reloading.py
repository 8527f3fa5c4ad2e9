"""A plugin that is edited is loaded as it is now, whatever was compiled of it before."""

import os
from collections.abc import Callable
from pathlib import Path
from weakref import ref

import pytest

from combat_rules import CombatSystem, Ruleset, load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins import find_plugins

MOVES = """
from combat_rules import Action, hookimpl{more}
from combat_rules.charts import four_phases

@hookimpl
def combat_actions():
    return [Action(name="jab", damage={damage}, reach=20, chart=four_phases("Jab"))]
"""


def write(file: Path, damage: object, more: str = "") -> None:
    """Write a plugin; its file and whatever was compiled of it look as old as ever."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(MOVES.format(damage=damage, more=more), encoding="utf-8")
    os.utime(file, (1_000_000_000, 1_000_000_000))


def damage_of(ruleset: Ruleset) -> int:
    return ruleset.moves["jab"].action.damage


@pytest.mark.parametrize("name", ["mine.py", "mine/__init__.py"])
def test_an_edited_file_gives_the_edited_rules(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    for damage in (3, 4, 5):
        write(file, damage)
        assert damage_of(load_ruleset([tmp_path / name.split("/", maxsplit=1)[0]])) == damage


def test_an_edited_module_inside_a_package_counts_as_well(tmp_path: Path) -> None:
    write(tmp_path / "mine" / "__init__.py", "AMOUNT", "; from .numbers import AMOUNT")
    for amount in (3, 4):
        inner = tmp_path / "mine" / "numbers.py"
        inner.write_text(f"AMOUNT = {amount}\n", encoding="utf-8")
        os.utime(inner, (1_000_000_000, 1_000_000_000))
        assert damage_of(load_ruleset([tmp_path / "mine"])) == amount


def test_what_has_not_changed_is_not_imported_again(tmp_path: Path) -> None:
    write(tmp_path / "mine.py", 3)
    one, other = (load_ruleset([tmp_path / "mine.py"]).moves["jab"].action for _ in range(2))
    assert one.chart is not other.chart, "its hooks are asked each time"
    (tmp_path / "mine.py").write_text("import time\n" * 3, encoding="utf-8")
    with pytest.raises(PluginError, match="contributes nothing"):
        load_ruleset([tmp_path / "mine.py"])


def test_a_fight_goes_on_under_the_rules_it_was_begun_with(tmp_path: Path) -> None:
    write(tmp_path / "mine.py", 3)
    ruleset = load_ruleset([tmp_path / "mine.py"])
    combat = CombatSystem(ruleset=ruleset)
    write(tmp_path / "mine.py", 4)
    assert damage_of(load_ruleset([tmp_path / "mine.py"])) == 4
    assert damage_of(combat.fight.ruleset) == 3


def test_rules_of_earlier_loads_are_freed(tmp_path: Path, collect: Callable[[], object]) -> None:
    before = []
    for damage in range(12):
        write(tmp_path / "mine.py", damage)
        ruleset = load_ruleset([tmp_path / "mine.py"])
        combat = CombatSystem(ruleset=ruleset)
        combat.add_combatant("duelist", "ayla")
        combat.add_combatant("brute", "borin")
        combat.advance(300)
        before.append(ref(ruleset.moves["jab"].action.chart))
        del ruleset, combat
    collect()
    collect()  # Of what had been made ready for rules that are gone.
    # The library may hold on to the latest of a name.
    assert [chart() for chart in before[:-1]] == [None] * 11


def test_a_module_that_comes_later_is_found_however_soon(tmp_path: Path) -> None:
    """Python keeps what is in a folder until its time is another, which on some systems is so two
    seconds later."""
    folder = tmp_path / "mine"
    write(folder / "__init__.py", "AMOUNT", "; from .numbers import AMOUNT")
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert load_ruleset([folder]).plugins[-1].problems
    (folder / "numbers.py").write_text("AMOUNT = 3\n", encoding="utf-8")
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert damage_of(load_ruleset([folder])) == 3


def test_an_edited_module_in_a_folder_that_a_package_shares_counts_as_well(tmp_path: Path) -> None:
    write(tmp_path / "mine" / "__init__.py", "AMOUNT", "; from .shared.numbers import AMOUNT")
    (tmp_path / "common").mkdir()
    (tmp_path / "mine" / "shared").symlink_to(tmp_path / "common")
    (tmp_path / "common" / "round").symlink_to(tmp_path)
    for amount in (3, 4):
        (tmp_path / "common" / "numbers.py").write_text(f"AMOUNT = {amount}\n", encoding="utf-8")
        assert damage_of(load_ruleset([tmp_path / "mine"])) == amount


def test_what_is_hidden_in_a_package_is_not_gone_through(tmp_path: Path) -> None:
    """An environment beside a plugin has thousands of files; each load read them all."""
    write(tmp_path / "mine" / "__init__.py", 3)
    found = []
    for name in (".venv/more.py", "more.py"):
        found += find_plugins([tmp_path / "mine"], standard=False)
        (tmp_path / "mine" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "mine" / name).write_text("", encoding="utf-8")
    found += find_plugins([tmp_path / "mine"], standard=False)
    assert [source.module is found[0].module for source in found] == [True, True, False]
