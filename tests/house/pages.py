"""Runs what the documentation shows, in its folder: in this process, since starting one takes
longer than most programs do."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules.cli.app import app

ROOT = Path(__file__).parents[2]
STARTS_OTHERS = 'if __name__ == "__main__":'
"""A program with this line starts processes that import it, so it needs one of its own."""


def run(command: str, folder: Path) -> str:
    """What a command prints in a folder; it has to end well."""
    program, *words = command.split()
    if program == "combat-rules":
        with chdir(folder):
            ended = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
        assert ended.exit_code == 0, f"{command}\n{ended.output}"
        return ended.stdout
    if program == "pytest":
        code, printed = run_tests(folder, *words)
        assert code == 0, f"{command}\n{printed}"
        return printed
    assert program == "python", program
    file = folder / words[0]
    if STARTS_OTHERS in file.read_text(encoding="utf-8"):
        return _run_apart(words, folder)
    with _elsewhere(folder) as said, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", words)
        runpy.run_path(str(file), run_name="__main__")
    return said.getvalue()


def run_tests(folder: Path, *words: str) -> tuple[int, str]:
    """How pytest ends in a folder, and what it prints."""
    with _elsewhere(folder) as said:
        code = pytest.main(["-p", "no:randomly", "-p", "no:cacheprovider", *words])
    return code, said.getvalue()


@contextmanager
def _elsewhere(folder: Path) -> Iterator[StringIO]:
    """As if the process had begun in a folder: what is printed, and nothing of it stays."""
    before, said = set(sys.modules), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.chdir(folder)
        patch.syspath_prepend(folder)
        patch.delenv("PYTEST_ADDOPTS", raising=False)
        yield said
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def _run_apart(words: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
