"""Recorded fights on the command line: duel --journal, replay, resume, diff and history."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app
from combat_rules.plugins import Arrangement
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.fingerprint.sources import ruleset_of
from combat_rules.record import Journal, Replay, read_journal
from tests.record.bouts import shipped_fight

PLUGIN = """\
from combat_rules import *

__version__ = "{version}"

@hookimpl
def combat_actions():
    return [Action(name="kick", feint=100, commit=50, release=60, recovery=200, reach=60,
                   damage={damage}, hitstun=300)]

@hookimpl
def combat_archetypes():
    return [Archetype(name="kicker", actions=("kick", "move_forward"), controller="attack")]
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, where only the standard rules are."""
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def recorded(file: str = "fight.jsonl", *words: str) -> bytes:
    result = run("duel", "--seed", "13", "--journal", file, *words)
    assert result.exit_code == 0, result.stderr
    return Path(file).read_bytes()


def write_plugin(name: str, damage: int, version: str) -> None:
    Path(name).write_text(PLUGIN.format(damage=damage, version=version), encoding="utf-8")


def test_a_replay_tells_the_same_fight_and_says_that_it_was_checked() -> None:
    told = run("duel", "--seed", "13", "--journal", "fight.jsonl").stdout
    result = run("replay", "fight.jsonl")
    assert result.exit_code == 0
    assert result.stdout == told
    assert "78 of 78 records played again, up to tick 9980; every state hash" in result.stderr


def test_a_fight_without_a_plugin_of_its_project_is_found_again() -> None:
    without = ("--plugin", "hexes", "--plugin", "fencing", "--without", "hexes")
    recorded("fight.jsonl", *without, "--duration", "2000")
    replay = Replay("fight.jsonl")
    assert replay.changed == ()
    assert replay.ruleset.arrangement == Arrangement(without=("hexes",))
    assert [plugin.name for plugin in replay.ruleset.plugins] == ["standard", "fencing"]
    assert run("replay", "fight.jsonl", "--plugin", "fencing").exit_code == 0
    assert run("replay", "fight.jsonl", *without[:4]).exit_code == 0
    assert run("resume", "fight.jsonl").exit_code == 0
    # What a journal does is what another process does that is sent the rules.
    assert rules_of(ruleset_of(rules_of(replay.ruleset))) == replay.reading.header.rules


def test_what_was_taken_back_counts_once() -> None:
    for file in ("back.jsonl", "straight.jsonl"):
        with Journal(file) as journal:
            combat = shipped_fight(journal, 3)
            combat.advance(500)
            before = combat.save()
            if file == "back.jsonl":
                combat.advance(3000)
                combat.load(before)
            combat.run()
    back, straight = (run("replay", file).stdout for file in ("back.jsonl", "straight.jsonl"))
    assert "\nthe fight goes on from 0.500 s\n" in back
    table = straight.partition("\nfighter")[2]
    assert table
    assert back.endswith(table)


@pytest.fixture
def twins() -> tuple[str, ...]:
    """Two plugins whose files have one name, as options."""
    files = {"kick": Path("a/moves.py"), "punch": Path("b/moves.py")}
    for name, file in files.items():
        file.parent.mkdir()
        text = PLUGIN.format(damage=7, version="1").replace("kick", name)
        file.write_text(text, encoding="utf-8")
    return tuple(word for file in files.values() for word in ("--plugin", str(file)))


def test_two_plugins_of_one_name_are_told_apart_when_they_are_found_again(
    twins: tuple[str, ...],
) -> None:
    sides = ("--left", "kicker", "--right", "puncher", "--duration", "2000")
    recorded("fight.jsonl", *twins, *sides)
    for named in ((), twins, twins[:2], twins[2:], (*twins[2:], *twins[:2])):
        result = run("replay", "fight.jsonl", *named)
        assert (result.exit_code, result.stderr.count("\n")) == (0, 1), result.stderr
    # Whoever has moved them names them in the order that they had.
    Path("a").rename("moved")
    Path("b").rename("as well")
    moved = ("--plugin", "moved/moves.py", "--plugin", "as well/moves.py")
    assert run("replay", "fight.jsonl", *moved).exit_code == 0


def test_of_two_plugins_of_one_name_the_first_may_be_left_out(twins: tuple[str, ...]) -> None:
    recorded("fight.jsonl", *twins, "--without", "moves", "--left", "puncher", "--duration", "900")
    assert [mark.name for mark in Replay("fight.jsonl").reading.header.rules.plugins] == [
        "standard", "moves (2)",
    ]  # fmt: skip
    for named in ((), twins[2:]):
        assert run("replay", "fight.jsonl", *named).exit_code == 0


def test_a_project_may_have_two_plugins_of_one_name(twins: tuple[str, ...]) -> None:
    files = [word for word in twins if word != "--plugin"]
    Path("pyproject.toml").write_text(f"[tool.combat_rules]\nplugins = {files}\n")
    recorded("fight.jsonl", "--left", "kicker", "--right", "puncher", "--duration", "2000")
    result = run("replay", "fight.jsonl")
    assert (result.exit_code, result.stderr.count("\n")) == (0, 1), result.stderr


def test_a_replay_as_json_is_the_duel_as_json() -> None:
    told = run("duel", "--seed", "7", "--json", "--journal", "fight.bin").stdout
    assert run("replay", "fight.bin", "--json").stdout == told


def test_a_replay_stops_where_it_is_told_to() -> None:
    recorded()
    result = run("replay", "fight.jsonl", "--until", "3000")
    assert result.exit_code == 0
    assert "Tick 3000 of 60000" in result.stdout
    assert "19 of 78 records" in result.stderr


def test_a_replay_of_a_fight_that_was_left_stops_where_its_journal_does() -> None:
    whole = recorded()
    Path("cut.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:20]))
    result = run("replay", "cut.jsonl", "--until", "50000")
    assert "Tick 50000" not in result.stdout
    assert "another -" not in result.stdout


def test_a_replay_takes_time_if_asked() -> None:
    recorded()
    assert run("replay", "fight.jsonl", "--until", "500", "--speed", "100").exit_code == 0


def test_a_resume_goes_on_to_the_same_bytes_and_says_what_was_cut_off() -> None:
    whole = recorded()
    Path("cut.jsonl").write_bytes(whole[: len(whole) // 2])
    result = run("resume", "cut.jsonl")
    assert result.exit_code == 0
    assert "was not written to its end; its" in result.stderr
    assert "wins by defeat" in result.stdout
    assert Path("cut.jsonl").read_bytes() == whole


def test_a_fight_that_is_over_is_not_gone_on_with() -> None:
    whole = recorded()
    result = run("resume", "fight.jsonl", "--json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "the fight is over already" in result.stderr
    assert Path("fight.jsonl").read_bytes() == whole


def test_damage_is_located_and_refused() -> None:
    data = bytearray(recorded())
    start, end = read_journal("fight.jsonl").places[9]
    data[start + 20] ^= 1
    Path("fight.jsonl").write_bytes(data)
    for command in ("replay", "resume"):
        result = run(command, "fight.jsonl")
        assert result.exit_code == 1
        assert f"damaged: record 9 (line 10, bytes {start} to {end - 1})" in result.stderr


def test_a_journal_played_with_another_version_of_a_plugin_says_what_differs() -> None:
    write_plugin("kicks.py", 10, "1.0")
    done = subprocess.run(
        [sys.executable, "-m", "combat_rules.cli", "duel", "--left", "kicker", "--seed", "1",
         "-p", "kicks.py", "--journal", "fight.jsonl"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    Path("new").mkdir()
    write_plugin("new/kicks.py", 13, "1.1")
    before = Path("fight.jsonl").read_bytes()
    result = run("replay", "fight.jsonl", "--plugin", "new/kicks.py")
    assert result.exit_code == 1
    assert "plugin kicks was version 1.0, now 1.1" in result.stderr
    assert "action kick has changed" in result.stderr
    assert "the fight parts from its journal at tick" in result.stderr
    result = run("resume", "fight.jsonl", "--plugin", "new/kicks.py")
    assert result.exit_code == 1
    assert "action kick has changed" in result.stderr
    assert Path("fight.jsonl").read_bytes() == before
    assert run("replay", "fight.jsonl").exit_code == 0, "the header says where the rules are"


def test_a_plugin_that_is_gone_is_asked_for() -> None:
    write_plugin("kicks.py", 10, "1.0")
    recorded("fight.jsonl", "-p", "kicks.py")
    Path("kicks.py").rename("moved.py")
    result = run("replay", "fight.jsonl")
    assert result.exit_code == 1
    assert "plugin kicks.py: there is no file" in result.stderr
    assert "--plugin FILE_OR_MODULE" in result.stderr


def test_the_rules_of_a_project_are_found_from_any_folder_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_plugin("kicks.py", 10, "1.0")
    Path("pyproject.toml").write_text("[tool.combat_rules]\nplugins = ['kicks.py']")
    recorded("fight.jsonl", "--left", "kicker")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "down")
    assert run("replay", "../../fight.jsonl").exit_code == 0


def test_a_plugin_that_is_given_and_broken_is_named() -> None:
    recorded()
    Path("bad.py").write_text("raise RuntimeError('boom')")
    result = run("replay", "fight.jsonl", "--plugin", "bad.py")
    assert result.exit_code == 1
    assert "plugin bad: importing it raised RuntimeError: boom" in result.stderr


def test_a_diff_says_where_two_fights_part() -> None:
    recorded("one.jsonl")
    recorded("same.bin")
    same = run("diff", "one.jsonl", "same.bin")
    assert (same.exit_code, same.stdout) == (
        0, "the two fights are the same, record by record\n"
    )  # fmt: skip
    assert run("duel", "--seed", "18", "--journal", "other.jsonl").exit_code == 0
    result = run("diff", "one.jsonl", "other.jsonl")
    assert result.exit_code == 1
    assert "fight.seed: 13 -> 18" in result.stdout
    assert "they diverge at tick 0, record 3 (moment):" in result.stdout
    assert "event #3 action_started.data.name: attack -> heavy_attack" in result.stdout
    assert "actions.duelist.due: 240 -> 300" in result.stdout
    data = json.loads(run("diff", "one.jsonl", "other.jsonl", "--json").stdout)
    assert data["divergence"]["at"] == 0
    assert data["divergence"]["field"]["old"] == "attack"


def test_a_history_keeps_lists_and_gives_back() -> None:
    whole = recorded()
    assert "there is no store" in run("history", "fights.db").stderr
    assert run("history", "fights.db", "--add", "fight.jsonl").stdout == (
        "fight.jsonl is fight 1\n"
    )
    added = run("history", "fights.db", "--add", "fight.jsonl", "--json").stdout
    assert json.loads(added) == [{"journal": "fight.jsonl", "id": 1}]
    assert "brute wins by defeat" in run("history", "fights.db").stdout
    (kept,) = json.loads(run("history", "fights.db", "--winner", "brute", "--json").stdout)
    assert (kept["seed"], kept["ticks"]) == (13, 9980)
    assert run("history", "fights.db", "--pull", "1").stdout_bytes == whole
    assert run("history", "fights.db", "--pull", "1", "--out", "again.jsonl").exit_code == 0
    assert Path("again.jsonl").read_bytes() == whole
    assert run("history", "fights.db", "--pull", "1", "--out", "again.jsonl").exit_code == 1
    assert "has no fight 2" in run("history", "fights.db", "--pull", "2").stderr


def test_a_journal_is_not_overwritten() -> None:
    before = recorded()
    result = run("duel", "--journal", "fight.jsonl")
    assert result.exit_code == 1
    assert "never overwritten" in result.stderr
    assert Path("fight.jsonl").read_bytes() == before


def test_a_duel_that_cannot_be_set_up_leaves_no_journal(tmp_path: Path) -> None:
    assert run("duel", "--left", "nobody", "--journal", "fight.jsonl").exit_code == 2
    assert not list(tmp_path.iterdir())
