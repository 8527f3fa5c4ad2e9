"""``combat-rules explain`` and ``duel --explain`` say why, for people and for programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from combat_rules.cli.app import app
from combat_rules.model import CombatantState

SPEAR = '''
from combat_rules import Action, four_phases, hookimpl

def braced(scene):
    """The target is close."""
    return scene.distance <= 12

@hookimpl
def combat_actions():
    return [Action(name="spear", reach=40, chart=four_phases("Spear", commit=[braced]))]
'''


HEAVY = '''
from combat_rules import hookimpl
from combat_rules.model import PaceRule

def wounded(scene):
    """Whoever is wounded is slower."""
    return 150 if scene.actor.health < 50 else 100

@hookimpl
def combat_pace_rules():
    return [PaceRule("wounded", 1, wounded)]
'''


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_how_long_phases_take_by_the_pace_rules_stands_above_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "heavy.py").write_text(HEAVY)
    words = ("explain", "attack", "-p", "heavy.py", "--actor")
    lines = run(*words, "health=20").stdout.splitlines()
    assert "feint takes 360 ticks, declared 240: wounded 150 %" in lines
    assert "wounded" not in run(*words, "health=50").stdout
    told = json.loads(run(*words, "health=20", "--json").stdout)["phases"][0]
    assert (told["ticks"], told["lasts"], told["paces"][0]["percent"]) == (240, 360, 150)


def test_what_refuses_stands_between_the_verdict_and_the_verdict() -> None:
    lines = run("explain", "attack", "--actor", "stamina=5,stunned_until=100").stdout.splitlines()
    verdict = "It may not start yet; time alone lets it in 700 ticks."
    assert lines[3:6] == [
        verdict,
        "  - can_act: The actor is neither stunned, nor in a hit pause, nor fallen (in 100 ticks "
        "by itself)",
        "  - has_stamina: stamina 5, needs at least 12 (in 700 ticks by itself)  [standard]",
    ]
    assert lines[-1] == verdict


def test_a_guard_of_ones_own_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "spear.py").write_text(SPEAR, encoding="utf-8")
    told = run("explain", "spear", "--plugin", "spear.py", "--distance", "30")
    assert "  - braced: distance 30, needs at most 12  spear.py:4" in told.stdout.splitlines()
    assert told.stdout.splitlines()[-1] == (
        "It may start, but goes from feint to recovery: braced refused."
    )


def test_a_guard_that_asks_for_a_percentage_is_told_in_points(tmp_path: Path) -> None:
    rows = "- {name: smash, commit_guards: not health_below(20)}"
    late = "- {name: rage, commit_guards: health_below(50)}"
    (tmp_path / "last.yaml").write_text(f"moves:\n  {rows}\n  {late}\n", encoding="utf-8")
    told = run("explain", "smash", "--plugin", "last.yaml", "--actor", "health=10").stdout
    assert told.startswith("smash (plugin last, last.yaml:2), 10 units apart\n")
    assert "  - not health_below_20: health 10, needs at least 18" in told
    told = run("explain", "rage", "--plugin", "last.yaml", "--actor", "health=60").stdout
    assert "  - health_below(50): health 60, needs below 45" in told


def test_everything_that_was_asked_is_told_to_who_wants_more() -> None:
    lines = run("explain", "block", "-v").stdout.splitlines()
    assert "In commit (30 ticks)" in lines
    assert "  it is interrupted: goes to recovery" in lines
    assert "  its time is up: does not go to recovery (another way is open)" in lines
    assert not any("cooldowns.get" in line or "follow" in line for line in lines)


def test_a_move_that_may_start_is_said_to_once() -> None:
    told = run("explain", "block").stdout
    assert told.count("It may start, and no guard is in its way.") == 1


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("stamina=101", "cannot have stamina 101: duelist has at most 90"),
        ("health=91,defeated=yes", "cannot have health 91: duelist has at most 90"),
    ],
)
def test_nobody_is_explained_who_cannot_be(actor: str, said: str) -> None:
    result = run("explain", "attack", "--actor", actor)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_move_is_explained_to_whoever_has_left_the_fight_alive() -> None:
    told = run("explain", "attack", "--actor", "health=5,defeated=yes").stdout
    assert "health 5" in told
    assert "It may not start, and waiting does not help." in told


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
        (["atack"], 2, "did you mean attack"),
        (["attack", "--actor", "stanima=3"], 1, "did you mean stamina"),
        (["attack", "--actor", "stamina=soon"], 1, "is 'soon'; a whole number"),
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
    assert any(f"#{blow['sequence']} {blow['source']}" in line for line in lines)
    pieces = [piece["change"] for piece in blow["breakdown"]]
    assert [line.split()[0] for line in lines[-len(pieces) :]] == [f"{p:+}" for p in pieces]
    assert "(damage rule of standard)" in lines[-1]


def test_an_event_that_never_was_is_a_clear_error() -> None:
    result = run("duel", "--explain", "99999")
    assert result.exit_code == 1
    assert "has no event #99999; its events are #0 to #" in result.stderr


@pytest.mark.parametrize("side", ["actor", "target"])
@pytest.mark.parametrize("field", CombatantState.__struct_fields__)
def test_a_field_that_is_given_what_it_cannot_be_says_what_it_is(side: str, field: str) -> None:
    said = run("explain", "attack", f"--{side}", f"{field}=?")
    told = " ".join(said.output.split())
    assert said.exit_code == 0 or field in told
    assert not any(theirs in told for theirs in ("Expected", "Invalid", "$."))


def test_a_field_of_several_says_where_it_can_be_given() -> None:
    said = run("explain", "attack", "--actor", "cooldowns=3")
    assert said.exit_code == 2
    assert " ".join(said.output.split()) == (
        "combat-rules: --actor: cooldowns is a mapping of texts to whole numbers from 0 to "
        "2000000000, which cooldowns=3 cannot say; a test in Python can, with make_scene(..., "
        "actor={'cooldowns': ...})"
    )
