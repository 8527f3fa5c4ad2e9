"""``combat-rules explain`` and ``duel --explain`` say why, for people and for programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_it_tells_every_guard_with_its_values_and_how_long_to_wait() -> None:
    result = run("explain", "attack", "--actor", "stamina=5,stunned_until=100")
    assert result.exit_code == 0
    for line in (
        "It may not start yet; time alone lets it in 500 ticks.",
        "  - has_stamina [standard]: The actor has the stamina that the action costs.",
        "    actor.stamina 5 >= action.stamina_cost 12: no",
        "    -> actor.stamina would have to be at least 12",
        "    -> time alone would do it in 100 ticks",
        "In commit (140 ticks)",
        "  interrupt (it is interrupted): goes to recovery",
    ):
        assert line in result.stdout.splitlines()


def test_a_move_that_may_start_is_said_to() -> None:
    assert "It may start." in run("explain", "attack").stdout


def test_the_scene_can_be_set_up() -> None:
    told = json.loads(
        run(
            "explain", "attack", "--target", "defeated=yes", "--actor", "archetype=brute",
            "--distance", "44", "--phase", "commit", "--json",
        ).stdout
    )  # fmt: skip
    assert told["distance"] == 44
    assert told["allowed"] is True
    assert [phase["phase"] for phase in told["phases"]] == ["commit"]
    guards = {guard["guard"] for way in told["phases"][0]["ways"] for guard in way["guards"]}
    assert guards == {"has_stamina", "not_interrupted", "is_cancellable"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["atack"], 1, "did you mean attack"),
        (["attack", "--actor", "stanima=3"], 1, "did you mean stamina"),
        (["attack", "--actor", "stamina=soon"], 1, "Expected `int`"),
        (["attack", "--actor", "stamina"], 2, "is not NAME=VALUE"),
        (["attack", "--phase", "comit"], 1, "did you mean commit"),
        ([], 2, "MOVE"),
    ],
    ids=["move", "field", "value", "no value", "phase", "nothing"],
)
def test_a_mistake_is_said_with_what_is_possible(words: list[str], code: int, said: str) -> None:
    result = run("explain", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_an_event_is_explained_back_to_its_command() -> None:
    told = [json.loads(line) for line in run("duel", "--seed", "7", "--json").stdout.splitlines()]
    blow = next(event for event in told if event["type"] == "damage_dealt")
    lines = run("duel", "--seed", "7", "--explain", str(blow["sequence"])).stdout.splitlines()
    assert f"command: {blow['source']} starts" in lines[0]
    assert "guards that agreed: has_stamina, not_interrupted" in lines[2]
    assert f"#{blow['sequence']} damage_dealt" in "\n".join(lines)
    pieces = [piece["change"] for piece in blow["breakdown"]]
    assert [line.split()[0] for line in lines[-len(pieces) :]] == [f"{p:+}" for p in pieces]
    assert "(damage rule of standard)" in lines[-1]


def test_an_event_that_never_was_is_a_clear_error() -> None:
    result = run("duel", "--explain", "99999")
    assert result.exit_code == 1
    assert "has no event #99999; its events are #0 to #" in result.stderr
