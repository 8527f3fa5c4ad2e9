"""``combat-rules duel`` plays a fight and tells it, to people or to programs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app

KEYS = ["sequence", "timestamp", "type", "priority", "source", "target", "action", "causes"]
MOVE = """\
from combat_rules import *

@hookimpl
def combat_actions():
    return [Action(name='kick')]
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, where only the standard rules are."""
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def events(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_it_tells_the_fight_and_how_it_ended() -> None:
    result = run("duel", "--seed", "7")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "duelist against brute"
    assert "seed 7, rules: standard" in lines[1]
    assert any("HIT" in line and " base" in line for line in lines)
    assert any("wins by defeat after" in line for line in lines)
    assert "fighter  move          used  landed  blocked  damage" in lines


def test_it_is_plain_text_when_nobody_looks() -> None:
    text = run("duel", "--seed", "7").stdout
    assert all(character.isprintable() or character == "\n" for character in text)


def test_json_is_one_event_a_line_and_ends_with_the_result() -> None:
    told = events(run("duel", "--seed", "7", "--json"))
    assert all(list(event)[: len(KEYS)] == KEYS for event in told)
    assert {event["priority"] for event in told} == {"high", "medium", "low"}
    assert sorted(event["sequence"] for event in told) == list(range(len(told)))
    last = told[-1]
    assert last["type"] == "fight_ended"
    assert set(last) == {*KEYS, "winner", "reason"}


def test_two_processes_with_different_hash_seeds_print_the_same_bytes(tmp_path: Path) -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-m", "combat_rules.cli", "duel", "--seed", "7", "--json"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert printed[0].stdout == printed[1].stdout
    assert printed[0].stderr == printed[1].stderr == b""


def test_another_seed_is_another_fight_and_the_same_one_is_the_same() -> None:
    one, other, again = (run("duel", "--seed", seed, "--json").stdout for seed in "121")
    assert one == again
    assert one != other


def test_options_choose_who_fights_how_long_and_how_far_apart() -> None:
    told = events(
        run("duel", "--left", "sentinel", "--right", "sentinel", "--duration", "300",
            "--distance", "80", "--json")
    )  # fmt: skip
    joined = [event for event in told if event["type"] == "combatant_joined"]
    started = next(event for event in told if event["type"] == "fight_started")
    assert [event["source"] for event in joined] == ["sentinel-1", "sentinel-2"]
    assert list(started["combatants"]) == ["sentinel-1", "sentinel-2"]
    assert told[-1]["timestamp"] == 300
    assert (told[-1]["winner"], told[-1]["reason"]) == (None, "time_out")


def test_trace_tells_every_event_with_its_number_and_cause() -> None:
    lines = run("duel", "--seed", "7", "--trace").stdout.splitlines()
    assert any("#0" in line and "combatant_joined" in line for line in lines)
    assert any("action_committed" in line and "because of #" in line for line in lines)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--left", "dulist"], "--left: there is no archetype dulist; did you mean duelist?"),
        (["--seed", "many"], "--seed: it takes"),
        (["--duration", "0"], "--duration: it is at least"),
        (["--distance", "-1"], "--distance: it is at least"),
        (["--colour"], "there is no option --colour"),
    ],
    ids=["archetype", "no number", "no time", "no distance", "no such option"],
)
def test_wrong_usage_ends_with_two_and_says_what_is_possible(words: list[str], said: str) -> None:
    result = run("duel", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_distance_wider_than_the_arena_is_a_problem_of_the_fight() -> None:
    result = run("duel", "--distance", "500")
    assert result.exit_code == 1
    assert "distance is 500; a whole number from 0 to 100" in result.stderr


def test_a_plugin_of_the_project_that_cannot_be_imported_is_named_and_the_duel_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "bad.py").write_text("raise RuntimeError('boom')", encoding="utf-8")
    text = '[tool.combat_rules]\nplugins = ["bad.py"]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    result = run("duel", "--json")
    assert result.exit_code == 0
    assert "warning: plugin bad (pyproject) is left out: importing it raised" in result.stderr
    assert events(result)[-1]["type"] == "fight_ended"


@pytest.mark.parametrize("words", ["duel", "moves", "combo", "check", "plugins", "diff a b"])
def test_a_plugin_that_was_asked_for_and_cannot_be_loaded_ends_the_command(
    tmp_path: Path, words: str
) -> None:
    (tmp_path / "bad.py").write_text("raise RuntimeError('boom')", encoding="utf-8")
    result = run(*words.split(), "--plugin", "bad.py")
    assert result.exit_code == 1
    assert "importing it raised RuntimeError: boom" in result.output


def test_wrong_rules_end_with_one_and_every_problem(tmp_path: Path) -> None:
    text = MOVE.replace("Action(name='kick')", "Action(name='attack'), Action(name='x', feint=-1)")
    (tmp_path / "wrong.py").write_text(text, encoding="utf-8")
    result = run("duel", "--plugin", "wrong.py")
    assert result.exit_code == 1
    assert "there are 2 problems" in result.stderr
    assert "contributed by standard already" in result.stderr
    assert "feint is -1" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_plugin_that_fails_in_the_fight_is_summed_up_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "crash.py").write_text(
        "from combat_rules import *\n\ndef crash(scene, damage):\n    raise RuntimeError('no')\n\n"
        "@hookimpl\ndef combat_damage_rules():\n    return [DamageRule('crash', 1, crash)]\n",
        encoding="utf-8",
    )
    result = run("duel", "--plugin", "crash.py", "--duration", "4000")
    assert result.exit_code == 0
    assert result.stderr.count("plugin crash: damage rule crash: RuntimeError: no") == 1
    assert "times more)" in result.stderr
    assert result.stdout.count("FAULT plugin crash") == 1


def test_what_lasts_is_told_when_it_begins_and_when_it_is_over() -> None:
    pack = str(Path(__file__).parents[2] / "plugins" / "hexes")
    lines = run("duel", "--plugin", pack, "--left", "witch", "--seed", "2").stdout.splitlines()
    assert any(line.split()[-3:] == ["brute", "is", "poisoned"] for line in lines)
    assert any(line.split()[-5:] == ["brute", "is", "no", "more", "blinded"] for line in lines)
    assert not any("status_" in line for line in lines)
