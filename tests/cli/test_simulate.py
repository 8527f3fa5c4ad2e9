"""``combat-rules simulate``: what it prints adds up, and it says what it could not do."""

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from combat_rules.cli import errors, simulate
from combat_rules.cli.app import app
from tests.packs import WITH_ALL

pytestmark = pytest.mark.usefixtures("in_no_project")

SHORT = ("--fights", "24", "--duration", "4000", *WITH_ALL)


def run(*options: str) -> tuple[int, str, str]:
    ended = CliRunner().invoke(app, ["simulate", *options])
    return ended.exit_code, ended.stdout, ended.stderr


def test_the_same_fights_are_the_same_in_every_form_and_on_both_engines() -> None:
    code, text, _ = run(*SHORT, "--format", "json")
    assert code == 0
    data = json.loads(text)
    assert sum(side["wins"] for side in data["results"]) + data["draws"] == data["fights"] == 24
    assert all(side["from"] <= side["share"] <= side["to"] for side in data["results"])
    assert sum(row["damage"] for row in data["moves"]) > 0
    code, text, _ = run(*SHORT, "--format", "json", "--live")
    assert code == 0
    live = json.loads(text)
    assert live.pop("live") == 24
    assert data.pop("live") == 0
    assert live == data
    code, text, _ = run(*SHORT)
    assert code == 0
    first, *lines = text.splitlines()
    assert first.startswith("duelist against brute: 24 fights (")
    assert sum(line.startswith(("duelist ", "brute ")) for line in lines) > 6
    code, text, _ = run(*SHORT, "--format", "csv")
    assert code == 0
    assert text.splitlines()[0] == "side,move,used,landed,blocked,evaded,countered,damage,share"
    assert len(text.splitlines()) == 1 + len(data["moves"])


def test_a_number_that_is_set_changes_what_happens() -> None:
    code, text, _ = run(*SHORT, "--set", "attack.damage=0", "--format", "json")
    assert code == 0
    data = json.loads(text)
    assert data["changed"] == {"attack.damage": 0}
    assert {row["damage"] for row in data["moves"] if row["move"] == "attack"} == {0}


@pytest.mark.parametrize("right", ["duelist", "brute"])
def test_a_seed_is_the_fight_that_a_duel_tells_between_two_of_a_kind_as_well(right: str) -> None:
    for seed in map(str, range(4)):
        sides = ("--left", "brute", "--right", right, "--seed", seed)
        code, text, _ = run("--fights", "1", "--format", "json", *sides)
        told = CliRunner().invoke(app, ["duel", "--json", *sides])
        assert (code, told.exit_code) == (0, 0)
        last = json.loads(told.stdout.splitlines()[-1])
        results = json.loads(text)["results"]
        assert [side["side"] for side in results if side["wins"]] == [last["winner"]]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--set", "attack=3"), 1, "say which number of it, attack.feint say; there are: feint"),
        (("--set", "attack.damage=much"), 2, "--set takes MOVE.FIELD=NUMBER"),
        (("--set", "atack.damage=3"), 1, "did you mean attack?"),
        (("--left", "duellist"), 2, "did you mean duelist?"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(options: tuple[str, ...], code: int, says: str) -> None:
    ended, out, err = run(*SHORT, *options)
    assert (ended, out) == (code, "")
    assert says in err


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "find_spec", lambda name: None)
    code, _, err = run(*SHORT)
    assert code == 2
    assert "platformdirs: pip install 'combat-rules[compiled]'" in " ".join(err.split())
    assert "--live" in err


@pytest.mark.skipif(os.name == "nt", reason="processes are begun otherwise there")
def test_a_process_that_dies_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    # The processes are forks of this one, and see what it has been given.
    monkeypatch.setattr(simulate, "lived_through", lambda lineup, seeds: os._exit(9))
    code, text, err = run(*SHORT, "--live")
    assert (code, text) == (1, "")
    assert "a process that played fights has died; is there enough memory?" in err


RAISES = """
from combat_rules import DamageRule, hookimpl

def far(scene, damage):
    if scene.distance > 20:
        raise ValueError(f"too far at {scene.now}")
    return damage

@hookimpl
def combat_damage_rules():
    return [DamageRule("far", 900, far)]
"""


TOLD = "plugin raises: damage rule far: ValueError (raises.py:6 in far)"
"""Without what the error says, which may be another thing in every fight."""


@pytest.fixture
def raising(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "raises.py").write_text(RAISES)
    return ("--plugin", str(tmp_path / "raises.py"))


@pytest.mark.parametrize("how", [(), ("--live",)], ids=["compiled", "live"])
def test_rules_that_raise_are_named(raising: tuple[str, ...], how: tuple[str, ...]) -> None:
    few = ("--fights", "4", "--duration", "1500", "--format", "json")
    code, text, err = run(*few, *raising, *how)
    assert code == 0
    assert f"warning: in 4 of 4 fights {TOLD}" in err
    assert json.loads(text)["mistakes"] == {TOLD: 4}


def test_rules_that_raise_are_named_beside_a_matrix(raising: tuple[str, ...]) -> None:
    sides = ("-a", "duelist", "-a", "brute", "--fights", "4", "--duration", "1500")
    ended = CliRunner().invoke(app, ["balance", *sides, *raising, "--format", "json"])
    assert f"warning: in 4 of 4 fights {TOLD}" in ended.stderr
    assert json.loads(ended.stdout)["mistakes"] == {TOLD: 4}


def test_rules_that_raise_are_named_beside_breakpoints(raising: tuple[str, ...]) -> None:
    near = ("attack.damage", "--lowest", "9", "--highest", "10", "--matchups", "--fights", "2")
    ended = CliRunner().invoke(app, ["breakpoints", *near, *raising])
    assert ended.exit_code == 0
    # Three who fight each other, at two values of the number.
    assert f"warning: in 12 of 12 fights {TOLD}" in ended.stderr


def test_rules_that_raise_are_named_beside_a_moment(raising: tuple[str, ...]) -> None:
    words = ["situation", "--distance", "30", "--horizon", "400", *raising]
    ended = CliRunner().invoke(app, words)
    assert "warning: plugin raises: damage rule far: ValueError: too far at" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_ctrl_c_ends_it_with_what_has_been_played(monkeypatch: pytest.MonkeyPatch) -> None:
    few = simulate._few_ahead

    def interrupted(*given: Any, ahead: int) -> Iterator[object]:
        parts = few(*given)
        yield from (next(parts) for _ in range(ahead))
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate, "CHUNK", 6)
    monkeypatch.setattr(simulate, "_few_ahead", partial(interrupted, ahead=2))
    code, text, _ = run(*SHORT)
    assert code == 0
    assert "12 fights of 24, then it was interrupted" in text
