"""Commands are imported as they run; what the help says of them before is what they say."""

import subprocess
import sys

import pytest
from typer.main import get_group
from typer.testing import CliRunner

from combat_rules.cli.app import app
from combat_rules.cli.later import COMMANDS, room

HOMES = dict.fromkeys(home for home, _ in COMMANDS.values())


def test_the_table_names_every_command_of_every_file_in_order() -> None:
    known = [(home, name) for home in HOMES for name in get_group(room(home)).commands]
    assert known == [(home, name) for name, (home, _) in COMMANDS.items()]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_help_is_how_the_command_begins_to_say_what_it_does(name: str) -> None:
    home, line = COMMANDS[name]
    said = str(get_group(room(home)).commands[name].help)
    assert said.split("\n\n", 1)[0].replace("\n", " ") == line
    assert line in " ".join(CliRunner().invoke(app, [name, "--help"]).stdout.split())


def test_help_names_every_command_with_its_whole_line() -> None:
    told = " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    assert all(f"{name} {line}" in told for name, (_, line) in COMMANDS.items())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_neither_rules_nor_tables_nor_the_library(option: str) -> None:
    ask = (
        "import sys; from combat_rules.cli.app import app\n"
        "try: app()\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    words = [sys.executable, "-c", ask, option]
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    loaded = set(answer.stderr.split())
    assert {name for name in loaded if name.startswith("combat_rules.")} <= {
        "combat_rules.cli",
        "combat_rules.cli.app",
        "combat_rules.cli.later",
        "combat_rules.cli.program",
    }
    assert not loaded & {"statemachine", "msgspec", "pluggy", "yaml", "rich.console", "pydantic"}
