"""Whatever stands on the command line, it ends with 0, 1 or 2, and what is wrong is said."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command
from typer.testing import CliRunner

from combat_rules.cli.app import app
from tests.amounts import LONG, amount
from tests.fuzz.forging import standard
from tests.fuzz.mutations import CODE
from tests.fuzz.oracle import in_time, watched
from tests.fuzz.test_tables import CSV, YAML

APP: Any = get_command(app)
COMMANDS: dict[str, Any] = APP.commands
for command in COMMANDS.values():
    # Libraries run code of their own as they are imported: before anything is watched.
    command.itself()
FILES = {
    "fight.jsonl": standard(), "fight.bin": standard("bin"), "moves.yaml": YAML.encode(),
    "moves.csv": CSV.encode(), "half.py": b"def", "empty": b"",
    "binary": b"\xff\x00" * 50, "waivers.yaml": b"- {code: a, move: b, reason: c}\n",
    "torn.jsonl": standard()[:-9], "duel.yaml": b"combatants: {a: {archetype: brute}}\n",
}  # fmt: skip
VALUES = [
    *FILES, *CODE, ".", "/", "nowhere", "/dev/null", "no/such/file", "x" * 5000, "\u00e9" * 200,
    "/dev/zero", "/dev/full", "a\0b", "\udcff",
    "", " ", "-", "--", "0", "-1", "1", "7", "1000000001", "9" * 40, "1.5", "nan", "duelist",
    "brute", "attack", "block", "stamina=3", "stamina=", "=", "health=99999999999", "feint", "json",
    "md", "table", "dot", "auto", "fat", "os", "combat_rules.standard", "[red]", "[/b]", "é",
    "\x1b[2J",
]  # fmt: skip
SLOW = {"new", "diagram", "check", "combo", "compare", "frame-data", "watch", "studio", "train"}
"""Commands that play for seconds on rules that are well, or go on until they are stopped: tried
with what is not, below."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def options(name: str) -> list[str]:
    """The options of a command, and one that no command has."""
    known = [
        opt for param in COMMANDS[name].itself().params for opt in param.opts if opt.startswith("-")
    ]
    return ["--nothing", *known]


def run(words: list[str]) -> str:
    """Call a command; it ends as commands end, and what it says is no traceback."""
    for name, data in FILES.items():
        Path(name).write_bytes(data)
    with in_time(), watched():
        result = CliRunner().invoke(app, words)
    assert result.exit_code in (0, 1, 2), (words, result.exit_code)
    assert result.exception is None or isinstance(result.exception, SystemExit), words
    assert "Traceback" not in result.output
    if result.exit_code == 2 and words:
        assert result.stderr.strip(), "what is wrong is said on standard error"
    return result.output


ANY = set(COMMANDS) - SLOW | ({"train"} if LONG else set())


@pytest.mark.parametrize("name", sorted(ANY))
@settings(max_examples=amount(5, 500))
@given(data=st.data())
def test_any_words_after_a_command_end_well_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    word = st.sampled_from(VALUES)
    pair = st.tuples(st.sampled_from(options(name)), word)
    words = data.draw(st.lists(word, max_size=2))
    words += [part for two in data.draw(st.lists(pair, max_size=3)) for part in two]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("words"))
        run([name, *words])


WRONG = {
    "check": "--waive", "combo": "--archetype", "frame-data": "--move", "diagram": "--format",
    "new": "--wrong", "studio": "--port", "train": "--archetype",
}  # fmt: skip
BAD = ["nowhere", "half.py", "binary", "a\0b", "x" * 5000, "moves.csv", "", "/dev/null"]


@pytest.mark.parametrize("name", sorted(SLOW - {"watch"}))
@pytest.mark.parametrize("bad", BAD)
def test_a_command_that_plays_for_long_is_refused_at_once_with_what_is_wrong(
    folder: Path, name: str, bad: str
) -> None:
    if name == "compare":
        run([name, bad, "moves.yaml"])
        run([name, "moves.yaml", bad])
    else:
        run([name, WRONG[name], bad])


@given(words=st.lists(st.sampled_from([*COMMANDS, *VALUES, "--help", "--version"]), max_size=2))
def test_any_words_at_all_end_well_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("words"))
        if not SLOW & set(words[:1]):
            run(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps(folder: Path, name: str) -> None:
    assert "Usage" in run([name, "--help"])
