"""The source of functions, as the translation reads it."""

import ast
import linecache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from combat_rules import load_ruleset
from combat_rules.compiled.sources import definition_of
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.lineup import Lineup, named
from combat_rules.plugins.fingerprint.functions import describe_function
from combat_rules.testing import load_plugin
from tests.compiled.spoken import Spoken


def test_a_function_of_no_file_is_not_taken_for_what_stands_in_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As Python 3.13 has it where a program is the text of ``python -c``.
    program = (1, None, ["def fit(scene):\n", "    return False\n"], "<string>")
    monkeypatch.setitem(linecache.cache, "<string>", program)
    space: dict[str, Any] = {}
    exec("def fit(scene):\n    return True", space)
    assert definition_of(space["fit"]) is None


def test_a_function_whose_file_has_changed_since_is_not_taken_for_what_stands_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine_of_a_module.py"
    file.write_text("def fit(scene):\n    return scene + 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    fit = import_module(file.stem).fit
    # What has been called often is other code inside.
    assert sum(map(fit, range(100))) == 5250
    before = describe_function(fit)
    assert written(fit).endswith("return scene + 3")
    for edited in ("def fit(scene):\n    return scene + 40\n", "\n\n\n", "def fit(:", ""):
        file.write_text(edited)
        assert definition_of(fit) is None
        assert str(describe_function(fit)["source"]).startswith("compiled ")
    file.write_text("def fit(scene):\n    return scene + 3  # as it was\n")
    assert written(fit).endswith("return scene + 3")
    assert describe_function(fit) == before


RULE = '''
from combat_rules import DamageRule, hookimpl

{above}
def harder(scene, damage):
    """More of it."""
    return {now}


softer = lambda scene, damage: {then}


@hookimpl
def combat_damage_rules():
    return [DamageRule("harder", 300, harder), DamageRule("softer", 301, softer)]
'''


def written(function: object) -> str:
    """The source of a function that is compiled."""
    assert isinstance(function, FunctionType)
    node = definition_of(function)
    assert node is not None
    return ast.unparse(node)


@pytest.mark.parametrize("above", ["", "# a line more"], ids=["in its line", "moved"])
def test_what_was_imported_is_compiled_whatever_the_file_says_now(
    tmp_path: Path, above: str
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(RULE.format(above="", now="damage + 3", then="damage - 1"))
    imported = load_ruleset([file])
    file.write_text(RULE.format(above=above, now="damage + 40", then="damage - 2"))
    edited = load_ruleset([file])
    functions = [
        [one.rule.apply for one in rules.damage_rules if one.plugin == "mine"]
        for rules in (imported, edited)
    ]
    told = [[written(one) for one in each] for each in functions]
    assert [text[0].rpartition("return ")[2] for text in told] == ["damage + 3", "damage + 40"]
    assert [text[1].rpartition(": ")[2] for text in told] == ["damage - 1", "damage - 2"]
    sources = [[str(describe_function(one)["source"]) for one in each] for each in functions]
    assert ["3" in text for text, _ in sources] == [True, False]
    assert [text for _, text in sources] == [text for _, text in told]
    for rules in (imported, edited):
        lineup = Lineup(rules, named(("duelist", "brute")), duration=3000)
        assert Spoken(rules_for(rules), 2).differences(lineup.fight, range(2)) == {}


MADE = """
def near(scene): return scene.distance <= {file}
MADE = "def far(scene): return scene.distance > 30"
exec(compile("\\n" + MADE, {name}, "exec"))
"""


@pytest.mark.parametrize("name", ["'<made>'", "'made_of_a_text.py'", "__file__"])
def test_a_function_that_a_plugin_makes_of_a_text_is_not_taken_for_one_of_its_file(
    tmp_path: Path, name: str
) -> None:
    sources = set()
    for number in (30, 40):
        file = tmp_path / f"mine_{number}.py"
        file.write_text(MADE.format(file=number, name=name))
        module = load_plugin(file)
        assert written(module.near).endswith(f"return scene.distance <= {number}")
        assert definition_of(module.far) is None
        sources.add(str(describe_function(module.far)["source"]))
    assert len(sources) == 1
    assert sources.pop().startswith("compiled ")
