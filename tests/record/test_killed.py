"""A process that is killed loses nothing: the fight goes on from its journal, byte for byte."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from combat_rules.record import read_journal
from tests.amounts import amount

KILLS = amount(2, 8)
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is of Unix")


def test_a_fight_killed_at_random_moments_ends_in_equal_bytes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.record.kill", str(KILLS)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{KILLS} kills"), done.stdout
    assert "nothing was lost" in done.stdout


def combat_rules(where: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "combat_rules.cli", *words],
        cwd=where,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_killed_duel_is_gone_on_with_on_the_command_line(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    combat_rules(tmp_path, "duel", "--seed", "4", "--journal", "whole.jsonl").communicate()
    duel = combat_rules(tmp_path, "duel", "--seed", "4", "--journal", "killed.jsonl")
    while not killed.exists():
        assert duel.poll() is None, duel.communicate()
        time.sleep(0.001)
    duel.send_signal(signal.SIGKILL)
    duel.communicate()
    assert 0 < len(read_journal(killed).records) <= len(read_journal(whole).records)
    resumed = combat_rules(tmp_path, "resume", "killed.jsonl")
    told, said = resumed.communicate()
    assert resumed.returncode == 0, said
    assert "records were played again" in said
    assert told.rstrip()
    assert killed.read_bytes() == whole.read_bytes()
