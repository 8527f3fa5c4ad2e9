"""``combat-rules train`` and ``pilot``: what is learned is kept, gone on from, and can be read."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from combat_rules.balance.pilots import training
from combat_rules.balance.pilots.pilot import load
from combat_rules.cli.app import app


def run(*words: str) -> tuple[int, str, str]:
    ended = CliRunner().invoke(app, words)
    return ended.exit_code, ended.stdout, ended.stderr


def test_training_goes_on_where_it_was_and_the_pilot_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for rounds in ("2", "3"):
        code, told, _ = run("train", "--archetype", "brute", "--rounds", rounds, "--runs", "1")
        assert code == 0
        assert told.startswith(f"{rounds} rounds on seed 0")
    assert load(Path("pilots/brute.pilot")).rounds == 3
    code, told, _ = run("pilot", "pilots/brute.pilot")
    assert code == 0
    assert "foe idle" in told
    code, told, _ = run("pilot", "pilots/brute.pilot", "--answer", "1", "--json")
    judged = json.loads(told)
    assert judged["low"] <= judged["share"] <= judged["high"]


def test_a_pilot_tells_how_many_runs_it_is_the_mean_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "FIGHTS", 4)
    monkeypatch.chdir(tmp_path)
    code, told, _ = run("train", "--archetype", "brute", "--rounds", "1")
    assert code == 0
    assert told.startswith("1 round in each of 4 runs on seed 0")
    assert "the runs differ" not in told
    code, told, _ = run("pilot", "pilots/brute.pilot")
    assert told.startswith("brute, after 1 round in each of 4 runs on seed 0")
    code, _, told = run("train", "--archetype", "brute", "--rounds", "2", "--runs", "2")
    assert code != 0
    assert "its runs is 4, not 2" in told


def test_how_far_runs_are_at_odds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FIGHTS", 4)
    monkeypatch.chdir(tmp_path)
    kinds = ("--archetype", "duelist", "--archetype", "brute")
    code, told, _ = run("train", "--rounds", "1", "--runs", "2", *kinds)
    assert code == 0
    assert re.search(
        r"differ by [\d.]+ points a matchup, most in duelist against brute: \d+ to", told
    )


def test_rounds_or_minutes_not_both() -> None:
    code, _, told = run("train", "--rounds", "1", "--minutes", "1")
    assert code == 2
    assert "takes --rounds or --minutes" in told


@pytest.fixture
def targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of targets, where rounds have few fights."""
    monkeypatch.setattr(training, "FIGHTS", 4)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "targets.yaml"
    file.write_text("numbers: {duelist.health: [60, 120]}\nmatchups: [40, 60]\n", encoding="utf-8")
    return file.name


def test_numbers_are_searched_for_among_pilots_that_learn_them(targets: str) -> None:
    kinds = ("--archetype", "duelist", "--archetype", "brute")
    code, told, _ = run("tune", targets, "--train", "1", "--trials", "2", "--fights", "20", *kinds)
    assert code == 0
    assert told.startswith("2 trials; judged on 2,000 fights that none has seen")


@pytest.mark.parametrize("other", ["--pilots fighter", "--duration 9000", "--processes 2"])
def test_pilots_in_training_are_nobody_elses(targets: str, other: str) -> None:
    option, value = other.split()
    code, _, told = run("tune", targets, "--train", "1", option, value)
    assert code == 2
    assert f"{option} can do nothing beside --train" in told
