"""Plugins come from four places, each on its own, each once."""

import os
import sys
from pathlib import Path, PurePath

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


def test_a_file_may_have_the_name_that_another_would_get(tmp_path: Path) -> None:
    """Browsers call what is downloaded again so."""
    named = ("left/kick", "kick (3)", "right/kick")
    files = [write(tmp_path / f"{name}.py", f"move_{n}") for n, name in enumerate(named)]
    plugins = load_ruleset(files, standard=False).plugins
    assert [plugin.name for plugin in plugins] == ["kick", "kick (3)", "kick (2)"]


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


@pytest.mark.parametrize("name", ["kick.py", "kick.csv", "moves.yaml"])
def test_a_link_into_a_store_is_what_it_is_called(tmp_path: Path, name: str) -> None:
    """There files have a number for a name, without an ending."""
    store, link = tmp_path / "ab" / "cdef0123", tmp_path / name
    texts = {
        ".py": MOVE.format(name="kick"),
        ".csv": "name\nkick\n",
        ".yaml": "moves: [{name: kick}]",
    }
    store.parent.mkdir()
    store.write_text(texts[link.suffix], encoding="utf-8")
    link.symlink_to(store)
    ruleset = load_ruleset([link], standard=False)
    assert list(ruleset.moves) == ["kick"]
    assert (ruleset.plugins[0].name, ruleset.plugins[0].location) == (link.stem, str(link))


APART, COMPOSED = "cafe\u0301", "caf\u00e9"


@pytest.mark.parametrize("written", [APART, COMPOSED], ids=["apart", "composed"])
@pytest.mark.parametrize("there", [APART, COMPOSED], ids=["apart there", "composed there"])
def test_letters_and_accents_may_be_apart_in_the_name_of_a_file(
    tmp_path: Path, written: str, there: str
) -> None:
    """As macOS writes them. What somebody types is composed, and nothing could be said of it."""
    write(tmp_path / f"{there}.py", "kick")
    files = [tmp_path / f"{written}.py"]
    ruleset = load_ruleset(files, standard=False, prefix={written: "p"})
    assert (list(ruleset.moves), ruleset.plugins[0].name) == (["p_kick"], COMPOSED)


def test_python_is_python_in_capitals_too(tmp_path: Path) -> None:
    file = write(tmp_path / "KICK.PY", "kick")
    assert list(load_ruleset([file], standard=False).moves) == ["kick"]


@pytest.mark.parametrize("name", [b"kick\xff.py", b"kick\xff/__init__.py", b"kick/more\xff.csv"])
def test_a_file_may_have_any_bytes_for_a_name(tmp_path: Path, name: bytes) -> None:
    file = tmp_path / os.fsdecode(name)
    write(file if file.suffix == ".py" else file.with_name("__init__.py"), "kick")
    if file.suffix == ".csv":
        file.write_text("", encoding="utf-8")
    plugin = file if file.parent == tmp_path else file.parent
    assert list(load_ruleset([plugin], standard=False).moves) == ["kick"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("kick", "there is no module kick; name a file (plugin.py), a folder, a module or a pack "
         "that ships; did you mean kick.py?"),
        ("kik.py", "there is no file or folder {}/kik.py; did you mean kick.py?"),
        ("..kick", "there is no file or folder {}/..kick; did you mean kick.py?"),
        ("elsewhere/kick.py", "there is no file or folder {}/elsewhere/kick.py"),
        ("more/spar.py", "there is no file or folder {}/more/spar.py; did you mean spear.py?"),
        ("gone.py", "there is no file or folder {}/gone.py"),
        ("entirely_other.py", "there is no file or folder {}/entirely_other.py"),
    ],
    ids=["no ending", "misspelt", "dots", "elsewhere", "in a folder", "a link", "nothing near"],
)  # fmt: skip
def test_a_plugin_that_lies_beside_is_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    write(tmp_path / "kick.py", "kick")
    write(tmp_path / "more" / "spear.py", "spear")
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    monkeypatch.chdir(tmp_path)
    assert load_ruleset([named]).plugins[-1].problems == (said.format(tmp_path),)


def test_a_plugin_may_be_any_kind_of_path(tmp_path: Path) -> None:
    file = write(tmp_path / "kick.py", "kick")
    for path in (PurePath(file), os.fsencode(file)):
        assert list(load_ruleset([path], standard=False).moves) == ["kick"]


@pytest.mark.parametrize(
    "data",
    ["kick = 3\n# caf\u00e9".encode("latin-1"), "kick = 3\n\n\n# caf\u00e9\n".encode("latin-1"),
     "kick = 3\n".encode("utf-16")],
    ids=["in the second line", "further below", "UTF-16"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["kick/__init__.py", "kick/more.py"])
def test_what_is_not_utf_8_is_told_with_its_line(tmp_path: Path, name: str, data: bytes) -> None:
    write(tmp_path / "kick" / "__init__.py", "kick").write_text("from . import more", "utf-8")
    (tmp_path / name).write_bytes(data)
    (info,) = load_ruleset([tmp_path / "kick"], standard=False).plugins
    line = 1 + (data.count(b"\n", 0, data.index(b"\xe9")) if b"\xe9" in data else 0)
    said = f"{tmp_path / name}, line {line}: it is not UTF-8 text; save it as UTF-8"
    assert info.problems == (said,)


TOGETHER = "put those that belong together into a folder with an __init__.py, and write: from ."


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("kick.py", "import reach", f"No module named 'reach' (kick.py:1); a file is a plugin by "
         f"itself: {TOGETHER} import reach"),
        ("kick.py", "from .reach import FAR", f"no known parent package (kick.py:1); a file is a "
         f"plugin by itself: {TOGETHER} import NAME"),
        ("__init__.py", "import reach",
         "No module named 'reach' (__init__.py:1); write: from . import reach"),
        ("kick.py", "import rech", "No module named 'rech' (kick.py:1)"),
        ("kick.py", "from reach.more import FAR", "No module named 'reach' (kick.py:1)"),
    ],
    ids=["of a file", "relative", "of a package", "misspelt", "inside it"],
)  # fmt: skip
def test_a_module_that_lies_beside_is_told_how_to_be_imported(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    file = tmp_path / "kicks" / name
    write(file, "kick").write_text(text, encoding="utf-8")
    (file.parent / "reach.py").write_text("FAR = 60\n", encoding="utf-8")
    (info,) = load_ruleset([file], standard=False).plugins
    assert said in info.problems[0]
    assert ("from . import" in info.problems[0]) == ("reach" in text)


def test_a_mistake_in_code_that_a_plugin_reads_is_told_with_the_line_of_the_plugin(
    tmp_path: Path,
) -> None:
    file = write(tmp_path / "kick.py", "kick")
    file.write_text("import ast\nNUMBERS = ast.literal_eval('(')\n", encoding="utf-8")
    (info,) = load_ruleset([file], standard=False).plugins
    assert info.problems[0].startswith("importing it raised SyntaxError: '(' was never closed")
    assert info.problems[0].endswith("(kick.py:2)")


@pytest.mark.skipif(sys.platform != "linux", reason="there is a file that nobody can read there")
def test_what_cannot_be_read_keeps_no_plugin_from_its_work(tmp_path: Path) -> None:
    write(tmp_path / "kick" / "__init__.py", "kick")
    (tmp_path / "kick" / "notes.csv").symlink_to("/proc/self/mem")
    assert list(load_ruleset([tmp_path / "kick"], standard=False).moves) == ["kick"]
    (tmp_path / "punch.py").symlink_to("/proc/self/mem")
    (info,) = load_ruleset([tmp_path / "punch.py"], standard=False).plugins
    assert info.problems == ("importing it raised OSError: [Errno 5] Input/output error",)


def test_an_encoding_that_a_file_names_counts(tmp_path: Path) -> None:
    file = write(tmp_path / "kick.py", "kick")
    text = f"# -*- coding: latin-1 -*-\nNAME = 'caf\u00e9'\n{file.read_text(encoding='utf-8')}"
    file.write_text(text, encoding="latin-1")
    assert list(load_ruleset([file], standard=False).moves) == ["kick"]
    file.write_text(text.replace("latin-1", "klingon"), encoding="utf-8")
    (info,) = load_ruleset([file], standard=False).plugins
    assert info.problems == ("it is no Python: unknown encoding: klingon",)
