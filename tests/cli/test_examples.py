"""The examples of ``--help``: whoever copies one gets what it promises, in an empty folder too."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules.cli.app import app
from combat_rules.cli.examples import EXAMPLES
from combat_rules.cli.later import COMMANDS

QUICK = ("duel", "moves", "archetypes", "explain", "diagram", "plugins", "schema")
"""The commands that take no time."""
OWN = (".csv", ".yaml", ".jsonl", "my_")
"""What an example has that speaks of the reader's own files."""
COMPLETE = [
    f"{name} {example}".strip()
    for name in QUICK
    for example in EXAMPLES[name]
    if not any(sign in example for sign in OWN)
]


def test_every_command_has_an_example() -> None:
    assert set(EXAMPLES) == set(COMMANDS)


@pytest.mark.parametrize("line", COMPLETE)
def test_an_example_works_in_an_empty_folder(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, line.split())
    assert ended.exit_code == 0, ended.output
