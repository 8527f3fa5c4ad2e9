"""A journal from a stranger may name any file and any module; naming it does not run it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules import load_ruleset
from combat_rules.cli.app import app
from combat_rules.record import Replay, resume
from combat_rules.record.format import FRAMES, LINES, Form
from tests.fuzz.forging import entries, forged, standard
from tests.fuzz.oracle import refused

EVIL = "from pathlib import Path\nPath({canary!r}).touch()\n"
PLUGIN = """
from combat_rules import Validation, hookimpl
from combat_rules.charts import can_act

@hookimpl
def combat_validations():
    return [Validation(can_act)]
"""

Put = Callable[[str, str], Path]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the user works."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts a program somewhere that leaves a trace if it runs, with ``more`` in it."""

    def program(name: str, more: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(EVIL.format(canary=str(tmp_path / "canary")) + more, encoding="utf-8")
        return file

    return program


def naming(location: str, origin: str = "option", form: Form = LINES) -> bytes:
    """A journal whose every sum is right, and which names a plugin at ``location``."""
    header, records = entries(standard())
    header["rules"]["plugins"].append({"name": "strange", "origin": origin, "location": location})
    records[3]["state"] = "00" * 16
    return forged(header, records, form)


def journal(home: Path, location: str, origin: str = "option", form: Form = LINES) -> Path:
    file = home / "fight.jsonl"
    file.write_bytes(naming(location, origin, form))
    return file


@pytest.mark.parametrize("form", [LINES, FRAMES], ids=["lines", "binary"])
@pytest.mark.parametrize("origin", ["option", "pyproject", "installed", "elsewhere"])
@pytest.mark.parametrize(
    ("place", "location"),
    [
        ("evil.py", "../evil.py"),
        ("evil/__init__.py", "../evil"),
        ("evil.py", "{folder}/evil.py"),
        ("evil.py", "../home/../evil.py"),
    ],
    ids=["above", "a package above", "absolute", "there and back"],
)
def test_a_plugin_outside_the_working_folder_is_not_run(
    home: Path, put: Put, place: str, location: str, origin: str, form: Form
) -> None:
    put(place, PLUGIN)
    file = journal(home, location.format(folder=home.parent), origin, form)
    for opened in (Replay, resume):
        error = refused(opened, file)
        assert error.code == "journal.plugins"
        assert "strange" in str(error)
        assert "--plugin FILE_OR_MODULE" in str(error)
    assert not (home.parent / "canary").exists()


@pytest.mark.parametrize("place", ["deploy.py", "deploy/__init__.py", "deep/down/deploy.py"])
def test_a_program_of_the_working_folder_that_is_no_plugin_is_not_run(
    home: Path, put: Put, place: str
) -> None:
    put(f"home/{place}", "")
    error = refused(Replay, journal(home, place.removesuffix("/__init__.py")))
    assert error.code == "journal.plugins"
    assert not (home.parent / "canary").exists()


@pytest.mark.parametrize("module", ["antigravity", "idlelib.idle", "lib2to3.__main__", "pip"])
def test_a_module_that_is_installed_is_not_imported(home: Path, module: str) -> None:
    known = module in sys.modules
    error = refused(Replay, journal(home, module))
    assert error.code in ("journal.plugins", "ruleset.refused")
    assert (module in sys.modules) is known


def test_a_module_outside_the_working_folder_is_not_imported(
    home: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("around/evil_around/__init__.py", PLUGIN)
    put("around/evil_around/inner.py", PLUGIN)
    monkeypatch.syspath_prepend(str(home.parent / "around"))
    for module in ("evil_around", "evil_around.inner", "evil_around.nothing"):
        assert refused(Replay, journal(home, module)).code == "journal.plugins"
    assert not (home.parent / "canary").exists()


@pytest.mark.parametrize(
    "location",
    ["x\0y", "x" * 5000, "\x1b[2J.py", "/dev/zero", "/dev/zero.py", "", ".", "..", "~/x.py", "con"],
    ids=["NUL", "long", "an escape", "a device", "no file", "none", "here", "above", "home", "con"],
)
def test_what_is_no_place_of_a_plugin_is_refused(home: Path, location: str) -> None:
    assert refused(Replay, journal(home, location)).code == "journal.plugins"


@pytest.mark.parametrize("command", ["replay", "resume", "diff"])
def test_the_command_line_says_what_to_do_with_a_strangers_plugin(
    home: Path, put: Put, command: str
) -> None:
    put("evil.py", PLUGIN)
    file = journal(home, "../evil.py")
    (home / "other.jsonl").write_bytes(standard())
    more = ["other.jsonl"] if command == "diff" else []
    result = CliRunner().invoke(app, [command, file.name, *more])
    assert result.exit_code == 1
    assert "no journal has anything loaded but" in result.output
    assert not (home.parent / "canary").exists()


def test_a_plugin_of_the_working_folder_is_loaded(home: Path) -> None:
    (home / "mine.py").write_text(PLUGIN, encoding="utf-8")
    assert Replay(journal(home, "mine.py")).ruleset.plugins[-1].name == "mine"


def test_a_plugin_that_the_user_names_is_loaded_from_anywhere(home: Path) -> None:
    (home.parent / "strange.py").write_text(PLUGIN, encoding="utf-8")
    replay = Replay(journal(home, "../strange.py"), plugins=["../strange.py"])
    assert replay.ruleset.plugins[-1].name == "strange"


def test_a_plugin_that_the_user_has_loaded_already_is_found(home: Path) -> None:
    (home.parent / "known.py").write_text(PLUGIN, encoding="utf-8")
    load_ruleset(["../known.py"])
    assert Replay(journal(home, "../known.py")).ruleset.plugins[-1].name == "known"


@pytest.mark.parametrize("location", ["mine.py", "moves.yaml", "MOVES.CSV", "sub/mine.py"])
def test_a_file_of_the_working_folder_that_is_gone_is_told_to_be_gone(
    home: Path, location: str
) -> None:
    error = refused(Replay, journal(home, location))
    assert error.code == "journal.plugins"
    assert "there is no file or folder" in str(error)
    assert location in str(error)
