"""Plugins come from four places, each on its own, each once."""

import sys
from pathlib import Path

import pytest

from combat_rules import load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins import find_plugins
from combat_rules.plugins import sources as sources_module

MOVE = """
from combat_rules import Action, hookimpl

__version__ = "2.5"

@hookimpl
def combat_actions():
    return [Action(name="{name}", reach=10, damage=1)]
"""


def write(path: Path, name: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(MOVE.format(name=name), encoding="utf-8")
    return path


def test_the_standard_rules_come_first_and_as_a_plugin(tmp_path: Path) -> None:
    ruleset = load_ruleset([str(write(tmp_path / "kick.py", "kick"))])
    assert [plugin.name for plugin in ruleset.plugins] == ["standard", "kick"]
    assert ruleset.plugins[0].origin == "standard"
    assert list(ruleset.moves)[-1] == "kick"


def test_without_the_standard_rules_there_is_only_what_was_asked_for(tmp_path: Path) -> None:
    ruleset = load_ruleset([str(write(tmp_path / "kick.py", "kick"))], standard=False)
    assert list(ruleset.moves) == ["kick"]


def test_a_plugin_tells_its_version_its_file_and_what_it_gave(tmp_path: Path) -> None:
    file = write(tmp_path / "kick.py", "kick")
    info = load_ruleset([str(file)], standard=False).plugins[0]
    assert (info.version, info.location, info.origin) == ("2.5", str(file), "option")
    assert info.contributed == {"combat_actions": ("kick",)}


def test_the_nearest_pyproject_names_plugins_relative_to_itself(tmp_path: Path) -> None:
    write(tmp_path / "moves" / "kick.py", "kick")
    pack = tmp_path / "pack"
    write(pack / "inner.py", "sweep")
    (pack / "__init__.py").write_text("from .inner import combat_actions\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.combat_rules]\nplugins = ["moves/kick.py", "pack"]\n', encoding="utf-8"
    )
    below = tmp_path / "deep" / "down"
    below.mkdir(parents=True)
    ruleset = load_ruleset(project=below, standard=False)
    assert list(ruleset.moves) == ["kick", "sweep"]
    assert {plugin.origin for plugin in ruleset.plugins} == {"pyproject"}


def test_a_pyproject_without_a_word_of_plugins_gives_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert find_plugins(project=tmp_path, standard=False) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool.combat_rules\n", "cannot be read"),
        (f"deep = {'[' * 5000}", "cannot be read"),
        (f"long = {'9' * 5000}", "cannot be read"),
        ("[tool.combat_rules]\nplugins = 'kick.py'\n", "wants plugins ="),
        ("[tool.combat_rules]\nplugins = [3]\n", "wants plugins ="),
        ("tool = {combat_rules = 3}\n", "wants plugins ="),
        ("tool = 3\n", "wants plugins ="),
        ("[tool.combat-rules]\nplugins = []\n", r"write \[tool.combat_rules\]"),
    ],
    ids=[
        "no TOML",
        "deep",
        "long",
        "a word",
        "a number in the list",
        "no table",
        "no tool table",
        "a hyphen",
    ],
)
def test_a_wrong_pyproject_is_named_and_says_what_is_wanted(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PluginError, match=said) as raised:
        load_ruleset(project=tmp_path)
    assert str(file) in str(raised.value)
    assert all(str(file) in problem for problem in raised.value.problems)


class Entry:
    """An entry point of an installed package."""

    def __init__(self, name: str, value: object) -> None:
        self.name = name
        self.value = f"package.{name}"
        self.dist = None
        self._value = value

    def load(self) -> object:
        if isinstance(self._value, Exception):
            raise self._value
        return self._value


def test_installed_packages_are_loaded_one_by_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = find_plugins([str(write(tmp_path / "kick.py", "kick"))], standard=False)[0].module
    entries = [Entry("bad", RuntimeError("half installed")), Entry("good", module)]
    monkeypatch.setattr(sources_module, "entry_points", lambda group: entries)
    ruleset = load_ruleset(installed=True, standard=False)
    assert list(ruleset.moves) == ["kick"]
    bad, good = ruleset.plugins
    assert (bad.name, good.name, good.origin) == ("bad", "good", "installed")
    assert "half installed" in bad.problems[0]


def test_a_plugin_named_twice_is_one_plugin(tmp_path: Path) -> None:
    file = write(tmp_path / "kick.py", "kick")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.combat_rules]\nplugins = ["kick.py"]\n', encoding="utf-8"
    )
    ruleset = load_ruleset([str(file), file], project=tmp_path, standard=False)
    assert [plugin.origin for plugin in ruleset.plugins] == ["pyproject"]


def test_two_files_of_one_name_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    files = [write(tmp_path / side / "kick.py", f"{side}_kick") for side in ("left", "right")]
    before = list(sys.path)
    ruleset = load_ruleset([str(file) for file in files], standard=False)
    assert list(ruleset.moves) == ["left_kick", "right_kick"]
    assert [plugin.name for plugin in ruleset.plugins] == ["kick", "kick (2)"]
    assert sys.path == before


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nowhere/kick.py", "there is no file or folder"),
        ("no_such_module_here", "there is no module no_such_module_here"),
        ("no such module", "there is no file or folder"),
        ("empty", "folder without __init__.py"),
        ("notes.txt", "not Python"),
    ],
    ids=["file", "module", "no name at all", "folder", "text file"],
)
def test_what_is_not_there_is_said_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("kick", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ruleset = load_ruleset([named])
    assert said in ruleset.plugins[-1].problems[0]
    assert "attack" in ruleset.moves


@pytest.mark.parametrize("name", ["KICKS.CSV", "Kicks.Yaml", "kicks.YML", "kicks.TSV"])
def test_a_table_is_one_in_capitals_too(tmp_path: Path, name: str) -> None:
    text = "name,release\nkick,3\n" if name.endswith("SV") else "moves: [{name: kick, release: 3}]"
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(load_ruleset([tmp_path / name], standard=False).moves) == ["kick"]


@pytest.mark.parametrize("name", ["spear.v2", "1st spear", "-", "class"])
def test_a_package_is_one_whatever_its_folder_is_called(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / name / "__init__.py", "kick")
    file.write_text("from . import more\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    (file.parent / "more.py").write_text("", encoding="utf-8")
    ruleset = load_ruleset([file.parent], standard=False)
    assert list(ruleset.moves) == ["kick"]
    assert ruleset.plugins[0].name == name


def test_what_is_no_python_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "spear.py").write_bytes(b"\0")
    (info,) = load_ruleset([tmp_path / "spear.py"], standard=False).plugins
    assert "null bytes" in info.problems[0]
    assert "None" not in info.problems[0]
    assert info.location == str(tmp_path / "spear.py")


def test_nothing_is_no_plugin() -> None:
    with pytest.raises(PluginError, match="plugin NoneType: it contributes nothing; mark a"):
        load_ruleset([None])


def test_a_pyproject_may_begin_with_a_mark_of_its_letters(tmp_path: Path) -> None:
    write(tmp_path / "kick.py", "kick")
    text = '[tool.combat_rules]\nplugins = ["kick.py"]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8-sig")
    assert list(load_ruleset(project=tmp_path, standard=False).moves) == ["kick"]


def test_a_module_that_is_imported_already_can_be_given_itself(tmp_path: Path) -> None:
    module = find_plugins([str(write(tmp_path / "kick.py", "kick"))], standard=False)[0].module
    assert list(load_ruleset([module], standard=False).moves) == ["kick"]


def test_a_pack_that_ships_is_known_by_its_name(tmp_path: Path) -> None:
    (source,) = find_plugins(["fencing"], project=tmp_path, standard=False)
    assert (source.info.name, source.info.problems) == ("fencing", ())


def test_a_folder_of_the_user_counts_before_the_pack_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "fencing" / "__init__.py", "kick")
    monkeypatch.chdir(tmp_path)
    assert list(load_ruleset(["fencing"], standard=False).moves) == ["kick"]


def test_a_misspelt_pack_is_guessed() -> None:
    (source,) = find_plugins(["fencng"], standard=False)
    assert "did you mean fencing?" in source.info.problems[0]
