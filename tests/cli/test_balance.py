"""``combat-rules balance``: every format tells the same matrix, and it says what it cannot do."""

import json
import re
import sqlite3
import sys
from io import BytesIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from msgspec.structs import asdict, replace
from typer.testing import CliRunner

from combat_rules.balance.executors.threads import Threads
from combat_rules.balance.matchups import Use
from combat_rules.balance.matrix import Played, play_matrix
from combat_rules.balance.matrix import Wanted as Matrix
from combat_rules.balance.pages.rows import as_table
from combat_rules.balance.pilots.pilot import save
from combat_rules.balance.rulebook import Rulebook
from combat_rules.cli import errors
from combat_rules.cli.app import app
from combat_rules.cli.balancing import matrix, situation
from combat_rules.plugins import standard_ruleset
from tests.balance.pilots.test_pilot import pilot_of
from tests.packs import WITH_ALL

pytestmark = pytest.mark.usefixtures("in_no_project")

THREE = tuple(word for name in ("duelist", "witch", "armsman") for word in ("-a", name))
SHORT = (*WITH_ALL, *THREE, "--fights", "20", "--duration", "4000")
FEW = (*WITH_ALL, *THREE, "--fights", "4", "--duration", "4000")


SOME_USE = asdict(Use("duelist", "brute", "attack", 1, 1, 0, 0, 0, 10, 100.0))


def run(*options: str) -> tuple[int, str, str]:
    ended = CliRunner().invoke(app, ["balance", *options])
    return ended.exit_code, ended.stdout, ended.stderr


def test_a_matrix_is_the_same_in_every_format(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, text, err = run(*SHORT, "--format", "json", "--out", str(out))
    assert (code, err) == (0, "")
    data = json.loads(text)
    assert len(data["matchups"]) == 3
    assert data["rates"][0][1] == data["matchups"][0]["rate"]
    assert (out / "matrix.json").read_text() == text
    kept = pq.read_table(out / "matchups.parquet").to_pylist()
    assert kept == data["matchups"]
    fights = pq.read_table(out / "fights.parquet").to_pylist()
    assert len(fights) == 60
    first = data["matchups"][0]
    won = [row["winner"] for row in fights if row["right"] == first["right"]][: first["fights"]]
    assert won.count(first["left"]) == first["wins"]
    page = (out / "matrix.html").read_text()
    assert (out / "matrix.svg").read_text() in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert (out / "moves.csv").read_text().count("\n") == 1 + len(data["moves"])


def test_a_matrix_is_printed_for_people() -> None:
    code, text, _ = run(*FEW)
    assert code == 0
    lines = text.splitlines()
    assert lines[0] == "12 fights"
    assert lines[2].split() == ["duelist", "witch", "armsman"]
    assert sum(line.startswith("worst matchup: ") for line in lines) == 1
    assert sum(line.startswith("equilibrium: ") for line in lines) == 1


def test_what_a_number_changes_is_told_for_every_matchup() -> None:
    changes = ("--set", "witch.health=400", "--against", "unchanged", "--forbid", "shield_wall")
    again = ("--forbid", "shield_wall")
    code, text, _ = run(*SHORT, "--fights", "40", *changes, *again, "--format", "json")
    assert code == 0
    data = json.loads(text)
    assert data["changed"] == {"witch.health": 400}
    assert data["forbidden"] == ["shield_wall"]
    told = {(one["left"], one["right"]): one for one in data["differences"]}
    assert len(told) == 3
    assert told["duelist", "witch"]["high"] < 0
    assert told["duelist", "witch"]["after"] == data["matchups"][0]["rate"]


def test_rows_go_through_a_pipe_as_parquet() -> None:
    ended = CliRunner().invoke(app, ["balance", *FEW, "--format", "parquet"])
    assert pq.read_table(BytesIO(ended.stdout_bytes)).num_rows == 3


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("-a", "duellist"), 2, "did you mean duelist?"),
        (("--pilots", "fihgter"), 1, "did you mean fighter?"),
        (("--forbid", "blok"), 1, "did you mean block?"),
        (("--within", "2", "--against", "unchanged"), 2, "give --fights, not --within"),
        (("-a", "duelist"), 1, "a matrix is of two or more archetypes"),
    ],
)
def test_what_cannot_be_is_said(options: tuple[str, ...], code: int, says: str) -> None:
    few = () if "--within" in options else ("--fights", "1")
    ended, out, err = run(*few, *WITH_ALL, *options)
    assert (ended, out) == (code, "")
    assert says in err


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda name: None)
    code, _, err = run(*SHORT)
    assert code == 2
    assert "pyarrow, scipy: pip install 'combat-rules[balance]'" in " ".join(err.split())


def test_what_a_ledger_knows_is_told_again(tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "fights.db"), "--format", "csv")
    first = run(*FEW, *ledger)
    with sqlite3.connect(tmp_path / "fights.db") as data:
        assert data.execute("SELECT sum(count) FROM blocks").fetchone() == (12,)
    data.close()
    assert run(*FEW, *ledger) == first
    assert first[0] == 0


def test_moves_are_told_in_markdown_if_they_are_wanted() -> None:
    _, plain, _ = run(*FEW, "--format", "md")
    code, text, _ = run(*FEW, "--format", "md", "--moves")
    head, rule, *rows = text.removeprefix(plain).strip().splitlines()
    assert (code, head.count("|"), rule.count("--:")) == (0, 11, 7)
    _, table, _ = run(*FEW, "--moves")
    told = [line.strip("| ").split(" | ") for line in rows]
    assert told == [re.split("  +", line) for line in table.splitlines()[-len(told) :]]


def test_a_matrix_in_which_nobody_does_anything_has_its_columns(tmp_path: Path) -> None:
    idle = [word for name in standard_ruleset().moves for word in ("--forbid", name)]
    sides = ("-a", "duelist", "-a", "brute", "--fights", "2", "--duration", "100")
    code, _, err = run(*sides, *idle, "--out", str(tmp_path))
    assert (code, err) == (0, "")
    moves, full = pq.read_table(tmp_path / "moves.parquet"), as_table([SOME_USE])
    assert (moves.num_rows, moves.schema) == (0, full.schema)


def test_ctrl_c_while_the_other_rules_are_played_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[int] = []

    def interrupted(executor: object, rules: Rulebook, wanted: Matrix, told: object) -> Played:
        played.append(1)
        found = play_matrix(Threads(rules), rules, wanted)
        return replace(found, matrix=replace(found.matrix, interrupted=True))

    monkeypatch.setattr(matrix, "play_matrix", interrupted)
    code, text, err = run(*FEW, "--set", "witch.health=400", "--against", "unchanged")
    assert (code, text, err) == (130, "", "combat-rules: interrupted\n")
    assert len(played) == 1


def test_every_matchup_is_held_against_another_version_of_a_plugin() -> None:
    code, text, _ = run("-p", "fencing", "-p", "hexes", "--fights", "1", "--duration", "100",
                        "--against", "fencing", "--format", "json")  # fmt: skip
    data = json.loads(text)
    pairs = [[(one["left"], one["right"]) for one in data[kind]]
             for kind in ("matchups", "differences")]  # fmt: skip
    assert code == 0
    assert pairs[0] == pairs[1]


def test_a_moment_is_solved_for_people_and_programs(tmp_path: Path) -> None:
    picture = tmp_path / "moment.svg"
    close = ("situation", "--distance", "30")
    ended = CliRunner().invoke(app, [*close, "--picture", str(picture)])
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("left gains +0.0 health on right")
    assert "<svg" in picture.read_text()
    told = json.loads(CliRunner().invoke(app, [*close, "--format", "json"]).stdout)
    assert sum(one["share"] for one in told["left"]) == pytest.approx(100, abs=0.1)
    fight = tmp_path / "fight.jsonl"
    CliRunner().invoke(app, ["duel", "--seed", "7", "--journal", str(fight)])
    ended = CliRunner().invoke(app, ["situation", "--from", f"{fight}@2000"])
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("duelist gains ")
    for at in (2000, 2001):
        assert situation.recorded(f"{fight}@{at}", (), "own").now == at
    ended = CliRunner().invoke(app, ["situation", "--from", str(fight)])
    assert ended.exit_code == 1
    assert "a moment is written JOURNAL@TICK" in ended.stderr


def test_pilots_go_on_from_a_moment_of_a_recorded_fight(tmp_path: Path) -> None:
    rules, pilot = standard_ruleset(), tmp_path / "brute.pilot"
    save(pilot_of("brute"), pilot)
    fight = tmp_path / "fight.jsonl"
    CliRunner().invoke(app, ["duel", "--seed", "7", "--duration", "6000", "--journal", str(fight)])
    combat = situation.recorded(f"{fight}@400", (), str(pilot))
    assert combat.fight.ruleset.controllers.keys() - rules.controllers == {"pilot of brute"}
    assert combat.save() == situation.recorded(f"{fight}@400", (), "own").save()
    begun = ("situation", "--from", f"{fight}@400", "--horizon", "200", "--win", "4")
    ended = CliRunner().invoke(app, [*begun, "--pilots", str(pilot)])
    assert (ended.exit_code, ended.stderr) == (0, "")


def test_what_waits_longer_than_is_looked_at_is_no_option() -> None:
    late = ("situation", "--wait", "100", "--wait", "300", "--horizon", "300")
    ended = CliRunner().invoke(app, late)
    assert ended.exit_code == 2
    told = "--wait 300: of what begins so late nothing is seen, for it goes on for 300 ticks"
    assert told in ended.stderr
    assert CliRunner().invoke(app, [*late[:-1], "301"]).exit_code == 0


def test_the_least_change_that_flips_something_is_told() -> None:
    narrow = ("breakpoints", "attack.recovery", "--lowest", "330", "--highest", "400")
    ended = CliRunner().invoke(app, narrow)
    assert ended.exit_code == 0, ended.output
    first, _, heads, *rows = ended.stdout.splitlines()
    assert first == "attack.recovery is 380"
    assert heads.split() == ["value", "change", "kind", "what"]
    told = json.loads(CliRunner().invoke(app, [*narrow, "--format", "json"]).stdout)
    assert len(told["breakpoints"]) == len(rows) > 0
    assert told["now"] == 380
    ended = CliRunner().invoke(app, ["breakpoints", "attack.recovery", "--lowest", "380",
                                     "--highest", "380"])  # fmt: skip
    assert ended.stdout == "attack.recovery is 380\nnothing flips\n"


def test_parquet_is_not_thrown_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(SystemExit):
        app(["balance", "--format", "parquet"])
    assert "send it to a file: > matchups.parquet" in " ".join(capsys.readouterr().err.split())
