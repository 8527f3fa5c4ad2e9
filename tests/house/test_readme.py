"""What README shows is run here, so that it stays true."""

import re
import tomllib
from contextlib import chdir
from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules.cli.app import app
from tests.house.pages import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\S+) -->\n```python\n(.*?)```", README, re.DOTALL))
COMMANDS = re.findall(r"^combat-rules (.*?)(?: +#.*)?$", README, re.MULTILINE)


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A folder with the files of README, and nothing else."""
    for name, text in EXAMPLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_fight_from_python_ends_with_its_result(examples: Path) -> None:
    told = run("python fight.py", examples).splitlines()
    assert any(line.split()[1] == "borin" for line in told)
    assert told[-1].startswith("Result(")


def test_the_move_is_whole_and_its_tests_pass(examples: Path) -> None:
    assert "8 passed" in run("pytest -q", examples)
    assert "throw" in run("combat-rules moves --plugin thrower.py", examples)
    run("combat-rules duel -p thrower.py --left thrower", examples)


def test_there_is_something_to_run() -> None:
    assert {"thrower.py", "test_thrower.py", "fight.py"} <= set(EXAMPLES)
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_line_works_in_an_empty_folder(command: str, tmp_path: Path) -> None:
    first, *_ = command.split(" | ")
    with chdir(tmp_path):
        ended = CliRunner().invoke(app, first.split())
    assert ended.exit_code == 0, ended.output
    assert ended.stdout


def test_the_simulation_shown_is_what_the_command_prints() -> None:
    """All but how quick it was."""
    command, shown = re.findall(
        r"^\$ combat-rules (simulate .*?)\n\n(.*?)```", README, re.DOTALL | re.M
    )[0]
    with chdir(ROOT):
        ended = CliRunner().invoke(app, command.split())
    assert ended.stdout.splitlines()[1:] == shown.splitlines()[1:]


def test_the_project_file_shown_is_one() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert "thrower.py" in tomllib.loads(text)["tool"]["combat_rules"]["plugins"]


def test_every_target_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {word for line in re.findall(r"make ([a-z ]+)", README) for word in line.split()}
    assert {"duel", "test", "bench", "lint", "types"} <= named & targets
