"""A process that is killed loses nothing: the fight goes on from its journal, byte for byte."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app
from combat_rules.record import read_journal
from tests.amounts import LONG, amount

KILLS = amount(2, 8)
SAME = [] if LONG else ["--seed", "5"]
"""The same fights each time; the moments are not."""
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is of Unix")


def test_a_fight_killed_at_random_moments_ends_in_equal_bytes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.record.kill", str(KILLS), *SAME],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{KILLS} kills"), done.stdout
    assert "nothing was lost" in done.stdout


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_killed_duel_is_gone_on_with_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole, killed = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    duel = ("duel", "--seed", "4", "--journal")
    assert run(*duel, whole.name).exit_code == 0
    command = [sys.executable, "-m", "combat_rules.cli", *duel, killed.name]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as running:
        while not killed.exists():
            assert running.poll() is None
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
    assert 0 < len(read_journal(killed).records) <= len(read_journal(whole).records)
    resumed = run("resume", killed.name)
    assert resumed.exit_code == 0, resumed.stderr
    assert " played again, up to tick " in resumed.stderr
    assert resumed.stdout.rstrip()
    assert killed.read_bytes() == whole.read_bytes()
